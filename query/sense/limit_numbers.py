"""Numbers that limit: how many units, how great a value, which place in an order."""

from __future__ import annotations

from itertools import pairwise

from zhengpu.query.asked.asked_kinds import Asked
from zhengpu.query.kinds import TARGET, TASK, UNIT
from zhengpu.query.meaning import One
from zhengpu.query.meanings.readings import RankPlace
from zhengpu.query.sense.limit_times import TimeLimits
from zhengpu.query.sense.limits_said import Narrowing
from zhengpu.query.sense.places_said import ranked
from zhengpu.query.spoken.parties import DOING
from zhengpu.query.spoken.spoken_words import SpokenWord
from zhengpu.query.words.link import TaskNumbers

__all__ = ["NumberLimits"]

_NEAR = 3
"""So far behind a unit stands what place it has."""
_MOST_UNITS = 30
"""A task with more units is a number of something else."""


class NumberLimits(TimeLimits):
    """Reads numbers."""

    def _ordered(self, wanted: Asked, out: Narrowing, used: set[int]) -> None:
        """前三条, 最后一条: tasks by their place; 前三, 第二多, 排名前三: places of a ranking."""
        tokens = self._tokens
        for n, token in enumerate(tokens):
            following = tokens[n + 1] if n + 1 < len(tokens) and tokens[n + 1].start == token.end else None
            value = following.item.value if following is not None and following.item is not None else None
            number = (
                value
                if isinstance(value, int)
                else value.numbers[0]
                if isinstance(value, TaskNumbers) and len(value.numbers) == 1
                else None
            )
            if self._foremost(wanted, out, n, number):
                used |= {n, n + 1} if number == 1 else {n}
                out.quantities = [q for q in out.quantities if q is not following]
                continue
            first, last = token.surface in self._sets["first"], token.has("latest")
            if token.kind == "ordinal" and token.item is not None and isinstance(token.item.value, int):
                out.place = RankPlace(1, token.item.value, not token.surface.endswith("少"))
                used.add(n)
            elif (first or last) and following is not None and number is not None and n not in used:
                tasks = following.has("measure.task") or following.kind in ("tasknumber", "loosenumber")
                if tasks and not following.surface.startswith("第") and wanted.kind in (TASK, UNIT, None, TARGET):
                    found = (self._builder.f_last_tasks if last else self._builder.f_first_tasks)(
                        number, token.surface, following.surface[:-1], following.surface[-1]
                    )
                    out.things += [found] if isinstance(found, One) else []
                    out.numbers = [m for m in out.numbers if m is not value]
                    out.quantities = [q for q in out.quantities if q is not following]
                elif first and wanted.kind is not None:
                    out.place = RankPlace(number)
                    out.quantities = [q for q in out.quantities if q is not following]
                else:
                    continue
                used |= {n, n + 1}

    def _foremost(self, wanted: Asked, out: Narrowing, n: int, number: int | None) -> bool:
        """市民政局排在第一位的, 写在头一个的: a unit that is named before all others."""
        token = self._tokens[n]
        before = [p for p in out.parties if p.end <= n <= p.end + _NEAR]
        if wanted.kind not in (TASK, None) or len(before) != 1 or n in before[0].used:
            return False
        ordinal = token.kind == "ordinal" and token.item is not None and token.item.value == 1
        counted = token.surface in self._sets["first"] and number == 1 and not self._tokens[n + 1].has("measure.task")
        before[0].foremost = before[0].foremost or ordinal or counted or token.surface in self._sets["foremost"]
        return before[0].foremost

    def _quoted(self, wanted: Asked) -> int:
        """企业牵头做标准的说法在哪条: how far the paper's own words go, which say nothing of who does what."""
        if wanted.kind != TASK or any(t.kind == "unit" for t in self._tokens):
            return 0
        return next((n for n, t in enumerate(self._tokens) if t.surface in self._sets["quoting"]), 0)

    def _numbers(self, wanted: Asked, out: Narrowing, used: set[int]) -> None:
        """How many units a task has or tasks a unit, and which place in an order."""
        self._crowd(wanted, out)
        if wanted.kind in (TASK, None) and not out.parties and out.crowd is None and "alone" in out.classes:
            out.of_units = True
            out.crowd, out.role = ("=", 1), out.role if out.role in ("lead", "cooperate") else None  # 自己一家单独扛的
        if wanted.kind == UNIT and (found := ranked(self._tokens)) is not None:
            at, rank = found
            out.place = RankPlace(1, rank, out.place is None or out.place.most)
            used.add(at)
        self._beside(wanted, out)
        self._amount(wanted, out)

    def _crowd(self, wanted: Asked, out: Narrowing) -> None:
        """三家以上, 恰好三家, 就一条: how many units a task has, or tasks a unit."""
        for token in tuple(out.quantities):
            before = next(
                (
                    t
                    for t in reversed(self._tokens)
                    if t.end <= token.start and not t.has("only", *self._concepts.compares) and t.surface not in self._sets["linking"]
                ),
                None,
            )
            said = before is not None and before.surface.endswith(self._whole)  # 责任单位超过15个
            role = self._role_beside(token)
            person = token.surface.endswith(tuple(self._sets["persons"])) and self._next_is(token, *DOING)  # 一个人扛的
            unit = (
                person
                or token.has("measure.unit")
                or (token.has("measure") and (self._next_is(token, "unitnoun") or role is not None or said))
            )
            value = token.item.value if token.item is not None else None
            if not isinstance(value, int) or self._marks["calendar"].search(token.surface[-1:]):
                continue  # 一年办三场
            operator = self.operator(token)
            named = max((len(p.sets) for p in out.parties), default=0)
            if (
                unit
                and value <= _MOST_UNITS
                and (not out.mention or role is not None)
                and (wanted.kind in (TASK, None) or (said and before is not None and before is not wanted.noun))
                and (wanted.form in ("list", "count", "number", "share") or (person and wanted.form == "yesno"))
            ):
                out.quantities.remove(token)
                if named == value and value > 1:
                    pass  # 三家 after three names
                elif value == 1 and named:
                    for party in out.parties:
                        party.only = True
                else:
                    out.crowd, out.of_units = (operator, value), True
                    sides = [role] + ([before] if said and before is not None else [])
                    out.crowd_role = next((r for t in sides if t for r in ("lead", "cooperate") if t.has(r)), None)
                    if wanted.kind != UNIT:
                        out.role = None
            elif (
                (token.has("measure.task") or token.surface.endswith(tuple(self._sets["times"])))
                and wanted.kind == UNIT
                and not out.numbers
                and (out.classes & {"only", "exactly", "least", "atleast", "over", "under", "atmost"} or not out.words)
            ):
                out.quantities.remove(token)
                out.crowd = (operator, value)
                out.place = None

    def _amount(self, wanted: Asked, out: Narrowing) -> None:
        """超过100的目标, 目标在2到10之间: how great the numbers of targets are."""
        tokens = self._tokens
        told = any(t.has("targetnoun") and not (n and t.surface == "数" and tokens[n - 1].has("unitnoun")) for n, t in enumerate(tokens))
        if not (wanted.kind == TARGET or told) or wanted.form not in ("list", "count") or out.words:
            return
        numbers = [t for t in tokens if t.kind in ("number", "quantity") and t.item is not None]
        if len(numbers) == 2 and "rank" not in out.classes:
            between = [t for t in tokens if numbers[0].end <= t.start and t.end <= numbers[1].start]
            if len(between) == 1 and between[0].surface in self._sets["up_to"]:
                out.amount = ("between", numbers[0].item.value, numbers[1].item.value)  # type: ignore[union-attr]
        elif len(numbers) == 1 and self.operator(numbers[0]) != "=":
            out.amount = (self.operator(numbers[0]), numbers[0].item.value, None)  # type: ignore[union-attr]
        if out.amount is not None:
            out.amount_unit = numbers[-1].surface.lstrip("0123456789.一二两三四五六七八九十百千万亿") or None
            out.quantities, out.crowd = [q for q in out.quantities if q not in numbers], None
            out.kinds = [k for k in out.kinds if k[0] != TARGET]

    def _role_beside(self, token: SpokenWord) -> SpokenWord | None:
        """两个单位一起牵头, 3个以上配合单位: the role behind a number of units, or the noun for them, over what may stand between."""
        noun: SpokenWord | None = None
        at = (
            next(n for n, t in enumerate(self._tokens) if t.start >= token.end)
            if self._tokens[-1].start >= token.end
            else len(self._tokens)
        )
        while at < len(self._tokens):
            t = self._tokens[at]
            if t.has("lead", "cooperate") or (t.has(*DOING) and t.surface.endswith(self._whole)):
                return t
            if not (t.has("unitnoun", "together", "only", *self._concepts.compares) or t.surface in self._sets["light"]):
                return noun
            noun = t if t.has("unitnoun") else noun
            at += 1
        return noun

    def _beside(self, wanted: Asked, out: Narrowing) -> None:
        """One role or the other, two units to be compared, money that is borne."""
        tokens = self._tokens
        roles = [n for n, t in enumerate(tokens) if t.has(*DOING)]
        out.alternative = any(b - a == 2 and tokens[a + 1].has("or") for a, b in pairwise(roles))  # 是牵头还是配合
        if wanted.kind == TASK and {"pay", "who"} <= out.classes and not out.payers:
            out.kinds.append(("zp:Payer", True))  # 写明由谁出资的任务
        compares = any(t.surface in self._sets["comparing"] for t in tokens)
        out.two_units = compares and sum(len(p.sets) for p in out.parties) == 2 and not out.compare
        bears = any(t.surface in self._sets["bearing"] for t in tokens)
        if "together" in out.classes and len(out.parties) == 1 and not out.parties[0].either:
            out.parties[0].together = True  # 有几项共同任务
        out.pays = "pay" in out.classes or (bears and bool(out.classes & {"moneynoun", "payernoun"}))
