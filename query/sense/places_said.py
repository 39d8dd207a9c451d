"""Places that are said: in an order (排第二的), in a list of units (排在头一个), in the paper (放在哪一条), with somebody (被分给谁)."""

from __future__ import annotations

from collections.abc import Sequence

from zhengpu.graph.numerals import numerals
from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.query.spoken.spoken_words import SpokenWord

__all__ = ["lands", "ranked"]


def ranked(tokens: Sequence[SpokenWord]) -> tuple[int, int] | None:
    """排第二的, 第二多的, 第三名: where a place in an order stands, and which."""
    ordering = tuple(load_concepts().sets["ordering"])
    for n, token in enumerate(tokens):
        if not token.surface.startswith("第"):
            continue
        value = token.item.value if token.item is not None else None
        if token.kind == "word" and token.tag == "m":
            value = next((int(m.value) for m in numerals(token.surface[1:])), None)
        if not isinstance(value, int):
            continue
        ordered = n > 0 and tokens[n - 1].surface.endswith(ordering)
        after = tokens[n + 1] if n + 1 < len(tokens) else None
        if ordered or (after is not None and (after.has("more", "most", "least") or after.surface == "名")):
            return n, value
    return None


def lands(tokens: Sequence[SpokenWord], verb: SpokenWord) -> bool:
    """放在哪一条, 被分给谁, 被谁领走: a verb that by its form says only where something stands or who has it."""
    concepts = load_concepts()
    if verb.surface.endswith(tuple(concepts.sets["landing"])):
        near = [t for t in tokens if 0 <= t.start - verb.end <= 1][:1]
        return any(t.asks or t.kind in ("number", "quantity", "tasknumber") or t.surface in concepts.sets["pair"] for t in near)
    before = [t for t in tokens if t.end == verb.start]
    return len(verb.surface) > 1 and bool(before) and before[0].asks and concepts.classes(verb.surface[0]) >= {"takepart"}
