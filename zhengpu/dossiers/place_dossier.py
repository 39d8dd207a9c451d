"""A place for people: its plans, those of the places above and below it, its units, the tasks elsewhere that name it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from zhengpu.catalogue import DocumentListing
from zhengpu.graph.facts import Iri
from zhengpu.graph.names import iri_text, literal_text
from zhengpu.graph.oversight.docket import DocketItem, DocketScope

if TYPE_CHECKING:
    from zhengpu.service import Zhengpu

__all__ = ["NearPlace", "PlaceDossier", "PlaceUnit", "place_dossier"]


@dataclass(frozen=True, slots=True)
class NearPlace:
    """A place above (`above`) or below this one, with its plans."""

    key: str
    label: str
    above: bool
    plans: tuple[DocumentListing, ...]


@dataclass(frozen=True, slots=True)
class PlaceUnit:
    """A unit of the place and in how many tasks it takes part."""

    unit: str
    key: str
    tasks: int


@dataclass(frozen=True, slots=True)
class PlaceDossier:
    """What the plans say of a place. `tasks` name it in their text; the tasks of its own plans stand on the plans' pages."""

    iri: Iri
    key: str
    label: str
    plans: tuple[DocumentListing, ...]
    near: tuple[NearPlace, ...]
    units: tuple[PlaceUnit, ...]
    tasks: tuple[DocketItem, ...]


_PLANS = "SELECT DISTINCT ?d ?place {{ ?d zp:jurisdiction ?place ; zp:sourceText ?any . {only} }}"
_NEAR = "SELECT DISTINCT ?place ?label {{ ?place a zp:Place ; rdfs:label ?label . FILTER(STRSTARTS(STR(?place), {base})) }} ORDER BY ?place"
_UNITS = """
SELECT ?u ?label (COUNT(DISTINCT ?t) AS ?n) {{ ?u zp:jurisdiction {place} ; rdfs:label ?label ; zp:takesPartIn ?t }}
GROUP BY ?u ?label ORDER BY DESC(?n) ?label
"""


def place_dossier(zp: Zhengpu, key: str, today: date | None = None) -> PlaceDossier | None:
    """The dossier of a place by its key in addresses; None if the graph knows no such place."""
    base = f"{zp.store.names.base}id/place/"
    iri = Iri(base + key)
    label = zp.store.query(f"SELECT ?l {{ {iri_text(iri)} a zp:Place ; rdfs:label ?l }}").one
    if label is None:
        return None
    listed = {entry.iri: entry for entry in zp.documents()}
    homes: dict[str, list[DocumentListing]] = {}
    for document, place in zp.store.query(_PLANS.format(only="")):
        if (entry := listed.get(Iri(str(document)))) is not None:
            homes.setdefault(str(place), []).append(entry)
    unit_base = f"{zp.store.names.base}id/unit/"
    units = tuple(
        PlaceUnit(str(name), str(unit).removeprefix(unit_base), int(str(n)))
        for unit, name, n in zp.store.query(_UNITS.format(place=iri_text(iri)))
    )
    near = []
    for place, name in zp.store.query(_NEAR.format(base=literal_text(base + key.partition("/")[0]))):
        other = str(place).removeprefix(base)
        above, below = key.startswith(f"{other}/"), other.startswith(f"{key}/")
        if above or below:
            near.append(NearPlace(other, str(name), above, tuple(homes.get(str(place), ()))))
    named = tuple(Iri(str(task)) for (task,) in zp.store.query(f"SELECT ?t {{ ?t a zp:Task ; zp:place {iri_text(iri)} }}"))
    tasks = zp.oversight.docket(today, DocketScope(tasks=named)).items
    return PlaceDossier(iri, key, str(label), tuple(homes.get(str(iri), ())), tuple(near), units, tasks)
