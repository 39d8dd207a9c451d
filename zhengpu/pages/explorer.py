"""The first page: the question box, the answer with its sentences, and looking things up by conditions. Every state is a link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from jinja2 import Environment

from zhengpu.exports.list_file import ListFile, list_response
from zhengpu.graph.errors import InputError
from zhengpu.hosting.page_store import PageStore
from zhengpu.oversight.docket_rows import summary
from zhengpu.pages.finding import KINDS, ORDERS, PAGE, Choices, Conditions, FoundPage, FoundRow, choices, find
from zhengpu.pages.samples import Samples
from zhengpu.service import Zhengpu

if TYPE_CHECKING:
    from zhengpu.query.answer import Answer, AnswerItem

__all__ = ["Narrowed", "PageQuestion", "answer_file", "explorer", "headline", "narrowed", "ranked"]

_HTML = "text/html; charset=utf-8"
_EVERYTHING = Conditions()
_LONGEST_QUESTION = 1000
_LONGEST_HEADLINE = 90
_LONGEST_TITLE = 44
_FEW = 5
_MOST_LISTED = 5_000
_PROSE = ("text", "value", "count", "yesno", "date")

Words = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class PageQuestion:
    """What is asked in an address: the question, the day it is asked on, the question before, the document and the texts it is asked of."""

    q: str
    today: date | None = None
    previous: str = ""
    document: str = ""
    as_of: str = ""

    def answer(self, zp: Zhengpu) -> Answer:
        """Its answer."""
        scope = [self.document] if self.document else None
        return zp.ask(self.q, today=self.today, previous=self.previous or None, documents=scope, as_of=self.as_of or None)

    def again(self, **more: str) -> str:
        """The same as the query of an address.

        >>> PageQuestion("谁", as_of="2024-06-30").again(part="二")
        'q=%E8%B0%81&as_of=2024-06-30&part=%E4%BA%8C'
        """
        return urlencode({name: value for name, value in (asdict(self) | more).items() if value})


def _questioned(
    q: Annotated[str, Query(max_length=_LONGEST_QUESTION + 1)] = "",
    today: date | None = None,
    previous: Annotated[str, Query(max_length=_LONGEST_QUESTION)] = "",
    document: Words = "",
    as_of: Words = "",
) -> PageQuestion:
    return PageQuestion(q, today, previous, document, as_of)


Questioned = Annotated[PageQuestion, Depends(_questioned)]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The rows of an answer in one part or one document; `parts` tells how many rows each part has."""

    items: tuple[AnswerItem, ...]
    parts: Mapping[str, int]


def narrowed(answer: Answer, part: str) -> Narrowed:
    """Keep the rows of one part (the first step of their section; the document where there are several)."""
    several = len({item.document for item in answer.items if item.document}) > 1

    def part_of(item: AnswerItem) -> str:
        return (item.document_title if several else (item.section or "").partition("/")[0]) or ""

    parts = Counter(part_of(item) for item in answer.items)
    offered = dict(parts) if len(answer.items) > _FEW and len(parts) > 1 and "" not in parts else {}
    return Narrowed(tuple(item for item in answer.items if not part or part_of(item) == part), offered)


def headline(answer: Answer) -> str:
    """The answer's sentence; of a long enumeration the part before it, since its rows follow.

    >>> from zhengpu.query.answer import Answer
    >>> headline(Answer("1", "", "answered", "tasks", "县文旅局参与的任务，共9项：" + "1. 办好庙会；" * 30))
    '县文旅局参与的任务，共9项'
    """
    if len(answer.answer) <= _LONGEST_HEADLINE or answer.kind in _PROSE:
        return answer.answer
    return answer.answer.partition("：")[0][:300]


def ranked(items: Sequence[AnswerItem]) -> tuple[str, ...]:
    """The place of each row of a ranking, alike where the counts are; nothing where the rows are no ranking.

    >>> from zhengpu.query.answer import AnswerItem
    >>> ranked([AnswerItem(label=name, count=n) for name, n in (("甲", 9), ("乙", 5), ("丙", 5), ("丁", 2))])
    ('第1', '并列第2', '并列第2', '第4')
    """
    counts = [item.count for item in items]
    if len(counts) < 2 or any(n is None for n in counts) or counts != sorted(counts, key=lambda n: -(n or 0)):
        return ()
    return tuple(f"{'并列' if counts.count(n) > 1 else ''}第{counts.index(n) + 1}" for n in counts)


_ANSWER_COLUMNS = ("序号", "名称", "全称", "任务数", "部分", "文件", "文号", "原文依据", "标识")
_FOUND_COLUMNS = ("序号", "名称", "另", "部分", "文件", "单位", "原文依据", "标识")


def answer_file(answer: Answer) -> ListFile:
    """The rows of an answer as a file: its own columns where it has some, else what every row has."""
    if answer.columns:
        rows = [(*(item.cells or ()), item.evidence[0].quote if item.evidence else "") for item in answer.items]
        return ListFile(answer.question, (*answer.columns, "原文依据"), rows)
    return ListFile(answer.question, _ANSWER_COLUMNS, [_answer_row(item) for item in answer.items])


def _answer_row(item: AnswerItem) -> tuple[object, ...]:
    name, quotes = item.label or item.text, "\n".join(dict.fromkeys(one.quote for one in item.evidence))
    return (item.number, name, item.canonical, item.count, item.section, item.document_title, item.document_number, quotes, item.iri)


def _found_row(row: FoundRow) -> tuple[object, ...]:
    units = "、".join(duty.unit for duty in row.duties)
    quotes = "\n".join(dict.fromkeys(one.quote for one in row.sentences))
    return (row.number, row.label, row.remark, row.section, row.title, units, quotes, row.iri)


def explorer(pages: APIRouter, zp: Zhengpu, environment: Environment) -> Callable[[], None]:
    """Add the page to `pages`; gives what makes the first page before anybody asks for it."""
    roles = tuple((role.term[3:], role) for role in zp.ontology.roles())
    samples = Samples(zp)
    kinds = tuple((kind, zp.ontology.kind(f"zp:{kind}")) for kind in KINDS)

    @pages.get("/answer.{form}")
    def answered(form: Literal["csv", "xlsx", "json"], asked: Questioned) -> Response:
        found = asked.answer(zp)
        if form == "json":
            from zhengpu.query.answer import as_json

            return JSONResponse(as_json(found))
        return list_response(form, answer_file(found))

    @pages.get("/found.{form}")
    def listed(
        form: Literal["csv", "xlsx", "json"],
        kind: Annotated[str, Query(max_length=20)] = "Task",
        words: Words = "",
        document: Words = "",
        section: Words = "",
        unit: Words = "",
        role: Annotated[str, Query(max_length=40)] = "",
        due: Annotated[str, Query(max_length=10)] = "",
        sort: Annotated[str, Query(max_length=20)] = "",
    ) -> Response:
        asked, rows = Conditions(kind, words, document, section, unit, role, _day(due), sort=sort), list[FoundRow]()
        while len(rows) < _MOST_LISTED:
            page = find(zp.store, replace(asked, offset=len(rows)))
            rows += page.rows
            if len(rows) >= page.total or not page.rows:
                break
        if form == "json":
            return JSONResponse({"total": page.total, "items": [asdict(row) for row in rows]})
        title = f"{words}{zp.ontology.kind(f'zp:{kind}').label}"
        return list_response(form, ListFile(title, _FOUND_COLUMNS, [_found_row(row) for row in rows]))

    first = PageStore(zp.store)

    def drawn(questioned: PageQuestion, part: str = "", kind: str = "", due: str = "", asked: Conditions = _EVERYTHING) -> str:
        q, document = questioned.q, questioned.document
        answer: Answer | None = None
        found: FoundPage | None = None
        offered: Choices | None = None
        trouble = ""
        try:
            if q.strip():
                answer = questioned.answer(zp)
            else:
                asked = replace(asked, kind=kind or "Task", due=_day(due))
                found = find(zp.store, asked) if kind else None
        except InputError as error:
            trouble = str(error)
        documents = zp.documents()
        if documents or found:
            offered = choices(zp.store, asked)

        def part_link(chosen: str) -> str:
            return "/?" + questioned.again(part=chosen)

        def file_link(form: str) -> str:
            return f"/answer.{form}?" + questioned.again()

        page = environment.get_template("home.html").render(
            title=q or ("查找" if found else "提问"),
            question=q,
            answer=answer,
            sentence=headline(answer) if answer else "",
            rows=narrowed(answer, part) if answer else None,
            part=part,
            part_link=part_link,
            file_link=file_link,
            previous=questioned.previous,
            ranks=ranked(answer.items) if answer else (),
            long=bool(answer and len(headline(answer)) > _LONGEST_TITLE),
            trouble=trouble,
            documents=documents,
            titles={one.id: one.title for one in documents},
            document=document,
            as_of=questioned.as_of,
            sections=offered.headings if offered else {},
            samples=() if answer or found else samples(),
            day="" if answer or found or not documents else _day_of(zp),
            tasks=sum(one.tasks for one in documents),
            asked=asked,
            found=found,
            offered=offered,
            page_size=PAGE,
            orders=ORDERS,
            roles=roles,
            role_labels={name: relation.label for name, relation in roles},
            kinds=kinds,
        )
        return str(page)

    @pages.get("/")
    def home(
        request: Request,
        questioned: Questioned,
        part: Words = "",
        kind: Annotated[str, Query(max_length=20)] = "",
        words: Words = "",
        section: Words = "",
        unit: Words = "",
        role: Annotated[str, Query(max_length=40)] = "",
        due: Annotated[str, Query(max_length=10)] = "",
        offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
        sort: Annotated[str, Query(max_length=20)] = "",
    ) -> Response:
        # The first page as it stands for everybody is made once for a state of the graph.
        if not request.url.query:
            return first.sent(request, _HTML, lambda: drawn(questioned))
        asked = Conditions("Task", words, questioned.document, section, unit, role, None, offset, sort)
        return HTMLResponse(drawn(questioned, part, kind, due, asked))

    def ready() -> None:
        first.made("/?", _HTML, lambda: drawn(PageQuestion("")))

    return ready


def _day_of(zp: Zhengpu) -> str:
    docket = zp.oversight.docket()
    return summary(docket, docket.items)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"“{text}”不是日期", "期限写作 2022-12-31 的样子", "请改写期限") from error
