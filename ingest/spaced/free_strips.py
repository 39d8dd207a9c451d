"""The strips between columns that the lines of a table leave free from top to bottom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from zhengpu.ingest.spaced.pieces import Piece, PieceLevel, Strip

__all__ = ["free_strips", "narrowed"]

_FREER, _ROOM = 3, 0.15
"""So many lines leave a strip free for one that runs over it; one that has the free half of a mark's room there counts for so much of one, as
marks may hang over their column's edge."""
_INFINITE = float("inf")


def free_strips(levels: Sequence[PieceLevel], gap: float) -> list[Strip]:
    """The strips that (nearly) no line covers; lines of one piece count only where they are short."""
    spans = [span for level in levels if len(level.pieces) > 1 for piece in level.pieces for span in piece.spans()]
    whole = [(level.pieces[0].x0, level.pieces[-1].x1) for level in levels if len(level.pieces) > 1]
    written = [[span for piece in level.pieces for span in piece.spans(written=True)] for level in levels]
    gaps = [(one[1], other[0]) for line in written for one, other in pairwise(line)]
    closed = [span for line in written for span in line]
    alone = [level.pieces[0] for level in levels if len(level.pieces) == 1]
    spans += _beside(alone, spans, gap)

    def supported(allowed: int) -> list[Strip]:
        parts = [part for strip in _uncovered(spans, allowed) for part in _without(strip, spans)]
        kept = [
            (left, right)
            for left, right in parts
            if right - left >= gap
            and (told := sum(x0 <= left and x1 >= right for x0, x1 in gaps)) * 2 >= sum(x0 < right and x1 > left for x0, x1 in whole)
            and told >= _FREER * _over((left, right), closed, spans)
        ]
        return _parting(kept, closed, spans)

    return list(narrowed(max(supported(0), supported(len(levels) // 16), key=len), alone))


def _over(strip: Strip, closed: Sequence[Strip], spans: Sequence[Strip]) -> float:
    """How many lines run over a strip; those that leave it free but for a mark's room count little."""
    left, right = strip
    covered = sum(x0 < left and right < x1 for x0, x1 in spans)
    return covered + _ROOM * (sum(x0 < left and right < x1 for x0, x1 in closed) - covered)


def _parting(strips: list[Strip], closed: Sequence[Strip], spans: Sequence[Strip]) -> list[Strip]:
    """Strips without those in which marks of one column happen to stand below each other: no cells stand for themselves on both sides."""
    for at, strip in enumerate(strips):
        before, behind = strips[at - 1][1] if at else -_INFINITE, strips[at + 1][0] if at + 1 < len(strips) else _INFINITE
        sides = [(before, strip[0]), (strip[1], behind)]
        least = min(sum(start <= x0 and x1 <= end for x0, x1 in closed) for start, end in sides)
        if least < _over(strip, closed, spans):
            return _parting([*strips[:at], *strips[at + 1 :]], closed, spans)
    return strips


def _beside(alone: Sequence[Piece], spans: Sequence[Strip], gap: float) -> list[Strip]:
    """Lines of one piece where no other piece stands: what is left of a column whose lines stand between those of the others."""
    covered = list(_joined(spans))
    own = [(piece.x0, piece.x1) for piece in alone if not any(piece.x0 < right + gap and left - gap < piece.x1 for left, right in covered)]
    return own if len(own) > 1 else []


def _joined(spans: Sequence[Strip]) -> Iterator[Strip]:
    """Spans that overlap as one."""
    reached: Strip | None = None
    for left, right in sorted(spans):
        if reached and left <= reached[1]:
            reached = (reached[0], max(reached[1], right))
        else:
            if reached:
                yield reached
            reached = (left, right)
    if reached:
        yield reached


def _uncovered(spans: Sequence[Strip], allowed: int) -> Iterator[Strip]:
    """Between the first and the last span, where no more than so many lie."""
    steps = sorted([(left, 1) for left, _ in spans] + [(right, -1) for _, right in spans])
    over, since = 0, None
    for at, step in steps:
        over += step
        if over <= allowed and since is None:
            since = at
        elif over > allowed and since is not None:
            if since < at:
                yield since, at
            since = None
    if since is not None and since < steps[-1][0]:
        yield since, steps[-1][0]


def _without(strip: tuple[float, float], spans: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """A strip without what stands wholly in it: a column with little in it, which is no line over a free strip."""
    at, end = strip
    for x0, x1 in sorted(span for span in spans if at <= span[0] and span[1] <= end):
        if x0 > at:
            yield at, x0
        at = max(at, x1)
    if at < end:
        yield at, end


def narrowed(strips: Sequence[Strip], alone: Sequence[Piece]) -> Iterator[Strip]:
    """Strips, as far as pieces leave them free that stand in one column and end or begin in a strip."""
    own = [piece for piece in alone if not any(piece.x0 < left and piece.x1 > right for left, right in strips)]
    for left, right in strips:
        ends = [piece.x1 for piece in own if piece.x0 < left < piece.x1 < right]
        begins = [piece.x0 for piece in own if left < piece.x0 < right < piece.x1]
        first, last = max(ends, default=left), min(begins, default=right)
        yield (first, last) if first < last else (left, right)
