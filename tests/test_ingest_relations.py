"""Duties of whole plans: rules stated once, sections, tables, order, places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from zhengpu.graph.chinese import Passage
from zhengpu.graph.facts import Span
from zhengpu.ingest.claims import Duty
from zhengpu.ingest.duties.clauses import Clauses, grammar
from zhengpu.ingest.duties.duties import duties
from zhengpu.ingest.plan import Column, DocumentHead, Found, Plan, Section, Task

TABLE = grammar()
CLAUSES = Clauses.of(TABLE)
RULES: list[dict[str, Any]] = TABLE["rule"]


class Writer:
    """Writes a document piece by piece and keeps where each piece stands."""

    def __init__(self) -> None:
        self.text = ""

    def add(self, text: str) -> Passage:
        start = len(self.text)
        self.text += text + "\n"
        return Passage(text, tuple(range(start, start + len(text))))

    def task(self, text: str, section: int | None = None, columns: Sequence[tuple[str, str]] = ()) -> Task:
        passage = self.add(text)
        cells = tuple(Column(head, self.add(cell)) for head, cell in columns)
        return Task(1, text[:6], Span(0, 1), passage, section, cells)

    def section(self, text: str, parent: int | None = None, group: str | None = None) -> Section:
        passage = self.add(text)
        at = passage.text.find(group) if group else -1
        found = Found(group, passage.span(at, at + len(group))) if group else None
        return Section("一", text, passage.span(0, len(text)), parent, found, passage)


def plan(tasks: Sequence[Task], sections: Sequence[Section] = (), loose: Sequence[Passage] = ()) -> Plan:
    return Plan(DocumentHead(), tuple(sections), tuple(tasks), loose=tuple(loose))


def by_task(found: Sequence[Duty], count: int) -> list[str]:
    """Each task's duties in the notation of clauses.toml."""
    out = []
    for index in range(count):
        roles: dict[str, list[str]] = {}
        for duty in found:
            if duty.task == index:
                roles.setdefault(duty.role, []).append(duty.unit)
        out.append("；".join(f"{role} {' + '.join(units)}" for role, units in roles.items()))
    return out


@pytest.mark.parametrize("rule", RULES, ids=[rule["name"] for rule in RULES])
def test_rule_stated_once(rule: dict[str, Any]) -> None:
    writer = Writer()
    tasks = [writer.task(text) for text, _ in rule["tasks"]]
    found, odd = duties(plan(tasks), CLAUSES)
    assert by_task(found, len(tasks)) == [expected for _, expected in rule["tasks"]]
    assert odd == ()


@pytest.mark.parametrize(
    ("rule", "unit"),
    [
        ("以下各项任务均需各县（市、区）人民政府负责落实，不再一一列出", "各县（市、区）人民政府"),
        ("以下各项工作均需相关乡、镇（街道）政府推进，不再单独列出", "相关乡、镇（街道）政府"),
        ("下列措施都由各区政府配合，后文不再赘述", "各区政府"),
    ],
)
def test_units_that_every_task_has_in_any_wording(rule: str, unit: str) -> None:
    writer = Writer()
    tasks = [writer.task(f"放宽准入。（市商务局牵头，{rule}）"), writer.task("优化审批。（市自然资源局牵头）")]
    found, _ = duties(plan(tasks), CLAUSES)
    assert by_task(found, 2) == [f"leads 市商务局；responsible {unit}", f"leads 市自然资源局；responsible {unit}"]


def test_every_name_and_clause_stands_where_it_says() -> None:
    writer = Writer()
    tasks = [
        writer.task("1.甲。（县文旅局牵头，县教育局、各镇人民政府配合）"),
        writer.task("2.乙。\n牵头部门：县民政局\n参与部门：县财政局等部门\n完成时限：2022年底"),
        writer.task("丙", columns=[("牵头单位", "县水利局"), ("配合单位", "各镇\n（街道）"), ("完成时限", "12月")]),
    ]
    found, _ = duties(plan(tasks), CLAUSES)
    assert [duty.order for duty in found if duty.task == 0] == [1, 2, 3]
    for duty in found:
        assert "".join(writer.text[duty.name.slice].split()) == duty.unit
        assert duty.name in duty.clause
    assert [writer.text[duty.clause.slice] for duty in found if duty.task == 1] == ["牵头部门：县民政局", "参与部门：县财政局等部门"]


def test_table_columns_and_the_same_words_in_the_row_count_once() -> None:
    writer = Writer()
    cells = [
        ("序号", "1"),
        ("任务", "新建游园"),
        ("牵头单位", "县住建局"),
        ("责任单位", "县财政局、县住建局"),
        ("牵头领导", "王建国"),
        ("备注", "/"),
    ]
    task = writer.task("新建游园", columns=cells)
    found, _ = duties(plan([task]), CLAUSES)
    assert by_task(found, 1) == ["leads 县住建局；responsible 县财政局 + 县住建局"]


def test_a_row_whose_passage_holds_its_cells() -> None:
    passage = Writer().add("新建游园\n县住建局牵头，县财政局参与\n县住建局")
    start = passage.text.index("县住建局牵头")
    column = Column("责任单位", passage.cut(start, start + 13))
    found, _ = duties(plan([Task(1, "新建游园", Span(0, 4), passage, None, (column,))]), CLAUSES)
    assert by_task(found, 1) == ["leads 县住建局；cooperates 县财政局"]


def test_a_request_table_assigns_nothing() -> None:
    writer = Writer()
    task = writer.task("提请国家支持", columns=[("建议责任单位", "国家发展改革委")])
    assert duties(plan([task]), CLAUSES) == ((), ())


def test_first_column_unit_leads_where_the_head_says_so() -> None:
    writer = Writer()
    head = "责任单位（列第一位的为牵头单位）"
    tasks = [writer.task("甲", columns=[(head, "县住建局、县财政局")]), writer.task("乙", columns=[(head, "县水利局")])]
    found, _ = duties(plan(tasks), CLAUSES)
    assert by_task(found, 2) == ["leads 县住建局；responsible 县财政局", "leads 县水利局"]


def test_a_clause_under_a_heading_holds_for_tasks_without_their_own() -> None:
    writer = Writer()
    sections = [
        writer.section("一、数字经济\n（牵头单位：市数据局）"),
        writer.section("（一）算力", parent=0),
        writer.section("二、绿色发展"),
    ]
    tasks = [
        writer.task("1.建设算力。", section=1),
        writer.task("2.开放数据。（市发展改革委负责）", section=0),
        writer.task("3.植树。", section=2),
    ]
    found, _ = duties(plan(tasks, sections), CLAUSES)
    assert by_task(found, 3) == ["leads 市数据局", "responsible 市发展改革委", ""]
    assert found[0].confidence < 1


def test_a_heading_that_names_who_has_its_tasks() -> None:
    writer = Writer()
    section = replace(writer.section("一、县发改局牵头工作（2项）"), title="县发改局牵头工作（2项）")
    tasks = [writer.task("1.建设园区。", section=0), writer.task("2.建设道路。（县交通局负责）", section=0)]
    found, _ = duties(plan(tasks, [section]), CLAUSES)
    assert [(duty.task, duty.unit, duty.role) for duty in found] == [(0, "县发改局", "leads"), (1, "县交通局", "responsible")]


def test_a_working_group_in_a_heading_is_no_unit_of_its_tasks() -> None:
    writer = Writer()
    section = writer.section("（二）交通运输（交通运输专班负责）", group="交通运输专班")
    task = writer.task("9.提升运量。", section=0)
    assert duties(plan([task], [section]), CLAUSES)[0] == ()


def test_a_rule_in_the_introduction() -> None:
    writer = Writer()
    loose = writer.add("现就任务分工通知如下（排在首位的为牵头单位，下同）。以下任务均需各县（市、区）人民政府落实，不再列出。")
    tasks = [writer.task("甲。（市教育局、市财政局负责）"), writer.task("乙。（市水利局牵头，各县（市、区）人民政府配合）")]
    found, _ = duties(plan(tasks, loose=[loose]), CLAUSES)
    assert by_task(found, 2) == [
        "leads 市教育局；responsible 市财政局 + 各县（市、区）人民政府",
        "leads 市水利局；cooperates 各县（市、区）人民政府",
    ]


def test_a_rule_holds_from_where_it_stands() -> None:
    writer = Writer()
    tasks = [writer.task("甲。（市教育局、市财政局负责）"), writer.task("乙。（市水利局、市财政局负责。列第一位的为牵头单位，下同）")]
    found, _ = duties(plan(tasks), CLAUSES)
    assert by_task(found, 2) == ["responsible 市教育局 + 市财政局", "leads 市水利局；responsible 市财政局"]


def test_without_leader_the_responsible_unit_leads_wherever_the_rule_stands() -> None:
    writer = Writer()
    tasks = [writer.task("甲。（责任单位：市教育局）"), writer.task("乙。（牵头单位：市水利局；责任单位：市财政局）")]
    loose = writer.add("牵头单位（无牵头单位的，责任单位即为牵头单位，下同）要统筹推进。")
    found, _ = duties(plan(tasks, loose=[loose]), CLAUSES)
    assert by_task(found, 2) == ["leads 市教育局", "leads 市水利局；responsible 市财政局"]


def test_several_clauses_in_one_task_and_repeated_names() -> None:
    writer = Writer()
    task = writer.task("1.办好实事。一是补链。（市工信局牵头）二是延链。（市商务局、市工信局负责）三是稳链。（市工信局牵头）")
    found, _ = duties(plan([task]), CLAUSES)
    assert by_task(found, 1) == ["leads 市工信局；responsible 市商务局 + 市工信局"]
    assert [duty.order for duty in found] == [1, 2, 3]


def test_an_open_bracket_is_reported_with_its_place() -> None:
    writer = Writer()
    task = writer.task("1.甲。（县发改局负责")
    found, (odd,) = duties(plan([task]), CLAUSES)
    assert by_task(found, 1) == ["responsible 县发改局"]
    assert odd.code == "unclosed-bracket"
    assert odd.span is not None
    assert writer.text[odd.span.slice] == "（县发改局负责"


def test_without_a_clause_only_sentences_state() -> None:
    writer = Writer()
    task = writer.task("1.加强统筹。由县发改局牵头，县财政局配合，加快推进。各级领导干部切实负起责任。")
    found, odd = duties(plan([task]), CLAUSES)
    assert by_task(found, 1) == ["leads 县发改局；cooperates 县财政局"]
    assert all(duty.running for duty in found)
    assert odd == ()
