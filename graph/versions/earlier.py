"""Earlier versions of documents: what stood in a document's graph before another text took its place, packed, in a graph of their own.

So they are kept in every kind of store, go into backups and exports with everything else, and no question about the plans as they stand
ever meets them. An earlier version is written in the transaction that replaces it, and is never changed afterwards.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from zhengpu.graph.errors import StoreBroken
from zhengpu.graph.facts import Iri
from zhengpu.graph.names import PREFIXES, Names, expand
from zhengpu.graph.rows import value_of
from zhengpu.graph.triples import literal

if TYPE_CHECKING:
    from zhengpu.graph.store import Store

__all__ = ["EarlierVersion", "StandingText", "earlier_versions", "packed_version", "printed_day", "standing_text", "version_quads"]

_FILE_DIGEST, _TEXT = PREFIXES["zp"] + "fileDigest", PREFIXES["zp"] + "sourceText"
_DAYS = (PREFIXES["zp"] + "effective", PREFIXES["dct"] + "issued")


@dataclass(frozen=True, slots=True)
class StandingText:
    """What tells one text from another: the SHA-256 of the file it was read from (empty where nobody kept it) and the text as read."""

    file: str
    text: str

    @property
    def digest(self) -> str:
        """SHA-256 of the text."""
        return hashlib.sha256(self.text.encode("utf-8", "replace")).hexdigest()

    def same_file(self, other: StandingText) -> bool:
        """Whether both were read from the same bytes; where that is not known of one, whether the texts are equal."""
        return self.file == other.file if self.file and other.file else self.text == other.text

    def same_words(self, other: StandingText) -> bool:
        """Whether they differ at most in spaces and the ends of lines."""
        return "".join(self.text.split()) == "".join(other.text.split())


def standing_text(document: Iri, quads: Iterable[Quad]) -> StandingText:
    """The text that a document's quads hold, and the digest of its file.

    >>> standing_text(Iri("urn:d"), ())
    StandingText(file='', text='')
    """
    held = {"": ""}
    for quad in quads:
        if quad.predicate.value in (_FILE_DIGEST, _TEXT) and quad.subject == NamedNode(document):
            held[quad.predicate.value] = str(getattr(quad.object, "value", ""))
    return StandingText(held.get(_FILE_DIGEST, ""), held.get(_TEXT, ""))


@dataclass(frozen=True)
class EarlierVersion:
    """One version that another text replaced.

    `number` counts the versions of a document from 1; `digest` is the SHA-256 of its quads (sorted N-Quads), `file` that of the file it was
    read from; `dated` is the day printed in it (in force, else issued), `replaced` the day it was replaced, `successor` the number of the
    version that was put back in its place, 0 where that was a new text.
    """

    document: Iri
    number: int
    digest: str
    file: str
    replaced: date
    tasks: int
    packed: str
    dated: date | None = None
    successor: int = 0

    @cached_property
    def nquads(self) -> bytes:
        """The sorted N-Quads. Raises `StoreBroken` where they are not what was packed."""
        try:
            found = gzip.decompress(base64.b64decode(self.packed, validate=True))
        except (ValueError, EOFError, OSError, zlib.error) as error:
            raise _damaged(self, str(error)) from error
        if hashlib.sha256(found).hexdigest() != self.digest:
            raise _damaged(self, "内容与摘要不符")
        return found

    @property
    def quads(self) -> list[Quad]:
        """What the document's graph said."""
        return list(pyoxigraph.parse(self.nquads, format=RdfFormat.N_QUADS))

    @property
    def text(self) -> str:
        """The text as it was read."""
        return standing_text(self.document, self.quads).text

    @property
    def text_digest(self) -> str:
        """SHA-256 of the text."""
        return standing_text(self.document, self.quads).digest

    def iri(self, names: Names) -> Iri:
        """Its own name."""
        return names.within(self.document, "version", str(self.number))


def printed_day(document: Iri, quads: Iterable[Quad]) -> date | None:
    """The day that a paper prints as the one from which it holds, else that of its issue."""
    days: dict[str, date] = {}
    for quad in quads:
        if quad.predicate.value in _DAYS and quad.subject == NamedNode(document) and isinstance(day := value_of(quad.object), date):
            days[quad.predicate.value] = day
    return next((days[term] for term in _DAYS if term in days), None)


def packed_version(document: Iri, quads: Sequence[Quad], names: Names, *, number: int, replaced: date, successor: int = 0) -> list[Quad]:
    """The quads that keep what stands now as an earlier version."""
    lines = sorted((pyoxigraph.serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True))
    whole = b"".join(lines)
    task = expand("zp:Task")
    version = EarlierVersion(
        document,
        number,
        hashlib.sha256(whole).hexdigest(),
        standing_text(document, quads).file,
        replaced,
        sum(quad.predicate.value == expand("rdf:type") and quad.object == NamedNode(task) for quad in quads),
        base64.b64encode(gzip.compress(whole, compresslevel=6, mtime=0)).decode(),
        printed_day(document, quads),
        successor,
    )
    graph, node = NamedNode(names.versions_graph), NamedNode(version.iri(names))
    said: list[tuple[str, NamedNode | Literal]] = [
        ("rdf:type", NamedNode(expand("zp:EarlierVersion"))),
        ("rdfs:label", literal(f"第{number}版")),
        ("zp:versionOf", NamedNode(document)),
        ("zp:versionNumber", literal(number)),
        ("zp:replacedOn", literal(replaced)),
        ("zp:versionTasks", literal(version.tasks)),
        ("zp:versionDigest", Literal(version.digest)),
        ("zp:versionQuads", Literal(version.packed)),
    ]
    said += [("zp:fileDigest", Literal(version.file))] if version.file else []
    said += [("zp:versionDated", literal(version.dated))] if version.dated else []
    said += [("zp:restoredVersion", literal(successor))] if successor else []
    return [Quad(node, NamedNode(expand(term)), value, graph) for term, value in said]


_FIELDS = {
    expand(f"zp:{term}"): name
    for term, name in (
        ("versionOf", "document"),
        ("versionNumber", "number"),
        ("versionDigest", "digest"),
        ("fileDigest", "file"),
        ("replacedOn", "replaced"),
        ("versionTasks", "tasks"),
        ("versionQuads", "packed"),
        ("versionDated", "dated"),
        ("restoredVersion", "successor"),
    )
}


def earlier_versions(store: Store, document: Iri | None = None) -> tuple[EarlierVersion, ...]:
    """The earlier versions of a document (of all), by document and number; what is no whole version is passed over."""
    said: defaultdict[str, dict[str, object]] = defaultdict(dict)
    for quad in _said(store, document):
        if (name := _FIELDS.get(Iri(quad.predicate.value))) and isinstance(quad.subject, NamedNode):
            said[quad.subject.value][name] = value_of(quad.object)
    found = []
    for given in said.values():
        if {"document", "number", "digest", "replaced", "tasks", "packed"} <= {*given}:
            version = EarlierVersion(**({"file": ""} | given))  # type: ignore[arg-type]
            found.append(version)
    return tuple(sorted(found, key=lambda version: (version.document, version.number)))


def _said(store: Store, document: Iri | None) -> Iterable[Quad]:
    return store.said(store.names.versions_graph) if document is None else version_quads(store.said, document, store.names)


def version_quads(said: Callable[[Iri, Iri], Iterable[Quad]], document: Iri, names: Names) -> Iterator[Quad]:
    """The quads of one document's versions, found by their names: `said` is the store's."""
    number = 1
    while found := list(said(names.versions_graph, names.within(document, "version", str(number)))):
        yield from found
        number += 1


def _damaged(version: EarlierVersion, why: str) -> StoreBroken:
    called = f"{version.document.rsplit('/', 1)[-1]} 第{version.number}版"
    return StoreBroken(f"旧版读不出：{called}", why, "请从备份恢复：zhengpu restore 备份 --store 新文件夹")
