"""`/targets`: one target over plans and years, for people; as JSON, CSV and xlsx."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, JSONResponse, Response
from jinja2 import Environment

from zhengpu.comparisons.target_series import SERIES_ORDERS, TargetSeries, change_word, point_word, series_file, target_series
from zhengpu.exports.list_file import LIST_FORMS, list_response
from zhengpu.graph.comparing.compared_plan import every_target
from zhengpu.pages.addresses import Word, address
from zhengpu.service import Zhengpu

__all__ = ["series_pages"]

_PAGE = 100


def series_pages(zp: Zhengpu, environment: Environment) -> APIRouter:
    """The routes, over one open `Zhengpu`."""
    pages = APIRouter(include_in_schema=False)

    @pages.get("/targets")
    @pages.get("/targets.{form}")
    def series(
        form: Literal["", "json", "csv", "xlsx"] = "",
        words: Word = "",
        place: Word = "",
        document: Word = "",
        sort: Literal["", "name", "change"] = "",
        every: Literal["", "1"] = "",
        offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    ) -> Response:
        documents, targets = zp.documents(), every_target(zp.store)
        known = target_series(targets, documents)
        fits = [one for one in known if _fits(one, words, place, document)]
        several = [one for one in fits if one.plans > 1]
        found = _sorted(fits if every else several, sort)
        if form in LIST_FORMS:
            return list_response(form, series_file(found))
        if form:
            return JSONResponse({"total": len(found), "items": [_told(one) for one in found]})

        def link(path: str = "/targets", **changed: str | int) -> str:
            return address(path, {"words": words, "place": place, "document": document, "sort": sort, "every": every, **changed})

        shown = found[offset : offset + _PAGE]
        page = environment.get_template("series.html").render(
            title="指标历年",
            found=shown,
            total=len(found),
            single=len(fits) - len(several),
            numberless=len(targets) - sum(len(one.points) for one in known),
            years=sorted({point.year for one in shown for point in one.points}),
            asked={"words": words, "place": place, "document": document, "sort": sort, "every": every},
            places=sorted({one.place for one in known if one.place}),
            documents=documents,
            orders=SERIES_ORDERS,
            offset=offset,
            page_size=_PAGE,
            link=link,
            change_word=change_word,
            point_word=point_word,
        )
        return HTMLResponse(page)

    return pages


def _fits(one: TargetSeries, words: str, place: str, document: str) -> bool:
    return (
        all(word in one.indicator for word in words.split())
        and place in ("", one.place)
        and (not document or any(point.document.id == document for point in one.points))
    )


def _sorted(some: list[TargetSeries], sort: str) -> list[TargetSeries]:
    match sort:
        case "name":
            return sorted(some, key=lambda one: (one.indicator, one.place))
        case "change":
            return sorted(some, key=lambda one: (one.change is None, -abs(one.change or Decimal(0))))
    return some


def _told(one: TargetSeries) -> dict[str, Any]:
    points = [
        {
            "year": point.year or None,
            "year_from": "deadline" if point.dated else "issued" if point.year else None,
            "value": point.target.value,
            "comparator": point.target.comparator or None,
            "unit": point.target.unit,
            "deadline": point.target.deadline.isoformat() if point.target.deadline else None,
            "text": point.target.text,
            "document": point.document.id,
            "document_title": point.document.title,
            "task": point.target.task,
            "evidence": asdict(point.target.place) if point.target.place else None,
        }
        for point in one.points
    ]
    change = None if one.change is None else float(one.change)
    return {
        "indicator": one.indicator,
        "place": one.place or None,
        "plans": one.plans,
        "change": change,
        "in_points": one.in_points,
        "points": points,
    }
