"""The step between a reading and the store: a document's quads with every correction that concerns it, in the order they were made.

A correction never vanishes: what it did here, or why it did nothing, is a value (`CorrectionEffect`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from pyoxigraph import Quad

from zhengpu.graph.compact_text import CompactText
from zhengpu.graph.corrections.anchoring import anchored
from zhengpu.graph.corrections.correction import Correction, MeantUnit
from zhengpu.graph.corrections.graph_draft import GraphDraft
from zhengpu.graph.corrections.placed_facts import PlacedFact, role_terms
from zhengpu.graph.facts import Iri, Span, Value
from zhengpu.graph.names import Names
from zhengpu.graph.ontology import load_ontology

__all__ = ["CORRECTED", "CorrectedReading", "CorrectionEffect", "EffectState", "corrected", "date_value"]

EffectState = Literal["applied", "agreed", "gone"]
"""`applied`: it changed the reading; `agreed`: the reading says so itself; `gone`: what it speaks of does not stand in the text any more."""

CORRECTED = "correction:"
"""The rule of a corrected fact begins so; its correction's id follows."""

_DATED = ("zp:deadline", "zp:deadlineText", "dct:issued", "zp:effective")
_DATES_OF_TARGETS = ("zp:deadline", "zp:deadlineText")


@dataclass(frozen=True, slots=True)
class CorrectionEffect:
    """What became of one correction in one reading of a document: where its words stand, and the units and tasks it touched."""

    correction: str
    state: EffectState
    start: int = 0
    end: int = 0
    touched: tuple[Iri, ...] = ()


@dataclass(frozen=True, slots=True)
class CorrectedReading:
    """The quads that are to stand, and what each correction did."""

    quads: tuple[Quad, ...]
    effects: tuple[CorrectionEffect, ...] = ()


def corrected(document: Iri, quads: Sequence[Quad], corrections: Iterable[Correction], names: Names) -> CorrectedReading:
    """A reading with the corrections that stand. Same reading and corrections in, same quads out.

    >>> corrected(Iri("urn:d"), (), (), Names())
    CorrectedReading(quads=(), effects=())
    """
    wanted = [one for one in corrections if one.stands and one.concerns(document)]
    if not wanted or not quads:
        return CorrectedReading(tuple(quads))
    draft, effects = GraphDraft(document, quads, names), []
    text = CompactText(draft.read.text)
    for correction in sorted(wanted, key=lambda one: (one.on, one.id)):
        effect = _STEPS[correction.kind](draft, correction, text)
        if effect is not None and (correction.document == document or effect.state != "gone"):
            effects.append(effect)
    before, after = frozenset(quads), draft.quads
    if before == after:
        return CorrectedReading(tuple(quads), tuple(effects))
    return CorrectedReading((*(quad for quad in quads if quad in after), *sorted(after - before, key=str)), tuple(effects))


def date_value(text: str) -> tuple[str, Value]:
    """The property and value of a deadline given as ISO date or as a code.

    >>> date_value("2024-12-31"), date_value("yearly")
    (('zp:deadline', datetime.date(2024, 12, 31)), ('zp:deadlineText', 'yearly'))
    """
    try:
        return "zp:deadline", date.fromisoformat(text)
    except ValueError:
        return "zp:deadlineText", text


# ── kinds that hold for a name ──


def _not_unit(draft: GraphDraft, correction: Correction, text: CompactText) -> CorrectionEffect | None:
    duties = [fact for fact in draft.read.facts if fact.printed == correction.unit and _is_of_unit(fact, draft)]
    if not duties:
        return _unmet(correction, text)
    for fact in duties:
        draft.drop(fact)
    return _done(correction, _first_place(duties, text, correction), duties)


def _is_of_unit(fact: PlacedFact, draft: GraphDraft) -> bool:
    """Whether it is said of a unit: a duty, or a recipient, an issuer …"""
    return fact.term in frozenset(role_terms().values()) or any(draft.units(Iri(fact.value)))


def _same(draft: GraphDraft, correction: Correction, text: CompactText) -> CorrectionEffect | None:
    there = draft.naming(correction.unit)
    entity = there.entity if there is not None and correction.document == draft.document else correction.entity
    meant = draft.naming(correction.to)
    now = MeantUnit(meant.entity, meant.full, meant.kind, meant.place) if meant is not None else correction.meant
    if entity is None or now is None or not draft.units(entity):
        return _unmet(correction, text)
    if entity == now.iri:
        return _done(correction, _of_name(correction, text), (), state="agreed")
    moved = [fact for fact in draft.read.facts if entity in (fact.subject, fact.value)]
    draft.move_unit(entity, now, "", CORRECTED + correction.id)
    return _done(correction, _first_place(moved, text, correction), moved, now.iri)


def _split(draft: GraphDraft, correction: Correction, text: CompactText) -> CorrectionEffect | None:
    there, now = draft.naming(correction.unit), correction.meant
    if there is None or now is None:
        return _unmet(correction, text)
    if there.entity == now.iri:
        return _done(correction, _of_name(correction, text), (), state="agreed")
    if draft.document != correction.document and there.entity != correction.entity:
        return None  # a unit of the same name elsewhere
    moved = [fact for fact in draft.read.facts if there.entity in (fact.subject, fact.value) and fact.printed == correction.unit]
    draft.move_unit(there.entity, now, correction.unit, CORRECTED + correction.id)
    return _done(correction, _first_place(moved, text, correction), moved, now.iri)


# ── kinds that hold for a place ──


def _role(draft: GraphDraft, correction: Correction, text: CompactText) -> CorrectionEffect | None:
    place = anchored(correction.anchor, text)
    if place is None:
        return CorrectionEffect(correction.id, "gone")
    roles = frozenset(role_terms().values())
    wanted = _role_term(correction.to)
    here = [fact for fact in draft.read.facts if fact.term in roles and fact.printed == correction.unit and fact.touches(place)]
    was = [fact for fact in here if fact.term != wanted and (not correction.was or fact.term == _role_term(correction.was))]
    task = next((fact.task for fact in here), None)
    if task is None:
        found = draft.read.task_at(place.start)
        task = found.iri if found else None
    unit = _unit(draft, correction, here)
    if task is None or unit is None:
        return CorrectionEffect(correction.id, "gone", place.start, place.end)
    there = any(fact.term == wanted and fact.task == task for fact in here)
    if there and not was:
        return _done(correction, place, here, task, state="agreed")
    for fact in was:
        draft.drop_duty(fact)
    if not there:
        order = int(str(draft.read.one(was[0].node, "zp:order") or 0)) if was else 0
        places = was[0].places if was else (place,)
        draft.say_duty(unit, correction.unit, wanted, task, places, CORRECTED + correction.id, order)
    return _done(correction, place, here, task, unit.iri)


def _date(draft: GraphDraft, correction: Correction, text: CompactText) -> CorrectionEffect | None:
    place = anchored(correction.anchor, text)
    if place is None:
        return CorrectionEffect(correction.id, "gone")
    term, value = date_value(correction.to)
    here = [fact for fact in draft.read.facts if fact.touches(place)]
    dated = [fact for fact in here if fact.term in _DATED and correction.term in ("", fact.term, "zp:deadline") and _is(fact, correction)]
    targets = [fact for fact in here if fact.term == "zp:hasTarget" and correction.term in ("", "zp:hasTarget")]
    changed: list[PlacedFact] = []
    for fact in dated:
        if fact.value != correction.to:
            draft.drop(fact)
            draft.say(fact.subject, term if fact.term in _DATES_OF_TARGETS else fact.term, value, fact.places, CORRECTED + correction.id)
            changed.append(fact)
    for fact in targets:
        held = [(one, str(draft.read.one(fact.node, one))) for one in _DATES_OF_TARGETS if draft.read.one(fact.node, one) is not None]
        if held and held[0][1] != correction.to and correction.was in ("", held[0][1]):
            draft.unsay_of(fact.node, held[0][0])
            draft.say_of(fact.node, term, value)
            draft.unsay_of(fact.node, "zp:rule")
            draft.say_of(fact.node, "zp:rule", CORRECTED + correction.id)
            changed.append(fact)
    task = draft.read.task_at(place.start)
    if changed:
        return _done(correction, place, changed)
    if dated or any(str(draft.read.one(fact.node, one)) == correction.to for fact in targets for one in _DATES_OF_TARGETS):
        return _done(correction, place, dated or targets, state="agreed")
    if task is None:
        return CorrectionEffect(correction.id, "gone", place.start, place.end)
    draft.say(task.iri, term, value, (place,), CORRECTED + correction.id)
    return _done(correction, place, (), task.iri)


def _is(fact: PlacedFact, correction: Correction) -> bool:
    return correction.was in ("", fact.value) or fact.value == correction.to


def _task(draft: GraphDraft, correction: Correction, text: CompactText) -> CorrectionEffect | None:
    place = anchored(correction.anchor, text)
    if place is None:
        return CorrectionEffect(correction.id, "gone")
    number, rule = int(correction.number), CORRECTED + correction.id
    known = next((task for task in draft.read.tasks if task.number == number and task.start in range(place.start, place.end)), None)
    if known is not None:
        return _done(correction, place, (), known.iri, state="agreed")
    before = draft.read.task_at(place.start)
    inside = [fact for fact in draft.read.facts if fact.task is not None and fact.within(place)]
    sections = [
        (min(one.start for one in draft.read.places(node)), node) for node in draft.read.of_kind("zp:Section") if draft.read.places(node)
    ]
    section = max((one for one in sections if one[0] <= place.start), default=(0, None))[1]
    words = "".join(line.strip() for line in draft.read.text[place.slice].splitlines())
    task = draft.say_task(number, correction.title, words, place, section, rule)
    for fact in inside:
        draft.give(fact, task)
    if before is not None:
        draft.shorten(before.iri, words)
    for duty in correction.duties:
        clause = anchored(duty.clause, text) or place
        read = [
            fact for fact in draft.read.facts if fact.task == task and fact.printed == duty.printed and fact.term == _role_term(duty.role)
        ]
        if not read:
            naming = draft.naming(duty.printed)
            meant = MeantUnit(naming.entity, naming.full, naming.kind, naming.place) if naming else duty.meant
            draft.say_duty(meant, duty.printed, _role_term(duty.role), task, (clause,), rule)
    return _done(correction, place, inside, task)


def _wrong(draft: GraphDraft, correction: Correction, text: CompactText) -> CorrectionEffect | None:
    place = anchored(correction.anchor, text)
    if place is None:
        return CorrectionEffect(correction.id, "gone")
    if correction.term == "zp:Task":
        tasks = [task for task in draft.read.tasks if task.start in range(place.start, place.end)]
        for task in tasks:
            draft.drop_task(task)
        return _done(correction, place, (), *(task.iri for task in tasks), state="applied" if tasks else "agreed")
    here = [
        fact
        for fact in draft.read.facts
        if fact.touches(place) and correction.term in ("", fact.term) and correction.unit in ("", fact.printed)
    ]
    for fact in here:
        draft.drop(fact)
    return _done(correction, place, here, state="applied" if here else "agreed")


_Step = Callable[[GraphDraft, Correction, CompactText], CorrectionEffect | None]
_STEPS: Mapping[str, _Step] = {
    "not-unit": _not_unit,
    "role": _role,
    "duty": _role,
    "date": _date,
    "same": _same,
    "split": _split,
    "task": _task,
    "wrong": _wrong,
}


def _role_term(key: str) -> str:
    return _role_keys().get(key, key)


@cache
def _role_keys() -> Mapping[str, str]:
    return {name: role.term for role in load_ontology().roles() for name in (role.key, role.label, role.term)}


def _unit(draft: GraphDraft, correction: Correction, here: Sequence[PlacedFact]) -> MeantUnit | None:
    named = next((one for fact in here for one in draft.units(fact.subject)), None) or draft.naming(correction.unit)
    return MeantUnit(named.entity, named.full, named.kind, named.place) if named is not None else correction.meant


def _of_name(correction: Correction, text: CompactText) -> Span | None:
    found = anchored(correction.anchor, text)
    if found is None and (place := text.find(correction.unit)) is not None:
        return Span(*place)
    return found


def _first_place(facts: Sequence[PlacedFact], text: CompactText, correction: Correction) -> Span | None:
    places = sorted(place for fact in facts for place in fact.places)
    return _of_name(correction, text) or (places[0] if places else None)


def _unmet(correction: Correction, text: CompactText) -> CorrectionEffect:
    """The reader does not speak of the name: it stands there and is read rightly by now, or it is gone."""
    place = _of_name(correction, text)
    if place is None:
        return CorrectionEffect(correction.id, "gone")
    return CorrectionEffect(correction.id, "agreed", place.start, place.end)


def _done(
    correction: Correction, place: Span | None, facts: Sequence[PlacedFact], *things: Iri, state: EffectState = "applied"
) -> CorrectionEffect:
    units = frozenset(role_terms().values())
    touched = dict.fromkeys((*things, *(fact.task for fact in facts if fact.task), *(fact.subject for fact in facts if fact.term in units)))
    start, end = (place.start, place.end) if place else (0, 0)
    return CorrectionEffect(correction.id, state, start, end, tuple(touched))
