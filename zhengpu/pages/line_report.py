"""A document line by line: what was read from each line, and what was not understood."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from zhengpu.graph.facts import Iri
from zhengpu.graph.names import iri_text, local
from zhengpu.graph.rows import Cell
from zhengpu.graph.store import Store

__all__ = ["LineFact", "TextLine", "lines"]

_FOUND = """
SELECT ?start ?end ?class ?relation ?label ?value ?number ?printed {{
  ?x zp:evidence ?e ; a ?class . ?e oa:hasSource {document} ; oa:hasSelector ?s . ?s oa:start ?start ; oa:end ?end .
  OPTIONAL {{ ?x rdfs:label ?label }} OPTIONAL {{ ?x zp:number ?number }}
  OPTIONAL {{ ?x zp:relation|rdf:predicate ?relation }} OPTIONAL {{ ?x zp:printed ?printed }}
  OPTIONAL {{ ?x rdf:object ?o . OPTIONAL {{ ?o rdfs:label ?named }} BIND(COALESCE(?named, STR(?o)) AS ?value) }}
}} ORDER BY ?start ?end ?x
"""
_LEFT_OUT = frozenset({"topic"})
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class LineFact:
    """Something read from a line: its kind or relation by local name and in Chinese, and what it is about."""

    term: str
    label: str
    about: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of the text that is not blank. `silent` are its sentences without any fact, `doubts` what was not understood."""

    number: int
    start: int
    end: int
    text: str
    found: tuple[LineFact, ...]
    silent: tuple[str, ...]
    doubts: tuple[str, ...]


def lines(store: Store, document: Iri, text: str, report: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[TextLine]:
    """Every line with what it gave. `report` is the reading report, `labels` Chinese names of terms by IRI."""
    parts = text.splitlines(keepends=True)
    starts = [0, *accumulate(map(len, parts))]
    found: dict[int, list[LineFact]] = {}
    for row in store.query(_FOUND.format(document=iri_text(document))).records():
        if (one := _found(row, labels)) is not None:
            found.setdefault(bisect_right(starts, one.start), []).append(one)
    silent, doubts = _by_line(report.get("silent_sentences", ())), _by_line(report.get("diagnostics", ()))
    for number, part in enumerate(parts, 1):
        if part.strip() or number in found or number in doubts:
            end = starts[number - 1] + len(part.rstrip())
            yield TextLine(
                number,
                starts[number - 1],
                end,
                part.strip(),
                tuple(dict.fromkeys(found.get(number, ()))),
                tuple(silent.get(number, ())),
                tuple(doubts.get(number, ())),
            )


def _found(row: Mapping[str, Cell], labels: Mapping[str, str]) -> LineFact | None:
    term = str(row["relation"] or row["class"])
    if local(term) in _LEFT_OUT:
        return None
    number = f"{row['number']}. " if row["number"] is not None else ""
    about = number + str(next((row[name] for name in ("printed", "value", "label") if row[name] is not None), ""))
    return LineFact(local(term), labels.get(term, local(term)), about[:_LONGEST], int(str(row["start"])), int(str(row["end"])))


def _by_line(said: Any) -> dict[int, list[str]]:
    out: dict[int, list[str]] = {}
    for one in said:
        out.setdefault(one["line"] or 0, []).append(one["message"])
    return out
