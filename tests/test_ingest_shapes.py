"""Four plans in shapes of their own, each with its annotation: a Word task table, a sheet, a portal page, a pdf of two columns."""

from __future__ import annotations

import io

import pytest

from tests.written_plan import FONT
from zhengpu.ingest.files.reading import read
from zhengpu.ingest.pipeline import Learned, learn, load_reader

READER = load_reader()
Gold = dict[str, set[tuple[str, str]]]


def in_word() -> bytes:
    """A task table with merged cells in the column of the section."""
    from docx import Document

    rows = [
        ("序号", "领域", "重点任务", "牵头单位", "配合单位", "完成时限"),
        ("1", "教育", "新建幼儿园2所", "市教育局", "市住建局、各县（区）人民政府", "2024年9月"),
        ("2", "", "培训教师300名", "市教育局", "/", "2024年12月底前"),
        ("3", "医疗", "改造乡镇卫生院5家", "市卫生健康委", "市财政局", "持续推进"),
    ]
    book = Document()
    book.add_paragraph("清河市2024年民生实事任务分解表")
    table = book.add_table(rows=0, cols=6)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    table.cell(1, 1).merge(table.cell(2, 1))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def in_a_sheet() -> bytes:
    """A sheet whose one column says who is responsible."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append(["东山县优化营商环境重点任务清单"])
    sheet.append(["序号", "工作任务", "责任单位", "完成时限"])
    sheet.append([1, "压缩企业开办时间至1个工作日以内", "县市场监管局、县税务局", "6月底前"])
    sheet.append([2, "推行“一件事”集成服务", "县行政审批局牵头，县公安局配合", "长期坚持"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def on_a_portal() -> bytes:
    """A page with what portals put around a plan; labels in brackets."""
    body = [
        "南江县人民政府关于印发南江县推进全域旅游实施方案的通知",
        "南府发〔2023〕8号",
        "各乡镇人民政府，县政府各部门：",
        "现将《南江县推进全域旅游实施方案》印发给你们，请认真贯彻执行。",
        "南江县人民政府",
        "2023年5月10日",
        "南江县推进全域旅游实施方案",
        "一、主要任务",
        "（一）完善旅游交通。2023年底前建成旅游公路30公里。（牵头单位：县交通运输局；配合单位：县自然资源局、各乡镇人民政府）",
        "（二）打造精品线路。推出精品线路不少于4条。（责任单位：县文旅局、县农业农村局）",
        "二、保障措施",
        "（一）加强资金保障。县财政每年安排专项资金500万元。（责任单位：县财政局）",
    ]
    paragraphs = "".join(f"<p>{line}</p>" for line in body)
    furniture = "<div class='nav'><a href='/'>首页</a> <a href='/zwgk'>政务公开</a></div>"
    share = "<div class='share'>分享到：微信 微博 【打印】 【字体：大 中 小】</div>"
    head = "<head><meta charset='utf-8'><title>南江县人民政府网</title></head>"
    article = f"<div class='article'>{paragraphs}</div>"
    return f"<html>{head}<body>{furniture}{article}{share}</body></html>".encode()


def in_two_columns() -> bytes:
    """A page set in two columns; sentences go on from one line and one column to the next."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    paragraphs = [
        "一、重点任务",
        "1.推进河道治理。到2025年，治理河道120公里，建设生态护岸35公里，持续改善沿线环境质量和生态功能。（市水利局牵头，市生态环境局、市财政局配合）",
        "2.加强水源保护。集中式饮用水水源地水质达标率保持100%，完善监测体系，提升应急处置能力和水平。（市生态环境局负责）",
        "3.推广节水技术。新增高效节水灌溉面积2万亩，推动重点行业节水改造，建设节水型社会示范区域。（市水利局、市农业农村局负责）",
    ]
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    pieces = [""]
    for paragraph in paragraphs:  # as wide as the column, whatever the characters
        for character in paragraph:
            if pdfmetrics.stringWidth(pieces[-1] + character, FONT, 13) > 215:
                pieces.append("")
            pieces[-1] += character
        pieces.append("")
    pieces = [piece for piece in pieces if piece]
    half = (len(pieces) + 1) // 2
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    canvas.setFont(FONT, 20)
    canvas.drawCentredString(297, 790, "平湖市水环境治理2025年行动计划")
    canvas.setFont(FONT, 13)
    for number, piece in enumerate(pieces):
        canvas.drawString(60 if number < half else 318, 740 - 22 * (number % half), piece)
    canvas.save()
    return file.getvalue()


PLANS: dict[str, tuple[bytes, Gold]] = {
    "任务表.docx": (
        in_word(),
        {
            "新建幼儿园2所": {("市教育局", "leads"), ("市住建局", "cooperates"), ("各县（区）人民政府", "cooperates")},
            "培训教师300名": {("市教育局", "leads")},
            "改造乡镇卫生院5家": {("市卫生健康委", "leads"), ("市财政局", "cooperates")},
        },
    ),
    "清单.xlsx": (
        in_a_sheet(),
        {
            "压缩企业开办时间至1个工作日以内": {("县市场监管局", "responsible"), ("县税务局", "responsible")},
            "推行“一件事”集成服务": {("县行政审批局", "leads"), ("县公安局", "cooperates")},
        },
    ),
    "门户.html": (
        on_a_portal(),
        {
            "完善旅游交通": {("县交通运输局", "leads"), ("县自然资源局", "cooperates"), ("各乡镇人民政府", "cooperates")},
            "打造精品线路": {("县文旅局", "responsible"), ("县农业农村局", "responsible")},
            "加强资金保障": {("县财政局", "responsible")},
        },
    ),
    "双栏.pdf": (
        in_two_columns(),
        {
            "推进河道治理": {("市水利局", "leads"), ("市生态环境局", "cooperates"), ("市财政局", "cooperates")},
            "加强水源保护": {("市生态环境局", "responsible")},
            "推广节水技术": {("市水利局", "responsible"), ("市农业农村局", "responsible")},
        },
    ),
}


def learned(name: str) -> Learned:
    return learn(read(PLANS[name][0], name), READER, topics=False)


@pytest.mark.parametrize("name", PLANS)
def test_tasks_and_duties_are_the_annotated_ones(name: str) -> None:
    found = learned(name)
    duties: Gold = {task.title: set() for task in found.plan.tasks}
    for duty in found.claims.duties:
        duties[found.plan.tasks[duty.task].title].add((duty.unit, duty.role))
    assert duties == PLANS[name][1]


def test_numbers_and_dates_of_the_four() -> None:
    def measured(name: str) -> set[tuple[str, str, str | None]]:
        return {(f"{t.value:f}", t.unit or "", t.deadline) for t in learned(name).claims.targets if t.value is not None}

    assert {("2", "所"), ("300", "名"), ("5", "家")} <= {(value, unit) for value, unit, _ in measured("任务表.docx")}
    assert ("30", "公里", "2023-12-31") in measured("门户.html")
    assert ("120", "公里", "2025-12-31") in measured("双栏.pdf")
    dates = {(learned("任务表.docx").plan.tasks[d.task].number, d.code) for d in learned("任务表.docx").claims.deadlines}
    assert {(1, "2024-09-30"), (2, "2024-12-31"), (3, "ongoing")} <= dates


def test_the_portal_page_has_its_head() -> None:
    head = learned("门户.html").plan.head
    assert head.number is not None
    assert head.number.value == "南府发〔2023〕8号"
    assert head.issued is not None
    assert head.issued.value == "2023-05-10"
