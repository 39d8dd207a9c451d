"""Tables of tasks: the rows as tasks with their labelled cells, the headings between them, and the cells that nothing took."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from zhengpu.graph.chinese import Passage
from zhengpu.graph.facts import Span
from zhengpu.ingest.document import Document, Table
from zhengpu.ingest.plan import Column
from zhengpu.ingest.tables.cards import mark_matrix, record_cards
from zhengpu.ingest.tables.cell_words import Sense, ordinal, plain, plain_number
from zhengpu.ingest.tables.grouping_units import with_groups
from zhengpu.ingest.tables.squares import Matrix, Square, filled, joined, matrix
from zhengpu.ingest.tables.table_turns import laid_straight
from zhengpu.ingest.tables.task_columns import TaskColumns, read_columns
from zhengpu.ingest.tables.task_rows import Heading, TaskRow, TaskTable

__all__ = ["TableReader", "assigning_nothing"]

_AGAIN = 0.6
_HEAD_ROWS = 3


@dataclass(slots=True)
class TableReader:
    """Reads the tables of one document in order: a table without a head goes on with the columns of the one above."""

    document: Document
    sense: Sense
    _columns: TaskColumns | None = field(default=None, init=False)

    def read(self, table: Table) -> TaskTable | None:
        """The rows of a table of tasks; None if it names no task, or nobody who does it."""
        cells = matrix(self.document.text, table, self.sense)
        lines: list[TaskRow | Heading] = []
        taken: set[int] = set()
        whole = record_cards(cells, self.sense) or mark_matrix(cells, self.document.text, self.sense)
        for row, own in whole:
            lines.append(row)
            taken |= own
        for part in () if whole else (part for straight in laid_straight(cells, self.sense) for part in _parts(straight, self.sense)):
            columns = read_columns(part, self.sense, self._columns)
            if columns is None:
                continue
            rows = _Rows(columns, self.sense, any(square.wrapped for row in part for square in row))
            read = list(rows.read(with_groups(part, columns)))
            tasks = [line for line in read if isinstance(line, TaskRow)]
            if not any(column.kind == "units" for task in tasks for column in task.columns):
                continue
            self._columns = columns
            lines.extend(read)
            taken |= rows.taken | {square.cell for row in part[max(columns.head, 0) : columns.body] for square in row}
        said = {square.cell: square.passage for row in cells for square in row if not square.empty}
        unused = tuple(passage.span(0, len(passage)) for cell, passage in said.items() if cell not in taken)
        return TaskTable(table.span, tuple(lines), len(said), unused) if lines else None


def assigning_nothing(document: Document, table: Table, sense: Sense) -> tuple[Span, ...]:
    """The cells below the heads of a table that are labels and assign nothing (建议责任单位)."""
    cells = matrix(document.text, table, sense)
    told: dict[int, Span] = {}
    for column in range(len(cells[0]) if cells else 0):
        at = next((at for at, row in enumerate(cells[:_HEAD_ROWS]) if _assigns_nothing(row[column].text, sense)), None)
        for row in cells[at + 1 :] if at is not None else ():
            if not row[column].empty:
                told[row[column].cell] = row[column].passage.span(0, len(row[column].passage))
    return tuple(told.values())


def _assigns_nothing(head: str, sense: Sense) -> bool:
    said, rule = sense.role(plain(head)) if plain(head) else ("", "")
    return said == "none" and rule != ""


def _parts(cells: Matrix, sense: Sense) -> Iterator[Matrix]:
    """The tables of one sheet: each begins with a row of heads that are other than, or again, those above a line of one cell."""
    starts = [0]
    for at in range(2, len(cells) - 1):
        said = filled(cells[at])
        kinds = {sense.kind(square.text) for square in said.values() if len(square.text) <= 12} - {"", "group", "remark"}
        title = len(filled(cells[at - 1])) == 1 and len(said) >= 3
        if title and len(kinds) >= 3 and all(len(square.text) <= 16 for square in said.values()):
            starts.append(at)
    for start, stop in zip(starts, [*starts[1:], len(cells)], strict=True):
        yield cells[start : stop if stop == len(cells) else stop - 1]


@dataclass(slots=True)
class _Rows:
    """The rows of a table, one after the other."""

    columns: TaskColumns
    sense: Sense
    wrapped: bool = False
    """Cells were put together from the lines of a text's layout: what stands below a head of units is believed only if it is names."""
    taken: set[int] = field(default_factory=set)
    _odd: set[int] = field(default_factory=set)
    _above: Column | None = None
    _group: Sequence[Square] | None = None

    @property
    def kinds(self) -> Sequence[str]:
        return self.columns.kinds

    @property
    def title(self) -> int:
        return self.columns.title

    def read(self, cells: Matrix) -> Iterator[TaskRow | Heading]:
        """Headings and tasks in order; what goes on from the row above is joined to its task."""
        pending: TaskRow | None = None
        last: Sequence[Square] = ()
        named = -1
        heads = [plain(head) for head in self.columns.heads]
        for printed in cells[self.columns.body :]:
            row = last = self._as_above(printed, last)
            said = filled(row)
            if not said or self._is_head(row, heads):
                self.taken |= said.keys()
                continue
            if self._is_total(row, said):
                continue
            if heading := self._heading(row, said):
                if pending:
                    yield pending
                    pending = None
                self.taken |= said.keys()
                if isinstance(heading, Heading):
                    yield heading
                    self._above = None
                else:
                    self._above = heading
                continue
            made = self._row(row)
            same = row[self.title].cell == named and not row[self.title].empty  # one task, several rows of units
            if made is None or same or (pending and self._goes_on(pending, row)):
                if pending:
                    pending = self._joined(pending, row)
                    self.taken |= said.keys()
                continue
            named = row[self.title].cell
            if pending:
                yield pending
            pending = made
            self.taken |= {square.cell for i, square in enumerate(row) if self.kinds[i] != "other"} - self._odd
        if pending:
            yield pending

    def _is_head(self, row: Sequence[Square], heads: Sequence[str]) -> bool:
        """The heads again, on a new page."""
        same = sum(plain(square.text) == head for square, head in zip(row, heads, strict=True) if not square.empty)
        return same >= 2 and same > _AGAIN * sum(not square.empty for square in row)

    def _as_above(self, printed: Sequence[Square], last: Sequence[Square]) -> Sequence[Square]:
        same = self.sense.words.same
        return [last[i] if square.text in same and i < len(last) else square for i, square in enumerate(printed)]

    def _is_total(self, row: Sequence[Square], said: dict[int, Square]) -> bool:
        """A row that adds up others: its first words say so and no unit does it."""
        first = next(iter(said.values()))
        total = self.sense.words.total
        counted = total.fullmatch(plain(first.text)) or (total.fullmatch(plain(row[self.title].text)) and not self._part(row))
        return bool(counted) and not self._has(row, "units")

    def _has(self, row: Sequence[Square], kind: str) -> bool:
        return any(each == kind and not square.empty for each, square in zip(self.kinds, row, strict=True))

    def _heading(self, row: Sequence[Square], said: dict[int, Square]) -> Heading | Column | None:
        """A row that only groups those below it, or (in a table without a column of units) names who does them."""
        if len(said) == 1 and len(row) > 2:
            (only,) = said.values()
            reaches = [column for column, square in enumerate(row) if not square.empty]
            first = 0 in reaches and not ordinal(only.text)
            if not (first and (row[0].cell == row[-1].cell or len(reaches) == 1 or self.title in reaches)):
                return None
            if "units" not in self.kinds and self.sense.names(plain(only.text)):
                return Column(self.sense.words.unit_head, self._without_count(only.passage), "units")
            return Heading(only.passage)
        part = self._part(row)
        others = [(i, square) for i, square in enumerate(row) if not square.empty and self.kinds[i] != "number"]
        if part and others and "units" in self.kinds and not self._has(row, "units") and not self._has(row, "deadline"):
            total = self.sense.words.total
            names = [square for _, square in others if not total.fullmatch(plain(square.text))]
            if names and len({square.cell for square in names}) == 1:
                return Heading(names[0].passage, part)
        return None

    def _without_count(self, passage: Passage) -> Passage:
        """县住建局（2项） → 县住建局."""
        end = next((at for at, char in enumerate(passage.text) if char in "（(" and at), len(passage))
        rest = passage.text[end:]
        return passage.cut(0, end) if any(char.isdigit() for char in rest) else passage

    def _part(self, row: Sequence[Square]) -> str:
        """The ordinal of a part (一, （二）) in the number column."""
        number = next((row[i].text for i, kind in enumerate(self.kinds) if kind == "number"), "")
        return number if self.sense.words.part.fullmatch(number) else ""

    def _number(self, row: Sequence[Square]) -> str | None:
        """What the number column prints, else a plain number in a column of groups."""
        for kinds in (("number",), ("group",)):
            for i, kind in enumerate(self.kinds):
                if kind in kinds and not row[i].empty and (kind == "number" or plain(row[i].text).isdecimal()):
                    return plain_number(row[i].text)
        return None

    def _row(self, row: Sequence[Square]) -> TaskRow | None:
        if row[self.title].empty:
            return None
        columns, seen = [], {row[self.title].cell}
        for i, square in enumerate(row):
            if square.empty or square.cell in seen or self.kinds[i] == "number":
                continue
            if self.wrapped and self.kinds[i] == "units" and not self.sense.names(square.text):
                self._odd.add(square.cell)
                continue
            seen.add(square.cell)
            columns.append(self._column(i, square))
        if self._above is not None:
            columns.append(self._above)
        return TaskRow(self._number(row), row[self.title].passage, tuple(columns))

    def _column(self, i: int, square: Square) -> Column:
        kind = self.kinds[i] if self.kinds[i] in ("units", "deadline", "site") else ""
        return Column(self.columns.heads[i].replace("\n", ""), square.passage, kind)

    def _goes_on(self, pending: TaskRow, row: Sequence[Square]) -> bool:
        """Whether a row without a number is the rest of the numbered row above: nothing in it can stand alone as who does it."""
        blank = any(kind == "number" and row[i].empty for i, kind in enumerate(self.kinds))
        if not (pending.number and blank and self._number(row) is None):
            return False
        units = [square for i, square in enumerate(row) if self.kinds[i] == "units" and not square.empty]
        if not units:
            return not (self._has(row, "deadline") and self._has(row, "title")) or "units" not in self.kinds
        if "deadline" in self.kinds and not self._has(row, "deadline") and any(column.kind == "deadline" for column in pending.columns):
            return True
        before = [column.passage.text for column in pending.columns if column.kind == "units"]
        return not all(self.sense.names(square.text) for square in units) or not all(map(self.sense.names, before))

    def _joined(self, row: TaskRow, rest: Sequence[Square]) -> TaskRow:
        """A row cut by a page border or wrapped by hand: what stands under a head goes on there."""
        columns = list(row.columns)
        title = rest[self.title]
        named = row.title if title.empty or title.text == row.title.text else joined(row.title, title.passage, self.sense)
        for i, square in enumerate(rest):
            if square.empty or i == self.title or self.kinds[i] == "number":
                continue
            made = self._column(i, square)
            place = next((k for k, column in enumerate(columns) if column.head == made.head and column.kind == made.kind), None)
            if place is None:
                columns.append(made)
            elif columns[place].passage.text != square.text:
                columns[place] = replace(made, passage=joined(columns[place].passage, square.passage, self.sense))
        return TaskRow(row.number, named, tuple(columns))
