"""Names and askable questions while someone types."""

from __future__ import annotations

from dataclasses import dataclass

from zhengpu.query.words.catalogued import KnownNames

__all__ = ["Suggestion", "suggestions"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question or a name to continue with."""

    text: str
    kind: str


def suggestions(wording: KnownNames, prefix: str, limit: int) -> tuple[Suggestion, ...]:
    """Names that contain what was typed, and questions about them that have an answer."""
    wanted = prefix.strip()
    found = [f"{label}参与哪些任务" for label in wording.busiest(wanted, max(1, limit // 2))]
    if wanted:
        found += [f"{title}由谁负责" for title in wording.titles(wanted, limit - len(found))]
    if len(found) < limit:
        found += [f"{label}有哪些任务" for label in wording.headings(wanted, limit - len(found))]
    return tuple(Suggestion(text, "question") for text in found[:limit])
