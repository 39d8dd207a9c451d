"""The review queue: everything in a store that a person had better look at, the most doubtful first.

An entry's key is made of what it says and the words it rests on, not of places: it stays the same when a file is read again, and is another
one as soon as the words or the reading change. So a confirmation counts as long as what was confirmed is what is there.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from zhengpu.graph.corrections.applying import CorrectionEffect
from zhengpu.graph.corrections.doubt_rules import DoubtRules, are_two_bodies, known_office, load_doubt_rules, office_core
from zhengpu.graph.facts import Iri
from zhengpu.graph.names import iri_text
from zhengpu.graph.ontology import load_ontology
from zhengpu.graph.rows import Cell
from zhengpu.graph.store import Store

__all__ = ["ReviewEntry", "review_queue"]

_DIGIT = re.compile(r"\d")
_LONGEST, _AT_ONCE = 200, 400

_REPORTS = "SELECT ?d ?r { ?d zp:report ?r } ORDER BY ?d"
_UNSURE = "SELECT ?n ?sure { ?n zp:confidence ?sure FILTER(?sure < 1) } ORDER BY ?n"
_DUTIES = """
SELECT ?n ?d ?relation ?printed ?number ?start ?end ?quote {{
  VALUES ?n {{ {nodes} }}
  ?n zp:relation ?relation ; zp:printed ?printed ; zp:evidence ?e . ?t zp:responsibility ?n ; zp:inDocument ?d .
  ?e oa:hasSelector ?w, ?q . ?w oa:start ?start ; oa:end ?end . ?q oa:exact ?quote . OPTIONAL {{ ?t zp:number ?number }}
}} ORDER BY ?d ?start ?printed ?relation
"""
_NAMES = """
SELECT ?g ?thing ?printed ?full ?count { GRAPH ?g {
  ?n zp:names ?thing ; zp:namedKind zp:Unit ; zp:printed ?printed ; zp:fullName ?full ; zp:occurrences ?count
} } ORDER BY ?thing ?g ?printed
"""


@dataclass(frozen=True, slots=True)
class ReviewEntry:
    """One thing to look at. `sort` is a key of `doubts.toml`, `doubt` how doubtful (1 at most); `about` says what was read, `why` why that is
    doubtful; `words` is what it rests on in `document` (at `start`, `end` where that is known: both 0 where it is not). `unit`, `other` and
    `number` are what a correction would need.
    """

    key: str
    sort: str
    doubt: float
    about: str
    why: str
    document: Iri
    words: str = ""
    start: int = 0
    end: int = 0
    unit: str = ""
    other: str = ""
    number: int | None = None
    role: str = ""


def review_queue(store: Store, effects: Iterable[tuple[Iri, Sequence[CorrectionEffect]]] = ()) -> tuple[ReviewEntry, ...]:
    """Every entry, the most doubtful first; places that a correction settled are left out."""
    rules = load_doubt_rules()
    settled = {document: [(one.start, one.end) for one in found if one.state == "applied"] for document, found in effects}
    entries = {one.key: one for one in (*_of_reports(store, rules), *_unsure(store, rules), *_of_names(store, rules))}
    left = (one for one in entries.values() if not _settled(one, settled.get(one.document, ())))
    return tuple(sorted(left, key=lambda one: (-one.doubt, one.document, one.start, one.about)))


def _settled(entry: ReviewEntry, places: Iterable[tuple[int, int]]) -> bool:
    return entry.sort in ("number", "diagnostic") and any(start < entry.end and entry.start < end for start, end in places)


# ── what the reader says of itself ──


def _of_reports(store: Store, rules: DoubtRules) -> Iterator[ReviewEntry]:
    for document, body in store.query(_REPORTS):
        said: dict[str, Any] = json.loads(str(body))
        where = Iri(str(document))
        if (grade := said.get("quality", "")) in rules.grades:
            for reason in said.get("reasons", ())[:1]:
                more = " ".join(said["reasons"])
                yield _entry(rules, "quality", rules.grades[grade], str(said.get("title") or ""), where, {"reason": more}, words=reason)
        for line in said.get("diagnostics", ()):
            sort = "number" if line["code"] in rules.number_codes else "diagnostic"
            share = rules.severities.get(line["severity"], 0.5)
            yield _entry(rules, sort, share, line["message"], where, {"message": line["message"]}, place=_place(line))
        for line in said.get("silent_sentences", ()):
            if _DIGIT.search(line["message"]):
                share = rules.severities[rules.silent]
                yield _entry(rules, "number", share, line["message"], where, {"message": rules.silent_told}, line["message"], _place(line))


def _place(line: Mapping[str, Any]) -> tuple[int, int]:
    start, end = line.get("start"), line.get("end")
    return (int(start), int(end)) if start is not None and end is not None else (0, 0)


def _unsure(store: Store, rules: DoubtRules) -> Iterator[ReviewEntry]:
    labels = {relation.iri: relation.label for relation in load_ontology().roles()}
    for sure, document, relation, printed, number, start, end, quote in _unsure_duties(store):
        role = labels.get(Iri(str(relation)), "")
        yield _entry(
            rules,
            "confidence",
            min(1.0, (1 - float(str(sure))) * 5),
            f"{f'第{number}条：' if number is not None else ''}{printed}{role}",
            Iri(str(document)),
            {"percent": f"{float(str(sure)) * 100:.0f}"},
            str(quote),
            (int(str(start)), int(str(end))),
            unit=str(printed),
            number=number if isinstance(number, int) else None,
            role=role,
        )


def _unsure_duties(store: Store) -> Iterator[tuple[Cell, ...]]:
    """First which, then what: engines that join before they compare take a thousand times as long."""
    sure = {str(node): share for node, share in store.query(_UNSURE)}
    nodes = [*sure]
    for first in range(0, len(nodes), _AT_ONCE):
        some = " ".join(iri_text(node) for node in nodes[first : first + _AT_ONCE])
        for node, *rest in store.query(_DUTIES.format(nodes=some)):
            yield sure[str(node)], *rest


# ── names ──


@dataclass(slots=True)
class _Name:
    """A unit by everything that it is called: where it is first named, and how often in all."""

    full: str
    printed: str
    document: Iri
    count: int = 0


def _place_of(unit: str) -> str:
    """The place in a unit's IRI."""
    return unit.split("/id/unit/", 1)[-1].split("/")[0].rsplit("-", 1)[-1]


def _of_names(store: Store, rules: DoubtRules) -> Iterator[ReviewEntry]:
    units: dict[str, _Name] = {}
    for graph, thing, printed, full, count in store.query(_NAMES):
        units.setdefault(str(thing), _Name(str(full), str(printed), Iri(str(graph)))).count += int(str(count))
    by_place: defaultdict[str, list[tuple[str, _Name]]] = defaultdict(list)
    for iri, name in units.items():
        by_place[_place_of(iri)].append((iri, name))
    twins: set[str] = set()
    for place, named in by_place.items():
        cores = {iri: office_core(name.full, place) for iri, name in named}
        for (one, a), (other, b) in combinations(sorted(named, key=lambda pair: (pair[1].count, pair[0])), 2):
            if (alike := rules.alikeness(cores[one], cores[other])) and not are_two_bodies(a.full, b.full):
                twins.add(one)
                told = {"unit": a.printed, "other": b.printed}
                about = f"{a.printed}（{a.full}）、{b.printed}（{b.full}）"
                share = alike * rules.acquainted[known_office(a.printed, place) + known_office(b.printed, place)]
                yield _entry(rules, "alike", share, about, a.document, told, a.printed, unit=a.printed, other=b.printed)
    for iri, name in units.items():
        if name.count == 1 and iri not in twins:
            share = rules.known if known_office(name.printed, _place_of(iri)) else 1.0
            about = f"{name.printed}（{name.full}）"
            yield _entry(rules, "once", share, about, name.document, {"unit": name.printed}, name.printed, unit=name.printed)


def _entry(
    rules: DoubtRules,
    sort: str,
    share: float,
    about: str,
    document: Iri,
    told: Mapping[str, str],
    words: str = "",
    place: tuple[int, int] = (0, 0),
    *,
    unit: str = "",
    other: str = "",
    number: int | None = None,
    role: str = "",
) -> ReviewEntry:
    known = rules.sorts[sort]
    said = "\x00".join((sort, document if sort != "alike" else "", "".join(about.split()), "".join(words.split())))
    key = hashlib.sha256(said.encode()).hexdigest()[:10]
    doubt, why = round(known.weight * share, 3), known.why.format(**told)
    return ReviewEntry(key, sort, doubt, about[:_LONGEST], why[:_LONGEST], document, words, *place, unit, other, number, role)
