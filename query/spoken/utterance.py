"""A lattice → what was said: tokens with what they do, in clauses, without slips of the tongue and asides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from zhengpu.query.spoken.concepts import Concepts
from zhengpu.query.spoken.spoken_words import QUANTITY, SpokenWord, spoken_words
from zhengpu.query.words.lattice import Item
from zhengpu.query.words.link import Linked
from zhengpu.query.words.speech import Speech

__all__ = ["Utterance", "corrections", "heard"]

_DOING = ("lead", "cooperate", "responsible", "takepart", "neg", "only", "together")
_PARTED = frozenset({"lead", "cooperate", "responsible", "takepart", "pay", "issue"})
"""Classes whose words of two characters may stand apart: 牵…头."""
_KINDS = frozenset({"lead", "cooperate", "responsible"})


@dataclass(frozen=True, slots=True)
class Utterance:
    """Tokens in clauses (each a tuple), and the words that were left aside."""

    text: str
    clauses: tuple[tuple[SpokenWord, ...], ...]
    aside: tuple[SpokenWord, ...] = ()

    @property
    def tokens(self) -> tuple[SpokenWord, ...]:
        """All of them in order."""
        return tuple(t for clause in self.clauses for t in clause)


def heard(
    linked: Linked,
    concepts: Concepts,
    speech: Speech,
    occurs: Callable[[str], bool],
    bare: Callable[[str], Item | None],
    scopes: Sequence[tuple[int, int]] = (),
    titled: Callable[[str], bool] = lambda word: False,
    whole: Callable[[str], bool] = lambda word: False,
) -> Utterance:
    """The tokens of a question in clauses.

    `occurs`: does a plan print it; `bare`: the unit a bare word may be short for (发改); `scopes`: where the documents are named that
    narrow the question; `titled`: whether the title of a document has a word; `whole`: whether printed words are no half of a longer one.
    """
    tokens = _over_scopes(spoken_words(linked, concepts, speech, occurs, bare, scopes, whole), set(scopes))
    tokens = _bare_units(tokens, concepts, bare)
    tokens = _quantities(_parted(tokens, concepts))
    clauses, aside = _clauses(linked.text, _framed(tokens, concepts, titled), concepts)
    return Utterance(linked.text, clauses, aside)


def _over_scopes(tokens: list[SpokenWord], scopes: set[tuple[int, int]]) -> list[SpokenWord]:
    """哪些省的文件: a word that asks goes on behind the name of documents that stands in between."""
    out = list(tokens)
    for n in range(1, len(out) - 1):
        before, mark = out[n - 1], out[n]
        if (mark.start, mark.end) in scopes and (before.has("wh", "howmany") or before.has(*QUANTITY)) and before.end == mark.start:
            out[n - 1] = replace(before, end=mark.end)
    return out


def _bare_units(tokens: list[SpokenWord], concepts: Concepts, bare: Callable[[str], Item | None]) -> list[SpokenWord]:
    """发改, 科技: the first part of a unit's name stands for the unit beside a role, another unit, or as what is there or not."""
    out = list(tokens)
    able = {
        n: item
        for n, t in enumerate(tokens)
        if t.kind == "word" and 2 <= len(t.surface) <= 4 and not t.classes and (item := bare(t.surface))
    }
    listed = _listed(tokens, able)
    for _ in range(2):
        for n, item in able.items():
            if out[n].kind != "unit" and (n in listed or _as_unit(out, n, able, concepts)):
                out[n] = replace(
                    out[n], kind="unit", classes=frozenset(), item=replace(item, start=out[n].start, end=out[n].end), phrase=False
                )
    return out


def _listed(tokens: Sequence[SpokenWord], able: Mapping[int, Item]) -> set[int]:
    """发改 科技 工信 三家都在, 就工信科技两个厅: several that stand side by side and are then spoken of as so many together."""
    out: set[int] = set()
    run: list[int] = []
    for n in range(len(tokens) + 1):
        if n in able:
            run.append(n)
            continue
        if n < len(tokens) and tokens[n].kind == "mark":
            continue
        behind = tokens[n : n + 3]
        several = any(t.kind in ("quantity", "number") for t in behind) and any(t.has("unitnoun", "measure.unit") for t in behind)
        if len(run) > 1 and (several or any(t.has("together") for t in behind)):
            out |= set(run)
        run = []
    return out


def _as_unit(tokens: list[SpokenWord], n: int, able: dict[int, Item], concepts: Concepts) -> bool:
    before = next((t for t in reversed(tokens[:n]) if not t.surface.isspace()), None)
    rest = [t for t in tokens[n + 1 :] if t.surface not in concepts.sets["beside_unit"]]
    after = rest[0] if rest else None
    beside = any(t is not None and (t.has("and", "or") or t.surface in "、和跟与") for t in (before, after))
    units = any(t.kind == "unit" for t in (*tokens[max(0, n - 2) : n], *rest[:2])) or any(m in able for m in (n - 2, n + 2))
    touching = tokens[n + 1] if n + 1 < len(tokens) and tokens[n + 1].start == tokens[n].end else None
    if touching is not None and touching.has("unitnoun") and len(touching.surface) == 1:
        return False  # 省财政厅 is another than 县财政局
    if touching is not None and touching.kind == "unit":
        return False
    if beside and units:
        return True
    if (n - 1 in able or n + 1 in able) and any(t.has("together", "neg", "and") for t in tokens[n + 1 : n + 4]):
        return True  # 发改科技都在
    said = [t for t in rest if not (t.has("talk", "in", "charge", "total") or t.tag[:2] in ("mq", "r"))]  # 这回, 那里头
    if said and (said[0].has(*_DOING) or _asks_for_tasks(said)):
        return not (before is not None and before.kind == "word" and before.content)
    return (
        before is not None
        and (before.surface in concepts.sets["before_unit"] or before.has("except"))
        and (after is None or after.kind in ("mark", "unit") or after.surface == "的" or after.asks or after.has("else", "outside", "and"))
    )


def _asks_for_tasks(said: Sequence[SpokenWord]) -> bool:
    """哪几项, 有几条, 有哪些事: behind the name of somebody this asks for tasks."""
    asked = said[1:] if said[0].has("have") else said
    return len(asked) > 1 and asked[0].has("howmany", "wh") and asked[1].has("measure.task", "tasknoun")


def _parted(tokens: list[SpokenWord], concepts: Concepts) -> list[SpokenWord]:
    """牵的头, 牵了几个头, 沾上点边: a verb and its object that stand apart are still the word they make."""
    out = list(tokens)
    for n, verb in enumerate(tokens):
        head = verb.surface[:1]
        if verb.kind != "word" or not verb.surface or len(verb.surface.rstrip("了着过的得")) != 1:
            continue
        for m in range(n + 1, min(len(tokens), n + 7)):
            if tokens[m].kind == "mark" and not tokens[m].surface.isspace():
                break
            said = concepts.classes(head + tokens[m].surface)
            if tokens[m].has(*QUANTITY) and (tokens[m - 1].has("howmany", "wh") or tokens[m - 1].kind == "number"):
                continue  # 有几份: it is counted
            if tokens[m].has("tasknoun") and any(t.has("howmany", "wh") for t in tokens[n + 1 : m]):
                continue  # 有几件事: it is asked for
            if len(tokens[m].surface) == 1 and said & _PARTED and tokens[m].start > verb.end:
                out[n] = replace(verb, classes=said, tag="")
                out[m] = replace(tokens[m], classes=frozenset({"talk"}), tag="")
                break
    return out


def _quantities(tokens: list[SpokenWord]) -> list[SpokenWord]:
    """A number and what it is counted in: 300家, 60万, 一个亿."""
    out: list[SpokenWord] = []
    n = 0
    while n < len(tokens):
        token = tokens[n]
        if token.kind == "number":
            end = n + 1
            while end < len(tokens) and end - n < 4 and tokens[end].has(*QUANTITY) and tokens[end].kind == "word":
                end += 1
            if end > n + 1:
                surface = "".join(t.surface for t in tokens[n:end])
                classes = frozenset(c for t in tokens[n + 1 : end] for c in t.classes)
                out.append(SpokenWord(token.start, tokens[end - 1].end, surface, "quantity", classes, item=token.item))
                n = end
                continue
        if token.kind == "word" and token.tag == "m" and not token.classes and n + 1 < len(tokens) and tokens[n + 1].has("measure"):
            after = tokens[n + 1]  # 第二年
            out.append(
                SpokenWord(token.start, after.end, token.surface + after.surface, tag="t" if token.surface.startswith("第") else "n")
            )
            n += 2
            continue
        out.append(token)
        n += 1
    return out


def _framed(tokens: list[SpokenWord], concepts: Concepts, titled: Callable[[str], bool]) -> list[SpokenWord]:
    """在这份计划里, 按照文件要求, 根据文件，: a circumstance that says only what paper is spoken of is nothing that narrows."""
    out, pause, closing = list(tokens), concepts.marks["breath"], concepts.sets["closing"]
    for n, first in enumerate(tokens):
        if first.surface not in concepts.sets["opening"]:
            continue
        for m in range(n + 1, min(len(tokens), n + 8)):
            last = tokens[m]
            paused = m + 1 < len(tokens) and tokens[m + 1].kind == "mark" and bool(pause.search(tokens[m + 1].surface))
            closes = last.surface in closing or (paused and last.has("documentnoun", "talk"))
            if not _circumstance(last, concepts, titled) and not closes:
                break
            follows = m + 1 < len(tokens) and tokens[m + 1].surface in closing
            if (
                closes
                and not follows
                and m > n + (last.surface in closing)
                and all(_circumstance(t, concepts, titled) for t in tokens[n + 1 : m])
            ):
                for k in range(n, m + 1):
                    out[k] = replace(tokens[k], kind="mark", classes=frozenset(), surface=" " * len(tokens[k].surface))
                break
    return out


def _circumstance(token: SpokenWord, concepts: Concepts, titled: Callable[[str], bool]) -> bool:
    if token.kind == "document":
        return True
    if token.kind != "word" or token.asks:
        return False
    if token.has("talk", "measure", "measure.document", "in") or token.surface in concepts.sets["paper"]:
        return True
    if token.content or token.phrase:
        scaled = next((s for s in concepts.sets["scaled"] if token.surface.startswith(s)), "")
        return len(token.surface) > 1 and titled(token.surface.removeprefix(scaled))
    return not token.classes


# ── clauses ──


def _clauses(text: str, tokens: list[SpokenWord], concepts: Concepts) -> tuple[tuple[tuple[SpokenWord, ...], ...], tuple[SpokenWord, ...]]:
    rows: list[list[SpokenWord]] = [[]]
    for token in tokens:
        if token.kind == "mark" and concepts.marks["breath"].search(token.surface):
            if rows[-1]:
                rows.append([])
        elif token.kind != "mark" and not token.surface.isspace():
            rows[-1].append(token)
    rows = [row for row in rows if row]
    rows, dropped = _corrections(text, rows, concepts)
    return tuple(tuple(row) for row in rows), tuple(dropped)


def corrections(text: str, concepts: Concepts) -> list[tuple[int, int]]:
    """Where what was said before is taken back: 哦不对, 我是说."""
    return sorted(
        [*(m.span() for m in concepts.marks["correction"].finditer(text)), *(m.span() for m in concepts.marks["restated"].finditer(text))]
    )


def _corrections(text: str, rows: list[list[SpokenWord]], concepts: Concepts) -> tuple[list[list[SpokenWord]], list[SpokenWord]]:
    """科技局，哦不对，商务局: what was said last holds; the last thing of the same kind before the word that takes it back is gone."""
    marks = corrections(text, concepts)
    dropped: list[SpokenWord] = []
    for begin, end in marks:
        after = [t for row in rows for t in row if t.start >= end]
        before = [t for row in rows for t in row if t.end <= begin]
        inside = [t for row in rows for t in row if begin <= t.start and t.end <= end]
        if not after or not before:
            continue
        new = next((t for t in after if t.kind != "word" or t.classes & _KINDS or t.content), None)
        if new is None:
            continue
        old = next((t for t in reversed(before) if _alike(t, new, concepts)), None)
        gone = [*inside]
        if old is not None:
            gone += _whole(before, old)
        elif new.kind in ("tasknumber", "loosenumber"):  # 办展会那事儿，不对，是26条: a number replaces words
            gone += [t for t in before if t.content]
        dropped += gone
        rows = [[t for t in row if t not in gone] for row in rows]
    return [row for row in rows if row], dropped


def _whole(tokens: list[SpokenWord], last: SpokenWord) -> list[SpokenWord]:
    """无人|船: a word of content with those it touches, which the dictionary has in pieces."""
    out = [last]
    while last.content and (touching := next((t for t in tokens if t.content and t.end == out[-1].start), None)) is not None:
        out.append(touching)
    return out


def _alike(a: SpokenWord, b: SpokenWord, concepts: Concepts) -> bool:
    numbers = ("tasknumber", "loosenumber", "number", "quantity")
    if a.kind in numbers and b.kind in numbers:
        return True
    if b.kind == "unit" and a.content and a.surface.endswith(tuple(concepts.sets["office"])):
        return True  # 科技局，哦不对，商务局: whether there is one or not
    if a.kind != b.kind:
        return False
    if a.kind == "word":
        return bool(a.classes & _KINDS and b.classes & _KINDS) or (a.content and b.content and not a.classes and not b.classes)
    return True
