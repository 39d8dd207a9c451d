"""Duty clauses: every entry of clauses.toml with its examples and counter-examples, and what no single entry shows."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from zhengpu.graph.chinese import Passage
from zhengpu.ingest.duties.bodies import Grade
from zhengpu.ingest.duties.clauses import Clause, Clauses, grammar

TABLE = grammar()
CLAUSES = Clauses.of(TABLE)


def passage(text: str) -> Passage:
    return Passage(text, tuple(range(len(text))))


def reading(text: str) -> str:
    """The clauses of a text in the notation of clauses.toml."""
    return "；".join(part for clause in CLAUSES.find(passage(text)) for part in said(clause))


def said(clause: Clause) -> list[str]:
    parts: list[tuple[str, list[str]]] = []
    for part in clause.parts:
        names = [unit.text for unit in part.units]
        if parts and parts[-1][0] == part.role:
            parts[-1][1].extend(names)
        else:
            parts.append((part.role, names))
    return [f"{role} {' + '.join(names)}" for role, names in parts]


def entries() -> Iterator[tuple[str, dict[str, Any]]]:
    for kind, value in TABLE.items():
        if isinstance(value, list):
            yield from ((kind, entry) for entry in value)


EXAMPLES = [
    (entry["name"], *example)
    for kind, entry in entries()
    if kind not in ("body", "rule", "heading", "sentence")
    for example in entry.get("examples", [])
]
COUNTER = [(entry["name"], text) for kind, entry in entries() if kind != "sentence" for text in entry.get("counter", [])]
SENTENCES = [(*example,) for entry in TABLE["sentence"] for example in [*entry["examples"], *((text, "") for text in entry["counter"])]]
HEADINGS = [(*example,) for entry in TABLE["heading"] for example in [*entry["examples"], *((text, "") for text in entry["counter"])]]
LISTS = [example for kind, entry in entries() if kind == "body" for example in entry["examples"]]


@pytest.mark.parametrize(("name", "text", "expected"), EXAMPLES, ids=lambda value: value[:24])
def test_example(name: str, text: str, expected: str) -> None:
    assert reading(text) == expected


@pytest.mark.parametrize(("name", "text"), COUNTER, ids=lambda value: value[:24])
def test_counter_example_names_no_unit(name: str, text: str) -> None:
    assert reading(text) == ""


@pytest.mark.parametrize(("text", "expected"), HEADINGS, ids=lambda value: value[:24])
def test_heading_that_assigns(text: str, expected: str) -> None:
    clause = CLAUSES.heading(passage(text))
    assert "；".join(said(clause) if clause else []) == expected


@pytest.mark.parametrize(("text", "expected"), SENTENCES, ids=lambda value: value[:24])
def test_sentence_that_says_who(text: str, expected: str) -> None:
    """What sentences say, one clause of the reading after the other, is not read where clauses are looked for."""
    found = CLAUSES.running(passage(text))
    assert "；".join(part for clause in found for part in said(clause)) == expected
    for clause in found:
        assert clause.frame == "running"
        assert clause.confidence < 0.8
        assert all(clause.start <= unit.start < unit.end <= clause.end for part in clause.parts for unit in part.units)


@pytest.mark.parametrize(("text", "expected"), LISTS, ids=lambda value: value[:24])
def test_list_of_bodies(text: str, expected: str) -> None:
    assert " + ".join(body.text for body in CLAUSES.wording.bodies.split(text)) == expected


def test_every_entry_has_examples() -> None:
    assert [entry["name"] for _, entry in entries() if not any(entry.get(key) for key in ("examples", "counter", "tasks"))] == []
    assert len({entry["name"] for _, entry in entries()}) == sum(1 for _ in entries())
    assert len(EXAMPLES) + len(COUNTER) > 150


@pytest.mark.parametrize("text", [text for _, text, _ in EXAMPLES], ids=lambda value: value[:24])
def test_names_stand_where_they_say(text: str) -> None:
    for clause in CLAUSES.find(passage(text)):
        for unit in (unit for part in clause.parts for unit in part.units):
            assert clause.start <= unit.start < unit.end <= clause.end
            assert "".join(text[unit.start : unit.end].split()) == unit.text


def test_dates_and_areas_of_a_clause() -> None:
    text = "（负责部门：民航局，适用范围：河南自贸试验区；完成时限：2025年12月底前）\n完成时限：2019年7月底前，以后每年持续实施"
    first, second = CLAUSES.find(passage(text))
    assert [text[a:b] for a, b in first.scopes] == ["河南自贸试验区"]
    assert [text[a:b] for a, b in first.deadlines] == ["2025年12月底前"]
    assert [text[a:b] for a, b in second.deadlines] == ["2019年7月底前，以后每年持续实施"]
    assert second.parts == ()


def test_a_deadline_cell_is_one_value() -> None:
    clause = CLAUSES.cell("完成时限", passage("2024年9月；长期坚持"))
    assert clause is not None
    assert clause.deadlines == ((0, 12),)
    assert clause.parts == ()


def test_a_pace_beside_names_is_a_date() -> None:
    text = "（县发改局、县财政局负责，2025年12月底前完成）"
    (clause,) = CLAUSES.find(passage(text))
    assert [text[a:b] for a, b in clause.deadlines] == ["2025年12月底前"]


def test_elided_prefix_and_tail_are_restored_beside_the_printed_name() -> None:
    text = "（省发展改革委、商务厅、交通银行，省委组织部、宣传部，杨凌示范区、西咸新区管委会负责）"
    (clause,) = CLAUSES.find(passage(text))
    assert [(unit.text, unit.canonical) for unit in clause.parts[0].units] == [
        ("省发展改革委", None),
        ("商务厅", "省商务厅"),
        ("交通银行", None),
        ("省委组织部", None),
        ("宣传部", "省委宣传部"),
        ("杨凌示范区", "杨凌示范区管委会"),
        ("西咸新区管委会", None),
    ]


@pytest.mark.parametrize("text", ["甲。（县发改局负责", "甲。县发改局、县财政局负责）", "甲。\n（责任单位：县发改局"])
def test_an_open_bracket_is_read_and_reported(text: str) -> None:
    (clause,) = CLAUSES.find(passage(text))
    assert clause.parts
    assert not clause.closed


def test_closed_clauses_say_so() -> None:
    assert all(clause.closed for _, text, _ in EXAMPLES[:40] for clause in CLAUSES.find(passage(text)))


@pytest.mark.parametrize(
    ("head", "cell", "expected"),
    [
        ("牵头单位", "县住建局", ["leads 县住建局"]),
        ("责任单位", "县住建局牵头，县财政局参与", ["leads 县住建局", "cooperates 县财政局"]),
        ("配合\n单位", "各镇\n（街道）", ["cooperates 各镇（街道）"]),
        ("责任单位（牵头）", "县住建局", ["leads 县住建局"]),
        ("责任单位及责任人", "县住建局 张三", ["responsible 县住建局"]),
        ("责任单位及责任人", "县住建局\n王建国\n13903591234", ["responsible 县住建局"]),
        ("责任单位", "省卫生\n健康委", ["responsible 省卫生健康委"]),
        ("责任单位", "宁波市\n经信局、\n宁波市\n数据局", ["responsible 宁波市经信局 + 宁波市数据局"]),
        ("责任单位", "县住建局\n县财政局", ["responsible 县住建局 + 县财政局"]),
        ("责任部门", "/", []),
        ("责任部门", "无", []),
    ],
)
def test_table_cell(head: str, cell: str, expected: list[str]) -> None:
    clause = CLAUSES.cell(head, passage(cell))
    assert clause is not None
    assert said(clause) == expected


@pytest.mark.parametrize("head", ["序号", "工作任务", "建议责任单位", "牵头领导", "责任人", "完成情况", "备注", "推进措施", "建设主体"])
def test_other_columns_assign_nothing(head: str) -> None:
    clause = CLAUSES.cell(head, passage("县住建局"))
    assert clause is None


NAMES = sorted(
    {
        unit.text
        for kind, entry in entries()
        if kind == "wording" and entry["name"] in ("central", "provinces", "cities", "counties")
        for text, _ in entry["examples"]
        for clause in CLAUSES.find(passage(text))
        for part in clause.parts
        for unit in part.units
    }
)
WAYS = [
    ("（{a}牵头，{b}配合）", "leads", "cooperates"),
    ("〔牵头单位：{a}；责任单位：{b}〕", "leads", "responsible"),
    ("[{a}负责，{b}参与]", "responsible", "cooperates"),
    ("\n牵头部门：{a}\n参与部门：{b}\n完成时限：2022年底", "leads", "cooperates"),
    ("(由{a}牵头负责，{b}等部门按职责分工负责)", "leads", "responsible"),
    ("（{a}会同{b}负责）", "leads", "responsible"),
]


@pytest.mark.parametrize(("form", "first", "second"), WAYS)
def test_any_names_in_any_clause(form: str, first: str, second: str) -> None:
    """Composed clauses: no name may depend on the clause around it."""
    chance = random.Random(form)
    for _ in range(120):
        names = chance.sample(NAMES, 5)
        text = "做好工作。" + form.format(a="、".join(names[:2]), b="、".join(names[2:]))
        found = [(part.role, unit.text) for clause in CLAUSES.find(passage(text)) for part in clause.parts for unit in part.units]
        assert found == [(first, name) for name in names[:2]] + [(second, name) for name in names[2:]], text


def test_blanks_and_line_breaks_inside_a_bracket_change_nothing() -> None:
    chance = random.Random(7)
    for _ in range(200):
        names = chance.sample(NAMES, 4)
        clause = f"（{names[0]}牵头，{'、'.join(names[1:])}按职责分工负责）"
        at = chance.randrange(2, len(clause) - 1)
        damaged = clause[:at] + chance.choice("\n ") + clause[at:]
        assert reading("做好工作。" + damaged) == reading("做好工作。" + clause), damaged


def test_long_nonsense_is_read_to_its_end() -> None:
    for unit in ("省", "（", "（）", "）", "牵头", "责任", "各市、", "。）", "等", "负责，", "牵头单位："):
        CLAUSES.find(passage(unit * 3000))
        CLAUSES.find(passage(f"（{unit * 500}负责）"))
    CLAUSES.find(passage("（" * 3000 + "）" * 3000))


def test_grades() -> None:
    grade = CLAUSES.wording.bodies.grade
    assert [grade(name) for name in ("县文旅局", "龙兴镇", "国家电网公司", "中国结算", "2025年底", "/", "李明", "王建国副县长")] == [
        Grade.SURE,
        Grade.PLACE,
        Grade.SURE,
        Grade.POSSIBLE,
        Grade.NOTHING,
        Grade.NOTHING,
        Grade.NOTHING,
        Grade.NOTHING,
    ]
