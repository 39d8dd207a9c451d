"""Tables of tasks: what each column says, and the rows as tasks with their headings between."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from zhengpu.graph.chinese import Passage
from zhengpu.graph.cleaning import flow
from zhengpu.graph.facts import Span
from zhengpu.ingest.document import Document, Table
from zhengpu.ingest.plan import Column

__all__ = ["Heading", "Role", "TableWords", "TaskRow", "TaskTable", "are_heads", "column_kind", "grid"]

_MARKED_BREAK = re.compile(r"<br\s*/?>")
_ROLES = ("leads", "cooperates", "responsible", "guides")


@dataclass(frozen=True, slots=True)
class TableWords:
    """The `[table]` entry of outline.toml."""

    number: frozenset[str]
    title: tuple[str, ...]
    content: tuple[str, ...]
    title_tail: tuple[str, ...]
    deadline: frozenset[str]
    deadline_tail: tuple[str, ...]
    other: frozenset[str]
    same: frozenset[str]
    heading: re.Pattern[str]
    part: re.Pattern[str]
    unit_head: str
    new_name: re.Pattern[str]

    @classmethod
    def of(cls, entry: Mapping[str, object]) -> TableWords:
        """Compile the entry."""

        def words(key: str) -> list[str]:
            value = entry[key]
            assert isinstance(value, list)
            return value

        return cls(
            number=frozenset(words("number")),
            title=tuple(words("title")),
            content=tuple(words("content")),
            title_tail=tuple(words("title_tail")),
            deadline=frozenset(words("deadline")),
            deadline_tail=tuple(words("deadline_tail")),
            same=frozenset(words("same")),
            other=frozenset([*words("target"), *words("group"), *words("remark")]),
            heading=re.compile(str(entry["heading"])),
            part=re.compile(str(entry["part"])),
            unit_head=str(entry["unit_head"]),
            new_name=re.compile(str(entry["new_name"])),
        )


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A row that is a task: its printed number, its title cell, and every labelled cell."""

    number: str | None
    title: Passage
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A row that only groups the rows below it; `ordinal` is what its number column prints."""

    passage: Passage
    ordinal: str = ""


@dataclass(frozen=True, slots=True)
class TaskTable:
    """A table of tasks, in order: headings and rows."""

    span: Span
    lines: tuple[TaskRow | Heading, ...]


Role = Callable[[str], tuple[str, str]]
"""What a column's head says of the units below it, and the rule that says so (`Wording.column`)."""


def grid(document: Document, table: Table, words: TableWords, role: Role) -> TaskTable | None:
    """The rows of a table of tasks; None if its heads do not name a task and who does it.

    `role` says what a column of units means (`Wording.column`): the labels of closing clauses and the heads of columns are one vocabulary.
    """
    cells = _matrix(document.text, table, words)
    head_at = _head_row(cells, words, role)
    if head_at is None:
        return None
    heads, body = _heads(cells, head_at)
    kinds = [column_kind(head, words, role) for head in heads]
    units = [i for i, kind in enumerate(kinds) if kind == "units"]
    title = _title_column(kinds, heads, words, cells[body:])
    if title is None:
        return None
    lines = list(_lines(cells, body, heads, kinds, title, words))
    tasks = [line for line in lines if isinstance(line, TaskRow)]
    if not tasks or not (units or any(isinstance(line, TaskRow) and _named(line, role) for line in lines)):
        return None
    return TaskTable(table.span, tuple(lines))


def _named(row: TaskRow, role: Role) -> bool:
    return any(role(column.head)[0] in _ROLES for column in row.columns)


_Matrix = list[list["_Square"]]


@dataclass(frozen=True, slots=True)
class _Square:
    """One place of the grid; a merged cell fills several with the same `cell`."""

    passage: Passage
    cell: int

    @property
    def text(self) -> str:
        return self.passage.text

    @property
    def empty(self) -> bool:
        return not self.passage.text.strip()


def _matrix(text: str, table: Table, words: TableWords) -> _Matrix:
    """Every place of the grid with the clean text of the cell that covers it."""
    height = max((c.row + c.rows for c in table.cells), default=0)
    width = max((c.column + c.columns for c in table.cells), default=0)
    blank = _Square(Passage("", ()), -1)
    matrix = [[blank] * width for _ in range(height)]
    places = defaultdict(list)  # a cell wrapped by hand has a line in each of several cells
    for cell in table.cells:
        places[cell.row, cell.column, cell.rows, cell.columns].append(_clean(text, cell.span, words))
    for i, ((row, column, rows, columns), lines) in enumerate(places.items()):
        square = _Square(reduce(lambda one, other: _and(one, other, words), (line for line in lines if line), Passage("", ())), i)
        for r in range(row, row + rows):
            for c in range(column, column + columns):
                if matrix[r][c].empty:
                    matrix[r][c] = square
    return matrix


def _clean(text: str, span: Span, words: TableWords) -> Passage:
    """A cell's text: wrapped lines joined, a new line kept where a new name, number or sentence begins."""
    running = flow(_MARKED_BREAK.sub(lambda mark: "\n".ljust(len(mark[0])), text[span.slice]))
    pieces: list[str] = []
    offsets: list[int] = []
    start = 0
    for stop in (*running.breaks, len(running.text)):
        if pieces and words.new_name.search(pieces[-1][-4:] + "\n" + running.text[start:stop]):
            pieces.append("\n")
            offsets.append(offsets[-1] + 1)
        pieces.append(running.text[start:stop])
        offsets.extend(span.start + o for o in running.offsets[start:stop])
        start = stop
    return Passage("".join(pieces), tuple(offsets))


def _plain(head: str) -> str:
    """A column head without blanks and bracketed remarks."""
    return re.sub(r"[（(][^（）()]*[）)]|\s", "", head)


def column_kind(head: str, words: TableWords, role: Role) -> str:
    plain = _plain(head)
    said = role(head)[0] if plain else "none"
    if said in _ROLES:
        return "units"
    if plain in words.number:
        return "number"
    if plain in words.deadline or said == "deadline" or plain.endswith(words.deadline_tail):
        return "deadline"
    if plain in words.title:
        return "title"
    if plain in words.content:
        return "content"
    if plain in words.other:
        return "other"
    return "title" if plain.endswith(words.title_tail) else ""


def are_heads(said: Sequence[str], words: TableWords, role: Role) -> bool:
    """Whether words that stand beside one another are the heads of a table of tasks."""
    known = [kind for head in said if (kind := column_kind(head, words, role))]
    return len(known) >= 2 and bool({"title", "content"} & set(known))


def _head_row(cells: _Matrix, words: TableWords, role: Role) -> int | None:
    """The first row in which at least two different cells are heads, one of them not a mere unit or number."""
    for r, row in enumerate(cells[:6]):
        kinds = {square.cell: column_kind(square.text, words, role) for square in row if not square.empty and len(square.text) <= 24}
        known = [kind for kind in kinds.values() if kind]
        if len(known) >= 2 and {"title", "content"} & set(known):
            return r
    return None


def _heads(cells: _Matrix, at: int) -> tuple[list[str], int]:
    """The heads of the columns and the first row of the body; a head over several columns is told apart by the row below it."""
    heads = [square.text for square in cells[at]]
    wide = {square.cell for a, square in enumerate(cells[at]) if not square.empty and sum(s.cell == square.cell for s in cells[at]) > 1}
    body = at + 1
    if wide and body < len(cells):
        for c, square in enumerate(cells[at]):
            if square.cell in wide and not cells[body][c].empty:
                heads[c] = cells[body][c].text
        body += 1
    while body < len(cells) and all(a.cell == b.cell for a, b in zip(cells[body], cells[at], strict=True)):
        body += 1  # heads that reach over two rows
    return heads, body


def _rank(head: str, words: TableWords) -> int:
    """How surely a head names the task; a word only known by its tail comes last."""
    return words.title.index(head) if head in words.title else len(words.title)


def _title_column(kinds: Sequence[str], heads: Sequence[str], words: TableWords, body: _Matrix) -> int | None:
    """The column that names the task: the best title word whose cells differ from row to row, else the content."""
    ranked = sorted((i for i, kind in enumerate(kinds) if kind == "title"), key=lambda i: (_rank(_plain(heads[i]), words), -i))
    ranked += [i for i, kind in enumerate(kinds) if kind == "content"]
    for column in ranked:
        filled = [row[column].cell for row in body if not row[column].empty]
        if filled and len(set(filled)) > 0.6 * len(filled):
            return column
    return ranked[0] if ranked else None


def _lines(
    cells: _Matrix, body: int, heads: Sequence[str], kinds: Sequence[str], title: int, words: TableWords
) -> Iterator[TaskRow | Heading]:
    above: Column | None = None  # an inverted table: the unit stands over its tasks
    pending: TaskRow | None = None
    last: Sequence[_Square] = ()
    titled = -1
    for printed in cells[body:]:
        row = last = [last[i] if square.text in words.same and i < len(last) else square for i, square in enumerate(printed)]
        if [_plain(square.text) for square in row] == [_plain(head) for head in heads]:
            continue  # heads repeated on a new page
        filled = {square.cell: square for square in row if not square.empty}
        if not filled:
            continue
        if (
            len(filled) == 1
            and len(row) > 2
            and row[title].cell in filled
            and (row[0].cell == row[-1].cell or row[0].cell == row[title].cell)
        ):
            if pending:
                yield pending
                pending = None
            (only,) = filled.values()
            if "units" in kinds or words.heading.match(only.text):
                yield Heading(only.passage)
                above = None
            else:
                above = Column(words.unit_head, only.passage)
            continue
        if part := _part(row, filled, kinds, title, words):
            if pending:
                yield pending
                pending = None
            yield Heading(row[title].passage, part)
            continue
        made = _row(row, heads, kinds, title, above)
        same = row[title].cell == titled and not row[title].empty  # one task, several rows of units
        titled = row[title].cell
        if made is None or same or (pending and pending.number and not made.number and _unnumbered(row, kinds)):
            if pending:
                pending = _joined(pending, row, heads, kinds, title, words)
            continue
        if pending:
            yield pending
        pending = made
    if pending:
        yield pending


def _part(row: Sequence[_Square], filled: Mapping[int, _Square], kinds: Sequence[str], title: int, words: TableWords) -> str:
    """The ordinal of a row that holds nothing but the ordinal of a part and its name (一 | 水资源保护)."""
    number = next((row[i].text for i, kind in enumerate(kinds) if kind == "number"), "")
    return number if not row[title].empty and len(filled) == 2 and words.part.fullmatch(number) else ""


def _unnumbered(row: Sequence[_Square], kinds: Sequence[str]) -> bool:
    return any(kind == "number" and row[i].empty for i, kind in enumerate(kinds))


def _row(row: Sequence[_Square], heads: Sequence[str], kinds: Sequence[str], title: int, above: Column | None) -> TaskRow | None:
    if row[title].empty:
        return None
    number = next((row[i].text for i, kind in enumerate(kinds) if kind == "number" and not row[i].empty), None)
    columns, seen = [], {row[title].cell}
    for i, square in enumerate(row):
        if square.empty or square.cell in seen or kinds[i] == "number":
            continue
        seen.add(square.cell)
        columns.append(Column(heads[i].replace("\n", ""), square.passage))
    if above is not None:
        columns.append(above)
    return TaskRow(number, row[title].passage, tuple(columns))


def _joined(row: TaskRow, rest: Sequence[_Square], heads: Sequence[str], kinds: Sequence[str], title: int, words: TableWords) -> TaskRow:
    """A row cut by a page border or wrapped by hand: what stands under a head goes on there."""
    columns = list(row.columns)
    named = row.title if rest[title].empty or rest[title].text == row.title.text else _and(row.title, rest[title].passage, words)
    for i, square in enumerate(rest):
        if square.empty or i == title or kinds[i] == "number":
            continue
        head = heads[i].replace("\n", "")
        place = next((k for k, column in enumerate(columns) if column.head == head), None)
        if place is None:
            columns.append(Column(head, square.passage))
        elif columns[place].passage.text != square.text:
            columns[place] = Column(head, _and(columns[place].passage, square.passage, words))
    return TaskRow(row.number, named, tuple(columns))


def _and(one: Passage, other: Passage, words: TableWords) -> Passage:
    """Two parts of a cell: a name cut by the border is joined, two names are kept apart."""
    if not one:
        return other
    apart = words.new_name.search(one.text[-4:] + "\n" + other.text)
    return one + Passage("\n", (one.offsets[-1] + 1,)) + other if apart else one + other
