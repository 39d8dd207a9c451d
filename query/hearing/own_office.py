"""Whose 我们 it is: who says which office he is of (我是县文旅局的) asks of that office when he says 我们, 我局, 本单位."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from zhengpu.query.spoken.concepts import load_concepts

__all__ = ["of_own_office"]

_CLAUSES = re.compile(r"[^，。；;：:？?！!,…—\n]+")
_I = "(?:我们|咱们|俺们|我|咱|俺|本人)"
_CLAIM = re.compile(rf"(?:{_I}(?:这边|这里)?|这里|这边)(?:就?是|在|就在|来自|刚?[调到]{{1,2}}|代表)[^，。的]{{0,4}}$")
_OWN = re.compile(
    r"(?:(?<![给帮让找跟向发替为]|诉)(?:我们|咱们|俺们|咱|我)(?:这边|那边|这里|单位|自己|这家|自家)?"
    r"(?P<short>局里?|厅里?|委里?|办里?|处里?|科里?|中心|部门|公司|集团|[市县区]?政府)?|本(?:单位|局|厅|委|办|部门|中心))(?![省市县区州镇乡国这那的])"
)
"""What stands for the speaker's office; 给我们, 我市 do not."""
_ASKS = frozenset({"wh", "who", "howmany", "when", "where", "how"})
_ACTS = frozenset({"lead", "cooperate", "takepart", "responsible", "guide", "tasknoun", "deadlinenoun"})


def of_own_office(question: str, units: Sequence[tuple[int, int]]) -> str:
    """The question with the speaker's office in place of his 我们, without the clause that says who he is.

    `units`: where it names units.

    >>> of_own_office("您好，我是县文旅局的，要我们牵头的有哪些任务", [(5, 9)])
    '您好，要县文旅局牵头的有哪些任务'
    >>> of_own_office("县文旅局要我们配合哪些任务", [(0, 4)])
    '县文旅局要我们配合哪些任务'
    """
    clauses = [m.span() for m in _CLAUSES.finditer(question)]
    for a, b in clauses:
        for start, end in units:
            if a <= start and end <= b and _CLAIM.search(question, a, start) and not _words(_ASKS).search(question, a, b):
                own = question[start:end]
                others = [(c, d) for c, d in clauses if (c, d) != (a, b)]
                said = {span: _said(question[slice(*span)], own) for span in others}
                if any(own in text and own not in question[slice(*span)] for span, text in said.items()):
                    return _joined(question, clauses, (a, b), said)
    return question


def _said(clause: str, own: str) -> str:
    """A clause that asks, or tells of tasks, with the office named."""
    return _OWN.sub(own, clause) if _words(_ASKS | _ACTS).search(clause) else clause


def _joined(question: str, clauses: Sequence[tuple[int, int]], dropped: tuple[int, int], said: dict[tuple[int, int], str]) -> str:
    out, at = "", 0
    for a, b in clauses:
        out += question[at:a] + said.get((a, b), "")
        at = b + ((a, b) == dropped)  # with the mark behind it
    return out + question[at:]


@cache  # constants of the installed program
def _words(classes: frozenset[str]) -> re.Pattern[str]:
    """Words of these classes."""
    words = [w for w, own in load_concepts().table.items() if own & classes and len(w) > 1 and not w.isascii()]
    return re.compile("几|" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))))
