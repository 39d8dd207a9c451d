"""Suggestions are questions that have an answer."""

from __future__ import annotations

from datetime import date

from zhengpu.service import Zhengpu


def test_every_suggested_question_is_answered(sample: Zhengpu) -> None:
    suggested = sample.asker.suggest("", limit=12)
    assert suggested[0].text == "县工信科技局参与哪些任务"
    for one in suggested:
        assert sample.ask(one.text, today=date(2022, 11, 1)).outcome == "answered", one.text


def test_a_unit_that_only_receives_copies_is_not_suggested(sample: Zhengpu) -> None:
    assert not [one for one in sample.asker.suggest("检察院") if "检察院" in one.text]
