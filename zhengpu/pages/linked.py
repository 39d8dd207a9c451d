"""Linked data: every IRI of the graph answers as a page, Turtle or JSON-LD, and so does the ontology at its namespace."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote

import pyoxigraph
from fastapi import APIRouter
from jinja2 import Environment
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple
from starlette.requests import Request
from starlette.responses import Response

from zhengpu.graph.names import PREFIXES, iri_text, local
from zhengpu.graph.ontology import ontology_text
from zhengpu.graph.rows import Cell
from zhengpu.hosting.negotiation import Offer, negotiated
from zhengpu.hosting.problems import documented, problem
from zhengpu.hosting.trouble import TroublePages
from zhengpu.query.analyst.evaluation import GRAPHS
from zhengpu.service import Zhengpu

__all__ = ["PropertyLine", "linked_router", "web_address"]

_OFFERS = (
    Offer("html", "text/html", ("application/xhtml+xml",)),
    Offer("turtle", "text/turtle"),
    Offer("jsonld", "application/ld+json", ("application/json",)),
    Offer("ntriples", "application/n-triples"),
    Offer("rdfxml", "application/rdf+xml"),
)
_SUFFIXES = {".html": "html", ".ttl": "turtle", ".jsonld": "jsonld", ".nt": "ntriples", ".rdf": "rdfxml"}
_NOT_IN_IRI = re.compile(r"[\x00-\x20\x7f<>\"{}|^`\\]")
_LONGEST_PATH = 500
_MOST_LINKS = 500
_LABEL = PREFIXES["rdfs"] + "label"
# Whole texts and reports have addresses of their own under /api/documents.
_LEFT_OUT = "zp:sourceText, zp:report, zp:layout"


@dataclass(frozen=True, slots=True)
class PropertyValue:
    """A value on the page: its text and where it leads."""

    text: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class PropertyLine:
    """A relation on the page and what stands at its other end."""

    label: str
    values: tuple[PropertyValue, ...]


def linked_router(service: Zhengpu, environment: Environment, troubles: TroublePages) -> APIRouter:
    """`/id/…` and `/ns`, by `Accept` and by suffix."""
    routes = APIRouter(tags=["linked-data"])
    templates = environment

    def thing(request: Request, path: str) -> Response:
        """页面、Turtle 或 JSON-LD，按 Accept 或后缀（.ttl、.jsonld、.html、.nt、.rdf）。"""
        bare, offer = _asked(path, request)
        if offer is None:
            return _not_acceptable()
        iri = f"{service.settings.base}id/{bare}"
        if _NOT_IN_IRI.search(bare) or len(bare) > _LONGEST_PATH or not (said := _said(service, iri)):
            return troubles.told(request, 404, "no-such-thing", "图谱里没有这个事物", f"没有关于“{bare[:100]}”的陈述。")
        if offer.name != "html":
            return _sent(request, _rdf([*said, *_pointing(service, iri)], offer.name), offer)
        out, into = _lines(service, said), _lines_into(service, iri)
        labels = (t.object for t in said if t.predicate.value == _LABEL and isinstance(t.object, Literal))
        label = next((found.value for found in labels), bare)
        page = templates.get_template("thing.html").render(
            title=label, iri=iri, out=out, into=into, address=f"/id/{quote(bare)}", formats=tuple(_SUFFIXES)[1:]
        )
        return _sent(request, page.encode(), offer)

    def ontology(request: Request, suffix: str = "") -> Response:
        """本体：类别与关系的中文名称、例句和例问。"""
        bare, offer = _asked(suffix, request)
        if bare:
            return troubles.told(request, 404, "no-such-address", "没有这个地址", "本体在 /ns，或 /ns.ttl、/ns.jsonld。")
        if offer is None:
            return _not_acceptable()
        if offer.name == "html":
            return _sent(request, templates.get_template("ontology.html").render(title="本体", ontology=service.ontology).encode(), offer)
        if offer.name == "turtle":
            return _sent(request, ontology_text().encode(), offer)
        triples = (quad.triple for quad in pyoxigraph.parse(ontology_text(), format=RdfFormat.TURTLE))
        return _sent(request, _rdf(triples, offer.name), offer)

    said: dict[int | str, dict[str, Any]] = {
        200: {"description": "结果", "content": {offer.media_type: {} for offer in _OFFERS}},
        304: {"description": "没有变化"},
        **documented(404, 406),
    }
    for path, handler, summary in (
        ("/id/{path:path}", thing, "一个事物：页面、Turtle、JSON-LD"),
        ("/ns", ontology, "本体"),
        ("/ns{suffix}", ontology, "本体，按后缀"),
    ):
        routes.add_api_route(path, handler, summary=summary, response_class=Response, responses=said)
    return routes


def web_address(iri: str, base: str) -> str | None:
    """Where this service shows a thing; None for IRIs of others.

    >>> web_address("https://w3id.org/zhengpu/id/unit/新绛县/县文旅局", "https://w3id.org/zhengpu/")
    '/id/unit/%E6%96%B0%E7%BB%9B%E5%8E%BF/%E5%8E%BF%E6%96%87%E6%97%85%E5%B1%80'
    """
    if iri.startswith(f"{base}id/"):
        return "/" + quote(iri.removeprefix(base))
    return f"/ns#{quote(iri.removeprefix(PREFIXES['zp']))}" if iri.startswith(PREFIXES["zp"]) else None


def _asked(path: str, request: Request) -> tuple[str, Offer | None]:
    """The path without its suffix, and the format that suffix or `Accept` asks for."""
    for suffix, name in _SUFFIXES.items():
        if path.endswith(suffix):
            return path.removesuffix(suffix), next(offer for offer in _OFFERS if offer.name == name)
    return path, negotiated(", ".join(request.headers.getlist("accept")), _OFFERS)


def _said(service: Zhengpu, iri: str) -> list[Triple]:
    """What the graph says of a thing."""
    text = f"CONSTRUCT {{ {iri_text(iri)} ?p ?o }} WHERE {{ {iri_text(iri)} ?p ?o FILTER(?p NOT IN ({_LEFT_OUT})) }}"
    return list(cast(Iterable[Triple], service.store.run(text)))


def _pointing(service: Zhengpu, iri: str) -> list[Triple]:
    """What points to it, as far as one would read."""
    text = f"CONSTRUCT {{ ?s ?p {iri_text(iri)} }} WHERE {{ ?s ?p {iri_text(iri)} }} LIMIT {_MOST_LINKS}"
    return list(cast(Iterable[Triple], service.store.run(text)))


def _lines(service: Zhengpu, said: Iterable[Triple]) -> tuple[PropertyLine, ...]:
    values: defaultdict[str, list[PropertyValue]] = defaultdict(list)
    objects = [triple.object.value for triple in said if isinstance(triple.object, NamedNode)]
    labels = _labels(service, objects)
    for triple in said:
        value = triple.object
        if isinstance(value, NamedNode):
            shown = labels.get(value.value) or service.ontology_label(value.value)
            values[triple.predicate.value].append(PropertyValue(shown, web_address(value.value, service.settings.base)))
        elif isinstance(value, Literal):
            values[triple.predicate.value].append(PropertyValue(value.value))
    return tuple(PropertyLine(service.ontology_label(p), tuple(sorted(v, key=lambda one: one.text))) for p, v in sorted(values.items()))


def _lines_into(service: Zhengpu, iri: str) -> tuple[PropertyLine, ...]:
    text = f"SELECT DISTINCT ?p ?s ?l {{ ?s ?p {iri_text(iri)} OPTIONAL {{ ?s rdfs:label ?l }} }} ORDER BY ?p ?l ?s LIMIT {_MOST_LINKS}"
    values: defaultdict[str, list[PropertyValue]] = defaultdict(list)
    for predicate, subject, label in service.store.query(text):
        values[str(predicate)].append(PropertyValue(_text(label) or local(str(subject)), web_address(str(subject), service.settings.base)))
    known: dict[str, str] = {relation.iri: relation.inverse_label for relation in service.ontology.relations.values()}
    return tuple(PropertyLine(known.get(p) or service.ontology_label(p), tuple(v)) for p, v in values.items())


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _labels(service: Zhengpu, iris: Iterable[str]) -> dict[str, str]:
    listed = " ".join(iri_text(iri) for iri in sorted(set(iris)))
    if not listed:
        return {}
    rows = service.store.query(f"SELECT ?s ?l {{ VALUES ?s {{ {listed} }} ?s rdfs:label ?l }}")
    return {str(subject): str(label) for subject, label in rows}


def _rdf(triples: Iterable[Triple], name: str) -> bytes:
    return pyoxigraph.serialize(triples, format=GRAPHS[name], prefixes=PREFIXES) or b""


def _sent(request: Request, body: bytes, offer: Offer) -> Response:
    tag = f'"{hashlib.sha256(body + offer.name.encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Vary": "Accept", "Cache-Control": "no-cache"}
    known = {part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")}
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=offer.content_type)


def _not_acceptable() -> Response:
    media = "、".join(offer.media_type for offer in _OFFERS)
    return problem(406, "not-acceptable", "没有请求所要的格式", f"可以是 {media}。请修改 Accept，或在地址后加 .ttl、.jsonld。")
