"""Years in force: headings beside the words, and whole plans."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from zhengpu.graph.dates import Dates
from zhengpu.ingest.document import Document
from zhengpu.ingest.pipeline import learn, load_reader
from zhengpu.ingest.targets.years import load_plan_years

HEADINGS = tomllib.loads(files("zhengpu.ingest.targets").joinpath("years.toml").read_text("utf-8"))["headings"]
YEARS = load_plan_years(Dates.load())


@pytest.mark.parametrize(("heading", "year", "told"), HEADINGS)
def test_a_heading(heading: str, year: int, told: bool) -> None:
    assert (YEARS.named(heading) or 0, YEARS.tells(heading)) == (year, told)


PLAN = """河湾县冷链物流三年行动方案（2025—2027年）

一、发展现状
全县建成冷库40座，冷藏车保有量达到120辆。
二、2025年重点任务
（一）补齐短板。5月底前新建冷库6座。（县商务局负责）
三、2026年重点任务
（二）提档升级。上半年改造冷库9座。（县商务局负责）
"""


def test_the_heading_gives_the_year_and_what_is_told_is_no_target() -> None:
    claims = learn(Document("方案", "text/plain", PLAN), load_reader(), topics=False).claims
    assert [(target.value, target.deadline) for target in claims.targets] == [(6, "2025-05-31"), (9, "2026-06-30")]
    assert [deadline.code for deadline in claims.deadlines] == ["2025-05-31", "2026-06-30"]


NUMBERED = """河湾县智能产业工作方案

一、现状分析
（一）产业基础。2024年，全县核心企业75家，营收99亿元。
（二）要素支撑。储备机柜2500个，智能应用覆盖企业47家。
二、发展目标
1.产业规模：到2027年，核心产业产值超400亿元。
2.企业培育：到2027年，培育龙头企业3家。
"""


def test_numbered_paragraphs_below_a_heading_of_the_present_state_tell_too() -> None:
    claims = learn(Document("方案", "text/plain", NUMBERED), load_reader(), topics=False).claims
    assert [(target.value, target.deadline) for target in claims.targets] == [(400, "2027-12-31"), (3, "2027-12-31")]
