"""An answer read by type and the answers of single sentences → which of them is given, or none: weighed against each other, as they compete."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhengpu.query.answer import Answer, AnswerItem
from zhengpu.query.passages.passage_asker import PassageCandidate, PassageCandidates
from zhengpu.query.sureness.confidence import Confidence

__all__ = ["ReadingFound", "Rival", "SignedReading", "likeliest", "no_answer_signs", "rivals_of"]

_Content = tuple[str | None, frozenset[str]]
"""What an answer says: its kind and its items, however it was found."""
_PAPERS = ("Document", "Policy")
_MOST = 8
"""So many other sentences that say the same are told apart."""


@dataclass(frozen=True, slots=True)
class SignedReading:
    """What a reading by type found, with what speaks for it and against; see `ReadingFound`."""

    answer: Answer
    signs: Mapping[str, float]
    asked: float
    guessed: bool = False

    def weighed(self, readings: Confidence) -> ReadingFound:
        """With how likely it is right by its own signs; certain where it has none."""
        return ReadingFound(self.answer, readings.of(self.signs) if self.signs else 1.0, self.asked, self.guessed)


@dataclass(frozen=True, slots=True)
class ReadingFound:
    """What a reading by type found: `sure` how likely it is right by its own signs, `asked` how likely its kind is asked for by the manner
    (a logarithm), `guessed`: it leaves something over or answers in another kind than the words that ask say."""

    answer: Answer
    sure: float
    asked: float
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Rival:
    """Something that may be answered: a reading by type (`answer`) or what a sentence says (`candidate`); `signs` speak for it."""

    candidate: PassageCandidate | None
    signs: Mapping[str, float]
    content: _Content
    answer: Answer | None = None

    @property
    def narrower(self) -> bool:
        """Whether a sentence tells a part of what the reading tells of a whole task."""
        return bool(self.signs.get("agree.part"))


def rivals_of(readings: Sequence[ReadingFound], passages: PassageCandidates) -> list[Rival]:
    """What may be answered: what readings by type found, the sound one (if there is one) first, and what sentences say."""
    told = [_content(c.answer.kind, c.answer.items, c.answer.boolean, c.answer.count) for c in passages.candidates]
    read = [_content(r.answer.kind, r.answer.items, r.answer.boolean, r.answer.count) for r in readings]
    own = read[0] if readings and not readings[0].guessed else None
    out = []
    for each, content in zip(readings, read, strict=True):
        kind = "guess" if each.guessed else "reading"
        signs = {
            kind: 1.0,
            f"{kind}.sure": math.log(max(each.sure, 1e-4) / max(1 - each.sure, 1e-4)),
            f"{kind}.{each.answer.kind}": 1.0,
            f"{kind}.asked": each.asked,
            f"{kind}.agree": float(content in told),
            "reading.paper": float(any(item.type in _PAPERS for item in each.answer.items)),
            "guess.reading": float(each.guessed and content == own),
        }
        out.append(Rival(None, signs, content, each.answer))
    for candidate, content in zip(passages.candidates, told, strict=True):
        others = {c.hit.passage for c, other in zip(passages.candidates, told, strict=True) if other == content} - {candidate.hit.passage}
        signs = {
            **dict(candidate.signs),
            "agree.reading": float(content == own),
            "agree.others": min(_MOST, len(others)) / _MOST,
            "agree.kind": float(own is not None and own[0] == content[0]),
            "agree.part": float(own is not None and _narrower(content, own, candidate)),
        }
        out.append(Rival(candidate, signs, content))
    return out


def _narrower(content: _Content, own: _Content, candidate: PassageCandidate) -> bool:
    """Whether a sentence tells a part of what the whole task was asked for: a task may have several clauses of duty, several days."""
    if content[0] != own[0]:
        return False
    if content[0] == "yesno":
        return content != own and candidate.answer.items[0].type == "Task"
    return bool(content[1]) and content[1] < own[1]


def likeliest(rivals: Sequence[Rival], likely: Sequence[float]) -> tuple[int, float]:
    """The rival to answer with (-1: none), and how likely it is that this sentence, or another that says the same, answers in this kind."""
    whole: dict[_Content, float] = {}
    for rival, share in zip(rivals, likely, strict=True):
        whole[rival.content] = whole.get(rival.content, 0.0) + share
    read = [rival.candidate is None for rival in rivals]  # of those that say the same the reading by type, whose sentence says more
    best = max(range(len(rivals)), key=lambda n: (whole[rivals[n].content], read[n], likely[n]), default=-1)
    if best < 0:
        return best, 0.0
    chosen = rivals[best]
    beside = 0.0
    if chosen.candidate is not None:
        passage, kind = chosen.candidate.hit.passage, chosen.content[0]
        others = (
            n for n, r in enumerate(rivals) if r.candidate is not None and r.candidate.hit.passage is passage and r.content[0] == kind
        )
        beside = sum(likely[n] for n in others if rivals[n].content != chosen.content)
    return best, whole[chosen.content] + beside


def no_answer_signs(found: Answer, passages: PassageCandidates) -> dict[str, float]:
    """What speaks for giving no answer at all."""
    return {"none": 1.0, f"none.{found.outcome}": 1.0, **{f"none.{name}": value for name, value in passages.asking}}


def _content(kind: str | None, items: Sequence[AnswerItem], boolean: bool | None, count: int | None) -> _Content:
    """What an answer says, however it was found."""
    if kind == "yesno":
        return kind, frozenset({str(boolean)})
    if kind == "count":
        return kind, frozenset({str(count)})
    if kind == "value":
        return kind, frozenset(f"{item.value} {item.value2} {item.unit}" for item in items)
    return kind, frozenset(item.date or item.iri or item.text or item.label or "" for item in items)
