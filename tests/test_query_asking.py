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
        ("参与任务最多的单位", "参与任务最多的单位：县工信科技局。"),
    ],
)
def test_the_answer_is_one_short_sentence(sample: Zhengpu, question: str, sentence: str) -> None:
    assert sample.ask(question, today=TODAY).answer == sentence


def test_how_many_counts_what_the_question_before_found(sample: Zhengpu) -> None:
    assert sample.ask("一共几项", today=TODAY, previous="县文旅局牵头哪些任务").count == 1
