"""The reader knows how well it read: what was left out has a name, what was missed makes the verdict worse, with reasons and places."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter

import pytest

from zhengpu.graph.facts import Span
from zhengpu.ingest.bytes.lines import Glyph
from zhengpu.ingest.claims import Claims
from zhengpu.ingest.document import Document
from zhengpu.ingest.files.reading import read
from zhengpu.ingest.pipeline import Reader, learn, load_reader
from zhengpu.ingest.plan import DocumentHead, Plan
from zhengpu.ingest.quality.accounts import SignAccount, is_undecodable
from zhengpu.ingest.quality.coverage import Covered
from zhengpu.ingest.quality.judging import judged
from zhengpu.ingest.report import Report

PLAN = """青石县2024年文旅工作计划

一、办好活动
1.办好庙会。全年不少于3场。（县文旅局牵头，县公安局、县交通运输局配合）
2.修好栈道。6月底前完工。（县林业局牵头，县水利局配合）
二、做好服务
3.培训讲解员。培训50人次。（县文旅局、县教体局负责）
4.改造厕所。（县住建局牵头，各镇人民政府配合）
"""


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


def report(text: str | bytes, reader: Reader, name: str = "计划.txt") -> Report:
    data = text.encode() if isinstance(text, str) else text
    return learn(read(data, name, isolate=False), reader, topics=False).report


def test_a_plan_read_whole_is_good_and_says_so(reader: Reader) -> None:
    said = report(PLAN, reader)
    assert (said.quality, said.is_plan) == ("good", True)
    assert said.explained["duty_words"] == (6, 6) or said.explained["duty_words"][0] == said.explained["duty_words"][1]
    assert said.explained["names"][0] == said.explained["names"][1] >= 7
    assert "4项任务" in said.reasons[0]
    assert not any(code in one.code for one in said.diagnostics for code in ("no-tasks", "table-without-tasks"))


def test_names_that_became_no_duty_are_told(reader: Reader) -> None:
    verbless = PLAN.replace("牵头", "挂帅").replace("配合", "襄助").replace("负责", "操办")
    said = report(verbless, reader)
    assert said.quality != "good"
    assert any("单位" in reason for reason in said.reasons)
    places = [verbless[one.start : one.end] for one in said.diagnostics if one.code == "unread-duty"]
    assert "县林业局" in places


def test_two_columns_read_across_are_not_good(reader: Reader) -> None:
    lines = [line for line in PLAN.splitlines() if line]
    half = len(lines) // 2
    across = "\n".join(f"{left:　<40}{right}" for left, right in zip(lines[:half], lines[half:], strict=False))
    assert report(across, reader).quality != "good"


def test_a_table_that_names_units_and_gives_no_task_has_its_place(reader: Reader) -> None:
    rows = "".join(f"<tr><td>{unit}</td><td>{n}</td></tr>" for n, unit in enumerate(["县水利局", "县林业局", "县财政局", "县教体局"]))
    page = f"<html><body><h1>青石县通讯录</h1><p>各单位电话如下。</p><table><tr><td>机关</td><td>门牌</td></tr>{rows}</table></body></html>"
    said = report(page, reader, "表.html")
    found = [one for one in said.diagnostics if one.code == "table-without-tasks"]
    assert said.quality == "poor"
    assert [one.severity for one in found] == ["warning"]
    assert found[0].line is not None
    assert found[0].start is not None


def test_numbers_of_a_table_that_jump_are_told_with_their_place(reader: Reader) -> None:
    rows = [("序号", "工作任务", "责任单位"), ("1", "修渠道", "县水利局"), ("2", "种树木", "县林业局"), ("5", "办庙会", "县文旅局")]
    text = "青石县任务清单\n" + "\n".join("\t".join(row) for row in rows) + "\n"
    found = [one for one in report(text, reader).diagnostics if one.code == "numbering-gap"]
    assert len(found) == 1
    assert "第2项之后是第5项" in found[0].message
    assert text[found[0].start : found[0].end] == "办庙会"


def test_what_is_no_plan_is_told(reader: Reader) -> None:
    said = report("静夜思\n床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。\n", reader)
    assert (said.quality, said.is_plan, said.tasks) == ("poor", False, 0)
    assert "可能不是行动计划" in said.reasons[0]
    assert "no-tasks" in [one.code for one in said.diagnostics]


def test_page_numbers_and_cells_no_column_takes_are_the_remainder(reader: Reader) -> None:
    numbered = PLAN.replace("二、做好服务", "- 1 -\n二、做好服务") + "- 2 -\n"
    assert [(one.kind, one.count) for one in report(numbered, reader).remainder] == [("page-number", 2)]
    rows = [("序号", "工作任务", "责任单位"), ("1", "修渠道", "县水利局"), ("2", "种树木", "县林业局"), ("合计", "2项", "")]
    text = "青石县任务清单\n" + "\n".join("\t".join(row) for row in rows) + "\n"
    said = report(text, reader)
    assert {one.kind for one in said.remainder} == {"unused-cell"}
    assert said.explained["cells"][0] < said.explained["cells"][1]


def test_a_unit_run_together_with_a_head_is_no_name(reader: Reader) -> None:
    rows = [
        ("序号", "工作任务", "责任单位"),
        ("1", "修渠道", "县水利局"),
        ("2", "种树木", "完成时责任单位限县林业局"),
        ("3", "办庙会", "县文旅局"),
    ]
    text = "青石县任务清单\n" + "\n".join("\t".join(row) for row in rows) + "\n"
    said = report(text, reader)
    assert said.quality != "good"
    assert any("断开" in reason for reason in said.reasons)


def test_a_report_comes_back_from_its_json(reader: Reader) -> None:
    said = report(PLAN.replace("二、", "- 1 -\n二、"), reader)
    assert Report.of_json(said.as_json()) == said
    old = json.loads(said.as_json())
    for name in ("quality", "reasons", "remainder", "explained", "is_plan"):
        del old[name]
    assert Report.of_json(json.dumps(old)).tasks == said.tasks


def test_places_know_what_they_touch() -> None:
    places = Covered([Span(3, 6), Span(5, 9), Span(20, 22)])
    assert [Span(*at) in places for at in ((0, 3), (2, 4), (8, 12), (9, 20), (21, 30))] == [False, True, True, False, True]


def test_the_kinds_of_what_is_left_survive_the_child_process() -> None:
    page = "<html><body><div id='content'><p>青石县计划</p></div></body></html>"
    assert isinstance(read(page.encode(), "页.html"), Document)


def test_heads_of_a_table_printed_again_are_used(reader: Reader) -> None:
    head = ("序号", "工作任务", "责任单位")
    rows = [head, ("1", "修渠道", "县水利局"), ("2", "种树木", "县林业局"), head, ("3", "办庙会", "县文旅局")]
    text = "青石县任务清单\n" + "\n".join("\t".join(row) for row in rows) + "\n"
    said = report(text, reader)
    assert (said.quality, said.remainder) == ("good", ())


def word(xml: str, **more: bytes) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{xml}</w:body></w:document>')
        for name, data in more.items():
            archive.writestr(name, data)
    return file.getvalue()


def paragraph(text: str, hidden: bool = False) -> str:
    return f"<w:p><w:r>{'<w:rPr><w:vanish/></w:rPr>' if hidden else ''}<w:t>{text}</w:t></w:r></w:p>"


def test_parts_of_word_files_that_are_not_read_have_a_name(reader: Reader) -> None:
    body = "".join(paragraph(line) for line in PLAN.splitlines() if line) + paragraph("内部掌握", hidden=True)
    data = word(body, **{"word/media/image1.png": b"x", "word/comments.xml": b"<a/>", "word/diagrams/data1.xml": b"<a/>"})
    said = report(data, reader, "计划.docx")
    left = {(one.kind, one.quote, one.count) for one in said.remainder}
    assert left == {("unread-part", "图片", 1), ("unread-part", "批注", 1), ("unread-part", "示意图", 1), ("unread-part", "隐藏的字", 4)}
    assert said.quality == "good"


def test_sheets_and_formulas_that_are_not_read_have_a_name(reader: Reader) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    for row in [("序号", "工作任务", "责任单位"), (1, "修渠道", "县水利局"), ("=A2+1", "种树木", "县林业局")]:
        sheet.append(row)
    book.create_sheet("旧稿").sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    said = report(file.getvalue(), reader, "清单.xlsx")
    quotes = [one.quote for one in said.remainder if one.kind == "unread-part"]
    assert quotes == ["没有结果的公式（A3）", "隐藏的工作表《旧稿》"]
    assert "uncomputed-formula" in [one.code for one in said.diagnostics]


def test_what_a_web_page_shows_beside_the_plan_has_a_name(reader: Reader) -> None:
    body = "".join(f"<p>{line}</p>" for line in PLAN.splitlines() if line)
    page = f"<html><body><div class='nav'><a>首页</a></div><div id='content'>{body}<img src='a.png'></div><p>版权所有</p></body></html>"
    said = report(page, reader, "页.html")
    assert [(one.kind, one.quote) for one in said.remainder] == [("aside", "首页"), ("aside", "版权所有"), ("unread-part", "图片")]


def test_every_sign_of_a_page_is_in_the_text_or_in_the_remainder() -> None:
    """Watermarks, signs beyond the edge and signs whose font has no code: with the text they are all that was drawn."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(400, 400))
    canvas.setFont("STSong-Light", 14)
    lines = [line for line in PLAN.splitlines() if line]
    for number, line in enumerate(lines):
        canvas.drawString(30, 350 - 24 * number, line[:24])
    canvas.drawString(395, 40, "出界的字")
    canvas.saveState()
    canvas.rotate(40)
    canvas.drawString(150, 0, "内部资料")
    canvas.restoreState()
    canvas.save()
    found = read(file.getvalue(), "页.pdf", isolate=False)
    left = {one.kind: one.count for one in found.left}
    assert left == {"watermark": 4, "off-page": 3}
    drawn = Counter("".join(line[:24] for line in lines) + "出界的字" + "内部资料")
    assert sum(drawn.values()) - drawn[" "] == sum(not char.isspace() for char in found.text) + sum(left.values())


def test_signs_lost_on_the_way_are_counted() -> None:
    account = SignAccount()
    bold = Glyph("县", 0.4, 10.4, 20, 10)  # printed twice
    account.put([*(Glyph(char, 10 * at, 10 * at + 10, 20, 10) for at, char in enumerate("县文旅局")), bold])
    account.aside("undecodable", 2, "□□")
    left = account.settled(Document("页", "application/pdf", "县文局")).left
    assert [(one.kind, one.count, one.page, one.quote) for one in left] == [("undecodable", 2, 2, "□□"), ("unplaced", 1, None, "旅")]
    assert [is_undecodable(text) for text in ("(cid:12)", "\ufffd", "（")] == [True, True, False]


@pytest.mark.parametrize("piece", ["县文旅局、", " ", "（县水利局", "一", "\u3000县", "1.县水利局牵头。"])
def test_judging_costs_as_much_as_the_text_is_long(piece: str, reader: Reader) -> None:
    """A line of a hundred thousand signs, of whatever kind, is judged like any other."""
    text = "青石县计划\n1.办庙会。（县文旅局牵头）\n" + piece * (100_000 // len(piece)) + "\n2.修渠道。（县水利局负责）\n"
    document = Document("长", "text/plain", text)
    plan = Plan(DocumentHead(), (), ())
    assert judged(document, plan, Claims(), reader.clauses).grade == "poor"
