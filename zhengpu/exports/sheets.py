"""The task sheets (任务单) as a Word document: a page for each unit with its tasks, roles, targets and sentences."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhengpu.exports.export import Export

if TYPE_CHECKING:
    from zhengpu.service import Zhengpu

__all__ = ["EXPORTS", "write_sheets"]

_DUTIES = """
SELECT ?u ?unit ?full ?role ?title ?number ?n ?task ?t ?quote {
  ?t zp:responsibility ?r ; zp:number ?n ; zp:position ?position ; rdfs:label ?task ; zp:inDocument ?d . ?d dct:title ?title .
  OPTIONAL { ?d zp:documentNumber ?number }
  ?r prov:agent ?u ; zp:relation ?role ; zp:evidence/oa:hasSelector/oa:exact ?quote . ?u rdfs:label ?unit ; skos:prefLabel ?full .
} ORDER BY ?unit ?u ?d ?position
"""
_TARGETS = "SELECT ?t ?text { ?t a zp:Task ; zp:hasTarget/zp:text ?text } ORDER BY ?t ?text"
_HEAD = ("序号", "任务", "角色", "目标", "原文依据")


def write_sheets(zp: Zhengpu, path: Path, only: str | None = None) -> int:
    """Write the sheets of all units, or of the one whose label or full name is `only`; returns the number of units."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn

    targets: defaultdict[str, list[str]] = defaultdict(list)
    for task, text in zp.store.query(_TARGETS):
        targets[str(task)].append(str(text))
    units: dict[tuple[str, str, str], list[tuple[Any, ...]]] = {}
    for iri, unit, full, *rest in zp.store.query(_DUTIES):
        if only is None or only in (unit, full):
            units.setdefault((str(iri), str(unit), str(full)), []).append(tuple(rest))
    book = Document()
    book.styles["Normal"].element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    section = book.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    for index, ((_, unit, full), duties) in enumerate(units.items()):
        if index:
            book.add_page_break()
        book.add_heading(_clean(f"{unit}任务单"), level=1)
        book.add_paragraph(_clean(f"{full}，共{len(duties)}项。"))
        _table(zp, book, duties, targets)
    if not units:
        book.add_paragraph("没有查到任务。")
    book.save(str(path))
    return len(units)


def _table(zp: Zhengpu, book: Any, duties: list[tuple[Any, ...]], targets: dict[str, list[str]]) -> None:
    from docx.shared import Cm

    table = book.add_table(rows=1, cols=len(_HEAD), style="Table Grid")
    table.autofit = False
    widths = (Cm(1.5), Cm(6), Cm(2), Cm(6), Cm(8.5))
    _fill(table.rows[0].cells, _HEAD, widths)
    source = None
    for role, title, number, n, task, iri, quote in duties:
        if (title, number) != source:
            source = (title, number)
            merged = table.add_row().cells
            merged[0].merge(merged[-1]).text = _clean(f"《{title}》{number or ''}")
        values = (str(n), str(task), zp.ontology_label(str(role)), "；".join(targets.get(str(iri), [])), str(quote))
        _fill(table.add_row().cells, values, widths)


def _fill(cells: Any, values: tuple[str, ...], widths: tuple[Any, ...]) -> None:
    for cell, value, width in zip(cells, values, widths, strict=True):
        cell.text, cell.width = _clean(value), width


def _clean(text: str) -> str:
    """Control characters may not stand in the file; line breaks of the source are blanks here."""
    return "".join(" " if c == "\n" else c for c in text if c == "\n" or unicodedata.category(c) != "Cc")


def _docx(zp: Zhengpu, path: Path) -> str:
    return f"{write_sheets(zp, path)}个单位"


EXPORTS: tuple[Export, ...] = (
    Export("tasks-docx", "单位任务单（Word）", ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _docx),
)
