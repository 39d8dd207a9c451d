"""What was taken for one thing, and on what evidence: read from the namings in the graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from graph.facts import Iri
from graph.names import local
from graph.store import Store
from zhengpu.terminal import table_text

__all__ = ["Merged", "merged", "merges_text"]

_NAMINGS = """
SELECT ?thing ?kind ?printed ?full (COUNT(DISTINCT ?g) AS ?documents) (COUNT(?number) AS ?numbered) WHERE {
  GRAPH ?g { ?n zp:names ?thing ; zp:namedKind ?kind ; zp:printed ?printed ; zp:fullName ?full . OPTIONAL { ?n zp:namedNumber ?number } }
} GROUP BY ?thing ?kind ?printed ?full ORDER BY ?thing ?printed ?kind
"""


@dataclass(frozen=True, slots=True)
class Merged:
    """One thing with every form it is printed in, and why they are one."""

    iri: Iri
    full: str
    forms: tuple[tuple[str, int], ...]
    evidence: str


def merged(store: Store) -> Iterator[Merged]:
    """Things with more than one name, or cited without the number they were read under."""
    things: defaultdict[Iri, list[tuple[str, str, str, int, bool]]] = defaultdict(list)
    for thing, kind, printed, full, documents, numbered in store.query(_NAMINGS):
        row = (local(str(kind)), str(printed), str(full), int(str(documents)), bool(numbered))
        things[Iri(str(thing))].append(row)
    for iri, rows in things.items():
        kinds = {kind for kind, *_ in rows}
        forms: defaultdict[str, int] = defaultdict(int)
        for _, printed, _, documents, _ in rows:
            forms[printed] += documents
        by_title = "Document" in kinds and any(kind == "Policy" and not numbered for kind, _, _, _, numbered in rows)
        if len(forms) > 1 or by_title:
            yield Merged(iri, rows[0][2], tuple(sorted(forms.items())), _evidence(kinds, by_title=by_title))


def _evidence(kinds: set[str], *, by_title: bool) -> str:
    if by_title:
        return "只写标题的引用与同名的已读文件"
    if kinds & {"Document", "Policy"}:
        return "文号相同"
    return "还原的全称和所在地相同" if kinds & {"Unit", "UnitGroup"} else "名称还原后相同"


def merges_text(store: Store) -> str:
    """A table for the terminal."""
    rows = [(m.full, "、".join(f"{form}（{count}份）" for form, count in m.forms), m.evidence) for m in merged(store)]
    return table_text(["名称", "写作", "依据"], rows) if rows else "没有合并任何名称。"
