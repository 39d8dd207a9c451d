"""Who, by sets: one topic against another, a unit but for one, alone, so many, first and second, are the sets of plain answers, computed here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from zhengpu.graph.facts import Iri
from zhengpu.query.words.cut_names import Abbreviations
from zhengpu.service import Zhengpu, open_zhengpu

TODAY = date(2022, 11, 1)


def units(zp: Zhengpu, question: str) -> set[str]:
    answer = zp.ask(question, today=TODAY)
    assert (answer.outcome, answer.kind) == ("answered", "units"), (question, answer.note)
    return {str(i.label) for i in answer.items if i.match in (None, "fact")}


def tasks(zp: Zhengpu, question: str) -> set[int]:
    answer = zp.ask(question, today=TODAY)
    assert (answer.outcome, answer.kind) == ("answered", "tasks"), (question, answer.note)
    return {int(i.number or 0) for i in answer.items if i.match == "fact"}


def of(zp: Zhengpu, number: int) -> set[str]:
    return units(zp, f"第{number}条涉及哪些单位")


def by(zp: Zhengpu, unit: str) -> set[int]:
    return tasks(zp, f"{unit}参与哪些任务")


@pytest.mark.parametrize(("a", "b"), [(35, 36), (35, 33)])
def test_units_of_one_topic_and_of_another(sample: Zhengpu, a: int, b: int) -> None:
    first, second = of(sample, a), of(sample, b)
    assert first - second
    for question in (f"第{a}条有份但是第{b}条没份的是谁", f"第{a}条有、第{b}条没有的单位有哪些", f"第{a}条比第{b}条多出来的是哪几家"):
        assert units(sample, question) == first - second, question


def test_units_of_two_topics(sample: Zhengpu) -> None:
    both = of(sample, 35) & of(sample, 36)
    assert both
    for question in ("第35条和第36条这两条都有的单位", "第35条跟第36条俩条里都有谁"):
        assert units(sample, question) == both, question


@pytest.mark.parametrize("ask", ["{a}比{b}多出来的是哪几条", "{a}有份、{b}没份的是哪几条"])
def test_tasks_of_one_unit_and_not_of_another(sample: Zhengpu, ask: str) -> None:
    expected = by(sample, "县文旅局") - by(sample, "县教育局")
    assert expected
    assert tasks(sample, ask.format(a="县文旅局", b="县教育局")) == expected


def test_what_a_unit_has_no_part_in(sample: Zhengpu) -> None:
    rest = set(range(1, 65)) - by(sample, "县教育局")
    assert tasks(sample, "县教育局没份的是哪几条") == rest
    for question in ("跟县教育局没关系的有几条", "县教育局沾不上边的有几条"):
        answer = sample.ask(question, today=TODAY)
        assert (answer.kind, answer.count) == ("count", len(rest)), question


def test_a_unit_but_for_one_of_its_tasks(sample: Zhengpu) -> None:
    whole = by(sample, "县教育局")
    one = min(whole)
    assert tasks(sample, f"县教育局除了第{one}条还挂在哪几条") == whole - {one}
    assert sample.ask(f"县教育局除了第{one}条还有没有别的任务", today=TODAY).boolean is True
    assert sample.ask(f"县教育局除了第{one}条没别的任务了吧", today=TODAY).boolean is False


def test_the_most_but_for_one_and_the_second(sample: Zhengpu) -> None:
    first = units(sample, "参与任务最多的单位是哪个")
    (busiest,) = first
    second = units(sample, "参与任务排第二的是哪个单位")
    assert second.isdisjoint(first)
    assert units(sample, f"除了{busiest}以外谁的任务最多") == second


def test_a_name_for_several_units_is_no_unit_among_units(sample: Zhengpu) -> None:
    """各镇人民政府 has two tasks and is asked for by name; it is not one of the units with two tasks."""
    assert by(sample, "各镇人民政府")
    assert "各镇人民政府" not in units(sample, "正好挂两条的有哪些单位")


def test_alone(sample: Zhengpu) -> None:
    alone = tasks(sample, "涉及单位只有1个的任务")
    assert alone
    for question in ("自己一家单独扛的是哪几条", "哪几条是单打独斗的"):
        assert tasks(sample, question) == alone, question


@pytest.mark.parametrize(
    ("spoken", "plain"),
    [
        ("养老那档子事被分给谁了", "养老由谁负责"),
        ("养老这活儿落到了哪些单位头上", "养老由谁负责"),
        ("养老那摊是被谁领走的", "养老由谁负责"),
    ],
)
def test_who_has_it_whatever_verb_says_so(sample: Zhengpu, spoken: str, plain: str) -> None:
    assert units(sample, spoken) == units(sample, plain)


@pytest.mark.parametrize("question", ["养老那摊被谁骂了", "养老那档子事被谁喜欢上了"])
def test_deeds_that_no_plan_tells_of_are_not_answered(sample: Zhengpu, question: str) -> None:
    assert sample.ask(question, today=TODAY).outcome != "answered"


GUIDED = """国家林草局关于印发湿地管护试点工作方案的通知

林湿发〔2023〕7号

各省林草主管部门：

现将《湿地管护试点工作方案》印发给你们，请认真组织实施。

国家林草局

2023年3月6日

湿地管护试点工作方案

一、主要任务

1.摸清家底。开展湿地资源调查。（国家林草局、自然资源部指导，各试点县政府负责）

2.修复退化湿地。实施生态补水。（国家林草局、财政部指导，各试点县政府负责）

3.建设监测平台。布设监测站点。（国家林草局牵头，国家数据局配合）

4.设立标识。统一湿地标识。（国家林草局牵头，市场监管总局配合）
"""


@pytest.fixture(scope="module")
def guided(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zhengpu]:
    folder = tmp_path_factory.mktemp("guided")
    (folder / "plan.txt").write_text(GUIDED, "utf-8")
    with open_zhengpu(str(folder / "store")) as zp:
        assert all(outcome.error is None for outcome in zp.ingest([folder / "plan.txt"]))
        yield zp


def test_those_who_guide_are_no_others(guided: Zhengpu) -> None:
    assert units(guided, "生态补水这件事归哪几家指导") == {"国家林草局", "财政部"}
    assert tasks(guided, "自然资源部指导的是哪几条") == {1}
    assert guided.ask("国家数据局算指导单位吗", today=TODAY).boolean is False
    assert guided.ask("自然资源部算指导单位吧", today=TODAY).boolean is True
    assert guided.ask("自然资源部在湿地调查这件事上是牵头吗", today=TODAY).boolean is False


def test_who_issued_this_paper_and_when(guided: Zhengpu) -> None:
    for question in ("落款哪天", "文件成文日期", "这份方案是哪一天出的台"):
        (item,) = guided.ask(question, today=TODAY).items
        assert item.date == "2023-03-06", question


@pytest.mark.parametrize(
    ("spoken", "plain"), [("数剧局配合的是哪几条", "国家数据局配合的是哪几条"), ("林草拒牵了几条的头", "国家林草局牵了几条的头")]
)
def test_names_without_what_owns_them_are_heard(guided: Zhengpu, spoken: str, plain: str) -> None:
    given, expected = guided.ask(spoken, today=TODAY), guided.ask(plain, today=TODAY)
    assert expected.outcome == "answered"
    assert (given.outcome, given.count, [i.number for i in given.items]) == ("answered", expected.count, [i.number for i in expected.items])
    assert "理解" in (given.note or "")


def test_a_unit_called_like_a_place() -> None:
    """公安 is a county, and 公安部 no 部 of it."""
    assert Abbreviations([(Iri("urn:a"), "公安部")], lambda name: "公安").stem("公安") == ("urn:a",)


def test_a_verb_before_that_one_names_the_task(guided: Zhengpu) -> None:
    """布设 is a verb, and 布设那条 the task that has it."""
    assert guided.ask("自然资源部在不在布设那条里头", today=TODAY).boolean is False
    assert guided.ask("国家数据局在不在布设那条里头", today=TODAY).boolean is True
    assert units(guided, "布设那条比统一那条多了谁") == {"国家数据局"}


@pytest.mark.parametrize(
    ("question", "alone"),
    [("{0}有没有一个人扛的活", "县文旅局"), ("{0}有一个人管的任务吗", "县文旅局"), ("{0}有没有一个人扛的活", "县教育局")],
)
def test_so_many_persons_who_do_a_thing_are_so_many_offices(sample: Zhengpu, question: str, alone: str) -> None:
    own = sample.ask(f"只由{alone}参与的任务有哪些", today=TODAY)
    there = any(item.match == "fact" for item in own.items)
    answer = sample.ask(question.format(alone), today=TODAY)
    assert (answer.outcome, answer.kind, answer.boolean) == ("answered", "yesno", there)


@pytest.mark.parametrize("question", ["商务局年底前要干完哪几件", "商务局要建多少个5G基站", "商务局哪天之前要交总结"])
def test_who_stands_nowhere_is_given_nobody_elses(sample: Zhengpu, question: str) -> None:
    answer = sample.ask(question, today=TODAY)
    assert answer.outcome in ("nothing", "not_understood")
    assert not answer.items
