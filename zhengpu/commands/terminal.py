"""What the command line prints: answers, tables, reading reports."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from zhengpu.graph.dates import date_text

if TYPE_CHECKING:
    from zhengpu.catalogue import DocumentListing
    from zhengpu.ingest.report import Report, ReportRemainder
    from zhengpu.query.answer import Answer, AnswerItem

__all__ = ["QUALITY_WORDS", "answer_text", "documents_text", "item_text", "remainder_text", "report_text", "table_text", "width"]

_MOST_ROWS = 100

QUALITY_WORDS: Mapping[str, str] = {"good": "读得完整", "partly": "有几处要核对", "poor": "没有读好"}
"""What a grade is called where people read it."""

_LEFT_OUT = {
    "page-number": "页码{}处",
    "running-head": "页眉页脚{}处",
    "watermark": "水印{}个字",
    "repeated-cell": "跨页重复的表头{}个字",
    "contents": "目录{}行",
    "aside": "网页上正文以外的文字{}处",
    "unused-cell": "表里没有用到的格{}个",
    "undecodable": "认不出的字{}个",
    "off-page": "印在页面以外的字{}个",
    "unplaced": "没有放进正文的字{}个",
    "unread-part": "没有读的部分{}处",
}
_QUOTED = ("unread-part", "watermark", "undecodable", "running-head")
_MOST_QUOTES = 3


def width(text: str) -> int:
    """Columns a text takes on a terminal: Chinese characters take two.

    >>> width("县文旅局 a")
    10
    """
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def table_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A plain table with aligned columns.

    >>> print(table_text(["号", "名"], [[1, "甲"]]))
    号  名
    ──  ──
    1   甲
    """
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max([width(name), *(width(row[i]) for row in cells)]) for i, name in enumerate(columns)]

    def line(values: Sequence[str]) -> str:
        return "  ".join(value + " " * (widths[i] - width(value)) for i, value in enumerate(values)).rstrip()

    return "\n".join([line(columns), line(["─" * w for w in widths]), *map(line, cells)])


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    # Nothing a document says may move the cursor or colour the terminal.
    return "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)


def answer_text(answer: Answer) -> str:
    """The sentence, then each item with the words it rests on, then how the question was understood."""
    out = [_cell(answer.answer)]
    for item in answer.items[:_MOST_ROWS]:
        quotes = list(dict.fromkeys(_cell(e.quote) for e in item.evidence))
        head = f"  · {_cell(item_text(item))}"
        out.append(f"{head}    「{quotes[0]}」" if quotes else head)
    if len(answer.items) > _MOST_ROWS:
        out.append(f"  … 还有{len(answer.items) - _MOST_ROWS}条（加 --json 看全部）")
    if answer.note and answer.note not in answer.answer:
        out.append(f"注：{_cell(answer.note)}")
    if answer.interpretation:
        out.append(_cell(answer.interpretation))
    out += [
        f"  可以这样问：{_cell(choice.question)}" + (f"\n    {_cell(choice.answer)}" if choice.answer else "") for choice in answer.choices
    ]
    out += [f"  原文里最接近的一句，不是答案：“{_cell(quote.quote)}”" for quote in answer.related]
    out += [f"  也可以问：{_cell(question)}" for question in answer.suggestions]
    return "\n".join(out)


def item_text(item: AnswerItem) -> str:
    """One item in one line: its number and name, or what it carries instead."""
    if item.cells:
        return " | ".join(item.cells)
    name = item.label or item.text or item.date or item.funder or ""
    head = f"{item.number}. {name}" if item.number is not None else name
    measured = f"{item.value}{f'–{item.value2}' if item.value2 is not None else ''}{item.unit or ''}" if item.value is not None else ""
    share = f"{item.share}%" if item.share is not None else ""
    due = date_text(item.deadline) if item.deadline else ""
    rest = [part for part in (measured, share, item.amount, due, f"共{item.count}" if item.count is not None else "") if part]
    return head + (f"（{'，'.join(rest)}）" if rest else "")


def report_text(name: str, report: Report) -> str:
    """What was learned from one file, and every diagnostic with its line."""
    without = len(report.tasks_without_duty)
    running = f"（其中{report.running}条由行文读出）" if report.running else ""
    out = [
        f"{_cell(name)}：《{_cell(report.title or '无题')}》{report.number or ''}",
        f"  {report.sections}个部分，{report.tasks}项任务（{without}项没有写责任单位），{report.duties}条职责{running}，{report.units}个单位，"
        f"{report.targets}个目标，{report.citations}次引用文件，{report.programmes}个专项，{report.projects}个项目，{report.funding}笔出资",
        f"  {QUALITY_WORDS[report.quality]}：{'；'.join(_cell(reason.rstrip('。')) for reason in report.reasons)}。",
    ]
    if left := remainder_text(report.remainder):
        out.append(f"  没有算作正文：{_cell(left)}")
    marks = {"error": "错误", "warning": "注意", "note": "说明"}
    for one in report.diagnostics:
        place = f"（第{one.line}行）" if one.line is not None else "："
        out.append(f"  {marks.get(one.severity, one.severity)}{place}{_cell(one.message)}")
    return "\n".join(out)


def remainder_text(remainder: Iterable[ReportRemainder]) -> str:
    """What of the file is no text of the plan, in one line, the parts not read by their names.

    >>> from zhengpu.ingest.report import ReportRemainder
    >>> remainder_text([ReportRemainder("page-number", 3, quote="1"), ReportRemainder("unread-part", 1, quote="隐藏的工作表《附表》")])
    '页码3处，没有读的部分1处（隐藏的工作表《附表》）'
    """
    counts: dict[str, int] = {}
    quotes: dict[str, list[str]] = {}
    for one in remainder:
        counts[one.kind] = counts.get(one.kind, 0) + one.count
        if one.quote and one.kind in _QUOTED and one.quote not in quotes.setdefault(one.kind, []):
            quotes[one.kind].append(one.quote)
    said = [words.format(counts[kind]) + _in_brackets(quotes.get(kind, ())) for kind, words in _LEFT_OUT.items() if kind in counts]
    return "，".join(said)


def _in_brackets(quotes: Sequence[str]) -> str:
    more = "……" if len(quotes) > _MOST_QUOTES else ""
    return f"（{'、'.join(quotes[:_MOST_QUOTES])}{more}）" if quotes else ""


def documents_text(documents: Sequence[DocumentListing]) -> str:
    """The list of documents."""
    if not documents:
        return "图谱是空的。请先用 zhengpu ingest 读入计划，或用 zhengpu demo 看样例。"
    return table_text(["编号", "标题", "印发", "任务"], [(d.id, d.title, d.issued, d.tasks) for d in documents])
