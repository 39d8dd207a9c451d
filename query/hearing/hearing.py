"""A question as it was said → as it is asked, and which words were mended on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zhengpu.graph.facts import Iri
from zhengpu.query.hearing.own_office import of_own_office
from zhengpu.query.hearing.pauses import paused
from zhengpu.query.hearing.slips import Slip, Slips
from zhengpu.query.hearing.talk_around import load_talk
from zhengpu.query.known import Known
from zhengpu.query.meaning import One
from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.query.words.link import Linked
from zhengpu.query.words.speech import load_speech

__all__ = ["HeardQuestion", "Hearing"]

_GUESSED = 1.0
"""What the name of a unit costs that is only nearly one."""
_SURE = ("tasknumber", "period")
_CONTENT = ("n", "v", "j", "l", "i", "s", "a")


@dataclass(frozen=True, slots=True)
class HeardQuestion:
    """What is asked, and the words that were mended in it."""

    text: str
    slips: tuple[Slip, ...] = ()

    @property
    def note(self) -> str:
        """按“工信局”理解“公信局”。"""
        return "".join(f"按“{s.meant}”理解“{s.said}”。" for s in self.slips)


class Hearing:
    """Hears questions about the documents in scope (none: all)."""

    def __init__(self, known: Known, slips: Slips, today: date, documents: Sequence[Iri]) -> None:
        self._known, self._slips, self._today, self._documents = known, slips, today, documents

    def heard(self, question: str, linked: Linked) -> HeardQuestion:
        """The question without talk around it and with slips mended. `linked` is what was recognised in it as it stands."""
        spoken = paused(question, load_speech().cut)
        if spoken != question:
            question, linked = spoken, self._link(spoken)
        units = tuple(self._slips.units(linked.text, _names(linked)))
        said = _mended(question, units)
        linked = linked if said == question else self._link(said)
        if (own := of_own_office(said, _unit_places(linked))) != said:
            said, linked = own, self._link(own)
        asked = load_talk().left(said, lambda a, b: self._means(linked, a, b), lambda word: bool(load_speech().tag(word)))
        linked = linked if asked == said else self._link(asked)
        words = tuple(self._slips.words(linked.text, _names(linked), self._documents))
        return HeardQuestion(_mended(asked, words), (*units, *words))

    def _link(self, text: str) -> Linked:
        return self._known.linker.link(text, self._known.wording, self._today)

    def _means(self, linked: Linked, start: int, end: int) -> bool:
        """Whether a stretch speaks of something the plans have."""
        for item in linked.items:
            sure = item.symbols[0] in _SURE or (isinstance(item.value, One) and bool(item.value.iris))
            if sure and start <= item.start and item.end <= end:
                return True
        concepts = load_concepts()
        return any(
            len(w.surface) > 1
            and (not w.tag or w.tag.startswith(_CONTENT))
            and not concepts.classes(w.surface)
            and self._known.wording.occurs(w.surface)
            for w in load_speech().cut(linked.text[start:end])
        )


def _names(linked: Linked) -> list[tuple[int, int]]:
    """Where names stand that are no guess."""
    return [(i.start, i.end) for i in linked.items if isinstance(i.value, One) and i.value.iris and i.cost < _GUESSED]


def _unit_places(linked: Linked) -> list[tuple[int, int]]:
    """Where units of the plans are named, longest first."""
    found = {(i.start, i.end) for i in linked.items if "Unit" in i.symbols and isinstance(i.value, One) and i.value.iris}
    return sorted(found, key=lambda place: place[0] - place[1])


def _mended(text: str, slips: Sequence[Slip]) -> str:
    for slip in slips:  # as long as what was said
        text = text[: slip.start] + slip.meant + text[slip.end :]
    return text
