"""What happened: documents that came, changed or went, progress that was reported, corrections; and what falls due, as news."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

from zhengpu.graph.dates import date_text
from zhengpu.graph.oversight.docket import Docket, DocketDate, DocketItem

if TYPE_CHECKING:
    from zhengpu.service import Zhengpu

__all__ = ["HAPPENING_COLUMNS", "HAPPENING_SORTS", "Happening", "deadline_news", "happenings"]

HAPPENING_SORTS = {"document": "文件", "report": "进展", "correction": "更正"}
"""Every sort of happening that is listed, with its name."""

HAPPENING_COLUMNS = ("日期", "种类", "什么", "说明", "文件", "链接")

_DOUBTFUL = "没有载入这份文件的进展，不知道是否完成"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something with a day: `on` is an ISO date or time, `sort` a key of `HAPPENING_SORTS` (or `due`), `address` where to read on.

    `name` stays the same as long as it is the same happening: programs that follow a feed show it once.
    """

    name: str
    on: str
    sort: str
    title: str
    told: str
    address: str
    document: str
    document_title: str
    what: str = ""
    """Of a sort that has several: which, as the log of changes calls it."""

    @property
    def day(self) -> str:
        """The day alone."""
        return self.on[:10]

    @property
    def row(self) -> tuple[str, ...]:
        """Itself under `HAPPENING_COLUMNS`.

        >>> Happening("a", "2024-06-01T08:00:00", "report", "甲", "乙", "/", "d", "丙").row
        ('2024-06-01', '进展', '甲', '乙', '丙', '/')
        """
        return (self.day, HAPPENING_SORTS.get(self.sort, "时限"), self.title, self.told, self.document_title, self.address)


def deadline_news(docket: Docket, items: Iterable[DocketItem]) -> tuple[Happening, ...]:
    """What is news about deadlines on the docket's day, the newest first: a date that comes near, and a date that has passed.

    What was reported done is no news. A date that passed is called overdue only where a ledger tells that the task is not done.

    >>> deadline_news(Docket(date(2024, 6, 1), 30, ()), ())
    ()
    """
    found = [news for item in items if not item.situation.done for news in _of_item(docket, item)]
    return tuple(sorted(found, key=lambda one: (one.on, one.name), reverse=True))


def _of_item(docket: Docket, item: DocketItem) -> Iterator[Happening]:
    days = {*item.dates, *([DocketDate(item.due, "台账写的时限")] if item.due and item.due_from == "台账" else [])}
    for when in sorted(days):
        near = when.day - timedelta(days=docket.soon)
        if docket.today > when.day:
            late = item.overdue and when.day == item.due
            told = "逾期" if late else "时限已过" + ("" if item.reporting else f"，{_DOUBTFUL}")
            yield _due(item, when, "passed", when.day + timedelta(days=1), told)
        elif docket.today >= near:
            yield _due(item, when, "near", near, "即将到期")


def _due(item: DocketItem, when: DocketDate, name: str, on: date, told: str) -> Happening:
    who = "、".join(item.units("leads") or item.units("responsibleFor")) or "计划没有写明单位"
    parts = (f"{date_text(when.day.isoformat())}，{told}", when.about, f"责任单位：{who}", item.report.progress if item.report else "")
    return Happening(
        f"{item.task}#{name}-{when.day}-{quote(when.about, safe='')}",
        on.isoformat(),
        "due",
        f"{told.partition('，')[0]}：{_called(item)}",
        "。".join(part for part in parts if part),
        f"/task/{quote(item.key)}",
        item.document_key,
        item.document_title,
    )


def _called(item: DocketItem) -> str:
    return item.title if item.number is None else f"{item.number}. {item.title}"


def happenings(zp: Zhengpu, items: Sequence[DocketItem], document: str = "", sort: str = "") -> tuple[Happening, ...]:
    """What happened to the graph, the newest first; `items` are the tasks whose reports count."""
    ways = {"document": _news, "report": lambda all_: _reports(all_, items), "correction": _corrections}
    found = [one for name, way in ways.items() if sort in ("", name) for one in way(zp) if document in ("", one.document)]
    # What happened in one moment keeps its order, the later first; a whole second comes before its parts.
    return tuple(sorted(found, key=lambda one: one.on.removesuffix("Z")))[::-1]


def _news(zp: Zhengpu) -> Iterator[Happening]:
    here = {entry.id for entry in zp.documents()}
    for one in zp.news.entries():
        address = f"/plan/{quote(one.document)}" if one.document in here else "/changes?sort=document"
        yield Happening(
            f"urn:zhengpu:change:{one.id}", one.time, "document", one.text(), one.note, address, one.document, one.title, one.what
        )


def _reports(zp: Zhengpu, items: Sequence[DocketItem]) -> Iterator[Happening]:
    for item in items:
        for one in item.reports:
            if one.news:
                told = "；".join(
                    part
                    for part in (
                        one.written or one.state or "",
                        one.progress,
                        f"问题：{one.trouble}" if one.trouble else "",
                        f"{one.reporter or '没有写填报人'}报，{one.updated}的情况",
                    )
                    if part
                )
                yield Happening(
                    str(one.iri(zp.store.names)),
                    one.loaded.isoformat(),
                    "report",
                    _called(item),
                    told,
                    f"/task/{quote(item.key)}",
                    item.document_key,
                    item.document_title,
                )


def _corrections(zp: Zhengpu) -> Iterator[Happening]:
    for one in zp.corrections.listed():
        about = (f"/corrections?document={quote(one.document, safe='')}#c-{one.id}", one.document, one.title)
        yield Happening(f"correction-{one.id}", one.on, "correction", one.text, f"{one.by}：{one.why}" if one.why else one.by, *about)
        if one.undone_on:
            told = f"{one.undone_by}撤销" + (f"：{one.undone_why}" if one.undone_why else "")
            yield Happening(f"correction-{one.id}-undone", one.undone_on, "correction", f"撤销：{one.text}", told, *about)
