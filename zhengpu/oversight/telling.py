"""What the command line and the API say of a returned ledger and of a day's docket."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from zhengpu.commands.terminal import table_text
from zhengpu.graph.oversight.docket import Docket
from zhengpu.oversight.docket_rows import WHEN, as_item, due_text, summary
from zhengpu.oversight.returning import Returned, WaitingRow

__all__ = ["docket_text", "returned_body", "returned_json", "returned_text", "settled"]

_MOST = 60


def returned_text(found: Returned, stored: int) -> str:
    """What became of a ledger, line by line."""
    out = [f"记入{stored}项任务的进展；没有变化{found.unchanged}行，没有填写{found.empty}行。"]
    out += [f"注意：{remark}" for remark in found.remarks]
    if found.waiting:
        out.append(f"{len(found.waiting)}行没有标识，还没有记入：")
    for row in found.waiting:
        out.append(f"  {row.place}  {row.number} {row.title}".rstrip())
        out += [
            f"      {'＝' if row.clear else '？'} {_numbered(one.number, one.title)}（《{one.document_title}》）" for one in row.candidates
        ]
        if not row.candidates:
            out.append("      没有相近的任务")
    if any(row.clear for row in found.waiting):
        out.append("标＝的行题目与唯一一项任务相同：加 --yes 就认作它们；其余请在网页“督查”里选定。")
    return "\n".join(out)


def settled(waiting: Sequence[WaitingRow], confirm: Callable[[str], bool]) -> dict[str, str]:
    """A person's answers, place → task; of a row that is none of its candidates nothing."""
    answers: dict[str, str] = {}
    for row in waiting:
        for one in row.candidates:
            if confirm(f"{row.place} “{row.title}” 是《{one.document_title}》的 {_numbered(one.number, one.title)} 吗？"):
                answers[row.place] = one.task
                break
    return answers


def returned_body(found: Returned) -> dict[str, Any]:
    """The same for programs: `waiting` rows are answered by sending the file again with `matches`, place → task IRI."""
    return asdict(found)


def returned_json(found: Returned) -> str:
    """`returned_body` as text."""
    return json.dumps(returned_body(found), ensure_ascii=False)


def docket_text(docket: Docket, *, as_json: bool = False) -> str:
    """The day in one sentence, then what is red or yellow; without a ledger, what is due."""
    if as_json:
        return json.dumps(
            {"today": docket.today.isoformat(), "loaded": docket.loaded, "items": [as_item(one) for one in docket.items]},
            ensure_ascii=False,
        )
    shown = [*docket.where(light="红"), *docket.where(light="黄")] if docket.loaded else list(docket.where(when="soon"))
    head = ("灯", "序号", "任务", "牵头", "时限", "状态", "原因")
    rows = [
        (
            one.light or "",
            one.number,
            one.title[:30],
            "、".join(one.units("leads") or one.units("responsibleFor"))[:24],
            due_text(one),
            one.state,
            one.why,
        )
        for one in shown[:_MOST]
    ]
    out = [summary(docket, docket.items)]
    if rows:
        out += ["", table_text(head, rows) if docket.loaded else f"{WHEN['soon']}：\n" + table_text(head[1:5], [row[1:5] for row in rows])]
    if len(shown) > _MOST:
        out.append(f"… 还有{len(shown) - _MOST}项")
    if docket.strays:
        out.append(f"另有{len(docket.strays)}条进展，所报的任务已经不在图谱里。")
    return "\n".join(out)


def _numbered(number: int | None, title: str) -> str:
    return title if number is None else f"{number}. {title}"
