"""Laws of asking over the sample plan: what is said around a question changes nothing, order is free, what matters is never passed over."""

from __future__ import annotations

from datetime import date

import pytest

from zhengpu.graph.facts import Iri
from zhengpu.query.words.cut_names import Abbreviations
from zhengpu.query.words.speech import load_speech
from zhengpu.service import Zhengpu

TODAY = date(2022, 11, 1)
PLAIN = {
    "县文旅局牵头哪些任务": [35],
    "县卫体局配合的任务": [23, 35],
    "第12项任务的配合单位有哪些": None,
    "网络货运由谁负责": None,
}
BEFORE = ("我想弄明白，", "晚上要向县长汇报，", "同事托我打听，", "刚接到通知，", "先别挂电话，")
AFTER = ("，等着要", "，多谢", "，劳驾")


def said(sample: Zhengpu, question: str) -> tuple[str, list[str]]:
    answer = sample.ask(question, today=TODAY)
    return answer.outcome, sorted(str(item.iri) for item in answer.items)


@pytest.mark.parametrize("question", PLAIN)
@pytest.mark.parametrize("words", BEFORE)
def test_what_is_said_before_changes_nothing(sample: Zhengpu, question: str, words: str) -> None:
    plain = said(sample, question)
    assert plain[0] == "answered"
    assert said(sample, words + question) == plain


@pytest.mark.parametrize("words", AFTER)
def test_what_is_said_behind_changes_nothing(sample: Zhengpu, words: str) -> None:
    assert said(sample, "县文旅局牵头哪些任务" + words) == said(sample, "县文旅局牵头哪些任务")


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("县自然资源局总共摊上几条任务", None),
        ("供销社这边要配合别人做哪件事", [25]),
        ("第五部分里哪条没有县财政局", [51]),
        ("各镇人民政府要配合的是哪两项", [11, 30]),
        ("哪几条任务里引用了别的文件", [1, 10, 28]),
    ],
)
def test_words_fill_the_places_of_a_question_in_any_order(sample: Zhengpu, question: str, numbers: list[int] | None) -> None:
    answer = sample.ask(question, today=TODAY)
    assert answer.outcome == "answered"
    if numbers is None:
        assert answer.count == 2
    else:
        assert sorted(item.number or 0 for item in answer.items) == numbers


@pytest.mark.parametrize(
    "question",
    [
        "它由谁负责",  # nobody knows what
        "县文旅局喜欢哪些任务",  # a relation that no plan tells of
        "去绛州署怎么走",  # a manner
        "国家发展改革委牵头什么",  # half of a name is no name
        "省财政厅负责哪些任务",
        "火箭发射由谁负责",
        "养老平台由谁负责",
        "去年增速是多少",
        "稷山县要建多少个5G基站",  # somebody else's
        "哪项任务进展最慢",
    ],
)
def test_what_matters_is_never_passed_over(sample: Zhengpu, question: str) -> None:
    assert sample.ask(question, today=TODAY).outcome in ("nothing", "not_understood", "out_of_scope")


def test_a_name_cut_short_keeps_its_first_and_last_character_and_their_order() -> None:
    units = [(Iri("urn:a"), "市人力资源和社会保障局"), (Iri("urn:b"), "市住房公积金管理中心"), (Iri("urn:c"), "县司法行政法规局")]
    names = Abbreviations(units, lambda name: "")
    assert [(s.iris, s.start, s.end) for s in names.find("人社局牵头")] == [(("urn:a",), 0, 3)]
    assert list(names.find("省人社局牵头")) == []  # the level before it is part of the name
    assert list(names.find("县法局")) == []


def test_words_have_their_parts_of_speech() -> None:
    assert next((w.surface, w.tag) for w in load_speech().cut("我们核实一下")) == ("我们", "r")
