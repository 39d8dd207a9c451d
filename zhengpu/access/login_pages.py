"""The page where people log in and out. Its forms carry what the browser was given in a cookie: another site can send neither."""

from __future__ import annotations

import hmac
import secrets
from typing import Annotated
from urllib.parse import unquote

from fastapi import APIRouter, Form, Request
from jinja2 import Environment
from starlette.responses import HTMLResponse, RedirectResponse, Response

from zhengpu.access.door import foreign
from zhengpu.access.keys import AccessKey, KeyFile
from zhengpu.access.lock_out import LockOut
from zhengpu.access.passwords import is_password
from zhengpu.access.sessions import FORM_COOKIE, SESSION_COOKIE, Sessions
from zhengpu.access.visit import noted, visit_of

__all__ = ["login_pages", "own_address"]

_HEADERS = {
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}  # without a referrer a browser does not say where a form comes from
_Text = Annotated[str, Form(max_length=1000)]


def own_address(wanted: str) -> str:
    """Where to go after logging in: an address on this site, or the first page.

    >>> [own_address(one) for one in ("/documents?x=1", "//evil.example", "/\\\\evil.example", "https://evil.example", "/login", "/a\\r\\nb")]
    ['/documents?x=1', '/', '/', '/', '/', '/']
    """
    own = wanted.startswith("/") and not wanted.startswith(("//", "/login", "/logout")) and "\\" not in wanted and wanted.isprintable()
    return wanted if own else "/"


def login_pages(keys: KeyFile, sessions: Sessions, environment: Environment, lock_out: LockOut | None = None) -> APIRouter:
    """The routes."""
    routes = APIRouter(include_in_schema=False)
    door = lock_out or LockOut()

    def shown(request: Request, status: int = 200, said: str = "", wanted: str = "/", headers: dict[str, str] | None = None) -> Response:
        token = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(32)
        person = sessions.holder(request.cookies.get(SESSION_COOKIE, ""), keys.ring)
        page = environment.get_template("login.html").render(
            title="登录", person=person.name if person else "", token=token, wanted=wanted, said=said
        )
        reply = HTMLResponse(page, status, _HEADERS | (headers or {}))
        _give(request, reply, FORM_COOKIE, token)
        return reply

    @routes.get("/login")
    def login(request: Request, wanted: str = "/") -> Response:
        return shown(request, wanted=own_address(wanted))

    @routes.post("/login")
    def try_login(request: Request, name: _Text = "", password: _Text = "", token: _Text = "", wanted: _Text = "/") -> Response:
        wanted = own_address(unquote(wanted))  # quoted, so that nobody on the way takes it for an address
        noted(request, person=name[:100])
        if not _ours(request, token):
            return shown(request, 403, "这个页面放得太久了，或请求来自别的网站。请再填一次。", wanted)
        client = request.client.host if request.client else "local"
        if (left := door.wait(name, client)) > 0:
            return shown(request, 429, f"试得太多了，请过{_span(left)}再试。", wanted, {"Retry-After": str(int(left) + 1)})
        person = keys.ring.person(name)
        if not is_password(password, person.password if person else "") or person is None:
            return shown(request, 403, "名字或密码不对。", wanted)
        door.right(name, client)
        _let_in(request, person)
        sessions.end(request.cookies.get(SESSION_COOKIE, ""))
        reply = RedirectResponse(wanted, 303, _HEADERS)
        _give(request, reply, SESSION_COOKIE, sessions.begin(person))
        return reply

    @routes.post("/logout")
    def logout(request: Request, token: _Text = "") -> Response:
        if not _ours(request, token):
            return shown(request, 403, "没有退出：这个页面放得太久了，或请求来自别的网站。请再点一次。")
        given = request.cookies.get(SESSION_COOKIE, "")
        if person := sessions.holder(given, keys.ring):
            _let_in(request, person)
        sessions.end(given)
        reply = RedirectResponse("/login", 303, _HEADERS)
        for cookie in (SESSION_COOKIE, FORM_COOKIE):
            reply.delete_cookie(cookie, path=_path(request))
        return reply

    return routes


def _let_in(request: Request, person: AccessKey) -> None:
    visit_of(request.scope).key = person  # the audit log says who it was


def _ours(request: Request, token: str) -> bool:
    given = request.cookies.get(FORM_COOKIE, "")
    return bool(given) and hmac.compare_digest(given.encode(), token.encode("utf-8", "replace")) and not foreign(request.headers)


def _give(request: Request, reply: Response, cookie: str, value: str) -> None:
    secure = request.url.scheme == "https"
    reply.set_cookie(cookie, value, path=_path(request), secure=secure, httponly=True, samesite="strict")


def _path(request: Request) -> str:
    return request.scope.get("root_path") or "/"


def _span(seconds: float) -> str:
    return f"{int(seconds) + 1}秒" if seconds < 90 else f"{round(seconds / 60)}分钟"
