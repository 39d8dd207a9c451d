"""A question as it was said: talk around it is left out by its structure, slips are mended where the plans have the word, and told."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from typing import Any

import pytest

from tests.test_house_floors import ROOT
from zhengpu.query.hearing.hearing import HeardQuestion, Hearing
from zhengpu.query.hearing.talk_around import load_talk
from zhengpu.query.words.speech import load_speech
from zhengpu.service import Zhengpu

TODAY = date(2022, 11, 1)
EXAMPLES = tomllib.loads((ROOT / "query/hearing/talk_around.toml").read_text("utf-8"))["example"]
_PLAN = ("冷库", "补贴", "财政局", "教育局", "学校")


def heard(zp: Zhengpu, question: str) -> HeardQuestion:
    known = zp.asker.known
    linked = known.linker.link(question, known.wording, TODAY)
    return Hearing(known, known.slips, TODAY, ()).heard(question, linked)


def numbers(zp: Zhengpu, question: str) -> list[int | None]:
    return sorted(i.number or 0 for i in zp.ask(question, today=TODAY).items if i.match == "fact")


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row["said"])
def test_talk_around_a_question_is_left_out(row: dict[str, Any]) -> None:
    said = row["said"]
    left = load_talk().left(said, lambda a, b: any(w in said[a:b] for w in _PLAN), lambda word: bool(load_speech().tag(word)))
    assert left == row["left"]


@pytest.mark.parametrize(
    ("spoken", "plain"),
    [
        ("我刚到教育口报到，想问一下县文旅局牵头的有哪些任务", "县文旅局牵头的有哪些任务"),
        ("待会儿要上会，领导可能要问咱们县教育局参与哪些任务，急", "县教育局参与哪些任务"),
        ("编辑让我补一个数据：县民政局牵头几项任务，能给我说一下吗", "县民政局牵头几项任务"),
        ("县文旅局和县教育局一起做的有哪些任务我得通知他们来开会", "县文旅局和县教育局一起做的有哪些任务"),
        ("老师您好，我们台在做一期养老的节目，想请教一下县文旅局牵头的有哪些任务", "县文旅局牵头的有哪些任务"),
        ("先不说县教育局就说县文旅局牵头的有哪些任务", "县文旅局牵头的有哪些任务"),
    ],
)
def test_the_answer_is_that_of_what_is_asked(sample: Zhengpu, spoken: str, plain: str) -> None:
    expected = sample.ask(plain, today=TODAY)
    given = sample.ask(spoken, today=TODAY)
    assert expected.outcome == "answered"
    assert (given.outcome, given.kind, given.items, given.count) == (expected.outcome, expected.kind, expected.items, expected.count)
    assert given.question == spoken


@pytest.mark.parametrize(
    ("spoken", "meant", "plain"),
    [
        ("县文吕局牵头哪些任务", "县文旅局", "县文旅局牵头哪些任务"),
        ("人设局参与哪些任务", "人社局", "人社局参与哪些任务"),
    ],
)
def test_a_name_written_as_it_sounds_is_told(sample: Zhengpu, spoken: str, meant: str, plain: str) -> None:
    answer = sample.ask(spoken, today=TODAY)
    assert answer.outcome == "answered"
    (slip,) = heard(sample, spoken).slips
    assert slip.meant == meant
    assert f"按“{meant}”理解“{slip.said}”" in (answer.note or "")
    assert numbers(sample, spoken) == numbers(sample, plain) != []


@pytest.mark.parametrize(
    "question", ["县水务局参与什么", "县体育局牵头哪些任务", "第31项是县文旅局牵头的吗", "公司牵头哪些任务", "县计委要配合什么"]
)
def test_what_is_right_as_it_stands_is_not_mended(sample: Zhengpu, question: str) -> None:
    assert heard(sample, question) == HeardQuestion(question)


def test_no_question_of_the_book_is_misheard(sample: Zhengpu) -> None:
    rows = [json.loads(line)["question"] for line in (ROOT / "tests/questions/sample.jsonl").read_text("utf-8").splitlines() if line]
    assert [q for q in rows if heard(sample, q).slips] == []
