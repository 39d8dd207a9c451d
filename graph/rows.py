"""Rows of a query, with plain Python values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from zhengpu.graph.errors import MissingHelper
from zhengpu.graph.facts import Iri, Value
from zhengpu.graph.names import PREFIXES

if TYPE_CHECKING:  # neither is needed to ask
    from networkx import MultiDiGraph
    from pandas import DataFrame

__all__ = ["Cell", "Rows", "value_of"]

Cell = Value | None

_XSD = PREFIXES["xsd"]
_INTEGERS = frozenset(_XSD + name for name in ("integer", "int", "long", "nonNegativeInteger"))
_DECIMALS = frozenset(_XSD + name for name in ("decimal", "double", "float"))


@dataclass(frozen=True, slots=True)
class Rows:
    """A result table: `columns` without the question mark, `rows` of values (None = unbound).

    >>> Rows(("n",), ((3,),)).one
    3
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __iter__(self) -> Iterator[tuple[Cell, ...]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def one(self) -> Cell:
        """The first cell of the first row, None if there is none."""
        return self.rows[0][0] if self.rows and self.rows[0] else None

    def column(self, name: str) -> tuple[Cell, ...]:
        """All values of one column."""
        index = self.columns.index(name)
        return tuple(row[index] for row in self.rows)

    def records(self) -> Iterator[dict[str, Cell]]:
        """Each row as a mapping."""
        for row in self.rows:
            yield dict(zip(self.columns, row, strict=True))

    def to_pandas(self) -> DataFrame:
        """The table as a DataFrame, a column for each variable, None where nothing is bound. Raises `MissingHelper` without pandas.

        >>> list(Rows(("unit", "n"), (("县文旅局", 9),)).to_pandas().columns)
        ['unit', 'n']
        """
        try:
            from pandas import DataFrame
        except ImportError:
            raise MissingHelper("缺少 pandas", "to_pandas 要用它", "请运行 pip install 'zhengpu[pandas]'") from None
        return DataFrame.from_records(list(self.rows), columns=list(self.columns))

    def to_networkx(self) -> MultiDiGraph:
        """Each row an edge from its first cell to its second, the other columns as its attributes.

        >>> network = Rows(("unit", "task", "role"), (("县文旅局", "办好庙会", "牵头"),)).to_networkx()
        >>> list(network.edges(data=True))
        [('县文旅局', '办好庙会', {'role': '牵头'})]
        """
        import networkx

        network = networkx.MultiDiGraph()
        for first, second, *rest in self.rows:
            network.add_edge(first, second, **dict(zip(self.columns[2:], rest, strict=True)))
        return network


def value_of(term: NamedNode | BlankNode | Literal | Triple | None) -> Cell:
    """An RDF term as a Python value: IRI, text, int, Decimal, date, bool; blank nodes as `_:id`."""
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return Iri(term.value)
    if isinstance(term, Literal):
        kind = term.datatype.value
        if kind in _INTEGERS:
            return int(term.value)
        if kind in _DECIMALS:
            return Decimal(term.value)
        if kind == _XSD + "boolean":
            return term.value in ("true", "1")
        if kind == _XSD + "date":
            return date.fromisoformat(term.value[:10])
        return term.value
    return str(term)
