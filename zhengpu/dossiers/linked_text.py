"""A plan's text with its tasks and units as links and its headings as anchors; the words themselves stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import quote

from zhengpu.graph.facts import Iri
from zhengpu.graph.names import iri_text

if TYPE_CHECKING:
    from zhengpu.service import Zhengpu

__all__ = ["TextHeading", "TextPiece", "headings", "linked_text"]


@dataclass(frozen=True, slots=True)
class TextHeading:
    """A heading of the text: how deep it stands (0 is the top), what it says, where it begins and ends."""

    depth: int
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Characters that follow one another: where they lead, the anchor they are, whether they are what the reader asked for."""

    text: str
    address: str = ""
    anchor: str = ""
    marked: bool = False


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    address: str = ""
    anchor: str = ""


# Nothing here starts from the plan's evidence: what leads to `?e` belongs to the plan, and all its evidence times all its headings is no list.
_AT = "?e oa:hasSelector ?w, ?q . ?w oa:start ?start ; oa:end ?end . ?q oa:exact ?quote"
_TASKS = "SELECT ?t ?start ?end {{ ?t a zp:Task ; zp:inDocument {plan} ; zp:evidence ?e . {at} }}"
_UNITS = """
SELECT DISTINCT ?u ?printed ?start ?quote {{
  ?t zp:inDocument {plan} ; zp:responsibility ?r . ?r prov:agent ?u ; zp:printed ?printed ; zp:evidence ?e . {at}
}}
"""


def headings(zp: Zhengpu, document: Iri, text: str) -> tuple[TextHeading, ...]:
    """The headings in reading order."""
    plan = iri_text(document)
    query = f"""SELECT ?s ?heading ?path (MIN(?start) AS ?from) (MAX(?end) AS ?to) {{
      ?s a zp:Section ; zp:inDocument {plan} ; rdfs:label ?heading ; zp:evidence ?e . OPTIONAL {{ ?s zp:path ?path }}
      {_AT} }} GROUP BY ?s ?heading ?path ORDER BY ?from"""
    found = []
    for _, heading, path, start, end in zp.store.query(query):
        if isinstance(start, int) and isinstance(end, int) and end <= len(text):
            found.append(TextHeading(str(path or "").count("/"), str(heading), start, end))
    return tuple(found)


def linked_text(zp: Zhengpu, document: Iri, text: str, start: int = 0, end: int = 0) -> tuple[TextPiece, ...]:
    """The whole text in pieces; `start` and `end` are the characters to be marked."""
    spans = sorted(_spans(zp, document, text), key=lambda span: (span.start, -span.end))
    return tuple(_pieces(text, _apart(spans), start, end))


def _spans(zp: Zhengpu, document: Iri, text: str) -> Iterator[_Span]:
    plan = iri_text(document)
    base = zp.store.names.base
    for heading in headings(zp, document, text):
        yield _Span(heading.start, heading.end, "", f"s{heading.start}")
    for task, start, end in zp.store.query(_TASKS.format(plan=plan, at=_AT)):
        if isinstance(start, int) and isinstance(end, int):
            yield _Span(start, end, f"/task/{quote(str(task).removeprefix(f'{base}id/task/'))}", f"t{start}")
    for unit, printed, start, quoted in zp.store.query(_UNITS.format(plan=plan, at=_AT)):
        place = str(quoted).find(str(printed))
        if place >= 0 and isinstance(start, int):
            yield _Span(start + place, start + place + len(str(printed)), f"/unit/{quote(str(unit).removeprefix(f'{base}id/unit/'))}")


def _apart(spans: Iterable[_Span]) -> list[_Span]:
    """Those that do not overlap one before them."""
    kept: list[_Span] = []
    for span in spans:
        if span.end > span.start and (not kept or span.start >= kept[-1].end):
            kept.append(span)
    return kept


def _pieces(text: str, spans: Sequence[_Span], start: int, end: int) -> Iterator[TextPiece]:
    at = 0
    for span in (*spans, _Span(len(text), len(text))):
        yield from _cut(text, at, span.start, _Span(at, span.start), start, end)
        yield from _cut(text, span.start, span.end, span, start, end)
        at = span.end


def _cut(text: str, first: int, last: int, span: _Span, start: int, end: int) -> Iterator[TextPiece]:
    """A stretch in at most three pieces: before the mark, in it, after it."""
    cuts = sorted({first, last, *(place for place in (start, end) if first < place < last)})
    for place, (one, two) in enumerate(pairwise(cuts)):
        yield TextPiece(text[one:two], span.address, span.anchor if place == 0 else "", start <= one and two <= end)
