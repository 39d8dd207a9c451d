"""What is asked of a passage, and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from zhengpu.graph.facts import Iri
from zhengpu.query.answer import AnswerItem, EvidenceItem, Kind
from zhengpu.query.asked.asked_kinds import Asked
from zhengpu.query.manner.manner import Manner
from zhengpu.query.passages.alignment import Alignment
from zhengpu.query.passages.passage import DocumentPassage
from zhengpu.query.said.asked_thing import AskedThing
from zhengpu.query.said.spoken_term import SpokenTerm
from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.query.spoken.parties import Party
from zhengpu.query.words.link import Period

__all__ = ["PassageAnswer", "PassageQuestion", "PassageQuotes"]

_LONGEST = 400


@dataclass(frozen=True, slots=True)
class PassageQuestion:
    """What is asked of a passage.

    `role`: key of the role that is asked for, None for any; `periods`: times that the question names; `classes`: all that its words do;
    `one_paper`: no other is asked; `text`: the question, folded; `thing`: what is asked for by name (哪种国债), `nouns`: other words for it;
    `terms`: its words of content, which `align` numbers;
    `align`: where a text (folded, without blanks) says the question's words; `manner`: how likely each kind of answer is asked for, of which
    those less than `likely` are not tried.
    """

    wanted: Asked
    parties: tuple[Party, ...] = ()
    role: str | None = None
    periods: tuple[Period, ...] = ()
    classes: frozenset[str] = frozenset()
    one_paper: bool = True
    text: str = ""
    align: Callable[[str], Alignment] = lambda text: Alignment(text, ())
    manner: Manner = field(default_factory=lambda: Manner({}, {}))
    likely: float = 0.0
    thing: AskedThing = field(default_factory=AskedThing)
    nouns: tuple[str, ...] = ()
    terms: tuple[SpokenTerm, ...] = ()

    @property
    def pays(self) -> bool:
        """Whether it is asked who pays: by what is done, or by whose purse is asked for (哪一级财政)."""
        return bool(self.classes & {"pay", "payernoun"}) or any(word in self.text for word in load_concepts().sets["purse"])

    def named(self) -> list[frozenset[Iri]]:
        """The units that the question names."""
        return [frozenset(getattr(each, "iris", ())) for party in self.parties for each in party.sets]


@dataclass(frozen=True, slots=True)
class PassageAnswer:
    """What a passage answers. `key` tells answers apart: two passages with the same key say the same; `signs`: what speaks for it."""

    kind: Kind
    key: tuple[object, ...]
    items: tuple[AnswerItem, ...] = ()
    boolean: bool | None = None
    count: int | None = None
    signs: tuple[tuple[str, float], ...] = ()


class PassageQuotes:
    """Quotes out of passages."""

    def __init__(self, text: Callable[[Iri], str]) -> None:
        self._text = text

    def own(self, passage: DocumentPassage) -> EvidenceItem:
        """The passage itself."""
        start, end = passage.place(0, len(passage.text))
        return self.at(passage.document, start, min(end, start + _LONGEST))

    def inside(self, passage: DocumentPassage, start: int, end: int) -> EvidenceItem:
        """Characters of a passage."""
        return self.at(passage.document, *passage.place(start, end))

    def at(self, document: Iri, start: int, end: int) -> EvidenceItem:
        """Characters of a document."""
        return EvidenceItem(document.rsplit("/", 1)[-1], self._text(document)[start:end], start, end)
