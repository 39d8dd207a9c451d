"""Tables that only their layout shows: columns of blanks, wrapped cells, rows around their numbers."""

from __future__ import annotations

import unicodedata
from functools import cache

import pytest

from zhengpu.ingest.document import Document
from zhengpu.ingest.pipeline import Learned, Reader, learn, load_reader


@cache
def reader() -> Reader:
    return load_reader()


HEADS = ["序号", "工作任务", "推进措施", "责任单位", "完成时限"]
ROWS = [
    ["1", "城区内涝治理", "改造雨水管网8公里，清淤暗渠3处，增设移动泵车4台，汛前全部完成", "市住建局、市水利局", "2028年5月"],
    ["2", "公园提质", "新建口袋公园6个", "市园林绿化中心", "2028年9月"],
    ["3", "停车设施补短板行动", "盘活闲置地块，新增泊位1200个，推行错时共享", "市城管局、云溪经济开发区管委会、市公安局", "2028年底"],
    ["4", "农贸市场改造", "完成5家市场升级", "市商务局", "2028年11月"],
]
UNITS = [["市住建局", "市水利局"], ["市园林绿化中心"], ["市城管局", "云溪经济开发区管委会", "市公安局"], ["市商务局"]]
WIDTHS = [2, 6, 14, 7, 8]


def size(text: str, *, wide: bool) -> int:
    return sum(1 + (wide and unicodedata.east_asian_width(char) in "WF") for char in text)


def drawn(rows: list[list[str]], *, wide: bool, middle: bool, apart: bool = False) -> str:
    """A table set in columns of blanks; cells wrap, and stand in the middle of their row or at its top."""
    lines = []
    room = [width * (1 + wide) for width in WIDTHS]
    for row in rows:
        cells = []
        for text, width in zip(row, WIDTHS, strict=True):
            here, at = list[str](), 0
            while at < len(text):
                stop = at + 1
                while stop < len(text) and size(text[at : stop + 1], wide=True) <= 2 * width:
                    stop += 1
                here.append(text[at:stop])
                at = stop
            cells.append(here)
        height = max(map(len, cells))
        for cell in cells:
            before = (height - len(cell)) // 2 if middle else 0
            cell[:0] = [""] * before
            cell += [""] * (height - len(cell))
        for parts in zip(*cells, strict=True):
            lines.append(
                "".join(part + " " * (width + 3 - size(part, wide=wide)) for part, width in zip(parts, room, strict=True)).rstrip()
            )
        if apart:
            lines.append("")
    return "\n".join(lines) + "\n"


def read(text: str) -> Learned:
    return learn(Document("plan.txt", "text/plain", "云溪市2028年城市更新任务表\n" + text), reader(), topics=False)


def check(learned: Learned, titles: list[str] | None = None) -> None:
    assert [task.title for task in learned.plan.tasks] == (titles or [row[1] for row in ROWS])
    duties = [[duty.unit for duty in learned.claims.duties if duty.task == i] for i in range(len(learned.plan.tasks))]
    assert duties == UNITS
    assert [deadline.code for deadline in learned.claims.deadlines if deadline.rule == "deadline-cell"] == [
        "2028-05-31",
        "2028-09-30",
        "2028-12-31",
        "2028-11-30",
    ]


@pytest.mark.parametrize("wide", [False, True], ids=["characters", "widths"])
@pytest.mark.parametrize("middle", [False, True], ids=["top", "middle"])
@pytest.mark.parametrize("apart", [False, True], ids=["close", "apart"])
def test_wrapped_cells_of_a_table_in_blanks(wide: bool, middle: bool, apart: bool) -> None:
    check(read(drawn([HEADS, *ROWS], wide=wide, middle=middle, apart=apart)))


@pytest.mark.parametrize("middle", [False, True], ids=["top", "middle"])
def test_it_goes_on_over_pages_with_its_heads_again_or_without(middle: bool) -> None:
    first, second = drawn([HEADS, *ROWS[:2]], wide=False, middle=middle), drawn([HEADS, *ROWS[2:]], wide=False, middle=middle)
    check(read(f"{first}\n      - 1 -\n\f{second}\n      - 2 -\n"))
    check(read(f"{first}\n      - 1 -\n\f{drawn(ROWS[2:], wide=False, middle=middle)}\n      - 2 -\n"))


def test_prose_with_blanks_in_it_is_no_table() -> None:
    text = "一、工作要求\n加强领导    落实责任    形成合力\n市住建局    市水利局    市城管局\n联系人      王敏        李强\n"
    assert read(text).plan.tasks == ()


def page_file(rules: str, *, middle: bool, pages: int = 1, slant: bool = False) -> bytes:
    """The table on pages, its rules drawn in part or not at all; the heads come again on each page."""
    import io

    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    edges = [60.0, 90.0, 165.0, 340.0, 430.0, 500.0]
    parts = [ROWS[i * len(ROWS) // pages : (i + 1) * len(ROWS) // pages] for i in range(pages)]
    for number, part in enumerate(parts):
        if slant:
            canvas.saveState()
            canvas.setFont("STSong-Light", 30)
            canvas.rotate(40)
            for x in range(100, 900, 220):
                canvas.drawString(x, 60, "内部资料 云溪市")
            canvas.restoreState()
        canvas.setFont("STSong-Light", 10)
        y = 780.0
        if not number:
            canvas.drawString(200, y, "云溪市2028年城市更新任务表")
        y -= 24
        tops = [y + 12]
        for row in [HEADS, *part]:
            cells = [[text[i : i + width] for i in range(0, len(text), width)] for text, width in zip(row, WIDTHS, strict=True)]
            height = max(map(len, cells))
            for cell, x in zip(cells, edges, strict=False):
                before = (height - len(cell)) / 2 if middle else 0
                for line, text in enumerate(cell):
                    canvas.drawString(x + 4, y - 14 * (line + before), text)
            y -= 14 * height + 8
            tops.append(y + 12)
        ends = edges if rules == "all" else edges[1:-1] if rules == "inner" else []
        for top in tops if rules else []:
            canvas.line(edges[0], top, edges[-1], top)
        for x in ends:
            canvas.line(x, tops[0], x, tops[-1])
        canvas.drawString(290, 40, f"- {number + 1} -")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


@pytest.mark.parametrize("rules", ["all", "inner", "rows", ""])
@pytest.mark.parametrize("middle", [False, True], ids=["top", "middle"])
@pytest.mark.parametrize("pages", [1, 2])
def test_tables_on_pages_whatever_of_their_rules_is_drawn(rules: str, middle: bool, pages: int) -> None:
    from zhengpu.ingest.bytes.format import FileLimits
    from zhengpu.ingest.formats.pdf import PDF

    document = PDF.read(page_file(rules, middle=middle, pages=pages, slant=pages == 1), "plan.pdf", FileLimits())
    assert "内部资料" not in document.text
    check(learn(document, reader(), topics=False))


def by_half_lines(rows: list[list[str]]) -> str:
    """As programs lay out text: what stands half a line lower takes a line of its own, and rows are apart by blank lines."""
    lines = list[str]()
    for row in rows:
        cells = [[text[i : i + width] for i in range(0, len(text), width)] for text, width in zip(row, WIDTHS, strict=False)]
        height = max(map(len, cells))
        at = {(column, 2 * number + height - len(cell)): text for column, cell in enumerate(cells) for number, text in enumerate(cell)}
        for half in sorted({half for _, half in at}):
            lines.append("".join(at.get((column, half), "").ljust(width + 3) for column, width in enumerate(WIDTHS)).rstrip())
        lines.append("")
    return "\n".join(lines) + "\n"


def test_cells_in_the_middle_between_headings_where_half_lines_are_lines() -> None:
    first, second, third, last = ROWS
    learned = read(by_half_lines([HEADS, ["一", "地下"], first, ["二", "地上"], second, third, last]))
    check(learned)
    assert [(section.path, section.title) for section in learned.plan.sections] == [("一", "地下"), ("二", "地上")]


def test_a_wide_column_of_sentences_around_its_numbers_and_the_heads_again() -> None:
    """Cells of sentences go on where a full line ends without a stop; three columns, numbers in the middle, heads on every page."""
    works = [
        ("出台城市更新支持政策及实施细则，完善项目库管理", "办法。", "市住建局"),
        ("发布年度体检报告。", "", "市规划院"),
        ("围绕老旧街区、老旧厂区、城中村等重点对象，推进", "连片改造试点。", "市城管局"),
        ("培训社区规划师，全年开展专题培训不少于十期，并", "建立名册。", "市人社局"),
    ]
    head = "序号   " + "具体任务".ljust(28) + "责任单位"
    lines = [head]
    for number, (first, second, unit) in enumerate(works, 1):
        if number == 3:
            lines += ["", "              9", head]
        middle = f" {number}".ljust(33) + unit
        lines += [f"     {first}", middle, f"     {second}"] if second else [f" {number}   {first}".ljust(33) + unit]
    learned = read("\n".join(lines) + "\n")
    assert [task.title for task in learned.plan.tasks] == [f"{first}{second}".rstrip("。") for first, second, _ in works]
    assert [duty.unit for duty in learned.claims.duties] == [unit for *_, unit in works]


def test_what_wrapped_lines_leave_of_a_cell_is_no_body_unless_it_is_a_name() -> None:
    text = (
        "序号    工作任务        责任单位          完成时限\n"
        "1       城区内涝        市住建局          2028年5月\n"
        "        治理\n"
        "2       公园提质        利用已有厂房改    2028年9月\n"
        "                        造并配套管线\n"
    )
    learned = read(text)
    assert [task.title for task in learned.plan.tasks] == ["城区内涝治理", "公园提质"]
    assert [duty.unit for duty in learned.claims.duties] == ["市住建局"]


def test_a_table_that_gives_no_task_is_no_prose_either() -> None:
    text = (
        "序号    诉求                  责任单位          备注\n"
        "        明确事权划分，        （省级部门）\n"
        "1       由省级部门            省住建厅          单列\n"
        "        出台办法\n"
        "2       加大奖补              （省级部门）      单列\n"
    )
    assert [duty.unit for duty in read(text).claims.duties if duty.unit == "省级部门"] == []


def placed(*rows: dict[int, str]) -> str:
    """Lines of pieces that begin at certain signs, a blank apart where the one before is too long."""
    lines = []
    for row in rows:
        line = ""
        for at, piece in row.items():
            line = line.ljust(max(at, len(line) + bool(line))) + piece
        lines.append(line + "\n")
    return "".join(lines)


@pytest.mark.parametrize(
    ("said", "title", "quality"),
    [
        ("加快停车补短 盘活闲置地块", "加快停车补短设施建设", "good"),  # each fits its column
        ("加快推进全市停车设施补短板 盘活地块", "设施建设", "partly"),  # whatever it is, it is no heading to be sure of
    ],
)
def test_cells_a_blank_apart_are_parted_where_they_fit_and_else_told(said: str, title: str, quality: str) -> None:
    text = placed(
        {0: "序号", 6: "工作任务", 22: "推进措施", 40: "责任单位"},
        {1: "1", 5: "城区内涝治理", 20: "改造雨水管网8公里", 40: "市住建局"},
        {1: "2", 5: "公园提质", 20: "新建口袋公园6个", 40: "市园林绿化中心"},
        {5: said},
        {1: "3", 40: "市城管局"},
        {5: "设施建设", 20: "推行错时共享"},
        {1: "4", 5: "农贸市场改造", 20: "完成5家市场升级", 40: "市商务局"},
    )
    learned = read(text)
    assert [task.title for task in learned.plan.tasks] == ["城区内涝治理", "公园提质", title, "农贸市场改造"]
    assert learned.report.quality == quality


def test_a_table_of_other_things_is_read_by_cells_and_an_annex_is_named_above_it() -> None:
    text = placed(
        {2: "附件 4"},
        {30: "赛道情况表"},
        {0: "序号", 5: "县区", 10: "主攻赛道", 22: "现状", 42: "前景"},
        {10: "智能家居、", 20: "集聚规上企业 120 家，", 37: "到 2028 年，培育链"},
        {1: "1", 5: "河东区", 10: "适老产品", 20: "建成国家级工业设计", 37: "主企业 5 家，营收突"},
        {20: "中心 2 个。", 37: "破 80 亿元。"},
        {20: "拥有高校 6 所，从业", 37: "到 2028 年，引进团"},
        {1: "2", 5: "河西区", 10: "数字文旅", 20: "人员 1.2 万人。", 37: "队 30 个，建成影视"},
        {37: "基地 3 处"},
    )
    assert read(text).claims.targets == ()
    text = placed(
        {2: "附件 5"},
        {},
        {25: "诉求清单"},
        {57: "建议责任单位"},
        {0: "序号", 9: "领域", 18: "工作举措", 35: "诉求事项"},
        {57: "（省级部门）"},
        {1: "1", 8: "数字文旅", 17: "建设影视基地", 32: "支持申报国家级园区", 57: "省文旅厅"},
        {1: "2", 8: "智能家居", 17: "建设设计中心", 32: "支持首批试点", 57: "省经信厅"},
        {1: "3", 8: "现代物流", 17: "建设分拨中心", 32: "优先安排用地", 57: "省自然资源厅"},
    )
    learned = read(text)
    assert learned.claims.duties == ()
    assert [row.cells[4].passage.text for row in learned.claims.tables[0].rows] == ["省文旅厅", "省经信厅", "省自然资源厅"]
    assert learned.claims.tables[0].columns[4].head == "建议责任单位（省级部门）"


def test_a_full_line_of_a_framed_list_is_cut_anywhere() -> None:
    """市人民 | 政府 are two names only where a line could have held more."""
    text = (
        "┌──┬────┬───────┐\n│序号│工作任务│责任单位      │\n├──┼────┼───────┤\n"
        "│1   │公园提质│市住建局、云溪│\n│    │        │市政府、各县区│\n│    │        │政府          │\n"
        "├──┼────┼───────┤\n│2   │清淤    │市水利局      │\n└──┴────┴───────┘\n"
    )
    learned = read(text)
    assert [[duty.unit for duty in learned.claims.duties if duty.task == i] for i in range(2)] == [
        ["市住建局", "云溪市政府", "各县区政府"],
        ["市水利局"],
    ]


def test_a_name_cut_where_its_first_line_ends_as_a_name_may_is_one() -> None:
    text = (
        "┌──┬────┬────────┐\n│序号│工作任务│责任单位        │\n├──┼────┼────────┤\n"
        "│1   │公园提质│云溪市绿色发展先│\n│    │        │行区建设办公室  │\n"
        "├──┼────┼────────┤\n│2   │清淤    │市绿色发展先行  │\n│    │        │区建设办公室    │\n└──┴────┴────────┘\n"
    )
    assert [duty.unit for duty in read(text).claims.duties] == ["云溪市绿色发展先行区建设办公室", "市绿色发展先行区建设办公室"]
