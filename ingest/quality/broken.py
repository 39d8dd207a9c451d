"""Names and titles that look cut or run together: signs of a layout that was not understood."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

from zhengpu.graph.facts import Span
from zhengpu.ingest.claims import Claims, Duty
from zhengpu.ingest.document import Document
from zhengpu.ingest.duties.bodies import Grade
from zhengpu.ingest.duties.clauses import Clauses
from zhengpu.ingest.plan import Plan, TableUse, Task
from zhengpu.ingest.quality.coverage import Covered
from zhengpu.ingest.tables.cell_words import TableWords
from zhengpu.ingest.text.brackets import dangling

__all__ = ["Broken", "broken"]

_ROLES = ("leads", "cooperates", "responsible", "guides")
_SHORTEST_UNIT, _LONGEST_UNIT, _LONGEST_DOUBTFUL = 2, 40, 8
_CUT = re.compile(r"[^\W\d_a-zA-Z]{1,2}[。；;，,\n]")
_SHORTEST_TITLE, _LONG_HEAD = 2, 4
_GAP = re.compile(r"(?<![ \t\u3000])(?:[ \t]{4,}|\u3000{2,}|[ \u3000]{4,})")
_WORDS = 6
_PRINTED = re.compile(r"(?:^|[\n\t|│┃])\s*[（(]?(\d{1,3})[.．、)）\s|│┃]*$")
_NEAR, _FEWEST, _MOSTLY, _SLIPS = 12, 5, 0.8, 0.03
_UNSPOKEN = "column-of-units"


@dataclass(frozen=True, slots=True)
class Broken:
    """Places of what looks wrong: units and titles cut or run together; duties whose role no word says though the text has labels of
    roles; doubtful units, whose names end as no body's does; lines of running text with a wide gap inside (`across`, of `lines`);
    misnumbered tasks, counted although printed numbers go on rising, or rows without a number among numbered ones; tasks of tables
    that are alike in their names.
    """

    units: tuple[Span, ...] = ()
    titles: tuple[Span, ...] = ()
    roles: tuple[Span, ...] = ()
    doubtful: tuple[Span, ...] = ()
    across: tuple[Span, ...] = ()
    lines: int = 0
    misnumbered: tuple[Span, ...] = ()
    alike: tuple[Span, ...] = ()


def broken(document: Document, plan: Plan, claims: Claims, clauses: Clauses, words: TableWords) -> Broken:
    """Look at every unit and every title."""
    bare = {duty.unit[1:] for duty in claims.duties if clauses.wording.bodies.is_office(duty.unit)}
    cut = (duty for duty in claims.duties if duty.canonical is None and duty.unit in bare)  # 区|水利局, where 区水利局 stands elsewhere
    named = {duty.unit for duty in claims.duties}
    run_together = (duty for duty in claims.duties if _are_several(duty.unit, named))
    odd = (duty for duty in claims.duties if _is_broken_unit(duty, clauses))
    units = tuple(sorted({duty.name for duty in (*cut, *run_together, *odd)}))
    titles = tuple(task.title_span for task in plan.tasks if _is_broken_title(task, named, clauses, words))
    unspoken = [duty for duty in claims.duties if duty.rule.endswith(_UNSPOKEN)]
    labelled = len(set(_labels(document.text, clauses))) > 1
    doubtful = tuple(duty.name for duty in claims.duties if clauses.wording.bodies.grade(duty.unit) < Grade.PLACE)
    return Broken(
        units,
        titles,
        tuple(duty.name for duty in unspoken) if labelled else (),
        doubtful,
        *_across(document.text, plan),
        _misnumbered(document.text, plan),
        _alike(plan),
    )


def _alike(plan: Plan) -> tuple[Span, ...]:
    counted = Counter(task.title for task in plan.tasks)
    return tuple(task.title_span for task in plan.tasks if task.columns and counted[task.title] > 1)


def _misnumbered(text: str, plan: Plan) -> tuple[Span, ...]:
    if plan.numbering == "printed":
        return ()
    printed = [
        (int(found[1]), task)
        for task in plan.tasks
        if (found := _PRINTED.search(text[max(0, task.title_span.start - _NEAR) : task.title_span.start]))
    ]
    falls = sum(one >= other for (one, _), (other, _) in pairwise(printed))
    anew = any(one > other == 1 for (one, _), (other, _) in pairwise(printed))
    if len(printed) < _FEWEST or anew or falls > max(1, _SLIPS * len(printed)):
        return ()  # numbers that begin anew in every part are no numbers of the whole
    if len(printed) < _MOSTLY * len(plan.tasks):
        counted = {task.title_span for _, task in printed}
        return tuple(span for table in plan.tables for span in _uncounted(table, plan, counted))
    return tuple(task.title_span for number, task in printed if number != task.number)


def _uncounted(table: TableUse, plan: Plan, counted: AbstractSet[Span]) -> list[Span]:
    """The rows of a table that have no number, where others of it have one each."""
    rows = [task.title_span for task in plan.tasks if task.columns and task.title_span in table.span]
    numbered = sum(row in counted for row in rows)
    return [row for row in rows if row not in counted] if 2 * numbered > len(rows) else []


def _across(text: str, plan: Plan) -> tuple[tuple[Span, ...], int]:
    tables = Covered(table.span for table in plan.tables)
    lines, start = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip() and (span := Span(start, start + len(line))) not in tables:
            lines.append(span)
        start += len(line)
    return tuple(span for span in lines if any(_is_wide(text, *gap.span()) for gap in _GAP.finditer(text, span.start, span.end))), len(
        lines
    )


def _is_wide(text: str, start: int, end: int) -> bool:
    """Whether words stand on both sides of a gap."""
    before, behind = text[max(0, start - _WORDS) : start], text[end : end + _WORDS]
    return len(before) == len(behind) == _WORDS and not any(char.isspace() for char in before + behind)


def _labels(text: str, clauses: Clauses) -> Iterator[str]:
    """The roles that labels with their noun name somewhere in the text (牵头单位, 配合单位)."""
    for found in clauses.wording.labels.anywhere.finditer(text):
        label = clauses.wording.labels.remark(found[0])
        if label and label.role in _ROLES and found["noun"]:
            yield label.role


def _is_broken_unit(duty: Duty, clauses: Clauses) -> bool:
    """A bracket without its pair, a label inside, a sign, too long for a name, or words that end as no body does."""
    if len(duty.unit) > _LONGEST_UNIT or len(duty.unit) < _SHORTEST_UNIT or dangling(duty.unit):
        return True
    if len(duty.unit) > _LONGEST_DOUBTFUL and clauses.wording.bodies.grade(duty.unit) < Grade.PLACE:
        return True
    labels = clauses.wording.labels
    glued = any(label and found["noun"] for found in labels.anywhere.finditer(duty.unit) if (label := labels.remark(found[0])))
    return duty.unit[0] in "（(" or (glued and not clauses.wording.bodies.named_for.search(duty.unit))


def _are_several(unit: str, named: AbstractSet[str]) -> bool:
    """Whether a name is nothing but others of the plan, one behind the other: lines of a cell that were taken for one.

    >>> _are_several("县水利局县财政局", {"县水利局", "县财政局"}), _are_several("县委宣传部", {"县委"})
    (True, False)
    """
    heads = [unit[:at] for at in range(_SHORTEST_UNIT, len(unit) - _SHORTEST_UNIT + 1) if unit[:at] in named]
    return any(unit[len(head) :] in named or _are_several(unit[len(head) :], named) for head in heads)


def _is_broken_title(task: Task, units: AbstractSet[str], clauses: Clauses, words: TableWords) -> bool:
    """Hardly a word, a unit's name, run together with a head, or parted from the last signs of its word."""
    title = task.title
    heads = [head for head in words.title if len(head) >= _LONG_HEAD]
    glued = any(title.startswith(head) and len(title) > len(head) + 3 for head in heads)
    glued |= title[0] in words.number and any(head in title for head in heads)  # 序工作任务号14规范…
    if len(title) <= _SHORTEST_TITLE or title[0] in "，。；、）" or (glued and task.columns):
        return True
    if title in units or clauses.wording.bodies.seat.fullmatch(title):
        return True
    return _CUT.match(task.passage.text[task.body_start :].lstrip("\n")) is not None and not task.columns
