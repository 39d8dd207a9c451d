"""红黄绿灯 by stated rules: due date, status, silence since. The rules and the words for states stand in `lights.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any, get_args, get_type_hints

from zhengpu.graph.dates import date_text
from zhengpu.graph.errors import DefinitionError

__all__ = ["DONE", "LIGHTS", "STATES", "UNREPORTED", "UNSTATED", "Judged", "LightRule", "Lights", "Situation", "load_lights"]

LIGHTS = ("红", "黄", "绿")
STATES = ("未开始", "进行中", "已完成", "已销号", "逾期")
UNREPORTED = "未报"
"""The state of a task that no ledger ever told of."""

UNSTATED = "未写明"
"""The state of a task whose latest report names none."""

DONE = ("已完成", "已销号")


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a task on a day: `due` its last date, `dates` all of them, `state` as reported or `未报`, `updated` when."""

    today: date
    due: date | None = None
    state: str = UNREPORTED
    updated: date | None = None
    dates: tuple[date, ...] = ()

    @property
    def done(self) -> bool:
        """Whether it is reported as done."""
        return self.state in DONE

    @property
    def overdue(self) -> bool:
        """Whether its date has passed and nobody reported it done."""
        return self.due is not None and self.due < self.today and not self.done

    @property
    def left(self) -> int | None:
        """Days until it is due, negative afterwards; None without a date."""
        return (self.due - self.today).days if self.due else None

    @property
    def silent(self) -> int | None:
        """Days since the last report; None where there is none."""
        return (self.today - self.updated).days if self.updated else None

    @property
    def passed(self) -> date | None:
        """The last of its dates that has passed without a report since."""
        return max((day for day in self.dates if day < self.today and (self.updated is None or self.updated < day)), default=None)


@dataclass(frozen=True, slots=True)
class LightRule:
    """Conditions that must all hold (what is None or empty is none), the light they give, and the sentence that says why."""

    light: str
    why: str
    states: tuple[str, ...] = ()
    overdue: bool = False
    due_within: int | None = None
    silent_over: int | None = None
    passed: bool = False

    @property
    def told(self) -> str:
        """The conditions in words.

        >>> LightRule("黄", "", due_within=30).told
        '离时限不超过30天'
        """
        parts = [f"状态是{'、'.join(self.states)}"] * bool(self.states) + ["时限已过，没有报完成"] * self.overdue
        parts += [f"离时限不超过{self.due_within}天"] * (self.due_within is not None)
        parts += [f"多于{self.silent_over}天没有更新"] * (self.silent_over is not None)
        return "；".join(parts + ["计划写明的一个日期已过，过后没有更新"] * self.passed)

    def holds(self, now: Situation) -> bool:
        """Whether all conditions hold."""
        return (
            (not self.states or now.state in self.states)
            and (not self.overdue or now.overdue)
            and (self.due_within is None or (now.left is not None and 0 <= now.left <= self.due_within))
            and (self.silent_over is None or (now.silent is not None and now.silent > self.silent_over))
            and (not self.passed or now.passed is not None)
        )


@dataclass(frozen=True, slots=True)
class Judged:
    """A light (None where no rule holds) and why."""

    light: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Lights:
    """The rules in order, the days that count as soon, and the words of ledgers for the five states."""

    rules: tuple[LightRule, ...]
    soon: int
    words: Mapping[str, str]

    def judge(self, now: Situation) -> Judged:
        """The light of a task.

        >>> load_lights().judge(Situation(date(2024, 7, 1), date(2024, 6, 30), "进行中", date(2024, 6, 29)))
        Judged(light='红', why='时限2024年6月30日已过1天，没有报完成')
        """
        for rule in self.rules:
            if rule.holds(now):
                told = {"state": now.state, "due": _day(now.due), "left": now.left, "silent": now.silent, "passed": _day(now.passed)}
                return Judged(rule.light, rule.why.format(**told, late=-(now.left or 0)))
        return Judged()

    def state(self, written: str) -> str | None:
        """The state that a ledger's words mean, by the longest wording in them; None where they are none.

        >>> load_lights().state("未办结"), load_lights().state("已办结（6月）"), load_lights().state("研究中")
        ('进行中', '已完成', None)
        """
        found = [word for word in self.words if word in written]
        return self.words[max(found, key=len)] if found else None


def load_lights(text: str | None = None) -> Lights:
    """Read the definition file, or another text in the same shape. Raises `DefinitionError` for what does not belong there."""
    said = tomllib.loads(text if text is not None else lights_text())
    words = {word: state for state, wordings in said["states"].items() for word in wordings}
    wrong = {*said["states"]} - {*STATES}
    if wrong:
        raise DefinitionError(f"lights.toml 里没有这种状态：{'、'.join(sorted(wrong))}", f"状态只有{'、'.join(STATES)}", "请改写")
    return Lights(tuple(map(_rule, said["rule"])), int(said["soon"]), words)


def lights_text() -> str:
    """The definition file itself."""
    return files("zhengpu.graph.oversight").joinpath("lights.toml").read_text("utf-8")


def _rule(said: dict[str, Any]) -> LightRule:
    given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items() if name != "examples"}
    known = get_type_hints(LightRule)
    wrong = [f"没有键 {name}" for name in given if name not in known]
    wrong += [f"没有灯 {said.get('light')}"] * (said.get("light") not in LIGHTS)
    wrong += [f"没有状态 {state}" for state in given.get("states", ()) if state not in (*STATES, UNREPORTED, UNSTATED)]
    wrong += [f"{name} 不该是 {value!r}" for name, value in given.items() if name in known and not _fits(value, known[name])]
    if wrong:
        raise DefinitionError("lights.toml 的一条规则不对", "；".join(wrong), "请对照文件开头的说明改写")
    return LightRule(**given)


def _fits(value: object, wanted: Any) -> bool:
    if isinstance(value, tuple):
        return all(isinstance(one, str) for one in value)
    return type(value) in ((wanted,) if isinstance(wanted, type) else get_args(wanted))


def _day(day: date | None) -> str:
    return date_text(day.isoformat()) if day else ""
