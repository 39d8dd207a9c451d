"""What each column of a table holds, told by what stands in it together with its head.

TaskColumns of units, dates and numbers show themselves by their cells, whatever their heads say. Beside a column of units the column of
running text that is left over names the task; a known head only decides between several.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from zhengpu.ingest.tables.cell_words import Sense, ordinal, plain, plain_number
from zhengpu.ingest.tables.squares import Matrix, Square, filled

__all__ = ["TaskColumns", "read_columns"]

_LABELLED = re.compile("[：:].")
_DEEPEST_HEAD = 6
_LONGEST_HEAD = 24
_LONGEST_REST = 6
_MOST = 0.6
_DISTINCT = 0.6
_FULL = 0.7
_LEADING = ("leads", "responsible")


@dataclass(frozen=True, slots=True)
class TaskColumns:
    """The heads and kinds of a table's columns, the column that names the task, and the first row of the body."""

    heads: tuple[str, ...]
    kinds: tuple[str, ...]
    title: int
    head: int
    body: int

    def of_kind(self, kind: str) -> list[int]:
        """The columns of a kind."""
        return [column for column, each in enumerate(self.kinds) if each == kind]


def read_columns(cells: Matrix, sense: Sense, before: TaskColumns | None = None) -> TaskColumns | None:
    """The columns of a table of tasks, None if it names no task or nobody who does it.

    `before` are the columns of the table above, which one without a head of its own goes on with.
    """
    rows = []
    for at in range(min(_DEEPEST_HEAD, len(cells) - 1)):
        if _may_be_head(cells, at):
            heads, body = _heads(cells, at, sense)
            known = [kind for kind in map(sense.kind, heads) if kind]
            if len(set(known)) >= 2 or {"units", "title", "number"} & set(known):
                rows.append((-len(known), at, heads, body))
    for known_heads, at, heads, body in sorted(rows):
        if made := _columns(heads, cells, at, body, sense, sure=known_heads <= -2):
            return made
    if any(known_heads <= -2 for known_heads, *_ in rows):
        return None  # heads that name no task
    if before and cells and len(before.heads) == len(cells[0]):
        return _columns(before.heads, cells, -1, 0, sense, sure=True) if _fits(before, cells, sense) else None
    if not cells:
        return None
    made = _columns([""] * len(cells[0]), cells, -1, 0, sense, sure=False)
    if made and _is_unknown_head(cells[0], made.kinds, sense):
        return _columns([square.text for square in cells[0]], cells, 0, 1, sense, sure=False) or made
    return made


def _fits(before: TaskColumns, cells: Matrix, sense: Sense) -> bool:
    """Whether the columns of units of the table above hold names here too."""
    units = {square.cell: square.text for row in cells for column in before.of_kind("units") if not (square := row[column]).empty}
    return sum(map(sense.names, units.values())) > _MOST * len(units)


def _may_be_head(cells: Matrix, at: int) -> bool:
    """A row of at least two short cells; below a row that only holds a title or who filled the sheet in."""
    said = [square for square in cells[at] if not square.empty]
    short = all(len(square.text) <= _LONGEST_HEAD and not _LABELLED.search(square.text) for square in said)
    return len({square.cell for square in said}) >= 2 and short


def _heads(cells: Matrix, at: int, sense: Sense) -> tuple[list[str], int]:
    """The heads of the columns and the first row of the body; heads over two rows are told apart by the lower one."""
    heads = [square.text for square in cells[at]]
    wide = {square.cell for square in cells[at] if not square.empty and sum(other.cell == square.cell for other in cells[at]) > 1}
    body = at + 1
    below = cells[body] if body < len(cells) else []
    holes = [column for column, square in enumerate(cells[at]) if square.empty]
    split = [column for column in holes if below and not below[column].empty and sense.kind(below[column].text)]
    if wide and below:
        for column, square in enumerate(cells[at]):
            if square.cell in wide and not below[column].empty:
                heads[column] = below[column].text
        body += 1
    elif split and _complete(below, cells[at], sense):
        # two rows of heads without merges: an empty place above is completed by what stands below it, and so is a head cut in two (编 | 号)
        for column, square in enumerate(below):
            if not square.empty:
                heads[column] = square.text if sense.kind(square.text) else heads[column] + square.text
        body += 1
    while body < len(cells) and all(a.cell == b.cell for a, b in zip(cells[body], cells[at], strict=True)):
        body += 1  # heads that reach over two rows
    return heads, body


def _complete(below: Sequence[Square], above: Sequence[Square], sense: Sense) -> bool:
    """Whether a row says only heads, of some columns: known ones, or the rest of those above."""
    told = [(one.text, other) for one, other in zip(below, above, strict=True) if not one.empty]
    rests = [text for text, other in told if not sense.kind(text)]
    cut = all(not other.empty for text, other in told if text in rests) and not any(
        len(text) > _LONGEST_REST or ordinal(text) or sense.names(text) or sense.time(text) for text in rests
    )
    return cut and len(told) < len(below)


def _columns(heads: Sequence[str], cells: Matrix, at: int, body: int, sense: Sense, *, sure: bool) -> TaskColumns | None:
    rows = [row for row in cells[body:] if not _across(row) and [plain(s.text) for s in row] != [plain(head) for head in heads]]
    if not rows:
        return None
    kinds = [_kind(head, [row[column] for row in rows], sense) for column, head in enumerate(heads)]
    kinds = _without_sites(_one_doer(kinds, heads, sense), heads, rows, sense)
    title = _title(kinds, heads, rows, sense)
    if title is None:
        return None
    if not sure and not _whole(kinds, rows, title):
        return None
    return TaskColumns(tuple(heads), tuple(kinds), title, at, body)


def _is_unknown_head(row: Sequence[Square], kinds: Sequence[str], sense: Sense) -> bool:
    """Whether nothing in a row is of the kind that stands below it: heads in words nobody listed."""
    told = [
        (kind, square.text) for kind, square in zip(kinds, row, strict=True) if kind in ("number", "units", "deadline") and not square.empty
    ]
    return len(told) >= 2 and not any(_content([text], sense) == kind for kind, text in told)


def _across(row: Sequence[Square]) -> bool:
    """A row of one cell: a heading, a note."""
    return len(filled(row)) < 2 and len(row) > 1


def _kind(head: str, column: Sequence[Square], sense: Sense) -> str:
    """What a column holds: its head's word, unless its cells speak against it; without a word what its cells say."""
    by_head = sense.kind(head)
    different = list({square.cell: square.text for square in column if not square.empty}.values())
    by_cells = _content(different, sense)
    if not by_head and by_cells == "units" and not plain(head).endswith(sense.words.unit_tail):
        return "units" if sense.offices("、".join(different)) else "other"
    if by_head == "number" and by_cells not in ("number", "figure", "mark", ""):
        return "group"
    if by_head:
        return by_head
    return by_cells


def _content(texts: Sequence[str], sense: Sense) -> str:
    if not texts:
        return ""

    tests: tuple[tuple[str, Callable[[str], object]], ...] = (
        ("mark", sense.words.mark.fullmatch),
        ("deadline", sense.time),
        ("figure", sense.words.figure.fullmatch),
        ("units", sense.names),
    )
    if _counts(texts):
        return "number"
    for kind, test in tests:
        if sum(bool(test(text)) for text in texts) >= _MOST * len(texts):
            return kind
    return "text" if sum(map(len, texts)) >= 3 * len(texts) else ""


def _counts(texts: Sequence[str]) -> bool:
    """Whether cells number their rows: ordinals, the plain ones ever greater within a part, or beginning at 1 again."""
    said = [plain_number(text) or "" for text in texts if ordinal(text)]
    if len(said) < _MOST * len(texts):
        return False
    plain_ones = [int(number) for number in said if number.isdecimal()]
    return all(after == before + 1 or after == 1 for before, after in pairwise(plain_ones))


def _one_doer(kinds: Sequence[str], heads: Sequence[str], sense: Sense) -> list[str]:
    """A column of units under a head that gives no role is of those responsible only where no other column names them."""
    named = any(kind == "units" and sense.role(head)[0] in _LEADING for kind, head in zip(kinds, heads, strict=True))
    return ["other" if kind == "units" and sense.kind(head) != "units" and named else kind for kind, head in zip(kinds, heads, strict=True)]


def _without_sites(kinds: Sequence[str], heads: Sequence[str], rows: Matrix, sense: Sense) -> list[str]:
    """A column of mere places under a head that names no doer (属地) says where, beside a column that says who."""

    def named(column: int) -> bool:
        texts = {row[column].cell: row[column].text for row in rows if not row[column].empty}.values()
        return any(map(sense.names, texts))

    units = [column for column, kind in enumerate(kinds) if kind == "units"]
    told = {column for column in units if named(column)}
    sites = {column for column in units if column not in told and sense.words.site.search(plain(heads[column]))}
    return ["site" if column in sites and told else kind for column, kind in enumerate(kinds)]


def _title(kinds: Sequence[str], heads: Sequence[str], rows: Matrix, sense: Sense) -> int | None:
    """The column that names the task: a known word first, else the text that is left; its cells differ from row to row."""
    words = sense.words

    def rank(column: int) -> tuple[int, int]:
        bare = plain(heads[column])
        if kinds[column] == "title":
            return (0, words.title.index(bare)) if bare in words.title else (1, -column)
        return {"text": (2, column), "content": (2, column), "target": (3, column), "group": (4, column)}[kinds[column]]

    figures = "figure" in kinds
    able = [
        column for column, kind in enumerate(kinds) if kind in ("title", "content") or (kind == "text" and not _named(column, rows, sense))
    ]
    if not able and "units" in kinds and not figures:
        able = [column for column, kind in enumerate(kinds) if kind in ("target", "group") and _is_text(column, rows)]
    ranked = sorted(able, key=rank)
    known = any(kinds[column] in ("title", "content") for column in able)
    for column in ranked:
        here = [row[column] for row in rows if not row[column].empty]
        different = len({square.cell for square in here}) / max(len(here), 1)
        if kinds[column] == "text" and known and column != ranked[0] and (len(here) < 0.8 * len(rows) or not _tells_apart(here)):
            continue
        sparse = len(here) < _FULL * len(rows) and any(_fuller(other, column, rows) for other in ranked if other != column)
        if here and different > _DISTINCT and not sparse:
            return column
    return ranked[0] if ranked else None


def _fuller(other: int, column: int, rows: Matrix) -> bool:
    """Whether another column of text has a cell in nearly every row, as one that only groups rows has not."""
    full = [row[other] for row in rows if not row[other].empty]
    return len(full) >= 0.9 * len(rows) and _tells_apart(full) and sum(not row[column].empty for row in rows) < len(full)


def _tells_apart(column: Sequence[Square]) -> bool:
    return len({square.text for square in column}) > 0.8 * len(column)


def _named(column: int, rows: Matrix, sense: Sense) -> bool:
    """Whether half of a column's cells are names of bodies."""
    texts = [row[column].text for row in rows if not row[column].empty]
    return 2 * sum(map(sense.names, texts)) >= len(texts)


def _is_text(column: int, rows: Matrix) -> bool:
    texts = [row[column].text for row in rows if not row[column].empty]
    return bool(texts) and sum(map(len, texts)) >= 5 * len(texts)


def _whole(kinds: Sequence[str], rows: Matrix, title: int) -> bool:
    """Whether cells alone say that this is a table of tasks: units in most rows, and a number or a date beside the text."""
    units = [column for column, kind in enumerate(kinds) if kind == "units"]
    full = sum(any(not row[column].empty for column in units) and not row[title].empty for row in rows)
    return bool(units) and full >= 0.6 * len(rows) and (bool({"number", "deadline"} & set(kinds)) or len(rows) >= 3)
