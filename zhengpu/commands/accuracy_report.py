"""How accurate: what a run of the benchmarks wrote into the package (`accuracy.json`), for people and programs. Nothing is counted here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from zhengpu.commands.terminal import table_text
from zhengpu.graph.dates import date_text

__all__ = ["AccuracyGroup", "AccuracyReport", "FirstTry", "accuracy_text", "cell_text", "load_accuracy", "try_text"]


@dataclass(frozen=True, slots=True)
class AccuracyGroup:
    """A table of figures on plans and questions that were looked at while the program was made; a rate is a share from 0 to 1."""

    key: str
    title: str
    about: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | float | int | None, ...], ...]


@dataclass(frozen=True, slots=True)
class FirstTry:
    """A figure measured once, on texts and questions nobody had tuned to."""

    what: str
    about: str
    measured: str
    made: int
    right: int
    wanted: int
    found: int
    precision: float | None
    recall: float | None


@dataclass(frozen=True, slots=True)
class AccuracyReport:
    """Everything that was measured: of which version, when, by table; first tries apart; what no figure tells."""

    version: str
    measured: str
    groups: tuple[AccuracyGroup, ...]
    first_tries: tuple[FirstTry, ...]
    limits: tuple[str, ...]
    data: Mapping[str, Any]
    """The file as it stands, for programs."""


def load_accuracy() -> AccuracyReport:
    """Read the package's file.

    >>> bool(load_accuracy().groups and load_accuracy().first_tries and load_accuracy().limits)
    True
    """
    data = json.loads(files("zhengpu").joinpath("accuracy.json").read_text("utf-8"))
    groups = tuple(
        AccuracyGroup(one["key"], one["title"], one["about"], tuple(one["columns"]), tuple(map(tuple, one["rows"])))
        for one in data["groups"]
    )
    tries = tuple(FirstTry(**one) for one in data["first_tries"])
    return AccuracyReport(data["version"], data["measured"], groups, tries, tuple(data["limits"]), data)


def cell_text(value: str | float | int | None) -> str:
    """A cell as people read it: shares to three places, counts as they are.

    >>> cell_text(0.9375), cell_text(12), cell_text(None), cell_text(1.0)
    ('0.938', '12', '', '1.000')
    """
    return "" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)


def try_text(one: FirstTry) -> str:
    """A first try in words."""
    right = f"配成{one.made}对，对{one.right}对（查准{cell_text(one.precision)}）" if one.made else ""
    found = f"该配{one.wanted}处，配上{one.found}处（查全{cell_text(one.recall)}）" if one.wanted else ""
    return "；".join(filter(None, (right, found)))


def accuracy_text(found: AccuracyReport) -> str:
    """For a terminal."""
    lines = [f"政谱 {found.version}，{date_text(found.measured)}用 make bench 量的。", "", "【第一次】没有见过的文件，只量一次，量过再改："]
    lines += [f"  {one.what}（{date_text(one.measured)}）：{try_text(one)}。{one.about}。" for one in found.first_tries]
    lines += ["", "【调过的】开发时反复对照过的文件和问题，没见过的会差一些："]
    for group in found.groups:
        lines += ["", f"{group.title}：{group.about}", table_text(group.columns, [[cell_text(cell) for cell in row] for row in group.rows])]
    return "\n".join((*lines, "", "【还不行的】", *(f"  {one}" for one in found.limits)))
