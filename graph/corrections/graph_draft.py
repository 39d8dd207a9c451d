"""A document's quads while a correction changes them: facts are dropped, said and moved, and what hangs on them follows.

Everything that is said is written by `graph.triples`, as a reader's facts are; what nothing refers to any more (evidence, names) goes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pyoxigraph import Literal, NamedNode, Quad

from zhengpu.graph.compact_text import CompactText
from zhengpu.graph.corrections.correction import MeantUnit
from zhengpu.graph.corrections.placed_facts import PlacedFact, ReadGraph, ReadTaskPlace, role_terms
from zhengpu.graph.facts import DocumentGraph, Entity, Evidence, Fact, Iri, Naming, Span, Value
from zhengpu.graph.names import Names, expand
from zhengpu.graph.triples import document_quads, namings

__all__ = ["GraphDraft"]

_LONGEST = 400
"""A quote is at most so long (as of what is read)."""
_PARTS = ("zp:evidence", "oa:hasSelector")
_HOLDS = ("zp:hasTarget", "zp:hasFunding")
_IN_PARTS = frozenset(map(expand, _PARTS))
_PRINTED, _NAMES = expand("zp:printed"), expand("zp:names")


class GraphDraft:
    """Starts from a document's quads; `quads` are those it has become."""

    def __init__(self, document: Iri, quads: Iterable[Quad], names: Names) -> None:
        self.document, self.names = document, names
        self._said: defaultdict[object, set[Quad]] = defaultdict(set)
        self._told: defaultdict[object, set[Quad]] = defaultdict(set)
        self.read = ReadGraph(document, ())
        """The same, by what it is about."""
        self._add(quads)

    @property
    def quads(self) -> frozenset[Quad]:
        """What it says now."""
        return frozenset(quad for quads in self._said.values() for quad in quads)

    # ── duties and names ──

    def naming(self, printed: str, kinds: Sequence[str] = ("Unit", "UnitGroup")) -> Naming | None:
        """How the document names a unit that it prints so."""
        nodes = [quad.subject for quad in self._told[Literal(printed, language="zh")] if quad.predicate.value == _PRINTED]
        found = sorted(self._namings(nodes), key=lambda one: one.entity)
        return next((one for one in found if one.kind in kinds), None)

    def units(self, entity: Iri) -> list[Naming]:
        """Every way in which the document names a unit."""
        try:
            node = NamedNode(entity)
        except ValueError:  # a plain value, no thing
            return []
        return list(self._namings(quad.subject for quad in self._told[node] if quad.predicate.value == _NAMES))

    def _namings(self, nodes: Iterable[object]) -> Iterable[Naming]:
        return namings([quad for node in nodes for quad in self._said[node]])

    def say_duty(self, unit: MeantUnit, printed: str, term: str, task: Iri, places: Sequence[Span], rule: str, order: int = 0) -> None:
        """A unit has a role in a task; one more use of its name."""
        evidence = tuple(map(self._evidence, places))
        last = max((int(str(self.read.one(node, "zp:order") or 0)) for node in self._duties(task)), default=0)
        fact = Fact(unit.iri, term, task, evidence, rule, order=order or last + 1, printed=printed)
        self._write(facts=(fact,))
        self._count(unit, printed, 1)

    def drop_duty(self, duty: PlacedFact, *, naming: bool = True) -> None:
        """A unit has not this role in this task."""
        relation, task = expand(duty.term), Iri(str(duty.task))
        self._drop_node(duty.node)
        self._discard(duty.subject, relation, task)
        if not any(self.read.one(node, "prov:agent") == duty.subject for node in self._duties(task)):
            self._discard(duty.subject, expand("zp:takesPartIn"), task)
        if naming:
            self._uncount(duty.subject, duty.printed)

    def move_unit(self, entity: Iri, meant: MeantUnit, printed: str, rule: str) -> None:
        """What was said of a unit under this name is said of another (under any of its names, where `printed` is empty)."""
        roles = frozenset(role_terms().values())
        for fact in self.read.facts:
            named = fact.printed == printed or not printed
            if fact.subject == entity and named and fact.term in roles and fact.task:
                order = int(str(self.read.one(fact.node, "zp:order") or 0))
                self.drop_duty(fact, naming=False)
                self.say_duty_again(meant, fact, rule, order)
            elif fact.value == entity and named and fact.term not in roles:
                self._drop_statement(fact, naming=False)
                self._write(facts=(Fact(fact.subject, fact.term, meant.iri, tuple(map(self._evidence, fact.places)), rule),))
        for naming in self.units(entity):
            if naming.printed == printed or not printed:
                self._drop_node(self._naming_node(naming))
                self._count(meant, naming.printed, naming.count)

    def say_duty_again(self, unit: MeantUnit, duty: PlacedFact, rule: str, order: int) -> None:
        """The same duty of another unit, its name counted elsewhere."""
        evidence = tuple(map(self._evidence, duty.places))
        self._write(facts=(Fact(unit.iri, duty.term, Iri(str(duty.task)), evidence, rule, order=order or None, printed=duty.printed),))

    # ── other facts ──

    def drop(self, fact: PlacedFact) -> None:
        """Let a fact of any sort be unsaid."""
        if fact.term in frozenset(role_terms().values()):
            self.drop_duty(fact)
        elif fact.term in _HOLDS:
            for said in [one for one in self.read.facts if one.value == fact.node and one.node != fact.node]:
                self._drop_statement(said)
            self._drop_node(fact.node)
        else:
            self._drop_statement(fact)

    def say(self, subject: Iri, term: str, value: Value, places: Sequence[Span], rule: str) -> None:
        """A plain value of a task or of the document."""
        self._write(facts=(Fact(subject, term, value, tuple(map(self._evidence, places)), rule, link=False),))

    def say_of(self, node: Iri, term: str, value: Value) -> None:
        """A property of a target."""
        self._write(entities=(Entity(node, "Target", None, ((term, value),)),))

    def unsay_of(self, node: Iri, term: str) -> None:
        """Let a node not have this property."""
        for quad in [quad for quad in self._said[NamedNode(node)] if quad.predicate.value == expand(term)]:
            self._remove(quad)

    def say_task(self, number: int, title: str, words: str, place: Span, section: Iri | None, rule: str) -> Iri:
        """A task that was not read, in its place of the reading order."""
        before = self.read.task_at(place.start - 1)
        position = before.position + 1 if before else 0
        for task in self.read.tasks:
            if task.position >= position:
                self.unsay_of(task.iri, "zp:position")
                self._write(entities=(Entity(task.iri, "Task", None, (("zp:position", task.position + 1),)),))
        iri, again = self.names.within(self.document, "task", str(number)), 1
        base = iri
        while NamedNode(iri) in self._said and self._said[NamedNode(iri)]:
            again += 1
            iri = Iri(f"{base}-{again}")
        links = (("zp:inDocument", self.document), *((("zp:inSection", section),) if section else ()))
        properties: tuple[tuple[str, Value], ...] = (
            ("zp:number", number),
            ("zp:position", position),
            ("zp:text", words),
            ("zp:rule", rule),
        )
        at = place.start + max(0, self.read.text[place.slice].find(title))
        self._write(entities=(Entity(iri, "Task", title, properties, links, (self._evidence(Span(at, at + len(title))),)),))
        return iri

    def give(self, fact: PlacedFact, task: Iri) -> None:
        """Let a fact of one task be of another."""
        if fact.term in frozenset(role_terms().values()):
            unit = next(iter(self.units(fact.subject)), None)
            if unit is not None:
                order = int(str(self.read.one(fact.node, "zp:order") or 0))
                self.drop_duty(fact, naming=False)
                self.say_duty_again(MeantUnit(unit.entity, unit.full, unit.kind, unit.place), replace(fact, task=task), fact.rule, order)
        elif fact.term in _HOLDS:
            self._discard(Iri(str(fact.task)), expand(fact.term), fact.node)
            self._add((self._quad(task, fact.term, NamedNode(fact.node)),))
        else:
            link = isinstance(next(iter(self._objects(fact.node, "rdf:object")), None), NamedNode)
            value = self.read.one(fact.node, "rdf:object")
            self._drop_statement(fact, naming=False)
            if value is not None:
                evidence = tuple(map(self._evidence, fact.places))
                self._write(facts=(Fact(task, fact.term, value, evidence, fact.rule, link=link),))

    def shorten(self, task: Iri, words: str) -> None:
        """Let a task's text not have these words any more, where it ended in them or held them."""
        text = str(self.read.one(task, "zp:text") or "")
        place = CompactText(text).find(words)
        if place is not None:
            self.unsay_of(task, "zp:text")
            left = text[: place[0]].rstrip() + text[place[1] :]
            self._write(entities=(Entity(task, "Task", None, (("zp:text", left),)),))

    def drop_task(self, task: ReadTaskPlace) -> None:
        """Let there be no such task, and nothing that was said of it."""
        for fact in [fact for fact in self.read.facts if fact.task == task.iri]:
            self.drop(fact)
        self._drop_node(task.iri)

    # ── quads ──

    def _duties(self, task: Iri) -> list[Iri]:
        return [Iri(quad.object.value) for quad in self._said[NamedNode(task)] if quad.predicate.value == expand("zp:responsibility")]  # type: ignore[union-attr]

    def _drop_statement(self, fact: PlacedFact, *, naming: bool = True) -> None:
        predicate = expand(fact.term)
        for value in self._objects(fact.node, "rdf:object"):
            self._remove(Quad(NamedNode(fact.subject), NamedNode(predicate), value, NamedNode(self.document)))
            if naming and isinstance(value, NamedNode):
                self._uncount(Iri(value.value), fact.printed)
        self._drop_node(fact.node)

    def _drop_node(self, node: Iri) -> None:
        """Everything said of a node and everything that refers to it."""
        for quad in [*self._said[NamedNode(node)], *self._told[NamedNode(node)]]:
            self._remove(quad)

    def _count(self, unit: MeantUnit, printed: str, more: int) -> None:
        known = next((one for one in self.units(unit.iri) if one.printed == printed), None)
        made = known or Naming(unit.iri, unit.kind, printed, unit.full, 0, place=unit.place)
        self._named(replace(made, count=made.count + more), known)

    def _uncount(self, entity: Iri, printed: str) -> None:
        known = next((one for one in self.units(entity) if one.printed == printed), None)
        if known is not None:
            self._named(replace(known, count=known.count - 1) if known.count > 1 else None, known)

    def _named(self, naming: Naming | None, before: Naming | None) -> None:
        if before is not None:
            self._drop_node(self._naming_node(before))
        if naming is not None:
            self._write(namings=(naming,))

    def _naming_node(self, naming: Naming) -> Iri:
        return self.names.within(self.document, "naming", naming.entity.split("/id/", 1)[-1], naming.printed)

    def _write(self, entities: tuple[Entity, ...] = (), facts: tuple[Fact, ...] = (), namings: tuple[Naming, ...] = ()) -> None:
        made = document_quads(DocumentGraph(self.document, "", entities, facts, namings), self.names)
        self._add(quad for quad in made if quad.predicate.value != expand("zp:sourceText"))

    def _evidence(self, place: Span) -> Evidence:
        place = Span(place.start, min(place.end, place.start + _LONGEST))
        return Evidence(place, self.read.text[place.slice])

    def _objects(self, node: Iri, term: str) -> list[NamedNode | Literal]:
        found = (quad.object for quad in self._said[NamedNode(node)] if quad.predicate.value == expand(term))
        return [value for value in found if isinstance(value, NamedNode | Literal)]

    def _quad(self, subject: Iri, term: str, value: NamedNode | Literal) -> Quad:
        return Quad(NamedNode(subject), NamedNode(expand(term)), value, NamedNode(self.document))

    def _discard(self, subject: Iri, predicate: Iri, value: Iri) -> None:
        self._remove(Quad(NamedNode(subject), NamedNode(predicate), NamedNode(value), NamedNode(self.document)))

    def _add(self, quads: Iterable[Quad]) -> None:
        for quad in quads:
            if quad in self._said[quad.subject]:
                continue
            self._said[quad.subject].add(quad)
            self._told[quad.object].add(quad)
            self.read.add(quad)

    def _remove(self, quad: Quad) -> None:
        """A quad, and what only it referred to: evidence, its selectors."""
        if quad not in self._said[quad.subject]:
            return
        self._said[quad.subject].discard(quad)
        self._told[quad.object].discard(quad)
        self.read.remove(quad)
        if quad.predicate.value in _IN_PARTS and not self._told[quad.object]:
            for part in [*self._said[quad.object]]:
                self._remove(part)
