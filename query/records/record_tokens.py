"""A question over one table: its words as what they are there — heads, cells, numbers, words of constructions — by the cheapest row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from zhengpu.graph.numerals import numerals, plain, read
from zhengpu.query.records.asked_words import AskedWords
from zhengpu.query.records.kept_record import KeptTable
from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.query.words.speech import TaggedWord, load_speech

__all__ = ["AskedNumber", "RecordToken", "record_tokens"]

_FUNCTION = ("u", "y", "e", "o", "x", "c", "p", "d", "r", "k", "h", "zg", "q", "f")
_LIGHT = ("u", "y", "e", "r", "p", "c", "k")
"""Tags of words that begin or end no name."""
_STRANGE = 9.0
"""What a word costs that nothing explains."""
_MARKS = re.compile(r"[\s，。；：、？！?!,.;:“”\"'（）()《》·—…~-]")
_ONE = 0.9
_YEAR = re.compile(r"20\d\d")
_MONEY = "元"
_SCALES = "万亿"
_NOUN = "n"
_LOOSE = frozenset({"have", "mention", "in", "talk"})


@dataclass(frozen=True, slots=True)
class AskedNumber:
    """A number of a question: in its plain unit; `year` tells a year (`ending`: its end), `ordinal` a place in a row."""

    value: Decimal
    unit: str = ""
    high: Decimal | None = None
    year: bool = False
    ending: bool = False
    month: int | None = None
    ordinal: bool = False
    scale: Decimal = Decimal(1)
    """What its unit multiplies by: 5到10亿 means 5亿."""


@dataclass(frozen=True, slots=True)
class RecordToken:
    """`kind` is value, head, noun (what the rows are called), number, annex, rank, word, mark or strange.

    `columns`: those in which a value stands or whose head has the words; `exact`: it is all that some cell says.
    """

    start: int
    end: int
    surface: str
    kind: str
    columns: tuple[int, ...] = ()
    classes: frozenset[str] = frozenset()
    number: AskedNumber | None = None
    exact: bool = False
    whole: str = ""
    """The cell that a value stands for, where it says less: 龙游县 for 龙游."""

    def has(self, *classes: str) -> bool:
        """Whether it does one of these things."""
        return any(name in self.classes for name in classes)


Edge = tuple[float, RecordToken]


def record_tokens(text: str, table: KeptTable, words: AskedWords, cut: Sequence[TaggedWord]) -> tuple[float, tuple[RecordToken, ...]]:
    """The cheapest row of tokens over a folded question, and its cost. `cut`: the question's words by the dictionary."""
    edges: list[Edge] = []
    bounds = {0, len(text), *(word.start for word in cut), *(word.end for word in cut)}
    bounds |= {at for at in range(1, len(text)) if text[at - 1].isascii() != text[at].isascii()}
    light = {at for word in cut if word.tag.startswith(_LIGHT) for at in (word.start, -word.end)}
    edges += _values(text, table, bounds, words, light)
    edges += _heads(text, table, {(w.start, w.end) for w in cut if w.tag.startswith(_NOUN) and w.surface not in words.classes})
    edges += _nouns(text, table)
    edges += _around(text, table)
    edges += _numbers(text, words, table.units)
    edges += _words(text, words)
    edges += _measures(text, words, table.units)
    edges += _loose(text)
    for word in cut:
        long = word.end - word.start
        if _MARKS.fullmatch(word.surface):
            edges.append((0.0, RecordToken(word.start, word.end, word.surface, "mark")))
        elif word.tag.startswith(_FUNCTION) and word.tag != "nx":
            edges.append((_ONE + 0.1 * (long - 1), RecordToken(word.start, word.end, word.surface, "word")))
        else:
            edges.append((_STRANGE + long, RecordToken(word.start, word.end, word.surface, "strange")))
    for at, char in enumerate(text):
        mark = bool(_MARKS.fullmatch(char))
        edges.append((0.0 if mark else _STRANGE + 2, RecordToken(at, at + 1, char, "mark" if mark else "strange")))
    return _cheapest(len(text), edges)


def _values(text: str, table: KeptTable, bounds: set[int], words: AskedWords, light: set[int]) -> Iterator[Edge]:
    """What stands in cells: whole cells anywhere (龙游 for 龙游县 too), parts of them between words of the dictionary."""
    places, level, known = table.of_kind("place"), words.parts["level"], load_speech().often
    whole = table.whole
    cells = [table.names(i) for i in range(len(table.columns))]
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            piece = text[start:end]
            if piece not in whole:
                break
            if _MARKS.fullmatch(piece[0]) or _MARKS.fullmatch(piece[-1]) or "\n" in piece:
                continue
            exact = tuple(i for i, said in enumerate(cells) if piece in said and not _measured(piece, table, i))
            if not exact and end - start > 1 and (longer := _with_level(piece, places, cells, level)):
                yield 0.32 - 0.02 * (end - start), RecordToken(start, end, piece, "value", *longer)
                continue
            if exact and (end - start > 1):
                yield 0.30 - 0.02 * (end - start), RecordToken(start, end, piece, "value", exact, exact=True)
            elif (
                end - start > 1
                and start in bounds
                and (end in bounds or known(piece))
                and not piece.isdigit()
                and not light & {start, -end}
            ):
                columns = tuple(i for i, said in enumerate(table.said) if piece in said)
                short = tuple(i for i in columns if not table.columns[i].long)
                cost = (0.62 if short else 1.6) + (0.2 if piece in words.classes else 0.0)
                yield cost - 0.02 * (end - start), RecordToken(start, end, piece, "value", short or columns)


def _measured(piece: str, table: KeptTable, column: int) -> bool:
    """What is compared as a number or a time, not as words: 10分 of 低于10分."""
    told = table.columns[column]
    return (told.numeric and piece[0].isdigit()) or ("time" in told.kinds and _YEAR.match(piece) is not None)


def _with_level(
    piece: str, places: Sequence[int], cells: Sequence[frozenset[str]], level: re.Pattern[str]
) -> tuple[tuple[int, ...], frozenset[str], None, bool, str] | None:
    """The columns of places in which a place stands that a piece is short for, and the cell itself."""
    for i in places:
        for cell in filter(None, cells[i]):
            name = cell if level.match(piece[-1]) else cell[:-1]  # 龙游 of 龙游县, 瓯海区 of 温州市瓯海区
            above = name[: len(name) - len(piece)]
            if level.match(cell[-1]) and name.endswith(piece) and (not above or level.match(above[-1])):
                return (i,), frozenset(), None, True, cell
    return None


def _around(text: str, table: KeptTable) -> Iterator[Edge]:
    """Places beside those of the table, which no row has; the city above them says nothing."""
    for name, (column, whole) in table.beside.items():
        for match in re.finditer(re.escape(name), text):
            if column is None:
                yield 0.5 - 0.02 * len(name), RecordToken(*match.span(), name, "word", classes=frozenset({"pass"}))
            else:
                yield 0.5 - 0.02 * len(name), RecordToken(*match.span(), name, "value", (column,), exact=True, whole=whole)


def _heads(text: str, table: KeptTable, nouns: set[tuple[int, int]]) -> Iterator[Edge]:
    """Heads and parts of heads; of one sign where that is a noun (床 of 床位数)."""
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            piece = text[start:end]
            columns = tuple(i for i, column in enumerate(table.columns) if piece in column.words)
            if not columns:
                break
            exact = tuple(i for i in columns if table.columns[i].words == piece)
            if exact or end - start > 1 or (start, end) in nouns:
                share = max(len(piece) / len(table.columns[i].words) for i in columns)
                cost = 0.30 if exact else 0.62 - 0.2 * share
                yield cost - 0.02 * (end - start), RecordToken(start, end, piece, "head", exact or columns, exact=bool(exact))


def _nouns(text: str, table: KeptTable) -> Iterator[Edge]:
    """What the rows are called, and the end of any word of the title (大项目 of 重大项目清单)."""
    for start in range(len(text)):
        for end in range(start + 2, len(text) + 1):
            piece = text[start:end]
            if piece not in table.called:
                break
            if f"{piece}\n" in table.called:
                yield 0.45 - 0.02 * len(piece), RecordToken(start, end, piece, "noun")


def _numbers(text: str, words: AskedWords, units: frozenset[str]) -> Iterator[Edge]:
    parts = words.parts
    for match in parts["year"].finditer(text):
        month = int(match["month"]) if match["month"] else None
        number = AskedNumber(Decimal(match["year"]), year=True, ending=bool(match["end"]), month=month)
        yield 0.40, RecordToken(*match.span(), match[0], "number", number=number)
    for match in parts["ordinal"].finditer(text):
        if (value := read(match["a"] or match["b"] or match["c"])) is not None:
            yield 0.40, RecordToken(*match.span(), match[0], "number", number=AskedNumber(value, ordinal=True))
    for match in parts["annex"].finditer(text):
        yield 0.30, RecordToken(*match.span(), match[0], "annex")
    for match in parts["rank"].finditer(text):
        if (value := read(match["rank"] or match["listed"] or match["first"])) is not None:
            yield 0.40, RecordToken(*match.span(), match[0], "rank", number=AskedNumber(value, ordinal=not match["first"]))
    for found in numerals(text):
        if found.vague or (found.start and parts["pointing"].search(text, 0, found.start)):
            continue
        unit = parts["unit"].match(text, found.end)
        said = unit["unit"] if unit else ""
        end = unit.end() if unit else found.end
        if own := next((one for one in units if len(one) > len(said) and text.startswith(one, found.end)), ""):
            said, end = own, found.end + len(own)
        said = _MONEY if said == "块" else said
        said = said.replace("块钱", _MONEY)
        said += _MONEY if said and said[-1] in _SCALES else ""
        value, rest = plain(found.value, said) if said else (found.value, "")
        high = plain(found.high, said)[0] if found.high is not None and said else found.high
        number = AskedNumber(value, rest, high, scale=value / found.value if found.value else Decimal(1))
        yield 0.52, RecordToken(found.start, end, text[found.start : end], "number", number=number)


def _words(text: str, words: AskedWords) -> Iterator[Edge]:
    for start in range(len(text)):
        for end in range(start + 1, min(len(text), start + words.longest) + 1):
            if classes := words.classes.get(text[start:end]):
                long = end - start
                loose = classes <= {"pass", "rows", "list"}
                yield (0.75 if loose else 0.66) - 0.03 * long, RecordToken(start, end, text[start:end], "word", classes=classes)


def _measures(text: str, words: AskedWords, units: frozenset[str]) -> Iterator[Edge]:
    """几席, 几桩: whatever sign stands behind 几 may be a measure."""
    for at in range(1, len(text)):
        asked = any("howmany" in words.classes.get(text[max(0, at - long) : at], ()) for long in (1, 2))
        if asked and not _MARKS.fullmatch(text[at]):
            yield 1.5, RecordToken(at, at + 1, text[at], "word", classes=frozenset({"measures"}))
            for unit in units:
                if text.startswith(unit, at):
                    yield 0.5, RecordToken(at, at + len(unit), unit, "word", classes=frozenset({"measures"}))


def _loose(text: str) -> Iterator[Edge]:
    """Words that say there is, that speak of, or that talk, by the classes of all questions."""
    concepts = load_concepts()
    for start in range(len(text)):
        for end in range(start + 1, min(len(text), start + 5) + 1):
            if concepts.classes(text[start:end]) & _LOOSE:
                yield 0.7 + 0.3 * (end - start), RecordToken(start, end, text[start:end], "word", classes=frozenset({"pass"}))


def _cheapest(size: int, edges: Sequence[Edge]) -> tuple[float, tuple[RecordToken, ...]]:
    best: list[tuple[float, RecordToken | None]] = [(0.0, None), *((float("inf"), None) for _ in range(size))]
    for cost, token in sorted(edges, key=lambda edge: edge[1].end):
        total = best[token.start][0] + cost
        if total < best[token.end][0]:
            best[token.end] = total, token
    out: list[RecordToken] = []
    at = size
    while at:
        last = best[at][1]
        assert last is not None
        out.append(last)
        at = last.start
    return best[size][0], tuple(reversed(out))
