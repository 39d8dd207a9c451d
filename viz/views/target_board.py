"""What is to be reached by when: value, unit, deadline, who; and the dates in a line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from zhengpu.graph.facts import Iri
from zhengpu.graph.names import iri_text, local
from zhengpu.graph.rows import Cell
from zhengpu.graph.store import Store
from zhengpu.viz.things import Thing, Where, document_choices, find, find_document, relation_labels, said, scope, text, things
from zhengpu.viz.view import Edge, Node, NodeGroup, Parameter, ParameterChoice, Plain, View, ViewKind
from zhengpu.viz.views.roles import roles

__all__ = ["CHART", "amount", "view"]

_TARGETS = """SELECT DISTINCT ?owner ?target ?label ?indicator ?comparator ?value ?least ?most ?from ?unit ?due ?duetext ?baseline
                ?home ?start ?end ?quote WHERE {{
  ?owner zp:hasTarget ?target . ?target rdfs:label ?label . {scope}
  OPTIONAL {{ ?target zp:indicator ?indicator }} OPTIONAL {{ ?target zp:comparator ?comparator }}
  OPTIONAL {{ ?target schema:value ?value }} OPTIONAL {{ ?target schema:minValue ?least }} OPTIONAL {{ ?target schema:maxValue ?most }}
  OPTIONAL {{ ?target zp:fromValue ?from }} OPTIONAL {{ ?target schema:unitText ?unit }} OPTIONAL {{ ?target zp:baseline ?baseline }}
  OPTIONAL {{ ?target zp:deadline ?due }} OPTIONAL {{ ?target zp:deadlineText ?duetext }}
  OPTIONAL {{ ?owner zp:hasTarget ?target . {scope} ?target zp:evidence ?e . ?e oa:hasSource ?home ; oa:hasSelector ?at, ?quoted .
              ?at oa:start ?start ; oa:end ?end . ?quoted oa:exact ?quote }}
}} ORDER BY ?owner ?target ?due ?start"""

_DUE = """SELECT DISTINCT ?task ?due WHERE {{ ?task a zp:Task ; zp:deadline ?due . {scope} }} ORDER BY ?task ?due"""

_LATEST = "9999"

_Row = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class _Target:
    """A target as the graph has it, with the task or document it belongs to and where the text says it."""

    iri: Iri
    owner: Iri
    row: _Row
    where: Where

    @property
    def due(self) -> str:
        return text(self.row["due"])


def view(store: Store, *, document: str = "", unit: str = "") -> View:
    """Every target of a task or document, the earliest deadline first; tasks that are due without a target follow."""
    chosen = find_document(store, document)
    who = find(store, unit).iri if unit else None
    held = roles(store, chosen)
    concerned = {task for task, doer, _ in held if doer == who} if who else None
    found = [target for target in _targets(store, chosen) if concerned is None or target.owner in concerned]
    due = {task: days for task, days in _due(store, chosen).items() if concerned is None or task in concerned}
    shown = {target.owner for target in found} | set(due)
    doing = {key: places for key, places in held.items() if key[0] in shown}
    known = things(store, {*shown, *(doer for _, doer, _ in doing)})
    doers: defaultdict[Iri, dict[str, None]] = defaultdict(dict)
    for task, doer, _ in doing:
        doers[task][known[doer].label] = None
    found.sort(key=lambda target: _order(target, known[target.owner]))
    rest = sorted(known.values(), key=lambda thing: (thing.kind, thing.order))
    keys = {iri: f"n{index}" for index, iri in enumerate([*(t.iri for t in found), *(t.iri for t in rest)])}
    labels = relation_labels()
    targets = tuple(Node(keys[t.iri], text(t.row["label"]), "Target", t.iri, _properties(t.row, doers[t.owner])) for t in found)
    others = tuple(Node(keys[t.iri], t.label, t.kind, t.iri, _task(t, due.get(t.iri, ()), doers[t.iri])) for t in rest)
    edges = [Edge(keys[t.owner], keys[t.iri], "hasTarget", labels["hasTarget"], evidence=t.where) for t in found]
    edges += [
        Edge(keys[doer], keys[task], local(role), labels[local(role)], evidence=places) for (task, doer, role), places in doing.items()
    ]
    dates = _dates(found, due, keys)
    numbered = sum(node.properties["value"] != "" for node in targets)
    return View(
        name="targets",
        title="目标看板",
        caption=f"{len(targets)}个目标，其中{numbered}个有数值；{len(due)}项任务写明期限，共{len(dates)}个日期。",
        nodes=targets + others,
        edges=tuple(edges),
        parameters={name: value for name, value in (("document", document), ("unit", unit)) if value},
        groups=dates,
        choices=document_choices(store, chosen) + _doers(store, held, who),
    )


def _targets(store: Store, document: Iri | None) -> list[_Target]:
    """The targets of the tasks of a document and of itself, or of all."""
    within = f"{{ ?owner zp:inDocument {iri_text(document)} }} UNION {{ VALUES ?owner {{ {iri_text(document)} }} }}" if document else ""
    found: dict[Iri, _Target] = {}
    for row in store.query(_TARGETS.format(scope=within)).records():
        iri = Iri(text(row["target"]))
        target = found.get(iri) or _Target(iri, Iri(text(row["owner"])), row, ())
        place = (said(row["home"], row["start"], row["end"], row["quote"]),) if row["home"] is not None else ()
        found[iri] = replace(target, where=tuple(dict.fromkeys(target.where + place)))
    return list(found.values())


def _due(store: Store, document: Iri | None) -> dict[Iri, tuple[str, ...]]:
    """The deadlines of tasks, as ISO dates."""
    found: dict[Iri, tuple[str, ...]] = {}
    for task, day in store.query(_DUE.format(scope=scope(document))):
        if isinstance(day, date):
            found[Iri(text(task))] = (*found.get(Iri(text(task)), ()), day.isoformat())
    return found


def _dates(found: list[_Target], due: dict[Iri, tuple[str, ...]], keys: dict[Iri, str]) -> tuple[NodeGroup, ...]:
    """What is due on each date: targets, then tasks that have no target of that date."""
    on: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for target in found:
        if target.due:
            on[target.due][keys[target.iri]] = None
    counted = {(target.owner, target.due) for target in found}
    for task, days in due.items():
        for day in days:
            if (task, day) not in counted:
                on[day][keys[task]] = None
    return tuple(NodeGroup(day, day, tuple(on[day])) for day in sorted(on))


def _task(thing: Thing, days: tuple[str, ...], doers: Iterable[str]) -> dict[str, Plain]:
    return {"number": thing.number, "deadline": "、".join(days), "who": "、".join(doers)} if thing.kind == "Task" else {}


def _order(target: _Target, owner: Thing) -> tuple[str, tuple[int, str, str], str]:
    return (target.due or _LATEST, owner.order if owner.kind == "Task" else (0, "", ""), target.iri)


def _properties(row: _Row, doers: Iterable[str]) -> dict[str, Plain]:
    return {
        "value": amount(text(row["comparator"]), row["value"], row["least"], row["most"], row["from"]),
        "unit": text(row["unit"]),
        "indicator": text(row["indicator"]),
        "deadline": text(row["due"]) or text(row["duetext"]),
        "baseline": text(row["baseline"]),
        "who": "、".join(doers),
    }


def amount(comparator: str, value: Cell, least: Cell = None, most: Cell = None, start: Cell = None) -> str:
    """A target's numbers as people write them.

    >>> amount(">=", Decimal(200)), amount("range", None, 1, 2), amount("from-to", 9, start=5), amount("=", None)
    ('≥200', '1–2', '5→9', '')
    """
    if comparator == "range" and least is not None:
        return f"{_plain(least)}–{_plain(most)}" if most is not None else _plain(least)
    if start is not None and value is not None:
        return f"{_plain(start)}→{_plain(value)}"
    number = value if value is not None else least if least is not None else most
    sign = {">=": "≥", "<=": "≤", ">": ">", "<": "<"}.get(comparator, "")
    return "" if number is None else sign + _plain(number)


def _plain(number: Cell) -> str:
    return format(number.normalize(), "f") if isinstance(number, Decimal) else text(number)


def _doers(store: Store, held: dict[tuple[Iri, Iri, Iri], Where], chosen: Iri | None) -> tuple[ParameterChoice, ...]:
    known = things(store, {unit for _, unit, _ in held})
    listed = sorted(known.values(), key=lambda thing: thing.order)
    return (
        ParameterChoice("unit", "", "全部单位", chosen is None),
        *(ParameterChoice("unit", t.iri, t.label, t.iri == chosen) for t in listed),
    )


CHART = ViewKind(
    name="targets",
    title="目标看板",
    about="每个目标的数值、单位、期限和承担者，以及期限的时间线",
    parameters=(Parameter("document", "文件（编号、文号或标题）"), Parameter("unit", "单位")),
    view=view,
)
