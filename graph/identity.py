"""When two IRIs are one thing and one IRI would be two: pure functions over quads.

- Numbers of documents are given out by thousands of counties, and 新政办发 is more than one of them: a document whose number is taken by
  one of another place stands under its number and its place.
- A paper cited by title only and the document read under its number are one, if one document alone has that title.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from zhengpu.graph.facts import Iri
from zhengpu.graph.names import PREFIXES

__all__ = ["beside", "exchanged", "own_title", "place_of", "renamed"]

_JURISDICTION = PREFIXES["zp"] + "jurisdiction"
_TITLE = PREFIXES["dct"] + "title"


def place_of(document: Iri, quads: Iterable[Quad]) -> Iri | None:
    """The territory a document's own graph gives it."""
    found = (q.object for q in quads if q.predicate.value == _JURISDICTION and q.subject == NamedNode(document))
    return next((Iri(place.value) for place in found if isinstance(place, NamedNode)), None)


def own_title(document: Iri, quads: Iterable[Quad]) -> str | None:
    """The title a document's own graph gives it."""
    found = (q.object for q in quads if q.predicate.value == _TITLE and q.subject == NamedNode(document))
    return next((title.value for title in found if isinstance(title, Literal)), None)


def beside(document: Iri, place: Iri) -> Iri:
    """The IRI of a document whose number is taken by one of another place.

    >>> beside(Iri("https://e.org/id/document/新政办发-2022-26号"), Iri("https://e.org/id/place/河南省/新乡市/新乡县"))
    'https://e.org/id/document/新政办发-2022-26号-河南省-新乡市-新乡县'
    """
    return Iri(f"{document}-{place.split('/id/place/', 1)[-1].replace('/', '-')}")


def exchanged(quads: Iterable[Quad], old: Iri, new: Iri) -> Iterator[Quad]:
    """The quads with one thing in place of another, as subject and as object."""
    was, now = NamedNode(old), NamedNode(new)
    for quad in quads:
        if was in (quad.subject, quad.object):
            subject = now if quad.subject == was else quad.subject
            yield Quad(subject, quad.predicate, now if quad.object == was else quad.object, quad.graph_name)
        else:
            yield quad


def renamed(quads: Iterable[Quad], old: Iri, new: Iri) -> Iterator[Quad]:
    """A document's quads as they would be under another IRI: its graph, itself, and everything that is named within it."""
    key, other = old.rsplit("/", 1)[-1], new.rsplit("/", 1)[-1]
    base = old.split("/id/", 1)[0] + "/id/"

    def term(node: Any) -> Any:
        if not isinstance(node, NamedNode) or not node.value.startswith(base):
            return node
        kind, _, rest = node.value.removeprefix(base).partition("/")
        head, slash, tail = rest.partition("/")
        return NamedNode(f"{base}{kind}/{other}{slash}{tail}") if head == key else node

    for quad in quads:
        yield Quad(term(quad.subject), quad.predicate, term(quad.object), term(quad.graph_name))
