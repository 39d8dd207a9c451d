"""A comparison as a file: a workbook of three sheets, CSV, JSON, or text for a terminal."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping

from zhengpu.comparisons.comparison_rows import (
    comparison_json,
    pair_columns,
    pair_rows,
    target_columns,
    target_rows,
    target_text,
)
from zhengpu.comparisons.comparison_words import KIND_WORDS, LIMITS_TOLD, MAYBE, summary_of
from zhengpu.exports.list_file import ListFile
from zhengpu.exports.worksheet import fill_sheet, set_page
from zhengpu.graph.comparing.comparison import PlanComparison, TaskPair
from zhengpu.graph.errors import UsageError

__all__ = ["COMPARISON_FORMS", "comparison_file", "comparison_text"]

COMPARISON_FORMS: Mapping[str, str] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "text": "text/plain; charset=utf-8",
}
"""The forms of `comparison_file` and their media types."""

_PAIR_WIDTHS = (10, 6, 18, 12, 28, 6, 18, 12, 28, 7, 34, 22)
_TARGET_WIDTHS = (12, 10, 40, 20, 40, 20, 9, 24)
_MOST_LONE = 40


def comparison_file(found: PlanComparison, form: str) -> bytes:
    """The comparison in one of `COMPARISON_FORMS`. Raises `UsageError` for another."""
    match form:
        case "json":
            return json.dumps(comparison_json(found), ensure_ascii=False).encode()
        case "csv":
            return ListFile(_title(found), pair_columns(found), list(pair_rows(found))).as_csv()
        case "xlsx":
            return _workbook(found)
        case "text":
            return comparison_text(found).encode()
    raise UsageError(f"对照没有“{form[:20]}”这种格式", f"可以是 {'、'.join(COMPARISON_FORMS)}", "请改用其中之一")


def _title(found: PlanComparison) -> str:
    return f"{KIND_WORDS[found.kind].title}：{found.b.title}"


def _workbook(found: PlanComparison) -> bytes:
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    told = (("结论", summary_of(found)), *_sides(found), ("怎样配对", LIMITS_TOLD))
    first = book.active
    assert first is not None
    first.title = "说明"
    fill_sheet(first, ("项目", "内容"), (16, 58), told, "A2")
    set_page(first, _title(found), 2)
    for name, head, widths, rows in (
        ("任务对照", pair_columns(found), _PAIR_WIDTHS, pair_rows(found)),
        ("目标对照", target_columns(found), _TARGET_WIDTHS, target_rows(found)),
    ):
        sheet = book.create_sheet(name)
        fill_sheet(sheet, head, widths, rows, "B2")
        set_page(sheet, _title(found), len(head))
    book.save(out)
    return out.getvalue()


def _sides(found: PlanComparison) -> tuple[tuple[str, str], ...]:
    words = KIND_WORDS[found.kind]
    return tuple((side, f"《{plan.title}》{plan.number}") for side, plan in ((words.a, found.a), (words.b, found.b)))


def comparison_text(found: PlanComparison) -> str:
    """For a terminal: the sentence, each pair with both sentences and why, what stands alone."""
    words = KIND_WORDS[found.kind]
    lines = [words.title, *(f"{side}：{plan}" for side, plan in _sides(found)), summary_of(found), ""]
    for label, pairs in ((words.paired, found.pairs), (MAYBE, found.maybe), (words.parted, found.parts)):
        if pairs:
            lines.append(f"【{label}】{len(pairs)}项")
        for pair in pairs:
            lines += _pair_lines(found, pair)
    for label, lone, first in ((words.only_a, found.only_a, True), (words.only_b, found.only_b, False)):
        if lone:
            lines += ["", f"【{label}】{len(lone)}项"]
        for one in lone[:_MOST_LONE]:
            near = one.nearest and (one.nearest.b if first else one.nearest.a)
            lines.append(f"  {one.task.called}" + (f"（最近的是“{near.called}”，不够近）" if near else ""))
        if len(lone) > _MOST_LONE:
            lines.append(f"  ……还有{len(lone) - _MOST_LONE}项")
    if found.targets:
        lines += ["", f"【同一指标】{len(found.targets)}个", *(f"  {target_text(found, pair)}" for pair in found.targets)]
    return "\n".join((*lines, "", LIMITS_TOLD))


def _pair_lines(found: PlanComparison, pair: TaskPair) -> list[str]:
    words = KIND_WORDS[found.kind]
    lines = [f"  {pair.a.called} ～ {pair.b.called}（{pair.score}）"]
    for side, task, sentence in ((words.a, pair.a, pair.sentence_a), (words.b, pair.b, pair.sentence_b)):
        said = (sentence.quote if sentence else task.title).replace("\n", "")
        lead = "、".join(unit.unit for unit in task.leads)
        lines.append(f"    {side}：{said}" + (f"［{lead}］" if lead else ""))
    return [*lines, f"    {pair.why}"]
