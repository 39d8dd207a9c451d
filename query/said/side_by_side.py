"""甲和乙各有多少: the terms of a question → those of each thing that is asked of, with what is asked of all."""

from __future__ import annotations

from collections.abc import Sequence

from zhengpu.query.said.spoken_term import SpokenTerm
from zhengpu.query.spoken.spoken_words import SpokenWord
from zhengpu.query.spoken.utterance import Utterance

__all__ = ["side_by_side"]

_MOST = 4
_EACH = "各"
"""Glued to what is done with each: 各添, 各占."""


def side_by_side(said: Utterance, terms: Sequence[SpokenTerm]) -> tuple[tuple[SpokenTerm, ...], ...]:
    """The terms of each thing; none where it is not said that each of several is asked of. What only the last of them names (一级和二级水厂)
    holds for the others too."""
    each = next((t.start for t in said.tokens if t.has("each") or t.surface.startswith(_EACH)), None)
    if each is None:
        return ()
    for clause in said.clauses:
        joints = [t for n, t in enumerate(clause) if 0 < n < len(clause) - 1 and t.has("and") and t.start < each]
        if joints and len(joints) < _MOST:
            groups = _groups(clause, joints, min(each, clause[-1].end), terms)
            if all(groups):
                inside = {t.at for group in groups for t in group}
                shared = tuple(t for t in terms if t.at not in inside)
                last = groups[-1]
                return tuple((*group, *(last[len(group) :] if group is not last else ()), *shared) for group in groups)
    return ()


def _groups(
    clause: Sequence[SpokenWord], joints: Sequence[SpokenWord], end: int, terms: Sequence[SpokenTerm]
) -> list[tuple[SpokenTerm, ...]]:
    bounds = [clause[0].start, *(at for joint in joints for at in (joint.start, joint.end)), end]
    return [tuple(t for t in terms if a <= t.at < b) for a, b in zip(bounds[::2], bounds[1::2], strict=True)]
