"""Two other shapes of tables of tasks: records of labels with values (task cards), and matrices of marks where tasks meet units."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zhengpu.ingest.plan import Column
from zhengpu.ingest.tables.cell_words import Sense, ordinal, plain_number
from zhengpu.ingest.tables.squares import Matrix, Square, filled
from zhengpu.ingest.tables.task_rows import TaskRow

__all__ = ["mark_matrix", "record_cards"]

_LONGEST_LABEL = 10
_MOST = 0.7
_COUNTED = re.compile(r"(?P<label>.*?[^\d一二三四五六七八九十])(?P<number>\d{1,3}|[一二三四五六七八九十]{1,3})")


def record_cards(cells: Matrix, sense: Sense) -> list[tuple[TaskRow, set[int]]]:
    """The records of a table whose rows are labels and values side by side; empty if it is none. With each the cells it took."""
    rows = [list(filled(row).values()) for row in cells]
    rows = [row for row in rows if len(row) > 1]
    paired = [row for row in rows if len(row) % 2 == 0 and all(_label(square.text, sense)[0] for square in row[::2])]
    values = [square for row in paired for square in row[1::2]]
    if len(rows) < 2 or len(paired) < _MOST * len(rows) or any(_label(square.text, sense)[0] == "units" for square in values):
        return []
    return list(_records(paired, sense))


def _records(rows: Sequence[Sequence[Square]], sense: Sense) -> Iterator[tuple[TaskRow, set[int]]]:
    said: list[tuple[str, str | None, Square, Square]] = []
    for row in rows:
        for label, value in zip(row[::2], row[1::2], strict=True):
            kind, number = _label(label.text, sense)
            if kind in ("title", "number") and any(kind == other for other, *_ in said):
                yield from _record(said)
                said = []
            said.append((kind, number, label, value))
    yield from _record(said)


def _record(said: Sequence[tuple[str, str | None, Square, Square]]) -> Iterator[tuple[TaskRow, set[int]]]:
    by_kind = {kind: (number, value) for kind, number, _, value in reversed(said)}
    named = by_kind.get("title") or by_kind.get("content")
    if named is None or "units" not in by_kind:
        return
    number = plain_number(by_kind["number"][1].text) if "number" in by_kind else named[0]
    columns = tuple(
        Column("".join(label.text.split()), value.passage, kind if kind in ("units", "deadline") else "")
        for kind, _, label, value in said
        if value is not named[1] and kind != "number"
    )
    yield TaskRow(number, named[1].passage, columns), {square.cell for _, _, label, value in said for square in (label, value)}


def _label(text: str, sense: Sense) -> tuple[str, str | None]:
    """What a label says its value is, and the number it prints (任务3)."""
    bare = "".join(text.split()).rstrip("：:")
    if not 2 <= len(bare) <= _LONGEST_LABEL:
        return "", None
    counted = _COUNTED.fullmatch(bare)
    return sense.kind(counted["label"] if counted else bare), counted["number"] if counted else None


def mark_matrix(cells: Matrix, text: str, sense: Sense) -> list[tuple[TaskRow, set[int]]]:
    """The rows of a table in whose head units stand beside one another, and below them marks; a legend in the text says what they mean."""
    for at, head in enumerate(cells[:4]):
        units = [column for column, square in enumerate(head) if not square.empty and sense.name(square.text)]
        body = cells[at + 1 :]
        marks = [row[column].text.strip() for row in body for column in units if not row[column].empty]
        if len(units) < 2 or not marks or sum(sense.words.mark.fullmatch(mark) is not None for mark in marks) < _MOST * len(marks):
            continue
        legend = {found["mark"]: found["label"] for found in sense.words.legend.finditer(text)}
        return list(_marked(head, body, units, legend, sense))
    return []


def _marked(
    head: Sequence[Square], body: Matrix, units: Sequence[int], legend: dict[str, str], sense: Sense
) -> Iterator[tuple[TaskRow, set[int]]]:
    others = [column for column in range(len(head)) if column not in units]
    for row in body:
        named = next((column for column in others if not row[column].empty and not ordinal(row[column].text)), None)
        marked = [column for column in units if sense.words.mark.fullmatch(row[column].text.strip())]
        if named is None or not marked:
            continue
        number = next((row[column].text for column in others if column < named and ordinal(row[column].text)), None)
        columns = [Column(legend.get(mark := row[column].text.strip(), mark), head[column].passage, "units") for column in marked]
        for column in others:
            if column != named and not row[column].empty and not ordinal(row[column].text):
                kind = sense.kind(head[column].text)
                columns.append(Column(head[column].text, row[column].passage, kind if kind == "deadline" else ""))
        yield TaskRow(plain_number(number), row[named].passage, tuple(columns)), {square.cell for square in (*row, *head)}
