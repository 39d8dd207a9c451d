"""Where a correction holds: words of a text with what stands around them, found again in the same text, laid out otherwise or slightly changed.

Words are compared without blanks, widths and traditional forms. Of several places the one whose surroundings are most alike counts; where
they are not alike the words are those of another place (many tasks end in the same clause), and the anchor holds nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from zhengpu.graph.compact_text import CompactText
from zhengpu.graph.facts import Span

__all__ = ["TextAnchor", "anchor_of", "anchored"]

_AROUND = 24
"""So many signs on each side tell one place from another."""
_ALIKE, _LEAST, _BEFORE = 0.5, 0.4, 2 / 3
"""The surroundings must be alike by this much, what stands before by at least so much, and that counts twice: it is what a clause closes,
the rest is the next thing.
"""
_TELLING = 30
"""So many signs tell themselves what they are, whatever stands around them."""
_LONG, _END = 60, 24
"""Of longer words only the two ends need to be there as they were."""
_LONGER = 1.5


@dataclass(frozen=True, slots=True)
class TextAnchor:
    """Words at `start`, and (without blanks) what stands before and behind them."""

    start: int
    words: str
    before: str = ""
    after: str = ""


def anchor_of(text: str, span: Span) -> TextAnchor:
    """The anchor of a place.

    >>> anchor_of("一、办好庙会。（县文旅局牵头）", Span(8, 13))
    TextAnchor(start=8, words='县文旅局牵', before='一、办好庙会。(', after='头)')
    """
    return TextAnchor(span.start, text[span.slice], *_around(CompactText(text), span))


def anchored(anchor: TextAnchor, text: CompactText) -> Span | None:
    """Where the anchor holds in a text, None where it does not.

    >>> anchor = anchor_of("1.办好庙会，请来戏班。（县文旅局牵头）2.修建场馆并开放。（县文旅局牵头）", Span(31, 37))
    >>> anchored(anchor, CompactText("1.办好庙会，请来戏班。（县文旅局牵头）\\n2.修建 场馆\\n并开放。（县文旅局\\n牵头）"))
    Span(start=34, end=41)
    >>> anchored(anchor, CompactText("1.办好庙会，请来戏班。（县文旅局牵头）")) is None
    True
    """
    found = [Span(*place) for place in text.places(anchor.words)]
    if not found and len(anchor.words) > _LONG:
        found = [*_between(anchor, text)]
    judged = [(_likeness(anchor, text, span), -abs(span.start - anchor.start), span) for span in found]
    best = max(judged, default=None, key=lambda one: one[:2])
    return best[2] if best is not None and best[0] >= _ALIKE else None


def _between(anchor: TextAnchor, text: CompactText) -> list[Span]:
    """Places that begin and end as the words did and are about as long."""
    heads, tails = (text.places(words) for words in (anchor.words[:_END], anchor.words[-_END:]))
    most = len(anchor.words) * _LONGER
    return [
        Span(begin, end) for begin, _ in heads if (end := next((end for start, end in tails if start > begin), 0)) and end - begin <= most
    ]


def _likeness(anchor: TextAnchor, text: CompactText, span: Span) -> float:
    before, after = _around(text, span)
    ahead = _alike(anchor.before[::-1], before[::-1])
    alike = _BEFORE * ahead + (1 - _BEFORE) * _alike(anchor.after, after) if ahead >= _LEAST else 0.0
    return alike + (len(anchor.words) >= _TELLING)


def _alike(was: str, now: str) -> float:
    """What stands next to the words counts, not how much of it there is."""
    size = min(len(was), len(now))
    if not size:
        return 1.0 if was == now else 0.0
    return SequenceMatcher(None, was[:size], now[:size], autojunk=False).ratio()


def _around(text: CompactText, span: Span) -> tuple[str, str]:
    return text.before(span.start, _AROUND), text.after(span.end, _AROUND)
