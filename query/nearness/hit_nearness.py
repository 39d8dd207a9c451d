"""How near passages are to what was said, by the words they say and by the pairs of characters they share, both together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zhengpu.query.passages.passage import DocumentPassage
from zhengpu.query.passages.passage_search import PassageHit

__all__ = ["HitNearness"]

_ALIKE = 0.25
"""What likeness by pairs of characters counts beside the words that are said."""
_FAR, _LEAST = 8, 1e-3


class HitNearness:
    """The hits of one question. `like`: how like each passage is by pairs of characters."""

    def __init__(self, hits: Sequence[PassageHit], like: Mapping[DocumentPassage, float]) -> None:
        self.best = max((hit.score for hit in hits), default=0.0) or 1.0
        """The most that any passage says."""
        self._like = like
        self._both = {hit.passage: hit.score / self.best + _ALIKE * like[hit.passage] for hit in hits}
        self._nearest = max(self._both.values(), default=0.0) or 1.0
        self._likes = sorted(like.values(), reverse=True)

    def ordered(self, hits: Sequence[PassageHit]) -> list[PassageHit]:
        """Nearest first; of those as near in the order they come in."""
        return sorted(hits, key=lambda hit: -self._both[hit.passage])

    def signs(self, hit: PassageHit, others: Sequence[PassageHit]) -> dict[str, float]:
        """What speaks for a hit; `others`: those that answer something else."""
        own, like = self._both.get(hit.passage, _LEAST), self._like[hit.passage]
        return {
            "both": own / self._nearest,
            "both_clear": 1.0 - max((self._both.get(other.passage, _LEAST) for other in others), default=0.0) / own,
            "like": like,
            "like_first": like / (self._likes[0] or 1.0),
            "like_rank": min(_FAR, self._likes.index(like)) / _FAR,
        }
