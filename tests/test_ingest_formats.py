"""The same plan through every format, and what is particular to each."""

from __future__ import annotations

import io
import json
import tomllib
from importlib import resources

import pytest

from tests.conftest import need
from tests.written_plan import FONT, LINES, TABLE, TASK, WITH_TABLES, WRITERS, packed, set_pdf
from zhengpu.graph.errors import MissingHelper, UnreadableDocument
from zhengpu.ingest.bytes.pages import PageNumbers
from zhengpu.ingest.document import Document
from zhengpu.ingest.files.archives import unpack
from zhengpu.ingest.files.reading import format_of, read
from zhengpu.ingest.formats import FORMATS
from zhengpu.ingest.formats.html import Furniture

NAMES = [form.name for form in FORMATS if form.name != "picture"]
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def read_plan(name: str) -> Document:
    if name == "office":
        need("soffice", "libreoffice")
    form = next(form for form in FORMATS if form.name == name)
    return read(WRITERS[name](), f"plan{form.suffixes[0]}", isolate=name == "office")


def lines(document: Document) -> list[str]:
    """The document's own lines, without furniture and blank ones."""
    text = document.text
    for span in sorted(document.furniture, reverse=True):
        text = text[: span.start] + text[span.end :]
    return [line.strip() for line in text.split("\n") if line.strip()]


def grid(document: Document, number: int = 0) -> dict[tuple[int, int], str]:
    table = document.tables[number]
    first = min(cell.row for cell in table.cells)
    return {(cell.row - first, cell.column): document.text[cell.span.slice] for cell in table.cells}


def docx(body: str, **parts: str) -> Document:
    members: dict[str, str | bytes] = {"word/document.xml": f"<w:document {WORD}><w:body>{body}</w:body></w:document>"}
    return read(packed(members | {f"word/{name}.xml": text for name, text in parts.items()}), "a.docx", isolate=False)


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_every_format_has_a_writer() -> None:
    assert set(NAMES) == set(WRITERS)


@pytest.mark.parametrize("name", NAMES)
def test_content_decides_the_format(name: str) -> None:
    form = format_of(WRITERS[name](), "plan.csv" if name == "csv" else "plan")
    assert form is not None
    assert form.name == name


@pytest.mark.parametrize("name", NAMES)
def test_the_same_lines_through_every_format(name: str) -> None:
    assert lines(read_plan(name))[: len(LINES)] == list(LINES)


@pytest.mark.parametrize("name", WITH_TABLES)
def test_the_same_table_through_every_format_with_tables(name: str) -> None:
    expected = {(row, column): text for row, cells in enumerate(TABLE) for column, text in enumerate(cells)}
    document = read_plan(name)
    assert grid(document) == expected
    assert all(cell.span in document.tables[0].span for cell in document.tables[0].cells)


def test_without_its_helper_a_format_says_which_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MissingHelper, match="LibreOffice"):
        read(WRITERS["office"](), "plan.rtf", isolate=False)


def test_a_picture_needs_text_recognition() -> None:
    pytest.importorskip("PIL")
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (200, 50), "white").save(file, "PNG")
    form = format_of(file.getvalue(), "scan.png")
    assert form is not None
    assert form.name == "picture"
    assert format_of(file.getvalue(), "scan.txt") is None


# html


@pytest.fixture(scope="module")
def furniture() -> Furniture:
    return Furniture.load()


def furniture_lines() -> list[tuple[str, bool]]:
    table = tomllib.loads(resources.files("zhengpu.ingest.formats").joinpath("html.toml").read_text("utf-8"))
    return [(text, kind == "examples") for line in table["lines"] for kind in ("examples", "counter_examples") for text in line[kind]]


@pytest.mark.parametrize(("line", "expected"), furniture_lines())
def test_furniture_lines_of_portals(furniture: Furniture, line: str, expected: bool) -> None:
    assert furniture.is_line(line) is expected


PORTAL = f"""<html><head><meta charset="gb2312"><meta name="ArticleTitle" content="东山县促进文旅消费行动方案"><title>东山县政府</title>
<script>var plan = "假任务由县财政局牵头。";</script></head><body>
<div class="header"><ul class="nav-list"><li><a href="/">首页</a></li><li><a href="/zw">政务公开</a></li></ul></div>
<div class="crumbs">当前位置：首页 &gt; 政策文件</div>
<div class="main"><div class="info">发布时间：2022-05-06 来源：县政府办 浏览次数：120</div><div>字号：大 中 小</div>
<div id="zoom"><p>各镇人民政府，县直各单位：</p><p style="display:none">隐藏的话，不算。</p><p>{TASK}</p>
<ol start="3"><li>第三项，由县教育局负责。</li><li>第四项，由县民政局负责。</li></ol>
<table><tr><td rowspan="2">一</td><td>甲项目</td></tr><tr><td>乙项目<br>续建</td></tr></table></div>
<div class="share">分享到：微信</div></div>
<div class="footer">主办单位：东山县人民政府办公室，地址：东山路1号。</div></body></html>"""


def test_what_a_portal_says_of_a_document_stands_before_it() -> None:
    rows = ("索 引 号：", "0123", "发文字号：", "东政发〔2022〕5号"), ("成文日期", "2022年5月6日")
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    page = f"<html><body><table>{table}</table><div id='zoom'><p>{TASK}</p></div></body></html>"
    assert lines(read(page.encode(), "a.html", isolate=False)) == ["发文字号：东政发〔2022〕5号", "成文日期：2022年5月6日", TASK]


def test_a_document_in_two_containers_is_read_whole_without_what_stands_between() -> None:
    parts = ["<p>1.修路。（县交通局牵头）</p>", "<p>（二）水利</p><p>2.挖渠。（县水利局负责）</p>"]
    links = "<div class='right'><h3>相关阅读</h3><ul><li><a href='#'>修路计划</a></li><li><a href='#'>水利工作要点</a></li></ul></div>"
    first, second = (f"<div class='TRS_Editor'>{part}</div>" for part in parts)
    page = f"<html><body>{first}<div><span>扫码看</span></div>{second}{links}</body></html>"
    assert lines(read(page.encode(), "a.html", isolate=False)) == ["1.修路。（县交通局牵头）", "（二）水利", "2.挖渠。（县水利局负责）"]


def test_a_table_beside_the_text_belongs_to_the_document() -> None:
    rows = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in (("任务", "责任单位"), ("修路", "县交通局"), ("挖渠", "县水利局")))
    note = "<p>注：各单位每月报送进展，遇有重大事项随时报告。</p>"
    for page in (f"<div><h2>分工表</h2><table>{rows}</table>{note}</div>", f"<table>{rows}</table><div id='zoom'>{note * 3}</div>"):
        (table,) = read(f"<html><body>{page}</body></html>".encode(), "a.html", isolate=False).tables
        assert len(table.cells) == 6


def test_paragraphs_around_the_one_table_of_a_page_belong_to_it() -> None:
    rows = "".join(f"<tr><td>{n}</td><td>修好第{n}座桥，方便群众出行。</td><td>县交通局</td></tr>" for n in range(1, 9))
    body = f"<p><b>桥梁任务清单</b></p><div align=center><table>{rows}</table></div><p>注：县交通局总负责</p><p>字体：大 中 小</p>"
    document = read(f"<html><body><div class=Section1>{body}</div></body></html>".encode(), "a.htm", isolate=False)
    assert lines(document)[0] == "桥梁任务清单"
    assert lines(document)[-1] == "注：县交通局总负责"


def test_a_portal_page_without_what_the_portal_puts_around_it() -> None:
    document = read(PORTAL.encode("gb18030"), "portal", isolate=False)
    title, *rest = lines(document)
    assert title == "东山县促进文旅消费行动方案"
    assert rest[:4] == ["各镇人民政府，县直各单位：", TASK, "3.第三项，由县教育局负责。", "4.第四项，由县民政局负责。"]
    assert grid(document) == {(0, 0): "一", (0, 1): "甲项目", (1, 1): "乙项目\n续建"}
    assert document.tables[0].cells[0].rows == 2
    assert not any(word in document.text for word in ("首页", "字号", "分享", "浏览", "地址", "财政局", "隐藏"))


# docx


NUMBERS = f"""<w:numbering {WORD}><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlRestart w:val="0"/><w:lvlText w:val="%3."/></w:lvl>
</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""


def numbered(text: str, level: int) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="5"/></w:numPr>')


def test_docx_numbers_that_word_prints_are_read() -> None:
    levels = [("甲", 0), ("子", 1), ("一事", 2), ("二事", 2), ("丑", 1), ("三事", 2), ("乙", 0), ("寅", 1)]
    document = docx("".join(numbered(text, level) for text, level in levels), numbering=NUMBERS)
    # numbers of tasks run on across headings, as the list says (lvlRestart 0)
    assert lines(document) == ["一、甲", "（一）子", "1.一事", "2.二事", "（二）丑", "3.三事", "二、乙", "（一）寅"]


def test_docx_numbers_may_come_from_a_style() -> None:
    styles = f"""<w:styles {WORD}><w:style w:type="paragraph" w:styleId="H"><w:pPr><w:numPr><w:numId w:val="5"/></w:numPr></w:pPr></w:style>
    <w:style w:type="paragraph" w:styleId="H2"><w:basedOn w:val="H"/></w:style></w:styles>"""
    body = paragraph("总体要求", '<w:pStyle w:val="H"/>') + paragraph("重点任务", '<w:pStyle w:val="H2"/>') + paragraph("正文")
    assert lines(docx(body, numbering=NUMBERS, styles=styles)) == ["一、总体要求", "二、重点任务", "正文"]


def test_docx_changes_boxes_and_hidden_text() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    body = (
        f"<w:p>{run.format('由')}<w:del><w:r><w:delText>县财政局</w:delText></w:r></w:del><w:ins>{run.format('县文旅局')}</w:ins>"
        f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>（暗）</w:t></w:r>{run.format('牵头')}</w:p>"
        f"<w:p><w:r><w:pict><w:txbxContent>{paragraph('框里的话')}</w:txbxContent></w:pict></w:r></w:p>"
        f"<w:sdt><w:sdtContent>{paragraph('控件里的话')}</w:sdtContent></w:sdt>"
    )
    assert lines(docx(body)) == ["由县文旅局牵头", "框里的话", "控件里的话"]


def test_docx_merged_cells() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"

    rows = (
        cell("序号") + cell("任务和单位", '<w:gridSpan w:val="2"/>'),
        cell("1", '<w:vMerge w:val="restart"/>') + cell("办庙会") + cell("县文旅局"),
        cell("", "<w:vMerge/>") + cell("办灯会") + cell(""),
    )
    document = docx(f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>")
    sizes = {(cell.row, cell.column): (cell.rows, cell.columns) for cell in document.tables[0].cells}
    assert sizes == {(0, 0): (1, 1), (0, 1): (1, 2), (1, 0): (2, 1), (1, 1): (1, 1), (1, 2): (1, 1), (2, 1): (1, 1), (2, 2): (1, 1)}
    assert grid(document)[1, 0] == "1"


# xlsx


def test_xlsx_shows_values_as_a_reader_sees_them() -> None:
    from datetime import datetime

    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append(["任务", "比例", "数量", "完成时限"])
    sheet.append(["办庙会", 0.25, 3.0, datetime(2023, 6, 30)])
    sheet["B2"].number_format = "0%"
    sheet.append([None, 0.5, 12.5, None])
    sheet.merge_cells("A2:A3")
    book.create_sheet("草稿").sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    document = read(file.getvalue(), "a.xlsx", isolate=False)
    assert [grid(document)[1, column] for column in range(4)] == ["办庙会", "25%", "3", "2023-06-30"]
    assert next(cell for cell in document.tables[0].cells if (cell.row, cell.column) == (1, 0)).rows == 2
    assert (2, 0) not in grid(document)
    assert [diagnostic.code for diagnostic in document.diagnostics] == ["hidden-sheet"]


# pdf


def page_numbers() -> list[tuple[str, bool]]:
    table = tomllib.loads(resources.files("zhengpu.ingest.bytes").joinpath("lines.toml").read_text("utf-8"))
    return [(text, kind == "examples") for one in table["page_numbers"] for kind in ("examples", "counter_examples") for text in one[kind]]


@pytest.mark.parametrize(("text", "expected"), page_numbers())
def test_page_numbers(text: str, expected: bool) -> None:
    assert (text in PageNumbers.load()) is expected


def test_pdf_sentences_and_tables_go_on_across_pages() -> None:
    from reportlab.lib import colors
    from reportlab.platypus import Table

    style = [("FONT", (0, 0), (-1, -1), FONT), ("GRID", (0, 0), (-1, -1), 1, colors.black)]
    widths = [50, 200, 200]
    head = ["序号", "任务", "单位"]
    first = Table([head, ["1", "举办庙会", "县文旅局"], ["2", "开通专线并增加", "县交通"]], colWidths=widths, style=style)
    second = Table([head, ["", "班次", "运输局"], ["3", "建民宿", "县住建局"]], colWidths=widths, style=style)
    document = read(set_pdf([(LINES, first), ((), second)]), "a.pdf", isolate=False)
    assert len(document.tables) == 1
    assert [grid(document)[row, 0] for row in range(4)] == ["序号", "1", "2", "3"]
    assert (grid(document)[2, 1], grid(document)[2, 2]) == ("开通专线并增加班次", "县交通运输局")
    assert [document.text[span.slice] for span in document.furniture] == ["— 1 —", "— 2 —"]


def test_pdf_of_two_columns_in_reading_order() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    text = "".join(f"第{number}句由县文旅局会同县商务局负责落实，" for number in range(12, 32))
    pieces = [text[start : start + 14] for start in range(0, len(text), 14)]
    half = (len(pieces) + 1) // 2
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    canvas.setFont(FONT, 22)
    canvas.drawCentredString(297, 780, LINES[0])
    canvas.setFont(FONT, 14)
    for number, piece in enumerate(pieces):
        canvas.drawString(72 if number < half else 320, 720 - 22 * (number % half), piece)
    canvas.save()
    document = read(file.getvalue(), "a.pdf", isolate=False)
    assert lines(document)[0] == LINES[0]
    assert "".join(lines(document)[1:]) == text


def test_pdf_columns_without_ruling_stay_apart() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    canvas.setFont(FONT, 14)
    for number, row in enumerate(TABLE):
        for column, text in enumerate(row):
            canvas.drawString(72 + 150 * column, 720 - 22 * number, text)
    canvas.save()
    document = read(file.getvalue(), "a.pdf", isolate=False)
    (table,) = document.tables
    assert [tuple(document.text[cell.span.slice] for cell in table.cells if cell.row == row) for row in range(len(TABLE))] == list(TABLE)


PAPER = "<p>一、夯实基础</p><p>1.修好道路。（市交通局负责）</p><p>2.建好学校。（市教育局牵头，市财政局配合）</p>"


@pytest.mark.parametrize(
    "answer",
    [
        {"title": "云溪市2028年工作要点", "content": PAPER, "summary": "修好道路。建好学校。", "fileNum": "云政〔2028〕1号"},
        {"code": 200, "data": {"total": 1, "list": [{"biaoti": "云溪市2028年工作要点", "zhengwen": PAPER, "wenhao": "云政〔2028〕1号"}]}},
        [{"title": "云溪市2028年工作要点", "html": PAPER.replace("<", "&lt;"), "no": "云政〔2028〕1号"}],
        {"r": {"name": "云溪市2028年工作要点", "txt": PAPER.replace("</p>", "\n").replace("<p>", ""), "n": "云政〔2028〕1号"}},
    ],
    ids=["flat", "wrapped", "escaped", "plain"],
)
def test_the_paper_in_an_answer_of_a_policy_library_is_read(answer: object) -> None:
    for name in ("policy.json", "policy.txt"):
        text = read(json.dumps(answer).encode(), name).text
        assert [line for line in text.splitlines() if line.strip()] == [
            "云溪市2028年工作要点",
            "云政〔2028〕1号",
            "一、夯实基础",
            "1.修好道路。（市交通局负责）",
            "2.建好学校。（市教育局牵头，市财政局配合）",
        ]


def test_several_papers_of_an_answer_are_files_and_data_without_a_paper_is_told() -> None:
    answer = {"data": [{"title": f"{place}2028年工作要点", "content": PAPER} for place in ("云溪市", "河东区")]}
    inside = dict(unpack("policy.json", json.dumps(answer).encode()))
    assert list(inside) == ["policy.json/1 云溪市2028年工作要点.html", "policy.json/2 河东区2028年工作要点.html"]
    with pytest.raises(UnreadableDocument, match="没有成段的正文"):
        read(b'{"code": 500, "msg": "error"}', "policy.json")
