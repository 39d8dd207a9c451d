"""A column of units that groups the rows beside it, each name printed once for all its rows: on the first of them, or in their middle."""

from __future__ import annotations

from collections.abc import Sequence

from zhengpu.ingest.tables.squares import Matrix, filled
from zhengpu.ingest.tables.task_columns import TaskColumns

__all__ = ["spans_of_names", "with_groups"]

_FEWEST_NAMES = 2

Block = tuple[int, int]


def with_groups(cells: Matrix, columns: TaskColumns) -> Matrix:
    """The table with the names of such columns in every row that they hold for.

    Only a column left of what it groups is one, of names that are all different: in any other an empty place means nobody.
    """
    told = [at for at, row in enumerate(cells) if at >= columns.body and not row[columns.title].empty and len(filled(row)) > 1]
    numbers = columns.of_kind("number")
    edge = numbers[0] if numbers else 1
    made = [list(row) for row in cells]
    for column in columns.of_kind("units"):
        names = [at for at, row in enumerate(told) if not cells[row][column].empty]
        texts = {cells[told[at]][column].text for at in names}
        if column >= min(edge, columns.title) or not _FEWEST_NAMES <= len(texts) == len(names) < len(told):
            continue
        for at, (first, last) in zip(names, spans_of_names(names, len(told)), strict=False):
            for row in told[first : last + 1]:
                made[row][column] = cells[told[at]][column]
    return made


def spans_of_names(names: Sequence[int], rows: int) -> list[Block]:
    """The rows that each name holds for: from its own on, or, where the first row has none, those around it; nothing if no way fits.

    Of an even number of rows the middle lies between two, and the name stands in either.

    >>> spans_of_names([0, 3], 5)
    [(0, 2), (3, 4)]
    >>> spans_of_names([1, 4], 6)
    [(0, 2), (3, 5)]
    >>> spans_of_names([2], 8)
    []
    """
    if not names[0]:
        return list(zip(names, [*(name - 1 for name in names[1:]), rows - 1], strict=True))
    ways: dict[int, list[tuple[int, list[Block]]]] = {0: [(0, [])]}
    for name in names:
        following: dict[int, list[tuple[int, list[Block]]]] = {}
        for start, found in ways.items():
            for last in (2 * name - start + off for off in (-1, 0, 1)):
                if start <= name <= last < rows:
                    even = (last - start) % 2
                    following.setdefault(last + 1, []).extend((uneven + even, [*blocks, (start, last)]) for uneven, blocks in found)
        ways = {start: sorted(found)[:2] for start, found in following.items()}
    whole = sorted(ways.get(rows, []))
    unique = len(whole) == 1 or (len(whole) > 1 and whole[0][0] < whole[1][0])
    return whole[0][1] if unique else []
