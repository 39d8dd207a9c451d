"""Corrections through a service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from pydantic import TypeAdapter

from zhengpu.corrections.correction_request import CorrectionRequest
from zhengpu.corrections.correction_words import CorrectionListing
from zhengpu.corrections.learning import LearningReport
from zhengpu.graph.corrections.placed_facts import PlacedFact

__all__ = ["RemoteCorrections"]


class RemoteCorrections:
    """The verbs of `CorrectionDesk`; `asked` sends a request and gives its reply, or raises what the service says."""

    def __init__(self, asked: Callable[..., Any]) -> None:
        self._asked = asked

    def correct(self, wanted: CorrectionRequest) -> CorrectionListing:
        """See `CorrectionDesk.correct`."""
        return _listing(self._asked("POST", "api/corrections", json=asdict(wanted)).json())

    def undo(self, key: str, by: str = "", why: str = "") -> CorrectionListing:
        """See `CorrectionDesk.undo`."""
        return _listing(self._asked("POST", f"api/corrections/{quote(key, safe='')}/undo", json={"by": by, "why": why}).json())

    def listed(self, document: str = "") -> tuple[CorrectionListing, ...]:
        """See `CorrectionDesk.listed`."""
        body = self._asked("GET", "api/corrections", params={"document": document}).json()
        return tuple(map(_listing, body["items"]))

    def facts(self, document: str) -> tuple[PlacedFact, ...]:
        """See `CorrectionDesk.facts`."""
        body = self._asked("GET", f"api/documents/{quote(document, safe='')}/facts").json()
        found: tuple[PlacedFact, ...] = TypeAdapter(tuple[PlacedFact, ...]).validate_python(body["items"])
        return found

    def cases(self) -> Iterator[str]:
        """See `CorrectionDesk.cases`."""
        yield from self._asked("GET", "api/corrections/cases").text.splitlines(keepends=True)

    def learned(self) -> LearningReport:
        """See `CorrectionDesk.learned`."""
        found: LearningReport = TypeAdapter(LearningReport).validate_python(self._asked("GET", "api/corrections/learned").json())
        return found


def _listing(body: dict[str, Any]) -> CorrectionListing:
    return CorrectionListing(**{name: value for name, value in body.items() if name != "state_text"})
