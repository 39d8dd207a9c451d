"""The task ledger (任务台账) as a workbook: tasks, duties one by one (责任分解表), units, targets; every row with its sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhengpu.exports.export import EVERYTHING, Export, ExportScope
from zhengpu.exports.tables import due_dates, duty_rows, target_texts, told_by_task
from zhengpu.exports.worksheet import fill_sheet, set_page
from zhengpu.graph.dates import date_text
from zhengpu.graph.facts import Iri
from zhengpu.graph.names import iri_text
from zhengpu.graph.ontology import Ontology
from zhengpu.graph.oversight.lights import STATES
from zhengpu.oversight.docket_rows import task_row

if TYPE_CHECKING:
    from zhengpu.service import Zhengpu

__all__ = ["EXPORTS", "RETURNED", "ledger_columns", "ledger_rows", "returned_rows", "target_rows", "unit_columns", "unit_rows"]

_BEFORE, _BEHIND = ("序号", "部分", "任务"), ("量化目标", "完成时限", "职责原文", "文号", "文件", "引用文件", "任务原文", "标识")
_DUTY_COLUMNS = ("序号", "部分", "任务", "单位", "角色", "原文依据", "单位全称", "文号", "文件", "起", "止")
_TARGET_COLUMNS = ("序号", "任务", "指标", "比较", "数值", "至", "计量单位", "完成时限", "承担单位", "目标原文", "文号", "文件")

RETURNED = (
    "序号",
    "任务",
    "责任领导",
    "牵头（责任）",
    "配合",
    "时限",
    "进展",
    "存在问题",
    "下一步",
    "状态",
    "更新时间",
    "销号",
    "填报",
    "文号",
    "标识",
)
"""The columns of the ledger that goes out and comes back; the last one, hidden, is how its rows are known again."""

_ROLE_WIDTHS, _ROLE_WIDTH, _COUNT_WIDTH = (14, 24, 16), 12, 9
_SHEETS = {
    "任务台账": ((6, 16, 24), (24, 12, 34, 20, 28, 28, 60, 20), 6, "D2"),
    "督查台账": ((6, 26, 10, 16, 18, 14, 30, 22, 22, 9, 11, 9, 10, 20, 20), (), 13, "C2"),
    "责任分解表": ((6, 10, 34, 24, 8, 58, 34, 20, 28, 8, 8), (), 6, "D2"),
    "单位汇总": ((34, 46, 9), (), 3, "B2"),
    "量化目标": ((6, 26, 20, 7, 10, 10, 10, 12, 30, 44, 20, 28), (), 10, "C2"),
}
"""For each sheet the widths of its columns before and behind those of the roles, how many of them are printed on one width of paper, and the
first cell that scrolls. The columns of the roles come from the ontology, in its order."""

_SIGNS = {"=": "＝", ">=": "≥", "<=": "≤", ">": "＞", "<": "＜", "range": "区间", "from-to": "由…到"}

_TASKS = """
SELECT DISTINCT ?t ?title ?number ?path ?heading ?n ?task ?text {{
  {scope} ?t a zp:Task ; zp:number ?n ; rdfs:label ?task ; zp:text ?text ; zp:inDocument ?d . ?d dct:title ?title .
  OPTIONAL {{ ?t zp:position ?position }} OPTIONAL {{ ?d zp:documentNumber ?number }}
  OPTIONAL {{ ?t zp:inSection ?s . ?s zp:path ?path ; rdfs:label ?heading }}
}} ORDER BY ?title ?d ?position ?n
"""
_DUTIES = """
SELECT ?t ?role ?unit ?quote {
  ?t zp:responsibility ?r . ?r zp:relation ?role ; zp:printed ?unit ; zp:evidence/oa:hasSelector/oa:exact ?quote .
  OPTIONAL { ?r zp:order ?order }
} ORDER BY ?t ?order
"""
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


def ledger_columns(ontology: Ontology) -> tuple[str, ...]:
    """The columns of the ledger: between the task and its targets one for each role.

    >>> from zhengpu.graph.ontology import load_ontology
    >>> ledger_columns(load_ontology())[3:7]
    ('牵头单位', '责任单位', '配合单位', '指导部门')
    """
    return (*_BEFORE, *(role.inverse_label for role in ontology.roles()), *_BEHIND)


def unit_columns(ontology: Ontology) -> tuple[str, ...]:
    """The columns of the sheet of units: how many tasks in all and in each role."""
    return ("单位", "单位全称", "任务", *(role.label for role in ontology.roles()))


def _widths(title: str, roles: int) -> tuple[tuple[int, ...], int]:
    """A sheet's widths with the roles' columns, and how many columns are printed."""
    before, behind, printed, _ = _SHEETS[title]
    match title:
        case "任务台账":
            within = (*_ROLE_WIDTHS, *[_ROLE_WIDTH] * roles)[:roles]
        case "单位汇总":
            within = (_COUNT_WIDTH,) * roles
        case _:
            within = ()
    return (*before, *within, *behind), printed + len(within)


def ledger_rows(zp: Zhengpu, scope: ExportScope = EVERYTHING) -> list[dict[str, Any]]:
    """One mapping a task, keyed by `ledger_columns`, in reading order."""
    columns = {role.iri: role.inverse_label for role in zp.ontology.roles()}
    listed: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for task, role, unit, quote in zp.store.query(_DUTIES):
        listed[str(task)][columns[Iri(str(role))]].append(str(unit))
        listed[str(task)]["职责原文"].append(str(quote))
    for column, told in (("量化目标", target_texts(zp)), ("完成时限", due_dates(zp)), ("引用文件", told_by_task(zp, _CITES))):
        for task, cells in told.items():
            listed[task][column] = [date_text(value) if column == "完成时限" and isinstance(value, str) else str(value) for value in cells]
    out = []
    for task, title, number, path, heading, n, label, text in zp.store.query(_TASKS.format(scope=_of_tasks(scope))):
        part = f"{path} {heading}" if path else ""
        row: dict[str, Any] = {"文件": title, "文号": number, "部分": part, "序号": n, "任务": label, "任务原文": text, "标识": str(task)}
        for column, values in listed[str(task)].items():
            row[column] = "\n".join(dict.fromkeys(values)) if column in ("量化目标", "职责原文") else "、".join(dict.fromkeys(values))
        out.append(row)
    return out


def returned_rows(zp: Zhengpu, scope: ExportScope = EVERYTHING) -> Iterator[tuple[Any, ...]]:
    """One row a task under `RETURNED`, in reading order, with what was reported last; the rest is for the units to fill in."""
    for item in scope.docket(zp).items:
        *_, title, _, partners, leader, due, _, progress, trouble, following, updated, closed, reporter, _ = task_row(item)
        state = item.report.written if item.report else ""
        leads = "、".join(item.units("leads") or item.units("responsibleFor"))
        told = (progress, trouble, following, state, updated, closed, reporter)
        yield (item.number, title, leader, leads, partners, due, *told, item.document_number or item.document_title, item.task)


def unit_rows(zp: Zhengpu, scope: ExportScope = EVERYTHING) -> list[tuple[Any, ...]]:
    """One row a unit: its names, its tasks (each once), its tasks in each role; the busiest first."""
    totals = {str(unit): n for unit, n in zp.store.query(_UNIT_TOTALS.format(scope=scope.conditions()))}
    found: dict[str, dict[str, Any]] = {}
    for unit, label, full, role, n in zp.store.query(_UNITS.format(scope=scope.conditions())):
        entry = found.setdefault(str(unit), {"单位": label, "单位全称": full, "任务": totals.get(str(unit), 0)})
        entry[zp.ontology_label(str(role))] = n
    rows = sorted(found.values(), key=lambda entry: (-int(entry["任务"]), str(entry["单位"])))
    return [tuple(entry.get(column, 0 if index > 1 else "") for index, column in enumerate(unit_columns(zp.ontology))) for entry in rows]


def target_rows(zp: Zhengpu, scope: ExportScope = EVERYTHING) -> list[tuple[Any, ...]]:
    """One row a target, with who is to reach it."""
    who: defaultdict[str, list[str]] = defaultdict(list)
    for task, _role, unit, _quote in zp.store.query(_DUTIES):
        who[str(task)].append(str(unit))
    held = f"?x zp:inDocument {iri_text(scope.document)} . " if scope.document else ""
    taken = f"{ExportScope(scope.units).conditions()} ?u zp:takesPartIn ?t . ?t zp:hasTarget ?x . " if scope.units else ""
    rows = []
    for record in zp.store.query(_TARGET_ROWS.format(scope=held + taken)).records():
        first = record["value"] if record["value"] is not None else record["least"]
        units = "、".join(dict.fromkeys(who[str(record["t"])]))
        sign = _SIGNS.get(str(record["op"] or ""), record["op"])
        head = (record["n"], record["task"], record["indicator"], sign, first, record["most"], record["unit"], record["due"])
        rows.append((*head, units, record["label"], record["number"], record["title"]))
    return rows


def _of_tasks(scope: ExportScope) -> str:
    return scope.conditions() + ("?u zp:takesPartIn ?t . " if scope.units else "")


def _duty_rows(zp: Zhengpu, scope: ExportScope) -> Iterator[tuple[Any, ...]]:
    """The rows of the CSV, what is printed first."""
    for document, number, path, n, task, unit, full, role, quote, start, end in duty_rows(zp, scope):
        yield (n, path, task, unit, role, quote, full, number, document, start, end)


def _xlsx(zp: Zhengpu, path: Path, scope: ExportScope) -> str:
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.active)
    tasks, columns, roles = ledger_rows(zp, scope), ledger_columns(zp.ontology), zp.ontology.roles()
    titles = list(dict.fromkeys(str(row["文件"]) for row in tasks))
    about = "".join(f"《{title}》" for title in titles[:1]) + scope.unit
    for title, head, rows in (
        ("任务台账", columns, ([row.get(name) for name in columns] for row in tasks)),
        ("责任分解表", _DUTY_COLUMNS, _duty_rows(zp, scope)),
        ("单位汇总", unit_columns(zp.ontology), unit_rows(zp, scope)),
        ("量化目标", _TARGET_COLUMNS, target_rows(zp, scope)),
        ("督查台账", RETURNED, returned_rows(zp, scope)),
    ):
        (widths, printed), frozen = _widths(title, len(roles)), _SHEETS[title][-1]
        sheet = book.create_sheet(title)
        fill_sheet(sheet, head, widths, rows, frozen)
        # Which plan a row comes from is printed where there are several; a column that is empty throughout is not shown.
        set_page(sheet, f"{about}{title}" if len(titles) < 2 else f"{scope.unit}{title}", printed + ("文号" in head and len(titles) > 1))
    for name, head in (("任务台账", columns), ("督查台账", RETURNED)):
        book[name].column_dimensions[get_column_letter(head.index("标识") + 1)].hidden = True
    _choices(book["督查台账"], RETURNED.index("状态") + 1, STATES)
    for place, role in enumerate(roles, len(_BEFORE) + 1):
        if place > len(_BEFORE) + len(_ROLE_WIDTHS) and not any(row.get(role.inverse_label) for row in tasks):
            book["任务台账"].column_dimensions[get_column_letter(place)].hidden = True
    book.save(path)
    return f"{len(tasks)}项任务"


def _choices(sheet: Any, column: int, values: Sequence[str]) -> None:
    """A list to choose from in every cell of a column below the head; other words may be written all the same."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    choice = DataValidation(type="list", formula1=f'"{",".join(values)}"', allow_blank=True, showErrorMessage=False)
    sheet.add_data_validation(choice)
    choice.add(f"{get_column_letter(column)}2:{get_column_letter(column)}{max(sheet.max_row, 2)}")


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
