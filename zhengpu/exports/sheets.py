"""The task sheets (任务单) as a Word document: a page for each unit with its tasks, roles, targets and sentences."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhengpu.exports.export import EVERYTHING, Export, Scope

if TYPE_CHECKING:
    from zhengpu.service import Zhengpu

__all__ = ["EXPORTS", "write_sheets"]

_DUTIES = """
SELECT DISTINCT ?u ?unit ?full ?role ?title ?number ?n ?task ?t ?quote {{
  {scope} ?t zp:responsibility ?r ; zp:number ?n ; rdfs:label ?task ; zp:inDocument ?d . ?d dct:title ?title .
  OPTIONAL {{ ?t zp:position ?position }} OPTIONAL {{ ?d zp:documentNumber ?number }}
  ?r prov:agent ?u ; zp:relation ?role ; zp:evidence/oa:hasSelector/oa:exact ?quote . ?u rdfs:label ?unit ; skos:prefLabel ?full .
}} ORDER BY ?unit ?u ?title ?d ?position ?n ?role
"""
_TARGETS = "SELECT ?t ?text { ?t a zp:Task ; zp:hasTarget/rdfs:label ?text } ORDER BY ?t ?text"
_HEAD = ("序号", "任务", "角色", "目标", "原文依据")


def write_sheets(zp: Zhengpu, path: Path, scope: Scope = EVERYTHING) -> int:
    """Write the sheets of the units in scope; returns their number."""
    from docx import Document

    targets: defaultdict[str, list[str]] = defaultdict(list)
    for task, text in zp.store.query(_TARGETS):
        targets[str(task)].append(str(text))
    units: dict[tuple[str, str, str], list[tuple[Any, ...]]] = {}
    for iri, unit, full, *rest in zp.store.query(_DUTIES.format(scope=scope.conditions())):
        units.setdefault((str(iri), str(unit), str(full)), []).append(tuple(rest))
    book = Document()
    _dress(book)
    for index, ((_, unit, full), duties) in enumerate(units.items()):
        heading = book.add_heading(_clean(f"{unit}任务单"), level=1)
        heading.paragraph_format.page_break_before = index > 0
        tasks = len({str(duty[5]) for duty in duties})
        roles = Counter(zp.ontology_label(str(duty[0])) for duty in duties)
        book.add_paragraph(_clean(f"{full}，共{tasks}项任务：{'，'.join(f'{role}{n}项' for role, n in roles.items())}。"))
        _table(zp, book, duties, targets)
    if not units:
        book.add_paragraph("没有查到任务。")
    book.save(str(path))
    return len(units)


def _dress(book: Any) -> None:
    """A4 across, Chinese fonts, the page's number at its foot."""
    from docx.enum.section import WD_ORIENT
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    for name, font, size in (("Normal", "宋体", 10.5), ("Heading 1", "黑体", 16)):
        style = book.styles[name]
        style.font.name, style.font.size = "Times New Roman", Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), font)
    section = book.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(2)
    foot = section.footer.paragraphs[0]
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = foot.add_run()
        part = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            part.text = text
        else:
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)


def _table(zp: Zhengpu, book: Any, duties: list[tuple[Any, ...]], targets: dict[str, list[str]]) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm

    table = book.add_table(rows=1, cols=len(_HEAD), style="Table Grid")
    table.autofit = False
    widths = (Cm(1.4), Cm(6), Cm(1.8), Cm(6.5), Cm(10))
    _fill(table.rows[0].cells, _HEAD, widths, bold=True)
    # The head stands on every page the table goes over.
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell in table.rows[0].cells:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), "DCE6F2")
        cell._tc.get_or_add_tcPr().append(shade)
    source = None
    for role, title, number, n, task, iri, quote in duties:
        if (title, number) != source:
            source = (title, number)
            merged = table.add_row().cells
            merged[0].merge(merged[-1]).text = _clean(f"《{title}》{number or ''}")
        values = (str(n), str(task), zp.ontology_label(str(role)), "；".join(targets.get(str(iri), [])), str(quote))
        _fill(table.add_row().cells, values, widths)


def _fill(cells: Any, values: tuple[str, ...], widths: tuple[Any, ...], *, bold: bool = False) -> None:
    for cell, value, width in zip(cells, values, widths, strict=True):
        cell.text, cell.width = _clean(value), width
        for run in cell.paragraphs[0].runs:
            run.bold = bold


def _clean(text: str) -> str:
    """Control characters may not stand in the file; line breaks of the source are blanks here."""
    return "".join(" " if c == "\n" else c for c in text if c == "\n" or unicodedata.category(c) != "Cc")


def _docx(zp: Zhengpu, path: Path, scope: Scope) -> str:
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
