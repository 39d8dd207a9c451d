"""When a no may be said: only of a question that rests on names alone."""

from __future__ import annotations

from zhengpu.query.answers.running import RunResult
from zhengpu.query.known import Known
from zhengpu.query.meaning import Average, Compared, One, Placed, Top
from zhengpu.query.reading.question_reader import Read
from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.query.words.link import FreeWords, TaskNumbers
from zhengpu.query.words.speech import load_speech
from zhengpu.query.words.strangers import STRANGER_COST

__all__ = ["earned", "vain"]

_NAMING = frozenset({"programmenoun", "projectnoun", "moneynoun", "attribute", "charge", "endnoun"})
"""Classes of words that may name something a plan says otherwise."""
_PLAIN = 30
"""A longer question is not so plain that a no could be earned."""


def earned(read: Read, known: Known) -> bool:
    """Whether a no rests on names alone: of units, numbers, papers, parts; words may mean what the plans say otherwise."""
    values = [i.value for i in read.linked.items if "stranger" not in i.symbols or i.cost <= STRANGER_COST]
    named = {v.label for v in values if isinstance(v, One)} | {v.printed for v in values if isinstance(v, TaskNumbers)}
    told = [i for i in read.parsed.items if len(i.surface) > 1 and not any(i.surface in s for s in read.strange)]
    offices = tuple(load_concepts().sets["office"])
    words = (i for i in told if isinstance(i.value, FreeWords) and not i.surface.endswith(offices))
    if any(not load_speech().tag(i.surface).startswith("v") for i in words):
        return False
    if any(len(i.symbols) == 1 and i.symbols[0] in _NAMING for i in told):
        return False
    verbs = any(
        load_speech().tag(s.surface).startswith("v") and s.surface not in known.words.table and s.surface not in known.words.skips
        for s in read.parsed.skipped
        if len(s.surface.strip()) > 1
    )
    said = read.linked.text.strip()
    breaths = [b for b in load_concepts().marks["breath"].split(said) if b.strip()]
    plain = len(breaths) == 1 and len(said) <= _PLAIN and not verbs and (" " not in said or said.isascii())
    return plain and (set(read.strange) <= named or len(read.strange) == 1)


def vain(found: RunResult, read: Read) -> bool:
    """No rows; or nothing but a nought, a no, a comparison or an exclusion of what the graph does not know."""
    if found.empty or read.takes_away_strangers:
        return True
    none = not found.count and not found.boolean and found.kind in ("count", "yesno")
    return bool(read.strange) and (none or isinstance(read.reading.meaning, Top | Compared | Average | Placed))
