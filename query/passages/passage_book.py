"""Documents of the graph → their passages, looked up when a question first touches them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from zhengpu.graph.facts import Iri
from zhengpu.graph.folding import Folding
from zhengpu.graph.names import iri_text, local
from zhengpu.graph.store import Store
from zhengpu.query.passages.passage import DocumentPassage, PrintedAside, PrintedDuty, PrintedFact, sentences
from zhengpu.query.passages.passage_search import PassageSearch
from zhengpu.query.records.printed_cells import PrintedCell, PrintedCells, PrintedTable
from zhengpu.query.words.catalogued import KnownNames, TaskEntry

__all__ = ["PassageBook"]

_DUTIES = """SELECT ?t ?u ?role ?printed ?order ?start ?end ?rule WHERE {{ ?t zp:inDocument {0} ; zp:responsibility ?r .
  ?r prov:agent ?u ; zp:role ?role ; zp:printed ?printed ; zp:order ?order ; zp:evidence ?e . ?e oa:hasSource {0} ; oa:hasSelector ?p .
  ?p oa:start ?start ; oa:end ?end OPTIONAL {{ ?r zp:rule ?rule }} }}"""
_FACTS = """SELECT ?x ?p0 ?o ?start ?end WHERE {{ ?e oa:hasSource {0} . ?f zp:evidence ?e ; rdf:subject ?x ; rdf:predicate ?p0 ; rdf:object ?o .
  ?e oa:hasSelector ?p . ?p oa:start ?start ; oa:end ?end }}"""
_THINGS = """SELECT ?x ?k ?start ?end WHERE {{ VALUES ?k {{ zp:Target zp:Funding }} ?x zp:inDocument {0} ; a ?k ; zp:evidence ?e .
  ?e oa:hasSource {0} ; oa:hasSelector ?p . ?p oa:start ?start ; oa:end ?end }}"""
_PLACES = """SELECT ?x ?k ?start ?end WHERE {{ VALUES ?k {{ zp:Task zp:Section }} ?x zp:inDocument {0} ; a ?k ; zp:evidence ?e .
  ?e oa:hasSource {0} ; oa:hasSelector ?p . ?p oa:start ?start ; oa:end ?end }}"""

_KEPT = 8
"""Choices of documents whose searches are kept."""
_RUNNING = "running/"
"""How the names of the rules begin that read duties out of what a sentence itself says."""
_LABEL = 10
"""So many characters between two clauses are a label, no sentence."""
_BRACKET = 40
"""So long a bracket beside the sentences of a task is still one."""
_NOTE = 12
"""So short it tells of the sentences (（0.5分）) and is none itself."""
_ORDINAL = re.compile(r"[（(]?第?[\d一二三四五六七八九十百]+[）)]?[.．、条]?")
"""A number that stands alone counts what follows; it says nothing."""
_DATED = ("deadline", "deadlineText")


class PassageBook:
    """The passages of one state of the store."""

    def __init__(self, store: Store, wording: KnownNames, folding: Folding, cells: PrintedCells) -> None:
        self._store, self._wording, self._fold, self._cells = store, wording, folding.fold, cells
        self._kept: dict[Iri, tuple[DocumentPassage, ...]] = {}
        self._searches: dict[tuple[Iri, ...], PassageSearch] = {}

    def search(self, documents: Sequence[Iri]) -> PassageSearch:
        """A search of the passages of these documents, kept for the next question."""
        key = tuple(documents)
        if key not in self._searches:
            if len(self._searches) >= _KEPT:
                self._searches.pop(next(iter(self._searches)))
            self._searches[key] = PassageSearch(self.inside(key))
        return self._searches[key]

    def inside(self, documents: Iterable[Iri]) -> tuple[DocumentPassage, ...]:
        """The passages of these documents, in reading order."""
        return tuple(p for document in documents for p in self.of(document))

    def of(self, document: Iri) -> tuple[DocumentPassage, ...]:
        """The passages of one document; none where its text is not kept."""
        if document not in self._kept:
            self._kept[document] = tuple(self._read(document))
        return self._kept[document]

    def one_clause(self, task: Iri, documents: Iterable[Iri]) -> bool:
        """Whether all sentences of a task stand under one clause of duty: what the task is answered by then holds for each of them."""
        return len({p.duties for p in self.inside(documents) if p.task == task and p.duties}) <= 1

    def _read(self, document: Iri) -> list[DocumentPassage]:
        text, own = self._store.text(document) or "", iri_text(document)
        marks = sorted((int(str(a)), str(kind), Iri(str(x))) for x, kind, a, _ in self._store.query(_PLACES.format(own)))
        headings = self._wording.section.several(x for _, kind, x in marks if local(kind) == "Section")
        tasks = self._wording.task.several(x for _, kind, x in marks if local(kind) == "Task")
        duties = self._duties(own)
        page = _Page(document, text, self._facts(own))
        line: PrintedAside | None = None
        heading, bounds = "", [*(at for at, _, _ in marks), len(text)]
        out = page.passages((0, bounds[0]), None, "", "", ())
        for (start, _, iri), end in zip(marks, bounds[1:], strict=True):
            heading = headings[iri].label if iri in headings else heading
            title = tasks[iri].title if iri in tasks else ""
            if iri in headings:
                line = page.line(start)
            made = page.passages((start, end), iri if iri in tasks else None, title, heading, duties[iri])
            if iri in tasks:
                asides = (*page.asides((start, end), duties[iri]), *((line,) if line is not None else ()))
                brackets = {a.start for a in asides if a.end - a.start <= _NOTE}
                made = [replace(p, asides=asides, deadlines=page.deadlines(iri)) for p in made if p.start not in brackets]
            out += made
        for table in (table for table in self._cells.of(document) if table.torn):
            start, end = table.place
            out = [p for p in out if p.end <= start or end <= p.start]  # lines that run over its cells say nothing
            out += self._of_cells(page, table, tasks, duties)
        return sorted(out, key=lambda p: p.start)

    def _of_cells(
        self, page: _Page, table: PrintedTable, tasks: Mapping[Iri, TaskEntry], duties: Mapping[Iri, Sequence[PrintedDuty]]
    ) -> Iterator[DocumentPassage]:
        """The sentences of the cells of a table; of a task those of the cells that do not tell who does it, and until when."""
        for row, cells in table.rows():
            task = next(iter(table.tasks.get(row, ())), None)
            title = tasks[task].title if task is not None and task in tasks else ""
            rest = [cell for cell in cells if cell.column != table.titled]
            asides = tuple(page.aside(cell) for cell in rest if cell.column in table.told)
            groups = [cell for cell in rest if task is not None and cell.column not in table.told and not page.speaks(cell)]
            heading = "".join(page.said(cell) for cell in groups)
            own = [cell for cell in cells if cell not in groups and (cell.column == table.titled or cell.column not in table.told)]
            told = page.of_task(duties.get(task, ())) if task is not None else []
            days = page.deadlines(task) if task is not None else ()
            for cell in own:
                for said in page.sentences_of(cell):
                    yield replace(said, task=task, title=title, heading=heading, duties=(*told,), asides=asides, deadlines=days)

    def _duties(self, document: str) -> defaultdict[Iri, list[PrintedDuty]]:
        found: defaultdict[Iri, list[PrintedDuty]] = defaultdict(list)
        for t, u, role, printed, order, start, end, rule in self._store.query(_DUTIES.format(document)):
            running = str(rule).startswith(_RUNNING)
            found[Iri(str(t))].append(
                PrintedDuty(Iri(str(u)), local(str(role)), str(printed), int(str(order)), int(str(start)), int(str(end)), running)
            )
        return found

    def _facts(self, document: str) -> list[PrintedFact]:
        said = [(x, local(str(p)), o, a, b) for x, p, o, a, b in self._store.query(_FACTS.format(document))]
        there = [(x, "a", local(str(k)), a, b) for x, k, a, b in self._store.query(_THINGS.format(document))]
        facts = (PrintedFact(Iri(str(x)), p, str(o), int(str(a)), int(str(b))) for x, p, o, a, b in (*said, *there) if p != "topic")
        return sorted(facts, key=lambda f: (f.start, f.end, f.relation, f.value))


class _Page:
    """One document's text with what is printed where."""

    def __init__(self, document: Iri, text: str, facts: Sequence[PrintedFact]) -> None:
        self._document, self._text, self._facts = document, text, facts
        self._starts = [fact.start for fact in facts]
        self._dated = [fact for fact in facts if fact.relation in _DATED]

    def passages(
        self, place: tuple[int, int], task: Iri | None, title: str, heading: str, duties: Sequence[PrintedDuty]
    ) -> list[DocumentPassage]:
        """The sentences of a stretch; those before a clause of duty are what it is about, and the last clause holds for what follows.

        A sentence that says itself who does what is its own clause, and no other's.
        """
        said = [d for d in duties if d.running and place[0] <= d.start < place[1]]
        printed = [d for d in duties if d not in said]
        groups = self._together(sorted({(d.start, d.end) for d in printed if place[0] <= d.start < place[1]}))
        elsewhere = [d for d in printed if not place[0] <= d.start < place[1]]
        out, begin = [], place[0]
        for group in [*groups, ()]:
            end = group[0][0] if group else place[1]
            own = self._named(group or (groups[-1] if groups else ()), printed)
            for a, b in sentences(self._text, begin, max(begin, end)):
                inside = tuple(self._facts[n] for n in range(bisect_left(self._starts, a), bisect_left(self._starts, b)))
                mine = self._named([(d.start, d.end) for d in said if a <= d.start < b], said)
                held = (*mine, *own, *elsewhere)
                out.append(DocumentPassage(self._document, a, b, self._text[a:b], task, title, heading, held, inside))
            begin = max(begin, group[-1][1]) if group else begin
        return [p for p in out if _says(p.text)]

    def said(self, cell: PrintedCell) -> str:
        """What a cell says, its lines one behind the other."""
        return "".join(self._text[a:b] for a, b in cell.pieces)

    def speaks(self, cell: PrintedCell) -> bool:
        """Whether it says sentences: no number, no name of a group."""
        text = self.said(cell)
        return DocumentPassage(self._document, 0, len(text), text).speaks

    def sentences_of(self, cell: PrintedCell) -> Iterator[DocumentPassage]:
        """What a cell says, sentence by sentence."""
        text = self.said(cell)
        for start, end in sentences(text, 0, len(text)):
            if _says(text[start:end]):
                pieces = tuple(_within(cell.pieces, start, end))
                inside = (f for a, b in pieces for f in self._facts[bisect_left(self._starts, a) : bisect_left(self._starts, b)])
                place = pieces[0][0], pieces[-1][1]
                yield DocumentPassage(self._document, *place, text[start:end], facts=tuple(inside), pieces=pieces)

    def aside(self, cell: PrintedCell) -> PrintedAside:
        """A cell that holds for what the others of its row say."""
        return PrintedAside(*cell.pieces[0], self._text[slice(*cell.pieces[0])])

    def of_task(self, duties: Sequence[PrintedDuty]) -> list[PrintedDuty]:
        """All duties of a task, each unit once in a role, in the order of their places."""
        found = {(d.unit, d.role): d for d in sorted(duties, key=lambda d: (d.start, d.order), reverse=True)}
        return list(found.values())[::-1]

    def deadlines(self, task: Iri) -> tuple[PrintedFact, ...]:
        """The days that the graph has for a task, one of each."""
        return tuple({f.value: f for f in reversed(self._dated) if f.thing == task}.values())[::-1]

    def line(self, start: int) -> PrintedAside:
        """The line that begins at a place."""
        end = self._text.find("\n", start)
        end = len(self._text) if end < 0 else end
        return PrintedAside(start, end, self._text[start:end], heading=True)

    def asides(self, place: tuple[int, int], duties: Sequence[PrintedDuty]) -> list[PrintedAside]:
        """The clauses of duty of a stretch, and the brackets that stand alone between its sentences."""
        clauses = sorted({(d.start, d.end) for d in duties if not d.running and place[0] <= d.start < place[1]})
        bounds = [place[0], *(at for clause in clauses for at in clause), place[1]]
        between = zip(bounds[::2], bounds[1::2], strict=True)
        alone = [(a, b) for start, end in between for a, b in sentences(self._text, start, max(start, end)) if self._bracket(a, b)]
        return [PrintedAside(a, b, self._text[a:b]) for a, b in sorted([*clauses, *alone])]

    def _bracket(self, start: int, end: int) -> bool:
        return end - start <= _BRACKET and self._text[start] in "（(" and self._text[end - 1] in "）)"

    def _together(self, clauses: Sequence[tuple[int, int]]) -> list[tuple[tuple[int, int], ...]]:
        """Clauses with nothing but a label between them are one: 牵头单位：…, 责任单位：…."""
        rows: list[list[tuple[int, int]]] = []
        for clause in clauses:
            if rows and len("".join(self._text[rows[-1][-1][1] : clause[0]].split())) <= _LABEL:
                rows[-1].append(clause)
            else:
                rows.append([clause])
        return [tuple(row) for row in rows]

    def _named(self, clauses: Sequence[tuple[int, int]], duties: Sequence[PrintedDuty]) -> list[PrintedDuty]:
        """The duties of clauses in their own order; a unit that the plan prints in several forms in the one that stands here."""
        found: dict[tuple[Iri, str], tuple[int, PrintedDuty]] = {}
        for duty in duties:
            at = self._text.find(duty.printed, duty.start, duty.end)
            if (duty.start, duty.end) in clauses and at >= 0:
                found.setdefault((duty.unit, duty.role), (at, duty))
        return [duty for _, duty in sorted(found.values(), key=lambda pair: pair[0])]


def _says(text: str) -> bool:
    """Whether it is more than a mark or a number that counts what follows."""
    return sum(c.isalnum() for c in text) > 1 and _ORDINAL.fullmatch(text) is None


def _within(pieces: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where what stands at these places of the joined pieces stands in the document."""
    at = 0
    for first, last in pieces:
        a, b = max(first, first + start - at), min(last, first + end - at)
        if a < b:
            yield a, b
        at += last - first
