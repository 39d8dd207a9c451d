"""The reader's own verdict: good, partly or poor, with reasons an official does not misread, and doubts with their places.

Measured over annotated plans and their renderings: nothing read worse than F1 0.9 may be called good (`python -m benchmarks.renderings`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from zhengpu.graph.facts import Span
from zhengpu.ingest.claims import Claims
from zhengpu.ingest.document import Diagnostic, Document, Remainder
from zhengpu.ingest.duties.clauses import Clauses
from zhengpu.ingest.outline.outline_rules import load_form
from zhengpu.ingest.plan import Plan
from zhengpu.ingest.quality.broken import Broken, broken
from zhengpu.ingest.quality.coverage import Coverage, coverage
from zhengpu.ingest.quality.remainder import remainder

__all__ = ["Grading", "Quality", "judged"]

Grading = Literal["good", "partly", "poor"]

_NAMES_GOOD, _NAMES_POOR = 0.94, 0.6
_WORDS_GOOD, _WORDS_POOR = 0.85, 0.4
_FEW = 2
"""So many missed names or words say nothing of a plan that has many."""
_CELLS_GOOD, _CELLS_POOR = 0.9, 0.5
_BROKEN_GOOD, _BROKEN_POOR = 0.03, 0.3
_DOUBTFUL_GOOD, _ROLES_GOOD, _GAPS_GOOD, _ALIKE_GOOD = 0.15, 0.2, 0.05, 0.2
_ACROSS_GOOD, _CLAUSES_A_TASK = 0.2, 4
_LOST_GOOD, _LOST_POOR = 0.004, 0.1
_LOST = ("undecodable", "off-page", "unplaced")
_SHOWN, _MOST_PLACES = 20, 10


@dataclass(frozen=True, slots=True)
class Quality:
    """The verdict, why, what of the file was left out, how much was covered, and doubts with their places.

    `is_plan` is False where nothing speaks for a plan: no task, nobody who is to do anything.
    """

    grade: Grading
    reasons: tuple[str, ...]
    remainder: tuple[Remainder, ...]
    coverage: Coverage
    doubts: tuple[Diagnostic, ...]
    is_plan: bool = True


def judged(document: Document, plan: Plan, claims: Claims, clauses: Clauses, diagnostics: Sequence[Diagnostic] = ()) -> Quality:
    """Judge one reading; `diagnostics` are those found so far.

    >>> from zhengpu.ingest.pipeline import learn, load_reader
    >>> text = "甲县2022年计划\\n1.办好庙会。（县文旅局牵头，县教育局配合）\\n2.建好场馆。（县教育局负责）\\n"
    >>> learned = learn(Document("计划", "text/plain", text), reader := load_reader(), topics=False)
    >>> judged(learned.document, learned.plan, learned.claims, reader.clauses).grade
    'good'
    """
    left = remainder(document, plan)
    covered = coverage(document, plan, claims, clauses)
    printed = replace(claims, duties=tuple(duty for duty in claims.duties if not duty.running))
    odd = broken(document, plan, printed, clauses, load_form().tables)
    doubts = (*_doubts(document, plan, covered), *_unread(document, covered))
    verdicts = [
        *(_shares(covered) if plan.tasks and printed.duties else _running(plan, claims) if claims.duties else _tasks(plan, covered)),
        *_oddities(plan, printed, odd, clauses),
        *_rows(document, plan),
        *_losses(document, left, [*diagnostics, *doubts], len(plan.tasks)),
    ]
    grade: Grading = "poor" if any(poor for poor, _ in verdicts) else "partly" if verdicts else "good"
    reasons = tuple(reason for _, reason in verdicts) or (_praise(plan, claims, covered),)
    is_plan = bool(plan.tasks or claims.duties or covered.names[1] >= _FEW or covered.duty_words[1] >= _FEW)
    return Quality(grade, reasons, left, covered, doubts, is_plan)


_Verdicts = Iterator[tuple[bool, str]]
"""Whether a reason makes the reading poor, and the reason."""


def _share(pair: tuple[int, int]) -> float:
    return pair[0] / pair[1] if pair[1] else 1.0


def _praise(plan: Plan, claims: Claims, covered: Coverage) -> str:
    names, total = covered.names
    said = (
        f"文中列出单位名称{total}处，{'都' if names == total else f'{names}处'}读成了职责或文头文尾" if total else "责任单位都有写明的依据"
    )
    if any(table.wished for table in plan.tables):
        said += "（“建议责任单位”“责任人”一类的栏不算职责）"
    running = sum(duty.running for duty in claims.duties)
    how = f"（其中{running}条由行文读出，没有责任条款）" if running else ""
    return f"认出{len(plan.tasks)}项任务、{len(claims.duties)}条职责{how}；{said}。"


def _running(plan: Plan, claims: Claims) -> _Verdicts:
    """What is to be said of a paper that prints no clause: its sentences say who does what, and a reader may take one wrongly."""
    told = len({duty.task for duty in claims.duties})
    rest = f"，另有{len(plan.tasks) - told}项没有读出" if told < len(plan.tasks) else ""
    yield (
        False,
        f"原文没有“（某单位负责）”这样的责任条款。按句子的说法读出{len(claims.duties)}条职责，在{told}项任务里{rest}。请对照原文核对。",
    )


def _tasks(plan: Plan, covered: Coverage) -> _Verdicts:
    """What is to be said of a reading without tasks or without duties."""
    named = covered.names[1] + covered.duty_words[1]
    if plan.tasks and named > 2 * _FEW:
        yield True, f"认出{len(plan.tasks)}项任务，但没有一项读出由谁负责，而文中有{named}处单位名称或分工用语。请对照原文。"
    elif plan.tasks:
        yield False, f"认出{len(plan.tasks)}项任务，没有看到哪一项写明由谁负责。原文如果写了责任单位，就是没有读出来，请对照原文。"
    elif named > _FEW:
        yield True, f"没有认出任务，但文中有{named}处单位名称或分工用语。很可能是版式没有认对，问它的任务会答不出来。"
    else:
        yield True, "没有认出任务，也没有看到谁牵头、谁负责的写法。它可能不是行动计划。"


def _shares(covered: Coverage) -> _Verdicts:
    if (missed := covered.names[1] - covered.names[0]) and _matters(missed, covered.names, _NAMES_GOOD):
        yield (
            _share(covered.names) < _NAMES_POOR,
            f"文中列出单位名称{covered.names[1]}处，有{missed}处没有读成职责。这些单位的任务可能不全。",
        )
    if (missed := covered.duty_words[1] - covered.duty_words[0]) and _matters(missed, covered.duty_words, _WORDS_GOOD):
        total = covered.duty_words[1]
        poor = _share(covered.duty_words) < _WORDS_POOR and missed > 2 * _FEW
        yield poor, f"“牵头”“配合”“责任单位”一类的分工用语有{total}处，其中{missed}处没有读成职责。"
    used, total = covered.cells
    if _matters(total - used, covered.cells, _CELLS_GOOD):
        yield _share(covered.cells) < _CELLS_POOR, f"任务表有字的{total}格里，有{total - used}格没有归到任何一列。"


def _matters(missed: int, pair: tuple[int, int], good: float) -> bool:
    """Whether what was missed is more than a slip: more than a few, or most of the little there is."""
    return _share(pair) < good and (missed > _FEW or missed * 2 > pair[1])


def _oddities(plan: Plan, claims: Claims, odd: Broken, clauses: Clauses) -> _Verdicts:
    duties, tasks = max(len(claims.duties), 1), max(len(plan.tasks), 1)
    for places, of, good, reason in (
        (odd.units, duties, _BROKEN_GOOD, "个单位名称像是断开了，或与别的字连在一起"),
        (odd.titles, tasks, _BROKEN_GOOD, "项任务的名称像是断开了，或与别的字连在一起"),
        (odd.alike, tasks, _ALIKE_GOOD, "项任务的名称与别的任务相同，可能把类别当成了任务"),
        (odd.roles, duties, _ROLES_GOOD, "条职责看不出是牵头还是配合，按负责记下"),
        (odd.doubtful, duties, _DOUBTFUL_GOOD, "个单位名称不像单位"),
    ):
        if len(places) > good * of:
            yield len(places) > _BROKEN_POOR * of, f"有{len(places)}{reason}。"
    if odd.misnumbered:
        yield len(odd.misnumbered) > _BROKEN_POOR * tasks, f"有{len(odd.misnumbered)}项任务的编号没有认出或没有采用，按先后另编了号。"
    if len(odd.across) > _FEW and len(odd.across) > _ACROSS_GOOD * odd.lines:
        yield False, f"有{len(odd.across)}行中间空着一大段，像是分栏或表格被横着读了。"
    clause_count = sum(len(clauses.find(task.passage)) for task in plan.tasks if not task.columns)
    if clause_count > _CLAUSES_A_TASK * tasks:
        yield clause_count > 2 * _CLAUSES_A_TASK * tasks, f"{clause_count}处分工写在{len(plan.tasks)}项任务里，几项任务可能没有分开。"


def _rows(document: Document, plan: Plan) -> _Verdicts:
    """Tables of tasks without rules between rows, where a row might as well begin elsewhere."""
    read = {table.span for table in plan.tables if table.tasks}
    if unsure := sum(table.unsure for table in document.tables if table.span in read):
        yield False, f"任务表没有画横线，有{unsure}处看不准一行到哪里为止，相邻的任务或单位可能串行。请对照原文。"
    if touching := sum(table.touching for table in document.tables if table.span in read):
        yield (
            False,
            f"任务表的栏是用空格隔开的，有{touching}行里相邻两栏只隔一个空格，两栏的字可能并到一起。有原来的PDF或Word文件，请读那一份。",
        )


def _losses(document: Document, left: Sequence[Remainder], diagnostics: Sequence[Diagnostic], tasks: int) -> _Verdicts:
    codes = [one.code for one in diagnostics]
    signs = max(sum(not char.isspace() for char in document.text), 1)
    lost = sum(one.count for one in left if one.kind in _LOST)
    if lost > _LOST_GOOD * signs:
        yield lost > _LOST_POOR * signs, f"有{lost}个字没有读出来（字体没有编码，或印在页面之外）。请对照原件。"
    damaged = sum(char == "\ufffd" for char in document.text)
    if damaged > _LOST_GOOD * signs:
        yield damaged > _LOST_POOR * signs, f"有{damaged}个字是乱码。请检查文件的文字编码。"
    for one in diagnostics:
        if one.code in ("pages-without-text", "recognised-text") and one.severity == "warning":
            yield False, one.message
    open_ = codes.count("unclosed-bracket")
    if open_ > _GAPS_GOOD * max(tasks, 1):
        yield False, f"有{open_}处分工的括号不成对，单位可能多读或少读。"
    gaps = codes.count("numbering-gap")
    if gaps > _GAPS_GOOD * max(tasks, 1):
        yield False, f"编号有{gaps}处不连续，中间的任务可能没有读出来。"


def _unread(document: Document, covered: Coverage) -> Iterator[Diagnostic]:
    """Where names and words of duty stand that were not read, if they are more than slips."""
    for pair, missed, good in (
        (covered.names, covered.missed_names, _NAMES_GOOD),
        (covered.duty_words, covered.missed_words, _WORDS_GOOD),
    ):
        for span in missed[:_MOST_PLACES] if _matters(len(missed), pair, good) else ():
            yield Diagnostic("unread-duty", "note", f"“{document.text[span.slice]}”没有读成职责。请对照原文这一处。", span)


def _doubts(document: Document, plan: Plan, covered: Coverage) -> Iterator[Diagnostic]:
    """A table that names units but gave no task; tasks of a table whose numbers jump; no task at all."""
    for table in plan.tables:
        named = [span for span in covered.missed_names if span in table.span]
        if not table.tasks and len(named) > _FEW:
            message = f"这张表里有{len(named)}处单位名称，但没有读出任务。可能是表头或版式没有认出来。请对照原文。"
            yield Diagnostic("table-without-tasks", "warning", message, table.span)
        inside = [task for task in plan.tasks if task.title_span in table.span]
        jumps = [(one, other) for one, other in pairwise(inside) if plan.numbering == "printed" and other.number > one.number + 1]
        for one, other in jumps[:_SHOWN]:
            message = (
                f"表里第{one.number}项之后是第{other.number}项。中间的编号没有找到，可能原文缺漏，也可能没有认出来。请核对原文这一处。"
            )
            yield Diagnostic("numbering-gap", "warning", message, other.title_span)
    if not plan.tasks:
        whole = Span(0, min(len(document.text), 1))
        yield Diagnostic("no-tasks", "warning", "没有认出任务。这份文件如果是行动计划，就是版式没有认对；不是的话可以移除。", whole)
