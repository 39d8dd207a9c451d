"""What is called how, which things, where to, by what means: the parts of a sentence that may be named for an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zhengpu.graph.compact_text import CompactText
from zhengpu.query.answer import AnswerItem
from zhengpu.query.kinds import TARGET, TASK, UNIT
from zhengpu.query.passages.alignment import PHRASES, Alignment
from zhengpu.query.passages.passage import DocumentPassage
from zhengpu.query.passages.passage_question import PassageAnswer, PassageQuestion, PassageQuotes
from zhengpu.query.phrases.name_rows import name_rows
from zhengpu.query.phrases.named_nouns import named_nouns
from zhengpu.query.phrases.sentence_parts import load_part_words, sentence_parts

__all__ = ["PassageParts"]

_MOST = 8
"""So many parts of a sentence compete."""
_TAIL = 2
"""So many characters end a part as the noun which is asked for ends."""
_HALF, _OFTEN = 0.5, 0.3
"""Several are asked for, words are asked for, so likely by the manner."""
_MUCH, _NAMELESS = 0.4, 0.6
"""What says so much of the question is called so by itself, though less surely than what stands in quotation marks."""
_Places = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _NameablePart:
    """Something that may be named, as one or as several. `sort`: see `SentencePart`, `NamedNoun` (noun) and `NameRow` (row); `edge`: how it
    begins; `kind`: the stretch that says what the members of a row are."""

    places: _Places
    sort: str
    led_by: str = ""
    edge: str = ""
    kind: tuple[int, int] = (0, 0)
    rest: bool = False


@dataclass(frozen=True, slots=True)
class _Told:
    part: _NameablePart
    signs: tuple[tuple[str, float], ...]
    worth: float


class PassageParts:
    """Reads parts out of passages for one question."""

    def __init__(self, question: PassageQuestion, quotes: PassageQuotes) -> None:
        self._question, self._quotes = question, quotes
        self._asks = load_part_words().asks(question.text)
        self._thing = question.thing
        self._titles = "documentnoun" in question.classes
        self._nouns = tuple(dict.fromkeys(noun for noun in (question.thing.noun, *question.nouns) if noun))

    @property
    def asked(self) -> bool:
        """Whether the question asks for a part by its words, not for units, tasks or figures."""
        wanted = self._question.wanted
        plain = wanted.kind not in (UNIT, TASK, TARGET) or bool(self._asks - {"called"})
        return plain and wanted.form in ("list", "text", "title", "place") and bool(self._asks or self._nouns or self._thing.number)

    def of(self, passage: DocumentPassage) -> Iterator[PassageAnswer]:
        """The parts that are likeliest meant: one, or the members of a row."""
        text = CompactText(passage.text)
        align = self._question.align(text.said)
        whole = sum({w.term: w.weight for w in align.words}.values())
        if not whole:
            return
        every = (self._weighed(text.printed, align, whole, part) for part in self._choices(text.printed, align))
        told = [each for each in every if each is not None]
        seen: set[tuple[str, ...]] = set()
        for rank, each in enumerate(sorted(told, key=lambda t: (-t.worth, t.part.places))):
            labels = tuple(text.printed[a:b] for a, b in each.part.places)
            if labels in seen:
                continue
            seen.add(labels)
            alone = len(each.part.places) == 1
            items = tuple(self._item(passage, text, place, align.segment(*place, PHRASES) if alone else None) for place in each.part.places)
            signs = (*each.signs, ("part_rank", float(rank)), ("name_worth", each.worth))
            yield PassageAnswer("text", ("part", *labels), items, signs=signs)
            if len(seen) >= _MOST:
                return

    def spread(self, passages: Sequence[DocumentPassage]) -> Iterator[PassageAnswer]:
        """Names that end in the noun which is asked for, one out of each of several sentences of one task: 那三个矩阵分别叫什么."""
        noun = self._thing.noun
        by_task: dict[object, list[DocumentPassage]] = {}
        for passage in passages:
            by_task.setdefault(passage.task or passage.heading, []).append(passage)
        for several in by_task.values() if noun and self._many else ():
            found: dict[str, AnswerItem] = {}
            for passage in sorted(several, key=lambda p: p.start):
                text = CompactText(passage.text)
                for end in {n.end: n for n in named_nouns(text.printed, noun)}:
                    best = next(n for n in named_nouns(text.printed, noun) if n.end == end)
                    item = self._item(passage, text, (best.start, best.end))
                    found.setdefault(item.label or "", item)
            number = self._thing.number
            if 1 < len(found) <= _MOST and len({i.evidence[1].start for i in found.values()}) > 1:
                counted = 0.0 if number is None else 1.0 if number == len(found) else -1.0
                signs = (("part_of", 1.0), ("name_spread", 1.0), ("name_number", counted), ("name_headed", 1.0))
                yield PassageAnswer("text", ("part", *found), tuple(found.values()), signs=signs)

    @property
    def _many(self) -> bool:
        """Whether several are asked for."""
        wanted, number = self._question.wanted, self._thing.number
        return wanted.several or number is not None or self._question.manner.numbers.get("several", 0.0) > _HALF

    def _choices(self, printed: str, align: Alignment) -> Iterator[_NameablePart]:
        """A part as a whole, its members as several, each of them alone, those that were not said."""
        for noun in dict.fromkeys((*self._nouns, *(n[-_TAIL:] for n in self._nouns))):
            for each in named_nouns(printed, noun):
                yield _NameablePart(((each.start, each.end),), "noun", edge=each.edge)
        for row in name_rows(printed):
            yield _NameablePart((row.place,), "row", edge=row.sort, kind=row.kind)
            yield _NameablePart(row.members, "row", edge=row.sort, kind=row.kind)
            rest = tuple((a, b) for a, b in row.members if not any(a <= w.start and w.end <= b for w in align.words))
            if 0 < len(rest) < len(row.members):
                yield _NameablePart(rest, "row", edge=row.sort, kind=row.kind, rest=True)
        for part in sentence_parts(printed):
            yield _NameablePart(((part.start, part.end),), part.sort, part.led_by)
            if part.members:
                yield _NameablePart(part.members, part.sort, part.led_by)
                yield from (_NameablePart((place,), part.sort, part.led_by) for place in part.members)

    def _weighed(self, printed: str, align: Alignment, whole: float, part: _NameablePart) -> _Told | None:
        """What speaks for a part: it is led in as is asked, it is called, it is what is asked for by name, as many as are asked; near what
        was said and not what was said. None where nothing asks for it."""
        start, end = part.places[0][0], part.places[-1][1]
        inside = sum({w.term: w.weight for w in align.words if start <= w.start and w.end <= end}.values()) / whole
        covered = len({n for w in align.words for n in range(max(start, w.start), min(end, w.end))}) / max(1, end - start)
        near = align.near(start, end) / whole
        number, size = self._thing.number, len(part.places)
        led = float(bool(load_part_words().leads.get(part.led_by, frozenset()) & self._asks))
        called = float("called" in self._asks and self._names(part, printed[start:end], size))
        if "called" in self._asks and not self._nouns and part.sort == "done" and size == 1 and inside >= _MUCH:
            called = _NAMELESS  # 三年的那个叫啥
        headed = float(any(all(_ends(printed, a, b, noun[-_TAIL:]) for a, b in part.places) for noun in self._nouns))
        headed = max(headed, float(self._titles and all(printed[a] == "《" and printed[b - 1] == "》" for a, b in part.places)))
        of_kind = float(part.sort == "row" and any(noun[-_TAIL:] in printed[slice(*part.kind)] for noun in self._nouns))
        fits = float(number is not None and number == size) - float(number is not None and number != size)
        many = self._many
        told = self._question.wanted.several or number is not None
        row = float(part.sort == "row" and size > 1 and told and self._question.manner.kinds.get("text", 0.0) > _OFTEN)
        if not (led or called or headed or of_kind or fits > 0 or row):
            return None
        several = float(size > 1)
        sort = "name" if part.sort in ("noun", "row") else "part"
        like = float(self._thing.like and "的" in printed[start:end] and bool(headed))
        signs = (
            ("part_of", 1.0), (f"{sort}_{part.sort}", 1.0), (f"{sort}_led", led), (f"{sort}_called", called), (f"{sort}_headed", headed),
            (f"{sort}_number", fits), (f"{sort}_several", several), (f"{sort}_near", near), (f"{sort}_said", inside),
            (f"{sort}_covered", covered), (f"{sort}_length", (end - start) / 40), (f"{sort}_of_kind", of_kind),
            (f"{sort}_asked", float(bool(self._asks or self._nouns))), (f"{sort}_many", several if many else -several),
            (f"{sort}_like", like), (f"{sort}_rest", float(part.rest)),
            (f"{sort}_verbatim", float("textnoun" in self._question.classes)),
            *(((f"{sort}_edge_{part.edge}", 1.0),) if part.edge else ()),
        )  # fmt: skip
        worth = (
            1.2 * led + 1.0 * called + 1.0 * headed + 0.8 * fits + near - 1.5 * covered - 0.3 * (part.sort == "done") + 0.8 * of_kind
            + 0.3 * (part.sort in ("noun", "row")) + like
        )  # fmt: skip
        return _Told(part, signs, worth)

    def _names(self, part: _NameablePart, label: str, size: int) -> bool:
        """Whether a part is a name: quoted, a row where several are asked for, or what ends as the question's own word for it does
        (那个补助机制叫什么)."""
        if size > 1:
            return self._many
        return part.sort in ("quoted", "named") or (len(label) > 2 * _TAIL and label[-_TAIL:] in self._question.text)

    def _item(
        self, passage: DocumentPassage, text: CompactText, place: tuple[int, int], phrase: tuple[int, int] | None = None
    ) -> AnswerItem:
        """A part, with the words between two marks that it stands in, where one is told."""
        start, end = text.original(*place)
        own, quote = self._quotes.own(passage), self._quotes.inside(passage, start, end)
        label = text.printed[slice(*place)]
        said = text.printed[slice(*phrase)] if phrase is not None else label
        return AnswerItem(None, "Phrase", label, document=own.document, text=said, evidence=(quote, own))


def _ends(printed: str, start: int, end: int, noun: str) -> bool:
    """Whether a part ends in a noun, or the noun follows it (“云帆”大模型)."""
    quoted = printed[end - 1 : end] in ("”", "》")
    return printed[start:end].rstrip('”"》）)').endswith(noun) or noun in printed[end : end + len(noun) + (2 if quoted else 0)]
