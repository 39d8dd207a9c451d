"""A store made from the annotated plans, for work on questions before (and apart from) reading: gold JSON + text → store."""

from __future__ import annotations

import json
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from benchmarks.materials import SHARED
from zhengpu.graph.chinese import Passage
from zhengpu.graph.facts import Span
from zhengpu.graph.offices import load_offices
from zhengpu.graph.store import EmbeddedStore
from zhengpu.ingest.assemble import assemble
from zhengpu.ingest.claims import Citation, Claims, Deadline, Duty, FundingClaim, Mention, TargetClaim
from zhengpu.ingest.document import Document
from zhengpu.ingest.plan import Basis, DocumentHead, Found, Plan, Section, Task
from zhengpu.ingest.resolve import resolve

__all__ = ["SHARED", "gold_store"]


class _Squeezed:
    """The text without blanks, every character with its place in the original."""

    def __init__(self, text: str) -> None:
        self.text = text
        kept = [(unicodedata.normalize("NFKC", c)[:1], i) for i, c in enumerate(text) if not c.isspace()]
        self.chars = "".join(c for c, _ in kept)
        self.places = [i for _, i in kept]

    def find(self, wanted: str, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
        folded = "".join(unicodedata.normalize("NFKC", c)[:1] for c in wanted if not c.isspace())
        at = self.chars.find(folded, start, len(self.chars) if end is None else end)
        return None if at < 0 or not folded else (at, at + len(folded))

    def span(self, start: int, end: int) -> Span:
        return Span(self.places[start], self.places[end - 1] + 1)


def _plan(gold: dict[str, Any], text: str) -> tuple[Plan, Claims]:
    squeezed = _Squeezed(text)
    whole = Span(0, 1)

    def found(value: str | None) -> Found | None:
        at = squeezed.find(value) if value else None
        return Found(value, squeezed.span(*at) if at else whole) if value else None

    def all_found(values: Iterable[str]) -> tuple[Found, ...]:
        return tuple(f for f in map(found, values) if f)

    doc = gold["document"]
    year, month, day = doc["issued"].split("-")
    printed = squeezed.find(f"{year}年{int(month)}月{int(day)}日")
    head = DocumentHead(
        title=found(doc["title"]),
        number=found(doc["number"]),
        issuer=found(doc["issuer"]),
        issued=Found(doc["issued"], squeezed.span(*printed) if printed else whole),
        jurisdiction=found(doc["jurisdiction"]),
        interpreted_by=found(doc["interpreted_by"]),
        recipients=all_found(doc["recipients"]),
        copied_to=all_found(doc["copied_to"]),
        based_on=tuple(Basis(b["title"], b["number"], squeezed.span(*(squeezed.find(b["title"]) or (0, 1)))) for b in doc["based_on"]),
    )
    paths = {s["path"]: i for i, s in enumerate(gold["sections"])}
    sections = []
    for s in gold["sections"]:
        ordinal = s["path"].rsplit("/", 1)[-1]
        at = squeezed.find(f"{ordinal}、{s['title']}") or squeezed.find(f"{ordinal}{s['title']}") or squeezed.find(s["title"]) or (0, 1)
        end = at[1] + len(f"({s['work_group']}负责)") if s["work_group"] else at[1]
        parent = paths.get(s["path"].rpartition("/")[0])
        group = Found(s["work_group"], squeezed.span(at[1] + 1, end - 3)) if s["work_group"] else None
        sections.append(Section(s["path"], s["title"], squeezed.span(at[0], end), parent, group))
    starts, cursor = [], 0
    for t in gold["tasks"]:
        at = (
            squeezed.find(f"{t['number']}.{t['title']}。", cursor)
            or squeezed.find(f"{t['title']}。", cursor)
            or squeezed.find(t["title"], cursor)
            or (cursor, cursor + 1)
        )
        starts.append(at)
        cursor = at[1]
    section_starts = sorted(bisect_left(squeezed.places, s.span.start) for s in sections)
    tasks, duties, cites, mentions, targets, deadlines, funding = [], [], [], [], [], [], []  # type: ignore[var-annotated]
    for i, t in enumerate(gold["tasks"]):
        start = starts[i][0]
        end = starts[i + 1][0] if i + 1 < len(starts) else len(squeezed.chars)
        end = min([end, *(s for s in section_starts if s > start)])
        close = max(squeezed.chars.rfind(c, start, end) for c in "。)）〕")
        end = close + 1 if close > start else end

        def place(value: str, start: int = start, end: int = end) -> Span:
            at = squeezed.find(value, start, end) or squeezed.find(value.split("…")[0][:6], start, end) or (start, start + 1)
            return squeezed.span(*at)

        passage = Passage(
            squeezed.chars[start:end].replace("(", "（").replace(")", "）").replace(",", "，"), tuple(squeezed.places[start:end])
        )
        task = Task(t["number"], t["title"], place(t["title"]), passage, paths.get(t["section"]))
        tasks.append(task)
        last = start
        for order, r in enumerate(t["responsibility"], 1):
            at = squeezed.find(r["unit"], last, end)
            if order == 1:
                where = squeezed.chars.rfind("".join(unicodedata.normalize("NFKC", c)[:1] for c in r["unit"]), start, end)
                at = (where, where + len(r["unit"])) if where >= 0 else at
                last = where if where >= 0 else start
            span = squeezed.span(*(at or (start, start + 1)))
            clause = squeezed.span(max(start, last - 1), end) if end - last < 380 else span
            if span not in clause:
                clause = span
            duties.append(Duty(i, r["unit"], r["role"], order, span, clause, "gold", r.get("canonical")))
        cites += [Citation(i, c["title"], c["number"], place(c["title"]), "gold", c.get("canonical")) for c in t["cites"]]
        for kind, name in (("Programme", "programmes"), ("Project", "projects"), ("Place", "places"), ("Topic", "topics")):
            mentions += [Mention(i, kind, label, place(label), "gold") for label in t[name]]  # type: ignore[arg-type]
        targets += [_target(i, g, place(g["text"])) for g in t["targets"]]
        deadlines += [Deadline(i, code, place(_printed(code)), "gold") for code in t["deadlines"]]
        for f in t["funding"]:
            share = None if f["share"] is None else Decimal(str(f["share"]))
            funding.append(FundingClaim(i, f["funder"], f["object"], f["amount"], share, place(f["object"] or f["funder"]), "gold"))
    for g in doc["headline_targets"]:
        at = squeezed.find(g["text"]) or (0, 1)
        targets.append(_target(None, g, squeezed.span(*at)))
    plan = Plan(head, tuple(sections), tuple(tasks), gold.get("numbering", "printed"))
    return plan, Claims(tuple(duties), tuple(cites), tuple(mentions), tuple(targets), tuple(deadlines), tuple(funding))


def _printed(code: str) -> str:
    if code.startswith("monthly:"):
        return f"每月{code.partition(':')[2]}日"
    return f"{code[:4]}年" if code[:4].isdigit() else code


def _target(task: int | None, gold: dict[str, Any], span: Span) -> TargetClaim:
    def decimal(value: Any) -> Decimal | None:
        return None if value is None else Decimal(str(value))

    return TargetClaim(
        task,
        gold["text"],
        gold["indicator"],
        gold["op"],
        decimal(gold["value"]),
        decimal(gold["value2"]),
        gold["unit"],
        gold["deadline"],
        span,
        "gold",
    )


def gold_store(names: Sequence[str] = ()) -> EmbeddedStore:
    """The annotated plans whose file names start with one of `names` (all of them without any)."""
    store, offices = EmbeddedStore(None), load_offices()
    for path in sorted((SHARED / "eval").glob("*.gold.json")):
        stem = path.name.removesuffix(".gold.json")
        if names and not stem.startswith(tuple(names)):
            continue
        gold = json.loads(path.read_text("utf-8"))
        text = (SHARED / "samples" / f"{stem}.txt").read_text("utf-8")
        plan, claims = _plan(gold, text)
        resolved = resolve(plan, claims, offices, offices.places, store.names)
        store.replace(assemble(Document(stem, "text/plain", text), plan, claims, resolved, store.names))
    return store
