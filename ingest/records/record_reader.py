"""Tables of a document → records: those with a head, with what goes on over a page joined to the table it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from zhengpu.graph.chinese import Passage
from zhengpu.graph.facts import Span
from zhengpu.ingest.document import Document, Table
from zhengpu.ingest.plan import Found
from zhengpu.ingest.records.head_parting import parted_again
from zhengpu.ingest.records.record_grid import GridHeads, RecordLine, body_lines, grid_heads, parted
from zhengpu.ingest.records.record_table import RecordCell, RecordColumn, RecordRow, RecordTable
from zhengpu.ingest.records.record_words import RecordWords, load_record_words
from zhengpu.ingest.tables.cell_words import Sense, plain
from zhengpu.ingest.tables.drawn import tables_in_text
from zhengpu.ingest.tables.squares import Matrix, matrix
from zhengpu.ingest.tables.table_turns import laid_straight

__all__ = ["record_tables"]

_LINES_ABOVE, _FAR_ABOVE = 8, 600
_LONGEST_TITLE, _LONGEST_NAME, _USUAL_NAME = 45, 60, 30
_FEWEST_DRAWN, _LONGEST_DRAWN = 3, 16
_LONGEST_UNIT, _SHORTEST, _LONGEST_LABEL = 6, 3, 120
_PLAIN = "text/plain"
_NO_HEADING = re.compile("(?!)")
_LINE = re.compile(r"[^\n\f]+")
_BARE = re.compile(r"[\s—–\-·第页]*\d{0,4}[\s—–\-·页]*")


@dataclass(frozen=True, slots=True)
class _OverTable:
    """What stands right over a table."""

    title: Found | None
    annex: Found | None
    unit: str


@dataclass(frozen=True, slots=True)
class _OpenTable:
    heads: GridHeads
    lines: tuple[RecordLine, ...]
    above: _OverTable
    span: Span


def record_tables(
    document: Document, sense: Sense, attachments: Sequence[str] = (), aligned: Sequence[Table] = ()
) -> tuple[RecordTable, ...]:
    """The records of every table with a head. `attachments` are the titles that the paper lists as its annexes, `aligned` the tables that
    its text draws by columns of blanks, tables of tasks or not.

    A table without a head, or with that of the one above and nothing in between, goes on with the one above.
    """
    words = load_record_words()
    drafts: list[_OpenTable] = []
    end = 0
    for table in _tables(document, aligned, sense, words):
        grid = matrix(document.text, table, sense)
        above = _above(document, end, table.span.start, words, attachments)
        end = table.span.end
        straight = laid_straight(grid, sense) if grid and grid[0] else []
        for cells in (part for one in straight for part in parted(one, sense)):
            _add(drafts, _as_before(drafts, cells, document.text, sense, words), above, table.span, sense, words)
            above = _OverTable(None, None, "")
    return tuple(_table(draft, words, sense) for draft in drafts)


def _as_before(drafts: Sequence[_OpenTable], cells: Matrix, text: str, sense: Sense, words: RecordWords) -> Matrix:
    """A grid in which columns of the table above are read as one, with these columns parted."""
    heads = grid_heads(cells, sense, words)
    if not drafts or heads is None or len(heads.heads) >= len(drafts[-1].heads.heads):
        return cells
    return parted_again(text, cells, heads, ["".join(head.text.split()) for head in drafts[-1].heads.heads]) or cells


def _tables(document: Document, aligned: Sequence[Table], sense: Sense, words: RecordWords) -> list[Table]:
    """The tables of a document; of a text, which draws them, also those that are no table of tasks. Of two readings of the same lines the
    one that puts more under heads."""
    if document.media_type != _PLAIN:
        return sorted(document.tables, key=lambda table: table.span)
    able = [*document.tables, *aligned, *tables_in_text(document.text, _apart, _NO_HEADING)]
    sizes = {id(table): _size(document, table, sense, words) for table in able}
    kept: list[Table] = []
    for table in sorted(able, key=lambda table: -sizes[id(table)]):
        if sizes[id(table)] and not any(table.span.start < other.span.end and other.span.start < table.span.end for other in kept):
            kept.append(table)
    return sorted(kept, key=lambda table: table.span)


def _size(document: Document, table: Table, sense: Sense, words: RecordWords) -> int:
    """How many cells below heads say something; those of a table that goes on without heads too."""
    cells = matrix(document.text, table, sense)
    heads = grid_heads(cells, sense, words) if cells and cells[0] else None
    return sum(not square.empty for row in cells[heads.body if heads else 0 :] for square in row) if cells else 0


def _apart(said: Sequence[str]) -> bool:
    """Whether what a bar or a blank parts may be heads: short words, each another."""
    return all(said) and len(set(said)) == len(said) >= _FEWEST_DRAWN and max(map(len, said)) <= _LONGEST_DRAWN


def _add(drafts: list[_OpenTable], cells: Matrix, above: _OverTable, span: Span, sense: Sense, words: RecordWords) -> None:
    """A table of its own, or the rest of the one before."""
    heads = grid_heads(cells, sense, words)
    if heads is not None:
        above = _with_rows_above(above, heads, words)
        heads = replace(heads, heads=tuple(_without(head, above.title) for head in heads.heads))
    before = drafts[-1] if drafts else None
    going = _continued(before, heads, len(cells[0])) if before is not None and not above.annex else None
    if before is not None and going is not None and (not above.title or _counts_on(before, going, cells, sense)):
        lines = tuple(body_lines(cells, going, sense))
        drafts[-1] = replace(before, lines=before.lines + lines, span=Span(before.span.start, span.end))
    elif heads is not None and (lines := tuple(body_lines(cells, heads, sense))):
        drafts.append(_OpenTable(heads, lines, above, span))


def _continued(before: _OpenTable, heads: GridHeads | None, width: int) -> GridHeads | None:
    """How a table's columns fit those above: the same heads, or none and as many columns."""
    if heads is None:
        wide = sum(map(len, before.heads.columns))
        return replace(before.heads, body=0) if wide == width else None
    same = ["".join(head.text.split()) for head in heads.heads] == ["".join(head.text.split()) for head in before.heads.heads]
    return heads if same else None


def _counts_on(before: _OpenTable, heads: GridHeads, cells: Matrix, sense: Sense) -> bool:
    """Whether the numbers of the rows go on where those above end: what stands in between is then no title, but a piece of a head."""
    at = next((i for i, head in enumerate(heads.heads) if "".join(head.text.split()) in sense.words.number), None)
    if at is None:
        return False
    above = [line.cells[at].text.strip() for line in before.lines if line.group is None]
    below = [line.cells[at].text.strip() for line in body_lines(cells, heads, sense) if line.group is None]
    last, first = next((n for n in reversed(above) if n), ""), next((n for n in below if n), "")
    return last.isdecimal() and first.isdecimal() and int(first) == int(last) + 1


def _above(document: Document, start: int, end: int, words: RecordWords, attachments: Sequence[str]) -> _OverTable:
    """Title, annex and unit in the lines right over a table."""
    text = document.text
    lines = list(_LINE.finditer(text, max(start, end - _FAR_ABOVE), end))[-_LINES_ABOVE:]
    title: Found | None = None
    highest: Found | None = None  # right below the place of the annex
    annex: Found | None = None
    unit = ""
    for line in reversed(lines):
        said = line[0].strip()
        if not said or _BARE.fullmatch(said) or any(span.start <= line.start() < span.end for span in document.furniture):
            continue
        found = Found(" ".join(said.split()), Span(line.start() + line[0].index(said), line.start() + line[0].index(said) + len(said)))
        if (told := words.unit_above.search(said)) and title is None:
            unit = unit or told["unit"]
            said = said[: told.start()].rstrip("（( ")
            if not said:
                continue
            found = Found(said, Span(found.span.start, found.span.start + len(said)))
        place = words.annex.match(said)
        if place and len(said) <= _LONGEST_TITLE:
            annex = Found("".join(place[0].split()), found.span)
            rest = said[place.end() :].strip(" ：:、.．\u3000")
            title = Found(rest, Span(found.span.end - len(rest), found.span.end)) if rest else highest
            break
        if len(said) > _LONGEST_TITLE or words.sentence.search(said):
            break
        title, highest = title or found, found
    return _named(_OverTable(title, annex, unit), attachments)


def _with_rows_above(above: _OverTable, heads: GridHeads, words: RecordWords) -> _OverTable:
    """A title or a unit in the first rows of the table itself."""
    for passage in heads.above:
        if told := words.unit_above.search(passage.text):
            above = replace(above, unit=above.unit or told["unit"])
        elif len(passage) <= _LONGEST_TITLE:
            above = replace(above, title=Found(passage.text.replace("\n", ""), passage.span(0, len(passage))))
    return above


def _table(draft: _OpenTable, words: RecordWords, sense: Sense) -> RecordTable:
    above = draft.above
    rows, groups = [line for line in draft.lines if line.group is None], any(line.group for line in draft.lines)
    columns = []
    for i, head in enumerate(draft.heads.heads):
        said, unit = words.common_unit(head.text, [line.cells[i].text for line in rows])
        columns.append(RecordColumn(said.replace("\n", " "), unit, runs(head)))
    if groups:
        columns.append(RecordColumn("", "", ()))
    name = _name_column(columns, rows, words, sense, above.title.value if above.title else "")
    units = next((i for i, column in enumerate(columns) if _holds_units(i, column, rows, words)), None)
    telling = name if name is not None else _telling_column(columns, rows, words, sense)
    made: list[RecordRow] = []
    group: Passage | None = None
    for line in draft.lines:
        if line.group is not None:
            group = line.group
        else:
            made.append(_row(line, group if groups else None, groups, columns, telling, units, above.unit, words, sense))
    return RecordTable(above.title, above.annex, tuple(columns), tuple(made), name, draft.span)


def _named(above: _OverTable, attachments: Sequence[str]) -> _OverTable:
    """The title as the paper's own list of annexes has it, where the place is told and the title is not."""
    number = re.search(r"\d+", above.annex.value) if above.annex else None
    if above.title is None and above.annex and number and 0 < int(number[0]) <= len(attachments):
        return replace(above, title=Found(attachments[int(number[0]) - 1], above.annex.span))
    return above


def _without(head: Passage, title: Found | None) -> Passage:
    """A head that begins with the title over it: the two stood in one column."""
    if title is not None and title.value and head.text.startswith(title.value) and len(head.text) > len(title.value):
        return head.cut(len(title.value), len(head.text))
    return head


def _row(
    line: RecordLine, group: Passage | None, groups: bool, columns: Sequence[RecordColumn], name: int | None, units: int | None, unit: str,
    words: RecordWords, sense: Sense,
) -> RecordRow:  # fmt: skip
    own = line.cells[units].text if units is not None and units < len(line.cells) else ""
    passages = [*line.cells, *([group or Passage("", ())] if groups else [])]
    cells = tuple(
        RecordCell(i, passage, words.filled(passage.text), words.read(passage.text, columns[i].unit or own or unit))
        for i, passage in enumerate(passages)
    )
    said = [cell for cell in cells if cell.filled]
    total = bool(said) and sense.words.total.fullmatch(plain(said[0].passage.text)) is not None
    if total:
        return RecordRow(said[0].passage.text, cells, total)
    named = cells[name].passage.text if name is not None and cells[name].filled else _first_words(said, columns, sense)
    return RecordRow(named.replace("\n", "")[:_LONGEST_LABEL], cells, total)


def _first_words(cells: Sequence[RecordCell], columns: Sequence[RecordColumn], sense: Sense) -> str:
    """What a row without a name begins with."""
    told = [cell.passage.text for cell in cells if plain(columns[cell.column].head) not in sense.words.number and cell.amount is None]
    return (told[0] if told else "")[:_LONGEST_NAME]


def _holds_units(i: int, column: RecordColumn, rows: Sequence[RecordLine], words: RecordWords) -> bool:
    """A column of units of measure: short words, many the same, beside a column of numbers, under a head that says so (单位)."""
    texts = [line.cells[i].text.strip() for line in rows if i < len(line.cells) and words.filled(line.cells[i].text)]
    if not texts or not words.unit_head.fullmatch(plain(column.head)):
        return False
    return all(len(text) <= _LONGEST_UNIT for text in texts)


def _telling_column(columns: Sequence[RecordColumn], rows: Sequence[RecordLine], words: RecordWords, sense: Sense) -> int | None:
    """Where no column names the records, the one whose texts differ most says what a row is about."""

    def different(i: int) -> tuple[int, int]:
        texts = {line.cells[i].text for line in rows if i < len(line.cells) and words.filled(line.cells[i].text)}
        return sum(len(text) > _SHORTEST for text in texts), sum(map(len, texts))

    able = [i for i, column in enumerate(columns) if plain(column.head) not in sense.words.number]
    return max(able, key=lambda i: (different(i), -i), default=None)


def _name_column(columns: Sequence[RecordColumn], rows: Sequence[RecordLine], words: RecordWords, sense: Sense, title: str) -> int | None:
    """The column that names the records: short words that differ from row to row; first a head that names what the title tells of
    (项目名称 in 重点项目清单), then one that names a name."""

    def fits(i: int, most: int) -> bool:
        texts = [line.cells[i].text for line in rows if i < len(line.cells) and words.filled(line.cells[i].text)]
        different = len(set(texts)) >= 0.9 * len(texts)
        long = sum(map(len, texts)) / max(len(texts), 1)
        numbers = sum(words.read(text) is not None or not re.search("[^\\d.．\\-—~年月日]", text) for text in texts)
        return len(texts) >= 0.8 * len(rows) and different and 2 <= long <= most and 2 * numbers < len(texts)

    able = [i for i, column in enumerate(columns) if plain(column.head) not in sense.words.number and fits(i, _USUAL_NAME)]
    told = [i for i, column in enumerate(columns) if words.name_head.search(plain(column.head)) and fits(i, _LONGEST_NAME)]
    titled = [i for i in told if (noun := words.name_tail.sub("", plain(columns[i].head))) and noun in title]
    return next(iter([*titled, *told, *able]), None)


def runs(passage: Passage) -> tuple[Span, ...]:
    """Where a passage stands in the text: one span for each stretch without anything else in between."""
    return tuple(_runs(passage))


def _runs(passage: Passage) -> Iterator[Span]:
    start = last = None
    for char, offset in zip(passage.text, passage.offsets, strict=True):
        if char == "\n":
            continue
        if start is None or last is None:
            start = offset
        elif offset > last + 2:  # a blank between is of the same stretch
            yield Span(start, last + 1)
            start = offset
        last = offset
    if start is not None and last is not None:
        yield Span(start, last + 1)
