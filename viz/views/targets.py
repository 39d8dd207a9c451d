"""What is to be reached by when: value, unit, deadline, who; and the dates in a line."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from graph.facts import Iri
from graph.names import iri_text, local
from graph.ontology import load_ontology
from graph.rows import Cell
from graph.store import Store
from viz.things import Thing, Where, document_choices, find, find_document, said, scope, text, things
from viz.view import Chart, Choice, Edge, Group, Node, Parameter, Plain, View
from viz.views.roles import roles

__all__ = ["CHART", "amount", "view"]

_TARGETS = """SELECT DISTINCT ?owner ?target ?label ?indicator ?comparator ?value ?least ?most ?from ?unit ?due ?duetext ?baseline
                ?home ?start ?end ?quote WHERE {{
  ?owner zp:hasTarget ?target . ?target rdfs:label ?label . {scope}
  OPTIONAL {{ ?target zp:indicator ?indicator }} OPTIONAL {{ ?target zp:comparator ?comparator }}
  OPTIONAL {{ ?target schema:value ?value }} OPTIONAL {{ ?target schema:minValue ?least }} OPTIONAL {{ ?target schema:maxValue ?most }}
  OPTIONAL {{ ?target zp:fromValue ?from }} OPTIONAL {{ ?target schema:unitText ?unit }} OPTIONAL {{ ?target zp:baseline ?baseline }}
  OPTIONAL {{ ?target zp:deadline ?due }} OPTIONAL {{ ?target zp:deadlineText ?duetext }}
  OPTIONAL {{ ?target zp:evidence ?e . ?e oa:hasSource ?home ; oa:hasSelector ?at, ?quoted .
              ?at oa:start ?start ; oa:end ?end . ?quoted oa:exact ?quote }}
}} ORDER BY ?owner ?target ?due ?start"""

_DUE = """SELECT DISTINCT ?task ?due WHERE {{ ?task a zp:Task ; zp:deadline ?due . {scope} }} ORDER BY ?task ?due"""

_LATEST = "9999"


def view(store: Store, *, document: str = "", unit: str = "") -> View:
    """Every target of a task or document, the earliest deadline first; tasks that are due without a target stand in the line of dates."""
    chosen = find_document(store, document)
    who = find(store, unit).iri if unit else None
    found, owners, where = _targets(store, chosen)
    held = roles(store, chosen)
    concerned = {task for task, doer, _ in held if doer == who} if who else None
    found = {iri: row for iri, row in found.items() if concerned is None or owners[iri] in concerned}
    due = _due(store, chosen, concerned)
    shown = {owners[iri] for iri in found} | set(due)
    doing = {key: places for key, places in held.items() if key[0] in shown}
    known = things(store, {*shown, *(doer for _, doer, _ in doing)})
    doers: defaultdict[Iri, list[str]] = defaultdict(list)
    for task, doer, _ in doing:
        if doer in known:
            doers[task].append(known[doer].label)
    order = sorted((iri for iri in found if owners[iri] in known), key=lambda iri: _order(found[iri], known[owners[iri]], iri))
    rest = sorted(known.values(), key=lambda thing: (thing.kind, thing.order))
    keys = {iri: f"n{index}" for index, iri in enumerate([*order, *(thing.iri for thing in rest)])}
    targets = tuple(
        Node(keys[iri], text(found[iri]["label"]), "Target", iri, _properties(found[iri], doers.get(owners[iri], []))) for iri in order
    )
    others = tuple(
        Node(
            keys[t.iri], t.label, t.kind, t.iri, {"number": t.number, "deadline": "、".join(due.get(t.iri, ()))} if t.kind == "Task" else {}
        )
        for t in rest
    )
    labels = {local(relation.iri): relation.label for relation in load_ontology().relations.values()}
    edges = [Edge(keys[owners[iri]], keys[iri], "hasTarget", labels["hasTarget"], evidence=where[iri]) for iri in order]
    edges += [
        Edge(keys[doer], keys[task], local(role), labels[local(role)], evidence=places)
        for (task, doer, role), places in doing.items()
        if doer in keys and task in keys
    ]
    dates = sorted({day for days in due.values() for day in days} | {text(found[iri]["due"]) for iri in order if found[iri]["due"]})
    numbered = sum(node.properties.get("value") != "" for node in targets)
    return View(
        name="targets",
        title="目标看板",
        caption=f"{len(targets)}个目标，其中{numbered}个有数值；{len(due)}项任务写明期限，共{len(dates)}个日期。",
        nodes=targets + others,
        edges=tuple(edges),
        parameters={name: value for name, value in (("document", document), ("unit", unit)) if value},
        groups=tuple(
            Group(
                day,
                day,
                tuple(keys[iri] for iri in order if text(found[iri]["due"]) == day)
                + tuple(
                    keys[iri] for iri in sorted(due, key=lambda iri: known[iri].order if iri in known else (0, "", "")) if day in due[iri]
                ),
            )
            for day in dates
        ),
        choices=document_choices(store, chosen) + _doers(store, held, who),
    )


_Row = dict[str, Cell]


def _targets(store: Store, document: Iri | None) -> tuple[dict[Iri, _Row], dict[Iri, Iri], dict[Iri, Where]]:
    """The row, the owner and the places of each target."""
    within = f"{{ ?owner zp:inDocument {iri_text(document)} }} UNION {{ VALUES ?owner {{ {iri_text(document)} }} }}" if document else ""
    found: dict[Iri, _Row] = {}
    owners: dict[Iri, Iri] = {}
    where: dict[Iri, Where] = {}
    for row in store.query(_TARGETS.format(scope=within)).records():
        iri = Iri(text(row["target"]))
        if iri not in found:
            found[iri], owners[iri], where[iri] = row, Iri(text(row["owner"])), ()
        if row["home"] is not None:
            place = said(row["home"], row["start"], row["end"], row["quote"])
            where[iri] += (place,) if place not in where[iri] else ()
    return found, owners, where


def _due(store: Store, document: Iri | None, concerned: set[Iri] | None) -> dict[Iri, tuple[str, ...]]:
    """The deadlines of tasks, as ISO dates."""
    found: dict[Iri, tuple[str, ...]] = {}
    for task, day in store.query(_DUE.format(scope=scope(document))):
        iri = Iri(text(task))
        if isinstance(day, date) and (concerned is None or iri in concerned):
            found[iri] = (*found.get(iri, ()), day.isoformat())
    return found


def _order(row: _Row, owner: Thing, iri: Iri) -> tuple[str, tuple[int, str, str], str]:
    return (text(row["due"]) or _LATEST, owner.order if owner.kind == "Task" else (0, "", ""), iri)


def _properties(row: _Row, doers: list[str]) -> dict[str, Plain]:
    return {
        "value": amount(text(row["comparator"]), row["value"], row["least"], row["most"], row["from"]),
        "unit": text(row["unit"]),
        "indicator": text(row["indicator"]),
        "deadline": text(row["due"]) or text(row["duetext"]),
        "baseline": text(row["baseline"]),
        "who": "、".join(dict.fromkeys(doers)),
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


def _doers(store: Store, held: dict[tuple[Iri, Iri, Iri], Where], chosen: Iri | None) -> tuple[Choice, ...]:
    known = things(store, {unit for _, unit, _ in held})
    listed = sorted(known.values(), key=lambda thing: thing.order)
    return (Choice("unit", "", "全部单位", chosen is None), *(Choice("unit", t.iri, t.label, t.iri == chosen) for t in listed))


CHART = Chart(
    name="targets",
    title="目标看板",
    about="每个目标的数值、单位、期限和承担者，以及期限的时间线",
    parameters=(Parameter("document", "文件（编号、文号或标题）"), Parameter("unit", "单位")),
    view=view,
)
