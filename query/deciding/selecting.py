"""An answer read by type and the answers of single sentences → which of them is given, or none: weighed against each other, as they compete."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhengpu.query.answer import Answer, AnswerItem
from zhengpu.query.passages.passage_asker import PassageCandidate, PassageCandidates

__all__ = ["Rival", "likeliest", "no_answer_signs", "rivals_of"]

_Content = tuple[str | None, frozenset[str]]
"""What an answer says: its kind and its items, however it was found."""
_PAPERS = ("Document", "Policy")
_MOST = 8
"""So many other sentences that say the same are told apart."""


@dataclass(frozen=True, slots=True)
class Rival:
    """Something that may be answered: the reading by type (`candidate` None) or what a sentence says; `signs` speak for it."""

    candidate: PassageCandidate | None
    signs: Mapping[str, float]
    content: _Content

    @property
    def narrower(self) -> bool:
        """Whether a sentence tells a part of what the reading tells of a whole task."""
        return bool(self.signs.get("agree.part"))


def rivals_of(found: Answer, sure: float, passages: PassageCandidates, asked: float = 0.0) -> list[Rival]:
    """What may be answered. `found`: what reading by type found, `sure` how likely that is right by its own signs, `asked` how likely its
    kind is asked for by the manner (a logarithm)."""
    answered = found.outcome == "answered"
    own = _content(found.kind, found.items, found.boolean, found.count) if answered else None
    told = [_content(c.answer.kind, c.answer.items, c.answer.boolean, c.answer.count) for c in passages.candidates]
    out = []
    if answered:
        agreeing = sum(content == own for content in told)
        out.append(
            Rival(
                None,
                {
                    "reading": 1.0,
                    "reading.sure": math.log(max(sure, 1e-4) / max(1 - sure, 1e-4)),
                    f"reading.{found.kind}": 1.0,
                    "reading.asked": asked,
                    "reading.agree": float(agreeing > 0),
                    "reading.paper": float(any(item.type in _PAPERS for item in found.items)),
                },
                own or (None, frozenset()),
            )
        )
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
