"""What was taken for one thing, and on what evidence: read from the namings in the graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from zhengpu.commands.terminal import table_text
from zhengpu.graph.facts import Iri
from zhengpu.graph.names import local
from zhengpu.graph.store import Store

__all__ = ["Merged", "merged", "merges_text"]

_NAMINGS = """
SELECT ?thing ?kind ?printed ?full (COUNT(DISTINCT ?g) AS ?documents) (COUNT(?number) AS ?numbered) (MIN(?place) AS ?at) WHERE {
  GRAPH ?g {
    ?n zp:names ?thing ; zp:namedKind ?kind ; zp:printed ?printed ; zp:fullName ?full .
    OPTIONAL { ?n zp:namedNumber ?number } OPTIONAL { ?n zp:namedPlace ?place }
  }
} GROUP BY ?thing ?kind ?printed ?full ORDER BY ?thing ?printed ?kind
"""


@dataclass(frozen=True, slots=True)
class Merged:
    """One thing with every form it is printed in, and why they are one. `place` is its territory, from the province down if need be."""

    iri: Iri
    full: str
    place: str
    forms: tuple[tuple[str, int], ...]
    evidence: str


def merged(store: Store) -> Iterator[Merged]:
    """Things with more than one name, or cited without the number they were read under."""
    things: defaultdict[Iri, list[tuple[str, str, str, int, bool]]] = defaultdict(list)
    places: dict[Iri, str] = {}
    for thing, kind, printed, full, documents, numbered, at in store.query(_NAMINGS):
        iri = Iri(str(thing))
        things[iri].append((local(str(kind)), str(printed), str(full), int(str(documents)), bool(numbered)))
        if at is not None:
            places[iri] = str(at).split("/id/place/", 1)[-1].replace("/", "").replace("-", "")
    for iri, rows in things.items():
        kinds = {kind for kind, *_ in rows}
        forms: defaultdict[str, int] = defaultdict(int)
        for _, printed, _, documents, _ in rows:
            forms[printed] += documents
        by_title = "Document" in kinds and any(kind == "Policy" and not numbered for kind, _, _, _, numbered in rows)
        if len(forms) > 1 or by_title:
            often = tuple(sorted(forms.items(), key=lambda form: (-form[1], form[0])))
            yield Merged(iri, rows[0][2], places.get(iri, ""), often, _evidence(kinds, by_title=by_title))


def _evidence(kinds: set[str], *, by_title: bool) -> str:
    if by_title:
        return "只写标题的引用与同名的已读文件"
    if kinds & {"Document", "Policy"}:
        return "文号相同"
    return "还原的全称和所在地相同" if kinds & {"Unit", "UnitGroup"} else "名称还原后相同"


def merges_text(store: Store) -> str:
    """A table for the terminal, and how much was merged."""
    found = list(merged(store))
    if not found:
        return "没有合并任何名称。"
    rows = [(m.full, m.place, "、".join(f"{form}（{count}份）" for form, count in m.forms), m.evidence) for m in found]
    return f"{table_text(['名称', '地方', '写作', '依据'], rows)}\n共{len(found)}个名称，原来有{sum(len(m.forms) for m in found)}种写法。"
