"""Names and askable questions while someone types."""

from __future__ import annotations

from dataclasses import dataclass

from query.wording import Wording

__all__ = ["Suggestion", "suggestions"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question or a name to continue with."""

    text: str
    kind: str


def suggestions(wording: Wording, prefix: str, limit: int) -> tuple[Suggestion, ...]:
    """Names that contain what was typed, and questions about them that have an answer."""
    wanted = prefix.strip()
    units = {n.label: wording.busy[n.iri] for n in wording.names if n.kind == "zp:Unit" and wanted in n.label and n.iri in wording.busy}
    found: dict[Suggestion, None] = {}
    for label in sorted(units, key=lambda u: (not u.startswith(wanted), -units[u], u)):
        found[Suggestion(f"{label}参与哪些任务", "question")] = None
        if len(found) >= max(1, limit // 2):
            break
    for task in wording.tasks:
        if wanted and wanted in task.title:
            found[Suggestion(f"{task.title}由谁负责", "question")] = None
        if len(found) >= limit:
            break
    for section in wording.sections:
        if len(found) < limit and wanted in section.label:
            found[Suggestion(f"{section.label}有哪些任务", "question")] = None
    return tuple(found)[:limit]
