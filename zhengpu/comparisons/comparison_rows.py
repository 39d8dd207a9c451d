"""A comparison as rows and as JSON; the same for the page, the workbook, CSV and programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from zhengpu.comparisons.comparison_words import KIND_WORDS, LIMITS_TOLD, MAYBE, date_word, number_word, summary_of, value_word
from zhengpu.graph.comparing.compared_plan import ComparedPlan, ComparedTarget, ComparedTask
from zhengpu.graph.comparing.comparison import LoneTask, PlanComparison, TargetPair, TaskPair
from zhengpu.graph.facts import Evidence

__all__ = ["comparison_json", "pair_columns", "pair_rows", "target_columns", "target_rows", "target_text"]


def pair_columns(found: PlanComparison) -> tuple[str, ...]:
    """The heads of `pair_rows`."""
    words = KIND_WORDS[found.kind]
    sides = (f"{side}{name}" for side in (words.a, words.b) for name in ("序号", "任务", "牵头（责任）", "原文"))
    return ("结果", *sides, "相近程度", "为什么", "同一指标")


def pair_rows(found: PlanComparison) -> Iterator[tuple[str | int | None, ...]]:
    """Pairs in the order of `a`, then what is only in `a`, then what is only in `b`, with the nearest that was not near enough."""
    words = KIND_WORDS[found.kind]
    for said, pairs in ((words.paired, found.pairs), (MAYBE, found.maybe), (words.parted, found.parts)):
        for pair in pairs:
            both = (*_side(pair.a, pair.sentence_a), *_side(pair.b, pair.sentence_b))
            yield (said, *both, pair.score, pair.why, "；".join(target_text(found, one) for one in pair.targets))
    for said, lone, first in ((words.only_a, found.only_a, True), (words.only_b, found.only_b, False)):
        for one in lone:
            side, none = _side(one.task, one.task.place), (None, None, None, None)
            sides = (*side, *none) if first else (*none, *side)
            yield (said, *sides, one.nearest.score if one.nearest else None, _nearest(one, first), "")


def target_columns(found: PlanComparison) -> tuple[str, ...]:
    """The heads of `target_rows`."""
    words = KIND_WORDS[found.kind]
    return ("结果", "期限", f"{words.a}目标", f"{words.a}数值", f"{words.b}目标", f"{words.b}数值", "相近程度", "共有词语")


def target_rows(found: PlanComparison) -> Iterator[tuple[str | int | None, ...]]:
    """Targets of one indicator, then those with a number that are only in one."""
    words = KIND_WORDS[found.kind]
    for pair in found.targets:
        numbers = value_word(pair.a), value_word(pair.b)
        shared = "、".join(pair.shared)
        yield (
            number_word(words, pair), date_word(pair), pair.a.text, numbers[0], pair.b.text, numbers[1], round(100 * pair.score), shared
        )  # fmt: skip
    for one in found.targets_only_a:
        yield (words.only_a, "", one.text, value_word(one), None, None, None, "")
    for one in found.targets_only_b:
        yield (words.only_b, "", None, None, one.text, value_word(one), None, "")


def target_text(found: PlanComparison, pair: TargetPair) -> str:
    """A pair of targets in a few words: 覆盖率 92% → 95%（提高）."""
    label = pair.b.indicator or pair.a.indicator or "、".join(pair.shared)
    told = "，".join(filter(None, (number_word(KIND_WORDS[found.kind], pair), date_word(pair))))
    sides = " → ".join(value_word(one) or one.text for one in (pair.a, pair.b))
    return f"{label} {sides}（{told}）"


def comparison_json(found: PlanComparison) -> dict[str, Any]:
    """Everything for programs; a score is from 0 to 100, a place counts characters of the document's text."""
    words = KIND_WORDS[found.kind]
    return {
        "kind": found.kind,
        "title": words.title,
        "summary": summary_of(found),
        "limits": LIMITS_TOLD,
        "a": _plan(found.a),
        "b": _plan(found.b),
        "named": _place(found.named),
        "pairs": [_pair(found, pair) for pair in found.pairs],
        "maybe": [_pair(found, pair) for pair in found.maybe],
        "parts": [_pair(found, pair) for pair in found.parts],
        "only_a": [_lone(found, one) for one in found.only_a],
        "only_b": [_lone(found, one) for one in found.only_b],
        "targets": [_targets(found, pair) for pair in found.targets],
        "targets_only_a": [_target(one) for one in found.targets_only_a],
        "targets_only_b": [_target(one) for one in found.targets_only_b],
    }


def _side(task: ComparedTask, sentence: Evidence | None) -> tuple[int | None, str, str, str]:
    return task.number, task.title, "、".join(unit.unit for unit in task.leads), sentence.quote.replace("\n", "") if sentence else ""


def _nearest(one: LoneTask, first: bool) -> str:
    if one.nearest is None:
        return "没有用词相近的"
    other = one.nearest.b if first else one.nearest.a
    return f"最近的是“{other.called}”，共有词语{'、'.join(one.nearest.shared)}，不够近"


def _plan(plan: ComparedPlan) -> dict[str, Any]:
    return {
        "id": plan.key,
        "title": plan.title,
        "number": plan.number or None,
        "issued": plan.issued.isoformat() if plan.issued else None,
        "tasks": len(plan.tasks),
        "targets": len(plan.targets),
    }


def _task(task: ComparedTask, sentence: Evidence | None) -> dict[str, Any]:
    return {
        "iri": task.iri,
        "number": task.number,
        "label": task.title,
        "section": task.path or None,
        "leads": [{"unit": unit.unit, "key": unit.key, "role": unit.role} for unit in task.leads],
        "evidence": _place(sentence or task.place),
    }


def _pair(found: PlanComparison, pair: TaskPair) -> dict[str, Any]:
    return {
        "a": _task(pair.a, pair.sentence_a),
        "b": _task(pair.b, pair.sentence_b),
        "score": pair.score,
        "words": list(pair.shared),
        "words_score": round(100 * pair.likeness.words),
        "lines": [{"line": line.line, "a": line.a, "b": line.b} for line in pair.lines],
        "why": pair.why,
        "targets": [_targets(found, one) for one in pair.targets],
    }


def _lone(found: PlanComparison, one: LoneTask) -> dict[str, Any]:
    return {"task": _task(one.task, None), "nearest": _pair(found, one.nearest) if one.nearest else None}


def _targets(found: PlanComparison, pair: TargetPair) -> dict[str, Any]:
    return {
        "a": _target(pair.a),
        "b": _target(pair.b),
        "score": round(100 * pair.score),
        "words": list(pair.shared),
        "verdict": pair.verdict,
        "verdict_text": number_word(KIND_WORDS[found.kind], pair),
        "sooner_days": pair.sooner or None,
    }


def _target(target: ComparedTarget) -> dict[str, Any]:
    return {
        "iri": target.iri,
        "task": target.task,
        "text": target.text,
        "indicator": target.indicator or None,
        "op": target.comparator or None,
        "value": target.value or None,
        "unit": target.unit or None,
        "deadline": target.deadline.isoformat() if target.deadline else None,
        "evidence": _place(target.place),
    }


def _place(where: Evidence | None) -> dict[str, Any] | None:
    return None if where is None else {"quote": where.quote, "start": where.span.start, "end": where.span.end}
