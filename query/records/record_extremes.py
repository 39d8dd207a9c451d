"""Tokens over a table → the extreme that they ask for, the column that groups and the column that is added up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhengpu.query.records.asked_words import AskedWords, Extreme
from zhengpu.query.records.record_limits import RecordLimits
from zhengpu.query.records.record_meaning import Extremum, Limit, RecordMeaning

__all__ = ["GroupBest", "RecordExtremes"]

_PAIR = 2


@dataclass(frozen=True, slots=True)
class GroupBest:
    """Of the values of column `by` the one with most (or fewest) rows, or with the greatest sum of column `added`."""

    by: int
    added: int | None
    most: bool


class RecordExtremes:
    """Reads the tokens that the limits have left; marks what it uses."""

    def __init__(self, limits: RecordLimits, words: AskedWords) -> None:
        self.table, self.tokens, self.limits, self.used = limits.table, limits.tokens, limits, limits.used
        self._words = words

    def each(self) -> int | None:
        """The column of 按|领域, 各|区块."""
        for n, token in enumerate(self.tokens):
            if token.has("each"):
                for at in (n, n + 1, n + 2):
                    if at < len(self.tokens) and (columns := self.grouping(at)):
                        self.used |= {n, at}
                        self.used |= {i for i, t in enumerate(self.tokens) if t.has("each", "spread", "howmany", "which")}
                        return columns[0]
        return None

    def grouping(self, n: int) -> tuple[int, ...]:
        """The columns of words by which rows are grouped."""
        columns, named = self.table.columns, self.table.named
        return tuple(i for i in self.limits.best(n) if not columns[i].numeric and not columns[i].long and i != named)

    def wanted_group(self) -> tuple[int, str] | None:
        """The column of 哪个区, and the noun that asks for it."""
        for n, token in enumerate(self.tokens):
            if token.has("which") and n + 1 < len(self.tokens) and (columns := self.grouping(n + 1)):
                self.used |= {n, n + 1}
                return columns[0], self.tokens[n + 1].surface
        return None

    def extreme(self) -> Extremum | GroupBest | str | None:
        """What is greatest or least; a text where an extreme is asked for that nothing here measures."""
        at = next((n for n, t in enumerate(self.tokens) if t.has("extreme") and n not in self.used), None)
        ranked = next((n for n, t in enumerate(self.tokens) if t.kind == "rank"), None)
        if at is None:
            return self._ranked(ranked) if ranked is not None else None
        self.used.add(at)
        extremes = self._words.extremes[self.tokens[at].surface]
        rank, number = 1, 1
        if ranked is not None and (told := self.tokens[ranked].number) is not None:
            self.used.add(ranked)
            rank, number = (int(told.value), 1) if told.ordinal else (1, int(told.value))
        for n, token in enumerate(self.tokens):
            if token.kind == "number" and n not in self.used and token.number is not None:
                self.used.add(n)
                number = int(token.number.value)
        for extreme in extremes:
            timed = extreme.of in ("length", "first", "last")
            found = self._of_times(extreme, rank, number) if timed else self._of_amounts(at, extreme, rank, number)
            if found is not None:
                return found
        return "unread"

    def _ranked(self, at: int) -> Extremum | str:
        """投资前三: the greatest of the column that is named."""
        number = self.tokens[at].number
        added = self.added()
        if added is None or number is None:
            return "unread"
        self.used.add(at)
        return Extremum(added, "amount", True, *((int(number.value), 1) if number.ordinal else (1, int(number.value))))

    def _of_times(self, extreme: Extreme, rank: int, number: int) -> Extremum | None:
        times = self.table.of_kind("time")
        if not times:
            return None
        of = extreme.of
        for n, token in enumerate(self.tokens):
            if token.has("time.starts", "time.ends") and of != "length":
                of = "first" if token.has("time.starts") else "last"
                self.used.add(n)
            elif n not in self.used and set(self.limits.columns_of(n)) & set(times) and not self._asks_behind(n):
                self.used.add(n)
        return Extremum(times[0], of, extreme.most, rank, number)  # type: ignore[arg-type]

    def _of_amounts(self, at: int, extreme: Extreme, rank: int, number: int) -> Extremum | GroupBest | None:
        table, limits = self.table, self.limits
        numeric = [i for i in table.numeric if extreme.of != "money" or i in table.of_kind("money")]
        heads = [n for n in range(len(self.tokens)) if n not in self.used and set(limits.columns_of(n)) & set(numeric)]
        named = [i for n in heads for i in limits.best(n) if i in numeric] or [
            i for n in heads for i in limits.columns_of(n) if i in numeric
        ]
        group = self._group_asked()
        rows = any(t.kind == "noun" and n + 1 != group for n, t in enumerate(self.tokens))
        adds = next((n for n, t in enumerate(self.tokens) if t.has("sum") and n not in self.used), None)
        if group is not None and (not named or adds is not None or (group < at and not rows)):
            by = self.grouping(group)[0]
            self.used |= {group, *heads} | ({adds} if adds is not None else set())
            self.used |= {n for n, t in enumerate(self.tokens) if t.has("which", "each", "spread")}
            return GroupBest(by, named[0] if named else None, extreme.most)
        if named:
            self.used |= {n for n in heads if named[0] in limits.columns_of(n)}
            return Extremum(named[0], "amount", extreme.most, rank, number)
        money = [i for i in numeric if i in table.of_kind("money")]
        able = money or numeric
        return Extremum(able[0], "amount", extreme.most, rank, number) if len(able) == 1 or money else None

    def _group_asked(self) -> int | None:
        """The token of a column that groups: 哪个|区块, 按|领域, 区块|是哪个."""
        for n in range(len(self.tokens)):
            if n in self.used or not self.grouping(n):
                continue
            before = n and self.tokens[n - 1].has("which", "each")
            behind = [t for t in self.tokens[n + 1 : n + 3] if t.has("which")]
            if before or (behind and n and self.tokens[n - 1].has("rows")):
                return n
        return None

    def added(self) -> int | None:
        """The column of amounts that is named."""
        for n, token in enumerate(self.tokens):
            own = [i for i in self.limits.best(n) if i in self.table.numeric] or [
                i for i in self.limits.columns_of(n) if i in self.table.numeric
            ]
            if n not in self.used and own:
                self.used.add(n)
                return own[0]
            if n not in self.used and token.has("ask.money") and (money := self.table.of_kind("money")):
                self.used.add(n)
                return money[0]
        return None

    def _asks_behind(self, n: int) -> bool:
        return any(t.has("which", "howmany") for t in self.tokens[n + 1 : n + 3])

    # ── two compared, each for itself ──

    def one_or_other(self, limits: Sequence[Limit]) -> RecordMeaning | None:
        """是在建还是谋划: which of two a row is."""
        two = next((limit for limit in limits if limit.how == "words" and len(limit.words) == _PAIR and not limit.negated), None)
        between = [n for n, t in enumerate(self.tokens) if t.has("or") and not t.has("pass") and self.tokens[n - 1].kind == "value"]
        rest = tuple(limit for limit in limits if limit is not two)
        if two is None or not between or not rest or any(t.has("which", "howmany") for t in self.tokens):
            return None
        self.used |= set(between)
        return RecordMeaning(self.table, "cells", rest, columns=two.columns)

    def more_of_two(self, limits: Sequence[Limit]) -> RecordMeaning | None:
        """在建的和谋划的哪个多: of which of some values there are more rows."""
        more = next((n for n, t in enumerate(self.tokens) if t.has("more", "fewer")), None)
        some = next((limit for limit in limits if limit.how == "words" and limit.exact and len(limit.words) >= _PAIR), None)
        which = next((n for n, t in enumerate(self.tokens) if t.has("which") and n not in self.used), None)
        if more is not None and some is not None and which is not None and some.columns == (self.table.named,):
            added = self.added()
            self.used |= {more, which}
            most = self.tokens[more].has("more")
            return RecordMeaning(self.table, "rows", tuple(limits), Extremum(added, "amount", most)) if added is not None else None
        if more is None or some is None or which is None or len(some.columns) != 1:
            return None
        self.used |= {n for n, t in enumerate(self.tokens) if t.has("compare", "which", "more", "fewer", "noun.target", "things")}
        return RecordMeaning(self.table, "best", tuple(limits), by=some.columns[0], most=self.tokens[more].has("more"))

    def apiece(self, limits: tuple[Limit, ...]) -> RecordMeaning | None:
        """各投多少, 分别是多少亿: the amount of each row."""
        for n, token in enumerate(self.tokens):
            if n not in self.used and token.has("each") and any(t.has("howmany", "ask.money") for t in self.tokens[n + 1 : n + 4]):
                said = [i for at in range(n + 1, min(n + 4, len(self.tokens))) for i in self.limits.columns_of(at) or self._done(at)]
                columns = tuple(dict.fromkeys(i for i in said if i in self.table.numeric))
                if columns and limits:
                    self.used |= set(range(n, min(n + 4, len(self.tokens))))
                    self.used |= {i for i, t in enumerate(self.tokens) if t.has("which", "howmany", "measures", "list", "ask.money")}
                    return RecordMeaning(self.table, "cells", limits, columns=columns[:1])
        return None

    def _done(self, n: int) -> tuple[int, ...]:
        """The columns with which a verb goes: 投 with those of money."""
        kinds = [name.partition(".")[2] for name in self.tokens[n].classes if name.startswith(("verb.", "ask."))]
        return tuple(i for kind in kinds for i in self.table.of_kind(kind))
