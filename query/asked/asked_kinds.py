"""What may be asked for, and the kinds of things that nouns stand for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from zhengpu.query.kinds import DOCUMENT, SECTION, TARGET, TASK, UNIT
from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.query.spoken.spoken_words import SpokenWord

__all__ = ["KINDS_OF", "MEASURED", "Asked", "Form", "ends_here", "form_of", "in_kind", "kind_asked", "noun_kind", "role_told", "touches"]

Form = Literal["list", "count", "value", "date", "text", "title", "yesno", "number", "table", "average", "share", "place", "difference"]

NOUNS = {
    "unitnoun": UNIT,
    "tasknoun": TASK,
    "targetnoun": TARGET,
    "sectionnoun": SECTION,
    "documentnoun": DOCUMENT,
    "projectnoun": "zp:Project",
    "programmenoun": "zp:Programme",
    "placenoun": "zp:Place",
    "unitclass": UNIT,
    "groupnoun": "zp:UnitGroup",
}
MEASURED = {"measure.task": TASK, "measure.unit": UNIT, "measure.document": DOCUMENT}


@dataclass
class Asked:
    """What is wanted. `kind` None: the rest of the question says; `used`: the tokens that say so; `at`: where the word that asks stands.

    `ends`, `starts`: how the names of the things end or begin (乡镇, 市级单位); `by`: the kind that is counted by (每个单位).
    """

    form: Form = "list"
    kind: str | None = None
    number: int | None = None
    measure: str = ""
    money: bool = False
    percent: bool = False
    noun: SpokenWord | None = None
    explicit: bool = False
    used: set[int] = field(default_factory=set)
    at: int = 0
    several: bool = False
    ends: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    by: str | None = None
    also: list[SpokenWord] = field(default_factory=list)


KINDS_OF: dict[str, tuple[Form, str | None]] = {
    "units": ("list", UNIT), "tasks": ("list", TASK), "count": ("count", TASK), "value": ("value", None), "date": ("date", None),
    "documents": ("list", DOCUMENT), "places": ("list", "zp:Place"), "sections": ("list", SECTION),
    "funding": ("list", "zp:Funding"), "targets": ("list", TARGET),
}  # fmt: skip
"""What is asked for where an answer of this kind is."""


def kind_asked(wanted: Asked) -> str | None:
    """The kind of answer that is asked for; None where it is none that readings may be tried in.

    >>> kind_asked(Asked("list", UNIT)), kind_asked(Asked("count", UNIT)), kind_asked(Asked("list", None)), kind_asked(Asked("table"))
    ('units', 'count', 'tasks', None)
    """
    if wanted.form == "list":
        return next((name for name, (form, kind) in KINDS_OF.items() if form == "list" and kind == (wanted.kind or TASK)), None)
    return "tasks" if wanted.form == "number" else wanted.form if wanted.form in KINDS_OF else None


def in_kind(wanted: Asked, kind: str | None) -> Asked | None:
    """The same words asking for an answer of this kind (None: of the kind they say); None where readings give no such answer."""
    own = replace(wanted, used=set(wanted.used), also=list(wanted.also))
    if kind is None:
        return own
    if kind not in KINDS_OF:
        return None
    form, thing = KINDS_OF[kind]
    return replace(own, form=form, kind=thing, noun=None, ends=(), starts=(), by=None, also=[])


def noun_kind(tokens: Sequence[SpokenWord], at: int, called: Callable[[str], bool]) -> str | None:
    """The kind of thing that the noun at a place stands for; `date` for a noun of time."""
    if not 0 <= at < len(tokens):
        return None
    token = tokens[at]
    if token.kind == "word" and len(token.surface) > 1 and called(token.surface):
        return TASK
    if token.has("lead", "cooperate", "takepart", "responsible") and token.surface.endswith(tuple(load_concepts().sets["role_noun"])):
        return UNIT
    if token.has("endnoun") and token.item is not None:
        return "zp:Project" if token.item.symbols[0] == "projectnoun" else "zp:Programme"
    if token.has("unitclass") and not _unit_asked(tokens, at):
        return None
    for name, kind in NOUNS.items():
        if token.has(name):
            return kind
    return "date" if token.has("datenoun") else None


def _unit_asked(tokens: Sequence[SpokenWord], at: int) -> bool:
    """参与任务的乡镇, 哪些乡镇参与: units by what they are, not a word of a plan (多少家企业)."""
    before = tokens[at - 1] if at else None
    doing = any(t.has("lead", "cooperate", "responsible", "takepart") and len(t.surface) > 1 for t in tokens)
    asking = before is not None and before.has("wh", "unitlevel", "each", *MEASURED, "measure", "howmany")
    return (doing and (asking or (before is not None and before.surface == "的"))) or (before is not None and before.has("wh", "each"))


def role_told(noun: SpokenWord) -> bool:
    """牵头单位: a noun for a role says the role too."""
    return noun.has("lead", "cooperate", "takepart", "responsible")


def form_of(noun: SpokenWord, kind: str) -> Form:
    """A noun of time asks for a date, any other for a list."""
    return "date" if kind == "date" else "list"


def touches(tokens: Sequence[SpokenWord], n: int) -> bool:
    """Whether nothing stands before a word; in English a space."""
    gap = tokens[n].start - tokens[n - 1].end
    return gap == 0 or (gap == 1 and tokens[n].surface.isascii() and tokens[n - 1].surface.isascii())


def ends_here(tokens: Sequence[SpokenWord], at: int) -> bool:
    """Whether no word of content goes on at a place: the end, a pause, or a word that only helps."""
    return at >= len(tokens) or tokens[at].start > tokens[at - 1].end or not tokens[at].content
