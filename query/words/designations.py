"""Documents named as people name them: 综保区那份, 职教20条, 营商环境24号文, 县里那个, 国务院文件, 不属于自贸区文件的."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from zhengpu.graph.facts import Iri
from zhengpu.graph.numerals import read

__all__ = ["Designation", "DocumentBag", "designated", "load_designation_words"]

_LONGEST_PIECE, _WIDEST_GAP = 14, 3


@dataclass(frozen=True, slots=True)
class DocumentBag:
    """What a document may be called by, folded. `places`: forms of its place; `above`: of those it lies in; `size`: how many tasks."""

    iri: Iri
    title: str
    places: frozenset[str] = frozenset()
    above: frozenset[str] = frozenset()
    issuer: str = ""
    level: str | None = None
    number: str = ""
    year: int | None = None
    size: int = 0

    def issued_by(self, piece: str) -> bool:
        """Whether a name, cut short too, is that of one who issued it.

        >>> DocumentBag(Iri("urn:a"), "", issuer="国家邮政局 交通运输部").issued_by("交通部")
        True
        """
        if self.number.startswith(piece) and len(piece) > 1 and piece.isalpha():
            return True  # 国办, 浙政办: as its number begins
        return len(piece) > 2 and any(piece in issuer or _cut_short(piece, issuer) for issuer in self.issuer.split())

    def entitled(self, piece: str) -> bool:
        """Whether its title has these words, as they stand or cut short.

        >>> bag = DocumentBag(Iri("urn:a"), "国务院关于促进综合保税区高水平开放的若干意见")
        >>> [bag.entitled(piece) for piece in ("保税区", "综保区", "自贸区")]
        [True, True, False]
        """
        return piece in self.title or _cut_short(piece, self.title)


@dataclass(frozen=True, slots=True)
class Designation:
    """Where a question names documents. `single`: one is meant (那份); `whole`: all of them, which narrows nothing; `place`: by a bare place;
    `number`: so many are meant (那两份; 0: that is not said)."""

    start: int
    end: int
    documents: tuple[Iri, ...]
    single: bool = False
    whole: bool = False
    place: bool = False
    number: int = 0

    def name(self, text: str) -> str:
        """What the documents are called, without the word that joins others to them.

        >>> Designation(0, 3, ()).name("包头和广州两家")
        '包头'
        """
        marks = load_designation_words().marks
        return re.sub(f"(?:{marks['joined'].pattern}|{marks['apart'].pattern})$", "", text[self.start : self.end])


@dataclass(frozen=True, slots=True)
class DesignationWords:
    """`levels`: word → level; `places`, `papers`: lists by name; `marks`: patterns; `examples`: questions with what names documents in them."""

    levels: Mapping[str, str]
    places: Mapping[str, frozenset[str]]
    papers: Mapping[str, frozenset[str]]
    marks: Mapping[str, re.Pattern[str]]
    examples: tuple[tuple[str, str], ...]

    @property
    def nouns(self) -> frozenset[str]:
        """Every noun for a paper."""
        return frozenset().union(*self.papers.values())


@cache  # a constant of the installed program
def load_designation_words() -> DesignationWords:
    """Read `designations.toml`."""
    data = tomllib.loads(resources.files("zhengpu.query.words").joinpath("designations.toml").read_text("utf-8"))
    return DesignationWords(
        {word: level for level, words in data["level"].items() for word in words},
        {name: frozenset(words) for name, words in data["place"].items()},
        {name: frozenset(words) for name, words in data["paper"].items()},
        {name: re.compile(pattern) for name, pattern in data["mark"].items()},
        tuple((row["said"], row["found"]) for row in data["example"]),
    )


def designated(
    text: str,
    bags: Sequence[DocumentBag],
    small: Callable[[str], bool],
    taken: Collection[tuple[int, int]] = (),
    known: Iterable[Designation] = (),
    printed: Callable[[str], bool] = lambda word: True,
) -> list[Designation]:
    """Where a folded question names documents. `small`: words that never begin such a name; `taken`: spans that name something else;
    `known`: documents by their titles, numbers and places; `printed`: whether a text has these words.

    >>> bags = [DocumentBag(Iri("urn:a"), "职业教育改革实施方案", size=20), DocumentBag(Iri("urn:b"), "加快冷链物流发展若干措施", size=18)]
    >>> [(d.start, d.end, d.documents) for d in designated("职教20条里谁牵头", bags, lambda word: False)]
    [(0, 5, ('urn:a',))]
    """
    reader = _DesignationReader(text, bags, small, taken)
    found: list[Designation] = []
    for each in sorted(
        [*reader.all(), *map(reader.extended, known), *reader.unprinted(printed)], key=lambda d: (d.start - d.end, d.start)
    ):  # the longest first
        if all(each.end <= d.start or d.end <= each.start for d in found):
            found.append(each)
    return _joined(text, sorted(found, key=lambda d: d.start))


@dataclass(frozen=True, slots=True)
class _StillMeant:
    """The documents that are still meant on the way to the left, and what was said of them."""

    bags: tuple[DocumentBag, ...]
    start: int
    named: bool = False
    single: bool = False
    pointed: bool = False
    before: _StillMeant | None = None


class _DesignationReader:
    def __init__(self, text: str, bags: Sequence[DocumentBag], small: Callable[[str], bool], taken: Collection[tuple[int, int]]) -> None:
        self._text, self._bags, self._small = text, tuple(bags), small
        self._words = load_designation_words()
        self._spans = frozenset(taken)
        self._taken = [any(a <= at < b for a, b in taken) for at in range(len(text))]
        self._longest_noun = max(map(len, self._words.nouns))

    def all(self) -> Iterator[Designation]:
        for anchor, end in self._anchors():
            if any(self._taken[anchor.start : end]):
                continue
            kept = self._with_others(self._leftwards(anchor), end)
            if not kept.named or kept.start >= end:
                continue
            yield from self._finished(kept, end)
        yield from self._levels()
        yield from self._everything()

    def extended(self, known: Designation) -> Designation:
        """安徽工业互联网 什么时候发的: a place with words of the title behind it, where what follows is asked of the paper as such."""
        if not known.place:
            return known
        for end in range(min(len(self._text), known.end + _LONGEST_PIECE), known.end + 2, -1):
            piece = self._text[known.end : end]
            if self._words.marks["paper_asked"].match(self._text, end) and not any(self._taken[known.end : end]):
                there = tuple(b.iri for b in self._bags if b.iri in known.documents and b.entitled(piece))
                if there:
                    return replace(known, end=end, documents=there, place=False)
        return known

    def unprinted(self, printed: Callable[[str], bool]) -> Iterator[Designation]:
        """综保区的条目: what no text prints and is a title cut short can mean nothing but the paper."""
        for length in (4, 3):
            for start in range(len(self._text) - length + 1):
                piece = self._text[start : start + length]
                if any(self._taken[start : start + length]) or not all("\u4e00" <= c <= "\u9fff" for c in piece):
                    continue
                there = tuple(b.iri for b in self._bags if _cut_short(piece, b.title))
                if there and len(there) < len(self._bags) and not printed(piece):
                    yield Designation(start, start + length, there)

    def _levels(self) -> Iterator[Designation]:
        """县一级的只有哪一份, 哪些文件是国家层面发的: where documents are asked for, a level narrows them."""
        marks = self._words.marks
        if not marks["asks"].search(self._text):
            return
        for match in marks["aside"].finditer(self._text):
            who, span = match["who"], match.span("who")
            there = tuple(b for b in self._bags if who in b.places or b.issued_by(who))
            if there and len(there) < len(self._bags) and (span in self._spans or not any(self._taken[slice(*span)])):
                yield Designation(span[0], max(span[1], match.end("of")), tuple(b.iri for b in there))
        for match in marks["level"].finditer(self._text):
            there = tuple(b for b in self._bags if b.level == self._words.levels.get(match["level"]))
            if there and len(there) < len(self._bags) and not any(self._taken[slice(*match.span("level"))]):
                yield Designation(match.start(), match.end(), tuple(b.iri for b in there))

    def _finished(self, kept: _StillMeant, end: int) -> Iterator[Designation]:
        """With the word that takes it away (不看…, …以外)."""
        if len(kept.bags) == len(self._bags) and len(self._bags) > 1:
            return
        documents = tuple(b.iri for b in kept.bags)
        without = tuple(b.iri for b in self._bags if b.iri not in documents)
        before = self._words.marks["before"].search(self._text[: kept.start])
        after = self._words.marks["after"].search(self._text[end:])
        if (before or after) and without:
            yield Designation(before.start() if before else kept.start, end + after.end() if after else end, without)
        else:
            noun = re.search(f"(?:{'|'.join(sorted(self._words.nouns, key=len, reverse=True))})$", self._text[kept.start : end])
            if noun is not None and self._words.marks["asked"].search(self._text[: kept.start]):
                end = kept.start + noun.start()  # 哪些省的文件: the noun is what is asked for
            said = self._words.marks["many"].search(self._text, kept.start, end)
            yield Designation(kept.start, end, documents, kept.single, number=int(read(said["n"]) or 0) if said is not None else 0)

    def _anchors(self) -> Iterator[tuple[_StillMeant, int]]:
        """Where a name may end: a noun for a paper, a pointer, a number, a number of tasks."""
        text, words = self._text, self._words
        for start in range(len(text)):
            for end in range(start + 1, min(len(text), start + self._longest_noun) + 1):
                if (noun := text[start:end]) in words.nouns:
                    yield from self._nouns(noun, start, end)
                elif noun in words.places["pointers"]:
                    yield _StillMeant(self._bags, start, single=True, pointed=True), end
                elif noun in words.places["several"]:
                    yield _StillMeant(self._bags, start, pointed=True), end
                elif noun in words.places["vague"] and words.marks["closed"].match(text, end):
                    yield _StillMeant(self._bags, start, single=True, pointed=True), end
        for match in words.marks["number"].finditer(text):
            bags = tuple(b for b in self._bags if re.search(rf"\D{int(match['n'])}号$", b.number))
            plain = match.group().endswith("号")
            if bags and text[match.start() - 1 : match.start()] not in ("月", ")", "年"):
                yield _StillMeant(bags, match.start(), named=not plain), match.end()
        for match in words.marks["size"].finditer(text):
            bags = tuple(b for b in self._bags if b.size == read(match["n"]))
            if bags and match.start() and text[match.start() - 1] != "第":
                yield _StillMeant(bags, match.start()), match.end()

    def _nouns(self, noun: str, start: int, end: int) -> Iterator[tuple[_StillMeant, int]]:
        longer = self._text[start : end + 2]
        if any(longer[: end - start + more] in self._words.nouns for more in (1, 2) if len(longer) >= end - start + more):
            return
        said = tuple(b for b in self._bags if noun in b.title)
        if noun in self._words.papers["neutral"]:
            yield _StillMeant(self._bags, start), end
        elif said or noun not in self._words.papers["tasks"]:
            yield _StillMeant(said or self._bags, start), end

    def _leftwards(self, kept: _StillMeant) -> _StillMeant:
        """On to the left, as long as what stands there says something of the documents that are still meant."""
        while True:
            further = self._pointer(kept) or self._piece(kept, kept.start) or self._over_joint(kept)
            if further is None:
                return self._trimmed(kept)
            kept = further

    def _with_others(self, kept: _StillMeant, end: int) -> _StillMeant:
        """无废城市和消费扶贫两份文件: as many as are counted, named side by side."""
        said = self._words.marks["many"].search(self._text, kept.start, end)
        wanted = int(read(said["n"]) or 0) if said is not None and kept.named else 0
        while len(kept.bags) < wanted:
            joint = self._words.marks["linked"].search(self._text, 0, kept.start)
            other = self._piece(_StillMeant(self._bags, joint.start()), joint.start()) if joint is not None else None
            if other is None or not other.named:
                break
            kept = replace(kept, bags=tuple(dict.fromkeys((*other.bags, *kept.bags))), start=other.start)
        return kept

    def _pointer(self, kept: _StillMeant) -> _StillMeant | None:
        for name in ("pointers", "several", "vague"):
            for word in self._words.places[name]:
                if not kept.pointed and self._text.endswith(word, 0, kept.start):
                    alone = not kept.named and 0 < len(kept.bags) < len(self._bags)  # 那份通知, where there is one
                    return replace(
                        kept, start=kept.start - len(word), single=name != "several", pointed=True, named=kept.named or alone, before=kept
                    )
        return None

    def _over_joint(self, kept: _StillMeant) -> _StillMeant | None:
        for joint in sorted(self._words.places["joints"], key=len, reverse=True):
            if self._text.endswith(joint, 0, kept.start) and (further := self._piece(kept, kept.start - len(joint))) is not None:
                return further
        return None

    def _piece(self, kept: _StillMeant, end: int) -> _StillMeant | None:
        """The longest piece that ends here and that some of the documents are called by."""
        for start in range(max(0, end - _LONGEST_PIECE), end):
            piece = self._text[start:end]
            if any(self._taken[start:end]) and not ((start, end) in self._spans and self._issues(piece, kept.bags)):
                continue
            if (told := self._told(piece, kept.bags, end, kept.pointed)) is None:
                continue
            bags, names = told
            return replace(kept, bags=bags, start=start, named=kept.named or names, before=kept)
        return None

    def _issues(self, piece: str, bags: tuple[DocumentBag, ...]) -> bool:
        """国务院文件: a unit that issues papers names them, where they stand behind it."""
        return piece in self._words.levels or any(b.issued_by(piece) for b in bags)

    def _told(self, piece: str, bags: tuple[DocumentBag, ...], end: int, pointed: bool) -> tuple[tuple[DocumentBag, ...], bool] | None:
        """Of the documents, those a piece is said of, and whether it names them; None: of none."""
        year = self._words.marks["year"].fullmatch(piece)
        if year is not None:
            number = int(year["year"])
            dated = tuple(b for b in bags if b.year == (number if number > 99 else 2000 + number))
            return (dated, pointed) if dated else None  # 2024年的文件 asks for documents, it names none
        level = self._words.levels.get(piece)
        if level is not None and (len(piece) > 1 or self._text.startswith("的", end)):
            there = tuple(b for b in bags if b.level == level)
            if there:
                return there, True
        if len(piece) < 2:
            return None
        there = tuple(b for b in bags if piece in b.places) or tuple(b for b in bags if piece in b.above)
        if there:
            return there, True
        if any(self._words.papers["kinds"] & {piece}) or self._words.marks["counted"].fullmatch(piece):
            return bags, False
        there = tuple(b for b in bags if b.entitled(piece) or b.issued_by(piece))
        return (there, not self._small(piece)) if there else None

    def _trimmed(self, kept: _StillMeant) -> _StillMeant:
        """Without a small word at its beginning (支持综保区的文件)."""
        while kept.before is not None and self._small(self._text[kept.start : kept.before.start].rstrip("的")):
            kept = kept.before
        return kept

    def _everything(self) -> Iterator[Designation]:
        """手头这批文件, 这十一份: all of them."""
        words, every = self._words, tuple(b.iri for b in self._bags)
        nouns = "|".join(sorted(words.papers["neutral"], key=len, reverse=True))
        whole = "|".join(sorted(words.places["whole"], key=len, reverse=True))
        within = "|".join(sorted(words.places["within"], key=len, reverse=True))
        for match in re.finditer(rf"(?:{whole})+(?:的)?(?:{words.marks['whole'].pattern})?(?:{nouns})(?:{within})?", self._text):
            yield Designation(match.start(), match.end(), every, whole=True)
        for match in words.marks["whole"].finditer(self._text):
            if read(match["n"]) == len(every) > 1:
                rest = re.compile(rf"(?:{nouns})?(?:{within})?").match(self._text, match.end())
                yield Designation(match.start(), rest.end() if rest else match.end(), every, whole=True)


def _joined(text: str, found: Sequence[Designation]) -> list[Designation]:
    """包头和广州: both of them, not what lies in both."""
    out = list(found)
    joined = load_designation_words().marks["joined"]
    for n in range(len(out) - 1):
        a, b = out[n], out[n + 1]
        if not (a.whole or b.whole) and joined.fullmatch(text[a.end : b.start]):
            both = tuple(dict.fromkeys((*a.documents, *b.documents)))
            before = {d.start for d in out[:n] if d.documents == a.documents}
            apart = load_designation_words().marks["apart"].match(text, b.end)  # 包头和广州两家
            out[n + 1] = replace(b, documents=both, single=False, end=apart.end() if apart else b.end)
            out[: n + 1] = [
                replace(d, documents=both, single=False, end=b.start if d is a else d.end) if d is a or d.start in before else d
                for d in out[: n + 1]
            ]
    return out


def _cut_short(piece: str, title: str) -> bool:
    """Whether a piece is words of the title cut short: 综保区, 自贸区, 职教; its characters stand there in this order, close together."""
    if not 2 <= len(piece) <= 6 or not piece.isalpha() or piece.isascii():
        return False
    last = len(piece) - 1
    start = title.find(piece[0])
    while start >= 0:
        at = start
        for n, character in enumerate(piece[1:], 1):  # each word but the last but one is of two characters: 自(由)贸(易试验)区
            at = title.find(character, at + 1, at + 2 + (_WIDEST_GAP if n == last > 1 else 1))
            if at < 0:
                break
        else:
            return True
        start = title.find(piece[0], start + 1)
    return False
