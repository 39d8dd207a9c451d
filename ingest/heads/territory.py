"""Whose plan it is where no issuer says so: the territory in the title, in a paper it rests on, or in the file's name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from zhengpu.graph.facts import Span
from zhengpu.graph.places import Places
from zhengpu.ingest.document import Document
from zhengpu.ingest.outline.outline_rules import load_form
from zhengpu.ingest.plan import Found, Plan

__all__ = ["placed"]


def placed(plan: Plan, document: Document, places: Places) -> Plan:
    """The plan with its territory. A title that opens with a territory's full name says it; a paper it rests on only where the text
    speaks of itself on that level (我市, 全市) and no other territory of that level stands there. Central papers have none.
    """
    head = plan.head
    words = load_form().territory
    if head.jurisdiction or (head.issuer and words.central.search(head.issuer.value)):
        return plan
    own = _own_level(plan, words.own)
    titled = [_named(document, head.title.value, head.title.span, places)] if head.title else []
    based = {found.value: found for found in _of_bases(plan, document, places) if own and found.value.endswith(own)}
    found = next(filter(None, titled), None) or (next(iter(based.values())) if len(based) == 1 else None)
    return replace(plan, head=replace(head, jurisdiction=found)) if found else plan


def _of_bases(plan: Plan, document: Document, places: Places) -> Iterator[Found]:
    for basis in plan.head.based_on:
        if found := _named(document, basis.title, basis.span, places):
            yield found


def _named(document: Document, title: str, span: Span, places: Places) -> Found | None:
    """The territory a title opens with, by its full name."""
    start = load_form().territory.party.match(title)
    name = places.leading(title[start.end() if start else 0 :])
    if not any(place.name == name for place in places.named(name)):
        return None
    at = document.text.find(name, span.start, span.end)
    return Found(name, Span(at, at + len(name))) if at >= 0 else None


def _own_level(plan: Plan, own: re.Pattern[str]) -> tuple[str, ...]:
    """The last characters of the territory a text calls its own: 我市, 全市 → 市."""
    passages = (plan.notice, *plan.loose, *(section.passage for section in plan.sections), *(task.passage for task in plan.tasks))
    said = Counter(match["level"] for passage in passages for match in own.finditer(passage.text))
    if not said:
        return ()
    level = said.most_common(1)[0][0]
    return ("区", "旗") if level == "区" else (level,)
