"""Which of several representations a client wants: `Accept` with q-values, or a format named in the address."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["GRAPH_OFFERS", "TABLE_OFFERS", "Offer", "negotiated"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A format by its short name, the media type it is sent as, and the other ones it answers to."""

    name: str
    media_type: str
    others: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """For the header."""
        text = self.media_type.startswith("text/") or self.name in ("trig",)
        return f"{self.media_type}; charset=utf-8" if text else self.media_type


# In order of preference among equals: what `*/*` gets first.
TABLE_OFFERS = (
    Offer("json", "application/sparql-results+json", ("application/json",)),
    Offer("xml", "application/sparql-results+xml", ("application/xml", "text/xml")),
    Offer("csv", "text/csv"),
    Offer("tsv", "text/tab-separated-values"),
)
GRAPH_OFFERS = (
    Offer("turtle", "text/turtle", ("application/x-turtle",)),
    Offer("ntriples", "application/n-triples", ("text/plain",)),
    Offer("trig", "application/trig"),
    Offer("nquads", "application/n-quads"),
    Offer("jsonld", "application/ld+json", ("application/json",)),
    Offer("rdfxml", "application/rdf+xml", ("application/xml", "text/xml")),
)

_RANGE = re.compile(r"\s*([\w!#$&^.+*-]+/[\w!#$&^.+*-]+)\s*((?:;[^,]*)?)")
_QUALITY = re.compile(r";\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*(?:;|$)", re.IGNORECASE)
_MOST_RANGES = 64


def negotiated(accept: str, offers: Sequence[Offer]) -> Offer | None:
    """The best offer for an `Accept` header, None if none will do; an empty header takes anything.

    >>> negotiated("text/html, text/csv;q=0.5, */*;q=0.1", TABLE_OFFERS).name
    'csv'
    """
    if not accept.strip():
        return offers[0]
    wanted = _wanted(accept)
    best, best_quality = None, 0.0
    for offer in offers:
        quality = max(_quality(wanted, kind) * (1.0 if rank == 0 else 0.999) for rank, kind in enumerate((offer.media_type, *offer.others)))
        if quality > best_quality:
            best, best_quality = offer, quality
    return best


def _wanted(accept: str) -> Mapping[str, float]:
    wanted: dict[str, float] = {}
    for part in accept.split(",")[:_MOST_RANGES]:
        if found := _RANGE.fullmatch(part):
            quality = _QUALITY.search(found[2])
            wanted[found[1].lower()] = min(1.0, float(quality[1])) if quality else 1.0
    return wanted


def _quality(wanted: Mapping[str, float], kind: str) -> float:
    """What the most specific range that covers a media type says of it."""
    for pattern in (kind, kind.partition("/")[0] + "/*", "*/*"):
        if pattern in wanted:
            return wanted[pattern]
    return 0.0
