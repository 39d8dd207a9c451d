"""One small plan and a writer for each format, so that the same tests run over all of them."""

from __future__ import annotations

import html
import io
import json
import struct
import zipfile
from collections.abc import Callable
from email.message import EmailMessage

TITLE = "东山县促进文旅消费行动方案"
HEADING = "一、重点任务"
TASK = "（一）培育消费热点。办好春节庙会，全年接待游客超过20万人次，2023年底前建成3个夜间消费集聚区。（县文旅局牵头，县商务局配合）"
TASKS = (TASK, "（二）改善旅游交通。开通景区公交专线2条。（县交通运输局负责）")
TABLE = (("序号", "任务", "牵头单位"), ("1", "举办庙会", "县文旅局"), ("2", "开通专线", "县交通运输局"))
LINES = (TITLE, HEADING, *TASKS)


def as_txt() -> bytes:
    return "\n".join((*LINES, *("\t".join(row) for row in TABLE))).encode()


def as_html() -> bytes:
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in TABLE)
    body = "".join(f"<p>{html.escape(line)}</p>" for line in LINES)
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body><div>{body}<table>{rows}</table></div></body></html>".encode()


def as_docx() -> bytes:
    from docx import Document

    document = Document()
    for line in LINES:
        document.add_paragraph(line)
    table = document.add_table(len(TABLE), len(TABLE[0]))
    for number, row in enumerate(TABLE):
        for column, text in enumerate(row):
            table.cell(number, column).text = text
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def as_xlsx() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for line in LINES:
        book.active.append([line])
    for row in TABLE:
        book.active.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_csv() -> bytes:
    return "\n".join((*(f'"{line}"' for line in LINES), *(",".join(row) for row in TABLE))).encode("gb18030")


def as_pdf() -> bytes:
    """As a word processor sets it: first lines set in, lines of equal width, a page number."""
    from reportlab.lib import colors
    from reportlab.platypus import Table

    return set_pdf(
        [
            (
                LINES,
                Table([list(row) for row in TABLE], style=[("FONT", (0, 0), (-1, -1), FONT), ("GRID", (0, 0), (-1, -1), 1, colors.black)]),
            )
        ]
    )


FONT = "STSong-Light"
SIZE, LEFT, RIGHT = 16, 72, 520


def set_pdf(pages: list[tuple[tuple[str, ...], object]]) -> bytes:
    """Pages of paragraphs, each with something drawn below them (a reportlab table) or nothing."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    for number, (lines, below) in enumerate(pages, 1):
        y = 760
        for line in lines:
            x, rest = LEFT + 2 * SIZE, line
            while rest:
                fits = next(count for count in range(len(rest), 0, -1) if x + pdfmetrics.stringWidth(rest[:count], FONT, SIZE) <= RIGHT)
                piece, rest = rest[:fits], rest[fits:]
                spare = (RIGHT - x - pdfmetrics.stringWidth(piece, FONT, SIZE)) / len(piece) if rest else 0
                canvas.setFont(FONT, SIZE)
                canvas.drawString(x, y, piece, charSpace=spare)  # lines are justified
                x, y = LEFT, y - 28
        if below:
            _, height = below.wrapOn(canvas, 450, 400)  # type: ignore[attr-defined]
            below.drawOn(canvas, LEFT, y - height)  # type: ignore[attr-defined]
        canvas.setFont(FONT, 12)
        canvas.drawCentredString(297, 40, f"— {number} —")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def as_ofd() -> bytes:
    """Hand-written: every line in pieces of 28 signs at 5 mm, the table as rows of spaced words."""
    pieces: list[tuple[float, float, str]] = []
    y = 30.0
    for line in LINES:
        for start in range(0, len(line), 28):
            pieces.append((25.0 if start else 35.0, y, line[start : start + 28] if start else line[:26]))
            y += 9
            if not start:
                rest = line[26:]
                for at in range(0, len(rest), 28):
                    pieces.append((25.0, y, rest[at : at + 28]))
                    y += 9
                break
    objects = "".join(
        f'<ofd:TextObject ID="{number}" Boundary="{x} {y} 150 8" Size="5"><ofd:TextCode X="0" Y="4.5" DeltaX="g {max(len(text) - 1, 1)} 5">'
        f"{html.escape(text)}</ofd:TextCode></ofd:TextObject>"
        for number, (x, y, text) in enumerate(pieces, 10)
    )
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    return packed(
        {
            "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml": f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
            f'</ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
            "Doc_0/Pages/Page_0/Content.xml": f"<ofd:Page {space}><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>",
        }
    )


def packed(members: dict[str, str | bytes]) -> bytes:
    """A zip of members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def as_rtf() -> bytes:
    escaped = "\\par\n".join(
        "".join(c if ord(c) < 128 else f"\\u{struct.unpack('<h', struct.pack('<H', ord(c)))[0]}?" for c in line) for line in LINES
    )
    return f"{{\\rtf1\\ansi\\uc1 {escaped}\\par}}".encode("ascii")


def as_mail() -> bytes:
    letter = EmailMessage()
    letter["Subject"] = "报送计划"
    letter.set_content("见网页。", charset="gb18030")
    letter.add_alternative(as_html().decode(), subtype="html", charset="gb18030")
    letter.add_attachment(as_docx(), maintype="application", subtype="octet-stream", filename="计划.docx")
    return letter.as_bytes()


def as_markdown() -> bytes:
    head, rule, *rows = [f"| {' | '.join(row)} |" for row in (TABLE[0], ["---"] * len(TABLE[0]), *TABLE[1:])]
    lines = [f"# {LINES[0]}", *(f"- **{line[:2]}**{line[2:]}" for line in LINES[1:])]
    return "\n\n".join([*lines, "## 附表", "\n".join([head, rule, *rows])]).encode()


def as_policy_json() -> bytes:
    """The answer of a policy library's interface, the page in one of its fields."""
    return json.dumps({"code": 200, "data": {"list": [{"content": as_html().decode()}]}}).encode()


WRITERS: dict[str, Callable[[], bytes]] = {
    "txt": as_txt,
    "html": as_html,
    "docx": as_docx,
    "xlsx": as_xlsx,
    "csv": as_csv,
    "pdf": as_pdf,
    "ofd": as_ofd,
    "office": as_rtf,
    "mail": as_mail,
    "markdown": as_markdown,
    "policy-json": as_policy_json,
}
WITH_TABLES = ("html", "docx", "xlsx", "csv", "pdf", "markdown", "mail", "policy-json")
