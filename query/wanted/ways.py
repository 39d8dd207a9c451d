"""Which kinds of reading a question may have: a table run from the top; a row that closes leaves nothing to those below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from zhengpu.query.asked.asked_kinds import Asked
from zhengpu.query.kinds import DOCUMENT, SECTION, TARGET, TASK, UNIT
from zhengpu.query.meanings.readings import QuestionReading
from zhengpu.query.papers.paper_terms import PaperVocabulary
from zhengpu.query.sense.narrowing import Narrowing
from zhengpu.query.sets.sets_wanted import of_sets
from zhengpu.query.spoken.utterance import Utterance
from zhengpu.query.wanted.composing import Composing
from zhengpu.query.wanted.dates_wanted import when
from zhengpu.query.wanted.documents_wanted import compared_documents, documents, head, latest, text
from zhengpu.query.wanted.figures_wanted import average, placed, share, table
from zhengpu.query.wanted.logic_wanted import logic, more_of_one, sets_apart
from zhengpu.query.wanted.paper_wanted import of_paper
from zhengpu.query.wanted.rankings_wanted import beats, by_date, compared, greatest, ranking, side_by_side
from zhengpu.query.wanted.series_wanted import beside_each_other, counted_things, numbered_so, of_numbers, side_by_side_numbers
from zhengpu.query.wanted.structure_wanted import of_structure
from zhengpu.query.wanted.tasks_wanted import tasks
from zhengpu.query.wanted.things_wanted import called_so, placed_units, sections, things
from zhengpu.query.wanted.truth_wanted import whether
from zhengpu.query.wanted.units_wanted import role_of, units
from zhengpu.query.wanted.values_wanted import money, targets, value
from zhengpu.query.words.designations import load_designation_words

__all__ = ["OWN", "OwnReading", "own_ways", "ways"]

OWN = frozenset({"sense: paper", "sense: structure", "sense: sets"})
"""Names of readings in which every word is said of the paper itself, of its parts, or of sets of tasks and units: no sentence of the paper
tells that better."""

Readings = Iterator[QuestionReading | None]
Fits = Callable[[Asked, Narrowing], bool]


class Way(NamedTuple):
    """A kind of reading: where it fits, how it is made, and where it closes the list (None: nowhere)."""

    name: str
    fits: Fits
    make: Callable[[Composing, Asked, Narrowing], Readings]
    closes: Fits | None = None


class OwnReading(NamedTuple):
    """A reading of a question of which every word is said of the paper itself."""

    name: str
    reading: QuestionReading


def own_ways(c: Composing, said: Utterance) -> Iterator[OwnReading]:
    """What is asked of the paper itself and of how it is built, whatever else its words might mean."""
    vocabulary = PaperVocabulary(c.builder.ontology, c.concepts, load_designation_words().nouns)
    wanted = vocabulary.asked(said, [paper.number for paper in c.builder.papers() if paper.number])
    for reading in of_paper(c, wanted) if wanted is not None else ():
        if reading is not None:
            yield OwnReading("sense: paper", reading)
            return
    for reading in of_structure(c, said):
        if reading is not None:
            yield OwnReading("sense: structure", reading)
            return
    for reading in of_sets(c, said):
        if reading is not None:
            yield OwnReading("sense: sets", reading)


def ways(asked: Asked, limits: Narrowing) -> Iterator[Way]:
    """The kinds of reading that fit, the surest first."""
    for way in WAYS:
        if way.fits(asked, limits):
            yield way
            if way.closes is not None and way.closes(asked, limits):
                return


def _always(a: Asked, x: Narrowing) -> bool:
    return True


def _paying(a: Asked, x: Narrowing) -> bool:
    """Who pays, what a payer's part is, how it is shared."""
    pays, shares = x.pays, bool(x.classes & {"share"}) and bool(x.classes & {"moneynoun", "payernoun"})
    if x.payers:
        return pays or shares or a.form == "value" or (a.kind == TASK and "moneynoun" in x.classes)
    if a.form == "value":
        return (pays or shares) and bool(x.words or x.quantities or "moneynoun" in x.classes)
    return a.kind == "zp:Funding" or (
        (pays or shares) and a.kind in (UNIT, None) and bool(x.words or x.numbers or x.quantities) and not x.parties
    )


def _units_of(a: Asked, x: Narrowing) -> bool:
    bare = a.kind is None and x.role is not None and not x.parties and x.among is None
    return a.kind == UNIT or (bare and bool(x.words or x.numbers or x.things))


def _counted(a: Asked, x: Narrowing) -> bool:
    """一年帮多少家: the measure counts what the words speak of."""
    return a.form == "count" and a.noun is None and a.kind in (UNIT, TASK) and any(w.must for w in x.words)


def _documents_beside(a: Asked, x: Narrowing) -> bool:
    """Two documents or more, named or asked for, set beside each other by how much they say."""
    more = x.place is not None or (x.compare in ("more", "fewer") and sum(len(p.sets) for p in x.parties) < 2)
    return more and (a.kind == DOCUMENT or (x.beside > 1 and a.form == "list" and a.kind in (TASK, None)))


def _documents_named(a: Asked, x: Narrowing) -> bool:
    """省里的文件有哪些: nothing but the documents themselves."""
    return x.papers and not x.facts and a.form == "list" and a.kind is None


def _documents_dated(a: Asked, x: Narrowing) -> bool:
    """哪份在前: of those that are named, or of all where documents are asked for."""
    meant = a.kind == DOCUMENT or (x.beside > 1 and a.kind in (UNIT, None))
    return meant and bool(x.classes & {"earliest", "latest"}) and not (x.words or x.parties)


WAYS: tuple[Way, ...] = (
    Way("documents beside each other", _documents_beside, compared_documents, _always),
    Way("documents named", _documents_named, lambda c, a, x: iter([c.out(c.builder.f_papers_meant(), a)]), _always),
    Way("documents by date", _documents_dated, latest, _always),
    Way(
        "head",
        lambda a, x: bool(x.facts) and not (a.kind == DOCUMENT and bool(x.periods or x.classes & {"earliest", "latest", "neg"})),
        head,
        _always,
    ),
    Way("numbers side by side", beside_each_other, side_by_side_numbers),
    Way("by numbers", of_numbers, numbered_so),
    Way("counted things", lambda a, x: a.form == "value" and a.noun is not None and a.measure == "个", counted_things),
    Way("units of places", lambda a, x: a.kind == "zp:Place", placed_units),
    Way("counts by kind", lambda a, x: a.form == "table", table, _always),
    Way("average", lambda a, x: a.form == "average", average, _always),
    Way("place", lambda a, x: a.form == "place", placed, _always),
    Way("share of tasks", lambda a, x: a.form == "share", share, _always),
    Way("difference", lambda a, x: a.form == "difference", compared, _always),
    Way("sets apart", lambda a, x: sets_apart(a, x) or more_of_one(a, x), logic, _always),
    Way("compared", lambda a, x: bool(x.compare) and sum(len(p.sets) for p in x.parties) >= 2, compared),
    Way(
        "values compared",
        lambda a, x: bool(x.compare) and not x.parties and "than" in x.classes and a.form in ("yesno", "list") and a.kind is None,
        lambda c, a, x: beats(c, x),
        _always,
    ),
    Way("whether", lambda a, x: a.form == "yesno", whether, _always),
    Way("when", lambda a, x: a.form == "date", lambda c, a, x: when(c, x), _always),
    Way("text", lambda a, x: a.form in ("text", "title"), text, _always),
    Way(
        "greatest",
        lambda a, x: (
            a.form == "value" and bool(x.classes & {"most", "least"}) and "moneynoun" in x.classes and not any(w.must for w in x.words)
        ),
        greatest,
    ),
    Way("role", lambda a, x: len(x.parties) == 1 and ("rolenoun" in x.classes or x.alternative) and x.narrow, role_of),
    Way("compared things", lambda a, x: x.two_units, side_by_side, _always),
    Way("money", _paying, money, lambda a, x: bool(x.payers) or a.kind == "zp:Funding"),
    Way("ranking", lambda a, x: x.place is not None and a.form != "value", ranking),
    Way("by date", lambda a, x: bool(x.classes & {"earliest", "latest"}) and a.kind in (TASK, TARGET), by_date),
    Way("value", lambda a, x: a.form == "value", value, _always),
    Way("value", _counted, value, lambda a, x: a.kind == UNIT and x.role is None and "takepart" not in x.classes),
    Way("units", _units_of, units, lambda a, x: a.kind == UNIT),
    Way("targets", lambda a, x: a.kind == TARGET or (a.kind is None and x.amount is not None), targets, _always),
    Way("sections", lambda a, x: a.kind == SECTION, sections, _always),
    Way("documents", lambda a, x: a.kind == DOCUMENT, documents, _always),
    Way(
        "things called so",
        lambda a, x: a.kind is None and a.explicit and bool(x.words or (a.noun and a.noun.has("relation"))) and not x.parties,
        called_so,
        lambda a, x: a.noun is not None and a.noun.content and not x.mention,  # 哪些展会 asks for no tasks
    ),
    Way("tasks", lambda a, x: a.kind in (TASK, None), tasks, _always),
    Way("things", _always, things),
)
"""In the order in which they are tried."""
