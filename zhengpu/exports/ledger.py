"""The task ledger (任务台账) as a workbook: tasks, duties one by one (责任分解表), units, targets; every row with its sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.names import iri_text
from zhengpu.exports.export import EVERYTHING, Export, Scope
from zhengpu.exports.tables import COLUMNS as DUTY_COLUMNS
from zhengpu.exports.tables import duty_rows

if TYPE_CHECKING:
    from zhengpu.service import Zhengpu

__all__ = ["COLUMNS", "EXPORTS", "ledger_rows", "target_rows", "unit_rows"]

COLUMNS = (
    "文件",
    "文号",
    "部分",
    "序号",
    "任务",
    "牵头单位",
    "责任单位",
    "配合单位",
    "指导部门",
    "量化目标",
    "完成时限",
    "引用文件",
    "任务原文",
    "职责原文",
)
_WIDTHS = (28, 20, 14, 6, 30, 20, 30, 30, 14, 36, 14, 30, 60, 40)
_ROLE_COLUMNS = {"leads": "牵头单位", "responsibleFor": "责任单位", "cooperatesOn": "配合单位", "guides": "指导部门"}
_UNIT_COLUMNS = ("单位", "单位全称", "任务", "牵头", "负责", "配合", "指导")
_TARGET_COLUMNS = ("文件", "文号", "序号", "任务", "指标", "比较", "数值", "至", "计量单位", "完成时限", "承担单位", "目标原文")
_LONGEST_CELL = 32_000

_TASKS = """
SELECT DISTINCT ?t ?title ?number ?path ?n ?task ?text {{
  {scope} ?t a zp:Task ; zp:number ?n ; rdfs:label ?task ; zp:text ?text ; zp:inDocument ?d . ?d dct:title ?title .
  OPTIONAL {{ ?t zp:position ?position }} OPTIONAL {{ ?d zp:documentNumber ?number }} OPTIONAL {{ ?t zp:inSection/zp:path ?path }}
}} ORDER BY ?title ?d ?position ?n
"""
_DUTIES = """
SELECT ?t ?role ?unit ?quote {
  ?t zp:responsibility ?r . ?r zp:relation ?role ; zp:printed ?unit ; zp:evidence/oa:hasSelector/oa:exact ?quote .
  OPTIONAL { ?r zp:order ?order }
} ORDER BY ?t ?order
"""
_TARGETS = "SELECT ?t ?text { ?t a zp:Task ; zp:hasTarget/rdfs:label ?text } ORDER BY ?t ?text"
_DATES = "SELECT ?t ?date { ?t a zp:Task . { ?t zp:deadline ?date } UNION { ?t zp:deadlineText ?date } } ORDER BY ?t ?date"
_CITES = "SELECT ?t ?label { ?t zp:cites/rdfs:label ?label } ORDER BY ?t ?label"
_UNITS = """
SELECT ?u ?label ?full ?role (COUNT(DISTINCT ?t) AS ?n) {{
  {scope} ?t zp:responsibility ?r . ?r prov:agent ?u ; zp:relation ?role . ?u rdfs:label ?label ; skos:prefLabel ?full
}} GROUP BY ?u ?label ?full ?role
"""
_UNIT_TOTALS = "SELECT ?u (COUNT(DISTINCT ?t) AS ?n) {{ {scope} ?u zp:takesPartIn ?t }} GROUP BY ?u"
_TARGET_ROWS = """
SELECT DISTINCT ?x ?title ?number ?n ?task ?indicator ?op ?value ?least ?most ?unit ?due ?label ?t {{
  {scope} ?x a zp:Target ; rdfs:label ?label ; zp:inDocument ?d . ?d dct:title ?title .
  OPTIONAL {{ ?d zp:documentNumber ?number }} OPTIONAL {{ ?t zp:hasTarget ?x ; zp:number ?n ; rdfs:label ?task }}
  OPTIONAL {{ ?x zp:indicator ?indicator }} OPTIONAL {{ ?x zp:comparator ?op }} OPTIONAL {{ ?x schema:value ?value }}
  OPTIONAL {{ ?x schema:minValue ?least }} OPTIONAL {{ ?x schema:maxValue ?most }} OPTIONAL {{ ?x schema:unitText ?unit }}
  OPTIONAL {{ ?x zp:deadline ?due }}
}} ORDER BY ?title ?d ?n ?x
"""


def ledger_rows(zp: Zhengpu, scope: Scope = EVERYTHING) -> list[dict[str, Any]]:
    """One mapping a task, keyed by `COLUMNS`, in reading order."""
    listed: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for task, role, unit, quote in zp.store.query(_DUTIES):
        listed[str(task)][_ROLE_COLUMNS[str(role).rsplit("#", 1)[-1]]].append(str(unit))
        listed[str(task)]["职责原文"].append(str(quote))
    for column, query in (("量化目标", _TARGETS), ("完成时限", _DATES), ("引用文件", _CITES)):
        for task, value in zp.store.query(query):
            listed[str(task)][column].append(str(value))
    out = []
    for task, title, number, path, n, label, text in zp.store.query(_TASKS.format(scope=_of_tasks(scope))):
        row: dict[str, Any] = {"文件": title, "文号": number, "部分": path, "序号": n, "任务": label, "任务原文": text}
        row |= {column: "；".join(dict.fromkeys(values)) for column, values in listed[str(task)].items()}
        out.append(row)
    return out


def unit_rows(zp: Zhengpu, scope: Scope = EVERYTHING) -> list[tuple[Any, ...]]:
    """One row a unit: its names, its tasks (each once), its tasks in each role; the busiest first."""
    totals = {str(unit): n for unit, n in zp.store.query(_UNIT_TOTALS.format(scope=scope.conditions()))}
    found: dict[str, dict[str, Any]] = {}
    for unit, label, full, role, n in zp.store.query(_UNITS.format(scope=scope.conditions())):
        entry = found.setdefault(str(unit), {"单位": label, "单位全称": full, "任务": totals.get(str(unit), 0)})
        entry[zp.ontology_label(str(role))] = n
    rows = sorted(found.values(), key=lambda entry: (-int(entry["任务"]), str(entry["单位"])))
    return [tuple(entry.get(column, 0 if index > 1 else "") for index, column in enumerate(_UNIT_COLUMNS)) for entry in rows]


def target_rows(zp: Zhengpu, scope: Scope = EVERYTHING) -> list[tuple[Any, ...]]:
    """One row a target, with who is to reach it."""
    who: defaultdict[str, list[str]] = defaultdict(list)
    for task, _role, unit, _quote in zp.store.query(_DUTIES):
        who[str(task)].append(str(unit))
    held = f"?x zp:inDocument {iri_text(scope.document)} . " if scope.document else ""
    taken = f"{Scope(scope.units).conditions()} ?u zp:takesPartIn ?t . ?t zp:hasTarget ?x . " if scope.units else ""
    rows = []
    for record in zp.store.query(_TARGET_ROWS.format(scope=held + taken)).records():
        first = record["value"] if record["value"] is not None else record["least"]
        units = "、".join(dict.fromkeys(who[str(record["t"])]))
        head = (record["title"], record["number"], record["n"], record["task"], record["indicator"], record["op"])
        rows.append((*head, first, record["most"], record["unit"], record["due"], units, record["label"]))
    return rows


def _of_tasks(scope: Scope) -> str:
    return scope.conditions() + ("?u zp:takesPartIn ?t . " if scope.units else "")


def _xlsx(zp: Zhengpu, path: Path, scope: Scope) -> str:
    from openpyxl import Workbook

    book = Workbook()
    tasks = ledger_rows(zp, scope)
    _sheet(book.active, "任务台账", COLUMNS, _WIDTHS, [[row.get(name) for name in COLUMNS] for row in tasks], "F2")
    _sheet(book.create_sheet(), "责任分解表", DUTY_COLUMNS, (28, 20, 14, 6, 30, 22, 30, 8, 46, 8, 8), duty_rows(zp, scope), "G2")
    _sheet(book.create_sheet(), "单位汇总", _UNIT_COLUMNS, (30, 44, 8, 8, 8, 8, 8), unit_rows(zp, scope), "B2")
    _sheet(book.create_sheet(), "量化目标", _TARGET_COLUMNS, (28, 20, 6, 30, 24, 8, 10, 10, 12, 14, 34, 50), target_rows(zp, scope), "E2")
    book.save(path)
    return f"{len(tasks)}项任务"


def _sheet(sheet: Any, title: str, head: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[Any]], frozen: str) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    sheet.title = title
    sheet.append(head)
    line = Border(bottom=Side("thin", color="D5DAE1"))
    for cell, width in zip(sheet[1], widths, strict=True):
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1F5FA8")
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(cell.column)].width = width
    sheet.row_dimensions[1].height = 24
    top = Alignment(vertical="top", wrap_text=True)
    for index, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(index, column)
            cell.alignment, cell.border = top, line
            _put(cell, value)
    sheet.freeze_panes = frozen
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _put(cell: Any, value: Any) -> None:
    """Numbers and dates as such; every text as text, also one that begins with `=`."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, int | Decimal):
        cell.value = value
    elif isinstance(value, date):
        cell.value, cell.number_format = value, "yyyy-mm-dd"
    elif value:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:_LONGEST_CELL]
        cell.data_type = "s"
        cell.quotePrefix = True


EXPORTS: tuple[Export, ...] = (
    Export(
        "ledger-xlsx",
        "任务台账（Excel）",
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _xlsx,
        narrows=True,
    ),
)
