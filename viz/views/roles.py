"""Who does what in which role: the rows several views share."""

from __future__ import annotations

from zhengpu.graph.facts import Iri
from zhengpu.graph.store import Store
from zhengpu.viz.things import SELECTORS, Where, said, scope, text

__all__ = ["roles"]

_ROLES = """SELECT DISTINCT ?task ?unit ?role ?order ?document ?start ?end ?quote WHERE {{
  ?task zp:responsibility ?held . {scope}
  ?held prov:agent ?unit ; zp:relation ?role .
  OPTIONAL {{ ?held zp:order ?order }}
  OPTIONAL {{ ?task zp:responsibility ?held . {scope} ?held zp:evidence ?e . {selectors} }}
}} ORDER BY ?task ?order ?unit ?role ?start"""


def roles(store: Store, document: Iri | None) -> dict[tuple[Iri, Iri, Iri], Where]:
    """(task, unit, role) in printed order, each with the places that say so."""
    found: dict[tuple[Iri, Iri, Iri], Where] = {}
    for task, unit, role, _, *place in store.query(_ROLES.format(scope=scope(document), selectors=SELECTORS)):
        key = (Iri(text(task)), Iri(text(unit)), Iri(text(role)))
        found[key] = found.get(key, ()) + ((said(*place),) if place[0] is not None else ())
    return found
