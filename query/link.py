"""Question text → items: names, task numbers, dates, numbers, small words, and the words that are left over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from graph.dates import DateMention, Dates
from graph.facts import Iri
from graph.folding import Folding
from graph.lexicon import Hit, Thing
from graph.numerals import ARABIC, HAN, read
from graph.offices import Offices
from query.meaning import One
from query.patterns import Item, Skip
from query.titles import short_titles
from query.wording import Wording
from query.words import Words

__all__ = ["UNREAD", "Linked", "Linker", "Period", "Phrase", "Scope", "TaskNumbers"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of the question that are no name. `quoted`: between quotation marks; `known`: they stand so in the graph."""

    text: str
    known: bool
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class TaskNumbers:
    """第3、5条, 第1至4条."""

    numbers: tuple[int, ...]
    printed: str


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time; `first` is None for “by then”. `code` holds what is no date (`monthly:10`). `relative`: counted from today."""

    first: date | None
    last: date | None
    code: str
    printed: str
    relative: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """Documents a question names: by title, number or place."""

    start: int
    end: int
    documents: tuple[Iri, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Linked:
    """Everything recognised in a question. `text` is folded and as long as the question."""

    text: str
    items: tuple[Item, ...]
    skips: tuple[Skip, ...]
    scopes: tuple[Scope, ...]
    strangers: tuple[str, ...]


_NUMERAL = rf"(?:{ARABIC}|{HAN})"
_NUMBER = re.compile(_NUMERAL)
_PAPER = re.compile(r"(?P<issuer>[\u4e00-\u9fff]{1,10})[〔\[(（【]\s*\d{4}\s*[〕\])）】]\s*\d+\s*号")
_LOOSE_PAPER = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff]{1,10})\s*(?P<year>\d{4})\s*(?:年度?|[-—–－_/])?\s*第?\s*(?P<number>\d{1,4})\s*号(?:文件|文)?"
)
_BRACKETS = re.compile(r"[\[(【〔](\d{4})[\])】〕](?=\s*\d+\s*号)")
_QUOTED = re.compile(r"《([^《》]+)》|[“\"「『]([^“”\"「」『』]+)[”\"」』]")
_LATIN = re.compile(r"[a-z0-9]")

_NAME_COST, _STRANGER_COST = 0.5, 0.9
_KNOWN_COST, _UNKNOWN_COST, _LETTER_COST = 1.0, 2.4, 0.02
_LONGEST_PHRASE = 40
UNREAD = Iri("urn:zhengpu:unread")
"""What stands for a document that a question names by its number and that has not been read."""


class Linker:
    """Finds everything in a question that a form may use. All costs are here and in the tables: what is longer and surer is cheaper."""

    def __init__(self, words: Words, dates: Callable[[], Dates], offices: Callable[[], Offices], folding: Folding) -> None:
        self._words, self._dates, self._offices, self._folding = words, dates, offices, folding

    def link(self, question: str, wording: Wording, today: date) -> Linked:
        """All items of the question, overlapping ones too; which hold is decided by the cheapest reading."""
        text = _BRACKETS.sub("〔\\1〕", self._folding.fold(question))
        named = [*self._names(text, wording), *self._loose_numbers(text, wording)]
        names = self._with_noun(text, [*named, *self._short_titles(text, wording, named)])
        marks = [*self._task_numbers(text), *self._sections(text, wording), *self._periods(text, today), *self._numbers(text)]
        papers = list(self._papers(text, wording, names))
        words, skips = list(self._small_words(text)), list(self._skips(text))
        strong = [*names, *papers, *(m for m in marks if m.symbols[0] != "number")]
        covered = _covered(
            len(text),
            [(i.start, i.end) for i in (*strong, *marks, *words) if i.symbols[0] not in _NOUNS] + [(s.start, s.end) for s in skips],
        )
        hard = _covered(len(text), [(i.start, i.end) for i in (*strong, *(w for w in words if not _soft(w)))])
        strangers = list(self._strangers(text, names, covered, hard))
        phrases = list(self._phrases(text, wording, covered, hard, {(s.start, s.end) for s in strangers}, names, words, skips))
        scopes = tuple(self._scopes(text, [*names, *papers], wording))
        places = {(start, end) for start, end, _ in wording.territories(text)}
        territories = [Item(s.start, s.end, ("territory",), s, s.label, _NAME_COST) for s in scopes if (s.start, s.end) in places]
        odd = any(s.cost > _STRANGER_COST for s in strangers) or any(isinstance(p.value, Phrase) and not p.value.known for p in phrases)
        if not names and odd:
            sure = [(s.start, s.end) for s in strangers if s.cost <= _STRANGER_COST]
            names = [
                i
                for hit in wording.lexicon.near(text, lambda word: wording.occurs(word) or self._offices().knows(word))
                if all(hit.start <= start and end <= hit.end and (hit.start, hit.end) != (start, end) for start, end in sure)
                for i in self._named(hit, 0.6, wording)
            ]
        items = (*names, *papers, *marks, *words, *strangers, *phrases, *territories)
        return Linked(text, items, tuple(skips), scopes, tuple(s.surface for s in strangers))

    # ── names ──

    def _names(self, text: str, wording: Wording) -> Iterator[Item]:
        for hit in wording.lexicon.overlapping(text):
            yield from self._named(hit, 0.0, wording)

    def _short_titles(self, text: str, wording: Wording, names: Iterable[Item]) -> Iterator[Item]:
        """Documents by some words of their titles and a noun for a document; what is called by its whole title is meant."""
        whole = {end for item in names if item.symbols[0] == "Document" for end in range(item.start + 1, item.end + 1)}
        for start, end, documents in short_titles(text, wording.entitled, self._paper_nouns, self._joints, whole):
            yield Item(start, end, ("Document", "Set"), One("zp:Document", documents, text[start:end]), text[start:end], _NAME_COST)

    def _loose_numbers(self, text: str, wording: Wording) -> Iterator[Item]:
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
    def _joints(self) -> frozenset[str]:
        return frozenset(s for s, words in self._words.table.items() if len(s) == 1 and any(w.symbols == ("de",) for w in words))

    def _named(self, hit: Hit, extra: float, wording: Wording) -> Iterator[Item]:
        """One item for each kind of thing the name may stand for."""
        by_kind: dict[str, list[Thing]] = {}
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

    def _papers(self, text: str, wording: Wording, names: Iterable[Item]) -> Iterator[Item]:
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
            yield Item(match.start(), match.end(), ("phrase",), Phrase(inner, wording.occurs(inner), True), match.group(), _KNOWN_COST)

    def _strangers(self, text: str, names: list[Item], covered: list[bool], hard: list[bool]) -> Iterator[Item]:
        """Names that look like a unit and are not in the graph: 县公安局; 广东省数据局 where the graph has another 省数据局."""
        ends = {i.end for i in names if "Unit" in i.symbols}
        starts = {i.start for i in names if "Unit" in i.symbols}
        for start, free in _runs(covered, hard):
            end = free + next((len(s) for s in self._words.unit_suffixes if text.startswith(s, free)), 0)
            place = self._offices().places.leading(text[start:]) or ""
            begin = start + len(place)
            if place and begin >= end and begin in starts:
                unit = max((i for i in names if i.start == begin and "Unit" in i.symbols), key=lambda i: i.end)
                yield self._stranger(text, start, unit.end, _STRANGER_COST)
                continue
            for cut in range(start, end - 1):
                if cut > start and not _LATIN.match(text[cut]) and covered[cut]:
                    continue
                name = text[cut:end]
                known = end not in ends and self._offices().knows(name)
                if known or (end not in ends and cut == start and name.endswith(self._words.unit_suffixes)):
                    yield self._stranger(text, cut, end, _STRANGER_COST if known else 2 * _STRANGER_COST)
                    break

    @staticmethod
    def _stranger(text: str, start: int, end: int, cost: float) -> Item:
        return Item(start, end, ("Unit", "Set", "stranger"), One("zp:Unit", (), text[start:end]), text[start:end], cost)

    def _scopes(self, text: str, names: Iterable[Item], wording: Wording) -> Iterator[Scope]:
        seen: dict[tuple[int, int], Scope] = {}
        for item in names:
            if item.symbols[0] == "Document" and isinstance(item.value, One):
                seen[item.start, item.end] = Scope(item.start, item.end, item.value.iris, item.surface)
            elif item.symbols[0] == "Policy" and isinstance(item.value, One) and _PAPER.fullmatch(item.surface):
                seen[item.start, item.end] = Scope(item.start, item.end, (UNREAD,), item.surface)  # nothing of it is in the graph
        for start, end, documents in wording.territories(text):
            seen.setdefault((start, end), Scope(start, end, documents, text[start:end]))
        spans = list(seen)
        for (start, end), scope in sorted(seen.items()):
            if not any(s <= start and end <= e and (s, e) != (start, end) for s, e in spans):
                yield scope

    # ── numbers and dates ──

    def _task_numbers(self, text: str) -> Iterator[Item]:
        for match in self._words.marks["task"].finditer(text):
            first = next(match[g] for g in ("a", "c", "d", "e", "f", "g", "h") if match[g])
            numbers = [_int(first)]
            if match["to"]:
                last = _int(match["b"])
                numbers = list(range(numbers[0], min(last, numbers[0] + 200) + 1))
            elif match["more"]:
                numbers += [_int(n) for n in _NUMBER.findall(match["more"])]
            yield Item(match.start(), match.end(), ("tasknumber",), TaskNumbers(tuple(numbers), match.group()), match.group(), 0.4)

    def _sections(self, text: str, wording: Wording) -> Iterator[Item]:
        for match in self._words.marks["section"].finditer(text):
            number = _int(match["n"])
            found = tuple(
                s.iri
                for s in wording.parts()
                if (value := read(re.sub(r"[^\d一二三四五六七八九十百]", "", s.path))) is not None and value == number
            )
            yield Item(match.start(), match.end(), ("Section", "Set"), One("zp:Section", found, match.group()), match.group(), 0.4)

    def _periods(self, text: str, today: date) -> Iterator[Item]:
        if not self._words.marks["dated"].search(text):
            return  # the table of dates is loaded only where there may be one
        for mention in self._dates().find(text, today.year, today):
            printed = text[mention.start : mention.end]
            relative = not re.search(r"\d{4}|二[〇零○]", printed)
            yield Item(mention.start, mention.end, ("period",), self._period(mention, printed, relative), printed, 0.4)

    def _period(self, mention: DateMention, printed: str, relative: bool) -> Period:
        """Year, half, quarter or month by how it is written; “by then” has no beginning, but 今年底前 means this year."""
        code = mention.code
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", code):
            return Period(None, None, code, printed, relative)
        last = date.fromisoformat(code)
        if whole := self._words.marks["span"].match(printed):  # 2022年到2025年 begins with 2022
            return Period(date(_int(whole["year"]), _int(whole["month"] or "1"), 1), last, code, printed, relative)
        months = next(m for pattern, m in self._words.periods if pattern.search(printed))
        if mention.role == "start":
            return Period(_begin(last, 12 if months is None else months), None, code, printed, relative)
        if months is None:
            return Period(date(last.year, 1, 1) if relative else None, last, code, printed, relative)
        return Period(_begin(last, months), last, code, printed, relative)

    def _numbers(self, text: str) -> Iterator[Item]:
        for match in self._words.marks["ordinal"].finditer(text):
            yield Item(match.start(), match.end(), ("ordinal",), _int(match["n"]), match.group(), 0.3)
        for match in _NUMBER.finditer(text):
            value = read(match.group())
            if value is not None:
                whole = int(value) if value == value.to_integral_value() else value
                yield Item(match.start(), match.end(), ("number",), whole, match.group(), 0.4)

    # ── words ──

    def _small_words(self, text: str) -> Iterator[Item]:
        for start, end in _pieces(text, self._words.longest):
            for word in self._words.table.get(text[start:end], ()):
                yield Item(start, end, word.symbols, word.value, text[start:end], word.cost)

    def _skips(self, text: str) -> Iterator[Skip]:
        for start, end in _pieces(text, self._words.longest):
            if (cost := self._words.skips.get(text[start:end])) is not None:
                yield Skip(start, end, text[start:end], cost)

    def _phrases(
        self,
        text: str,
        wording: Wording,
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
        runs = list(_runs(covered, hard))
        shifts = (p for p in range(1, len(text)) if bool(_LATIN.match(text[p])) != bool(_LATIN.match(text[p - 1])))
        bounds = sorted({*bounds, *(p for run in runs for p in run), *shifts})
        for at in (p for p in range(len(text)) if not covered[p]):
            yield Item(at, at + 1, ("scrap",), text[at], text[at], 1.0)
        done = set()
        whole = {(n.start, n.end) for n in names if "Unit" in n.symbols}
        papers = [(n.start, n.end) for n in names if n.symbols[0] == "Document"]
        for i, start in enumerate(bounds):
            occurs = True  # what does not occur occurs in nothing longer
            for end in bounds[i + 1 :]:
                if end - start > _LONGEST_PHRASE:
                    break
                if end - start < 2 or (start, end) in done or not _whole_words(text, start, end):
                    continue
                done.add((start, end))
                piece = text[start:end]
                if (start, end) in whole or any(a <= start and end <= b for a, b in papers):
                    continue  # a name is more than its words
                free = any(not covered[p] for p in range(start, end))
                occurs = occurs and wording.occurs(piece)
                if occurs and (free or end - start >= 4) and not self._all_small(text, start, end):
                    yield Item(start, end, ("phrase",), Phrase(piece, True), piece, _KNOWN_COST + _LETTER_COST * (end - start))
                elif free and (start, end) not in taken and piece[-1] not in self._joints and any(s <= start and end <= e for s, e in runs):
                    yield Item(start, end, ("phrase",), Phrase(piece, False), piece, _UNKNOWN_COST)

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


def _begin(last: date, months: int) -> date:
    """The first day of so many months that end with this one (0: that day)."""
    if not months:
        return last
    whole = last.year * 12 + last.month - months
    return date(whole // 12, whole % 12 + 1, 1)


def _pieces(text: str, longest: int) -> Iterator[tuple[int, int]]:
    for start in range(len(text)):
        for end in range(start + 1, min(len(text), start + longest) + 1):
            if _whole_words(text, start, end):
                yield start, end


def _whole_words(text: str, start: int, end: int) -> bool:
    """Latin words and numbers are not cut."""
    before, after = text[start - 1 : start], text[end : end + 1]
    latin = _LATIN.match
    return not (before and latin(before) and latin(text[start])) and not (after and latin(after) and latin(text[end - 1]))


def _covered(length: int, spans: Iterable[tuple[int, int]]) -> list[bool]:
    out = [False] * length
    for start, end in spans:
        for at in range(start, end):
            out[at] = True
    return out


def _runs(covered: list[bool], hard: list[bool]) -> Iterator[tuple[int, int]]:
    """Maximal stretches without a hard word, trimmed to where something is left over."""
    start = None
    for at in range(len(hard) + 1):
        if at < len(hard) and not hard[at]:
            start = at if start is None else start
        elif start is not None:
            free = [p for p in range(start, at) if not covered[p]]
            if free:
                yield start, at
                if (free[0], free[-1] + 1) != (start, at):
                    yield free[0], free[-1] + 1
            start = None


def _int(numeral: str) -> int:
    return int(read(numeral) or 0)
