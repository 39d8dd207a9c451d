"""Whole questions: an explicit document is never left, greetings do no harm, noise ends, answers read like official Chinese."""

from __future__ import annotations

from datetime import date

import pytest

from zhengpu.service import Zhengpu

TODAY = date(2022, 11, 1)


@pytest.mark.parametrize("question", ["国发〔2010〕1号第3条由谁负责", "国发[2010]1号第3条由谁负责", "新政办发〔2022〕26号第99条谁负责"])
def test_an_explicit_document_is_never_left(sample: Zhengpu, question: str) -> None:
    answer = sample.ask(question, today=TODAY)
    assert answer.outcome == "nothing"
    assert not answer.items


@pytest.mark.parametrize(
    "question", ["您好，县文旅局牵头哪些任务", "新政办发(2022)26号里县文旅局牵头哪些任务", "服务业行动计划里县文旅局牵头哪些任务"]
)
def test_the_same_task_is_found(sample: Zhengpu, question: str) -> None:
    assert [item.number for item in sample.ask(question, today=TODAY).items] == [35]


@pytest.mark.slow
@pytest.mark.parametrize("noise", ["the quick brown fox jumps over the lazy dog ", "县财政局、", "明月几时有把酒问青天", "5G基站"])
def test_noise_is_not_understood(sample: Zhengpu, noise: str) -> None:
    assert sample.ask((noise * 250)[:1000], today=TODAY).outcome != "answered"


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("县文旅局牵头哪些任务", "县文旅局牵头1项任务：35. 培育文旅体消费热点。"),
        ("县文旅局牵头几项任务", "县文旅局牵头1项任务。"),
        ("5G基站要建多少个", "5G基站：200个（2022年底，累计建成5G基站200个）。"),
        ("一共有多少项任务", "任务共64项。"),
        ("县工信科技局比县文旅局多几项任务", "县工信科技局参与的任务比县文旅局参与的任务多16项（县工信科技局25项，县文旅局9项）。"),
        ("县工信科技局的任务占全部任务的百分之几", "县工信科技局参与的任务占全部任务的比例：39.1%（25÷64=39.1%）。"),
        ("平均每项任务涉及几个单位", "平均每项任务涉及单位2.5个（159÷64=2.5个）。"),
        ("县文旅局任务数排第几", "县文旅局参与任务数排第5位（县文旅局9项）。"),
        ("每年几项任务", "各年到期的任务：2022年4项；2025年1项。"),
        ("县文旅局在第35条是什么角色", "县文旅局在第35条中的角色：县文旅局（牵头）。"),
        (
            "牵头任务最多的前三个单位",
            "牵头任务最多的前3个单位：县工信科技局（3项）、县人社局（2项）、县发改局（2项）、县财政局（2项）、县通联办（2项）。",
        ),
        ("省财政出资比例", "省财政出资：省财政50%（10万元 × 50% = 5万元）。"),
        ("县文旅局参与但县工信科技局不参与的任务有几项", "县文旅局参与的任务（不含县工信科技局参与的）共3项。"),
        ("参与任务最多的单位", "参与任务最多的单位：县工信科技局（25项）。"),
    ],
)
def test_the_answer_is_one_short_sentence(sample: Zhengpu, question: str, sentence: str) -> None:
    assert sample.ask(question, today=TODAY).answer == sentence


def test_how_many_counts_what_the_question_before_found(sample: Zhengpu) -> None:
    assert sample.ask("一共几项", today=TODAY, previous="县文旅局牵头哪些任务").count == 1


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("第36条由谁负责，什么时候完成", ("第36条由谁负责", "第36条什么时候完成")),
        ("5G基站要建多少个，由谁负责", ("5G基站要建多少个", "5G基站由谁负责")),
        ("县文旅局牵头哪些任务？县教育局配合哪些任务？", ("县文旅局牵头哪些任务", "县教育局配合哪些任务")),
    ],
)
def test_two_questions_in_one_are_taken_apart(sample: Zhengpu, question: str, asked: tuple[str, ...]) -> None:
    answer = sample.ask(question, today=TODAY)
    assert answer.outcome == "not_understood"
    assert answer.suggestions == asked
    assert all(sample.ask(each, today=TODAY).outcome in ("answered", "nothing") for each in asked)


@pytest.mark.parametrize(
    ("question", "noted"), [("县卫体局配合的任务有几项", False), ("县卫体局有没有配合任务", False), ("县文旅局配合的任务有几项", True)]
)
def test_a_note_never_contradicts_the_count(sample: Zhengpu, question: str, noted: bool) -> None:
    answer = sample.ask(question, today=TODAY)
    assert answer.outcome == "answered"
    assert ("列为配合单位" in (answer.note or "")) is noted


def test_parts_of_documents_are_headings_below_no_other(sample: Zhengpu) -> None:
    wording = sample.asker.known.wording
    inside = wording.parts(wording.every)
    assert inside == wording.parts()
    assert inside
    assert all("/" not in section.path for section in inside)
