"""A ledger comes back: rows with a task's IRI are its reports; others are matched and wait until a person says so."""

from __future__ import annotations

import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache
from importlib.resources import files

from zhengpu.graph.dates import Dates
from zhengpu.graph.facts import Iri
from zhengpu.graph.oversight.docket import Docket, DocketItem
from zhengpu.graph.oversight.lights import Lights
from zhengpu.graph.oversight.progress_report import ProgressReport
from zhengpu.oversight.ledger_reading import Ledger, LedgerRow

__all__ = ["Candidate", "Returned", "WaitingRow", "returned"]

_FEW, _LEAST, _CLEAR = 3, 0.5, 0.999


@dataclass(frozen=True, slots=True)
class Candidate:
    """A task that a row may be of: `score` from 0 to 1 tells how alike their words are."""

    task: Iri
    number: int | None
    title: str
    document_title: str
    score: float


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A row without a task's IRI: what it says, and the tasks it may be of, the likeliest first. `clear`: one task alone has its title."""

    place: str
    number: str
    title: str
    state: str
    progress: str
    candidates: tuple[Candidate, ...]
    clear: bool


@dataclass(frozen=True, slots=True)
class Returned:
    """What became of a ledger: rows that were stored, that said nothing new or nothing at all, rows that wait, and remarks."""

    stored: int
    unchanged: int
    empty: int
    waiting: tuple[WaitingRow, ...]
    remarks: tuple[str, ...]


def returned(
    ledger: Ledger,
    docket: Docket,
    lights: Lights,
    *,
    source: str,
    reporter: str = "",
    matches: Mapping[str, str] | None = None,
    clear: bool = False,
) -> tuple[Returned, tuple[ProgressReport, ...]]:
    """Judge every row; what became of them, and the reports to be stored.

    `matches` are a person's answers, place → task (empty: none of them); `clear` takes clear matches as answered.
    """
    desk = _Desk(docket, lights, source, reporter, dict(matches or {}), clear)
    for row in ledger.rows:
        desk.take(row)
    told = Returned(len(desk.new), desk.unchanged, desk.empty, tuple(desk.waiting), (*ledger.passed, *desk.remarks))
    return told, tuple(desk.new)


class _Desk:
    """Where the rows go one by one."""

    def __init__(self, docket: Docket, lights: Lights, source: str, reporter: str, matches: dict[str, str], clear: bool) -> None:
        self._today, self._lights, self._source, self._reporter = docket.today, lights, source, reporter
        self._items = {item.task: item for item in docket.items}
        self._matches, self._clear, self._dates = matches, clear, Dates.load()
        self._said = {item.task: {report.said for report in item.reports} for item in docket.items}
        self._titles: defaultdict[str, list[DocketItem]] = defaultdict(list)
        for item in docket.items:
            self._titles[_plain(item.title)].append(item)
        self.new: list[ProgressReport] = []
        self.waiting: list[WaitingRow] = []
        self.remarks: list[str] = []
        self.unchanged = self.empty = 0

    def take(self, row: LedgerRow) -> None:
        if not row.news and not row.cell("leader"):
            self.empty += 1
            return
        item = self._items.get(Iri(row.cell("task")))
        if row.cell("task") and item is None:
            self.remarks.append(f"{row.place}：标识所指的任务不在图谱里，按任务名称另找")
        if item is None:
            item = self._answered(row)
        if item is not None:
            self._report(row, item)

    def _answered(self, row: LedgerRow) -> DocketItem | None:
        if row.place in self._matches:
            chosen = self._items.get(Iri(self._matches[row.place]))
            if self._matches[row.place] and chosen is None:
                self.remarks.append(f"{row.place}：您选的任务不在图谱里")
            return chosen
        found = self._alike(row)
        clear = bool(found) and found[0].score >= _CLEAR and (len(found) == 1 or found[1].score < _CLEAR)
        if clear and self._clear:
            return self._items[found[0].task]
        said = (row.cell("number"), row.cell("title"), row.cell("state"), row.cell("progress"))
        self.waiting.append(WaitingRow(row.place, *said, candidates=found, clear=clear))
        return None

    def _alike(self, row: LedgerRow) -> tuple[Candidate, ...]:
        """The tasks whose titles are most like the row's; the printed number and the document's number count for a little."""
        wanted = _plain(row.cell("title"))
        scored = []
        for item in self._titles.get(wanted) or self._items.values():
            score = 1.0 if _plain(item.title) == wanted else _likeness(wanted, _plain(item.title))
            if score < _LEAST:
                continue
            off = row.cell("number") not in ("", str(item.number))
            away = row.cell("document") not in ("", item.document_number, item.document_title)
            scored.append((score - 0.05 * off - 0.2 * away, item))
        scored.sort(key=lambda one: (-one[0], one[1].task))
        return tuple(Candidate(item.task, item.number, item.title, item.document_title, round(score, 3)) for score, item in scored[:_FEW])

    def _report(self, row: LedgerRow, item: DocketItem) -> None:
        updated = self._day(row, "updated")
        report = ProgressReport(
            item.task,
            min(updated or self._today, self._today),
            self._today,
            self._state(row),
            row.cell("state"),
            row.cell("progress"),
            row.cell("trouble"),
            row.cell("following"),
            row.cell("leader"),
            self._due(row, item),
            row.cell("closed"),
            row.cell("reporter") or self._reporter,
            self._source,
            row.line,
        )
        if updated and updated > self._today:
            self.remarks.append(f"{row.place}：更新时间{updated}还没有到，按今天记")
        known = self._said[item.task]
        last = item.report
        if report.said in known or (not updated and last and replace(report, updated=last.updated).said == last.said):
            self.unchanged += 1
            return
        if row.cell("state") and report.state is None:
            self.remarks.append(f"{row.place}：状态“{row.cell('state')[:20]}”不是认得的写法，照原样存下，不据以判灯")
        self._compare(row, item)
        known.add(report.said)
        self.new.append(report)

    def _state(self, row: LedgerRow) -> str | None:
        if row.cell("closed") and not row.cell("closed").startswith(_not_closed()):
            return "已销号"
        return self._lights.state(row.cell("state")) if row.cell("state") else None

    def _due(self, row: LedgerRow, item: DocketItem) -> date | None:
        """The ledger's own deadline; what the plan says already is not the ledger's."""
        found = self._day(row, "due")
        return None if found is None or found in {one.day for one in item.dates} else found

    def _day(self, row: LedgerRow, name: str) -> date | None:
        found = self._dates.find(row.cell(name), today=self._today, cell=True)
        days = [day for mention in found if (day := _iso(mention.code))]
        return max(days, default=None)

    def _compare(self, row: LedgerRow, item: DocketItem) -> None:
        """Where the ledger and the plan differ, the plan stays what it is, and the difference is told."""
        for column, roles, label in (("leads", ("leads", "responsibleFor"), "牵头"), ("partners", ("cooperatesOn",), "配合")):
            written, planned = row.cell(column), item.units(*roles)
            if written and {_plain(part) for part in _parts(written)} - {_plain(unit) for unit in planned}:
                self.remarks.append(f"{row.place}：{label}单位台账写的是{written}，计划写的是{'、'.join(planned) or '（没有写）'}")


def _parts(text: str) -> list[str]:
    for mark in "，,；;\n/ ":
        text = text.replace(mark, "、")
    return [part for part in text.split("、") if part.strip()]


def _plain(text: str) -> str:
    """A title without what differs between two copies of it: width, blanks, points, the number in front."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if c.isalnum()).lstrip("0123456789")


def _likeness(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    if min(len(one), len(other)) >= 4 and (one in other or other in one):
        return 0.9
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _LEAST and matcher.quick_ratio() >= _LEAST else 0.0


def _iso(code: str) -> date | None:
    try:
        return date.fromisoformat(code)
    except ValueError:
        return None


@lru_cache(maxsize=1)
def _not_closed() -> tuple[str, ...]:
    said = tomllib.loads(files("zhengpu.oversight").joinpath("columns.toml").read_text("utf-8"))
    return tuple(said["yes"]["no"])
