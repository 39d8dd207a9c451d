"""The docket as rows for files, programs and pages: one row a task, one a unit; the same columns everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from zhengpu.graph.dates import date_text
from zhengpu.graph.oversight.docket import Docket, DocketItem, UnitScore

__all__ = ["SCORE_COLUMNS", "TASK_COLUMNS", "WHEN", "as_item", "due_text", "score_row", "summary", "task_row"]

TASK_COLUMNS = (
    "灯",
    "原因",
    "序号",
    "任务",
    "牵头（责任）",
    "配合",
    "责任领导",
    "时限",
    "状态",
    "进展",
    "存在问题",
    "下一步",
    "更新时间",
    "销号",
    "填报",
    "文件",
)
SCORE_COLUMNS = ("单位", "任务", "牵头或负责", "红灯", "黄灯", "绿灯", "逾期", "未报", "完成")

WHEN = {"month": "本月到期", "soon": "即将到期", "overdue": "逾期", "unreported": "未报", "passed": "时限已过"}
"""What a list may be narrowed to by time."""


def task_row(item: DocketItem) -> tuple[str | int | date | None, ...]:
    """A task under `TASK_COLUMNS`: what the plan says and what was reported, each in its own columns."""
    last = item.report
    return (
        item.light,
        item.why,
        item.number,
        item.title,
        "、".join(item.units("leads") or item.units("responsibleFor")),
        "、".join(item.units("cooperatesOn")),
        item.leader,
        due_text(item),
        item.state,
        last.progress if last else "",
        last.trouble if last else "",
        last.following if last else "",
        last.updated if last else None,
        last.closed if last else "",
        last.reporter if last else "",
        item.document_title,
    )


def due_text(item: DocketItem) -> str:
    """Its last date, or its deadlines in words; the ledger's own date says so."""
    if item.due is None:
        return "、".join(item.often)
    return date_text(item.due.isoformat()) + ("（台账）" if item.due_from == "台账" else "")


def score_row(score: UnitScore) -> tuple[str | int, ...]:
    """A unit under `SCORE_COLUMNS`."""
    return (score.unit, score.tasks, score.own, score.red, score.yellow, score.green, score.overdue, score.unreported, score.done)


def summary(docket: Docket, items: Sequence[DocketItem]) -> str:
    """In one sentence how these tasks stand; without a ledger nothing but what the plans say.

    >>> summary(Docket(date(2024, 6, 1), 30, ()), ())
    '2024年6月1日：没有任务。'
    """
    day = date_text(docket.today.isoformat())
    if not items:
        return f"{day}：没有任务。"
    month, soon = _within(items, docket, "month"), _within(items, docket, "soon")
    dated = f"本月到期{month}项，{docket.soon}天内到期{soon}项"
    told = [item for item in items if item.reporting]
    if not told:
        return f"{day}：{len(items)}项任务，{dated}。还没有载入进展，不知道做得怎样。"
    lit = [item.light for item in told]
    lights = "、".join(f"{light}灯{lit.count(light)}项" for light in ("红", "黄", "绿"))
    late = f"逾期{sum(item.overdue for item in told)}项，未报{sum(item.unreported for item in told)}项"
    rest = f"另有{len(items) - len(told)}项所在的文件没有载入台账。" if len(told) < len(items) else ""
    return f"{day}：{len(told)}项任务，{lights}，{late}；{dated}。{rest}"


def _within(items: Iterable[DocketItem], docket: Docket, when: str) -> int:
    return len({item.task for item in docket.where(when=when)} & {item.task for item in items})


def as_item(item: DocketItem) -> dict[str, object]:
    """A task for programs: plan and progress apart, who and when with the progress."""
    last = item.report
    return {
        "iri": item.task,
        "key": item.key,
        "number": item.number,
        "label": item.title,
        "document": item.document_key,
        "document_title": item.document_title,
        "section": item.section,
        "units": [{"unit": duty.unit, "key": duty.key, "role": duty.role} for duty in item.duties],
        "due": item.due.isoformat() if item.due else None,
        "due_from": {"计划": "plan", "台账": "ledger"}.get(item.due_from),
        "deadline_text": list(item.often),
        "light": item.light,
        "why": item.why or None,
        "state": item.state or None,
        "overdue": item.overdue,
        "unreported": item.unreported,
        "leader": item.leader or None,
        "progress": None
        if last is None
        else {
            "state": last.state,
            "state_text": last.written,
            "progress": last.progress,
            "trouble": last.trouble,
            "next": last.following,
            "closed": last.closed,
            "updated": last.updated.isoformat(),
            "loaded": last.loaded.isoformat(),
            "reporter": last.reporter or None,
            "source": last.source,
            "row": last.row,
        },
    }
