"""How a table lies on its sheet: turned on its side (a head a row, a task a column), or in stretches beside one another under the same heads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhengpu.ingest.tables.cell_words import Sense, ordinal, plain
from zhengpu.ingest.tables.squares import Matrix, Square, filled

__all__ = ["laid_straight"]

_DEEPEST_HEAD = 6
_FEWEST_HEADS, _FEWEST_TASKS, _MOST = 3, 2, 0.6
_LONGEST_HEAD = 16


def laid_straight(cells: Matrix, sense: Sense) -> list[Matrix]:
    """The table as tables whose heads stand above their columns, in order; most are so already."""
    if beside := list(_beside(cells, sense)):
        return beside
    if turned := _turned(cells, sense):
        return [turned]
    return [cells]


def _beside(cells: Matrix, sense: Sense) -> Iterator[Matrix]:
    """The stretches of a table whose row of heads says the same several times."""
    for at in range(min(_DEEPEST_HEAD, len(cells) - 1)):
        said = [(column, plain(square.text)) for column, square in enumerate(cells[at]) if not square.empty]
        heads = [head for _, head in said]
        period = next(
            (size for size in range(2, len(heads) // 2 + 1) if len(heads) % size == 0 and heads == heads[:size] * (len(heads) // size)), 0
        )
        if not period or len(set(heads[:period])) < period or len({sense.kind(head) for head in heads[:period]} - {""}) < _FEWEST_HEADS - 1:
            continue
        starts = [column for column, _ in said[::period]]
        for start, stop in zip(starts, [*starts[1:], len(cells[at])], strict=True):
            yield [row[start:stop] for row in cells[at:]]
        return


def _turned(cells: Matrix, sense: Sense) -> Matrix | None:
    """The table turned round, where its first column holds the heads and no row does."""
    first = next((at for at, row in enumerate(cells) if len(filled(row)) > 1), len(cells))
    body = [row for row in cells[first:] if filled(row)]
    heads = [row[0].text for row in body]
    tasks = min((sum(not square.empty for square in row[1:]) for row in body), default=0)
    known = {sense.kind(head) for head in heads} - {""}
    if len(body) < _FEWEST_HEADS or tasks < _FEWEST_TASKS or not all(0 < len(head) <= _LONGEST_HEAD for head in heads):
        return None
    if "units" not in known or not known & {"title", "content", "target"} or len(known) < _FEWEST_HEADS - 1 or any(map(ordinal, heads)):
        return None
    if sum(sense.kind(head) != "" for head in heads) < _MOST * len(heads) or _has_heads(body[0][1:], sense):
        return None
    return [list(column) for column in zip(*body, strict=True)]


def _has_heads(row: Sequence[Square], sense: Sense) -> bool:
    """Whether the other cells of the first row are heads too, as in a table that lies straight."""
    said = [square.text for square in row if not square.empty]
    return 2 * sum(sense.kind(text) != "" for text in said) > len(said)
