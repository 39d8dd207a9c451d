"""What is called how, which things, where to, by what means: the parts of a sentence that may be named for an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zhengpu.graph.compact_text import CompactText
from zhengpu.query.answer import AnswerItem
from zhengpu.query.kinds import TARGET, TASK, UNIT
from zhengpu.query.passages.alignment import Alignment
from zhengpu.query.passages.passage import DocumentPassage
from zhengpu.query.passages.passage_question import PassageAnswer, PassageQuestion, PassageQuotes
from zhengpu.query.phrases.sentence_parts import SentencePart, load_part_words, sentence_parts

__all__ = ["PassageParts"]

_MOST = 4
"""So many parts of a sentence compete."""
_TAIL = 2
"""So many characters end a part as the noun which is asked for ends."""


@dataclass(frozen=True, slots=True)
class _Told:
    places: tuple[tuple[int, int], ...]
    part: SentencePart
    signs: tuple[tuple[str, float], ...]
    worth: float


class PassageParts:
    """Reads parts out of passages for one question."""

    def __init__(self, question: PassageQuestion, quotes: PassageQuotes) -> None:
        self._question, self._quotes = question, quotes
        self._asks = load_part_words().asks(question.text)
        self._noun = question.noun[-_TAIL:]

    @property
    def asked(self) -> bool:
        """Whether the question asks for a part by its words, not for units, tasks or figures."""
        wanted = self._question.wanted
        plain = wanted.kind not in (UNIT, TASK, TARGET) or bool(self._asks - {"called"})
        return plain and wanted.form in ("list", "text", "title", "place") and bool(self._asks or self._noun or wanted.number)

    def of(self, passage: DocumentPassage) -> Iterator[PassageAnswer]:
        """The parts that are likeliest meant: one, or the members of a row."""
        text = CompactText(passage.text)
        align = self._question.align(text.said)
        whole = sum({w.term: w.weight for w in align.words}.values())
        if not whole:
            return
        every = (self._weighed(text.printed, align, whole, part, places) for part, places in _choices(sentence_parts(text.printed)))
        told = [each for each in every if each is not None]
        seen: set[tuple[str, ...]] = set()
        for rank, each in enumerate(sorted(told, key=lambda t: (-t.worth, t.places))):
            labels = tuple(text.printed[a:b] for a, b in each.places)
            if labels in seen:
                continue
            seen.add(labels)
            items = tuple(self._item(passage, text, place) for place in each.places)
            yield PassageAnswer("text", ("part", *labels), items, signs=(*each.signs, ("part_rank", float(rank))))
            if len(seen) >= _MOST:
                return

    def _weighed(
        self, printed: str, align: Alignment, whole: float, part: SentencePart, places: tuple[tuple[int, int], ...]
    ) -> _Told | None:
        """What speaks for a part: it is led in as is asked, it is called, it is what is asked for by name, as many as are asked; near what
        was said and not what was said. None where nothing asks for it."""
        start, end = places[0][0], places[-1][1]
        inside = sum({w.term: w.weight for w in align.words if start <= w.start and w.end <= end}.values()) / whole
        covered = len({n for w in align.words for n in range(max(start, w.start), min(end, w.end))}) / max(1, end - start)
        near = align.near(start, end) / whole
        number, size = self._question.wanted.number, len(places)
        led = float(bool(load_part_words().leads.get(part.led_by, frozenset()) & self._asks))
        called = float("called" in self._asks and self._names(part, printed[start:end], size))
        headed = float(bool(self._noun) and all(_ends(printed, a, b, self._noun) for a, b in places))
        fits = float(number is not None and number == size) - float(number is not None and number != size)
        if not (led or called or headed or fits > 0):
            return None
        several = float(size > 1)
        signs = (
            ("part_of", 1.0), (f"part_{part.sort}", 1.0), ("part_led", led), ("part_called", called), ("part_headed", headed),
            ("part_number", fits), ("part_several", several), ("part_near", near), ("part_said", inside), ("part_covered", covered),
            ("part_length", (end - start) / 40), ("part_asked", float(bool(self._asks or self._noun))),
        )  # fmt: skip
        worth = 1.2 * led + 1.0 * called + 1.0 * headed + 0.8 * fits + near - 1.5 * covered - 0.3 * (part.sort == "done")
        return _Told(places, part, signs, worth)

    def _names(self, part: SentencePart, label: str, size: int) -> bool:
        """Whether a part is a name: quoted, a row where several are asked for, or what ends as the question's own word for it does
        (那个补助机制叫什么)."""
        wanted = self._question.wanted
        if size > 1:
            return wanted.several or wanted.number is not None or self._question.manner.numbers.get("several", 0.0) > 0.5
        return part.sort in ("quoted", "named") or (len(label) > 2 * _TAIL and label[-_TAIL:] in self._question.text)

    def _item(self, passage: DocumentPassage, text: CompactText, place: tuple[int, int]) -> AnswerItem:
        start, end = text.original(*place)
        own, quote = self._quotes.own(passage), self._quotes.inside(passage, start, end)
        label = text.printed[slice(*place)]
        return AnswerItem(None, "Phrase", label, document=own.document, text=label, evidence=(quote, own))


def _ends(printed: str, start: int, end: int, noun: str) -> bool:
    """Whether a part ends in a noun, or the noun follows it."""
    return printed[start:end].rstrip('”"》）)').endswith(noun) or printed.startswith(noun, end)


def _choices(parts: Sequence[SentencePart]) -> Iterator[tuple[SentencePart, tuple[tuple[int, int], ...]]]:
    """A part as a whole, its members as several, each of them alone."""
    for part in parts:
        yield part, ((part.start, part.end),)
        if part.members:
            yield part, part.members
            yield from ((part, (place,)) for place in part.members)
