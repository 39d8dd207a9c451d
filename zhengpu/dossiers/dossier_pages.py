"""`/progress`, `/unit/…`, `/task/…`, `/plan/…`, `/place/…`: pages for people; each also `.json`, their lists also `.csv` and `.xlsx`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from jinja2 import Environment

from zhengpu.dossiers.place_dossier import place_dossier
from zhengpu.dossiers.plan_dossier import OutlinePart, plan_dossier
from zhengpu.dossiers.task_dossier import task_dossier
from zhengpu.dossiers.task_list import SORTS, TASK_PAGE, TaskList, TaskListRequest, task_list
from zhengpu.dossiers.unit_dossier import unit_dossier
from zhengpu.exports.atom_feed import feed_response
from zhengpu.exports.list_file import LIST_FORMS, list_response
from zhengpu.graph.names import iri_text
from zhengpu.graph.oversight.docket import DocketScope, scorecard
from zhengpu.graph.oversight.lights import load_lights
from zhengpu.hosting.trouble import TroublePages
from zhengpu.oversight.docket_rows import SCORE_COLUMNS, as_item, due_text, summary
from zhengpu.oversight.happening_feed import happening_feed
from zhengpu.oversight.happenings import deadline_news
from zhengpu.pages.addresses import Word, address
from zhengpu.service import Zhengpu

__all__ = ["dossier_pages", "thing_link"]

_FORMS = ("json", *LIST_FORMS)
_PEOPLE = ("unit", "task", "place")


def thing_link(iri: str) -> str:
    """Where people read about a thing of the graph: its own page where it has one, else its data.

    >>> thing_link("https://w3id.org/zhengpu/id/unit/甲县/县财政局"), thing_link("https://w3id.org/zhengpu/id/project/桥")
    ('/unit/%E7%94%B2%E5%8E%BF/%E5%8E%BF%E8%B4%A2%E6%94%BF%E5%B1%80', '/id/project/%E6%A1%A5')
    """
    kind, _, key = iri.partition("/id/")[2].partition("/")
    at = kind if kind in _PEOPLE else "plan" if kind == "document" else f"id/{kind}"
    return f"/{at}/{quote(key)}"


def _asked(
    unit: Word = "", role: Word = "", document: Word = "", light: Word = "", state: Word = "", when: Word = "", sort: Word = "",
    today: date | None = None, offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> TaskListRequest:  # fmt: skip
    return TaskListRequest(unit, role, document, light, state, when, sort, today, offset)


Asked = Annotated[TaskListRequest, Depends(_asked)]


def dossier_pages(zp: Zhengpu, environment: Environment, troubles: TroublePages) -> APIRouter:
    """The routes, over one open `Zhengpu`."""
    pages = APIRouter(include_in_schema=False)
    environment.filters["path"] = quote
    environment.globals |= {
        "due_text": due_text,
        "sorts": SORTS,
        "task_page": TASK_PAGE,
        "thing_link": thing_link,
        "thing_data": lambda iri: "/id/" + quote(iri.partition("/id/")[2]),
        "unit_link": lambda key: f"/unit/{quote(key)}",
    }

    def shown(template: str, **values: Any) -> Response:
        return HTMLResponse(environment.get_template(template).render(**values))

    def missing(request: Request, what: str, key: str) -> Response:
        return troubles.told(request, 404, f"no-such-{what}", f"没有这{_CALLED[what]}", f"图谱里没有“{key[:80]}”，也许已经移除。")

    _progress(pages, zp, shown)
    _units(pages, zp, shown, missing)
    _tasks(pages, zp, shown, missing)
    _plans(pages, zp, shown, missing)
    _places(pages, zp, shown, missing)
    return pages


_CALLED = {"unit": "个单位", "task": "项任务", "plan": "份文件", "place": "个地方"}
_Shown = Callable[..., Response]


def _bare(key: str) -> tuple[str, str]:
    """A key and the form it is asked for: `甲县/县财政局.csv`."""
    head, dot, form = key.rpartition(".")
    return (head, form) if dot and form in _FORMS else (key, "")


def _listed(found: TaskList) -> dict[str, Any]:
    return {
        "today": found.docket.today.isoformat(),
        "loaded": found.docket.loaded,
        "total": len(found.items),
        "items": [as_item(item) for item in found.items],
    }


def _progress(pages: APIRouter, zp: Zhengpu, shown: _Shown) -> None:
    @pages.get("/progress")
    @pages.get("/progress.{form}")
    def progress(asked: Asked, form: Literal["", "json", "csv", "xlsx", "atom"] = "") -> Response:
        docket = zp.oversight.docket(asked.today)
        found = task_list(docket, asked)
        if form in LIST_FORMS:
            return list_response(form, found.file("督查任务"))
        if form == "atom":
            news = deadline_news(docket, found.items)
            links = (asked.link("/progress.atom"), asked.link("/progress"))
            return feed_response(happening_feed("督查：到期和逾期", *links, news, docket.today.isoformat()))
        if form:
            return JSONResponse(_listed(found))
        given = {"document": asked.document, "unit": asked.unit, "today": str(asked.today or "")}
        return shown(
            "progress.html",
            title="督查",
            list=found,
            summary=summary(docket, found.items if asked.unit or asked.document else docket.items),
            scores=scorecard(docket.where(document=asked.document)),
            score_columns=SCORE_COLUMNS,
            rules=load_lights().rules,
            scope=address("", given),
            keyed=zp.keys.ring.needed("write"),
        )


def _units(pages: APIRouter, zp: Zhengpu, shown: _Shown, missing: _Shown) -> None:
    @pages.get("/unit/{key:path}")
    def unit(key: str, asked: Asked, request: Request) -> Response:
        bare, form = _bare(key)
        found = unit_dossier(zp, bare, asked.today)
        if found is None:
            return missing(request, "unit", bare)
        # A list of this unit's tasks: its roles are the ones that count.
        mine = replace(asked, unit=bare, fixed="unit")
        tasks = task_list(zp.oversight.docket(asked.today, DocketScope(unit=found.iri)), mine)
        if form in LIST_FORMS:
            return list_response(form, tasks.file(f"{found.label}任务"))
        if form:
            told: dict[str, Any] = {
                "iri": found.iri,
                "key": found.key,
                "label": found.label,
                "canonical": found.full,
                "also": list(found.also),
            }
            told |= {"place": found.place or None, "members": list(found.members), "roles": {role: n for role, _, n in found.roles}}
            told |= {"targets": [{"text": one.text, "task": one.task.task, "due": str(one.due or "") or None} for one in found.targets]}
            told |= {"partners": [asdict(one) for one in found.partners], "tasks": _listed(tasks)}
            return JSONResponse(told)
        return shown("unit.html", title=found.label, unit=found, list=tasks, here_path=f"/unit/{quote(bare)}")


def _tasks(pages: APIRouter, zp: Zhengpu, shown: _Shown, missing: _Shown) -> None:
    @pages.get("/task/{key:path}")
    def task(key: str, request: Request, today: date | None = None) -> Response:
        bare, form = _bare(key)
        found = task_dossier(zp, bare, today)
        if found is None:
            return missing(request, "task", bare)
        if form:
            told = as_item(found.item) | {"text": found.text, "topics": list(found.topics)}
            told |= {"evidence": asdict(found.place) if found.place else None}
            told |= {"duties": [{"role": r, "unit": u, "key": k, "evidence": asdict(q) if q else None} for r, u, k, q in found.duties]}
            told |= {"named": [asdict(one) for one in found.named]}
            told |= {"related": [{"iri": one.task.task, "label": one.task.title, "shared": list(one.shared)} for one in found.related]}
            told |= {"reports": [{name: _plain(value) for name, value in asdict(one).items()} for one in found.item.reports]}
            return JSONResponse(told)
        return shown("task.html", title=found.item.title, task=found)


def _plans(pages: APIRouter, zp: Zhengpu, shown: _Shown, missing: _Shown) -> None:
    @pages.get("/plan/{key:path}")
    def plan(key: str, asked: Asked, request: Request) -> Response:
        bare, form = _bare(key)
        found = plan_dossier(zp, bare, asked.today)
        if found is None:
            # A paper that is cited and was never read has no page, but the graph knows of it.
            iri = f"{zp.store.names.base}id/document/{bare}"
            if not form and zp.store.ask(f"ASK {{ {iri_text(iri)} ?p ?o }}"):
                return RedirectResponse(f"/id/document/{quote(bare)}", 303)
            return missing(request, "plan", bare)
        mine = replace(asked, document=found.entry.id, fixed="document")
        tasks = task_list(zp.oversight.docket(asked.today, DocketScope(document=found.entry.iri)), mine)
        if form in LIST_FORMS:
            return list_response(form, tasks.file(f"{found.entry.title}任务"))
        if form:
            told = asdict(found.entry) | {"report": found.report, "targets": list(found.targets)}
            told |= {"head": [{"label": line.label, "values": [text for text, _ in line.values]} for line in found.head]}
            told |= {"outline": [_part(one) for one in found.outline], "tasks": _listed(tasks)}
            return JSONResponse({name: _plain(value) for name, value in told.items()})
        return shown("plan.html", title=found.entry.title, plan=found, list=tasks, here_path=f"/plan/{quote(bare)}")


def _places(pages: APIRouter, zp: Zhengpu, shown: _Shown, missing: _Shown) -> None:
    @pages.get("/place/{key:path}")
    def place(key: str, asked: Asked, request: Request) -> Response:
        bare, form = _bare(key)
        found = place_dossier(zp, bare, asked.today)
        if found is None:
            return missing(request, "place", bare)
        tasks = task_list(zp.oversight.docket(asked.today, DocketScope(tasks=tuple(one.task for one in found.tasks))), asked)
        if form in LIST_FORMS:
            return list_response(form, tasks.file(f"提到{found.label}的任务"))
        if form:
            told: dict[str, Any] = {"iri": found.iri, "key": found.key, "label": found.label, "plans": [one.id for one in found.plans]}
            told |= {"near": [{"key": one.key, "label": one.label, "above": one.above} for one in found.near]}
            return JSONResponse(told | {"units": [asdict(one) for one in found.units], "tasks": _listed(tasks)})
        return shown("place.html", title=found.label, place=found, list=tasks, here_path=f"/place/{quote(bare)}")


def _part(one: OutlinePart) -> dict[str, Any]:
    return {
        "path": one.path,
        "heading": one.heading,
        "tasks": [task.task for task in one.tasks],
        "parts": [_part(below) for below in one.parts],
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
