"""The forms of the part `names` as a lexicon asks for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from zhengpu.graph.facts import Iri
from zhengpu.graph.forms import AFTER, How, Named, NamedThing
from zhengpu.graph.index.index import Index

__all__ = ["KeptForms"]

_BETWEEN = "SELECT text FROM surface WHERE {0} >= ? AND {0} < ? AND length(text) IN (?, ?)"
_NAMED = """SELECT CASE printed WHEN '' THEN text ELSE printed END, iri, kind, how FROM surface JOIN form ON form.surface = surface.id
    JOIN thing ON thing.id = thing WHERE text = ? AND rank = (SELECT MIN(rank) FROM form AS best WHERE best.surface = surface.id
    AND best.other = form.other) ORDER BY other, form.thing"""


class KeptForms:
    """See `graph.forms.Forms`."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def last(self, text: str) -> str | None:
        """See `Forms.last`."""
        return self._one("SELECT text FROM surface WHERE text <= ? ORDER BY text DESC LIMIT 1", text)

    def first(self, text: str) -> str | None:
        """See `Forms.first`."""
        return self._one("SELECT text FROM surface WHERE text >= ? ORDER BY text LIMIT 1", text)

    def starting(self, prefix: str, lengths: tuple[int, int]) -> Iterable[str]:
        """See `Forms.starting`."""
        return [str(text) for (text,) in self._index.rows(_BETWEEN.format("text"), prefix, prefix + AFTER, *lengths)]

    def ending(self, suffix: str, lengths: tuple[int, int]) -> Iterable[str]:
        """See `Forms.ending`."""
        start = suffix[::-1]
        return [str(text) for (text,) in self._index.rows(_BETWEEN.format("ending"), start, start + AFTER, *lengths)]

    def named(self, surface: str) -> Named:
        """See `Forms.named`; of units only those for which the surface is surest, and likewise of the rest."""
        found = self._index.rows(_NAMED, surface)
        things = ((str(printed), NamedThing(Iri(str(iri)), str(kind), str(printed), cast(How, how))) for printed, iri, kind, how in found)
        return tuple(dict.fromkeys(things))

    def _one(self, sql: str, text: str) -> str | None:
        found = self._index.rows(sql, text)
        return str(found[0][0]) if found else None
