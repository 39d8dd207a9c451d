"""What of a file ended in no sentence and no task, under a name: page numbers, running heads, watermarks, parts not read, unused cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhengpu.graph.cleaning import page_furniture
from zhengpu.graph.facts import Span
from zhengpu.ingest.bytes.pages import PageNumbers
from zhengpu.ingest.document import Document, Remainder
from zhengpu.ingest.plan import Plan
from zhengpu.ingest.quality.coverage import Covered

__all__ = ["remainder"]

_MOST = 20
"""So many remainders of one kind are listed one by one; the others are counted with the last."""
_LONGEST = 60
_LETTER = re.compile(r"\w")


def remainder(document: Document, plan: Plan) -> tuple[Remainder, ...]:
    """Everything that was left out, alike ones counted together (the page numbers, a running head), in the order of the file.

    >>> text = "— 1 —\\n甲县2022年计划\\n— 2 —\\n"
    >>> found = remainder(Document("计划", "text/plain", text, furniture=(Span(0, 5), Span(16, 21))), Plan(None, (), ()))
    >>> [(one.kind, one.count, one.quote) for one in found]
    [('page-number', 2, '— 1 —')]
    """
    kept: dict[tuple[str, str], Remainder] = {}
    of_kind: dict[str, list[tuple[str, str]]] = {}
    for one in (*document.left, *_furniture(document), *_aside(document, plan), *_cells(document, plan)):
        keys = of_kind.setdefault(one.kind, [])
        key = (one.kind, re.sub(r"\d+", "#", one.quote))
        if key not in kept and len(keys) >= _MOST:
            key = keys[-1]
        if key in kept:
            first = kept[key]
            kept[key] = Remainder(first.kind, first.count + one.count, first.page, first.quote, first.span)
        else:
            kept[key] = one
            keys.append(key)
    return tuple(kept.values())


def _quoted(document: Document, kind: str, span: Span) -> Remainder:
    return Remainder(kind, 1, None, " ".join(document.text[span.slice].split())[:_LONGEST], span)


def _furniture(document: Document) -> Iterator[Remainder]:
    numbers = PageNumbers.load()
    for span in document.furniture:
        yield _quoted(document, "page-number" if document.text[span.slice] in numbers else "running-head", span)


def _aside(document: Document, plan: Plan) -> Iterator[Remainder]:
    """What the cleaning of the text and the outline took out; rules drawn with signs say nothing."""
    known, numbers = Covered(document.furniture), PageNumbers.load()
    for span in page_furniture(document.text):
        if span not in known and _LETTER.search(document.text, span.start, span.end):
            yield _quoted(document, "page-number" if document.text[span.slice] in numbers else "running-head", span)
    known = Covered((*document.furniture, *page_furniture(document.text)))
    for span in plan.aside:
        if span not in known and _LETTER.search(document.text, span.start, span.end):
            yield _quoted(document, "contents", span)


def _cells(document: Document, plan: Plan) -> Iterator[Remainder]:
    """Cells of a table of tasks that no task took; a table without tasks is running text, figures or a doubt of its own."""
    for table in plan.tables:
        for span in table.unused if table.tasks else ():
            yield _quoted(document, "unused-cell", span)
