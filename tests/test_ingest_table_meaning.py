"""Tables by meaning: columns are told by what stands in them, whatever their heads say."""

from __future__ import annotations

from functools import cache

import pytest

from zhengpu.ingest.bytes.draft import Draft
from zhengpu.ingest.bytes.draft_cell import DraftCell
from zhengpu.ingest.pipeline import Learned, Reader, learn, load_reader

Grid = list[list[str | None]]


@cache
def reader() -> Reader:
    return load_reader()


def read(rows: Grid, spread: dict[tuple[int, int], tuple[int, int]] | None = None, *more: Grid) -> Learned:
    """A plan with tables; None is a place that a merged cell covers, `spread` says how far (rows, columns)."""
    draft = Draft()
    draft.paragraph("青泽县2027年河道管护任务表")
    for number, each in enumerate((rows, *more)):
        reach = (spread or {}) if not number else {}
        draft.table(
            DraftCell(r, c, value, *reach.get((r, c), (1, 1)))
            for r, row in enumerate(each)
            for c, value in enumerate(row)
            if value is not None
        )
    return learn(draft.document("plan.docx", "application/docx"), reader(), topics=False)


def said(learned: Learned) -> list[tuple[str, list[tuple[str, str]]]]:
    duties = learned.claims.duties
    return [(task.title, [(duty.unit, duty.role) for duty in duties if duty.task == i]) for i, task in enumerate(learned.plan.tasks)]


BODY: Grid = [
    ["1", "加固堤防12公里", "县水利局", "2027年5月底"],
    ["2", "拆除违建30处", "县城管局、青泽镇人民政府", "2027年8月"],
    ["3", "安装监测探头80个", "县应急管理局", "年底前"],
]
TASKS = [
    ("加固堤防12公里", [("县水利局", "responsible")]),
    ("拆除违建30处", [("县城管局", "responsible"), ("青泽镇人民政府", "responsible")]),
    ("安装监测探头80个", [("县应急管理局", "responsible")]),
]


@pytest.mark.parametrize(
    "heads",
    [
        ["序号", "管护要点", "责任单位", "完成时限"],
        ["序号", "工作任务", "归谁管", "完成时限"],
        ["序号", "工作任务", "责任单位", "最晚何时"],
        ["次序", "干什么", "谁来干", "啥时候"],
        ["", "", "", ""],
    ],
)
def test_columns_are_told_by_what_stands_in_them(heads: list[str | None]) -> None:
    learned = read([heads, *BODY])
    assert said(learned) == TASKS
    assert [deadline.code for deadline in learned.claims.deadlines] == ["2027-05-31", "2027-08-31", "2027-12-31"]
    assert [task.number for task in learned.plan.tasks] == [1, 2, 3]


def test_a_table_without_heads_is_read() -> None:
    assert said(read(BODY)) == TASKS


def test_a_table_without_heads_goes_on_with_those_of_the_one_above() -> None:
    heads: list[str | None] = ["序号", "工作任务", "牵头单位", "完成时限"]
    learned = read([heads, *BODY[:2]], None, [BODY[2]])
    assert [role for _, duties in said(learned) for _, role in duties] == ["leads"] * 4


@pytest.mark.parametrize(
    "rows",
    [
        [["单位", "经办人", "电话"], ["县水利局", "周明", "13900001111"], ["县城管局", "吴芳", "13900002222"]],
        [["乡镇", "面积（亩）", "上报时间"], ["青泽镇", "3500", "6月"], ["石桥镇", "6200", "6月"]],
        [["指标", "单位", "2027年", "责任单位"], ["森林覆盖率", "%", "41", "县林业局"], ["耕地面积", "万亩", "38", "县自然资源局"]],
        [["甲", "乙", "丙"], ["水库", "大坝", "闸门"], ["堤防", "涵洞", "泵站"]],
    ],
)
def test_lists_of_people_and_figures_are_no_tasks(rows: Grid) -> None:
    assert read(rows).plan.tasks == ()


def test_the_task_is_the_finest_row() -> None:
    rows: Grid = [
        ["序号", "重点举措", "怎么做", "责任单位"],
        ["1", "治水（2项）", "清理淤泥5万方。", "县水利局"],
        ["2", None, "新建泵站2座。", "县住建局"],
        ["3", "护岸（2项）", "种植护坡草20公顷。", "县林业局"],
        ["4", None, "铺设步道6公里。", "县文旅局"],
    ]
    learned = read(rows, {(1, 1): (2, 1), (3, 1): (2, 1)})
    assert [title for title, _ in said(learned)] == ["清理淤泥5万方", "新建泵站2座", "种植护坡草20公顷", "铺设步道6公里"]


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        (["序号", "任务", "分工情况", "", "完成时限"], ["", "", "牵头单位", "配合单位", ""]),
        (["序", "任务", "分工情况", "", "完成时"], ["号", "", "牵头单位", "配合单位", "限"]),
    ],
)
def test_heads_in_two_rows_without_merges(upper: list[str | None], lower: list[str | None]) -> None:
    rows: Grid = [
        upper,
        lower,
        ["1", "清淤", "县水利局", "县财政局", "6月"],
        ["2", "护岸", "县林业局", "县水利局", "9月"],
    ]
    assert [duties for _, duties in said(read(rows))] == [
        [("县水利局", "leads"), ("县财政局", "cooperates")],
        [("县林业局", "leads"), ("县水利局", "cooperates")],
    ]


def test_a_row_without_its_number_is_a_task_and_totals_are_none() -> None:
    rows: Grid = [
        ["序号", "项目名称", "责任单位", "完成时限"],
        ["1", "水库加固", "县水利局", "6月"],
        ["", "泵站改造", "县住建局", "9月"],
        ["合计", "2个", "", ""],
    ]
    assert [title for title, _ in said(read(rows))] == ["水库加固", "泵站改造"]


def test_a_row_of_one_cell_names_who_does_the_rows_below() -> None:
    rows: Grid = [
        ["序号", "整改任务", "整改措施", "完成时限"],
        ["县水利局（1项）", "", "", ""],
        ["1", "巡查不到位", "建立日志", "6月"],
        ["县城管局（1项）", "", "", ""],
        ["2", "清扫不及时", "增加班次", "9月"],
    ]
    assert said(read(rows)) == [("巡查不到位", [("县水利局", "responsible")]), ("清扫不及时", [("县城管局", "responsible")])]


@pytest.mark.parametrize(
    ("cell", "units"),
    [
        ("县委宣传部\n县人社局", [("县委宣传部", "responsible"), ("县人社局", "responsible")]),
        ("县总工会\n团县委", [("县总工会", "responsible"), ("团县委", "responsible")]),
        ("1.县水利局\n2.县财政局", [("县水利局", "responsible"), ("县财政局", "responsible")]),
        ("县水利局（牵头）\n石桥镇\n东城街道", [("县水利局", "leads"), ("石桥镇", "responsible"), ("东城街道", "responsible")]),
        ("（牵头）县水利局（配合）县财政局", [("县水利局", "leads"), ("县财政局", "cooperates")]),
        ("县卫生\n健康局", [("县卫生健康局", "responsible")]),
        ("县水利局\n樊立 13900001111", [("县水利局", "responsible")]),
        ("县水利局欧阳立0999-8123456", [("县水利局", "responsible")]),
        ("县水利局\n（樊立）\n县财政局\n（王芳）", [("县水利局", "responsible"), ("县财政局", "responsible")]),
        ("牵头单位：县文学艺术联合会\n配合单位：县文旅局", [("县文学艺术联合会", "leads"), ("县文旅局", "cooperates")]),
    ],
)
def test_lines_and_brackets_in_a_cell_of_units(cell: str, units: list[tuple[str, str]]) -> None:
    rows: Grid = [["序号", "工作任务", "责任单位", "完成时限"], ["1", "清淤", cell, "6月"]]
    assert said(read(rows)) == [("清淤", units)]


@pytest.mark.parametrize(
    ("leaders", "held"),
    [
        (["县水利局", "", "县城管局", "", ""], [0, 0, 2, 2, 2]),
        (["", "县水利局", "", "县城管局", "县民政局"], [1, 1, 1, 3, 4]),
        (["县水利局", "", "县城管局", "县水利局", ""], [0, None, 2, 3, None]),
    ],
)
def test_a_name_printed_once_for_the_rows_beside_it(leaders: list[str], held: list[int | None]) -> None:
    rows: Grid = [["责任单位", "序号", "工作任务", "配合单位"]]
    rows += [[leader, str(n + 1), f"办好第{'甲乙丙丁戊'[n]}件实事", "县财政局"] for n, leader in enumerate(leaders)]
    own = [[(leaders[at], "responsible")] if at is not None else [] for at in held]
    assert [units for _, units in said(read(rows))] == [[*each, ("县财政局", "cooperates")] for each in own]


@pytest.mark.parametrize(
    ("head", "role"),
    [("责任分工牵头部门", "leads"), ("任务分工配合单位", "cooperates"), ("分工主办部门", "leads"), ("牵头单位及责任人", "leads")],
)
def test_of_a_head_over_two_rows_the_lower_one_gives_the_role(head: str, role: str) -> None:
    rows: Grid = [["序号", "工作任务", head, "完成时限"], ["1", "清淤", "县水利局", "6月"], ["2", "植树", "县林业局", "3月"]]
    assert said(read(rows)) == [("清淤", [("县水利局", role)]), ("植树", [("县林业局", role)])]


def test_cells_that_no_column_takes_are_told() -> None:
    from zhengpu.ingest.duties.clauses import Clauses, grammar
    from zhengpu.ingest.outline.outline import cell_sense
    from zhengpu.ingest.outline.outline_rules import load_form
    from zhengpu.ingest.tables.grid import TableReader

    learned = read(
        [["序号", "工作任务", "责任单位", "抄报单位"], ["1", "清淤", "县水利局", "县政府督查室"], ["2", "护岸", "县林业局", "县政府督查室"]]
    )
    made = TableReader(learned.document, cell_sense(load_form(), Clauses.of(grammar()))).read(learned.document.tables[0])
    assert made is not None
    assert [learned.document.text[span.slice] for span in made.unused] == ["县政府督查室", "县政府督查室"]
    assert made.cells == 12


def test_records_of_labels_and_values() -> None:
    rows: Grid = [
        ["任务名称", "疏浚青泽河", "完成时限", "2027年10月"],
        ["牵头单位", "县水利局", "配合单位", "县财政局、青泽镇人民政府"],
        ["任务名称", "绿化河岸", "完成时限", "2027年4月"],
        ["牵头单位", "县林业局", "配合单位", "县水利局"],
    ]
    assert said(read(rows)) == [
        ("疏浚青泽河", [("县水利局", "leads"), ("县财政局", "cooperates"), ("青泽镇人民政府", "cooperates")]),
        ("绿化河岸", [("县林业局", "leads"), ("县水利局", "cooperates")]),
    ]
    one: Grid = [["任务3", "疏浚青泽河"], ["责任单位", "县水利局"]]
    assert said(read(one)) == [("疏浚青泽河", [("县水利局", "responsible")])]


def test_a_matrix_of_marks_and_its_legend() -> None:
    draft = Draft()
    draft.paragraph("青泽县2027年河道管护责任矩阵")
    rows = [["序号", "任务", "县水利局", "县林业局", "县公安局"], ["1", "巡河", "●", "", "△"], ["2", "植绿", "△", "●", ""]]
    draft.table(DraftCell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row))
    draft.paragraph("注：●表示牵头单位，△表示配合单位")
    learned = learn(draft.document("plan.docx", "application/docx"), reader(), topics=False)
    assert said(learned) == [
        ("巡河", [("县水利局", "leads"), ("县公安局", "cooperates")]),
        ("植绿", [("县水利局", "cooperates"), ("县林业局", "leads")]),
    ]


def test_two_tables_of_one_sheet_each_with_its_year() -> None:
    from zhengpu.ingest.bytes.format import FileLimits
    from zhengpu.ingest.formats.csv import CSV

    heads = "序号,工作任务,责任单位,完成时限"
    text = f"青泽县2027年上半年任务表,,,\n{heads}\n1,清淤,县水利局,3月\n,,,\n青泽县2028年任务表,,,\n{heads}\n1,护岸,县林业局,5月\n"
    learned = learn(CSV.read(text.encode(), "a.csv", FileLimits()), reader(), topics=False)
    assert [task.title for task in learned.plan.tasks] == ["清淤", "护岸"]
    assert [deadline.code for deadline in learned.claims.deadlines] == ["2027-03-31", "2028-05-31"]


@pytest.mark.parametrize("name", ["青泽县2027年作战图", "青泽县2027年河道管护攻坚表", "青泽县2027年护河六件实事"])
def test_the_line_above_a_table_is_its_title_whatever_its_last_word(name: str) -> None:
    from zhengpu.ingest.bytes.format import FileLimits
    from zhengpu.ingest.formats.csv import CSV

    heads = "序号,工作任务,责任单位,完成时限"
    text = f"{name},,,\n填报单位：县水利局,,,\n{heads}\n1,清淤,县水利局,3月\n2,植绿,县林业局,4月\n,,,\n"
    text += f"青泽县2027年另一张图,,,\n{heads}\n1,护岸,县林业局,5月\n"
    learned = learn(CSV.read(text.encode(), "a.csv", FileLimits()), reader(), topics=False)
    assert learned.plan.head.title is not None
    assert learned.plan.head.title.value == name
    assert [task.title for task in learned.plan.tasks] == ["清淤", "植绿", "护岸"]


def test_an_annex_that_stands_alone_keeps_its_ordinal() -> None:
    draft = Draft()
    draft.paragraph("附件2")
    draft.paragraph("青泽县2027年河道管护任务分解表")
    rows = [["序号", "任务", "责任单位"], ["一", "河道", ""], ["1", "巡河", "县水利局"], ["二", "岸线", ""], ["1", "植绿", "县林业局"]]
    draft.table(DraftCell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row))
    plan = learn(draft.document("plan.docx", "application/docx"), reader(), topics=False).plan
    assert [section.path for section in plan.sections] == ["附件2", "附件2/一", "附件2/二"]
    assert plan.head.title is not None
    assert plan.head.title.value == "青泽县2027年河道管护任务分解表"


def test_persons_behind_a_body_are_no_part_of_its_name() -> None:
    rows: Grid = [["序号", "工作任务", "责任单位及责任人"], ["1", "清淤", "县水利局 周敏"], ["2", "植绿", "县林业局副局长何伟、县住建局"]]
    assert said(read(rows)) == [
        ("清淤", [("县水利局", "responsible")]),
        ("植绿", [("县林业局", "responsible"), ("县住建局", "responsible")]),
    ]


def test_a_name_keeps_the_number_it_begins_with_and_loses_the_rows() -> None:
    names = ["三期滨河厂房", "10万吨粮库", "1. 老街修缮", "十里花廊", "（四）渡口迁建"]
    table: Grid = [["序号", "项目名称", "建设单位"], *([str(n), name, "县水利局"] for n, name in enumerate(names, 1))]
    assert [title for title, _ in said(read(table))] == ["三期滨河厂房", "10万吨粮库", "老街修缮", "十里花廊", "渡口迁建"]
    counted: Grid = [["项目名称", "建设单位"], *([f"{n}{name}", "县水利局"] for n, name in enumerate(("修渠", "筑堤", "建闸"), 1))]
    assert [title for title, _ in said(read(counted))] == ["修渠", "筑堤", "建闸"]


def test_figures_a_line_are_figures_one_by_one() -> None:
    cell = "新增科创板上市企业8家\n新增上市后备企业12家"
    learned = read(
        [
            ["序号", "工作任务", "工作目标", "牵头单位"],
            ["1", "培育上市企业", cell, "县工信局"],
            ["2", "建设冷库", "建成冷库3\n座", "县商务局"],
        ]
    )
    told = [(target.indicator, target.value) for target in learned.claims.targets]
    assert told == [("科创板上市企业", 8), ("上市后备企业", 12), ("冷库", 3)]
