"""The way from one kind of thing to another: a relation of the ontology that joins them, or two that meet in a task."""

from __future__ import annotations

from zhengpu.graph.ontology import Ontology, Relation
from zhengpu.query.meaning import Both, Either, Of, One, Set, Step, Via, Where, kind_of

__all__ = ["Routes"]

_TASK, _UNIT, _DOCUMENT, _SECTION = "zp:Task", "zp:Unit", "zp:Document", "zp:Section"
_INSIDE = (_TASK, _SECTION, "zp:Target", "zp:Funding")


class Routes:
    """Steps between kinds.

    >>> from zhengpu.graph.ontology import load_ontology
    >>> Routes(load_ontology()).direct("zp:Task", "zp:Target")
    Step(relations=('zp:hasTarget',), forward=True, deep=False)
    """

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology
        self.any_role = Step(("zp:takesPartIn",))
        self.duty = Step(("zp:leads", "zp:responsibleFor"))

    def direct(self, start: str, end: str) -> Step | None:
        """One step from kind to kind, if the ontology has one."""
        special = {
            (_UNIT, _TASK): self.any_role,
            (_TASK, _UNIT): self.any_role.turned,
            (_SECTION, _TASK): Step(("zp:inSection",), False, True),
            (_SECTION, _SECTION): Step(("zp:inSection",), False),
            (_TASK, _SECTION): Step(("zp:inSection",)),
        }
        if (start, end) in special:
            return special[start, end]
        if start == _DOCUMENT and end in _INSIDE:
            return Step(("zp:inDocument",), False)
        if end == _DOCUMENT and start in _INSIDE:
            return Step(("zp:inDocument",))
        for relation in self._ontology.relations.values():
            if not relation.literal and relation.parent is None and self.content(relation):
                if (relation.domain, relation.range) == (start, end):
                    return Step((relation.term,))
                if (relation.range, relation.domain) == (start, end):
                    return Step((relation.term,), False)
        return None

    @staticmethod
    def content(relation: Relation) -> bool:
        """Relations of what a plan says, not of how it was written down or issued."""
        return relation.range not in ("zp:Responsibility",) and relation.term != "dct:publisher"

    def go(self, source: Set, end: str) -> Set | None:
        """Things of kind `end` that belong to the source, through its tasks where no relation joins them directly."""
        start = kind_of(source)
        if start == end and end != _SECTION:
            return source
        if (start, end) == (_DOCUMENT, "zp:Policy"):
            return Either((Via(source, Step(("eli:based_on",)), end), Via(self.tasks(source), Step(("zp:cites",)), end)))
        if (start, end) == (_TASK, "zp:UnitGroup"):
            return Via(Via(source, Step(("zp:inSection",), deep=True), _SECTION), Step(("zp:workGroup",)), end)
        if step := self.direct(start, end):
            found = Via(source, step, end)
            return Where(found, "zp:inSection", "missing") if (start, end) == (_DOCUMENT, _SECTION) else found
        if start == _TASK or end == _TASK:
            return None
        tasks = Via(source, self.duty, _TASK) if start == _UNIT and end not in (_DOCUMENT, _SECTION) else self.go(source, _TASK)
        return self.go(tasks, end) if tasks is not None else None

    def tasks(self, source: Set) -> Set:
        """The source's tasks."""
        return self.go(source, _TASK) or Of(_TASK)

    def everything(self, kind: str) -> Set:
        """All things of a kind that plans speak of: units are those with a task."""
        if kind == _UNIT:
            return Via(Of(_TASK), self.any_role.turned, _UNIT)
        if kind == "zp:UnitGroup":
            return Via(Of(_SECTION), Step(("zp:workGroup",)), "zp:UnitGroup")
        if kind in ("zp:Policy",):
            return Either((Via(Of(_TASK), Step(("zp:cites",)), kind), Via(Of(_DOCUMENT), Step(("eli:based_on",)), kind)))
        return Of(kind)

    def within(self, meaning: Set, documents: One | None) -> Set:
        """The set, of these documents only."""
        if documents is None:
            return meaning
        kind = kind_of(meaning)
        if kind == _DOCUMENT:
            return meaning if meaning == documents else Both((meaning, documents))
        if kind in _INSIDE:
            return Both((meaning, Via(documents, Step(("zp:inDocument",), False), kind)))
        return meaning
