"""One plan as the JSON of the annotated files: `document`, `sections`, `tasks` (see `zhengpu extract`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from zhengpu.ingest.claims import Claims, Duty, TargetClaim
from zhengpu.ingest.plan import DocumentHead, Found, Plan, Task

__all__ = ["extraction"]


class _OfTask(Protocol):
    @property
    def task(self) -> int | None: ...


_T = TypeVar("_T", bound=_OfTask)


def extraction(plan: Plan, claims: Claims) -> dict[str, Any]:
    """Every key is always present; nothing found is `[]` or None."""
    duties, citations = _by_task(claims.duties), _by_task(claims.citations)
    targets, deadlines = _by_task(claims.targets), _by_task(claims.deadlines)
    funding, mentions = _by_task(claims.funding), _by_task(claims.mentions)

    def task(index: int, found: Task) -> dict[str, Any]:
        named = {
            kind: list(dict.fromkeys(m.label for m in mentions[index] if m.kind == kind))
            for kind in ("Programme", "Project", "Place", "Topic")
        }
        return {
            "number": found.number,
            "title": found.title,
            "section": plan.sections[found.section].path if found.section is not None else None,
            "responsibility": [_duty(d) for d in duties[index] if not d.running],
            "running": [_duty(d) for d in duties[index] if d.running],
            "cites": [
                {"title": c.title, "number": c.number} | ({"canonical": c.canonical} if c.canonical else {}) for c in citations[index]
            ],
            "programmes": named["Programme"],
            "targets": [_target(t) for t in targets[index]],
            "deadlines": list(dict.fromkeys(d.code for d in deadlines[index])),
            "funding": [{"funder": f.funder, "object": f.object, "amount": f.amount, "share": _number(f.share)} for f in funding[index]],
            "places": named["Place"],
            "projects": named["Project"],
            "topics": named["Topic"],
        }

    return {
        "document": _head(plan.head) | {"headline_targets": [_target(t) for t in targets[None]]},
        "numbering": plan.numbering,
        "sections": [{"path": s.path, "title": s.title, "work_group": s.work_group.value if s.work_group else None} for s in plan.sections],
        "tasks": [task(index, found) for index, found in enumerate(plan.tasks)],
    }


def _duty(duty: Duty) -> dict[str, Any]:
    """`responsibility` holds what clauses print, `running` what sentences say where none is printed."""
    return {"unit": duty.unit, "role": duty.role} | ({"canonical": duty.canonical} if duty.canonical else {})


def _by_task(claims: Iterable[_T]) -> defaultdict[int | None, list[_T]]:
    out: defaultdict[int | None, list[_T]] = defaultdict(list)
    for claim in claims:
        out[claim.task].append(claim)
    return out


def _head(head: DocumentHead) -> dict[str, Any]:
    def value(found: Found | None) -> str | None:
        return found.value if found else None

    return {
        "title": value(head.title),
        "number": value(head.number),
        "issuer": value(head.issuer),
        "issued": value(head.issued),
        "jurisdiction": value(head.jurisdiction),
        "recipients": [f.value for f in head.recipients],
        "based_on": [{"title": b.title, "number": b.number} for b in head.based_on],
        "interpreted_by": value(head.interpreted_by),
        "copied_to": [f.value for f in head.copied_to],
        "secrecy": value(head.secrecy),
        "urgency": value(head.urgency),
        "signer": value(head.signer),
        "unified_number": value(head.unified_number),
        "effective": value(head.effective),
        "validity": value(head.validity),
        "printed": value(head.printed),
        "attachments": [f.value for f in head.attachments],
        "repeals": [{"title": b.title, "number": b.number} for b in head.repeals],
        "amends": [{"title": b.title, "number": b.number} for b in head.amends],
        "replaces": [{"title": b.title, "number": b.number} for b in head.replaces],
    }


def _target(target: TargetClaim) -> dict[str, Any]:
    return {
        "text": target.text,
        "indicator": target.indicator,
        "op": target.op,
        "value": _number(target.value),
        "value2": _number(target.value2),
        "unit": target.unit,
        "deadline": target.deadline,
    }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
