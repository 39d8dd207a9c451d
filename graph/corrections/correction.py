"""A correction: what somebody says against (or for) a reading, when and why, and where it holds; as a value and as a line of JSON."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from typing import Any

from zhengpu.graph.corrections.anchoring import TextAnchor
from zhengpu.graph.corrections.correction_kinds import CorrectionKind, correction_kind
from zhengpu.graph.errors import StoreBroken
from zhengpu.graph.facts import Iri

__all__ = ["Correction", "CorrectionUndone", "MeantUnit", "MissedDuty", "correction_of_json", "given"]


@dataclass(frozen=True, slots=True)
class MeantUnit:
    """The unit that a name stands for: what `graph.facts.Naming` needs to name it."""

    iri: Iri
    full: str
    kind: str = "Unit"
    place: Iri | None = None


@dataclass(frozen=True, slots=True)
class MissedDuty:
    """A duty that stands in the words of a missing task: the unit as printed and who that is, the role, and its clause."""

    printed: str
    meant: MeantUnit
    role: str
    clause: TextAnchor


@dataclass(frozen=True, slots=True)
class CorrectionUndone:
    """Who took a correction back, when and why."""

    by: str
    on: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction of a document (its IRI), of a kind of `kinds.toml`.

    `unit` is a name as printed; `to` and `was` say what holds and what was read (a role's key, an ISO date or code, a name); `term` the
    property concerned (`zp:deadline`, `zp:hasTarget` …); `what` describes a wrong fact. `anchor` is the place; for kinds that hold for a name
    it is where the name was seen. `entity` is the unit that was read for `unit`, `meant` the one to be read from now on.
    `undone` is set when it was taken back: it is kept all the same.
    """

    id: str
    kind: str
    document: Iri
    anchor: TextAnchor
    by: str
    on: str
    why: str = ""
    unit: str = ""
    to: str = ""
    was: str = ""
    term: str = ""
    what: str = ""
    number: str = ""
    title: str = ""
    entity: Iri | None = None
    meant: MeantUnit | None = None
    duties: tuple[MissedDuty, ...] = ()
    everywhere: bool = False
    undone: CorrectionUndone | None = None

    @property
    def stands(self) -> bool:
        """Whether it counts."""
        return self.undone is None

    @property
    def about(self) -> CorrectionKind:
        """Its kind."""
        return correction_kind(self.kind)

    @property
    def said(self) -> tuple[object, ...]:
        """What it says, whoever said it and when: two that say the same are one."""
        anchor = (self.anchor.start, self.anchor.words) if self.about.place else None
        return (self.kind, self.document, anchor, self.unit, self.to, self.was, self.term, self.number, self.title, self.everywhere)

    def concerns(self, document: Iri) -> bool:
        """Whether it may change how this document is read."""
        return self.everywhere or self.document == document

    def as_json(self) -> str:
        """One line."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))


def given(correction: Correction) -> Correction:
    """The same with its id: by what it says, who said it and when.

    >>> made = given(Correction("", "not-unit", Iri("urn:d"), TextAnchor(3, "相关职能"), "张三", "2024-05-06T07:08:09Z", unit="相关职能"))
    >>> len(made.id), correction_of_json(made.as_json()) == made
    (8, True)
    """
    said = "\x00".join(map(str, (*correction.said, correction.by, correction.on)))
    return replace(correction, id=hashlib.sha256(said.encode()).hexdigest()[:8])


def correction_of_json(line: str) -> Correction:
    """A correction, back from its line. Raises `StoreBroken`."""
    try:
        said: dict[str, Any] = json.loads(line)
        return Correction(
            **said
            | {
                "anchor": TextAnchor(**said["anchor"]),
                "meant": _meant(said.get("meant")),
                "undone": CorrectionUndone(**said["undone"]) if said.get("undone") else None,
                "duties": tuple(
                    MissedDuty(one["printed"], MeantUnit(**one["meant"]), one["role"], TextAnchor(**one["clause"]))
                    for one in said.get("duties", ())
                ),
            }
        )
    except (ValueError, KeyError, TypeError) as error:
        raise StoreBroken("有一条更正读不出", str(error), "请从备份恢复：zhengpu restore 备份 --store 新文件夹") from error


def _meant(said: dict[str, Any] | None) -> MeantUnit | None:
    return MeantUnit(**said) if said else None
