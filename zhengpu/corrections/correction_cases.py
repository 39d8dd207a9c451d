"""A correction as a test case: the words of its task, and what is to be read from them."""

from __future__ import annotations

from zhengpu.graph.compact_text import CompactText
from zhengpu.graph.corrections.anchoring import anchored
from zhengpu.graph.corrections.correction import Correction
from zhengpu.graph.corrections.placed_facts import ReadGraph
from zhengpu.graph.facts import Span
from zhengpu.graph.ontology import load_ontology

__all__ = ["correction_case"]


def correction_case(correction: Correction, read: ReadGraph, said: str) -> dict[str, object]:
    """`{"id", "kind", "document", "said", "why", "text", "start", "number", "title", "duties": [[unit, role]], "deadlines": [code]}`.

    `text` is `document[start:…]`, the whole task as it stands in the document, `duties` and `deadlines` what is read from it with all
    corrections; where the words of the correction do not stand there any more, `text` is its own words and nothing is expected of them.
    """
    head: dict[str, object] = {
        "id": correction.id,
        "kind": correction.kind,
        "document": correction.document.rsplit("/", 1)[-1],
        "said": said,
        "why": correction.why,
        "unit": correction.unit,
        "to": correction.to,
    }
    compact = CompactText(read.text)
    place = anchored(correction.anchor, compact)
    if place is None and not correction.about.place and (found := compact.find(correction.unit)):
        place = Span(*found)
    task = read.task_at(place.start if correction.kind != "task" else place.end - 1) if place else None
    if place is None or task is None:
        return head | {"text": correction.anchor.words}
    begin = read.text.rfind("\n", 0, task.start) + 1
    sections = [one.start for node in read.of_kind("zp:Section") for one in read.places(node)]
    starts = [*(other.start for other in read.tasks), *sections]
    following = [read.text.rfind("\n", 0, start) + 1 for start in starts if start > task.start]
    text = read.text[begin : min((one for one in following if one > begin), default=len(read.text))]
    roles = {role.term: role.key for role in load_ontology().roles()}
    mine = [fact for fact in read.facts if fact.task == task.iri]
    return head | {
        "text": text.rstrip(),
        "start": begin,
        "number": task.number,
        "title": task.title,
        "duties": sorted([fact.printed, roles[fact.term]] for fact in mine if fact.term in roles),
        "deadlines": sorted(fact.value for fact in mine if fact.term in ("zp:deadline", "zp:deadlineText")),
    }
