"""Tokens over a table → the limits they set: what stands in cells, what is not filled in, numbers and times compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from zhengpu.query.records.asked_words import AskedWords
from zhengpu.query.records.kept_record import KeptTable
from zhengpu.query.records.record_meaning import Limit
from zhengpu.query.records.record_tokens import AskedNumber, RecordToken

__all__ = ["RecordLimits"]

_MONTHS = 12
_ENDS: Mapping[str, Literal["first", "last"]] = {"time.starts": "first", "time.ends": "last"}
_NEAR = 3
_UNTIL = ("到", "至")
_COUNTED = ("", "个", "项", "家", "条", "处", "名", "位")
_YEAR, _MONTH, _DONE = "年", "月", "了"


class RecordLimits:
    """Reads one row of tokens. `used` are the places of tokens that have done their part."""

    def __init__(self, table: KeptTable, words: AskedWords, tokens: Sequence[RecordToken]) -> None:
        self.table, self.tokens, self._words = table, tokens, words
        self.used: set[int] = set()

    def read(self) -> tuple[Limit, ...] | None:
        """All limits; None where a number or a negation has nothing to hold on to."""
        out: list[Limit] = []
        for n, token in enumerate(self.tokens):
            if token.kind == "number" and n not in self.used:
                if self._no_one(n) or self._of_all(n):
                    self.used.add(n)
                    continue
                if self._so_many(n):
                    continue  # the extreme takes it: 最少的三个
                found = self._number(n)
                if found is None:
                    return None
                out.append(found)
        out += self._flags()
        out += self._blanks()
        out += self._values()
        return tuple(out)

    def _no_one(self, n: int) -> bool:
        """一个 of 一个都没有: it counts nothing."""
        number = self.tokens[n].number
        plain = number is not None and number.value == 1 and not number.ordinal and not number.year and number.high is None
        return plain and any(
            t.has("none") or (t.has("not") and self.tokens[i - 1].has("list", "pass")) for i, t in enumerate(self.tokens) if i > n
        )

    def _plain(self, n: int) -> bool:
        """A number of things, compared with nothing."""
        number = self.tokens[n].number
        assert number is not None
        counted = number.unit in _COUNTED and not (number.year or number.ordinal) and number.high is None
        return counted and not any(self._op(at) for at in (n - 1, n + 1) if 0 <= at < len(self.tokens))

    def _of_all(self, n: int) -> bool:
        """这24个项目: as many as there are."""
        number = self.tokens[n].number
        return self._plain(n) and number is not None and number.value == len(self.table.rows)

    def _so_many(self, n: int) -> bool:
        return self._plain(n) and any(t.has("extreme") for t in self.tokens)

    # ── columns ──

    def columns_of(self, n: int) -> tuple[int, ...]:
        """The columns that a token means by its head or by its kind."""
        token = self.tokens[n]
        if token.kind == "head":
            return token.columns
        kinds = [name.partition(".")[2] for name in token.classes if name.startswith("noun.")]
        asked = {name.partition(".")[2] for other in self.tokens for name in other.classes if name.startswith("ask.")}
        kinds = [kind for kind in kinds if kind in asked] or kinds  # 钱|从哪来 is no amount
        return tuple(dict.fromkeys(i for kind in kinds for i in self.table.of_kind(kind)))

    def beside(self, n: int, reach: int = _NEAR) -> Iterator[int]:
        """Tokens near one, the nearest first, not over another that does something."""
        for step in (-1, 1):
            at, passed = n + step, 0
            while 0 <= at < len(self.tokens) and passed < reach:
                yield at
                token = self.tokens[at]
                thin = (
                    token.kind in ("head", "noun")
                    or self.thin(at)
                    or token.has("rows")
                    or any(c.startswith("noun.") for c in token.classes)
                )
                if not thin:
                    break
                at, passed = at + step, passed + 1

    # ── numbers ──

    def _number(self, n: int) -> Limit | None:
        number = self.tokens[n].number
        assert number is not None
        if number.ordinal:
            self.used.add(n)
            return Limit(self.table.of_kind("number"), "place", value=number.value)
        op, high, taken = self._compared(n, number)
        if number.year:
            return self._year(n, number, op, taken)
        if number.unit in (_YEAR, _MONTH) or number.unit.endswith(_MONTH):
            if not (times := self.table.of_kind("time")):
                return None
            size = number.value * (_MONTHS if number.unit == _YEAR else 1)
            self.used |= {n, *taken, *self._heads_near(n, taken, times)}
            return Limit(times[:1], "length", op=op or "=", value=size)
        columns = self._measured(n, taken, number)
        if columns is None:
            return None
        units = self._units()
        value, unit = number.value, number.unit if any(number.unit in units[i] for i in columns) else ""
        if not unit and high is not None and (other := self.tokens[taken[-1]].number or self.tokens[taken[-2]].number) is not None:
            value, unit = value * other.scale, other.unit
        self.used |= {n, *taken}
        return Limit(columns, "amount", op="between" if high is not None else op or "=", value=value, high=high, unit=unit)

    def _compared(self, n: int, number: AskedNumber) -> tuple[str, Decimal | None, list[int]]:
        """The comparison around a number: its operator, the upper end of a range, and the tokens that say it."""
        taken: list[int] = []
        op, high = "", number.high
        if n + 2 < len(self.tokens) and self._op(n + 1) == "between" and (other := self.tokens[n + 2].number) is not None:
            high = other.value
            self.used.add(n + 2)
            taken += [n + 1, n + 2]
            if n + 3 < len(self.tokens) and self._op(n + 3) == "between":
                taken.append(n + 3)
            return "between", high, taken
        for at in (n - 1, n + 1):
            if 0 <= at < len(self.tokens) and (said := self._op(at)) and said != "between":
                op = said
                taken.append(at)
                break
        if op and (before := n - 2) >= 0 and taken == [n - 1] and self.tokens[before].has("not"):
            op = {">": "<=", "<": ">=", ">=": "<", "<=": ">"}.get(op, op)
            taken.append(before)
        return op, high, taken

    def _op(self, n: int) -> str:
        return self._words.compares.get(self.tokens[n].surface, "") if self.tokens[n].has("compare") else ""

    def _heads_near(self, n: int, taken: Sequence[int], columns: Sequence[int]) -> Iterator[int]:
        """The tokens around that name one of these columns or go with their kind."""
        low, high = min([n, *taken]), max([n, *taken])
        for at in {*self.beside(low), *self.beside(high)} - {n, *taken}:
            if set(self.columns_of(at)) & set(columns):
                yield at

    def _measured(self, n: int, taken: Sequence[int], number: AskedNumber) -> tuple[int, ...] | None:
        """The column that a number is compared with: the one named beside it, else the one of its unit."""
        table = self.table
        low, high = min([n, *taken]), max([n, *taken])
        named = [
            at for edge in (low, high) for at in self.beside(edge) if at not in taken and set(self.columns_of(at)) & set(table.numeric)
        ]
        units = self._units()
        fitting = [i for i in table.numeric if number.unit in units[i]]
        for at in named:
            bare = [i for i in table.numeric if units[i] == {""} and number.unit in _COUNTED]  # 超过10个 of a column without a unit
            own = [i for i in self.columns_of(at) if i in ([*fitting, *bare] if number.unit else table.numeric)]
            if own:
                self.used.add(at)
                return tuple(own[:1])
        if number.unit and fitting:
            money = [i for i in fitting if i in table.of_kind("money")]
            return tuple((money or fitting)[:1]) if len(money or fitting) == 1 or money else None
        return None

    def _units(self) -> dict[int, set[str]]:
        """The plain units of the columns of amounts."""
        rows = self.table.rows
        return {i: {row.cells[i].unit for row in rows if i in row.cells and row.cells[i].value is not None} for i in self.table.numeric}

    def _year(self, n: int, number: AskedNumber, op: str, taken: list[int]) -> Limit | None:
        """2027年完工, 2028年以后才建成: the first or the last month of a time."""
        times = self.table.of_kind("time")
        if not times:
            return None
        verbs = {
            at: self._words.classes.get(t.surface, frozenset()) & _ENDS.keys() for at, t in enumerate(self.tokens)
        }  # 建成 is a cell too
        how = next((_ENDS[name] for said in verbs.values() for name in said), None)
        if n + 1 < len(self.tokens) and self.tokens[n + 1].has("time.after", "time.before") and not op:
            op = ">" if self.tokens[n + 1].has("time.after") else "<"
            taken.append(n + 1)
        if how is None and n and self.tokens[n - 1].surface in _UNTIL:
            how = "last"
            taken.append(n - 1)
        if how is None:
            return None
        self.used |= {at for at, said in verbs.items() if said}
        self.used |= {n, *taken, *self._heads_near(n, taken, times)}
        first = number.value * _MONTHS + (number.month or 1)
        last = number.value * _MONTHS + (number.month or _MONTHS)
        if number.ending:
            op = "<=" if op in ("<", "<=") else op
        if op in ("", "="):
            return Limit(times[:1], how, op="between", value=first, high=last)
        return Limit(times[:1], how, op=op, value=last if op in (">", "<=") else first)

    # ── columns of yes and no ──

    def _flags(self) -> Iterator[Limit]:
        """政府投资项目, 非民间投资的: a head of a column of yes and no says of which rows it is so."""
        columns = self.table.columns
        for n, token in enumerate(self.tokens):
            if n in self.used or token.kind != "head" or not all(columns[i].flag for i in token.columns):
                continue
            negated = n > 0 and self.tokens[n - 1].has("not")
            self.used |= {n} | ({n - 1} if negated else set())
            yes, no = self._words.parts["yes"], self._words.parts["no"]
            for i in token.columns:
                said = {self.table.cell(row, i).words for row in self.table.rows if self.table.cell(row, i).filled}
                words = tuple(sorted(word for word in said if (no if negated else yes).fullmatch(word)))
                yield Limit((i,), "words", words or ((no if negated else yes).pattern.split("|")[0],), exact=True)

    # ── what is not filled in ──

    def _blanks(self) -> Iterator[Limit]:
        for n, token in enumerate(self.tokens):
            if n in self.used:
                continue
            negated = n > 0 and self.tokens[n - 1].has("not") and n - 1 not in self.used
            if token.has("blank") or (token.has("fill") and negated):
                at = next((at for at in self._around(n) if self.columns_of(at)), None)
                if at is not None:
                    self.used |= {n, at} | ({n - 1} if negated else set())
                    yield Limit(self.best(at), "blank")
                elif any(self.tokens[i].has("fill", "blank") for i in self.used):
                    self.used |= {n} | ({n - 1} if negated else set())  # said twice: 打了斜杠、没填上
            elif token.has("fill") and (at := self._filled_in(n)) is not None:
                self.used |= {n, at}
                yield Limit(self.best(at), "blank", negated=True)
            elif token.has("not") and self._head_alone(n + 1):
                self.used |= {n, n + 1}
                (column,) = self.best(n + 1)
                nought = any(self.table.cell(row, column).value == 0 for row in self.table.rows)
                yield Limit((column,), "amount") if nought else Limit((column,), "blank")  # 没有问题: none of them

    def _head_alone(self, n: int) -> bool:
        """没有|建设单位: a head of which no value is told."""
        there = n < len(self.tokens) and self.tokens[n].kind == "head" and n not in self.used
        return there and not any(t.kind == "value" for t in self.tokens[n + 1 : n + 3])

    def _filled_in(self, n: int) -> int | None:
        """填了总投资, 总投资填了: the head at a verb of filling in that ends there."""
        tokens = self.tokens
        if n + 2 < len(tokens) and tokens[n + 1].surface == _DONE and tokens[n + 2].kind == "head":
            return n + 2
        if n and tokens[n - 1].kind == "head" and n - 1 not in self.used and (n + 1 == len(tokens) or tokens[n + 1].surface == _DONE):
            return n - 1
        return None

    def _around(self, n: int) -> Iterator[int]:
        """The tokens of which it may be said that they are blank: what stands right behind (没填总投资), then what stands before."""
        behind = next((at for at in range(n + 1, len(self.tokens)) if self.tokens[at].surface != _DONE), None)
        ahead = [behind] if behind is not None else []
        yield from (at for at in (*ahead, *range(n - 1, max(-1, n - 6), -1)) if at not in self.used)

    def best(self, n: int) -> tuple[int, ...]:
        """The column that a head means most nearly."""
        columns, said = self.columns_of(n), self.tokens[n].surface
        ranked = sorted(columns, key=lambda i: (said not in self.table.columns[i].words, len(self.table.columns[i].words)))
        return tuple(ranked[:1])

    # ── what stands in cells ──

    def _values(self) -> Iterator[Limit]:
        found: list[tuple[int, Limit]] = []
        for n, token in enumerate(self.tokens):
            if token.kind != "value" or n in self.used:
                continue
            columns = token.columns
            for at in (n - 1, n + 1, n - 2, n + 2):
                if not 0 <= at < len(self.tokens) or at in self.used or (abs(at - n) == 2 and not self.thin((at + n) // 2)):
                    continue
                if common := tuple(i for i in columns if i in self.columns_of(at)):
                    asked = at > 0 and self.tokens[at - 1].has("which")
                    if not asked and (self.tokens[at].kind == "word" or not self._asked_behind(at)):
                        columns = common
                        self.used.add(at)
                        break
            self.used.add(n)
            columns = self._by_deed(n, columns)
            found.append((n, Limit(columns, "words", (token.whole or token.surface,), token.exact, negated=self._negated(n))))
        yield from self._merged(found)

    def _by_deed(self, n: int, columns: tuple[int, ...]) -> tuple[int, ...]:
        """市数据局|负责: of several columns of bodies the one whose head says what is done."""
        heads = self.table.columns
        for at in (n + 1, n - 1):
            if len(columns) > 1 and 0 <= at < len(self.tokens) and self.tokens[at].has("verb.org"):
                own = tuple(i for i in columns if any(char in heads[i].words for char in self.tokens[at].surface))
                columns = own or columns
        return columns

    @staticmethod
    def thin_other(token: RecordToken) -> bool:
        """其他, which only says again that something is left out."""
        return token.has("other")

    def thin(self, n: int) -> bool:
        """A word that only holds the sentence together."""
        return self.tokens[n].kind == "word" and (not self.tokens[n].classes or self.tokens[n].has("pass"))

    def _asked_behind(self, n: int) -> bool:
        """A head with a word that asks behind it is asked for: 龙显项目|总投资|多少."""
        rest = [t for t in self.tokens[n + 1 : n + 4] if not (t.kind == "word" and not t.classes)]
        if len(rest) > 1 and rest[0].has("which", "howmany") and "noun" in (rest[1].kind, rest[-1].kind):
            return False  # 受理|哪些|政策 asks for the rows
        return bool(rest) and (
            rest[0].has("howmany", "which") or (len(rest) > 1 and rest[0].has("pass") and rest[1].has("which", "howmany"))
        )

    def _negated(self, n: int) -> bool:
        at = n - 1
        while at >= 0 and (self.thin(at) or self.tokens[at].has("verb.state", "verb.place", "verb.field") or at in self.used):
            if self.tokens[at].kind == "value":
                return False
            at -= 1
        if at >= 0 and self.tokens[at].has("not") and at not in self.used:
            self.used.add(at)
            return True
        if at >= 0 and self.tokens[at].has("except"):
            self.used.add(at)
            self.used |= {i for i, t in enumerate(self.tokens) if i > n and t.has("outside")}
            return True
        outside = next((i for i in range(n + 1, min(n + 4, len(self.tokens))) if self.tokens[i].has("outside")), None)
        if outside is not None and all(self.thin(i) or i in self.used for i in range(n + 1, outside)):
            self.used.add(outside)
            return True
        return False

    def _merged(self, found: Sequence[tuple[int, Limit]]) -> Iterator[Limit]:
        """Values of one column: either of them, unless both stand in one cell."""
        out: list[Limit] = []
        for _, limit in found:
            same = next((i for i, other in enumerate(out) if other.columns == limit.columns and other.negated == limit.negated), None)
            if same is None or (not limit.exact and not out[same].exact and self._together(out[same], limit)):
                out.append(limit)
            else:
                out[same] = replace(out[same], words=(*out[same].words, *limit.words), exact=out[same].exact and limit.exact)
        yield from out

    def _together(self, one: Limit, other: Limit) -> bool:
        cells = (self.table.cell(row, i).words for row in self.table.rows for i in one.columns)
        return any(all(word in cell for word in (*one.words, *other.words)) for cell in cells)
