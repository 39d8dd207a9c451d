"""Question text → items: names, task numbers, dates, numbers, small words, and the words that are left over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from zhengpu.graph.dates import Dates
from zhengpu.graph.facts import Iri
from zhengpu.graph.folding import Folding
from zhengpu.graph.lexicon import Hit, NamedThing
from zhengpu.graph.offices import Offices
from zhengpu.query.kinds import UNIT
from zhengpu.query.meaning import One
from zhengpu.query.words.catalogued import KnownNames
from zhengpu.query.words.designations import Designation, designated
from zhengpu.query.words.lattice import Item, Skip
from zhengpu.query.words.marks import Marks, Period, TaskNumbers
from zhengpu.query.words.strangers import STRANGER_COST, Strangers
from zhengpu.query.words.stretches import cover, latin, left_over, pieces, whole_words
from zhengpu.query.words.words import Words

__all__ = ["PLACED", "UNREAD", "DocumentScope", "FreeWords", "Linked", "Linker", "Period", "TaskNumbers"]


@dataclass(frozen=True, slots=True)
class FreeWords:
    """Words of the question that are no name. `quoted`: between quotation marks; `known`: they stand so in the graph."""

    text: str
    known: bool
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class DocumentScope:
    """Documents a question names: by title, number, place, level. `single`: one is meant (那份); `whole`: all, which narrows nothing;
    `place`: by a bare place; `number`: so many (那两份; 0: that is not said)."""

    start: int
    end: int
    documents: tuple[Iri, ...]
    label: str
    single: bool = False
    whole: bool = False
    place: bool = False
    number: int = 0


@dataclass(frozen=True, slots=True)
class Linked:
    """Everything recognised in a question. `text` is folded and as long as the question."""

    text: str
    items: tuple[Item, ...]
    skips: tuple[Skip, ...]
    scopes: tuple[DocumentScope, ...]
    strangers: tuple[str, ...]


_PAPER = re.compile(r"(?P<issuer>[\u4e00-\u9fff]{1,10})\(\s*\d{4}\s*\)\s*\d+\s*号")
_LOOSE_PAPER = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff]{1,10})\s*(?P<year>\d{4})\s*(?:年度?|[-—–－_/])?\s*第?\s*(?P<number>\d{1,4})\s*号(?:文件|文)?"
)
_QUOTED = re.compile(r"《([^《》]+)》|[“\"「『]([^“”\"「」『』]+)[”\"」』]")

_NAME_COST = 0.5
_KNOWN_COST, _UNKNOWN_COST, _LETTER_COST = 1.0, 2.4, 0.02
_PLACED_COST = 0.1
_JOINED_COST, _FRAMED_COST = 0.4, 1.0
_LONGEST_PHRASE = 40
PLACED = "placed"
"""The symbol of units that are called by the place their names begin with."""
UNREAD = Iri("urn:zhengpu:unread")
"""What stands for a document that a question names by its number and that has not been read."""


class Linker:
    """Finds everything in a question that a form may use. All costs are here and in the tables: what is longer and surer is cheaper."""

    def __init__(self, words: Words, dates: Callable[[], Dates], offices: Callable[[], Offices], folding: Folding) -> None:
        self._words, self._offices, self._folding = words, offices, folding
        self._marks, self._strangers = Marks(words, dates), Strangers(words, offices)

    def link(self, question: str, wording: KnownNames, today: date) -> Linked:
        """All items of the question, overlapping ones too; which hold is decided by the cheapest reading."""
        text = self._folding.fold(question)
        named = [*self._names(text, wording), *self._loose_numbers(text, wording)]
        named += [i for i in self._shortened(text, wording, named) if not self._elsewhere(text, i)]
        designations = self._designated(text, wording, named)
        called = [
            Item(
                d.start,
                d.end,
                ("Document", "Set"),
                One("zp:Document", d.documents, text[d.start : d.end]),
                text[d.start : d.end],
                _NAME_COST,
            )
            for d in designations
            if not d.whole and not d.place
        ]
        whole = {n.start for n in named if n.symbols[0] == "Document"}
        names = [*self._with_noun(text, named), *(i for i in called if i.start not in whole)]
        marks = self._marks.find(text, wording, today)
        papers = list(self._papers(text, wording, names))
        words, skips = list(self._small_words(text)), list(self._skips(text))
        strong = [*names, *papers, *(m for m in marks if m.symbols[0] != "number")]
        covered = cover(
            len(text),
            [(i.start, i.end) for i in (*strong, *marks, *words) if i.symbols[0] not in _NOUNS] + [(s.start, s.end) for s in skips],
        )
        hard = cover(len(text), [(i.start, i.end) for i in (*strong, *(w for w in words if not _soft(w)))])
        strangers = [_known_stem(s, wording) for s in self._strangers.find(text, names, covered, hard, wording.occurs)]
        names += [s for s in strangers if "stranger" not in s.symbols]
        strangers = [s for s in strangers if "stranger" in s.symbols]
        phrases = list(self._phrases(text, wording, covered, hard, {(s.start, s.end) for s in strangers}, names, words, skips))
        scopes = tuple(self._scopes(text, [*names, *papers], designations))
        places = {(d.start, d.end) for d in designations if d.place}
        territories = [Item(s.start, s.end, ("territory",), s, s.label, _NAME_COST) for s in scopes if (s.start, s.end) in places]
        odd = any(s.cost > STRANGER_COST for s in strangers) or any(isinstance(p.value, FreeWords) and not p.value.known for p in phrases)
        if not names and odd:
            sure = [(s.start, s.end) for s in strangers if s.cost <= STRANGER_COST]
            names = [
                i
                for hit in wording.lexicon.near(text, lambda word: wording.occurs(word) or self._offices().knows(word))
                if all(hit.start <= start and end <= hit.end and (hit.start, hit.end) != (start, end) for start, end in sure)
                for i in self._named(hit, 0.6, wording)
            ]
        does = any(w.symbols[0] in ("role", "by") for w in words)
        placed = _placed(text, wording, [*names, *papers], [(d.start, d.end) for d in designations], does=does)
        strangers = [s for s in strangers if not any(p.start <= s.start and s.end <= p.end for p in placed)]
        placed += [
            Item(at, at + len(head), ("Task", "Set"), One("zp:Task", iris, head), head, _NAME_COST)
            for head, iris in wording.title_heads.items()
            if (at := text.find(head)) >= 0
        ]
        items = (*names, *papers, *marks, *words, *strangers, *phrases, *territories, *placed)
        return Linked(text, items, tuple(skips), scopes, tuple(s.surface for s in strangers))

    # ── names ──

    def _names(self, text: str, wording: KnownNames) -> Iterator[Item]:
        """Every name but those with which a longer name of a unit ends: 财政局 in 新绛县财政局 is no name of its own."""
        units = set()
        for start, end in wording.lexicon.spans(text):  # of those with one end the longest comes first
            if end not in units:
                hit = wording.lexicon.hit(text, start, end)
                if any(thing.kind == UNIT and thing.iri for thing in hit.things):
                    units.add(end)
                yield from self._named(hit, 0.0, wording)

    def _elsewhere(self, text: str, item: Item) -> bool:
        """荆州市人民政府: a place before the name says whose it is, and it is another's."""
        places = self._offices().places
        for at in range(max(0, item.start - 8), item.start):
            place = places.leading(text[at:]) or ""
            if place and at + len(place) >= item.start:
                return True
        return False

    @staticmethod
    def _shortened(text: str, wording: KnownNames, names: Iterable[Item]) -> list[Item]:
        """Units by what people make of their names, where no known name stands."""
        taken = [(i.start, i.end) for i in names if i.symbols[0] in ("Unit", "Document", "Policy") and isinstance(i.value, One)]
        return [
            Item(s.start, s.end, ("Unit", "Set"), One(UNIT, s.iris, text[s.start : s.end]), text[s.start : s.end], _NAME_COST + s.cost)
            for s in wording.abbreviations.find(text)
            if not any(a < s.end and s.start < b for a, b in taken)
        ]

    def _designated(self, text: str, wording: KnownNames, names: Iterable[Item]) -> list[Designation]:
        """Documents by words of their titles, by place, level, number; what is called by its whole title is meant."""
        whole = [i for i in names if i.symbols[0] == "Document" and isinstance(i.value, One)]
        units = [(i.start, i.end) for i in names if "Unit" in i.symbols and isinstance(i.value, One) and i.value.iris]
        known = [Designation(i.start, i.end, i.value.iris) for i in whole if isinstance(i.value, One)]
        known += [
            Designation(start, end, documents, place=True)
            for start, end, documents in wording.territories(text)
            if not any(a <= start and end <= b and (a, b) != (start, end) for a, b in units)
        ]
        bags, found = wording.bags(text), {i for _, _, documents in wording.territories(text) for i in documents}
        known += [
            Designation(at, at + len(form), tuple(b.iri for b in bags if form in b.places), place=True)
            for form in {form for b in bags if b.iri not in found for form in b.places}
            if (at := text.find(form)) >= 0 and not any(a <= at and at + len(form) <= e for a, e in units)
        ]
        taken = [*units, *((i.start, i.end) for i in whole)]
        return designated(text, bags, self._begins_no_name, taken, known, wording.occurs)

    def _begins_no_name(self, word: str) -> bool:
        said = self._words.table.get(word, ())
        return word in self._words.skips or any(w.symbols[0] in _NO_NAMES for w in said)

    def _loose_numbers(self, text: str, wording: KnownNames) -> Iterator[Item]:
        """国发2018年38号文, 国发2018-38号: a number without its brackets."""
        for match in _LOOSE_PAPER.finditer(text):
            for start in range(match.start(), match.end("issuer")):
                printed = f"{text[start : match.end('issuer')]}〔{match['year']}〕{int(match['number'])}号"
                if things := wording.lexicon.things(printed):
                    yield from self._named(Hit(start, match.end(), text[start : match.end()], things), 0.0, wording)
                    break

    def _with_noun(self, text: str, names: list[Item]) -> list[Item]:
        """国发〔2018〕38号文件: the noun after a number or title belongs to it."""
        out = dict.fromkeys(names)
        for item in names:
            if item.symbols[0] in ("Document", "Policy"):
                for end in range(item.end + 1, min(len(text), item.end + self._words.longest) + 1):
                    if text[item.end : end] in self._paper_nouns:
                        out[replace(item, end=end, surface=text[item.start : end])] = None
        return list(out)

    @cached_property
    def _paper_nouns(self) -> frozenset[str]:
        return frozenset(s for s, words in self._words.table.items() if any(w.symbols[-1] in ("kind.Document", "papernoun") for w in words))

    @cached_property
    def _withs(self) -> frozenset[str]:
        return frozenset(s for s, words in self._words.table.items() if len(s) == 1 and any(w.symbols == ("with",) for w in words))

    @cached_property
    def _related(self) -> tuple[str, ...]:
        return tuple(s for s, words in self._words.table.items() if any(w.symbols == ("related",) for w in words))

    @cached_property
    def _joints(self) -> frozenset[str]:
        return frozenset(s for s, words in self._words.table.items() if len(s) == 1 and any(w.symbols == ("de",) for w in words))

    def _named(self, hit: Hit, extra: float, wording: KnownNames) -> Iterator[Item]:
        """One item for each kind of thing the name may stand for."""
        by_kind: dict[str, list[NamedThing]] = {}
        for thing in hit.things:
            by_kind.setdefault(thing.kind, []).append(thing)
        for kind, things in by_kind.items():
            name = kind.partition(":")[2]
            symbols: tuple[str, ...] = (name, "Set")
            value = One(kind, tuple(sorted(Iri(t.iri) for t in things if t.iri)), hit.surface)
            if kind == "zp:UnitGroup":
                group = ("Group",) if set(value.iris) & wording.work_groups else ()
                symbols, value = ("Unit", *group, "Set"), One("zp:Unit", value.iris, hit.surface)
            yield Item(hit.start, hit.end, symbols, value, hit.surface, _NAME_COST + extra)

    def _papers(self, text: str, wording: KnownNames, names: Iterable[Item]) -> Iterator[Item]:
        """Numbers of documents and quoted titles that the graph does not know, and quotations."""
        known = {(i.start, i.end) for i in names}
        for match in _PAPER.finditer(text):
            if not any(s >= match.start() and e == match.end() for s, e in known):
                for start in range(
                    match.start(), match.end("issuer")
                ):  # how much of the words before belongs to it is for the reading to say
                    printed = text[start : match.end()]
                    yield Item(start, match.end(), ("Policy", "Set"), One("zp:Policy", (), printed), printed, _NAME_COST)
        for match in _QUOTED.finditer(text):
            inner = match[1] or match[2]
            span = match.span(1) if match[1] else match.span(2)
            for item in names:
                if (item.start, item.end) == span:
                    yield Item(match.start(), match.end(), item.symbols, item.value, item.surface, _NAME_COST)
            if match[1] and span not in known:
                found = wording.policies(inner) if len(inner) >= 6 else ()
                yield Item(match.start(), match.end(), ("Policy", "Set"), One("zp:Policy", found, inner), match.group(), _NAME_COST)
            yield Item(match.start(), match.end(), ("phrase",), FreeWords(inner, wording.occurs(inner), True), match.group(), _KNOWN_COST)

    @staticmethod
    def _scopes(text: str, names: Iterable[Item], designations: Iterable[Designation]) -> Iterator[DocumentScope]:
        seen: dict[tuple[int, int], DocumentScope] = {}
        for item in names:
            if item.symbols[0] == "Document" and isinstance(item.value, One):
                seen[item.start, item.end] = DocumentScope(item.start, item.end, item.value.iris, item.surface)
            elif item.symbols[0] == "Policy" and isinstance(item.value, One) and _PAPER.fullmatch(item.surface):
                seen[item.start, item.end] = DocumentScope(item.start, item.end, (UNREAD,), item.surface)  # nothing of it is in the graph
        for d in designations:
            seen[d.start, d.end] = DocumentScope(d.start, d.end, d.documents, d.name(text), d.single, d.whole, d.place, d.number)
        spans = list(seen)
        for (start, end), scope in sorted(seen.items()):
            if not any(s <= start and end <= e and (s, e) != (start, end) for s, e in spans):
                yield scope

    # ── words ──

    def _small_words(self, text: str) -> Iterator[Item]:
        for start, end in pieces(text, self._words.longest):
            for word in self._words.table.get(text[start:end], ()):
                yield Item(start, end, word.symbols, word.value, text[start:end], word.cost)

    def _skips(self, text: str) -> Iterator[Skip]:
        for start, end in pieces(text, self._words.longest):
            if (cost := self._words.skips.get(text[start:end])) is not None:
                yield Skip(start, end, text[start:end], cost)

    def _phrases(
        self,
        text: str,
        wording: KnownNames,
        covered: list[bool],
        hard: list[bool],
        taken: set[tuple[int, int]],
        names: list[Item],
        words: list[Item],
        skips: list[Skip],
    ) -> Iterator[Item]:
        """Stretches with at least one character that nothing else explains, or that stand so in the graph."""
        bounds = sorted(
            {
                0,
                len(text),
                *(i.start for i in (*names, *words)),
                *(i.end for i in (*names, *words)),
                *(s.start for s in skips),
                *(s.end for s in skips),
            }
        )
        runs = list(left_over(covered, hard))
        shifts = (p for p in range(1, len(text)) if latin(text[p]) != latin(text[p - 1]))
        bounds = sorted({*bounds, *(p for run in runs for p in run), *shifts})
        for at in (p for p in range(len(text)) if not covered[p]):
            yield Item(at, at + 1, ("scrap",), text[at], text[at], 1.0)
        done = set()
        whole = {(n.start, n.end) for n in names if "Unit" in n.symbols or n.symbols[0] == "Document"}
        for i, start in enumerate(bounds):
            occurs = True  # what does not occur occurs in nothing longer
            for end in bounds[i + 1 :]:
                if end - start > _LONGEST_PHRASE:
                    break
                if end - start < 2 or (start, end) in done or not whole_words(text, start, end):
                    continue
                done.add((start, end))
                piece = text[start:end]
                if any(a <= start and end <= b for a, b in whole):
                    continue  # a name is more than its words
                free = any(not covered[p] for p in range(start, end))
                occurs = occurs and wording.occurs(piece)
                if occurs and (free or end - start >= 4) and not self._all_small(text, start, end):
                    joined = (
                        _JOINED_COST if piece[0] in self._withs else 0
                    )  # 与知识产权有关: the first character joins, though a plan prints both
                    cost = _KNOWN_COST + joined + _LETTER_COST * (end - start)
                    yield Item(start, end, ("phrase",), FreeWords(piece, True), piece, cost)
                elif free and (start, end) not in taken and piece[-1] not in self._joints and any(s <= start and end <= e for s, e in runs):
                    yield Item(start, end, ("phrase",), FreeWords(piece, False), piece, _UNKNOWN_COST + self._framed(text, start, end))

    def _framed(self, text: str, start: int, end: int) -> float:
        """What unknown words pay for words that relate them: 火箭 is not known, not 与火箭有关."""
        joined = text[start] in self._withs and text.startswith(self._related, end)
        return _FRAMED_COST if joined or text[start] in self._joints or text[start:end].endswith(self._related) else 0

    def _all_small(self, text: str, start: int, end: int) -> bool:
        """Whether a stretch is one small word, or several of which none names a kind of thing."""
        said = self._words.table.get(text[start:end], ())
        if text[start:end] in self._words.skips or any(w.symbols[0] not in _NOUNS for w in said):
            return True
        reach = {start}
        for at in range(start, end):
            if at in reach:
                for stop in range(at + 1, min(end, at + self._words.longest) + 1):
                    piece = text[at:stop]
                    words = self._words.table.get(piece, ())
                    if piece in self._words.skips or (words and not any(w.symbols[0] in _CONTENT for w in words)):
                        reach.add(stop)
        return end in reach


_NOUNS = ("programmenoun", "projectnoun")
_NO_NAMES = frozenset({"role", "relation", "neg", "have", "in", "by", "who", "issue", "about", "related"})
"""Words that never begin the name of a document."""
_CONTENT = ("kind", "unitclass", "relation", "paynoun", *_NOUNS)
_SOFT = {
    "quantified",
    "number",
    "paynoun",
    "also",
    "in",
    "and",
    "or",
    "more",
    "fewer",
    "title",
    "measure",
    "aspect",
    "joint",
    "related",
    "share",
    "total",
    "rank",
    "than",
    "least",
    "most",
    "issue",
    "about",
    "have",
    "due",
    "neg",
    "de",
    "with",
    "counting",
    "each",
    "spread",
    "but",
    "figure",
    "equals",
    "to",
    "between",
    "within",
    "sumnoun",
    "partof",
    "portion",
    "differ",
    "greater",
    "smaller",
    "upper",
    "lower",
    "reaching",
    "charge",
    "whichlevel",
    "programmenoun",
    "projectnoun",
}


def _soft(word: Item) -> bool:
    """Words that may stand inside a name the graph does not know."""
    return word.symbols[0] in _SOFT or (len(word.surface) == 1 and word.symbols[0] == "role")


def _known_stem(stranger: Item, wording: KnownNames) -> Item:
    """公安, which looks like the name of another unit, for 市公安局: the name of the only unit that begins so."""
    iris = wording.abbreviations.stem(stranger.surface)
    if len(iris) != 1:
        return stranger
    return replace(stranger, symbols=("Unit", "Set"), value=One(UNIT, iris, stranger.surface), cost=_NAME_COST)


def _placed(text: str, wording: KnownNames, names: Iterable[Item], papers: Iterable[tuple[int, int]], *, does: bool) -> list[Item]:
    """Units by the places their names begin with, where no longer name stands and no paper is called by the place.

    `does`: something is said to be done; else a place that plans print in other names too (禾溪 of 禾溪产业园) is a word as any other.
    """
    taken = [*((i.start, i.end) for i in names if i.symbols[0] != "Place" and isinstance(i.value, One)), *papers]
    return [
        Item(start, end, ("Unit", "Set", PLACED), One(UNIT, iris, text[start:end]), text[start:end], _NAME_COST + _PLACED_COST)
        for start, end, iris in wording.unit_places.find(text)
        if not any(a < end and start < b for a, b in taken) and (does or not wording.elsewhere(text[start:end], iris))
    ]
