"""Names and titles that look cut or run together: signs of a layout that was not understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zhengpu.graph.facts import Span
from zhengpu.ingest.claims import Claims, Duty
from zhengpu.ingest.document import Document
from zhengpu.ingest.duties.bodies import Grade
from zhengpu.ingest.duties.clauses import Clauses
from zhengpu.ingest.plan import Plan, Task
from zhengpu.ingest.quality.coverage import Covered
from zhengpu.ingest.tables.cell_words import TableWords
from zhengpu.ingest.text.brackets import dangling

__all__ = ["Broken", "broken"]

_ROLES = ("leads", "cooperates", "responsible", "guides")
_SHORTEST_UNIT, _LONGEST_UNIT = 2, 40
_CUT = re.compile(r"[^\W\d_a-zA-Z]{1,2}[。；;，,\n]")
_SHORTEST_TITLE = 2
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_GAP = re.compile(r"[^\s]{6,}(?:[ \t]{4,}|\u3000{2,}|[ \u3000]{4,})[^\s]{6,}")
_UNSPOKEN = "column-of-units"


@dataclass(frozen=True, slots=True)
class Broken:
    """Covered of units and titles that look broken, of duties whose role no word says though the text has labels of roles, and of
    units whose names end as no body's does. `across` are lines of running text with a wide gap inside, of `lines`: columns read across.
    """

    units: tuple[Span, ...] = ()
    titles: tuple[Span, ...] = ()
    roles: tuple[Span, ...] = ()
    doubtful: tuple[Span, ...] = ()
    across: tuple[Span, ...] = ()
    lines: int = 0


def broken(document: Document, plan: Plan, claims: Claims, clauses: Clauses, words: TableWords) -> Broken:
    """Look at every unit and every title."""
    bare = {duty.unit[1:] for duty in claims.duties if clauses.wording.bodies.is_office(duty.unit)}
    cut = (duty for duty in claims.duties if duty.canonical is None and duty.unit in bare)  # 区|水利局, where 区水利局 stands elsewhere
    units = tuple(sorted({duty.name for duty in (*cut, *(duty for duty in claims.duties if _is_broken_unit(duty, clauses)))}))
    titles = tuple(task.title_span for task in plan.tasks if _is_broken_title(task, clauses, words))
    unspoken = [duty for duty in claims.duties if duty.rule.endswith(_UNSPOKEN)]
    labelled = len(set(_labels(document.text, clauses))) > 1
    doubtful = tuple(duty.name for duty in claims.duties if clauses.wording.bodies.grade(duty.unit) < Grade.PLACE)
    return Broken(units, titles, tuple(duty.name for duty in unspoken) if labelled else (), doubtful, *_across(document.text, plan))


def _across(text: str, plan: Plan) -> tuple[tuple[Span, ...], int]:
    tables = Covered(table.span for table in plan.tables)
    lines = [Span(*line.span()) for line in _LINE.finditer(text)]
    running = [span for span in lines if span not in tables]
    return tuple(span for span in running if _GAP.search(text, span.start, span.end)), len(running)


def _labels(text: str, clauses: Clauses) -> Iterator[str]:
    """The roles that labels with their noun name somewhere in the text (牵头单位, 配合单位)."""
    for found in clauses.wording.labels.anywhere.finditer(text):
        label = clauses.wording.labels.remark(found[0])
        if label and label.role in _ROLES and found["noun"]:
            yield label.role


def _is_broken_unit(duty: Duty, clauses: Clauses) -> bool:
    """A bracket without its pair, a label inside, a sign, or too long for a name."""
    if len(duty.unit) > _LONGEST_UNIT or len(duty.unit) < _SHORTEST_UNIT or dangling(duty.unit):
        return True
    return any(_labels(duty.unit, clauses)) and not clauses.wording.bodies.named_for.search(duty.unit)


def _is_broken_title(task: Task, clauses: Clauses, words: TableWords) -> bool:
    """Hardly a word, run together with a head, or parted from the last signs of its word."""
    title = task.title
    heads: Sequence[str] = words.title
    glued = any(len(head) >= 4 and title.startswith(head) and len(title) > len(head) + 3 for head in heads)
    if len(title) <= _SHORTEST_TITLE or title[0] in "，。；、）" or (glued and task.columns):
        return True
    return _CUT.match(task.passage.text[task.body_start :].lstrip("\n")) is not None and not task.columns
