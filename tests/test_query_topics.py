"""Questions about a topic: where the words stand, what is listed besides, and the synonyms with their examples."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib import resources
from typing import Any

import pytest

from zhengpu.graph.folding import Folding
from zhengpu.query.answer import Answer
from zhengpu.query.words.synonyms import SynonymGroup, load_synonyms
from zhengpu.service import Zhengpu

TODAY = date(2022, 11, 1)
FOLD = Folding().fold
GROUPS: list[dict[str, Any]] = tomllib.loads(resources.files("zhengpu.query.words").joinpath("synonyms.toml").read_text("utf-8"))["group"]
PLAN = """某县人民政府办公室关于印发某县老有所养行动计划的通知

某政办发〔2022〕7号

一、养老服务

1.建设服务网络。新建日间照料中心。（县民政局负责）

二、基础设施

2.改造公共空间。推进公共设施适老化改造。（县住建局负责）

3.培训护理人员。开展养老护理员培训。（县人社局负责）

4.清理电价。清理转供电商户不合理加价。（县发改局负责）

5.培育网上销售。支持农产品网上销售。（县商务局负责）

6.发展电商。培育一批企业。（县商务局负责）
"""


@pytest.fixture
def plan(empty: Zhengpu) -> Zhengpu:
    empty.add(PLAN.encode(), "plan.txt")
    return empty


def told(answer: Answer) -> list[tuple[int | None, str | None]]:
    return [(item.number, item.match) for item in answer.items]


def test_headings_and_synonyms_are_listed_after_the_answer(plan: Zhengpu) -> None:
    answer = plan.ask("与养老有关的任务", today=TODAY)
    assert told(answer) == [(3, "text"), (1, "heading"), (2, "synonym")]
    assert "1项" in answer.answer
    assert "另列2项" in (answer.note or "")
    for item in answer.items:
        assert item.evidence
        assert all(PLAN[e.start : e.end] == e.quote for e in item.evidence)
    assert "养老服务" in answer.items[1].evidence[0].quote
    assert "适老化" in answer.items[2].evidence[0].quote


def test_titles_come_before_texts(plan: Zhengpu) -> None:
    """转供电商户 has the characters 电商: a plain substring is never missed, a synonym is not found by chance."""
    assert told(plan.ask("涉及电商的任务", today=TODAY)) == [(6, "title"), (4, "text"), (5, "synonym")]
    assert told(plan.ask("涉及网上销售的任务", today=TODAY)) == [(5, "title"), (6, "synonym")]


@pytest.mark.parametrize("question", ["与养老有关的任务有多少项", "有没有与养老有关的任务", "县人社局负责的养老任务有哪些"])
def test_extras_are_never_counted(plan: Zhengpu, question: str) -> None:
    answer = plan.ask(question, today=TODAY)
    assert answer.outcome == "answered"
    assert answer.count in (None, 1)
    assert [item.number for item in answer.items] == [3]


def test_extras_alone_are_no_answer(plan: Zhengpu) -> None:
    assert plan.ask("与老龄有关的任务", today=TODAY).outcome != "answered"


def examples(name: str) -> list[tuple[dict[str, Any], str]]:
    return [(row, text) for row in GROUPS for text in row[name]]


@pytest.mark.parametrize(("row", "text"), examples("examples"), ids=lambda value: value if isinstance(value, str) else "")
def test_the_example_is_meant(row: dict[str, Any], text: str) -> None:
    group = SynonymGroup(tuple(map(FOLD, row["words"])), tuple(map(FOLD, row.get("except", ()))))
    assert any(group.meant(FOLD(text), word) for word in group.words)


@pytest.mark.parametrize(("row", "text"), examples("counter"), ids=lambda value: value if isinstance(value, str) else "")
def test_the_counter_example_is_not(row: dict[str, Any], text: str) -> None:
    group = SynonymGroup(tuple(map(FOLD, row["words"])), tuple(map(FOLD, row.get("except", ()))))
    assert not any(group.meant(FOLD(text), word) for word in group.words)


def test_every_group_has_its_source_and_every_chance_its_reason() -> None:
    for row in GROUPS:
        assert row["source"]
        assert len(row["words"]) > 1
        assert all(any(word in other for word in row["words"]) for other in row.get("except", ())), row


def test_a_word_is_found_in_its_group() -> None:
    synonyms = load_synonyms()
    assert "电子商务" in [word for _, word in synonyms.others("电商")]
    assert not list(synonyms.others("无此一说"))
