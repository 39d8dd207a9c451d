"""Corrections kept: one graph of their own in the store, so they are in every kind of store, in backups and in exports.

Beside each correction stands, for every document that it changed, what the reader said before: so undoing gives back the reading to the last
quad, without reading the file again, and a new reading is compared with the old one, not with its correction.
"""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from zhengpu.graph.citing import unbound
from zhengpu.graph.corrections.applying import CorrectedReading, CorrectionEffect, corrected
from zhengpu.graph.corrections.confirmation import Confirmation
from zhengpu.graph.corrections.correction import Correction, correction_of_json
from zhengpu.graph.errors import StoreBroken
from zhengpu.graph.facts import Iri
from zhengpu.graph.names import Names, expand
from zhengpu.graph.triples import literal

if TYPE_CHECKING:
    from zhengpu.graph.store import Store

__all__ = ["CorrectionBook", "CorrectionChange", "confirmation_quads", "correction_book", "correction_quads", "state_quads"]

_BODY, _EFFECTS, _UNSAID, _SAID = map(expand, ("zp:correctionBody", "zp:correctionEffects", "zp:unsaidByCorrection", "zp:saidByCorrection"))
_OF = expand("zp:correctionOf")


@dataclass(frozen=True, slots=True)
class CorrectionChange:
    """What a change of a document brings about: the quads to stand, and what goes into and out of the graph of corrections."""

    reading: CorrectedReading
    kept: tuple[Quad, ...] = ()
    dropped: frozenset[Quad] = frozenset()


@dataclass(frozen=True, slots=True)
class CorrectionBook:
    """The graph of corrections as it stands: all corrections (the oldest first, those taken back too), all confirmations, effects by document."""

    names: Names
    corrections: tuple[Correction, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
    effects: tuple[tuple[Iri, tuple[CorrectionEffect, ...]], ...] = ()
    quads: tuple[Quad, ...] = ()

    def find(self, key: str) -> Correction | None:
        """One by its id."""
        return next((one for one in self.corrections if one.id == key), None)

    def effects_in(self, document: Iri) -> tuple[CorrectionEffect, ...]:
        """What the corrections did in a document as it stands."""
        return dict(self.effects).get(document, ())

    def as_read(self, document: Iri, standing: Sequence[Quad]) -> list[Quad]:
        """What the reader said of a document whose standing quads are given, before anybody corrected it; citations by title mean nobody."""
        free, node = unbound(standing, self.names), NamedNode(_state_iri(document, self.names))
        held = {
            quad.predicate.value: _unpacked(quad)
            for quad in self.quads
            if quad.subject == node and quad.predicate.value in (_UNSAID, _SAID)
        }
        if not held:
            return free
        said = {*held[_SAID]} if _SAID in held else set()
        return [*(quad for quad in free if quad not in said), *held.get(_UNSAID, ())]

    def change(
        self, document: Iri, read: Sequence[Quad], *, adding: Sequence[Correction] = (), replacing: Sequence[Correction] = ()
    ) -> CorrectionChange:
        """What is to stand once a document is read so, and with these corrections added or put in place of those of their ids."""
        gone = {one.id for one in replacing}
        corrections = (*(one for one in self.corrections if one.id not in gone), *replacing, *adding)
        made = corrected(document, read, corrections, self.names)
        state = _state_iri(document, self.names)
        old = {quad for quad in self.quads if quad.subject == NamedNode(state)}
        old |= {quad for one in replacing for quad in self.quads if quad.subject == NamedNode(_iri(one.id, self.names))}
        new = {*state_quads(document, read, made, self.names)} | {
            quad for one in (*replacing, *adding) for quad in correction_quads(one, self.names)
        }
        return CorrectionChange(made, tuple(sorted(new - old, key=str)), frozenset(old - new))

    def noted(self, document: Iri, *, adding: Sequence[Correction] = (), replacing: Sequence[Correction] = ()) -> CorrectionChange:
        """The same where the document is not there (any more)."""
        nodes = {NamedNode(_iri(one.id, self.names)) for one in replacing}
        old = frozenset(quad for quad in self.quads if quad.subject in nodes)
        new = {quad for one in (*replacing, *adding) for quad in correction_quads(one, self.names)}
        return CorrectionChange(CorrectedReading(()), tuple(sorted(new - old, key=str)), old - new)

    def forgotten(self, document: Iri) -> frozenset[Quad]:
        """What goes with a document: what was read of it. The corrections stay: the document may come back."""
        return frozenset(quad for quad in self.quads if quad.subject == NamedNode(_state_iri(document, self.names)))


def correction_book(store: Store) -> CorrectionBook:
    """The graph of corrections of a store. Raises `StoreBroken` where one cannot be read."""
    quads = tuple(store.said(store.names.corrections_graph))
    corrections, confirmations = [], []
    effects: defaultdict[str, tuple[CorrectionEffect, ...]] = defaultdict(tuple)
    of: dict[str, Iri] = {}
    for quad in quads:
        subject, value = str(getattr(quad.subject, "value", "")), str(getattr(quad.object, "value", ""))
        if quad.predicate.value == _BODY and "/id/correction/" in subject:
            corrections.append(correction_of_json(value))
        elif quad.predicate.value == _BODY:
            confirmations.append(Confirmation(**json.loads(value)))
        elif quad.predicate.value == _EFFECTS:
            effects[subject] = tuple(CorrectionEffect(**one | {"touched": tuple(one["touched"])}) for one in json.loads(value))
        elif quad.predicate.value == _OF:
            of[subject] = Iri(value)
    told = tuple(sorted((of[node], found) for node, found in effects.items() if node in of))
    in_order = tuple(sorted(corrections, key=lambda one: (one.on, one.id)))
    return CorrectionBook(store.names, in_order, tuple(sorted(confirmations, key=lambda one: (one.on, one.key))), told, quads)


def correction_quads(correction: Correction, names: Names) -> Iterator[Quad]:
    """A correction as it stands in the graph: the whole as one line, and what people may ask for with SPARQL."""
    said: list[tuple[str, NamedNode | Literal]] = [
        ("rdf:type", NamedNode(expand("zp:ReadingCorrection"))),
        ("rdfs:label", literal(correction.about.name)),
        ("zp:corrects", NamedNode(correction.document)),
        ("zp:correctedBy", Literal(correction.by)),
        ("zp:correctedOn", Literal(correction.on)),
        ("zp:correctionKind", Literal(correction.kind)),
        ("zp:correctionBody", Literal(correction.as_json())),
    ]
    said += [("zp:correctionUndone", Literal(correction.undone.on))] if correction.undone else []
    yield from _written(_iri(correction.id, names), said, names)


def confirmation_quads(confirmation: Confirmation, names: Names) -> Iterator[Quad]:
    """A confirmation as it stands in the graph."""
    body = json.dumps(asdict(confirmation), ensure_ascii=False, separators=(",", ":"))
    said: list[tuple[str, NamedNode | Literal]] = [
        ("rdf:type", NamedNode(expand("zp:ReadingConfirmation"))),
        ("rdfs:label", literal("确认无误")),
        ("zp:correctedBy", Literal(confirmation.by)),
        ("zp:correctedOn", Literal(confirmation.on)),
        ("zp:correctionBody", Literal(body)),
    ]
    yield from _written(names.thing("confirmation", confirmation.key), said, names)


def state_quads(document: Iri, read: Sequence[Quad], made: CorrectedReading, names: Names) -> Iterator[Quad]:
    """What is kept beside a corrected document: what each correction did, and the reading as it was."""
    if not made.effects:
        return
    before, after = {*read}, {*made.quads}
    effects = json.dumps([asdict(effect) for effect in made.effects], ensure_ascii=False, separators=(",", ":"))
    said: list[tuple[str, NamedNode | Literal]] = [("zp:correctionOf", NamedNode(document)), ("zp:correctionEffects", Literal(effects))]
    said += [("zp:unsaidByCorrection", Literal(_packed(before - after)))] if before - after else []
    said += [("zp:saidByCorrection", Literal(_packed(after - before)))] if after - before else []
    yield from _written(_state_iri(document, names), said, names)


def _written(node: Iri, said: Iterable[tuple[str, NamedNode | Literal]], names: Names) -> Iterator[Quad]:
    for term, value in said:
        yield Quad(NamedNode(node), NamedNode(expand(term)), value, NamedNode(names.corrections_graph))


def _iri(key: str, names: Names) -> Iri:
    return names.thing("correction", key)


def _state_iri(document: Iri, names: Names) -> Iri:
    return names.thing("corrected", document.rsplit("/", 1)[-1])


def _packed(quads: Iterable[Quad]) -> str:
    lines = sorted((pyoxigraph.serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True))
    return base64.b64encode(gzip.compress(b"".join(lines), compresslevel=6, mtime=0)).decode()


def _unpacked(quad: Quad) -> list[Quad]:
    try:
        body = gzip.decompress(base64.b64decode(str(getattr(quad.object, "value", "")), validate=True))
        return list(pyoxigraph.parse(body, format=RdfFormat.N_QUADS))
    except (ValueError, EOFError, OSError, zlib.error, SyntaxError) as error:
        raise StoreBroken("更正以前的读法读不出", str(error), "请从备份恢复：zhengpu restore 备份 --store 新文件夹") from error
