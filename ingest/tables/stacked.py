"""Tables whose cells stand one below the other: a page's table copied as text, every cell a line of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from zhengpu.graph.facts import Span
from zhengpu.ingest.document import Cell, Table
from zhengpu.ingest.tables.cell_words import Role, TableWords, column_kind

__all__ = ["stacked_tables"]

_LINE = re.compile(r"[^\s](?:[^\r\n]*[^\s])?")
_NUMBER = re.compile(r"\d{1,3}[.、．]?")
_LONGEST_HEAD = 12
_FEWEST_COLUMNS, _FEWEST_ROWS = 3, 2
_LONGEST_ROW = 30

Place = tuple[int, int]


def stacked_tables(
    text: str, words: TableWords, role: Role, is_units: Callable[[str], bool], is_time: Callable[[str], bool]
) -> Iterator[Table]:
    """Tables found by their heads, one a line, of which the first numbers the rows: 序号 / 任务 / 责任单位 / 1 / …

    `is_units` tells a line that is nothing but names of bodies, `is_time` one that begins with a date or a pace.
    """
    lines = [match.span() for match in _LINE.finditer(text)]
    at = 0
    while at < len(lines):
        heads = _heads(text, lines, at, words, role)
        rows = list(_rows(text, lines, at + len(heads))) if heads else []
        if len(rows) < _FEWEST_ROWS:
            at += 1
            continue
        kinds = [column_kind(text[slice(*head)], words, role) for head in heads]
        cells = [Cell(0, column, Span(*head)) for column, head in enumerate(heads)]
        for number, (first, *rest) in enumerate(rows, 1):
            cells.append(Cell(number, 0, Span(*first)))
            last = number == len(rows)
            cells.extend(Cell(number, column, Span(*place)) for column, place in _placed(text, rest, kinds, is_units, is_time, last=last))
        end = max(cell.span.end for cell in cells)
        yield Table(tuple(cells), Span(heads[0][0], end))
        at = next((index for index, line in enumerate(lines) if line[0] >= end), len(lines))


def _heads(text: str, lines: Sequence[Place], at: int, words: TableWords, role: Role) -> list[Place]:
    """The heads that begin at a line: the first numbers rows, the others up to the first row's number are short, most of them known."""
    if text[slice(*lines[at])] not in words.number:
        return []
    heads = [lines[at]]
    for line in lines[at + 1 :]:
        if _NUMBER.fullmatch(text, *line):
            break
        if line[1] - line[0] > _LONGEST_HEAD:
            return []
        heads.append(line)
    kinds = [column_kind(text[slice(*head)], words, role) for head in heads]
    fit = len(heads) >= _FEWEST_COLUMNS and {"title", "content"} & set(kinds) and "units" in kinds and kinds.count("") <= 1
    return heads if fit else []


def _rows(text: str, lines: Sequence[Place], at: int) -> Iterator[list[Place]]:
    """The lines of each row: from its number to the next one."""
    expected, row = 1, list[Place]()
    for line in lines[at:]:
        if _NUMBER.fullmatch(text, *line) and int(text[slice(*line)].rstrip(".、．")) == expected:
            if row:
                yield row
            row, expected = [line], expected + 1
        elif len(row) >= _LONGEST_ROW:
            break
        else:
            row.append(line)
    if row and expected > 1:
        yield row


def _placed(
    text: str, lines: Sequence[Place], kinds: Sequence[str], is_units: Callable[[str], bool], is_time: Callable[[str], bool], *, last: bool
) -> Iterator[tuple[int, Place]]:
    """The columns of a row's lines: one each where the numbers agree, else by what a line says. The last row ends where it is whole."""

    def said(line: Place) -> str:
        words = text[slice(*line)]
        if (line is lines[0] and kinds[1] not in ("units", "deadline")) or words.endswith("。"):
            return ""
        return "units" if is_units(words) else "deadline" if is_time(words) else ""

    columns = range(1, len(kinds))
    if len(lines) == len(columns) and all(
        kinds[column] != "units" or said(line) == "units" for column, line in zip(columns, lines, strict=True)
    ):
        yield from zip(columns, lines, strict=True)
        return
    free = list(columns)
    for what, group in groupby(lines, said):
        run = list(group)
        fitting = [column for column in free if (kinds[column] == what if what else kinds[column] not in ("units", "deadline"))]
        if not fitting:
            if last:
                return
            continue
        if what == "units" and len(fitting) > 1 and len(run) > 1:  # the leader stands in the first column of units
            yield fitting[0], run[0]
            run, fitting = run[1:], fitting[1:]
        yield fitting[0], (run[0][0], run[-1][1])
        free = [column for column in free if column > fitting[0]]
