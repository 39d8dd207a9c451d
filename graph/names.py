"""Stable IRIs, prefixes, and the escaping of terms in SPARQL and Turtle text."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhengpu.graph.facts import Iri

__all__ = ["DEFAULT_BASE", "PREFIXES", "Names", "expand", "iri_text", "key", "literal_text", "local"]

DEFAULT_BASE = "https://w3id.org/zhengpu/"

PREFIXES: dict[str, str] = {
    "zp": "https://w3id.org/zhengpu/ns#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "oa": "http://www.w3.org/ns/oa#",
    "schema": "http://schema.org/",
    "time": "http://www.w3.org/2006/time#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}

_NOT_KEY = re.compile(r"[^\w]+")
_LONGEST_KEY = 60


def expand(term: str) -> Iri:
    """A prefixed name as an absolute IRI.

    >>> expand("zp:leads")
    'https://w3id.org/zhengpu/ns#leads'
    """
    prefix, _, rest = term.partition(":")
    return Iri(PREFIXES[prefix] + rest)


def local(iri: str) -> str:
    """The last part of an IRI.

    >>> local("https://w3id.org/zhengpu/ns#leads")
    'leads'
    """
    return re.split(r"[#/]", iri.rstrip("/"))[-1]


def key(text: str) -> str:
    """A readable, stable path segment: letters and digits of any script, the rest as `-`; long texts end in a hash.

    >>> key("新政办发〔2022〕26号")
    '新政办发-2022-26号'
    """
    folded = _NOT_KEY.sub("-", unicodedata.normalize("NFKC", text)).strip("-")
    if len(folded) <= _LONGEST_KEY and folded:
        return folded
    digest = hashlib.sha256(text.encode()).hexdigest()[:10]
    return f"{folded[:40]}-{digest}" if folded else digest


def iri_text(iri: str) -> str:
    """An IRI between angle brackets, every character that may not stand there (RFC 3987, 2.2) percent-encoded.

    >>> iri_text("urn:a b>"), iri_text("urn:100%")
    ('<urn:a%20b%3E>', '<urn:100%25>')
    """
    whole, mark, fragment = iri.partition("#")
    return f"<{_NOT_IN_IRI.sub(_percent_encoded, whole + mark + fragment.replace('#', '%23'))}>"


_HIGHER_PLANES = "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 14)) + "\U000e1000-\U000efffd"
_NOT_IN_IRI = re.compile(rf"%(?![0-9A-Fa-f]{{2}})|[\[\]<>\"{{}}|^`\\]|[^\x21-\x7e\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef{_HIGHER_PLANES}]")


def _percent_encoded(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace"))


def literal_text(value: str | int | Decimal | float | date | bool, language: str | None = None) -> str:
    """A literal for SPARQL or Turtle.

    >>> literal_text('说"好"', "zh")
    '"说\\\\"好\\\\""@zh'
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal | float):
        return f'"{value}"^^xsd:decimal'
    if isinstance(value, date):
        return f'"{value.isoformat()}"^^xsd:date'
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return f'"{escaped}"' + (f"@{language}" if language else "")


@dataclass(frozen=True, slots=True)
class Names:
    """Makes every IRI of the house under one configurable base. Same text in, same IRI out.

    >>> Names().unit("新绛县", "新绛县文化和旅游局")
    'https://w3id.org/zhengpu/id/unit/新绛县/新绛县文化和旅游局'
    """

    base: str = DEFAULT_BASE

    def thing(self, kind: str, *parts: str) -> Iri:
        """`{base}id/{kind}/{part}/…`, each part through `key`."""
        return Iri("/".join([f"{self.base}id/{kind}", *(key(part) for part in parts)]))

    def document(self, number: str | None, title: str) -> Iri:
        """A document or cited policy: by its number if it has one (`新政办发〔2022〕26号`), else by its title."""
        return self.thing("document", number or title)

    def within(self, document: Iri, kind: str, *parts: str) -> Iri:
        """Something inside one document: section, task, target, funding, responsibility, evidence."""
        return self.thing(kind, document.rsplit("/", 1)[-1], *parts)

    def unit(self, place: str | None, full: str) -> Iri:
        """A unit is its place and its full name; central bodies have the place 全国."""
        return self.thing("unit", place or "全国", full)

    def place(self, key_of_place: str) -> Iri:
        """A place by the key the gazetteer gives it (its chain of names, or the bare name)."""
        return self.thing("place", key_of_place)

    @property
    def names_graph(self) -> Iri:
        """The one graph that holds type and names of everything documents share."""
        return Iri(f"{self.base}graph/names")

    @property
    def progress_graph(self) -> Iri:
        """The one graph of what ledgers said of tasks: who, when; no plan says any of it."""
        return Iri(f"{self.base}graph/progress")

    @property
    def versions_graph(self) -> Iri:
        """The one graph of what documents said before another text took their place (`graph.versions`)."""
        return Iri(f"{self.base}graph/versions")

    @property
    def corrections_graph(self) -> Iri:
        """The one graph of what people said against readings, and of what the readings were before (`graph.corrections`)."""
        return Iri(f"{self.base}graph/corrections")

    @property
    def apart(self) -> frozenset[Iri]:
        """The graphs that no plan says: questions about the plans never meet them."""
        return frozenset((self.progress_graph, self.versions_graph, self.corrections_graph))
