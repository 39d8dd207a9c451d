"""Answers that rest on a paper which another one has repealed, replaced or amended say so, with the words that do it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.paper import FIRST, KEY, paper
from zhengpu.query.answer import as_json
from zhengpu.service import Zhengpu

ASKED = "谁牵头开办老年食堂"
LATER = date(2026, 1, 1)


def later(said: str, place: str = "end") -> bytes:
    """A paper of another number that speaks of the first one."""
    text = paper(("办好老年大学。（县教育局负责）",), day="2025年2月1日").decode()
    text = text.replace("〔2024〕18号", "〔2025〕6号").replace("养老服务提升行动计划", "老年教育行动计划")
    return (text.replace("各乡镇人民政府", f"{said}\n\n各乡镇人民政府") if place == "head" else f"{text.rstrip()}\n\n{said}\n").encode()


@pytest.mark.parametrize(
    ("said", "relation"),
    [
        ("本计划自印发之日起施行。《丰原县养老服务提升行动计划》（丰原政办发〔2024〕18号）同时废止。", "废止"),
        ("本计划自印发之日起施行，《丰原县养老服务提升行动计划》同时废止。", "废止"),
        ("丰原政办发〔2024〕18号文件同时废止。", "废止"),
        ("本计划印发后，同时废止《丰原县养老服务提升行动计划》（丰原政办发〔2024〕18号）。", "废止"),
        ("本计划替代《丰原县养老服务提升行动计划》（丰原政办发〔2024〕18号）。", "替代"),
        ("原《丰原县养老服务提升行动计划》（丰原政办发〔2024〕18号）由本计划取代。", "替代"),
        ("本计划是对《丰原县养老服务提升行动计划》（丰原政办发〔2024〕18号）的修订。", "修订"),
    ],
)
def test_an_answer_says_that_its_paper_no_longer_holds(empty: Zhengpu, said: str, relation: str) -> None:
    empty.add(FIRST, "计划.txt")
    assert empty.ask(ASKED, today=LATER).outdated == ()
    empty.add(later(said), "后来.txt")
    answer = empty.ask(ASKED, today=LATER)
    (paper_,) = answer.outdated
    assert (paper_.document, paper_.relation, paper_.by, paper_.since) == (KEY, relation, "丰原政办发-2025-6号", "2025-02-01")
    assert f"已由《丰原县老年教育行动计划》（丰原政办发〔2025〕6号，2025-02-01）{relation}" in (answer.note or "")
    assert paper_.evidence is not None
    text = empty.text(paper_.by) or ""
    assert text[paper_.evidence.start : paper_.evidence.end] == paper_.evidence.quote
    assert any(word in paper_.evidence.quote for word in (relation, "取代"))
    assert as_json(answer)["outdated"][0]["evidence"]["quote"] == paper_.evidence.quote
    assert empty.ask("谁负责办好老年大学", today=LATER).outdated == ()
    assert empty.ask(ASKED, today=date(2024, 12, 1)).outdated == (), "not before the day it is repealed"
    assert empty.ask(ASKED, as_of="2024-12-01").outdated == ()


@pytest.mark.parametrize(
    "said",
    [
        "《丰原县养老服务提升行动计划》与本计划不一致的，以本计划为准。",
        "各单位要清理废止过时文件，落实《丰原县养老服务提升行动计划》（丰原政办发〔2024〕18号）。",
        "以新能源替代燃煤，落实《丰原县养老服务提升行动计划》。",
    ],
)
def test_what_only_speaks_of_it_takes_nothing_away(empty: Zhengpu, said: str) -> None:
    empty.add(FIRST, "计划.txt")
    empty.add(later(said), "后来.txt")
    assert empty.ask(ASKED, today=LATER).outdated == ()


def test_what_a_paper_repeals_is_found_though_it_has_been_read(empty: Zhengpu) -> None:
    empty.add(later("《丰原县养老服务提升行动计划》（丰原政办发〔2024〕18号）同时废止。"), "后来.txt")
    for _ in range(2):
        answer = empty.ask("丰原县老年教育行动计划废止了哪些文件")
        assert [item.label for item in answer.items] == ["丰原县养老服务提升行动计划"]
        empty.add(FIRST, "计划.txt")
    asked = empty.ask("丰原县养老服务提升行动计划被哪份文件废止")
    assert [item.label for item in asked.items] == ["丰原县老年教育行动计划"]
