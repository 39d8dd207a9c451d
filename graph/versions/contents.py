"""What a reading of a document holds, as people compare it: tasks with their duties, targets and dates, and the head."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from zhengpu.graph.dates import date_text
from zhengpu.graph.facts import Iri
from zhengpu.graph.names import expand
from zhengpu.graph.ontology import load_ontology
from zhengpu.graph.rows import Cell, value_of

__all__ = ["ReadContents", "ReadTarget", "ReadTask", "read_contents"]

_HEAD = {
    "dct:title": "标题",
    "dct:issued": "印发日期",
    "zp:effective": "施行日期",
    "zp:validity": "有效期",
}


@dataclass(frozen=True, slots=True)
class ReadTarget:
    """A target: what it measures (empty where that was not told), and its clause."""

    indicator: str
    text: str


@dataclass(frozen=True, slots=True)
class ReadTask:
    """A task as read: `duties` are (role in Chinese, unit as printed), `dates` the deadlines in Chinese."""

    number: int | None
    title: str
    text: str
    duties: frozenset[tuple[str, str]] = frozenset()
    targets: tuple[ReadTarget, ...] = ()
    dates: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        """Its number and title.

        >>> ReadTask(3, "办好庙会", "").called
        '3. 办好庙会'
        """
        return self.title if self.number is None else f"{self.number}. {self.title}"


@dataclass(frozen=True, slots=True)
class ReadContents:
    """A reading: its head (term in Chinese → what it says), tasks in reading order, and targets of the document as a whole."""

    head: Mapping[str, str]
    tasks: tuple[ReadTask, ...]
    targets: tuple[ReadTarget, ...] = ()

    @property
    def duties(self) -> int:
        """How many duties the tasks have."""
        return sum(len(task.duties) for task in self.tasks)

    @property
    def targets_in_all(self) -> int:
        """How many targets, those of the tasks with those of the document."""
        return len(self.targets) + sum(len(task.targets) for task in self.tasks)


_Said = Mapping[str, list[Cell]]


def read_contents(document: Iri, quads: Iterable[Quad]) -> ReadContents:
    """The contents that a document's graph holds.

    >>> read_contents(Iri("urn:d"), ()).tasks
    ()
    """
    said: defaultdict[str, defaultdict[str, list[Cell]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, NamedNode):
            said[quad.subject.value][quad.predicate.value].append(value_of(quad.object))
    roles = {relation.iri: relation.label for relation in load_ontology().roles()}
    tasks = [_task(node, said, roles) for node in said.values() if expand("zp:Task") in node[expand("rdf:type")]]
    own = said[document]
    head = {label: "、".join(_texts(own, term)) for term, label in _HEAD.items()}
    head = {label: text for label, text in head.items() if text}
    tasks.sort(key=lambda pair: pair[0])
    return ReadContents(head, tuple(task for _, task in tasks), _targets(own, said))


def _task(node: _Said, said: Mapping[str, _Said], roles: Mapping[Iri, str]) -> tuple[int, ReadTask]:
    duties = [said[str(one)] for one in node[expand("zp:responsibility")]]
    number, position = _first(node, "zp:number"), _first(node, "zp:position")
    task = ReadTask(
        number if isinstance(number, int) else None,
        str(_first(node, "rdfs:label") or ""),
        str(_first(node, "zp:text") or ""),
        frozenset((roles.get(Iri(str(_first(duty, "zp:relation"))), ""), str(_first(duty, "zp:printed") or "")) for duty in duties),
        _targets(node, said),
        tuple(sorted(date_text(text) for term in ("zp:deadline", "zp:deadlineText") for text in _texts(node, term))),
    )
    return position if isinstance(position, int) else 0, task


def _targets(node: _Said, said: Mapping[str, _Said]) -> tuple[ReadTarget, ...]:
    held = (said[str(one)] for one in sorted(map(str, node[expand("zp:hasTarget")])))
    return tuple(ReadTarget(str(_first(one, "zp:indicator") or ""), str(_first(one, "zp:text") or "")) for one in held)


def _first(node: _Said, term: str) -> Cell:
    return next(iter(node[expand(term)]), None)


def _texts(node: _Said, term: str) -> list[str]:
    return [str(value) for value in node[expand(term)]]
