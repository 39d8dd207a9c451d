"""The grid of a table made ready for records: its heads found, blank columns given to their neighbours, rows that only go on joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from zhengpu.graph.chinese import Passage
from zhengpu.ingest.records.record_words import RecordWords
from zhengpu.ingest.tables.cell_words import Sense, ordinal, plain
from zhengpu.ingest.tables.squares import Matrix, Square, filled

__all__ = ["GridHeads", "RecordLine", "body_lines", "grid_heads", "parted", "together"]

_DEEPEST = 5
_LONGEST_HEAD = 30
_LONGEST_GROUP = 40
_FEWEST = 2
_SENTENCE = re.compile("[，。；]")


@dataclass(frozen=True, slots=True)
class GridHeads:
    """`columns`: for each record column the grid columns that belong to it; `heads` their heads; the body begins at `body`.

    `above` are the rows over the heads: a title, a unit.
    """

    heads: tuple[Passage, ...]
    columns: tuple[tuple[int, ...], ...]
    body: int
    above: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One line of the body: a passage for each column; or one that only groups those below it (`group`)."""

    cells: tuple[Passage, ...] = ()
    group: Passage | None = None


def parted(cells: Matrix, sense: Sense) -> Iterator[Matrix]:
    """A grid in which other heads stand further down as several: a row that begins as heads do and has not those above."""
    starts = [0]
    heads: list[str] = []
    for at, row in enumerate(cells):
        said = [plain(square.text) for square in row]
        if next((text for text in said if text), "") in sense.words.number:
            same = sum(text == head and bool(text) for text, head in zip(said, heads, strict=False))
            if heads and 2 * same < sum(map(bool, said)):
                starts.append(at)
            if len(starts) > 1 or not heads:
                heads = said
    for start, stop in zip(starts, [*starts[1:], len(cells)], strict=True):
        yield cells[start:stop]


def grid_heads(cells: Matrix, sense: Sense, words: RecordWords) -> GridHeads | None:
    """The heads of a grid, None where its first rows are none."""
    for at in range(min(_DEEPEST, len(cells) - 1)):
        if _across(cells[at]) or not filled(cells[at]):
            continue
        if not _may_be_heads(cells, at, words):
            return None
        heads, body = _two_deep(cells, at, words)
        above = tuple(square.passage for row in cells[:at] for square in filled(row).values())
        return _joined_columns(heads, body, above)
    return None


def _across(row: Sequence[Square]) -> bool:
    return len(filled(row)) == 1 and len(row) > 1


def _may_be_heads(cells: Matrix, at: int, words: RecordWords) -> bool:
    """A row of different short words over rows that hold something else: no number of a row, no amount."""
    said = list(filled(cells[at]).values())
    texts = [plain(square.text) for square in said]
    short = all(len(square.text) <= _LONGEST_HEAD and not words.sentence.search(square.text) for square in said)
    numbers = sum(ordinal(text) or words.read(text) is not None for text in texts)
    return len(said) >= _FEWEST and short and len(set(texts)) > 0.6 * len(texts) and not numbers and 2 * len(said) >= len(_used(cells))


def _used(cells: Matrix) -> list[int]:
    """The columns in which anything stands."""
    return [column for column in range(len(cells[0])) if any(not row[column].empty for row in cells)]


def _two_deep(cells: Matrix, at: int, words: RecordWords) -> tuple[list[Square], int]:
    """The heads and the first row of the body; under a wide head the heads below it are joined to it."""
    above = list(cells[at])
    body = at + 1
    count = Counter(square.cell for square in above if not square.empty)
    wide = {cell for cell, times in count.items() if times > 1}
    below = cells[body] if body < len(cells) else []
    parted = wide and below and len({s.cell for s, a in zip(below, above, strict=True) if a.cell in wide and not s.empty}) > len(wide)
    headlike = parted and all(
        s.empty or s.cell == a.cell or (a.cell in wide and words.read(s.text) is None and not words.sentence.search(s.text))
        for s, a in zip(below, above, strict=True)
    )
    if headlike:
        for column, (upper, lower) in enumerate(zip(above, below, strict=True)):
            if upper.cell in wide and not lower.empty and lower.cell != upper.cell:
                above[column] = Square(upper.passage + Passage("\n", (upper.passage.offsets[-1] + 1,)) + lower.passage, -2 - column)
        body += 1
    while body < len(cells) and all(a.cell == b.cell for a, b in zip(cells[body], cells[at], strict=True)):
        body += 1
    return above, body


def _joined_columns(heads: Sequence[Square], body: int, above: tuple[Passage, ...]) -> GridHeads:
    """A column without a head of its own belongs to the one before it; the first keeps its place."""
    columns: list[list[int]] = []
    kept: list[Square] = []
    for column, square in enumerate(heads):
        if kept and (square.empty or square.cell == kept[-1].cell):
            columns[-1].append(column)
        else:
            kept.append(square)
            columns.append([column])
    return GridHeads(tuple(square.passage for square in kept), tuple(map(tuple, columns)), body, above)


def body_lines(cells: Matrix, heads: GridHeads, sense: Sense) -> Iterator[RecordLine]:
    """The lines of the body; heads printed again and running text across the table are left out."""
    said = ["".join(head.text.split()) for head in heads.heads]
    number = next((i for i, head in enumerate(said) if head in sense.words.number), None)
    columns = heads.columns
    pending: list[Passage] | None = None
    lead: list[Passage] | None = None
    for at in range(heads.body, len(cells)):
        row = cells[at]
        if not filled(row):
            continue
        if _across(row):
            only = next(iter(filled(row).values()))
            beside = any(_across(cells[n]) for n in (at - 1, at + 1) if heads.body <= n < len(cells))
            if len(only.text) <= _LONGEST_GROUP and not beside and not row[0].empty and not _SENTENCE.search(only.text):
                if pending is not None:
                    yield RecordLine(tuple(pending))
                    pending = None
                yield RecordLine(group=only.passage)
            continue
        if (moved := _moved(row, said)) is not None:
            columns = moved
            continue
        clean = _without_heads_below(row, said)
        line = [together(clean, own) for own in columns]
        if _heads_again(line, said):
            line = [_behind(cell, head) for cell, head in zip(line, said, strict=True)]
        if not any(cell.text.strip() for cell in line):
            continue
        unnumbered = number is not None and not line[number].text.strip() and _goes_on(line, sense)
        if pending is None and unnumbered and at + 1 < len(cells):
            lead = line  # the first lines of a row whose number stands in its middle
            continue
        if lead is not None:
            line, lead = [_in_order([before, cell]) for before, cell in zip(lead, line, strict=True)], None
        if pending is not None and unnumbered:
            pending = [_in_order([before, cell]) for before, cell in zip(pending, line, strict=True)]
            continue
        if pending is not None:
            yield RecordLine(tuple(pending))
        pending = line
    if pending is not None:
        yield RecordLine(tuple(pending))


def _moved(row: Sequence[Square], heads: Sequence[str]) -> tuple[tuple[int, ...], ...] | None:
    """The columns below the heads as they are printed again further down, where all of them are."""
    texts = ["".join(square.text.split()) for square in row]
    if not all(head in texts for head in heads if head) or sum(map(bool, texts)) > len(heads):
        return None
    starts = sorted((texts.index(head), i) for i, head in enumerate(heads) if head)
    found: dict[int, tuple[int, ...]] = {}
    for place, (start, i) in enumerate(starts):
        stop = starts[place + 1][0] if place + 1 < len(starts) else len(row)
        found[i] = tuple(range(start if place or i else 0, stop))
    return tuple(found.get(i, ()) for i in range(len(heads)))


def _heads_again(line: Sequence[Passage], heads: Sequence[str]) -> bool:
    """The heads on a new page, maybe with what stands close below them."""
    told = [("".join(cell.text.split()), head) for cell, head in zip(line, heads, strict=True) if cell.text.strip() and head]
    return sum(text.startswith(head) for text, head in told) > max(1, len(told) // 2) and any(text == head for text, head in told)


def _without_heads_below(row: Sequence[Square], heads: Sequence[str]) -> Sequence[Square]:
    """A row without the heads of the next page, which stand at the end of its cells (maybe a column further)."""
    ends = {square.cell: max((h for h in heads if h and "".join(square.text.split()).endswith(h)), key=len, default="") for square in row}
    if 2 * len(set(ends.values()) - {""}) <= len(heads):
        return row
    return [replace(square, passage=_above(square.passage, ends[square.cell])) for square in row]


def _above(cell: Passage, head: str) -> Passage:
    """What stands in a cell before the head itself."""
    at = len(cell)
    for char in reversed(head):
        while at and cell.text[at - 1].isspace():
            at -= 1
        if not at or cell.text[at - 1] != char:
            return cell
        at -= 1
    return cell.cut(0, at)


def _behind(cell: Passage, head: str) -> Passage:
    """What stands in a cell behind the head itself."""
    at = 0
    for char in head:
        while at < len(cell) and cell.text[at].isspace():
            at += 1
        if at == len(cell) or cell.text[at] != char:
            return cell
        at += 1
    return cell.cut(at, len(cell))


def _goes_on(line: Sequence[Passage], sense: Sense) -> bool:
    """Whether a line without a number is the rest of the one above: less than half of its places are filled, and it adds up nothing."""
    if any(sense.words.total.fullmatch(plain(cell.text)) for cell in line):
        return False
    return 2 * sum(bool(cell.text.strip()) for cell in line) < len(line)


def together(row: Sequence[Square], columns: Sequence[int]) -> Passage:
    """What stands in these columns, in the order of the text."""
    cells = {row[column].cell: row[column].passage for column in columns if not row[column].empty}
    return _in_order(list(cells.values()))


def _in_order(parts: Sequence[Passage]) -> Passage:
    parts = [part for part in parts if part.text.strip()]
    if len(parts) < _FEWEST:
        return parts[0] if parts else Passage("", ())
    signs = sorted((offset, char) for part in parts for char, offset in zip(part.text, part.offsets, strict=True))
    return Passage("".join(char for _, char in signs), tuple(offset for offset, _ in signs))
