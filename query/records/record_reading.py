"""Tokens over a table → what is asked of it; None where a word that matters is not used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zhengpu.query.records.asked_words import AskedWords
from zhengpu.query.records.kept_record import KeptTable
from zhengpu.query.records.record_extremes import GroupBest, RecordExtremes
from zhengpu.query.records.record_limits import RecordLimits
from zhengpu.query.records.record_meaning import Extremum, Limit, RecordAsk, RecordMeaning
from zhengpu.query.records.record_tokens import RecordToken

__all__ = ["RecordReading", "read_records"]

_NEAR = 3
_WHICH, _DONE = "哪", "了"
_ROWS = frozenset("个项家条名位")
"""Measures by which rows are counted."""


@dataclass(frozen=True, slots=True)
class RecordReading:
    """A meaning, what it cost, and the tokens it was read from."""

    meaning: RecordMeaning
    cost: float
    tokens: tuple[RecordToken, ...]


def read_records(table: KeptTable, words: AskedWords, cost: float, tokens: Sequence[RecordToken]) -> RecordReading | None:
    """What a row of tokens asks of a table."""
    said = tuple(token for token in tokens if token.kind != "mark")
    if any(token.kind == "strange" for token in said):
        return None
    found = _TokenReader(table, words, said).read()
    return RecordReading(found, cost, said) if found is not None else None


class _TokenReader:
    def __init__(self, table: KeptTable, words: AskedWords, tokens: tuple[RecordToken, ...]) -> None:
        self.table, self.tokens, self._words = table, tokens, words
        self.limits = RecordLimits(table, words, tokens)
        self.used = self.limits.used
        self.extremes = RecordExtremes(self.limits, words)

    def read(self) -> RecordMeaning | None:
        about = self._of_the_table()
        if about is not None:
            return about if self._all_used(about) else None
        limits = self.limits.read()
        if limits is None:
            return None
        meaning = self._asked(limits)
        return meaning if meaning is not None and self._all_used(meaning) else None

    # ── the table itself ──

    def _of_the_table(self) -> RecordMeaning | None:
        """附件2是什么表, 诉求清单是附件几, 表里有哪些列."""
        tokens = self.tokens
        annexes = [n for n, t in enumerate(tokens) if t.kind == "annex"]
        asks = [n for n, t in enumerate(tokens) if t.has("which", "howmany", "ask.content")]
        plain = all(
            t.kind in ("annex", "noun") or t.has("tables", "pass", "which", "measures", "ask.content", "list") or not t.classes
            for t in tokens
        )
        if annexes and plain and asks and not any(t.has("howmany") for t in tokens) and not any(t.kind == "noun" for t in tokens):
            self.used |= {*annexes, *asks}
            return RecordMeaning(self.table, "title")
        if any(t.has("annexes") for t in tokens) and any(t.kind in ("noun", "value", "head") for t in tokens):
            titled = "".join(t.surface for t in tokens if t.kind in ("noun", "head", "value"))
            if all(t.kind in ("noun", "head", "value") or t.has("annexes", "tables", "pass", "list") or not t.classes for t in tokens):
                named = [t for t in tokens if t.kind in ("noun", "head", "value")]
                if titled and all(t.surface in _bare(self.table.title) for t in named):
                    self.used |= set(range(len(tokens)))
                    return RecordMeaning(self.table, "annex")
        heads = [n for n, t in enumerate(tokens) if t.has("heads") and not self._deed(n)]
        if heads and asks and not any(t.kind in ("value", "number", "head") for t in tokens):
            self.used |= {*heads, *asks}
            return RecordMeaning(self.table, "heads")
        return None

    def _deed(self, n: int) -> bool:
        """列|了|几条: what was done, no column."""
        return n + 1 < len(self.tokens) and self.tokens[n + 1].surface == _DONE

    # ── what is wanted of the rows ──

    def _asked(self, limits: tuple[Limit, ...]) -> RecordMeaning | None:
        table = self.table
        none = self._none()
        if none is not None and (group := self.extremes.wanted_group()) is not None:
            self.used |= {none, none + 1} if none + 1 < len(self.tokens) and self.tokens[none].has("not") else {none}
            return RecordMeaning(table, "none", limits, by=group[0], within=group[1])
        whether = self._whether()
        if (other := self.extremes.one_or_other(limits)) is not None:
            return other
        if (best := self.extremes.more_of_two(limits)) is not None:
            return best
        extreme = self.extremes.extreme()
        if extreme == "unread":
            return None
        if isinstance(extreme, GroupBest):
            return RecordMeaning(table, "best", limits, by=extreme.by, added=extreme.added, most=extreme.most)
        extremum = extreme if isinstance(extreme, Extremum) else None
        if (apiece := self.extremes.apiece(limits)) is not None:
            return apiece
        if (by := self.extremes.each()) is not None:
            return RecordMeaning(table, "groups", limits, by=by, added=self.extremes.added())
        for name, ask in (("sum", "sum"), ("mean", "mean")):
            at = self._first(name)
            if at is not None and (added := self._adding()) is not None:
                self.used.add(at)
                self._use_asking()
                return RecordMeaning(table, ask, limits, extremum, added=added)  # type: ignore[arg-type]
        if whether is not None and (limits or extremum):
            self.used.add(whether)
            return RecordMeaning(table, "whether", limits, extremum)
        return self._listed(limits, extremum)

    def _adding(self) -> int | None:
        """The column of amounts that is named, or in whose unit it is asked: 一共|多少|分."""
        if (added := self.extremes.added()) is not None:
            return added
        asked = self._first("howmany")
        measured = self._of_unit(self.tokens[asked + 1].surface) if asked is not None and asked + 1 < len(self.tokens) else ()
        return measured[0] if measured else None

    def _listed(self, limits: tuple[Limit, ...], extremum: Extremum | None) -> RecordMeaning | None:
        table = self.table
        narrowed = bool(limits or extremum)
        counted = self._counted()
        if counted is not None:
            ask, counting = counted
            return RecordMeaning(table, ask, limits, extremum, counting)
        rows_asked = self._rows_asked()
        columns = () if rows_asked else self._columns_asked()
        if columns is None:
            return None
        which = self._first("which")
        if columns and not narrowed:
            several = any(t.has("list") or t.surface in ("哪些", "哪几个") for t in self.tokens) or which is not None
            self._use_asking()
            return RecordMeaning(table, "values", columns=columns) if several and not table.columns[columns[0]].numeric else None
        self._use_asking()
        if columns and columns != (table.named,):
            return RecordMeaning(table, "cells", limits, extremum, columns)
        if not narrowed and not any(t.kind in ("noun", "annex") or t.has("tables", "lines") for t in self.tokens):
            return None
        if narrowed and not columns and extremum is None and (self._only_name(limits) or not self._asks_rows(limits)):
            return None  # a name alone asks nothing
        return RecordMeaning(table, "rows", limits, extremum)

    def _rows_asked(self) -> bool:
        """哪些政策, 政策有哪些: the rows themselves, by their noun."""
        tokens = self.tokens
        for n, token in enumerate(tokens):
            if token.has("which") or (token.has("ask.org") and token.surface[0] in _WHICH):
                behind, before = tokens[n + 1 : n + 2], [t for t in tokens[max(0, n - 2) : n] if not t.has("pass")]
                if any(t.kind == "noun" for t in behind) or (not behind and before and before[-1].kind == "noun"):
                    self.used.add(n)
                    return True
        return False

    def _only_name(self, limits: Sequence[Limit]) -> bool:
        """Whether rows are named and nothing is asked of them."""
        named = self.table.named
        asking = any(t.has("which", "list", "howmany") for t in self.tokens)
        return not asking and all(limit.how == "words" and limit.columns == (named,) for limit in limits)

    def _asks_rows(self, limits: Sequence[Limit]) -> bool:
        """Whether rows are asked for: by a word that asks or lists, by their noun, or by whole cells and numbers alone."""
        asking = any(t.has("which", "list", "howmany", "tables", "rows") or t.kind == "noun" for t in self.tokens)
        return asking or all(limit.exact or limit.how != "words" for limit in limits)

    def _counted(self) -> tuple[RecordAsk, tuple[int, ...]] | None:
        """几个, 多少家, 几个领域; 总投资多少 counts nothing."""
        for n, token in enumerate(self.tokens):
            if not token.has("howmany"):
                continue
            rest = [(m, t) for m, t in enumerate(self.tokens) if m > n]
            measured = bool(rest) and rest[0][1].has("measures", "lines")
            behind = rest[1:] if measured else rest
            follows = next((m for m, t in behind if not self.limits.thin(m)), None)
            if follows is not None and follows not in self.used and self.tokens[follows].kind in ("head", "word"):
                columns = tuple(i for i in self.limits.best(follows) if not self.table.columns[i].numeric)
                if columns and self.tokens[follows].kind != "noun" and follows == behind[0][0]:
                    self.used |= {n, follows}
                    return "kinds", columns
            if measured and self._of_unit(rest[0][1].surface):
                return None  # 多少张 asks for the number of a column
            if measured and not any(t.kind == "noun" for _, t in behind[:1]) and (columns := self._kinds_before(n)):
                self.used |= {n, rest[0][0]}
                return "kinds", columns
            if any(m not in self.used and t.kind == "head" and set(t.columns) & set(self.table.numeric) for m, t in enumerate(self.tokens)):
                return None  # 2026年多少个 asks for the number that stands there
            noun = bool(behind) and behind[0][1].kind == "noun"
            if measured or noun:
                self.used |= {n, rest[0][0]}
                return "count", ()
        return None

    def _of_unit(self, measure: str) -> tuple[int, ...]:
        """The columns of amounts in this unit, which nothing else is counted by."""
        units = {
            i: {c.printed_unit for row in self.table.rows if (c := self.table.cell(row, i)).value is not None} for i in self.table.numeric
        }
        own = tuple(i for i, said in units.items() if measure in said)
        return () if measure in _ROWS else own

    def _kinds_before(self, n: int) -> tuple[int, ...]:
        """单位|有|多少|家: the column whose values are counted."""
        for at in range(n - 1, max(-1, n - _NEAR - 1), -1):
            if at not in self.used and self.tokens[at].kind == "head":
                columns = tuple(i for i in self._narrowed(at) or self.limits.best(at) if not self.table.columns[i].numeric)
                self.used |= {i for i in range(max(0, at - 2), at + 1) if self.tokens[i].kind == "head"} if columns else set()
                return columns[:1]
            if not self.limits.thin(at) and not self.tokens[at].has("sum", "list"):
                return ()
        return ()

    def _columns_asked(self) -> tuple[int, ...] | None:
        """The columns that are asked for; None where a word asks for one that the table has not."""
        limits, table = self.limits, self.table
        out: list[int] = []
        for n, token in enumerate(self.tokens):
            if n in self.used:
                continue
            asked = [name.partition(".")[2] for name in token.classes if name.startswith("ask.")]
            if asked:
                kinds = [i for kind in asked for i in table.of_kind(kind)]
                heads = bool(out) or any(t.kind == "head" and m not in self.used for m, t in enumerate(self.tokens))
                whose = token.has("which") or token.surface[0] in _WHICH  # 哪家 of a list of bodies is the row itself
                if (heads and kinds in ([], [table.named])) or (not heads and whose and table.named in kinds):
                    self.used.add(n)  # 谁|运营: the head says it, not the name of the row
                    continue
                named = self._named_beside(n, kinds)
                if not kinds:
                    return None
                self.used.add(n)
                out += named or self._by_verb(n, kinds)
            elif token.kind == "head" or any(name.startswith("noun.") for name in token.classes):
                own = limits.best(n) if token.kind == "head" and len(token.columns) > 1 and not self._narrowed(n) else limits.columns_of(n)
                near = self._narrowed(n)
                columns = near or own or ()
                if not columns:
                    continue
                if token.kind == "word" and not self._asks_for(n):
                    continue
                self.used.add(n)
                out += columns[:1] if token.kind == "word" else columns
        if not out and (at := self._first("howmany")) is not None and at + 1 < len(self.tokens):
            out += self._of_unit(self.tokens[at + 1].surface)[:1]
        return tuple(dict.fromkeys(out))

    def _narrowed(self, n: int) -> tuple[int, ...]:
        """2027年|的|目标: heads side by side mean the column that has both."""
        columns = set(self.tokens[n].columns)
        for at in (n - 2, n - 1, n + 1, n + 2):
            if not 0 <= at < len(self.tokens):
                continue
            noun = abs(at - n) == 1 and any(c.startswith("noun.") for c in self.tokens[at].classes)  # 建设|年限
            if self.tokens[at].kind == "head" or noun:
                both = columns & set(self.limits.columns_of(at))
                if both and noun:
                    self.used.add(at)
                columns = both or columns
        return tuple(sorted(columns)) if columns != set(self.tokens[n].columns) else ()

    def _asks_for(self, n: int) -> bool:
        """Whether a word for a kind of column is what is asked for: beside a word that asks, or at the end of what was said."""
        around = self.tokens[max(0, n - 2) : n + 4]
        return any(t.has("which", "howmany") or any(c.startswith("ask.") for c in t.classes) for t in around) or n >= len(self.tokens) - 2

    def _named_beside(self, n: int, kinds: Sequence[int]) -> list[int]:
        for at, token in enumerate(self.tokens):
            if at not in self.used and token.kind == "head" and (own := [i for i in token.columns if i in kinds]):
                self.used.add(at)
                return own
        return []

    def _by_verb(self, n: int, kinds: Sequence[int]) -> list[int]:
        """谁|建 asks for 建设单位, not for 责任单位; without such a verb for the first of them that does not name the row."""
        around = [
            t.surface for t in self.tokens[max(0, n - 2) : n + 3] if t.kind == "word" and any(c.startswith("verb.") for c in t.classes)
        ]
        said = [i for i in kinds for verb in around if verb[-1:] in self.table.columns[i].words]
        rest = [i for i in kinds if i != self.table.named] or list(kinds)
        return (said or rest)[:1]

    def _none(self) -> int | None:
        """没有一个, 一个都没分到: where it says that there is none."""
        if (said := self._first("none")) is not None:
            return said
        ones = [
            n for n, t in enumerate(self.tokens) if t.kind == "number" and n in self.used and t.number is not None and t.number.value == 1
        ]
        return next((n for n, t in enumerate(self.tokens) if t.has("not") and n not in self.used and any(one < n for one in ones)), None)

    def _whether(self) -> int | None:
        """A word that asks for yes or no; 吧 only at the end."""
        last = len(self.tokens) - 1
        return next((n for n, t in enumerate(self.tokens) if t.has("whether") and (n == last or not t.has("pass", "rows"))), None)

    # ── what was used ──

    def _first(self, name: str) -> int | None:
        return next((n for n, t in enumerate(self.tokens) if t.has(name) and n not in self.used), None)

    def _use_asking(self) -> None:
        self.used |= {n for n, t in enumerate(self.tokens) if t.has("which", "howmany", "measures", "list", "ask.money")}

    def _all_used(self, meaning: RecordMeaning) -> bool:
        columns = {i for limit in meaning.limits for i in limit.columns} | set(meaning.columns)
        columns |= {i for i in (meaning.by, meaning.added, meaning.extremum.column if meaning.extremum else None) if i is not None}
        return not list(self._unused(tuple(columns)))

    def _unused(self, columns: Sequence[int]) -> Iterator[int]:
        """Tokens that matter and did nothing: a verb or noun of a kind is used where a column of its kind is."""
        kinds = {kind for i in columns for kind in self.table.columns[i].kinds}
        loose = {"pass", "rows", "list", "things", "tables", "lines", "measures", "or", "which"}
        for n, token in enumerate(self.tokens):
            if n in self.used or token.kind == "noun" or (token.kind == "word" and not token.classes):
                continue
            if token.kind == "annex" or self._named_so(n):
                continue  # the table, the column was chosen by it
            if token.kind == "word" and token.classes & loose and not token.has("unread"):
                continue
            if self._goes_with(n, columns):
                continue
            titled = f"{token.surface}\n" in self.table.called and any(t.has("tables") for t in self.tokens[n + 1 : n + 2])
            if token.kind == "head" and (titled or set(token.columns) & set(columns)):
                continue
            if "time" in kinds and token.has("time.starts", "time.ends"):
                continue
            going = {name.partition(".")[2] for name in token.classes if name.startswith(("verb.", "noun."))}
            if token.kind == "word" and going & kinds:
                continue
            yield n

    def _goes_with(self, n: int, columns: Sequence[int]) -> bool:
        """A verb before what is asked (要达到|多少), a noun for what a head or the rows are (机构|数), 其他 behind 除了."""
        token, tokens = self.tokens[n], self.tokens
        after = tokens[n + 1] if n + 1 < len(tokens) else None
        asks = after is not None and (after.has("howmany", "which") or after.kind == "head")
        if token.kind == "word" and asks and (token.has("compare") or any(c.startswith("verb.") for c in token.classes)):
            return True
        before = tokens[n - 1] if n else None
        if token.kind == "word" and before is not None and before.kind == "value" and any(c.startswith("verb.") for c in token.classes):
            return True  # 吴国平|管|的
        if any(c.startswith("noun.") for c in token.classes) and before is not None and (before.kind == "noun" or n - 1 in self.used):
            return before.kind == "noun" or before.kind == "head"
        return token.has("unread") and any(t.has("except") for t in tokens[:n]) and self.limits.thin_other(token)

    def _named_so(self, n: int) -> bool:
        """按|总投资|看, 总投资|那一栏: a word that only points at a head."""
        tokens = self.tokens
        behind = n + 1 < len(tokens) and n + 1 in self.used and bool(self.limits.columns_of(n + 1))
        return tokens[n].has("each") and behind


def _bare(text: str) -> str:
    return "".join(text.split())
