"""Questions to begin with: forms out of `samples.toml`, filled with what the graph holds, kept only if they have an answer."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Iterator
from datetime import date
from importlib import resources
from typing import TYPE_CHECKING

from zhengpu.graph.rows import Cell

if TYPE_CHECKING:
    from zhengpu.service import Zhengpu

__all__ = ["Samples"]

_BUSIEST = "SELECT ?label {{ ?u {role} ?t ; rdfs:label ?label }} GROUP BY ?u ?label ORDER BY DESC(COUNT(DISTINCT ?t)) ?label LIMIT 1"
_PARTNER = """
SELECT ?label {{ ?u rdfs:label {unit} ; zp:takesPartIn ?t . ?o zp:takesPartIn ?t ; rdfs:label ?label . FILTER(?o != ?u) }}
GROUP BY ?o ?label ORDER BY DESC(COUNT(DISTINCT ?t)) ?label LIMIT 1
"""
_TASK = """
SELECT ?number ?label ?section {
  ?t a zp:Task ; zp:number ?number ; rdfs:label ?label ; zp:responsibility ?r . OPTIONAL { ?t zp:inSection/rdfs:label ?section }
} GROUP BY ?t ?number ?label ?section ORDER BY DESC(COUNT(?r)) ?number LIMIT 1
"""


class Samples:
    """Worked out once for each state of the store."""

    def __init__(self, zp: Zhengpu) -> None:
        self._zp = zp
        self._known: tuple[object, tuple[str, ...]] | None = None
        self._working = threading.Lock()

    def __call__(self) -> tuple[str, ...]:
        """The questions; none for an empty store."""
        state = (self._zp.store.documents(), getattr(self._zp.store, "revision", None))
        with self._working:
            if self._known is None or self._known[0] != state:
                self._known = (state, tuple(q for q in dict.fromkeys(self._filled()) if self._answered(q)))
            return self._known[1]

    def _filled(self) -> Iterator[str]:
        from zhengpu.graph.names import literal_text

        told = self._zp.store.query(_TASK)
        number, task, section = told.rows[0] if told.rows else (None, None, None)
        for sample in tomllib.loads(resources.files("zhengpu.pages").joinpath("samples.toml").read_text("utf-8"))["sample"]:
            role = f"zp:{sample['role']}" if "role" in sample else "zp:takesPartIn"
            unit = self._zp.store.query(_BUSIEST.format(role=role if role in self._zp.ontology.role_names() else "zp:takesPartIn")).one
            partner: Cell = None
            if "{other}" in sample["form"] and unit is not None:
                partner = self._zp.store.query(_PARTNER.format(unit=literal_text(str(unit), "zh"))).one
            values = {"unit": unit, "other": partner, "number": number, "task": task, "section": section}
            if all(values[name] is not None for name in values if f"{{{name}}}" in sample["form"]):
                yield str(sample["form"]).format(**values)

    def _answered(self, question: str) -> bool:
        return self._zp.ask(question, today=date.today()).outcome == "answered" if len(question) <= 60 else False
