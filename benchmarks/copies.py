"""Many times the N-Quads of a corpus: every further copy is another year of other places, so that a store of any size takes seconds.

Places are exchanged for places with names of the same length and the year for a later one, so every span still fits. Every copy, the
first too, lets a few ministries guide a share of its tasks: units as busy as those of a whole country are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind

from zhengpu.graph.facts import Iri
from zhengpu.graph.names import Names, expand, iri_text, literal_text
from zhengpu.graph.places import load_places

__all__ = ["MINISTRIES", "write_copies"]

MINISTRIES = {"财政部": 3, "教育部": 5, "民政部": 7}
"""Units of the whole country, and of how many tasks each guides one."""

_YEAR = 2019
_TASK_EVIDENCE = re.compile(
    rf"^(<[^>]*/id/task/([^>]*)>) {re.escape(iri_text(expand('zp:evidence')))} (<[^>]*>) (<[^>]*>) \.$", re.MULTILINE
)
_CHUNK = 20_000
"""Lines at a time."""


def write_copies(source: Path, target: Path, copies: int) -> None:
    """Write the N-Quads of `source` so many times, each copy as other plans."""
    places = load_places()
    names = [place.name for place in places.all() if place.until is None]
    lengths: dict[int, list[str]] = {}
    for name in sorted(set(names)):
        lengths.setdefault(len(name), []).append(name)
    with target.open("w", encoding="utf-8") as out:
        out.write(_named())
        for copy in range(copies):
            other = {name: same[(i + copy * 37) % len(same)] for same in lengths.values() for i, name in enumerate(same)}
            finder = AhoCorasick(list(other), matchkind=MatchKind.LeftmostLongest)
            counted = 0
            for text in _chunks(source):
                said = _exchanged(text, finder, list(other.values())).replace(str(_YEAR), str(_YEAR + copy))
                out.write(said)
                for found in _TASK_EVIDENCE.finditer(said):
                    counted += 1
                    out.writelines(_guided(counted, found))


def _chunks(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as lines:
        while some := "".join(islice(lines, _CHUNK)):
            yield some


def _exchanged(text: str, finder: AhoCorasick, others: list[str]) -> str:
    pieces, done = [], 0
    for number, start, end in finder.find_matches_as_indexes(text):
        pieces += (text[done:start], others[number])
        done = end
    return "".join([*pieces, text[done:]])


def _ministry(name: str) -> Iri:
    return Names().unit(None, name)


def _named() -> str:
    """The ministries in the names graph."""
    graph = iri_text(Names().names_graph)
    return "".join(
        f"{iri_text(_ministry(name))} {iri_text(expand(term))} {value} {graph} .\n"
        for name in MINISTRIES
        for term, value in (
            ("rdf:type", iri_text(expand("zp:Unit"))),
            ("rdfs:label", literal_text(name, "zh")),
            ("skos:prefLabel", literal_text(name, "zh")),
        )
    )


def _guided(number: int, found: re.Match[str]) -> Iterator[str]:
    """The duties of the ministries that guide the task of this number."""
    task, key, evidence, graph = found.groups()
    for name, share in MINISTRIES.items():
        if number % share:
            continue
        unit, node = iri_text(_ministry(name)), f"<{Names().base}id/responsibility/{key}/unit-全国-{name}/guides>"
        integer = iri_text(expand("xsd:integer"))
        for subject, term, value in (
            (unit, "zp:takesPartIn", task),
            (unit, "zp:guides", task),
            (task, "zp:responsibility", node),
            (node, "rdf:type", iri_text(expand("zp:Responsibility"))),
            (node, "prov:agent", unit),
            (node, "zp:role", iri_text(expand("zp:guides"))),
            (node, "zp:relation", iri_text(expand("zp:guides"))),
            (node, "zp:printed", literal_text(name, "zh")),
            (node, "zp:order", f'"9"^^{integer}'),
            (node, "zp:evidence", evidence),
        ):
            yield f"{subject} {iri_text(expand(term))} {value} {graph} .\n"
