"""What speaks for an answer out of a passage and what against it, by name: the weights are in `sureness/confidence.toml`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from zhengpu.query.asked.asked_kinds import Asked
from zhengpu.query.kinds import TARGET
from zhengpu.query.manner.manner import Manner
from zhengpu.query.passages.passage_question import PassageAnswer
from zhengpu.query.passages.passage_search import WAYS, PassageHit
from zhengpu.query.said.spoken_term import SpokenTerm

__all__ = ["COUNTED", "NOUN", "losses", "lost_around", "passage_signs"]

NOUN = 0.8
"""A word that weighs so much names something."""
_FIGURES = ("value", "count")
COUNTED = ("units", "tasks", "documents", "places")


def passage_signs(
    hit: PassageHit,
    answer: PassageAnswer,
    best: float,
    rival: float,
    terms: Sequence[SpokenTerm],
    lacking: Mapping[str, float],
    manner: Manner,
) -> tuple[tuple[str, float], ...]:
    """What speaks for an answer, by name: see `confidence.toml`."""
    whole = sum(t.weight for t in terms) or 1.0
    lost = sum(t.weight for t in terms if t.text in hit.missing and t.weight >= NOUN) / whole
    cut = sum(t.weight for t in terms if t.text in hit.cut and t.weight >= NOUN) / whole
    margin = 1.0 - rival / hit.score
    kind = answer.kind
    return (
        ("score", math.log(0.1 + hit.score)),
        ("share", hit.share),
        ("margin", margin),
        ("first", hit.score / best),
        ("clear", min(hit.score, 8.0) * margin / 4),
        ("lost", lost),
        ("cut", cut),
        (f"kind.{kind}", 1.0),
        (f"share.{kind}", hit.share),
        (f"lost.{kind}", lost),
        ("manner", manner.asks(kind)),
        ("likeliest", float(manner.likely(0.0)[:1] == [kind])),
        *((("number", manner.numbered(len(answer.items))),) if kind in COUNTED else ()),
        *((f"passage.{name}", value) for name, value in lacking.items()),
        *((f"{name}.{kind}", value) for name, value in answer.signs),
    )


def losses(hit: PassageHit, terms: Sequence[SpokenTerm], wanted: Asked) -> dict[str, float]:
    """What a passage lacks of what was said: every noun, the noun that is counted, the last word."""
    figure = wanted.form in _FIGURES or wanted.kind == TARGET
    nouns = [t for t in terms if t.weight >= NOUN and not t.optional]
    unsaid = (*hit.missing, *hit.cut)
    return {
        "nouns": float(bool(nouns) and all(t.text in hit.missing for t in nouns)),
        "figure_nouns": float(figure and bool(nouns) and all(t.text in unsaid for t in nouns)),
        "figure_noun": float(figure and any(t.text in hit.missing for t in nouns)),
        "last": float(_last(terms) in hit.missing),
        "lost_count": min(4.0, float(len(hit.missing))),
        "named": float(any(t.named and t.text in hit.missing for t in terms)),  # 公路法, where another law is spoken of
        "named_cut": float(any(t.named and t.text in hit.cut for t in terms)),
        "head": float(any(t.head and t.text in hit.missing for t in terms)),  # the 验收 of something that is only set up
        "party": float(any(e.term.units and e.way == "actor" for e in hit.said)),  # 教育局的平台: it is one of the unit's
        "party_lost": float(any(e.term.units and e.way != "actor" for e in hit.said)),
        "mute": float(not hit.passage.speaks),
        **_coverage(hit),
    }


def _coverage(hit: PassageHit) -> dict[str, float]:
    """How a passage says what it says; of what it does not say, how much other passages do say, and how much nobody."""
    needed = [e for e in hit.said if not e.term.optional]
    whole = sum(e.mass for e in needed) or 1.0
    lost = [e for e in needed if e.missing]
    return {
        **{f"way_{way}": sum(e.mass * e.part for e in needed if e.way == way) / whole for way in WAYS},
        "lost_elsewhere": sum(e.mass for e in lost if e.elsewhere) / whole,
        "lost_nowhere": sum(e.mass for e in lost if not e.elsewhere) / whole,
        "lost_elsewhere_count": min(4.0, float(sum(e.elsewhere for e in lost))),
        "rarest": max((e.mass for e in hit.said if e.way == "own"), default=0.0) / 4,
        "said_count": min(5.0, float(sum(not e.missing for e in needed))),
        "optional": sum(e.mass * e.part for e in hit.said if e.term.optional) / 4,
        "length": math.log(1 + len(hit.passage.text)) / 5,
    }


def lost_around(hit: PassageHit, here: tuple[int, int]) -> dict[str, float]:
    """What a passage does not say of the clause that asks (`here`: where it stands) and of what is told around it: a listener's own story
    is missed less than what he asks for. Each apart by whether another passage says it."""
    needed = [e for e in hit.said if not e.term.optional]
    whole = sum(e.mass for e in needed) or 1.0
    own = [e for e in needed if here[0] <= e.term.at < here[1]]
    out = {"said_here": sum(e.mass * e.part for e in own) / (sum(e.mass for e in own) or 1.0), "empty_here": float(not own)}
    for place, each in (("here", own), ("around", [e for e in needed if e not in own])):
        lost = [e for e in each if e.missing]
        out[f"lost_{place}_elsewhere"] = sum(e.mass for e in lost if e.elsewhere) / whole
        out[f"lost_{place}_nowhere"] = sum(e.mass for e in lost if not e.elsewhere) / whole
    return out


def _last(terms: Sequence[SpokenTerm]) -> str:
    """The last word that would be missed."""
    return next((t.text for t in reversed(terms) if not t.optional), "")
