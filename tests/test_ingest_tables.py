"""Tables of tasks, from files and drawn in text, down to the tasks of the outline."""

from __future__ import annotations

from functools import cache

import pytest

from zhengpu.graph.facts import Span
from zhengpu.ingest.document import Cell, Document, Table
from zhengpu.ingest.duties.clauses import Clauses, grammar
from zhengpu.ingest.outline.outline import outline
from zhengpu.ingest.plan import Plan

Rows = list[list[str | None]]
Spread = dict[tuple[int, int], tuple[int, int]]


@cache
def clauses() -> Clauses:
    return Clauses.of(grammar())


def document(
    rows: list[list[str | None]], before: str = "任务分工表\n", spread: dict[tuple[int, int], tuple[int, int]] | None = None
) -> Document:
    """A document with one table; None is a place that a merged cell covers, `spread` says how far (rows, columns)."""
    text, cells = "任务分工表\n", []
    start = len(text)
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is not None:
                height, width = (spread or {}).get((r, c), (1, 1))
                cells.append(Cell(r, c, Span(len(text), len(text) + len(value)), height, width))
                text += value + "\n"
    return Document("plan.docx", "application/docx", text, (Table(tuple(cells), Span(start, len(text))),))


def read(document: Document) -> Plan:
    return outline(document, clauses())


def rows(plan: Plan) -> list[tuple[int, str, dict[str, str]]]:
    return [(task.number, task.title, {column.head: column.passage.text for column in task.columns}) for task in plan.tasks]


HEADS: list[str | None] = ["序号", "重点任务", "责任单位", "完成时限"]


def test_rows_are_tasks_with_labelled_cells() -> None:
    plan = read(document([HEADS, ["1", "修路", "县交通运输局", "6月"], ["2", "架桥", "县住建局", "12月"]]))
    assert rows(plan) == [
        (1, "修路", {"责任单位": "县交通运输局", "完成时限": "6月"}),
        (2, "架桥", {"责任单位": "县住建局", "完成时限": "12月"}),
    ]


def test_wrapped_names_are_joined_and_listed_names_kept_apart() -> None:
    plan = read(document([HEADS, ["1", "扩建\n学校", "县卫生\n健康局\n县财政局\n各乡镇", "2025年\n12月"]]))
    assert rows(plan) == [(1, "扩建学校", {"责任单位": "县卫生健康局\n县财政局\n各乡镇", "完成时限": "2025年12月"})]


def test_merged_unit_holds_for_every_row() -> None:
    plan = read(document([HEADS, ["1", "修路", "县交通运输局", "6月"], ["2", "架桥", None, "12月"]], spread={(1, 2): (2, 1)}))
    assert [columns["责任单位"] for _, _, columns in rows(plan)] == ["县交通运输局"] * 2


def test_heads_repeated_on_a_new_page_are_no_task() -> None:
    plan = read(document([HEADS, ["1", "修路", "县交通运输局", "6月"], HEADS, ["2", "架桥", "县住建局", "12月"]]))
    assert [title for _, title, _ in rows(plan)] == ["修路", "架桥"]


def test_row_cut_by_a_page_border_is_one_task() -> None:
    plan = read(document([HEADS, ["1", "修路", "县交通", "2025年"], ["", "", "运输局", "12月"]]))
    assert rows(plan) == [(1, "修路", {"责任单位": "县交通运输局", "完成时限": "2025年12月"})]


def test_heading_rows_are_sections() -> None:
    table = [
        HEADS,
        ["一、交通", None, None, None],
        ["1", "修路", "县交通运输局", "6月"],
        ["二、教育", None, None, None],
        ["2", "建校", "县教育局", "8月"],
    ]
    plan = read(document(table, spread={(1, 0): (1, 4), (3, 0): (1, 4)}))
    assert [(section.path, section.title) for section in plan.sections] == [("一", "交通"), ("二", "教育")]
    assert [plan.sections[task.section or 0].path for task in plan.tasks] == ["一", "二"]


def test_unit_above_its_tasks() -> None:
    table: Rows = [
        ["序号", "工作任务", "完成时限"],
        ["县教育局", None, None],
        ["1", "建校", "8月"],
        ["县住建局", None, None],
        ["2", "架桥", "9月"],
    ]
    plan = read(document(table, spread={(1, 0): (1, 3), (3, 0): (1, 3)}))
    assert [columns["责任单位"] for _, _, columns in rows(plan)] == ["县教育局", "县住建局"]


def test_heads_over_two_rows() -> None:
    table: Rows = [
        ["序号", "任务", "责任分工", None],
        [None, None, "牵头单位", "配合单位"],
        ["1", "修路", "县交通运输局", "县财政局"],
    ]
    plan = read(document(table, spread={(0, 0): (2, 1), (0, 1): (2, 1), (0, 2): (1, 2)}))
    assert rows(plan) == [(1, "修路", {"牵头单位": "县交通运输局", "配合单位": "县财政局"})]


def test_task_that_groups_measures_leaves_the_title_to_the_measure() -> None:
    table: Rows = [
        ["重点任务", "具体措施", "责任单位"],
        ["交通", "修路。长20公里。", "县交通运输局"],
        [None, "架桥", "县住建局"],
        [None, "通航", "县发改局"],
    ]
    plan = read(document(table, spread={(1, 0): (3, 1)}))
    assert [title for _, title, _ in rows(plan)] == ["修路", "架桥", "通航"]


def test_requests_to_a_higher_level_are_no_tasks() -> None:
    plan = read(document([["序号", "请求事项", "建议责任单位"], ["1", "支持修路", "省交通运输厅"]]))
    assert plan.tasks == ()


def test_a_frame_says_which_rows_a_cell_reaches_over() -> None:
    text = """分工表
┌────────┬──────┬────────┬────┐
│ 工 作 任 务  │分管领│牵头组织实施单位│完成时限│
│              │  导  │                │        │
├────────┼──────┼────────┼────┤
│抓好财税金融工│李文强│各县(市、区)政  │年内见成│
├────────┤      │府，市财政局、国│  效    │
│加强财政监督，│      │家税务局        │        │
│提高使用效益  │      │                │        │
├────────┼──────┼────────┼────┤
│一、社会事业                                  │
├────────┬──────┬────────┬────┤
│办好学校      │王建国│市教育局        │6月底   │
└────────┴──────┴────────┴────┘
"""
    plan = read(Document("plan.txt", "text/plain", text))
    units = "各县(市、区)政府，市财政局、国家税务局"
    assert [(task.title, [column.passage.text for column in task.columns if column.head == "牵头组织实施单位"]) for task in plan.tasks] == [
        ("抓好财税金融工", [units]),
        ("加强财政监督，提高使用效益", [units]),
        ("办好学校", ["市教育局"]),
    ]
    assert [section.title for section in plan.sections] == ["社会事业"]


def test_wrapped_cells_in_a_frame_typed_on_a_keyboard() -> None:
    text = "+----+----+--------+\n|序号|任务|牵头单位|\n+====+====+========+\n|1   |修好|县交通  |\n|    |三桥|运输局  |\n+----+----+--------+\n"
    (task,) = read(Document("plan.txt", "text/plain", text)).tasks
    assert (task.title, [column.passage.text for column in task.columns]) == ("修好三桥", ["县交通运输局"])


def test_a_stacked_table_has_as_many_units_to_a_row_as_it_prints() -> None:
    text = """2016年民生实事分解表
序号
民生实事
责任单位
完成时限
1
新建2座人行天桥。
县住建局
县城管局
9月投入使用
2
迁建县政务服务中心。
县政务服务中心
12月底前
"""
    plan = read(Document("plan.txt", "text/plain", text))
    assert rows(plan) == [
        (1, "新建2座人行天桥", {"责任单位": "县住建局\n县城管局", "完成时限": "9月投入使用"}),
        (2, "迁建县政务服务中心", {"责任单位": "县政务服务中心", "完成时限": "12月底前"}),
    ]


def test_leaders_come_first_where_a_stacked_table_has_two_columns_of_units() -> None:
    row = "1\n改造小区\n区住建局\n区发改局\n区财政局\n2\n新建食堂\n区民政局\n各街道\n"
    plan = read(Document("plan.txt", "text/plain", f"任务分解表\n序号\n重点任务\n牵头单位\n配合单位\n{row}"))
    assert rows(plan) == [
        (1, "改造小区", {"牵头单位": "区住建局", "配合单位": "区发改局\n区财政局"}),
        (2, "新建食堂", {"牵头单位": "区民政局", "配合单位": "各街道"}),
    ]


def test_a_row_with_the_ordinal_of_a_part_groups_the_rows_below() -> None:
    heads = "| 序号 | 工作任务 | 责任单位 |\n|:-|:-|:-|\n"
    drawn = heads + "| 一 | 水污染防治 | |\n| 1 | 整治排污口 | 县水务局<br>县环保局 |\n| 2 | 清淤 | 县水务局 |\n"
    plan = read(Document("plan.txt", "text/plain", drawn))
    assert [(section.path, section.title) for section in plan.sections] == [("一", "水污染防治")]
    assert rows(plan) == [(1, "整治排污口", {"责任单位": "县水务局\n县环保局"}), (2, "清淤", {"责任单位": "县水务局"})]


def test_numbers_one_below_the_other_are_no_table() -> None:
    assert read(Document("plan.txt", "text/plain", "序号\n名称\n备注\n1\n甲\n2\n乙\n")).tasks == ()


def test_figures_are_no_tasks() -> None:
    plan = read(document([["指标", "2022年", "2025年"], ["道路里程", "100", "200"]]))
    assert plan.tasks == ()


@pytest.mark.parametrize(
    "drawn",
    [
        "序号\t工作任务\t牵头单位\n1\t修路\t县交通运输局\n2\t架桥\t县住建局\n",
        "| 序号 | 工作任务 | 牵头单位 |\n|---|---|---|\n| 1 | 修路 | 县交通运输局 |\n| 2 | 架桥 | 县住建局 |\n",
        "序号    工作任务      牵头单位\n1       修路          县交通运输局\n2       架桥          县住建局\n",
        "┌──┬────┬──────┐\n│序号│工作任务│牵头单位│\n├──┼────┼──────┤\n│1│修路│县交通运输局│\n│2│架桥│县住建局│\n└──┴────┴──────┘\n",
        "+----+------+----------+\n|序号|工作任务|牵头单位|\n+====+======+==========+\n|1|修路|县交通运输局|\n+----+------+----------+\n|2|架桥|县住建局|\n+----+------+----------+\n",
        "序号\n\n工作任务\n\n牵头单位\n\n1\n\n修路\n\n县交通运输局\n\n2\n\n架桥\n\n县住建局\n\n",
    ],
)
def test_tables_drawn_in_text(drawn: str) -> None:
    text = f"行动方案\n\n一、任务分工\n\n{drawn}\n二、保障措施\n\n加强领导。\n"
    plan = read(Document("plan.txt", "text/plain", text))
    assert rows(plan) == [(1, "修路", {"牵头单位": "县交通运输局"}), (2, "架桥", {"牵头单位": "县住建局"})]
    assert [plan.sections[task.section or 0].path for task in plan.tasks] == ["一", "一"]
    assert [section.title for section in plan.sections] == ["任务分工", "保障措施"]
    for task in plan.tasks:
        for column in task.columns:
            assert text[column.passage.span(0, len(column.passage)).slice] == column.passage.text
