"""What a checkup says: in one sentence, the definition of 承诺强度, and the same as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from zhengpu.graph.checkup.commitment import MARKS, Commitment, CommitmentShare
from zhengpu.graph.checkup.plan_checkup import CheckupFinding, PlanCheckup
from zhengpu.graph.comparing.compared_plan import ComparedTask
from zhengpu.graph.facts import Evidence

__all__ = ["COMMITMENT_TOLD", "checkup_json", "checkup_summary", "heavy_told", "share_row", "where_told"]

COMMITMENT_TOLD = (
    "承诺强度不打分，只看四样有没有：结果动词（建成、出台、完成……；“培训600人次”这样带数的也算；“争取建成”“鼓励企业完成”不算）、数字（任务的目标里有数）、"
    "期限（任务或它的目标写了时间）、牵头单位（写了谁牵头，或只有一个点得出名的责任单位）。四样齐全不等于做得好，缺哪样也不一定是毛病。"
    "动词表在 graph/checkup/checkup.toml。"
)


def checkup_summary(found: PlanCheckup) -> str:
    """In one sentence."""
    many = len(found.plan.tasks)
    told = [f"{kind.title}{len(found.findings[kind.kind])}项" for kind in found.kinds if found.findings[kind.kind]]
    heavy = [load.unit for load in found.loads if load.heavy]
    share = found.commitment
    marks = "，".join(f"有{label}的{share.share(name)}" for name, label in MARKS.items())
    return (
        f"{many}项任务：{'，'.join(told) or '没有查出要看的'}。"
        + (f"牵头或负责的任务集中在{'、'.join(heavy)}。" if heavy else "")
        + f"{marks}，四样齐全的{share.all}项。"
    )


def heavy_told(found: PlanCheckup) -> str:
    """What heavily loaded means here."""
    return f"牵头或负责的任务不少于{found.heavy_tasks}项、又占全部任务{round(100 * found.heavy_share)}%以上的单位标为“重”。"


def share_row(share: CommitmentShare) -> tuple[str, ...]:
    """How many have each of the marks, and all four: 3（75%）; nothing where there are no tasks."""
    return tuple(f"{getattr(share, name)}（{share.share(name)}）" if share.tasks else "" for name in (*MARKS, "all"))


def where_told(finding: CheckupFinding) -> str:
    """Where it is: the task, or the words of the text."""
    if finding.task:
        return finding.task.called
    return finding.place.quote if finding.place else "全文"


def checkup_json(found: PlanCheckup) -> dict[str, Any]:
    """Everything for programs; places count characters of the document's text."""
    plan = found.plan
    return {
        "document": plan.key,
        "title": plan.title,
        "number": plan.number or None,
        "tasks": len(plan.tasks),
        "summary": checkup_summary(found),
        "findings": [
            {
                "kind": kind.kind,
                "title": kind.title,
                "means": kind.means,
                "count": len(found.findings[kind.kind]),
                "items": [_finding(one) for one in found.findings[kind.kind]],
            }
            for kind in found.kinds
        ],
        "loads": [asdict(load) for load in found.loads],
        "heavy": heavy_told(found),
        "commitment": {
            "definition": COMMITMENT_TOLD,
            "plan": asdict(found.commitment),
            "tasks": [_task(task) | _commitment(one) for task, one in found.commitments],
        },
    }


def _task(task: ComparedTask) -> dict[str, Any]:
    return {"iri": task.iri, "number": task.number, "label": task.title, "section": task.path or None}


def _commitment(one: Commitment) -> dict[str, Any]:
    marks = {name: getattr(one, name) or None for name in MARKS}
    return {"marks": list(one.marks), **marks, "open_verb": one.open_verb or None, "told": one.told}


def _finding(one: CheckupFinding) -> dict[str, Any]:
    return {
        "task": _task(one.task) if one.task else None,
        "told": one.told,
        "evidence": _place(one.place),
        "other": _task(one.other) if one.other else None,
        "other_evidence": _place(one.other_place),
    }


def _place(where: Evidence | None) -> dict[str, Any] | None:
    return None if where is None else {"quote": where.quote, "start": where.span.start, "end": where.span.end}
