"""Sheets and pages as offices make them: titles and notes in the grid, tables turned, beside one another or split over pages, labels above values."""

from __future__ import annotations

import io
from functools import cache

import pytest

from zhengpu.ingest.bytes.draft import Draft
from zhengpu.ingest.bytes.draft_cell import DraftCell
from zhengpu.ingest.bytes.edge_rows import EdgeWords
from zhengpu.ingest.bytes.lines import Glyph, lines_of, reading_order
from zhengpu.ingest.document import Cell, Document, Span, Table
from zhengpu.ingest.files.reading import read as read_file
from zhengpu.ingest.pipeline import Learned, Reader, learn, load_reader
from zhengpu.ingest.tables.aligned import aligned_tables

TITLE = "柏川县2027年水利工作任务表"
HEADS = ["序号", "工作任务", "牵头单位", "配合单位", "完成时限"]
ROWS = [
    ["1", "加固西河堤防9公里", "县水利局", "县财政局", "2027年5月"],
    ["2", "清淤南干渠14公里", "县水利局", "各镇人民政府", "2027年10月"],
    ["3", "更新监测站点26处", "县应急局", "县数据局", "2027年8月"],
    ["4", "补办取水许可40件", "县审批局", "县水利局", "2027年11月"],
]
TOLD = [
    ("加固西河堤防9公里", [("县水利局", "leads"), ("县财政局", "cooperates")], ["2027-05-31"]),
    ("清淤南干渠14公里", [("县水利局", "leads"), ("各镇人民政府", "cooperates")], ["2027-10-31"]),
    ("更新监测站点26处", [("县应急局", "leads"), ("县数据局", "cooperates")], ["2027-08-31"]),
    ("补办取水许可40件", [("县审批局", "leads"), ("县水利局", "cooperates")], ["2027-11-30"]),
]

Rows = list[list[str]]


@cache
def reader() -> Reader:
    return load_reader()


def told(learned: Learned) -> list[tuple[str, list[tuple[str, str]], list[str]]]:
    claims = learned.claims
    return [
        (
            task.title,
            [(duty.unit, duty.role) for duty in claims.duties if duty.task == i],
            [one.code for one in claims.deadlines if one.task == i],
        )
        for i, task in enumerate(learned.plan.tasks)
    ]


def of_grid(rows: Rows, title: str | None = TITLE) -> Learned:
    draft = Draft()
    draft.paragraph(title or "")
    draft.table(DraftCell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row))
    return learn(draft.document("plan.docx", "application/docx"), reader(), topics=False)


def of_text(text: str) -> Learned:
    return learn(Document("plan.txt", "text/plain", text), reader(), topics=False)


def title_of(learned: Learned) -> str | None:
    head = learned.plan.head
    return head.title.value if head and head.title else None


def test_a_title_in_the_grid_is_the_title_and_notes_below_are_no_parts_of_the_table() -> None:
    blank = [""] * 4
    notes = [["说明：各单位每季度末报送进展，县水利局汇总。", *blank], ["审核人：方敏", "", "填表人：唐亮", "", "电话：0555-1234"]]
    learned = of_grid([[TITLE, *blank], HEADS, *ROWS, *notes], None)
    assert title_of(learned) == TITLE
    assert told(learned) == TOLD
    assert not learned.plan.sections
    assert learned.report.quality == "good"


def test_a_part_of_a_table_that_goes_on_stays_in_it() -> None:
    learned = of_grid([HEADS, ["一、工程类", "", "", "", ""], *ROWS[:2], ["二、管理类", "", "", "", ""], *ROWS[2:]])
    assert [(section.path, section.title) for section in learned.plan.sections] == [("一", "工程类"), ("二", "管理类")]
    assert told(learned) == TOLD


@pytest.mark.parametrize("blank", [[], [""]])
def test_stretches_beside_one_another(blank: list[str]) -> None:
    learned = of_grid([[*HEADS, *blank, *HEADS], *([*one, *blank, *other] for one, other in zip(ROWS[:2], ROWS[2:], strict=True))])
    assert told(learned) == TOLD


def test_a_table_turned_on_its_side() -> None:
    learned = of_grid([[head, *(row[column] for row in ROWS)] for column, head in enumerate(HEADS) if column])
    assert told(learned) == TOLD


def test_a_month_in_which_something_begins_is_no_deadline() -> None:
    heads = ["序号", "工作任务", "牵头单位", "开工时间", "完成节点"]
    learned = of_grid([heads, *([*row[:3], "2027年2月", row[4]] for row in ROWS)])
    assert [dates for *_, dates in told(learned)] == [dates for *_, dates in TOLD]
    assert told(of_text("柏川县2027年要点\n1.修渠道。（责任单位：县水利局；启动时间：3月；办结日期：9月底）\n2.种树。（县林业局负责）\n"))[
        0
    ][2] == ["2027-09-30"]


def test_where_something_is_and_who_does_it() -> None:
    """A column of places says who does it where nobody else is named, and where it is beside those who do."""
    beside = of_grid(
        [["序号", "项目名称", "项目属地", "责任单位"], ["1", "新建水厂", "柏川县", "县水利局"], ["2", "改建泵站", "柏川县", "县住建局"]]
    )
    assert [duties for _, duties, _ in told(beside)] == [[("县水利局", "responsible")], [("县住建局", "responsible")]]
    alone = of_grid([["序号", "项目名称", "属地责任", "完成时限"], ["1", "新建水厂", "龙湾镇", "5月"], ["2", "改建泵站", "石桥镇", "6月"]])
    assert [duties for _, duties, _ in told(alone)] == [[("龙湾镇", "responsible")], [("石桥镇", "responsible")]]


def test_level_words_between_role_and_noun_and_those_who_stand_for_a_project() -> None:
    heads = ["序号", "工作任务", "牵头县直单位", "包保单位"]
    learned = of_grid([heads, *([*row[:3], "县总工会"] for row in ROWS)])
    assert [duties for _, duties, _ in told(learned)] == [[(row[2], "leads"), ("县总工会", "responsible")] for row in ROWS]


@pytest.mark.parametrize("between", ["", "作任务表\n"])
def test_columns_that_the_paper_did_not_hold_follow_row_for_row(between: str) -> None:
    text, tables = TITLE + "\n", []
    for columns in (slice(0, 2), slice(2, 5)):
        start, cells = len(text), []
        for r, row in enumerate([HEADS, *ROWS]):
            for c, said in enumerate(row[columns]):
                cells.append(Cell(r, c, Span(len(text), len(text) + len(said))))
                text += said + "\t"
            text += "\n"
        tables.append(Table(tuple(cells), Span(start, len(text))))
        text += between
    learned = learn(Document("plan.pdf", "application/pdf", text, tuple(tables)), reader(), topics=False)
    assert told(learned) == TOLD


def test_a_sheet_that_says_how_to_fill_in_the_others_is_no_part_of_the_plan() -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "填表说明"
    for line in ("填表说明", "一、由县水利局汇总。", "二、每月25日前更新。"):
        book.active.append([line])
    for name, rows in (("工程", ROWS[:2]), ("管理", ROWS[2:])):
        sheet = book.create_sheet(name)
        for row in ([TITLE], HEADS, *rows):
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    document = read_file(file.getvalue(), "plan.xlsx")
    learned = learn(document, reader(), topics=False)
    assert title_of(learned) == TITLE
    assert told(learned) == TOLD
    assert not learned.plan.sections
    assert "每月25日前更新" in document.text


def test_labels_beside_one_another_in_a_line_are_no_table() -> None:
    names = ("修建水厂", "改造管网", "治理河道")
    units = (("周明", "县水利局", "县财政局"), ("何芳", "县住建局", "县水利局、县财政局"), ("沈立", "县水利局", "各镇人民政府"))
    lines = ["柏川县2027年民生工程方案"]
    for number, (name, (person, lead, others)) in enumerate(zip(names, units, strict=True), 1):
        lines += [f"（{'一二三'[number - 1]}）{name}", "　　工作目标：建成投用。"]
        lines += [f"　　牵头领导：{person}　　牵头单位：{lead}　　责任单位：{others}", f"　　完成时限：2027年{number + 5}月底"]
    found = told(of_text("\n".join(lines)))
    assert [title for title, *_ in found] == list(names)
    assert [duties[0] for _, duties, _ in found] == [(lead, "leads") for _, lead, _ in units]
    assert [dates for *_, dates in found] == [["2027-06-30"], ["2027-07-31"], ["2027-08-31"]]


def test_names_below_their_label_a_name_a_line() -> None:
    text = (
        "石桥镇2027年度目标任务\n\n1、整治河岸\n清理河岸7公里\n牵头科室：\n村镇建设办公室\n配合单位：\n综合行政执法队\n各村（社区）\n完成节点：\n4月底\n\n"
        "2、复耕农田\n复耕农田310亩\n牵头科室：\n农业农村办公室\n配合单位：\n财政所\n司法所\n完成节点：3月底\n"
    )
    learned = of_text(text)
    assert title_of(learned) == "石桥镇2027年度目标任务"
    assert told(learned) == [
        ("整治河岸", [("村镇建设办公室", "leads"), ("综合行政执法队", "cooperates"), ("各村（社区）", "cooperates")], ["2027-04-30"]),
        ("复耕农田", [("农业农村办公室", "leads"), ("财政所", "cooperates"), ("司法所", "cooperates")], ["2027-03-31"]),
    ]


def test_a_line_below_a_name_that_a_sentence_follows_is_a_title() -> None:
    text = "柏川县2027年方案\n一、建设\n修复泵站\n查清底数，年底前完成。\n责任单位：县水利局\n检修水库站\n逐个检修，年底前完成。\n责任单位：县水利局\n"
    assert [title for title, *_ in told(of_text(text))] == ["修复泵站", "检修水库站"]


def test_half_width_colons_below_tasks_named_by_number() -> None:
    text = "柏川县2027年工作方案\n\n" + "".join(
        f"任务{number}:{name}\n内容:按期建成\n责任单位:{lead}(牵头),{other}\n时间:2027-0{number + 4}-30\n\n"
        for number, (name, lead, other) in enumerate(
            (("新建水厂", "县水利局", "县财政局"), ("改造管网", "县住建局", "县水利局"), ("治理河道", "县水利局", "各镇人民政府")), 1
        )
    )
    learned = of_text(text)
    assert [title for title, *_ in told(learned)] == ["新建水厂", "改造管网", "治理河道"]
    assert [len(duties) for _, duties, _ in told(learned)] == [2, 2, 2]
    assert not learned.plan.head or not learned.plan.head.recipients


def test_bullets_and_dashes_are_no_text() -> None:
    text = "柏川县营商环境2027年改革任务\n\n" + "".join(
        f"◆ {name}\n   全年办结{number}0件。\n   ——牵头：{lead}；配合：{other}；时限：{number + 5}月底\n"
        for number, (name, lead, other) in enumerate(
            (("简化取水许可", "县水利局", "县审批局"), ("公开办事指南", "县审批局", "县数据局"), ("减少证明材料", "县司法局", "县公安局")),
            1,
        )
    )
    learned = of_text(text)
    assert title_of(learned) == "柏川县营商环境2027年改革任务"
    assert told(learned)[0] == (
        "简化取水许可",
        [("县水利局", "leads"), ("县审批局", "cooperates")],
        ["2027-12-31", "2027-06-30"],
    )  # 全年, 6月底
    assert [title for title, *_ in told(learned)] == ["简化取水许可", "公开办事指南", "减少证明材料"]


def test_a_star_that_also_marks_a_name_is_no_bullet() -> None:
    text = (
        "柏川县2027年计划\n★1.修渠道。（★县水利局、县财政局负责）\n★2.建水厂。（★县住建局、县水利局负责）\n★3.种树木。（★县林业局负责）\n"
    )
    assert [title for title, *_ in told(of_text(text))] == ["修渠道", "建水厂", "种树木"]


def test_the_date_behind_the_last_label_is_no_signature() -> None:
    text = (
        "柏川县2027年要点\n1.修渠道\n牵头部门：县水利局\n完成时间：2027年6月30日\n2.建水厂\n牵头部门：县住建局\n完成时间：2027年10月31日\n"
    )
    assert [dates for *_, dates in told(of_text(text))] == [["2027-06-30"], ["2027-10-31"]]


def test_a_head_of_a_short_paper_that_is_printed_twice() -> None:
    body = "推进重点水利工程建设，确保按期建成投入使用，切实增强防汛抗旱能力，保障群众饮水安全。"
    item = "{n}．{name}。" + body + "责任单位：{unit}\n"
    text = "柏川县2027年水利方案\n" + item.format(n=1, name="修渠道", unit="县水利局、")
    text += "— 1 —\n柏川县人民政府公报 2027年第3期\n县财政局\n" + item.format(n=2, name="建水厂", unit="县住建局、")
    text += "— 2 —\n柏川县人民政府公报 2027年第3期\n县水利局\n"
    assert [duties for _, duties, _ in told(of_text(text))] == [
        [("县水利局", "responsible"), ("县财政局", "responsible")],
        [("县住建局", "responsible"), ("县水利局", "responsible")],
    ]


def test_blanks_that_set_a_column_in_bridge_no_gutter() -> None:
    """A paragraph in the right column begins with two wide blanks right behind the gutter."""

    def line(text: str, x: float, y: float) -> list[Glyph]:
        return [Glyph(sign, x + 10 * i, x + 10 * i + 10, y, 10) for i, sign in enumerate(text)]

    left = ["　　第一项要办好", "水厂工程建设并按", "期投入使用为先。"] * 4
    right = ["　　第二项要治理", "全部河道并且建立", "长效机制为要。"] * 4
    glyphs = [
        glyph
        for i, (one, other) in enumerate(zip(left, right, strict=True))
        for glyph in (*line(one, 50, 20.0 * i), *line(other, 160, 20.0 * i))
    ]
    ordered = [one.text for one in reading_order(lines_of(glyphs), 300)]
    assert ordered == [text.strip() for text in (*left, *right)]


@pytest.mark.parametrize(("numbers", "quality"), [((1, 2, 3, 1, 2, 3), "good"), ((1, 2, 3, 4, 5, 6), "good")])
def test_numbers_that_begin_anew_in_a_second_table_are_no_fault(numbers: tuple[int, ...], quality: str) -> None:
    names = ("修渠道", "建水厂", "种树木", "铺路面", "装路灯", "办培训")
    rows = [[str(number), name, "县水利局", "2027年5月"] for number, name in zip(numbers, names, strict=True)]
    heads = ["序号", "实事内容", "牵头单位", "完成节点"]
    draft = Draft()
    draft.paragraph(TITLE)
    for title, part in (("表一 建设类", rows[:3]), ("表二 服务类", rows[3:])):
        draft.paragraph(title)
        draft.table(DraftCell(r, c, text) for r, row in enumerate([heads, *part]) for c, text in enumerate(row))
    learned = learn(draft.document("plan.docx", "application/docx"), reader(), topics=False)
    assert len(learned.plan.tasks) == 6
    assert learned.report.quality == quality


def edge_words() -> list[tuple[str, str, bool]]:
    entry = EdgeWords.entry()
    return [
        (key, text, kind == "examples")
        for key in ("counted", "note", "filled_in", "sheet")
        for kind in ("examples", "counter")
        for text in entry[f"{key}_{kind}"]
    ]


@pytest.mark.parametrize(("key", "text", "expected"), edge_words())
def test_words_of_edge_rows(key: str, text: str, expected: bool) -> None:
    pattern = getattr(EdgeWords.load(), key)
    found = {"counted": pattern.match, "note": pattern.search}.get(key, pattern.fullmatch)(text)
    assert (found is not None) is expected


def test_annexes_at_the_heads_of_pages_are_no_running_heads() -> None:
    """Lines alike but for what they count open a part each; a line that is the same on every page is a running head."""
    pages = [f"附件{n}\n柏川县任务清单{'甲乙丙丁'[n - 1]}\n推进第{n}批工程建设，按期完成。\n柏川县公报\n— {n + 4} —\n" for n in range(1, 5)]
    learned = of_text("柏川县2027年水利方案\n一、总体要求\n按期完成。\n柏川县公报\n— 4 —\n\f" + "\f".join(pages))
    assert [section.path for section in learned.plan.sections if section.path.startswith("附")] == ["附件1", "附件2", "附件3", "附件4"]
    assert {one.quote for one in learned.report.remainder if one.kind == "running-head"} == {"柏川县公报"}


def test_wishes_addressed_to_a_higher_level_are_no_duties_and_nothing_missed() -> None:
    draft = Draft()
    draft.paragraph(TITLE)
    draft.table(DraftCell(r, c, text) for r, row in enumerate([HEADS, *ROWS]) for c, text in enumerate(row))
    draft.paragraph("政策诉求清单")
    wishes = [["序号", "政策诉求", "建议责任单位"], *([str(n), f"支持第{n}批工程", "省水利厅、省财政厅"] for n in range(1, 5))]
    draft.table(DraftCell(r, c, text) for r, row in enumerate(wishes) for c, text in enumerate(row))
    learned = learn(draft.document("plan.docx", "application/docx"), reader(), topics=False)
    assert told(learned) == TOLD
    assert learned.report.quality == "good"
    assert not [one for one in learned.report.diagnostics if one.code == "table-without-tasks"]


PRINTED = """                     柏川县重点项目清单

序号     项目名称         项目主体        建设地点        建设周期

     三期 12 英寸集 柏川芯联集
1    成电路制造项 成电路有限     东湖镇      2025-2027
         目      公司

     长岭 Chiplet 柏川先进封
2                       西桥镇      2026-2028
     先进封装项目 装有限公司

     柏川智能机器 柏川众合机
3    人生产基地建 器人有限公     北岭乡      2026-2029
         设      司
"""


def test_narrow_signs_that_push_what_follows_to_the_right() -> None:
    """A program that prints pages as text gives a digit as much room as a Chinese sign: what stands behind moves, until a gap makes up for it."""
    table = next(aligned_tables(PRINTED))
    rows: dict[int, dict[int, str]] = {}
    for cell in table.cells:
        row = rows.setdefault(cell.row, {})
        row[cell.column] = row.get(cell.column, "") + PRINTED[cell.span.slice].replace(" ", "")
    assert [list(rows[number].values())[:3] for number in (1, 2, 3)] == [
        ["1", "三期12英寸集成电路制造项目", "柏川芯联集成电路有限公司"],
        ["2", "长岭Chiplet先进封装项目", "柏川先进封装有限公司"],
        ["3", "柏川智能机器人生产基地建设", "柏川众合机器人有限公司"],
    ]


def test_a_year_with_blanks_in_the_title_above_a_table() -> None:
    rows = "\n".join(f"{n}  办好第{n}件实事  县水利局  {n + 4} 月" for n in range(1, 4))
    learned = of_text(f"柏川县工作方案\n附件 1\n    柏川县 2027 年任务清单\n序号  工作任务  责任单位  完成时限\n{rows}\n")
    assert [dates for *_, dates in told(learned)] == [["2027-05-31"], ["2027-06-30"], ["2027-07-31"]]


def test_names_of_a_series_in_rows_whose_columns_stand_before_their_titles() -> None:
    """Lines of a wrapped row stand in any order in the text; a title has its place all the same."""
    rows = "".join(f"          县水利局和各      柏川第{n}批河道治\n  {n}       镇人民政府        理工程\n\n" for n in range(1, 7))
    learned = of_text(f"柏川县2027年任务清单\n序号      责任单位          工作任务\n\n{rows}")
    assert all(mention.span.start < mention.span.end for mention in learned.claims.mentions)


def test_names_run_together_that_the_plan_has_one_by_one_are_told() -> None:
    units = ["人民银行", "外汇局", "人民银行外汇局", "证监会", "证监会知识产权局", "知识产权局"]
    learned = of_grid([["序号", "工作任务", "责任单位"], *([str(n), f"办好第{n}件实事", unit] for n, unit in enumerate(units, 1))])
    assert learned.report.quality != "good"
    assert any("2个单位名称" in reason for reason in learned.report.reasons)
