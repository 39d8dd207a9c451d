"""Errors as the one who asks wants them: a page in Chinese for people, a problem document for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from zhengpu.hosting.negotiation import Offer, negotiated
from zhengpu.hosting.problems import problem

__all__ = ["TroublePages", "WayOut", "for_people"]

_OFFERS = (Offer("problem", "application/problem+json", ("application/json",)), Offer("page", "text/html"))
_FOR_PROGRAMS = ("/api/", "/sparql", "/static/", "/openapi.json", "/healthz", "/readyz")


@dataclass(frozen=True, slots=True)
class WayOut:
    """What can be done instead: a button on the page."""

    label: str
    address: str


class TroublePages:
    """Tells what went wrong, in the form the request asks for."""

    def __init__(self, environment: Environment) -> None:
        self._template = environment.get_template("trouble.html")

    def told(
        self, request: Request, status: int, code: str, title: str, detail: str, *, ways: Sequence[WayOut] = (), **extra: Any
    ) -> Response:
        """`extra` as for `problem`; a program is told the same without the ways out."""
        if for_people(request):
            return self.page(status, title, detail, ways, extra.get("headers"))
        return problem(status, code, title, detail, **extra)

    def page(self, status: int, title: str, said: str, ways: Sequence[WayOut] = (), headers: dict[str, str] | None = None) -> HTMLResponse:
        """The page alone."""
        return HTMLResponse(self._template.render(title=title, said=said, ways=ways), status, headers)


def for_people(request: Request) -> bool:
    """Whether a browser shows what is sent: it asks for a page, at an address that is no interface."""
    if request.url.path.startswith(_FOR_PROGRAMS):
        return False
    found = negotiated(", ".join(request.headers.getlist("accept")), _OFFERS)
    return found is not None and found.name == "page"
