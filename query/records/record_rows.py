"""A meaning over a table → its rows, values and sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from zhengpu.query.records.kept_record import KeptCell, KeptRow, KeptTable, known_as, names_of
from zhengpu.query.records.record_meaning import Extremum, Limit, RecordMeaning

__all__ = ["fits", "groups", "measured", "says", "selected", "total", "usual_unit", "values_of"]


def selected(meaning: RecordMeaning) -> tuple[KeptRow, ...]:
    """The rows within all limits, and of these the extreme ones, in the order of the table (of the extreme: best first)."""
    rows = [row for row in meaning.table.rows if all(fits(meaning.table, row, limit) for limit in meaning.limits)]
    return _extreme(meaning.table, rows, meaning.extremum) if meaning.extremum is not None else tuple(rows)


def fits(table: KeptTable, row: KeptRow, limit: Limit) -> bool:
    """Whether a row is within a limit; what is not filled in is never compared, and is not “not 在建”."""
    cells = [table.cell(row, i) for i in limit.columns]
    match limit.how:
        case "blank":
            numeric = [table.columns[i].numeric for i in limit.columns]  # 未定 is no amount
            said = any(cell.value is not None if amounts else cell.filled for cell, amounts in zip(cells, numeric, strict=True))
            return said == limit.negated
        case "words":
            said = any(says(cell, word, exact=limit.exact) for cell in cells for word in limit.words)
            return not said and any(cell.filled for cell in cells) if limit.negated else said
        case "place":
            numbers = [cell.words for cell in cells]
            return str(limit.value) in numbers if numbers else row.position == limit.value
        case _:
            alike = [cell for cell in cells if limit.how != "amount" or not limit.unit or cell.unit in ("", limit.unit)]
            bare = limit.how == "amount" and not limit.unit  # 超过100 is meant in the unit that is printed
            sizes = [cell.printed_value if bare else measured(cell, limit.how) for cell in alike]
            return any(size is not None and _compared(size, limit) for size in sizes)


def says(cell: KeptCell, word: str, *, exact: bool) -> bool:
    """Whether a cell has a word; `exact`: it is all that it says, or one of the names that it lists."""
    return word in cell.words if not exact else cell.words == word or (word in cell.words and word in known_as(cell.listed))


def measured(cell: KeptCell, how: str) -> Decimal | None:
    """What of a cell is compared."""
    if how == "amount":
        return cell.value
    if cell.months is None:
        return None
    first, last = cell.months
    return Decimal({"length": last - first + 1, "first": first, "last": last}[how])


def _compared(size: Decimal, limit: Limit) -> bool:
    match limit.op:
        case ">":
            return size > limit.value
        case ">=":
            return size >= limit.value
        case "<":
            return size < limit.value
        case "<=":
            return size <= limit.value
        case "between":
            return limit.value <= size <= (limit.high if limit.high is not None else limit.value)
        case _:
            return size == limit.value


def _extreme(table: KeptTable, rows: Sequence[KeptRow], extremum: Extremum) -> tuple[KeptRow, ...]:
    unit = usual_unit(table, extremum.column)
    alike = [row for row in rows if extremum.of != "amount" or table.cell(row, extremum.column).unit == unit]
    sized = [(size, row) for row in alike if (size := measured(table.cell(row, extremum.column), extremum.of)) is not None]
    levels = sorted({size for size, _ in sized}, reverse=extremum.most)
    if extremum.rank > 1:
        kept = levels[extremum.rank - 1 : extremum.rank]
    else:
        kept, seen = [], 0
        for level in levels:
            if seen >= extremum.number:
                break
            kept.append(level)
            seen += sum(size == level for size, _ in sized)
    return tuple(row for level in kept for size, row in sized if size == level)


def usual_unit(table: KeptTable, column: int) -> str:
    """The unit of most amounts of a column; amounts of another (万美元 among 亿元) are not compared with them, nor added to them."""
    units = Counter(cell.unit for row in table.rows if (cell := table.cell(row, column)).value is not None)
    return units.most_common(1)[0][0] if units else ""


def values_of(table: KeptTable, rows: Sequence[KeptRow], column: int) -> dict[str, tuple[KeptCell, ...]]:
    """The different texts of a column with the cells that say them, in order; of a column of bodies each name for itself."""
    found: dict[str, list[KeptCell]] = {}
    for row in rows:
        cell = table.cell(row, column)
        for name in keys(table, column, cell):
            found.setdefault(name, []).append(cell)
    return {name: tuple(cells) for name, cells in found.items()}


def keys(table: KeptTable, column: int, cell: KeptCell) -> tuple[str, ...]:
    """What a cell counts under."""
    if not cell.filled:
        return ()
    if "org" in table.columns[column].kinds and column != table.named:
        return names_of(cell.text)
    return (cell.text.replace("\n", ""),)


def groups(meaning: RecordMeaning, rows: Sequence[KeptRow]) -> dict[str, Decimal]:
    """For each value of the grouping column how many rows it has, or what they add up to; the greatest first."""
    table, by = meaning.table, meaning.by
    assert by is not None
    found: dict[str, Decimal] = {}
    for row in rows:
        size = Decimal(1)
        if meaning.added is not None:
            cell = table.cell(row, meaning.added)
            size = cell.value if cell.value is not None and cell.unit == usual_unit(table, meaning.added) else Decimal(0)
        for key in keys(table, by, table.cell(row, by)):
            found[key] = found.get(key, Decimal(0)) + size
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def total(table: KeptTable, rows: Sequence[KeptRow], column: int) -> tuple[Decimal, str, int]:
    """What a column's amounts add up to, in the unit most cells print, and how many were added."""
    usual = usual_unit(table, column)
    cells = [cell for row in rows if (cell := table.cell(row, column)).printed_value is not None and cell.unit == usual]
    units = Counter(cell.printed_unit for cell in cells)
    unit = units.most_common(1)[0][0] if units else ""
    one = next((cell for cell in cells if cell.printed_unit == unit and cell.printed_value), None)
    if one is None or not one.printed_value or one.value is None:
        return Decimal(0), unit, len(cells)
    scale = one.value / one.printed_value
    return sum((cell.value or Decimal(0) for cell in cells), Decimal(0)) / scale, unit, len(cells)
