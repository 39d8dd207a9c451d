"""A question over several plans as a question over the one (or those) that it names: 综保区那份里谁牵头 → 谁牵头, asked of that paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zhengpu.graph.facts import Iri
from zhengpu.query.words.designations import load_designation_words
from zhengpu.query.words.link import UNREAD, DocumentScope

__all__ = ["SetApart", "set_apart"]

_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class SetApart:
    """What is asked, without the words that name the documents, and these documents. `called`: what it calls them."""

    text: str
    documents: tuple[Iri, ...]
    called: str

    @property
    def several(self) -> bool:
        """Whether more than one is named."""
        return len(self.documents) > 1


def set_apart(question: str, scopes: Sequence[DocumentScope], inside: Sequence[Iri]) -> SetApart | None:
    """None where no document is named, or nothing is left. `inside`: the documents the question may be asked of (all, if nothing narrows it).

    >>> scope = DocumentScope(0, 5, (Iri("urn:a"),), "综保区那份")
    >>> set_apart("综保区那份里谁牵头", [scope], [Iri("urn:a"), Iri("urn:b")]).text
    '谁牵头'
    """
    named = [s for s in scopes if not s.whole]
    if not named or any(UNREAD in s.documents for s in named):
        return None
    documents = set(inside)
    for scope in named:
        documents &= set(scope.documents)
    if not documents:
        return None
    marks = load_designation_words().marks
    text, spans = question, sorted(((s.start, s.end) for s in scopes), reverse=True)
    last: int | None = None
    for start, end in spans:
        stop = last if last is not None and (end == last or marks["joined"].fullmatch(question[end:last])) else end
        before, after = marks["ahead"].search(text[:start]), marks["behind"].match(text[stop:])
        text = (text[: before.start()] if before else text[:start]) + text[stop + (after.end() if after else 0) :]
        last = start if stop == end else last
    text = marks["loose"].sub("", text)
    if len(re.sub(r"\W", "", text)) < _SHORTEST:
        return None
    return SetApart(text, tuple(d for d in inside if d in documents), "、".join(dict.fromkeys(s.label for s in named)))
