"""Claims → entities, facts and namings with evidence: everything one document says, ready for the store."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from zhengpu.graph.facts import DocumentGraph, Entity, Evidence, Fact, Iri, Naming, Span, Value
from zhengpu.graph.names import Names
from zhengpu.graph.ontology import load_ontology
from zhengpu.ingest.claims import Citation, Claims, TargetClaim
from zhengpu.ingest.document import Document
from zhengpu.ingest.plan import Basis, Found, Plan
from zhengpu.ingest.records.record_graph import record_entities
from zhengpu.ingest.resolve import Resolved

__all__ = ["LONGEST_QUOTE", "assemble", "document_iri"]

LONGEST_QUOTE = 400
"""A quote is at most one sentence or clause; longer ones fall back to the narrower span."""

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def document_iri(document: Document, plan: Plan, resolved: Resolved, names: Names) -> Iri:
    """By number; without one by title (or file name), territory and date, and without a date by its text: many papers are called 实施方案.

    A function of the paper alone, so that no paper takes the place of another because it was read later.
    """
    head = plan.head
    title = head.title.value if head.title else document.name
    if head.number:
        return names.document(head.number.value, title)
    place = [resolved.place_key(head.jurisdiction.value)] if head.jurisdiction else []
    dated = head.issued.value if head.issued else hashlib.sha256("".join(document.text.split()).encode()).hexdigest()[:10]
    return names.document(None, "-".join((title, *place, dated)))


def assemble(document: Document, plan: Plan, claims: Claims, resolved: Resolved, names: Names) -> DocumentGraph:
    """All entities, facts and namings of one document. Deterministic: same input, same IRIs, same order."""
    return _Assembly(document, plan, claims, resolved, names).graph()


def _unmarked(title: str) -> str:
    """《甲办法》和《乙办法》 cut out of a longer title has no marks at its ends, and needs none inside."""
    return title.replace("《", "").replace("》", "") if title.find("》") < title.find("《") else title


class _Assembly:
    """Holds what is being put together for one document."""

    def __init__(self, document: Document, plan: Plan, claims: Claims, resolved: Resolved, names: Names) -> None:
        self._text, self._plan, self._claims = document.text, plan, claims
        self._resolved, self._names = resolved, names
        self.iri = document_iri(document, plan, resolved, names)
        self._title = _unmarked(plan.head.title.value) if plan.head.title else document.name
        head = plan.head
        self._numbers = {
            paper.title: paper.number for paper in (*head.based_on, *head.repeals, *head.amends, *head.replaces) if paper.number
        }
        self._numbers |= {cited.title: cited.number for cited in claims.citations if cited.number}
        self._namings: dict[tuple[Iri, str], Naming] = {}
        self._counts: Counter[tuple[Iri, str]] = Counter()
        self._sections = self._unique("section", [s.path or s.title for s in plan.sections])
        self._tasks = self._unique("task", [str(t.number) for t in plan.tasks])

    def graph(self) -> DocumentGraph:
        """Sections, tasks and what hangs on them, in reading order."""
        entities = (self._document(), *self._section_entities(), *self._task_entities(), *self._targets(), *self._funding())
        entities += tuple(record_entities(self.iri, self._claims.tables, self._names, self._evidence))
        facts = (*self._head_facts(), *self._work_groups(), *self._duties(), *self._contents())
        namings = tuple(
            Naming(n.entity, n.kind, n.printed, n.full, self._counts[key], n.number, n.place, n.own, n.aliases)
            for key, n in self._namings.items()
        )
        return DocumentGraph(self.iri, self._text, entities, facts, namings)

    # ── entities ──

    def _document(self) -> Entity:
        head = self._plan.head
        number = head.number.value if head.number else None
        self._name(self.iri, "Document", self._title, self._title, number=number, own=True)
        properties: list[tuple[str, Value]] = [("dct:title", self._title), ("zp:numbering", self._plan.numbering)]
        stated = (
            ("zp:effective", head.effective),
            ("zp:validity", head.validity),
            ("zp:printedOn", head.printed),
            ("zp:secrecy", head.secrecy),
            ("zp:urgency", head.urgency),
            ("zp:signer", head.signer),
            ("zp:unifiedNumber", head.unified_number),
            ("zp:noticeTitle", head.notice),
            ("zp:publicity", head.publicity),
            *(("zp:attachment", found) for found in head.attachments),
        )
        properties += [(term, _day(found.value) or found.value) for term, found in stated if found]
        headline = tuple(("zp:hasTarget", iri) for iri, t in self._target_iris() if t.task is None)
        title = (self._evidence(head.title.span),) if head.title else ()
        return Entity(self.iri, "Document", None, tuple(properties), headline, title)

    def _section_entities(self) -> Iterator[Entity]:
        for position, section in enumerate(self._plan.sections):
            links: list[tuple[str, Iri]] = [("zp:inDocument", self.iri)]
            if section.parent is not None:
                links.append(("zp:inSection", self._sections[section.parent]))
            properties: tuple[tuple[str, Value], ...] = (("zp:path", section.path), ("zp:position", position))
            evidence = (self._evidence(section.span),)
            yield Entity(self._sections[position], "Section", section.title, properties, tuple(links), evidence)

    def _task_entities(self) -> Iterator[Entity]:
        targets, funding = self._target_iris(), self._funding_iris()
        for index, task in enumerate(self._plan.tasks):
            links: list[tuple[str, Iri]] = [("zp:inDocument", self.iri)]
            if task.section is not None:
                links.append(("zp:inSection", self._sections[task.section]))
            links += [("zp:hasTarget", iri) for iri, t in targets if t.task == index]
            links += [("zp:hasFunding", iri) for iri, f in zip(funding, self._claims.funding, strict=True) if f.task == index]
            properties: tuple[tuple[str, Value], ...] = (
                ("zp:number", task.number),
                ("zp:position", index),
                ("zp:text", task.passage.text),
            )
            yield Entity(self._tasks[index], "Task", task.title, properties, tuple(links), (self._evidence(task.title_span),))

    def _target_iris(self) -> list[tuple[Iri, TargetClaim]]:
        out = []
        seen: Counter[int | None] = Counter()
        for target in self._claims.targets:
            seen[target.task] += 1
            owner = "plan" if target.task is None else self._tasks[target.task].rsplit("/", 1)[-1]
            out.append((self._names.within(self.iri, "target", owner, str(seen[target.task])), target))
        return out

    def _targets(self) -> Iterator[Entity]:
        for iri, target in self._target_iris():
            properties: list[tuple[str, Value]] = [("zp:text", target.text), ("zp:comparator", target.op), *_values(target)]
            if target.indicator:
                properties.append(("zp:indicator", target.indicator))
            if target.unit:
                properties.append(("schema:unitText", target.unit))
            if target.deadline:
                properties.append(_deadline(target.deadline))
            if target.baseline:
                properties.append(("zp:baseline", target.baseline))
            if target.modality:
                properties.append(("zp:modality", target.modality))
            if target.normalised:
                properties += [("zp:normalisedValue", target.normalised[0]), ("zp:normalisedUnit", target.normalised[1])]
            properties.append(("zp:rule", target.rule))
            evidence = (self._evidence(target.span),)
            yield Entity(iri, "Target", target.text, tuple(properties), (("zp:inDocument", self.iri),), evidence)

    def _funding_iris(self) -> list[Iri]:
        seen: Counter[int] = Counter()
        out = []
        for funding in self._claims.funding:
            seen[funding.task] += 1
            owner = self._tasks[funding.task].rsplit("/", 1)[-1]
            out.append(self._names.within(self.iri, "funding", owner, str(seen[funding.task])))
        return out

    def _funding(self) -> Iterator[Entity]:
        for iri, funding in zip(self._funding_iris(), self._claims.funding, strict=True):
            share = f"{funding.share.normalize():f}%" if funding.share is not None else ""
            properties: list[tuple[str, Value]] = [("zp:rule", funding.rule), ("zp:funder", funding.funder)]
            if funding.share is not None:
                properties.append(("zp:share", funding.share))
            if funding.amount:
                properties.append(("zp:amount", funding.amount))
            if funding.object:
                properties.append(("zp:object", funding.object))
            label = "".join((funding.funder, share, funding.amount or ""))
            yield Entity(iri, "Funding", label, tuple(properties), (("zp:inDocument", self.iri),), (self._evidence(funding.span),))

    # ── facts ──

    def _head_facts(self) -> Iterator[Fact]:
        head = self._plan.head
        if head.issued and (issued := _day(head.issued.value)):
            yield Fact(self.iri, "dct:issued", issued, (self._evidence(head.issued.span),), "head", link=False)
        if head.jurisdiction:
            place = self._place(head.jurisdiction.value)
            yield Fact(self.iri, "zp:jurisdiction", place, (self._evidence(head.jurisdiction.span),), "head")
        pairs: list[tuple[str, Found]] = []
        pairs += [("dct:publisher", found) for found in head.issuers]
        pairs += [("zp:approvedBy", head.approved_by)] if head.approved_by else []
        pairs += [("zp:interpretedBy", head.interpreted_by)] if head.interpreted_by else []
        pairs += [("zp:recipient", found) for found in head.recipients]
        pairs += [("zp:copiedTo", found) for found in head.copied_to]
        for relation, found in pairs:
            yield Fact(self.iri, relation, self._unit(found.value, None), (self._evidence(found.span),), "head", printed=found.value)
        papers = (
            ("eli:based_on", head.based_on),
            ("eli:repeals", head.repeals),
            ("eli:amends", head.amends),
            ("dct:replaces", head.replaces),
        )
        for relation, named in papers:
            for basis in named:
                yield Fact(self.iri, relation, self._policy(basis), (self._evidence(basis.said or basis.span),), "head")

    def _work_groups(self) -> Iterator[Fact]:
        for iri, section in zip(self._sections, self._plan.sections, strict=True):
            if section.work_group:
                group = self._unit(section.work_group.value, None)
                yield Fact(iri, "zp:workGroup", group, (self._evidence(section.work_group.span),), "work-group")

    def _duties(self) -> Iterator[Fact]:
        terms = {role.key: role.term for role in load_ontology().roles()}
        for duty in self._claims.duties:
            unit = self._unit(duty.unit, duty.canonical)
            narrow = duty.clause.end - duty.clause.start > LONGEST_QUOTE or duty.name not in duty.clause
            places = (duty.name if narrow else duty.clause, *(c for c in duty.again if c.end - c.start <= LONGEST_QUOTE))
            yield Fact(
                unit,
                terms[duty.role],
                self._tasks[duty.task],
                tuple(map(self._evidence, places)),
                duty.rule,
                duty.confidence,
                order=duty.order,
                printed=duty.unit,
            )

    def _contents(self) -> Iterator[Fact]:
        for citation in self._claims.citations:
            yield Fact(self._tasks[citation.task], "zp:cites", self._policy(citation), (self._evidence(citation.span),), citation.rule)
        terms = {"Programme": "zp:hasProgramme", "Project": "zp:hasProject", "Place": "zp:place"}
        for mention in self._claims.mentions:
            task, evidence = self._tasks[mention.task], (self._evidence(mention.span),)
            if mention.kind == "Topic":
                yield Fact(task, "zp:topic", mention.label, evidence, mention.rule, link=False)
                continue
            thing = self._place(mention.label) if mention.kind == "Place" else self._thing(mention.kind, mention.label)
            yield Fact(task, terms[mention.kind], thing, evidence, mention.rule)
        for deadline in self._claims.deadlines:
            term, value = _deadline(deadline.code)
            yield Fact(self._tasks[deadline.task], term, value, (self._evidence(deadline.span),), deadline.rule, link=False)
        for iri, funding in zip(self._funding_iris(), self._claims.funding, strict=True):
            payer = self._names.thing("payer", self._payer_place(), funding.funder)
            self._name(payer, "Payer", funding.funder, funding.funder)
            yield Fact(payer, "zp:funds", iri, (self._evidence(funding.span),), funding.rule)

    # ── names ──

    def _unit(self, printed: str, canonical: str | None) -> Iri:
        unit = self._resolved.unit(printed, canonical)
        self._name(unit.iri, unit.kind, printed, unit.full, place=unit.place, aliases=unit.aliases)
        return unit.iri

    def _policy(self, cited: Basis | Citation) -> Iri:
        """A title that stands once with and once without its number is one paper."""
        number = cited.number or self._numbers.get(cited.title)
        title = (cited.canonical if isinstance(cited, Citation) else None) or cited.title
        iri = self._names.document(number, title)
        self._name(iri, "Policy", cited.title, title, number=number)
        return iri

    def _place(self, label: str) -> Iri:
        key = self._resolved.place_key(label)
        iri, name = self._names.place(key), key.rsplit("/", 1)[-1]
        self._name(iri, "Place", label, name if label.endswith(name) else label)  # 邯郸市磁县 is called 磁县 too
        return iri

    def _payer_place(self) -> str:
        head = self._plan.head
        return head.jurisdiction.value if head.jurisdiction else ""

    def _thing(self, kind: str, label: str) -> Iri:
        iri = self._names.thing(kind.lower(), label)
        self._name(iri, kind, label, label)
        return iri

    def _name(
        self,
        entity: Iri,
        kind: str,
        printed: str,
        full: str,
        *,
        number: str | None = None,
        place: Iri | None = None,
        own: bool = False,
        aliases: tuple[str, ...] = (),
    ) -> None:
        self._counts[entity, printed] += 1
        self._namings.setdefault((entity, printed), Naming(entity, kind, printed, full, 1, number, place, own, aliases))

    def _evidence(self, span: Span) -> Evidence:
        if span.end - span.start > LONGEST_QUOTE:
            span = Span(span.start, span.start + LONGEST_QUOTE)
        return Evidence(span, self._text[span.slice])

    def _unique(self, kind: str, parts: list[str]) -> tuple[Iri, ...]:
        """One IRI for each part, in order; repeats are numbered."""
        seen: Counter[Iri] = Counter()
        out = []
        for part in parts:
            iri = self._names.within(self.iri, kind, part)
            seen[iri] += 1
            out.append(iri if seen[iri] == 1 else Iri(f"{iri}-{seen[iri]}"))
        return tuple(out)


def _values(target: TargetClaim) -> Iterator[tuple[str, Decimal]]:
    """The numbers of a target: a range has both ends, a from–to its start as `zp:fromValue` and its end as the value."""
    if target.value is None:
        return
    if target.op == "range":
        yield ("schema:minValue", target.value)
        if target.value2 is not None:
            yield ("schema:maxValue", target.value2)
        return
    if target.op == "from-to" and target.value2 is not None:
        yield ("zp:fromValue", target.value)
        yield ("schema:value", target.value2)
        return
    yield ("schema:value", target.value)
    if target.op == ">=":
        yield ("schema:minValue", target.value)
    if target.op == "<=":
        yield ("schema:maxValue", target.value)


def _day(code: str) -> date | None:
    """The day of an ISO date; None for a misprint (2022年0月5日)."""
    try:
        return date.fromisoformat(code)
    except ValueError:
        return None


def _deadline(code: str) -> tuple[str, Value]:
    return ("zp:deadline", date.fromisoformat(code)) if _ISO_DATE.fullmatch(code) else ("zp:deadlineText", code)
