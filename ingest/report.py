"""The reading report: what was found in a document, and what was not understood, line by line."""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from itertools import accumulate

from zhengpu.graph.chinese import Passage
from zhengpu.graph.facts import Span
from zhengpu.ingest.claims import Claims
from zhengpu.ingest.document import Diagnostic, Document, Remainder
from zhengpu.ingest.plan import Plan
from zhengpu.ingest.quality.judging import Quality

__all__ = ["Report", "ReportLine", "ReportRemainder", "report"]

_SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]?")
_NEAR = 40
"""A sentence is asked against so many facts before its end."""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """Something with a place: `line` counts from 1, `start` and `end` are code points of the document's text."""

    code: str
    severity: str
    message: str
    line: int | None
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class ReportRemainder:
    """Pieces of the file that are no text of the plan (see `Remainder`), with their place in the text, if they have one."""

    kind: str
    count: int
    page: int | None = None
    quote: str = ""
    line: int | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Counts of what was found, tasks without a duty, sentences without any fact, every diagnostic.

    `quality` is `good`, `partly` or `poor`, `reasons` say why in Chinese, `remainder` is what of the file is no text of the plan;
    `explained` holds (read, printed) of `duty_words`, `names`, `cells` and `numbers`. `is_plan` is False where nothing looks like one.
    `running` are those of the duties that sentences say in tasks without a clause.
    """

    title: str | None
    number: str | None
    characters: int
    sections: int
    tasks: int
    tasks_without_duty: tuple[int, ...]
    duties: int
    units: int
    targets: int
    citations: int
    programmes: int
    projects: int
    places: int
    deadlines: int
    funding: int
    sentences: int
    silent_sentences: tuple[ReportLine, ...]
    diagnostics: tuple[ReportLine, ...]
    quality: str = "partly"
    reasons: tuple[str, ...] = ()
    remainder: tuple[ReportRemainder, ...] = ()
    explained: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    is_plan: bool = True
    running: int = 0

    def as_json(self) -> str:
        """One line of JSON."""
        return json.dumps(_plain(self), ensure_ascii=False)

    def told(self) -> dict[str, object]:
        """What the reader says of its own reading, as `zhengpu extract` prints it.

        `{"quality": "good", "reasons": [...], "remainder": [{"kind": ..., "count": ...}], "explained": {"duty_words": [2, 2], ...}}`
        """
        names = ("quality", "reasons", "remainder", "explained", "diagnostics", "is_plan")
        return {name: _plain(getattr(self, name)) for name in names}

    @classmethod
    def of_json(cls, body: str) -> Report:
        """A report, back from its JSON; what an older edition did not say stays as it is by default."""
        known = json.loads(body)
        said = {"remainder": (), "explained": {}, "reasons": ()} | {
            each.name: known[each.name] for each in fields(cls) if each.name in known
        }
        lines = {name: tuple(ReportLine(**line) for line in said[name]) for name in ("silent_sentences", "diagnostics")}
        left = tuple(ReportRemainder(**one) for one in said["remainder"])
        explained = {name: tuple(pair) for name, pair in said["explained"].items()}
        tuples = {"tasks_without_duty": tuple(said["tasks_without_duty"]), "reasons": tuple(said["reasons"])}
        return cls(**(said | lines | tuples | {"remainder": left, "explained": explained}))


def _plain(value: object) -> object:
    """What json writes, without the copies that `dataclasses.asdict` makes of every text."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, ReportLine | ReportRemainder | Report):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    return {name: _plain(each) for name, each in value.items()} if isinstance(value, Mapping) else value


def report(document: Document, plan: Plan, claims: Claims, diagnostics: tuple[Diagnostic, ...], quality: Quality) -> Report:
    """Count the claims and list the sentences of tasks from which nothing was taken."""
    starts = [0, *accumulate(len(line) for line in document.text.splitlines(keepends=True))]

    def place(code: str, severity: str, message: str, span: Span | None) -> ReportLine:
        line = bisect_right(starts, span.start) if span else None
        return ReportLine(code, severity, message, line, span.start if span else None, span.end if span else None)

    def left(one: Remainder) -> ReportRemainder:
        line = bisect_right(starts, one.span.start) if one.span else None
        at = (one.span.start, one.span.end) if one.span else (None, None)
        return ReportRemainder(one.kind, one.count, one.page, one.quote, line, *at)

    with_duty = {duty.task for duty in claims.duties}
    taken = sorted(
        {citation.span for citation in claims.citations}
        | {target.span for target in claims.targets}
        | {deadline.span for deadline in claims.deadlines}
        | {funding.span for funding in claims.funding}
        | {mention.span for mention in claims.mentions if mention.kind != "Topic"}
        | {duty.name for duty in claims.duties}
    )
    starting = [span.start for span in taken]
    sentences, silent = 0, []
    for task in plan.tasks:
        for span in _sentences(task.passage.cut(task.body_start, len(task.passage))):
            sentences += 1
            index = bisect_left(starting, span.end)
            if not any(t.end > span.start for t in taken[max(0, index - _NEAR) : index]):
                silent.append(place("silent-sentence", "note", document.text[span.slice], span))
    kinds = [m.kind for m in claims.mentions]
    return Report(
        title=plan.head.title.value if plan.head.title else None,
        number=plan.head.number.value if plan.head.number else None,
        characters=len(document.text),
        sections=len(plan.sections),
        tasks=len(plan.tasks),
        tasks_without_duty=tuple(task.number for index, task in enumerate(plan.tasks) if index not in with_duty),
        duties=len(claims.duties),
        units=len({duty.unit for duty in claims.duties}),
        targets=len(claims.targets),
        citations=len(claims.citations),
        programmes=kinds.count("Programme"),
        projects=kinds.count("Project"),
        places=kinds.count("Place"),
        deadlines=len(claims.deadlines),
        funding=len(claims.funding),
        sentences=sentences,
        silent_sentences=tuple(silent),
        diagnostics=tuple(place(d.code, d.severity, d.message, d.span) for d in diagnostics),
        quality=quality.grade,
        reasons=quality.reasons,
        remainder=tuple(left(one) for one in quality.remainder),
        explained={name: getattr(quality.coverage, name) for name in ("duty_words", "names", "cells", "numbers")},
        is_plan=quality.is_plan,
        running=sum(duty.running for duty in claims.duties),
    )


def _sentences(passage: Passage) -> list[Span]:
    found = _SENTENCE.finditer(passage.text)
    return [passage.span(each.start(), each.end() - each[0].endswith("\n")) for each in found if each[0].strip("。；！？ \n\u3000\t")]
