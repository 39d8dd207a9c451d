"""Things of the graph → items of the answer, with what each kind carries and the evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from zhengpu.graph.dates import date_text
from zhengpu.graph.facts import Iri
from zhengpu.graph.names import expand, iri_text, local
from zhengpu.graph.ontology import Ontology
from zhengpu.graph.rows import Cell
from zhengpu.graph.store import Store
from zhengpu.query.answer import AnswerItem, EvidenceItem
from zhengpu.query.answers.evidence import Evidences
from zhengpu.query.meaning import Meaning, Partners, Set, Top, Via, Where, kind_of, parts
from zhengpu.query.rows.fetch import members
from zhengpu.query.words.catalogued import DocumentEntry, KnownNames

__all__ = ["Items"]

_TARGET = """SELECT ?x ?d ?text ?indicator ?op ?value ?min ?max ?from ?unit ?day ?code ?nvalue ?nunit WHERE {{ VALUES ?x {{ {0} }}
  ?x zp:inDocument ?d ; zp:text ?text ; zp:comparator ?op . OPTIONAL {{ ?x zp:indicator ?indicator }} OPTIONAL {{ ?x schema:value ?value }}
  OPTIONAL {{ ?x schema:minValue ?min }} OPTIONAL {{ ?x schema:maxValue ?max }} OPTIONAL {{ ?x zp:fromValue ?from }}
  OPTIONAL {{ ?x schema:unitText ?unit }} OPTIONAL {{ ?x zp:deadline ?day }} OPTIONAL {{ ?x zp:deadlineText ?code }}
  OPTIONAL {{ ?x zp:normalisedValue ?nvalue }} OPTIONAL {{ ?x zp:normalisedUnit ?nunit }} }}"""
_FUNDING = """SELECT ?x ?d ?funder ?share ?amount ?object WHERE {{ VALUES ?x {{ {0} }} ?x zp:inDocument ?d ; zp:funder ?funder .
  OPTIONAL {{ ?x zp:share ?share }} OPTIONAL {{ ?x zp:amount ?amount }} OPTIONAL {{ ?x zp:object ?object }} }}"""
_TASK_SECTION = "SELECT ?x ?path WHERE {{ VALUES ?x {{ {0} }} ?x zp:inSection ?s . ?s zp:path ?path }}"
_OF_PAPERS = {"dct:publisher", "zp:recipient", "zp:copiedTo", "zp:interpretedBy", "zp:approvedBy"}
_DAYS = {"zp:effective", "zp:validity"}
"""What a paper says of its force: a day, or words for one."""


class Items:
    """Makes items for one question."""

    def __init__(self, store: Store, wording: KnownNames, ontology: Ontology) -> None:
        self._store, self._wording, self._ontology = store, wording, ontology
        self.evidences = Evidences(store, wording)

    def of(self, meaning: Meaning, things: Sequence[Iri]) -> tuple[AnswerItem, ...]:
        """Items of these things, in the order in which the plans print them."""
        if not things:
            return ()
        match kind_of(meaning):
            case "zp:Task":
                return tuple(self._tasks(meaning, things))
            case "zp:Unit" | "zp:UnitGroup":
                return tuple(self._units(meaning, things))
            case "zp:Target":
                return tuple(self._targets(meaning, things))
            case "zp:Funding":
                return tuple(self._funding(meaning, things))
            case "zp:Section":
                return tuple(self._sections(meaning, things))
            case "zp:Document" | "zp:Policy":
                return tuple(self._papers(meaning, things))
            case _:
                return tuple(self._named(meaning, things))

    def described(self, meaning: Meaning, rows: Sequence[tuple[Cell, ...]], attributes: Sequence[str]) -> Iterator[AnswerItem]:
        """Items whose point is an attribute: a text, a number, a date."""
        things = list(dict.fromkeys(Iri(str(row[0])) for row in rows))
        base = {item.iri: item for item in self.of(meaning, things)}
        quotes = self.evidences.statement(things, attributes)
        for x, *values in rows:
            iri = Iri(str(x))
            for value in values:
                if value is None or iri not in base:
                    continue
                evidence = quotes.get(iri) or base[iri].evidence
                if "zp:text" in attributes:
                    evidence = self.evidences.paragraph(self._wording.task[iri]) or evidence
                    yield replace(base[iri], text=str(value), evidence=evidence)
                elif "rdfs:label" in attributes:
                    yield replace(base[iri], text=str(value), evidence=evidence)
                elif all(map(self._is_text, attributes)):
                    yield replace(base[iri], text=str(value), label=str(value), evidence=self._printing(iri, str(value)) or evidence)
                else:
                    yield replace(base[iri], date=str(value), label=date_text(str(value)), evidence=evidence)

    def _is_text(self, attribute: str) -> bool:
        """Whether an attribute is the paper's own wording, no day."""
        relation = self._ontology.relations.get(attribute)
        own = relation is not None and relation.literal and relation.domain == "zp:Document" and relation.range is None
        return attribute == "dct:title" or (own and attribute not in _DAYS)

    def _printing(self, document: Iri, words: str) -> tuple[EvidenceItem, ...]:
        """Where the document prints these words first."""
        at = (self._store.text(document) or "").find(words)
        return (EvidenceItem(document.rsplit("/", 1)[-1], words, at, at + len(words)),) if at >= 0 else ()

    def _tasks(self, meaning: Meaning, things: Sequence[Iri]) -> Iterator[AnswerItem]:
        evidence = self.evidences.of(meaning, things)
        sections = {str(x): str(path) for x, path in self._store.query(_TASK_SECTION.format(_values(things)))}
        match, words = _match(meaning), _words(meaning)
        entries = list(self._wording.task.several(things).values())
        titled = {t.iri for t in entries if match != "fact" and any(word in t.title for word in words)}
        if not isinstance(meaning, Top):
            entries.sort(key=lambda t: (t.iri not in titled, t.document, t.number))
        for task in entries:
            yield self._placed(
                AnswerItem(
                    task.iri,
                    "Task",
                    task.title,
                    task.number,
                    sections.get(task.iri),
                    text=task.text,
                    match="title" if task.iri in titled else match,
                    evidence=evidence[task.iri],
                ),
                task.document,
            )

    def _units(self, meaning: Meaning, things: Sequence[Iri]) -> Iterator[AnswerItem]:
        tasks, roles = self._clauses_of(meaning)
        duties = self.evidences.duties(tasks, things, roles)
        others = self.evidences.of(meaning, [iri for iri in things if iri not in duties])
        printed = self._printed(meaning, others)
        order = (
            things
            if isinstance(meaning, Top)
            else sorted(things, key=lambda i: (i not in duties, duties[i].order if i in duties else _printed_at(others.get(i, ())), i))
        )
        for iri in order:
            name = self._wording.name.get(iri)
            if name is None:
                continue
            duty = duties.get(iri)
            label = max(duty.printed, key=lambda p: duty.printed[p]) if duty and tasks else printed.get(iri) or name.label
            roles_of = tuple(self._role(r) for r in duty.roles) if duty else None
            quotes = tuple(duty.evidence) if duty else others.get(iri, ())
            yield AnswerItem(
                iri, "Unit", label, canonical=name.full, roles=roles_of, document=quotes[0].document if quotes else None, evidence=quotes
            )

    def _clauses_of(self, meaning: Meaning) -> tuple[list[Iri], tuple[str, ...]]:
        """The tasks through which units were reached, and in which roles; no tasks stands for all."""
        for part in parts(meaning):
            if isinstance(part, Via) and part.kind == "zp:Unit" and kind_of(part.source) == "zp:Task":
                tasks = [] if _everything(part.source) else self.members(part.source)
                return tasks, part.step.relations
            if isinstance(part, Partners):
                shared = Via(part.source, part.step, "zp:Task")
                return self.members(shared), part.step.relations
        return [], ("zp:takesPartIn",)

    def members(self, found: Set) -> list[Iri]:
        """The things of a set."""
        return members(self._store, found)

    def _printed(self, meaning: Meaning, units: dict[Iri, tuple[EvidenceItem, ...]]) -> dict[Iri, str]:
        """Units of the head matter as their own quote prints them."""
        relations = {r for p in parts(meaning) if isinstance(p, Via) for r in p.step.relations}
        if not units or not relations & _OF_PAPERS:
            return {}
        return {
            iri: quotes[0].quote.replace("\n", "").replace(" ", "") for iri, quotes in units.items() if quotes and len(quotes[0].quote) < 40
        }

    def _role(self, iri: str) -> str:
        return next((r.label for r in self._ontology.roles() if expand(f"zp:{r.key}") == iri), local(iri))

    def _targets(self, meaning: Meaning, things: Sequence[Iri]) -> Iterator[AnswerItem]:
        evidence = self.evidences.of(meaning, things)
        tasks = self._wording.owners(things)
        rows = {Iri(str(row[0])): row for row in self._store.query(_TARGET.format(_values(things)))}
        for iri in sorted(rows, key=lambda i: (rows[i][1], tasks[i].number if i in tasks else 0, i)):
            _, d, text, indicator, op, value, low, high, start, unit, day, code, nvalue, nunit = rows[iri]
            first, second = _ends(value, low, high, start)
            task = tasks.get(iri)
            yield self._placed(
                AnswerItem(
                    iri, "Target", str(indicator or text), task.number if task else None, text=str(text),
                    indicator=_text(indicator), value=first,
                    value2=second, unit=_text(unit), op=str(op), deadline=_text(day or code),
                    normalised=f"{nvalue}{nunit or ''}" if nvalue is not None else None, evidence=evidence[iri],
                ),
                Iri(str(d)),
            )  # fmt: skip

    def _funding(self, meaning: Meaning, things: Sequence[Iri]) -> Iterator[AnswerItem]:
        evidence = self.evidences.of(meaning, things)
        tasks = self._wording.owners(things)
        rows = {Iri(str(row[0])): row for row in self._store.query(_FUNDING.format(_values(things)))}
        for iri in sorted(rows):
            _, d, funder, share, amount, what = rows[iri]
            part = Decimal(str(share)) if share is not None else None
            task = tasks.get(iri)
            yield self._placed(
                AnswerItem(
                    iri, "Funding", f"{funder}{part or ''}{'%' if part is not None else ''}", task.number if task else None,
                    funder=str(funder),
                    share=part, amount=_text(amount), sum=_sum(_text(amount), part), object=_text(what), evidence=evidence[iri],
                ),
                Iri(str(d)),
            )  # fmt: skip

    def _sections(self, meaning: Meaning, things: Sequence[Iri]) -> Iterator[AnswerItem]:
        evidence = self.evidences.of(meaning, things)
        own = {iri: evidence[iri] for iri in things}
        known = self._wording.section.several(things).values()
        for section in sorted(known, key=lambda s: (s.document, own[s.iri][:1] and own[s.iri][0].start)):
            yield self._placed(
                AnswerItem(section.iri, "Section", section.label, path=section.path, section=section.path, evidence=own[section.iri]),
                section.document,
            )

    def _papers(self, meaning: Meaning, things: Sequence[Iri]) -> Iterator[AnswerItem]:
        evidence = self.evidences.of(meaning, things)
        numbers = {
            str(x): str(n)
            for x, n in self._store.query(f"SELECT ?x ?n WHERE {{ VALUES ?x {{ {_values(things)} }} ?x zp:documentNumber ?n }}")
        }
        for iri in _as_printed(meaning, things, evidence):
            document = self._wording.document.get(iri)
            name = self._wording.name.get(iri)
            label = document.title if document else name.label if name else local(iri)
            key = iri.rsplit("/", 1)[-1]
            yield AnswerItem(
                iri, "Document" if document else "Policy", label,
                document=key if document else (evidence[iri][0].document if evidence[iri] else None),
                document_number=numbers.get(iri), document_title=label, canonical=name.full if name else None, evidence=evidence[iri],
            )  # fmt: skip

    def _named(self, meaning: Meaning, things: Sequence[Iri]) -> Iterator[AnswerItem]:
        evidence = self.evidences.of(meaning, things)
        kind = local(self._ontology.kind(kind_of(meaning)).iri)
        for iri in _as_printed(meaning, things, evidence):
            name = self._wording.name.get(iri)
            quotes = evidence[iri]
            if name:
                yield AnswerItem(iri, kind, name.label, document=quotes[0].document if quotes else None, evidence=quotes)

    def _placed(self, item: AnswerItem, document: Iri) -> AnswerItem:
        entry: DocumentEntry | None = self._wording.document.get(document)
        return replace(
            item,
            document=document.rsplit("/", 1)[-1],
            document_number=entry.number if entry else None,
            document_title=entry.title if entry else None,
        )


def _as_printed(meaning: Meaning, things: Sequence[Iri], evidence: Mapping[Iri, Sequence[EvidenceItem]]) -> Sequence[Iri]:
    """Things in the order in which the plans print them, whatever order a store gives; a ranking keeps its own."""

    def place(iri: Iri) -> tuple[str, int, Iri]:
        quotes = evidence[iri]
        return (quotes[0].document, quotes[0].start, iri) if quotes else ("", -1, iri)

    return things if isinstance(meaning, Top) else sorted(things, key=place)


def _printed_at(quotes: Sequence[EvidenceItem]) -> int:
    """Where a thing is printed first: bodies that are addressed come in the order of their list."""
    return min((quote.start for quote in quotes), default=0)


def _values(things: Sequence[Iri]) -> str:
    return " ".join(map(iri_text, things))


def _text(cell: Cell) -> str | None:
    return None if cell is None else str(cell)


def _ends(value: Cell, low: Cell, high: Cell, start: Cell) -> tuple[Decimal | None, Decimal | None]:
    """Value and second value: a range has two, a from–to its start and its end."""

    def number(cell: Cell) -> Decimal | None:
        return None if cell is None else Decimal(str(cell))

    if start is not None:
        return number(start), number(value)
    if value is not None:
        return number(value), None
    return number(low if low is not None else high), number(high) if low is not None else None


def _sum(amount: str | None, share: Decimal | None) -> str | None:
    """The payer's part worked out: 10万元, 25% → 2.5万元."""
    if not amount or share is None:
        return None
    digits = amount.rstrip("万亿元")
    try:
        part = Decimal(digits) * share / 100
    except ArithmeticError:
        return None
    return f"{part.normalize():f}{amount[len(digits) :]}"


def _everything(tasks: Set) -> bool:
    return type(tasks).__name__ == "Of"


def _words(meaning: Meaning) -> list[str]:
    """The words by which tasks were found."""
    return [str(part.value) for part in parts(meaning) if isinstance(part, Where) and part.operator == "contains"]


def _match(meaning: Meaning) -> str:
    """`title` or `text` where tasks were found by words alone, else `fact`."""
    attributes = {getattr(p, "attribute", None) for p in parts(meaning)}
    if any(isinstance(p, Via) and p.step.relations != ("zp:inDocument",) for p in parts(meaning)):
        return "fact"
    return "title" if "rdfs:label" in attributes else "text" if "zp:text" in attributes else "fact"
