"""Questions in anyone's words: constructions are made of classes, words of content are searched, what matters is used or refused."""

from __future__ import annotations

from datetime import date

import pytest

from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.service import Zhengpu

TODAY = date(2022, 11, 1)


def said(zp: Zhengpu, question: str) -> tuple[str, str | None, list[object]]:
    """Outcome, kind, and the items by number, label or value."""
    answer = zp.ask(question, today=TODAY)
    numbers: list[object] = sorted(i.number for i in answer.items if i.number is not None and answer.kind == "tasks")
    if answer.kind == "count":
        return answer.outcome, answer.kind, [answer.count]
    if answer.kind == "yesno":
        return answer.outcome, answer.kind, [answer.boolean]
    return answer.outcome, answer.kind, numbers or sorted(str(i.value or i.label or i.text) for i in answer.items if i.match is None)


@pytest.mark.parametrize(
    ("spoken", "plain"),
    [
        ("文旅局跟卫体局两家都在的，是哪几条啊", "县文旅局和县卫体局都参与的任务有哪些"),
        ("县教育局那边到底沾边的是哪几条来着", "县教育局参与哪些任务"),
        ("领导等着要呢，网络货运那一摊，压在谁头上了呀", "网络货运由谁负责"),
        ("养老那一条里头，谁打头", "养老由谁牵头"),
        ("科技局，哦不对，县司法局摊上几条", "县司法局参与几项任务"),
        ("县文旅局跟县教育局，谁摊的条数多", "县文旅局和县教育局谁参与的任务多"),
        ("没写牵头单位的有几条", "没有牵头单位的任务有多少项"),
        ("托育呢，示范机构得建几个", "示范托育机构要建几个"),
        ("累计得建成多少个5G的基站，你给我个数", "5G基站要建多少个"),
    ],
)
def test_spoken_and_written_ask_the_same(sample: Zhengpu, spoken: str, plain: str) -> None:
    expected = said(sample, plain)
    assert expected[0] == "answered", plain
    assert said(sample, spoken)[::2] == expected[::2], spoken


@pytest.mark.parametrize(
    "question",
    [
        "县文旅局喜欢哪些任务",
        "省财政厅负责哪些任务",
        "三泉镇人民政府参与的任务",
        "哪些单位被约谈了",
        "5G展会由谁负责",
        "无人机配送那一摊谁管",
        "它由谁负责",
        "县文旅局县文旅局县文旅局县文旅局县文旅局县文旅局",
        "全省要建多少个5G基站",
        "养老为啥要县民政局牵头",
        "县文旅局上周牵头的任务",
    ],
)
def test_what_no_plan_tells_is_refused(sample: Zhengpu, question: str) -> None:
    assert said(sample, question)[0] in ("nothing", "not_understood", "out_of_scope")


def test_each_class_has_words_and_no_word_stands_twice_in_one() -> None:
    concepts = load_concepts()
    assert concepts.roles["lead"] == "zp:leads"
    assert concepts.classes("哪") == {"wh"}
    assert all(concepts.table.values())


def test_the_answer_names_the_words_it_took(sample: Zhengpu) -> None:
    answer = sample.ask("老师您好，网络货运那一摊，压在谁头上了呀", today=TODAY)
    assert answer.outcome == "answered"
    assert any(rule.startswith("sense: ") for rule in answer.rules)
    assert "网络货运" in answer.understood


@pytest.mark.parametrize(
    "question", ["哪些任务逾期了", "红灯任务有几项", "县文旅局有哪些任务没报进展", "县文旅局这个月要报什么", "本月该报哪些任务"]
)
def test_without_a_ledger_nothing_is_said_of_progress(sample: Zhengpu, question: str) -> None:
    answer = sample.ask(question, today=TODAY)
    assert answer.outcome == "nothing"
    assert "进展台账" in answer.answer


def test_what_a_question_wants_of_ledgers() -> None:
    from zhengpu.query.reading.progress_asked import progress_asked

    wanted = progress_asked("县文旅局逾期的任务有几项", False)
    assert wanted is not None
    assert (wanted.when, wanted.counted) == ("overdue", True)
