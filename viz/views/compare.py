"""Two plans side by side: their units and load, the policies and indicators they share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

from zhengpu.graph.comparing.compared_plan import TaskUnit
from zhengpu.graph.comparing.pairing import office_line
from zhengpu.graph.errors import InputError
from zhengpu.graph.facts import Iri
from zhengpu.graph.names import iri_text
from zhengpu.graph.offices import load_offices
from zhengpu.graph.store import Store
from zhengpu.viz.things import SELECTORS, Thing, Where, document_choices, find_document, said, text, things
from zhengpu.viz.view import Edge, Node, NodeGroup, Parameter, Plain, View, ViewKind

__all__ = ["CHART", "view"]

_COUNTS = """SELECT ?kind (COUNT(DISTINCT ?thing) AS ?n) WHERE {{
  VALUES ?kind {{ zp:Section zp:Task }} ?thing a ?kind ; zp:inDocument {document} }} GROUP BY ?kind ORDER BY ?kind"""

_TARGETS = """SELECT (COUNT(DISTINCT ?target) AS ?n) WHERE {{
  {{ ?owner zp:inDocument {document} }} UNION {{ VALUES ?owner {{ {document} }} }} ?owner zp:hasTarget ?target }}"""

_UNITS = """SELECT DISTINCT ?thing ?task ?home ?start ?end ?quote WHERE {{
  ?task zp:inDocument {document} ; zp:responsibility ?held . ?held prov:agent ?thing .
  OPTIONAL {{ ?task zp:inDocument {document} ; zp:responsibility ?held . ?held zp:evidence ?e . {selectors} BIND(?document AS ?home) }}
}} ORDER BY ?thing ?task ?start"""

_LINKED = """SELECT DISTINCT ?thing ?task ?home ?start ?end ?quote WHERE {{
  ?task zp:inDocument {document} ; {relation} ?thing .
  OPTIONAL {{ ?task zp:inDocument {document} ; {relation} ?thing .
              ?fact rdf:subject ?task ; rdf:predicate {relation} ; rdf:object ?thing ; zp:evidence ?e . {selectors}
              BIND(?document AS ?home) }}
}} ORDER BY ?thing ?task ?start"""

_UNIT_ASPECT = "takesPartIn"
_ASPECTS = (
    (_UNIT_ASPECT, _UNITS, ""),
    ("cites", _LINKED, "zp:cites"),
    ("hasProgramme", _LINKED, "zp:hasProgramme"),
    ("place", _LINKED, "zp:place"),
)


def view(store: Store, *, a: str = "", b: str = "") -> View:
    """Documents `a` and `b` (if not given, those that have most to do with each other), compared by what their tasks have.

    An edge leads from each document to every unit, policy, programme and place, as heavy as the tasks that have it.
    """
    given = (find_document(store, a), find_document(store, b))
    one, other = given if all(given) else _nearest(store, *given)
    if one is None or other is None:
        return View("compare", "两份计划比较", "图谱里不到两份文件，再读入一份即可比较。", (), ())
    if one == other:
        raise InputError("不能把一份文件同它自己比较", "a 与 b 是同一份文件", "请选两份不同的文件")
    tasks: defaultdict[tuple[Iri, str, Iri], set[Iri]] = defaultdict(set)
    where: defaultdict[tuple[Iri, str, Iri], dict[tuple[Iri, int], Where]] = defaultdict(dict)
    for document in (one, other):
        for aspect, query, relation in _ASPECTS:
            rows = store.query(query.format(document=iri_text(document), relation=relation, selectors=SELECTORS))
            for thing, task, *place in rows:
                key = (document, aspect, Iri(text(thing)))
                tasks[key].add(Iri(text(task)))
                if place[0] is not None:
                    piece = said(*place)
                    where[key][piece[0], piece[1].span.start] = (piece,)
    known = things(store, {one, other, *(thing for _, _, thing in tasks)})
    lines = _same_lines(known, tasks, one, other)
    for second, first in lines.items():  # 县教育局 and 省教育厅 are one row
        tasks[other, _UNIT_ASPECT, first] = tasks.pop((other, _UNIT_ASPECT, second))
        where[other, _UNIT_ASPECT, first] = where.pop((other, _UNIT_ASPECT, second), {})
        known[first] = replace(known[first], label=f"{known[first].label}～{known[second].label}")
    total: Counter[Iri] = Counter()
    for (_, _, thing), having in tasks.items():
        total[thing] += len(having)
    order = [one, other, *sorted(set(total) & set(known), key=lambda iri: (known[iri].kind, -total[iri], known[iri].label, iri))]
    keys = {iri: f"n{index}" for index, iri in enumerate(order)}
    counts = {document: _counts(store, document) for document in (one, other)}
    nodes = tuple(Node(keys[i], known[i].label, known[i].kind, i, counts.get(i, {})) for i in order)
    edges = tuple(
        Edge(keys[document], keys[thing], aspect, f"{len(having)}项任务", float(len(having)), _flat(where[document, aspect, thing]))
        for (document, aspect, thing), having in tasks.items()
        if thing in keys
    )
    both = {t for d, _, t in tasks if d == one} & {t for d, _, t in tasks if d == other}
    return View(
        name="compare",
        title="两份计划比较",
        caption=_caption(known[one].label, known[other].label, len(both & set(keys)) - len(lines), len(lines)),
        nodes=nodes,
        edges=edges,
        parameters={name: value for name, value in (("a", a), ("b", b)) if value},
        groups=_groups(keys, tasks, one, other, frozenset(lines.values())),
        choices=document_choices(store, one, "a") + document_choices(store, other, "b"),
    )


_HOMES = """SELECT DISTINCT ?d ?place ?issued {
  ?d a zp:Document ; zp:sourceText ?any . OPTIONAL { ?d zp:jurisdiction ?place } OPTIONAL { ?d dct:issued ?issued } }"""


def _nearest(store: Store, one: Iri | None, other: Iri | None) -> tuple[Iri | None, Iri | None]:
    """Two documents worth a look beside each other, the given one among them: of one place in years that follow, of places one in the other."""
    homes: dict[Iri, tuple[str, str]] = dict.fromkeys(store.documents(), ("", ""))
    for document, place, issued in store.query(_HOMES):
        if (iri := Iri(text(document))) in homes:
            homes[iri] = ("" if place is None else text(place), "" if issued is None else text(issued))
    order = {iri: at for at, iri in enumerate(homes)}

    def worth(pair: tuple[Iri, Iri]) -> tuple[int, str, str, int]:
        (place, day), (there, then) = (homes[iri] for iri in pair)
        inside = bool(place and there) and (place.startswith(f"{there}/") or there.startswith(f"{place}/"))
        related = 2 if place and place == there else 1 if inside else 0
        dates = (max(day, then), min(day, then)) if related else ("", "")
        return (related, *dates, -order[pair[0]] - order[pair[1]])

    fixed = one or other
    pairs = [(fixed, iri) for iri in homes if iri != fixed] if fixed else list(combinations(homes, 2))
    if not pairs:
        return one, other
    first, second = max(pairs, key=worth)
    if fixed:
        return (fixed, second) if one else (second, fixed)
    return (first, second) if homes[first][1] <= homes[second][1] else (second, first)


def _counts(store: Store, document: Iri) -> dict[str, Plain]:
    found = {text(kind).rpartition("#")[2]: n for kind, n in store.query(_COUNTS.format(document=iri_text(document)))}
    targets = store.query(_TARGETS.format(document=iri_text(document))).one
    return {"sections": _whole(found.get("Section")), "tasks": _whole(found.get("Task")), "targets": _whole(targets)}


def _whole(cell: object) -> int:
    return cell if isinstance(cell, int) else 0


def _flat(places: dict[tuple[Iri, int], Where]) -> Where:
    return tuple(piece for _, pieces in sorted(places.items()) for piece in pieces)


def _caption(one: str, other: str, same: int, lines: int) -> str:
    also = f"，{lines}对同一条线的单位" if lines else ""
    return f"{one}与{other}：{same}个相同的单位、文件、专项或地点{also}。任务、目标的对照见“对照”页。"


def _same_lines(known: Mapping[Iri, Thing], tasks: Mapping[tuple[Iri, str, Iri], set[Iri]], one: Iri, other: Iri) -> dict[Iri, Iri]:
    """Units that only one of the two has, and that do the same at two levels: second's by first's, where each side has one of a line."""
    sides = [{thing for document, aspect, thing in tasks if document == each and aspect == _UNIT_ASPECT} for each in (one, other)]
    lines: list[defaultdict[str, list[Iri]]] = [defaultdict(list), defaultdict(list)]
    offices = load_offices()
    for own, line, others in ((sides[0], lines[0], sides[1]), (sides[1], lines[1], sides[0])):
        for iri in sorted((own - others) & set(known)):
            unit = known[iri]
            if name := office_line(offices, TaskUnit("", unit.label, unit.full or unit.label, "")):
                line[name].append(iri)
    return {lines[1][name][0]: found[0] for name, found in lines[0].items() if len(found) == len(lines[1].get(name, ())) == 1}


def _groups(
    keys: dict[Iri, str], tasks: dict[tuple[Iri, str, Iri], set[Iri]], one: Iri, other: Iri, lines: frozenset[Iri]
) -> tuple[NodeGroup, ...]:
    """For every aspect: what both have, what is of one line, what only the first has, what only the second has."""
    groups: list[NodeGroup] = []
    for aspect in (name for name, _, _ in _ASPECTS):
        first = {thing for document, name, thing in tasks if document == one and name == aspect}
        second = {thing for document, name, thing in tasks if document == other and name == aspect}
        same = lines if aspect == _UNIT_ASPECT else frozenset()
        parts = (
            ("both", "两份都有", (first & second) - same),
            ("line", "同一条线", first & second & same),
            ("a", "只有甲有", first - second),
            ("b", "只有乙有", second - first),
        )
        groups += [
            NodeGroup(f"{aspect}-{key}", label, tuple(keys[iri] for iri in keys if iri in members), aspect)
            for key, label, members in parts
            if members & set(keys)
        ]
    return tuple(groups)


CHART = ViewKind(
    name="compare",
    title="两份计划比较",
    about="两份计划的规模、单位、引用文件、专项和地点的异同",
    parameters=(Parameter("a", "甲文件"), Parameter("b", "乙文件")),
    view=view,
)
