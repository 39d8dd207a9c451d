"""One row a duty, as CSV for spreadsheets (UTF-8 with BOM, no cell that a spreadsheet would run as a formula)."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from zhengpu.exports.export import EVERYTHING, Export, ExportScope
from zhengpu.graph.rows import Cell

if TYPE_CHECKING:
    from zhengpu.service import Zhengpu

__all__ = ["COLUMNS", "EXPORTS", "due_dates", "duty_rows", "harmless", "target_texts", "told_by_task"]

COLUMNS = ("文件", "文号", "部分", "序号", "任务", "单位", "单位全称", "角色", "原文依据", "起", "止")

_DUTIES = """
SELECT DISTINCT ?title ?number ?path ?n ?task ?unit ?full ?role ?quote ?start ?end {{
  {scope} ?t zp:responsibility ?r ; zp:number ?n ; rdfs:label ?task ; zp:inDocument ?d . ?d dct:title ?title .
  OPTIONAL {{ ?t zp:position ?position }} OPTIONAL {{ ?d zp:documentNumber ?number }} OPTIONAL {{ ?t zp:inSection/zp:path ?path }}
  ?r prov:agent ?u ; zp:relation ?role ; zp:printed ?unit ; zp:evidence ?e . ?u skos:prefLabel ?full .
  ?e oa:hasSelector ?q, ?w . ?q oa:exact ?quote . ?w oa:start ?start ; oa:end ?end . OPTIONAL {{ ?r zp:order ?order }}
}} ORDER BY ?title ?d ?position ?n ?order
"""

_TARGETS = "SELECT ?t ?text { ?t a zp:Task ; zp:hasTarget/rdfs:label ?text } ORDER BY ?t ?text"
_DATES = "SELECT ?t ?date { ?t a zp:Task . { ?t zp:deadline ?date } UNION { ?t zp:deadlineText ?date } } ORDER BY ?t ?date"


def told_by_task(zp: Zhengpu, query: str) -> dict[str, list[Cell]]:
    """What a query of two columns tells of each task, in its order."""
    told: defaultdict[str, list[Cell]] = defaultdict(list)
    for task, value in zp.store.query(query):
        told[str(task)].append(value)
    return told


def target_texts(zp: Zhengpu) -> dict[str, list[Cell]]:
    """The texts of the targets by task."""
    return told_by_task(zp, _TARGETS)


def due_dates(zp: Zhengpu) -> dict[str, list[Cell]]:
    """The deadlines by task: days, or codes of dates that are none."""
    return told_by_task(zp, _DATES)


def harmless(value: object) -> str:
    """Text that a spreadsheet shows and never runs.

    >>> harmless("=HYPERLINK(1)")
    "'=HYPERLINK(1)"
    """
    text = "" if value is None else str(value)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def duty_rows(zp: Zhengpu, scope: ExportScope = EVERYTHING) -> Iterator[tuple[object, ...]]:
    """Document by document, task by task, unit by unit as printed."""
    for row in zp.store.query(_DUTIES.format(scope=scope.conditions())):
        yield (*row[:7], zp.ontology_label(str(row[7])), *row[8:])


def _csv(zp: Zhengpu, path: Path, scope: ExportScope) -> str:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        for row in duty_rows(zp, scope):
            count += 1
            out.writerow([value if isinstance(value, int) else harmless(value) for value in row])
    return f"{count}行"


EXPORTS: tuple[Export, ...] = (Export("csv", "职责表（CSV）", ".csv", "text/csv; charset=utf-8", _csv, narrows=True),)
