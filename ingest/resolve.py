"""Printed names → units of the graph: one unit, one IRI, whatever it is called in the document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from zhengpu.graph.facts import Iri
from zhengpu.graph.names import Names
from zhengpu.graph.offices import FullName, Offices
from zhengpu.graph.places import Places
from zhengpu.ingest.claims import Claims
from zhengpu.ingest.plan import Plan

__all__ = ["Merge", "Resolved", "ResolvedUnit", "resolve"]


@dataclass(frozen=True, slots=True)
class ResolvedUnit:
    """What a printed name stands for; `place` is its territory's IRI, `aliases` the other names this document gives it."""

    iri: Iri
    kind: Literal["Unit", "UnitGroup"]
    full: str
    place: Iri | None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Merge:
    """Several printed names taken for one unit, and why."""

    full: str
    printed: tuple[str, ...]
    evidence: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """The units and places of one document. Built by `resolve`."""

    names: Names
    offices: Offices
    chain: tuple[str, ...]
    units: Mapping[tuple[str, str | None], ResolvedUnit]
    merges: tuple[Merge, ...]

    def unit(self, printed: str, canonical: str | None = None) -> ResolvedUnit:
        """The unit of a printed name; `canonical` is the name with what the list elides restored."""
        return self.units.get((printed, canonical)) or _unit(
            self.names, self.offices.full(canonical or printed, "/".join(self.chain) or None), ()
        )

    def place_key(self, label: str) -> str:
        """What names a place of this document in an IRI: the gazetteer's key, or the label below the document's territory."""
        return self.offices.places.label_key(label, self.chain)


def resolve(
    plan: Plan, claims: Claims, offices: Offices, places: Places, names: Names, declared: Mapping[str, str] | None = None
) -> Resolved:
    """Every unit of the plan: duties, recipients, copied_to, interpreted_by, issuer, work groups.

    Names of one document that expand to the same full name in the same place are one unit (县发改局, 发改局, 发展和改革局); the same
    name in another place is another unit, because the place is part of its IRI. `declared` are short names the paper gives itself.
    """
    chain = offices.chain(plan.head.jurisdiction.value if plan.head.jurisdiction else None, _clues(plan, places))
    territory = "/".join(chain) or None
    fulls: dict[tuple[str, str | None], FullName] = {}
    for printed, canonical in _printed(plan, claims):
        if (printed, canonical) not in fulls:
            fulls[printed, canonical] = offices.full((declared or {}).get(printed) or canonical or printed, territory)
    zones = _zones(frozenset(fulls.values()), offices)
    fulls = {name: zones.get(full, full) for name, full in fulls.items()}
    called: dict[FullName, dict[str, None]] = {}
    for (printed, canonical), full in fulls.items():
        called.setdefault(full, {}).update(dict.fromkeys(filter(None, (printed, canonical, *_second(offices, printed)))))
    units = {name: _unit(names, full, tuple(called[full])) for name, full in fulls.items()}
    return Resolved(names, offices, chain, units, tuple(_merges(called)))


def _zones(fulls: frozenset[FullName], offices: Offices) -> dict[FullName, FullName]:
    """开发区管委会 is the one 甲经济技术开发区管委会 of the document; with two such zones it stays what it is."""
    zones = {full: zone for full in fulls if (zone := offices.zone(full))}
    same: dict[FullName, FullName] = {}
    for full, (own, kinds) in zones.items():
        longer = [
            other
            for other, (name, others) in zones.items()
            if (other.place, name) == (full.place, own) and others <= kinds and len(other.canonical) > len(full.canonical)
        ]
        if longer and len({zones[other][1] for other in longer} - {kinds}) < 2:
            same[full] = max(longer, key=lambda other: (len(other.canonical), other.canonical))
    return same


def _printed(plan: Plan, claims: Claims) -> Iterator[tuple[str, str | None]]:
    head = plan.head
    for found in (
        *head.issuers,
        head.approved_by,
        head.interpreted_by,
        *head.recipients,
        *head.copied_to,
        *(section.work_group for section in plan.sections),
    ):
        if found:
            yield found.value, None
    for duty in claims.duties:
        yield duty.unit, duty.canonical


def _clues(plan: Plan, places: Places) -> tuple[str, ...]:
    """Places in the names of the issuer and the papers the plan rests on tell 南京市鼓楼区 from 福州市鼓楼区."""
    head = plan.head
    texts = [found.value for found in (head.issuer, head.title) if found] + [basis.title for basis in head.based_on]
    return tuple(lead for text in texts if (lead := places.leading(text)))


def _second(offices: Offices, printed: str) -> tuple[str, ...]:
    parts = offices.split(printed)
    return (parts.second,) if parts.second else ()


def _unit(names: Names, full: FullName, called: tuple[str, ...]) -> ResolvedUnit:
    return ResolvedUnit(
        iri=names.unit(full.place, full.canonical),
        kind="UnitGroup" if full.group else "Unit",
        full=full.canonical,
        place=names.place(full.place) if full.place else None,
        aliases=tuple(name for name in called if name != full.canonical),
    )


def _merges(called: dict[FullName, dict[str, None]]) -> Iterator[Merge]:
    for full, printed in called.items():
        if len(printed) > 1:
            yield Merge(full.canonical, tuple(printed), f"简称与全称都还原为{full.canonical}")
