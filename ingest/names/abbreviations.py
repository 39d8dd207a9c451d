"""Short names a paper gives to bodies itself: 清河县羊绒产业集群促进中心（以下简称“羊绒中心”）."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from zhengpu.graph.places import Places
from zhengpu.ingest.duties.bodies import Bodies, Grade
from zhengpu.ingest.names.mentions import table

__all__ = ["declared_names"]

_LONGEST = 40


def declared_names(texts: Iterable[str], bodies: Bodies, places: Places) -> dict[str, str]:
    """Short name → the name it was given to, where that is the name of a body.

    >>> from zhengpu.graph.places import load_places
    >>> from zhengpu.ingest.duties.clauses import grammar
    >>> text = "日常工作由清河县羊绒产业集群促进中心（以下简称“羊绒中心”）承担。编制《目录》（以下简称《目录》）。"
    >>> declared_names([text], Bodies.of(grammar()["bodies"]), load_places())
    {'羊绒中心': '清河县羊绒产业集群促进中心'}
    """
    found: dict[str, str] = {}
    declared, border = _patterns()
    for text in texts:
        for match in declared.finditer(text):
            if name := _name_before(text[max(0, match.start() - _LONGEST) : match.start()], border, bodies, places):
                found.setdefault(match["short"], name)
    return found


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = table()["abbreviations"]
    return re.compile(words["declared"]), re.compile(words["border"])


def _name_before(text: str, border: re.Pattern[str], bodies: Bodies, places: Places) -> str | None:
    """The longest name of a body that a text ends with: it opens with a territory, a level, or behind a mark or preposition."""
    borders = [0, *(found.end() for found in border.finditer(text))]
    starts = [at for at in range(len(text) - 3) if at in borders or places.leading(text[at:]) or bodies.level.match(text, at)]
    for at in starts:
        name = text[at:]
        opens = places.leading(name) or bodies.level.match(name)
        if (opens or at == borders[-1]) and bodies.grade(name) == Grade.SURE and not bodies.is_collective(name):
            return name
    return None
