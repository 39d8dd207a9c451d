"""The task sheets (任务单) as a Word document: a page for each unit with its tasks, roles, targets and sentences."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhengpu.exports.export import EVERYTHING, Export, ExportScope
from zhengpu.exports.tables import due_dates, target_texts
from zhengpu.graph.dates import date_text

if TYPE_CHECKING:
    from zhengpu.service import Zhengpu

__all__ = ["EXPORTS", "clean", "dress", "fill_row", "ruled", "write_sheets"]

_DUTIES = """
SELECT DISTINCT ?u ?unit ?full ?role ?title ?number ?n ?task ?t ?quote {{
  {scope} ?t zp:responsibility ?r ; zp:number ?n ; rdfs:label ?task ; zp:inDocument ?d . ?d dct:title ?title .
  OPTIONAL {{ ?t zp:position ?position }} OPTIONAL {{ ?d zp:documentNumber ?number }}
  ?r prov:agent ?u ; zp:relation ?role ; zp:evidence/oa:hasSelector/oa:exact ?quote . ?u rdfs:label ?unit ; skos:prefLabel ?full .
}} ORDER BY ?unit ?u ?title ?d ?position ?n ?role
"""
_SHORT = 5
_HEAD = ("序号", "任务", "角色", "量化目标", "原文依据", "完成时限", "落实情况")
_WIDTHS = (1.3, 5.2, 1.6, 5.2, 6.6, 2.6, 2.8)
"""In centimetres; the last column is left for the unit to fill in."""


def write_sheets(zp: Zhengpu, path: Path, scope: ExportScope = EVERYTHING) -> int:
    """Write the sheets of the units in scope; returns their number."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    targets = {task: [str(text) for text in texts] for task, texts in target_texts(zp).items()}
    dates = {task: [date_text(str(day)) for day in days] for task, days in due_dates(zp).items()}
    units: dict[tuple[str, str, str], list[tuple[Any, ...]]] = {}
    for iri, unit, full, *rest in zp.store.query(_DUTIES.format(scope=scope.conditions())):
        units.setdefault((str(iri), str(unit), str(full)), []).append(tuple(rest))
    book = Document()
    dress(book)
    for index, ((_, unit, full), duties) in enumerate(units.items()):
        heading = book.add_heading(clean(f"{unit}任务单"), level=1)
        heading.paragraph_format.page_break_before = index > 0
        heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
        tasks = len({str(duty[5]) for duty in duties})
        counted = Counter(zp.ontology_label(str(duty[0])) for duty in duties)
        roles = {label: counted[label] for label in (role.label for role in zp.ontology.roles()) if label in counted}
        book.add_paragraph(clean(f"{full}，共{tasks}项任务：{'，'.join(f'{role}{n}项' for role, n in roles.items())}。"))
        _table(zp, book, duties, targets, dates)
    if not units:
        book.add_paragraph("没有查到任务。")
    book.save(str(path))
    return len(units)


def dress(book: Any) -> None:
    """A4 across, Chinese fonts, the page's number at its foot."""
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    for name, font, size in (("Normal", "仿宋", 11), ("Heading 1", "方正小标宋简体", 22), ("Heading 2", "黑体", 14)):
        style = book.styles[name]
        style.font.name, style.font.size = "Times New Roman", Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        fonts.set(qn("w:eastAsia"), font)
    title = book.styles["Heading 1"]
    for style in (title, book.styles["Heading 2"]):
        style.font.bold, style.font.color.rgb = False, RGBColor(0, 0, 0)
    title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(0), Pt(8)
    book.styles["Normal"].paragraph_format.space_after = Pt(4)
    section = book.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.2)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in ((None, "— "), ("begin", None), (None, "PAGE"), ("end", None), (None, " —")):
        run = foot.add_run()
        if text and text != "PAGE":
            run.text = text
            continue
        part = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            part.text = text
        else:
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)


def _table(zp: Zhengpu, book: Any, duties: list[tuple[Any, ...]], targets: Mapping[str, list[str]], dates: Mapping[str, list[str]]) -> None:
    from docx.oxml import OxmlElement

    table, widths = ruled(book, _HEAD, _WIDTHS)
    source = None
    for role, title, number, n, task, iri, quote in duties:
        if (title, number) != source:
            source = (title, number)
            merged = table.add_row().cells
            merged[0].merge(merged[-1]).text = clean(f"《{title}》{number or ''}")
        goals, days = "；".join(targets.get(str(iri), [])), "、".join(dict.fromkeys(dates.get(str(iri), [])))
        row = table.add_row()
        # A task is not torn apart between two pages.
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        fill_row(row.cells, (str(n), str(task), zp.ontology_label(str(role)), goals, str(quote), days, ""), widths)


def ruled(book: Any, head: Sequence[str], centimetres: Sequence[float]) -> tuple[Any, tuple[Any, ...]]:
    """A ruled table with its head, which stands on every page the table goes over; and its widths for `fill_row`."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm

    table = book.add_table(rows=1, cols=len(head), style="Table Grid")
    table.autofit = False
    widths = tuple(Cm(width) for width in centimetres)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    fill_row(table.rows[0].cells, head, widths, bold=True)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cell in table.rows[0].cells:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), "DCE6F2")
        cell._tc.get_or_add_tcPr().append(shade)
    return table, widths


def fill_row(cells: Any, values: Sequence[str], widths: tuple[Any, ...], *, bold: bool = False) -> None:
    """The cells of one row: short ones in the middle."""
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    for cell, value, width in zip(cells, values, widths, strict=True):
        cell.text, cell.width = clean(value), width
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        if bold or len(value) <= _SHORT:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        for run in cell.paragraphs[0].runs:
            run.bold = bold


def clean(text: str) -> str:
    """Control characters may not stand in the file; line breaks of the source are blanks here."""
    return "".join(" " if c == "\n" else c for c in text if c == "\n" or unicodedata.category(c) != "Cc")


def _docx(zp: Zhengpu, path: Path, scope: ExportScope) -> str:
    return f"{write_sheets(zp, path, scope)}个单位"


EXPORTS: tuple[Export, ...] = (
    Export(
        "tasks-docx",
        "单位任务单（Word）",
        ".docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _docx,
        narrows=True,
    ),
)
