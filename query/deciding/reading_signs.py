"""What speaks for a reading of a question and what against it, by name: how much of what was said its answer accounts for."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from zhengpu.graph.compact_text import CompactText
from zhengpu.query.answer import Answer
from zhengpu.query.meaning import (
    Average,
    Both,
    Compared,
    Count,
    Describe,
    Either,
    Having,
    Meaning,
    Minus,
    Placed,
    Top,
    Where,
    Whether,
    parts,
)
from zhengpu.query.passages.passage_signs import COUNTED
from zhengpu.query.reading.question_reader import Read
from zhengpu.query.said.said_question import SaidQuestion
from zhengpu.query.said.spoken_term import SpokenTerm
from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.query.spoken.spoken_words import SpokenWord

__all__ = ["lost_terms", "reading_signs"]

_NOUN = 0.8
_SHOWN = 12
"""So many items of an answer are looked at."""
_NODES = (Average, Both, Compared, Count, Describe, Either, Having, Minus, Placed, Top, Where, Whether)
_LOGIC: dict[str, tuple[type, ...]] = {
    "neg": (Minus, Compared), "except": (Minus, Compared), "outside": (Minus, Compared), "else": (Minus, Compared), "only": (Minus, Having),
    "or": (Either, Compared, Top),
    "most": (Top, Placed), "least": (Top, Placed), "earliest": (Top, Where), "latest": (Top, Where), "than": (Compared, Minus, Having, Placed),
    "together": (Both, Having), "average": (Average,), "each": (Count,),
}  # fmt: skip
"""Classes of words that ask for logic, and what in a meaning is such logic."""


def reading_signs(
    read: Read, answer: Answer, question: SaidQuestion, rank: int, doubts: Sequence[str] = ()
) -> tuple[tuple[str, float], ...]:
    """Signs of a reading that found `answer`. `rank` counts the readings before it; `doubts` speak against it beside its own."""
    tokens, wanted, terms, meaning = question.said.tokens, question.wanted, question.terms, read.reading.meaning
    nodes = {type(part) for part in parts(meaning)} | {type(meaning)}
    whole = sum(t.weight for t in terms if not t.optional) or 1.0
    told = CompactText("\n".join(_told(answer))).said
    lost = lost_terms(answer, question)
    logic = [name for name, kinds in _LOGIC.items() if any(t.has(name) for t in tokens) and not nodes & set(kinds)]
    way = next((rule.removeprefix("sense: ") for rule in answer.rules), "none")
    left = [word for word in answer.ignored if len(word.strip()) > 1]
    exact = not (lost or logic or left or doubts or read.parsed.doubts or Where in nodes)
    return (
        ("exact", float(exact)),
        ("exact_nouns", float(exact and not any(t.weight >= _NOUN for t in terms))),
        ("ignored", min(4.0, float(len(left)))),
        *((("number", question.manner.numbered(len(answer.items))),) if answer.kind in COUNTED else ()),
        (f"way.{way}", 1.0),
        (f"kind.{answer.kind}", 1.0),
        (f"form.{wanted.form}", 1.0),
        *((f"node.{kind.__name__}", 1.0) for kind in _NODES if kind in nodes),
        *((f"logic.{name}", 1.0) for name in logic),
        ("lost_logic", float(len(logic))),
        ("lost", sum(t.weight for t in lost) / whole),
        ("lost_nouns", min(3.0, sum(t.weight >= _NOUN for t in lost))),
        ("lost_words", min(4.0, float(len(lost)))),
        ("lost_figures", float(sum(t.kind in ("number", "quantity") and not _in(told, t) for t in tokens))),
        ("lost_period", float(any(t.kind == "period" for t in tokens) and not _dated(meaning))),
        ("implicit", float(not wanted.explicit)),
        ("asked_kind", float(wanted.kind is not None)),
        ("several", float(wanted.several)),
        ("many", math.log1p(len(answer.items)) / 3),
        ("rank", min(3.0, float(rank))),
        ("manner", question.manner.asks(answer.kind)),
        ("likeliest", float(question.manner.likely(0.0)[:1] == [answer.kind])),
        ("beyond", question.manner.kinds.get("beyond", 0.0)),
        ("relaxed", float(answer.relaxed)),
        *((f"doubt.{name}", 1.0) for name in (*read.parsed.doubts, *doubts)),
    )


def lost_terms(answer: Answer, question: SaidQuestion) -> list[SpokenTerm]:
    """The words of content that neither an answer nor what it rests on says."""
    told, helping = CompactText("\n".join(_told(answer))).said, load_concepts().sets["complements"]
    return [t for t in question.terms if not t.optional and t.text not in helping and not _says(told, t)]


def _told(answer: Answer) -> Iterable[str]:
    """All that an answer says: how it was read, its sentence, its items with what they quote."""
    yield answer.interpretation or ""
    yield answer.answer
    for item in answer.items[:_SHOWN]:
        yield from (item.label or "", item.text or "", item.section or "", *(e.quote for e in item.evidence[:2]))


def _says(told: str, term: SpokenTerm) -> bool:
    return any(word in told for word in (term.text, *term.others, *term.loose))


def _in(told: str, token: SpokenWord) -> bool:
    return token.surface in told


def _dated(meaning: Meaning) -> bool:
    return any(isinstance(part, Where) and part.attribute in ("zp:deadline", "zp:year", "zp:deadlineText") for part in parts(meaning))
