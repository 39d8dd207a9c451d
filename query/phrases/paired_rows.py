"""A row of things and a row of numbers as long → which number is whose: 对一级、二级、三级站点分别补助5万元、3万元、1万元."""

from __future__ import annotations

from collections.abc import Sequence

from zhengpu.graph.quantities import Quantity
from zhengpu.query.phrases.name_rows import name_rows
from zhengpu.query.phrases.sentence_parts import load_part_words

__all__ = ["paired_rows"]


def paired_rows(text: str, numbers: Sequence[Quantity]) -> dict[Quantity, tuple[int, int]]:
    """For each number of a row the place of the thing that it belongs to; nothing for numbers that stand in no such row.

    >>> from zhengpu.query.phrases.printed_figures import load_figures
    >>> text = "对新建、改建站点，分别给予5万元、3万元补助，每站最高9万元。"
    >>> {str(q.value): text[slice(*at)] for q, at in paired_rows(text, load_figures().numbers(text)).items()}
    {'5': '新建', '3': '改建站点'}
    """
    found: dict[Quantity, tuple[int, int]] = {}
    ordered = sorted(numbers, key=lambda q: q.number)
    runs: list[list[Quantity]] = []
    for number in ordered:
        if runs and text[runs[-1][-1].after : number.number] in (*load_part_words().joints, "，", "") and runs[-1][-1].unit == number.unit:
            runs[-1].append(number)
        else:
            runs.append([number])
    for run in (r for r in runs if len(r) > 1):
        before = [row for row in name_rows(text) if len(row.members) == len(run) and row.place[1] <= run[0].number]
        if before:
            row = max(before, key=lambda r: (r.place[1], r.place[0]))
            found |= dict(zip(run, row.members, strict=True))
    return found
