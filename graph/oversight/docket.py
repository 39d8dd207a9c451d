"""The docket: every task on a day, with what its plan says, the latest report, its light and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from zhengpu.graph.dates import date_text
from zhengpu.graph.facts import Iri
from zhengpu.graph.names import iri_text, local
from zhengpu.graph.ontology import load_ontology
from zhengpu.graph.oversight.lights import DONE, UNREPORTED, UNSTATED, Judged, Lights, Situation, load_lights
from zhengpu.graph.oversight.progress_report import ProgressReport, progress_reports
from zhengpu.graph.rows import Cell
from zhengpu.graph.store import Store

__all__ = [
    "EVERY_TASK",
    "Docket",
    "DocketDate",
    "DocketDuty",
    "DocketItem",
    "DocketScope",
    "UnitScore",
    "docket",
    "scorecard",
    "told_apart",
]


_UNKNOWN, _UNJUDGED = Situation(date.min), Judged()


@dataclass(frozen=True, slots=True, order=True)
class DocketDate:
    """A day that a task or one of its targets names; `about` is the target's text, empty for the task's own deadline."""

    day: date
    about: str = ""


@dataclass(frozen=True, slots=True)
class DocketDuty:
    """A unit in a role (local name of the relation, and its Chinese label); `key` is the unit's key in addresses."""

    role: str
    label: str
    unit: str
    key: str


@dataclass(frozen=True, slots=True)
class DocketItem:
    """A task as it stands on the day.

    From its plan: everything up to `often` (deadlines in words: 每季度). From the ledgers: `reports`, the oldest first. Worked out:
    `due` (the ledger's deadline if it has one, else the plan's last date; `due_from` tells which), `state`, `light`, `why`.
    """

    task: Iri
    number: int | None
    title: str
    document: Iri
    document_title: str
    document_number: str
    section: str
    duties: tuple[DocketDuty, ...] = ()
    dates: tuple[DocketDate, ...] = ()
    often: tuple[str, ...] = ()
    reports: tuple[ProgressReport, ...] = ()
    due: date | None = None
    due_from: str = ""
    situation: Situation = _UNKNOWN
    judged: Judged = _UNJUDGED
    reporting: bool = False
    """Whether a ledger of its document was loaded: without one nothing is said about how it stands."""

    @property
    def report(self) -> ProgressReport | None:
        """The latest report that tells how the task stands."""
        return next((report for report in reversed(self.reports) if report.news), None)

    @property
    def light(self) -> str | None:
        """红, 黄, 绿, or None."""
        return self.judged.light

    @property
    def why(self) -> str:
        """The rule's sentence."""
        return self.judged.why

    @property
    def state(self) -> str:
        """One of the five states, or 未报; 逾期 where the date has passed; empty where no ledger was loaded."""
        return "" if not self.reporting else "逾期" if self.situation.overdue else self.situation.state

    @property
    def overdue(self) -> bool:
        """Whether its date has passed without 已完成, where a ledger was loaded."""
        return self.reporting and self.situation.overdue

    @property
    def unreported(self) -> bool:
        """Whether its document's ledgers never told of it."""
        return self.reporting and self.report is None

    @property
    def document_key(self) -> str:
        """The document's key in addresses."""
        return self.document.rsplit("/", 1)[-1]

    @property
    def key(self) -> str:
        """The task's key in addresses."""
        return self.task.split("/id/task/", 1)[-1]

    @property
    def leader(self) -> str:
        """责任领导, as the latest report that names one has it."""
        return next((report.leader for report in reversed(self.reports) if report.leader), "")

    def units(self, *roles: str) -> tuple[str, ...]:
        """The units in these roles (in any, where none is given), in the plan's order."""
        return tuple(dict.fromkeys(duty.unit for duty in self.duties if not roles or duty.role in roles))

    def due_by(self, last: date) -> bool:
        """Whether it is due from today on up to a day, and not reported done."""
        return self.due is not None and not self.situation.done and self.situation.today <= self.due <= last


@dataclass(frozen=True, slots=True)
class Docket:
    """All tasks in reading order on a day. `loaded` tells whether any ledger was; `strays` are reports of tasks that are gone."""

    today: date
    soon: int
    items: tuple[DocketItem, ...]
    strays: tuple[ProgressReport, ...] = ()

    @property
    def loaded(self) -> bool:
        """Whether any ledger was loaded; if not, nothing may be said of how tasks stand."""
        return any(item.reporting for item in self.items)

    @property
    def latest(self) -> date | None:
        """The day the latest report is of."""
        return max((item.report.updated for item in self.items if item.report), default=None)

    def where(
        self, *, light: str = "", state: str = "", unit: str = "", document: str = "", when: str = "", due_before: date | None = None
    ) -> tuple[DocketItem, ...]:
        """The tasks that fit all of these.

        `light` 红, 黄, 绿; `state` one of the states, or 未报; `unit` a key or a name as printed; `document` a key; `when` one of
        month (本月到期), soon (即将到期), overdue (逾期), unreported (未报), passed (时限已过, whether or not a ledger was loaded);
        `due_before` the last day that counts.

        >>> Docket(date(2024, 6, 1), 30, ()).where(light="红")
        ()
        """
        return tuple(
            item
            for item in self.items
            if (not light or item.light == light)
            and (not state or state in (item.state, item.situation.state if item.reporting else ""))
            and (not unit or any(unit in (duty.key, duty.unit) for duty in item.duties))
            and (not document or item.document_key == document)
            and (not when or self._when(item, when))
            and (due_before is None or (item.due is not None and item.due <= due_before))
        )

    def _when(self, item: DocketItem, when: str) -> bool:
        left = item.situation.left
        match when:
            case "month":
                return any((one.day.year, one.day.month) == (self.today.year, self.today.month) for one in item.dates) or (
                    item.due is not None and (item.due.year, item.due.month) == (self.today.year, self.today.month)
                )
            case "soon":
                return left is not None and 0 <= left <= self.soon and not item.situation.done
            case "overdue":
                return item.overdue
            case "unreported":
                return item.unreported
            case "passed":
                return item.situation.overdue
        return False


@dataclass(frozen=True, slots=True)
class UnitScore:
    """How a unit's tasks stand: all it takes part in and those it leads or is responsible for (`own`), by light and by what is late."""

    unit: str
    key: str
    tasks: int
    own: int
    red: int
    yellow: int
    green: int
    overdue: int
    unreported: int
    done: int


@dataclass(frozen=True, slots=True)
class DocketScope:
    """Which tasks are wanted: those of a document, of a unit, or these; nothing given means all."""

    document: Iri | None = None
    unit: Iri | None = None
    tasks: tuple[Iri, ...] | None = None

    def pattern(self) -> str:
        """The same as SPARQL about `?t`.

        >>> DocketScope(document=Iri("urn:d")).pattern()
        '?t zp:inDocument <urn:d> . '
        """
        within = f"?t zp:inDocument {iri_text(self.document)} . " if self.document else ""
        within += f"{iri_text(self.unit)} zp:takesPartIn ?t . " if self.unit else ""
        return within + ("" if self.tasks is None else f"VALUES ?t {{ {' '.join(map(iri_text, self.tasks))} }} ")


EVERY_TASK = DocketScope()

_TASKS = """
SELECT ?t ?number ?title ?d ?plan ?no ?path {{
  {within} ?t a zp:Task ; rdfs:label ?title ; zp:inDocument ?d . ?d dct:title ?plan .
  OPTIONAL {{ ?t zp:number ?number }} OPTIONAL {{ ?t zp:position ?position }} OPTIONAL {{ ?d zp:documentNumber ?no }}
  OPTIONAL {{ ?t zp:inSection/zp:path ?path }}
}} ORDER BY ?plan ?d ?position ?number ?t
"""
_DUTIES = """
SELECT ?t ?role ?u ?unit {{
  {within} ?t zp:responsibility ?r . ?r zp:relation ?role ; prov:agent ?u ; zp:printed ?unit . OPTIONAL {{ ?r zp:order ?order }}
}} ORDER BY ?t ?order
"""
_DATES = """
SELECT ?t ?day ?about {{
  {{ {within} ?t a zp:Task ; zp:deadline ?day }} UNION {{ {within} ?t a zp:Task ; zp:hasTarget ?x . ?x zp:deadline ?day ; rdfs:label ?about }}
}} ORDER BY ?t ?day ?about
"""
_REPORTED = "SELECT ?t ?d {{ VALUES ?t {{ {tasks} }} ?t zp:inDocument ?d }}"
_OFTEN = """
SELECT DISTINCT ?t ?code {{
  {{ {within} ?t a zp:Task ; zp:deadlineText ?code }} UNION {{ {within} ?t a zp:Task ; zp:hasTarget/zp:deadlineText ?code }}
}} ORDER BY ?t ?code
"""


def docket(store: Store, today: date, lights: Lights | None = None, scope: DocketScope = EVERY_TASK) -> Docket:
    """The tasks in scope as they stand on a day. Costs a few queries; who asks often asks a `DocketBook`."""
    judge = lights or load_lights()
    items = _items(store, scope)
    reports = progress_reports(store.said(store.names.progress_graph))
    told: defaultdict[Iri, list[ProgressReport]] = defaultdict(list)
    for report in reports:
        told[report.task].append(report)
    homes = _homes(store, {report.task: report.news for report in reports}, items)
    reporting = {homes[report.task] for report in reports if report.news and report.task in homes}
    found = tuple(_judged(replace(item, reporting=item.document in reporting), tuple(told[item.task]), today, judge) for item in items)
    return Docket(today, judge.soon, found, tuple(report for report in reports if report.task not in homes))


def _homes(store: Store, reported: Mapping[Iri, bool], items: Sequence[DocketItem]) -> dict[Iri, Iri]:
    """The documents of the tasks that were reported on; a task that is gone has none."""
    homes = {item.task: item.document for item in items if item.task in reported}
    others = [task for task in reported if task not in homes]
    if others:
        rows = store.query(_REPORTED.format(tasks=" ".join(map(iri_text, others))))
        homes |= {Iri(str(task)): Iri(str(document)) for task, document in rows}
    return homes


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """What units are called in one list, by their keys: those of one name with their place.

    >>> told_apart({"甲县/甲县财政局": "县财政局", "乙县/乙县财政局": "县财政局", "甲县/甲县水利局": "县水利局"})["乙县/乙县财政局"]
    '县财政局（乙县）'
    """
    many = Counter(names.values())
    return {key: f"{name}（{key.split('/')[-2]}）" if many[name] > 1 and "/" in key else name for key, name in names.items()}


def scorecard(items: Iterable[DocketItem]) -> tuple[UnitScore, ...]:
    """One score a unit over the tasks it takes part in: the most red first, then yellow, then the busiest."""
    held: defaultdict[str, dict[Iri, DocketItem]] = defaultdict(dict)
    names: dict[str, str] = {}
    own: defaultdict[str, set[Iri]] = defaultdict(set)
    for item in items:
        for duty in item.duties:
            held[duty.key][item.task] = item
            names.setdefault(duty.key, duty.unit)
            if duty.role in _OWN:
                own[duty.key].add(item.task)
    called = told_apart(names)
    scores = (_score(called[key], key, tuple(tasks.values()), len(own[key])) for key, tasks in held.items())
    return tuple(sorted(scores, key=lambda score: (-score.red, -score.yellow, -score.own, -score.tasks, score.unit, score.key)))


_OWN = ("leads", "responsibleFor")


def _score(unit: str, key: str, tasks: Sequence[DocketItem], own: int) -> UnitScore:
    lit = [task.light for task in tasks]
    return UnitScore(
        unit,
        key,
        len(tasks),
        own,
        lit.count("红"),
        lit.count("黄"),
        lit.count("绿"),
        sum(task.overdue for task in tasks),
        sum(task.unreported for task in tasks),
        sum(task.reporting and task.situation.state in DONE for task in tasks),
    )


def _judged(item: DocketItem, reports: tuple[ProgressReport, ...], today: date, lights: Lights) -> DocketItem:
    last = next((report for report in reversed(reports) if report.news), None)
    written = next((report.due for report in reversed(reports) if report.due), None)
    planned = max((one.day for one in item.dates if not one.about), default=None) or max((one.day for one in item.dates), default=None)
    due = written or planned
    state = (last.state or UNSTATED) if last else UNREPORTED
    now = Situation(today, due, state, last.updated if last else None, tuple(sorted({one.day for one in item.dates})))
    judged = lights.judge(now) if item.reporting else Judged()
    return replace(item, reports=reports, due=due, due_from="台账" if written else "计划" if planned else "", situation=now, judged=judged)


def _items(store: Store, scope: DocketScope) -> list[DocketItem]:
    if scope.tasks == ():
        return []
    labels: dict[str, str] = {relation.iri: relation.label for relation in load_ontology().roles()}
    duties = _grouped(store, _DUTIES, scope)
    dates = _grouped(store, _DATES, scope)
    often = _grouped(store, _OFTEN, scope)
    unit_key = f"{store.names.base}id/unit/"
    found: dict[Iri, DocketItem] = {}
    for task, number, title, document, plan, no, path in store.query(_TASKS.format(within=scope.pattern())):
        iri = Iri(str(task))
        found.setdefault(
            iri,
            DocketItem(
                iri,
                number if isinstance(number, int) else None,
                str(title),
                Iri(str(document)),
                str(plan),
                _text(no),
                _text(path),
                tuple(
                    DocketDuty(local(str(role)), labels.get(str(role), local(str(role))), str(unit), str(who).removeprefix(unit_key))
                    for role, who, unit in duties[iri]
                ),
                tuple(DocketDate(day, _text(about)) for day, about in dates[iri] if isinstance(day, date)),
                tuple(date_text(str(code)) for (code,) in often[iri] if not isinstance(code, date)),
            ),
        )
    return list(found.values())


def _grouped(store: Store, query: str, scope: DocketScope) -> Mapping[Iri, list[tuple[Cell, ...]]]:
    found: defaultdict[Iri, list[tuple[Cell, ...]]] = defaultdict(list)
    for task, *rest in store.query(query.format(within=scope.pattern())):
        found[Iri(str(task))].append(tuple(rest))
    return found


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)
