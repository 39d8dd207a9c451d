"""A progress report: what a ledger said of one task, who said it and when; to quads of the progress graph and back."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date

from pyoxigraph import NamedNode, Quad

from zhengpu.graph.facts import Iri
from zhengpu.graph.names import Names, expand
from zhengpu.graph.rows import Cell, value_of
from zhengpu.graph.triples import literal

__all__ = ["ProgressReport", "progress_quads", "progress_reports"]


@dataclass(frozen=True, slots=True)
class ProgressReport:
    """One row of a ledger.

    `updated` is the day the row is of, `loaded` the day it was read; `state` one of the five states, None if its words are none of
    them (`written`). `due` is the ledger's own deadline, `closed` what stands under 销号. Nothing here is said by the plan.
    """

    task: Iri
    updated: date
    loaded: date
    state: str | None = None
    written: str = ""
    progress: str = ""
    trouble: str = ""
    following: str = ""
    leader: str = ""
    due: date | None = None
    closed: str = ""
    reporter: str = ""
    source: str = ""
    row: int = 0

    @property
    def said(self) -> tuple[Cell, ...]:
        """What it says, without when and from which file it was read: two reports that say the same are one."""
        return (self.updated, self.state, self.written, self.progress, self.trouble, self.following, self.leader, self.due, self.closed)

    @property
    def news(self) -> bool:
        """Whether it tells how the task stands, not only who answers for it and by when."""
        return bool(self.state or self.written or self.progress or self.trouble or self.following or self.closed)

    @property
    def order(self) -> tuple[date, date, int]:
        """The later one stands for how things are."""
        return (self.updated, self.loaded, self.row)

    def iri(self, names: Names) -> Iri:
        """Its own name: by the task, the day and what it says."""
        digest = hashlib.sha256("\x00".join(map(str, self.said)).encode()).hexdigest()[:10]
        return names.thing("progress", *self.task.split("/id/task/")[-1].split("/"), f"{self.updated}-{digest}")


_TERMS = {
    "task": "zp:progressOf",
    "updated": "zp:reportedOn",
    "loaded": "zp:loadedOn",
    "state": "zp:progressState",
    "written": "zp:progressStateText",
    "progress": "zp:progressText",
    "trouble": "zp:progressTrouble",
    "following": "zp:progressNext",
    "leader": "zp:progressLeader",
    "due": "zp:ledgerDeadline",
    "closed": "zp:closed",
    "reporter": "zp:reporter",
    "source": "dct:source",
    "row": "zp:ledgerRow",
}
_FIELDS = {expand(term): name for name, term in _TERMS.items()}
assert {field.name for field in fields(ProgressReport)} == {*_TERMS}


def progress_quads(reports: Iterable[ProgressReport], names: Names) -> Iterator[Quad]:
    """The quads of reports, in the progress graph."""
    graph = NamedNode(names.progress_graph)
    for report in reports:
        node = NamedNode(report.iri(names))
        yield Quad(node, NamedNode(expand("rdf:type")), NamedNode(expand("zp:ProgressReport")), graph)
        yield Quad(node, NamedNode(expand("rdfs:label")), literal(f"{report.updated}{report.state or report.written or '进展'}"), graph)
        for name, term in _TERMS.items():
            value = getattr(report, name)
            if value is not None and value != "":
                yield Quad(node, NamedNode(expand(term)), NamedNode(value) if name == "task" else literal(value), graph)


def progress_reports(quads: Iterable[Quad]) -> tuple[ProgressReport, ...]:
    """The reports that quads hold, the oldest first; what is no report is passed over."""
    said: defaultdict[str, dict[str, Cell]] = defaultdict(dict)
    for quad in quads:
        if (name := _FIELDS.get(Iri(quad.predicate.value))) and isinstance(quad.subject, NamedNode):
            said[quad.subject.value][name] = value_of(quad.object)
    whole = (given for given in said.values() if {"task", "updated", "loaded"} <= {*given})
    return tuple(sorted((ProgressReport(**given) for given in whole), key=lambda report: (report.order, report.task)))  # type: ignore[arg-type]
