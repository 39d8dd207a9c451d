"""One request's visitor, and what its handlers want remembered of it."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from zhengpu.access.keys import AccessKey

__all__ = ["Visit", "noted", "visit_of"]

_PLACE = "zhengpu.visit"


@dataclass(slots=True)
class Visit:
    """Who asks (`key` is None for anybody) and what the audit log is to say of it."""

    key: AccessKey | None = None
    about: dict[str, object] = field(default_factory=dict)

    def stand_in(self, scope: MutableMapping[str, Any]) -> None:
        """Be found by the handlers of this request."""
        scope[_PLACE] = self


def visit_of(scope: Mapping[str, object]) -> Visit:
    """The visitor of a request; nobody in particular where no door stands before the handlers."""
    found = scope.get(_PLACE)
    return found if isinstance(found, Visit) else Visit()


def noted(request: Request, **about: object) -> None:
    """Have the audit log say this of the request."""
    visit_of(request.scope).about.update(about)
