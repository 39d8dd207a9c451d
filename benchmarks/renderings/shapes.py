"""The shapes: each a name, a file ending and a function from the source to bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from html import escape

from benchmarks.renderings.geometry import Geometry
from benchmarks.renderings.layouts import aligned, drawn, piped, tabbed, wrapped
from benchmarks.renderings.sources import TaskList, WrittenPlan
from benchmarks.renderings.typeset import as_ofd_pages, as_pdf_pages, set_paragraphs, set_table

__all__ = ["LIST_SHAPES", "PLAN_SHAPES"]

_MARK = "内部资料注意保存"


def _lines(plan: WrittenPlan, width: int, numbers: bool = False) -> bytes:
    lines = [line for paragraph in plan.paragraphs for line in wrapped(paragraph, width, "    ")]
    if numbers:
        lines = [line for at, one in enumerate(lines, 1) for line in ((one, "", f"- {at // 20} -", "") if at % 20 == 0 else (one,))]
    return "\n".join(lines).encode()


def _plan_docx(plan: WrittenPlan) -> bytes:
    from docx import Document

    document = Document()
    for paragraph in plan.paragraphs:
        document.add_paragraph(paragraph)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _page(body: str, title: str) -> bytes:
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{escape(title)}</title></head><body>{body}</body></html>".encode()


def _plan_html(plan: WrittenPlan, line: str, around: str) -> bytes:
    return _page(around.format("".join(line.format(escape(p)) for p in plan.paragraphs)), plan.gold["document"]["title"])


def _list_docx(made: TaskList) -> bytes:
    from docx import Document

    document = Document()
    document.add_paragraph(made.title)
    table = document.add_table(len(made.rows), len(made.rows[0]))
    for row, cells in zip(made.rows, table.rows, strict=True):
        for text, cell in zip(row, cells.cells, strict=True):
            cell.text = text
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _list_xlsx(made: TaskList) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append([made.title])
    for row in made.rows:
        sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(made.rows[0]))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _list_csv(made: TaskList) -> bytes:
    file = io.StringIO()
    csv.writer(file).writerows(made.rows)
    return file.getvalue().encode("gb18030")


def _list_html(made: TaskList) -> bytes:
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in made.rows)
    return _page(f"<div><h1>{escape(made.title)}</h1><table>{rows}</table></div>", made.title)


def _text(title: str, table: str) -> bytes:
    return f"{title}\n\n{table}\n".encode()


PLAN_SHAPES: tuple[tuple[str, str, Callable[[WrittenPlan], bytes]], ...] = (
    ("txt, a paragraph a line", "txt", lambda p: "\n".join(p.paragraphs).encode()),
    ("txt, GBK with CRLF", "txt", lambda p: "\r\n".join(p.paragraphs).encode("gb18030")),
    ("txt, lines of 24", "txt", lambda p: _lines(p, 24)),
    ("txt, lines of 44", "txt", lambda p: _lines(p, 44)),
    ("txt, lines of 76, page numbers", "txt", lambda p: _lines(p, 76, numbers=True)),
    ("txt, blank lines between", "txt", lambda p: "\n\n".join(f"\u3000\u3000{line}" for line in p.paragraphs).encode()),
    ("docx", "docx", _plan_docx),
    ("html, p", "html", lambda p: _plan_html(p, "<p>{}</p>", "<div id='content'>{}</div>")),
    ("html, br", "html", lambda p: _plan_html(p, "&emsp;&emsp;{}<br>", "<div>{}</div>")),
    ("html, a div a line", "html", lambda p: _plan_html(p, "<div><span>{}</span></div>", "<div>{}</div>")),
    ("pdf", "pdf", lambda p: as_pdf_pages(set_paragraphs(p.paragraphs))),
    ("pdf, two columns", "pdf", lambda p: as_pdf_pages(set_paragraphs(p.paragraphs, columns=2, size=10.5))),
    ("pdf, watermark", "pdf", lambda p: as_pdf_pages(set_paragraphs(p.paragraphs), watermark=_MARK)),
    ("pdf, turned", "pdf", lambda p: as_pdf_pages(set_paragraphs(p.paragraphs), turned=True)),
    ("pdf, small pages", "pdf", lambda p: as_pdf_pages(set_paragraphs(p.paragraphs, every_page="底前"))),
    ("ofd", "ofd", lambda p: as_ofd_pages(set_paragraphs(p.paragraphs))),
)
"""A plan of running text."""

LIST_SHAPES: tuple[tuple[str, str, Callable[[TaskList], bytes]], ...] = (
    ("txt, tabs", "txt", lambda m: _text(m.title, tabbed(m.rows))),
    ("txt, bars", "txt", lambda m: _text(m.title, piped(m.rows))),
    ("txt, frame", "txt", lambda m: _text(m.title, drawn(m.rows))),
    ("txt, columns by width", "txt", lambda m: _text(m.title, aligned(m.rows, 60))),
    ("txt, columns by characters", "txt", lambda m: _text(m.title, aligned(m.rows, 60, by_characters=True))),
    ("txt, wrapped cells", "txt", lambda m: _text(m.title, aligned(m.rows, 20))),
    ("txt, wrapped cells, lines between", "txt", lambda m: _text(m.title, aligned(m.rows, 20, apart=True))),
    ("docx", "docx", _list_docx),
    ("xlsx", "xlsx", _list_xlsx),
    ("csv", "csv", _list_csv),
    ("html", "html", _list_html),
    ("pdf, ruled", "pdf", lambda m: as_pdf_pages(set_table(m.title, m.rows))),
    ("pdf, half ruled", "pdf", lambda m: as_pdf_pages(set_table(m.title, m.rows, Geometry(rules="half")))),
    ("pdf, no rules", "pdf", lambda m: as_pdf_pages(set_table(m.title, m.rows, Geometry(rules="none")))),
    ("pdf, no rules, landscape", "pdf", lambda m: as_pdf_pages(set_table(m.title, m.rows, Geometry(rules="none", landscape=True)))),
    ("pdf, no rules, centred", "pdf", lambda m: as_pdf_pages(set_table(m.title, m.rows, Geometry(rules="none", centred=True)))),
    ("pdf, no rules, close", "pdf", lambda m: as_pdf_pages(set_table(m.title, m.rows, Geometry(rules="none", padding=3.0)))),
    ("pdf, no rules, no numbers", "pdf", lambda m: as_pdf_pages(set_table(m.title, [row[1:] for row in m.rows], Geometry(rules="none")))),
    ("pdf, ruled, turned", "pdf", lambda m: as_pdf_pages(set_table(m.title, m.rows, Geometry(landscape=True)), turned=True)),
    (
        "pdf, no rules, turned",
        "pdf",
        lambda m: as_pdf_pages(set_table(m.title, m.rows, Geometry(rules="none", landscape=True)), turned=True),
    ),
    ("pdf, ruled, sideways", "pdf", lambda m: as_pdf_pages(set_table(m.title, m.rows, Geometry(landscape=True)), sideways=True)),
    (
        "pdf, no rules, sideways",
        "pdf",
        lambda m: as_pdf_pages(set_table(m.title, m.rows, Geometry(rules="none", landscape=True)), sideways=True),
    ),
    ("pdf, ruled, watermark", "pdf", lambda m: as_pdf_pages(set_table(m.title, m.rows), watermark=_MARK)),
    ("ofd, ruled", "ofd", lambda m: as_ofd_pages(set_table(m.title, m.rows))),
    ("ofd, no rules", "ofd", lambda m: as_ofd_pages(set_table(m.title, m.rows, Geometry(rules="none")))),
)
"""A list of tasks as a table."""
