"""What the ontology shows of itself holds: every example sentence is extracted, every example question finds what stands beside it."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from zhengpu.graph.numerals import number
from zhengpu.graph.ontology import Kind, Relation, load_ontology
from zhengpu.graph.store import EmbeddedStore
from zhengpu.ingest.document import Document
from zhengpu.ingest.pipeline import learn, load_reader
from zhengpu.query.answer import Answer
from zhengpu.query.asking import Asker
from zhengpu.service import Zhengpu

ONTOLOGY = load_ontology()
TODAY = date(2022, 11, 1)
SHOWN: list[Kind | Relation] = [t for t in (*ONTOLOGY.kinds.values(), *ONTOLOGY.relations.values()) if t.example_sentence]
PLAN = {
    "letterhead": "",
    "number": "",
    "notice": "示例工作的通知",
    "recipient": "",
    "preamble": "为做好示例工作，制定本计划。",
    "section": "（一）示例工作",
    "task": "1.示例任务。做好示例。",
    "foot": "",
    "issued": "",
}
"""A paper line by line; an example sentence takes the place of the line where such sentences stand."""
SLOTS = {
    "zp:Document": "notice",
    "zp:documentNumber": "number",
    "zp:inDocument": "number",
    "dct:publisher": "letterhead",
    "zp:jurisdiction": "letterhead",
    "dct:issued": "issued",
    "zp:recipient": "recipient",
    "zp:copiedTo": "foot",
    "zp:interpretedBy": "foot",
    "eli:based_on": "preamble",
    "eli:repeals": "foot",
    "eli:amends": "preamble",
    "dct:replaces": "foot",
    "zp:Policy": "preamble",
    "zp:Section": "section",
    "zp:inSection": "section",
    "zp:workGroup": "section",
    "zp:Task": "task",
    "zp:text": "task",
}
ALWAYS = ("zp:Document", "zp:Section", "zp:Task", "zp:inDocument", "zp:inSection", "zp:text", "zp:topic")
"""What a plan has anyway; the example must then stand in it word for word."""


def written(shown: Kind | Relation | None) -> str:
    """The paper with an example in its place; a name alone stands in a sentence of a task."""
    lines = dict(PLAN)
    if shown is not None:
        slot = SLOTS.get(shown.term, "")
        lines[slot or "task"] = shown.example_sentence if slot else f"1.示例任务。{shown.example_sentence}"
        if slot == "letterhead":  # which has a number below it
            lines |= {"letterhead": shown.example_sentence.removesuffix("文件") + "文件", "number": "新政办发〔2022〕1号"}
    return "\n\n".join(line for line in lines.values() if line)


@cache
def store(shown: Kind | Relation | None) -> EmbeddedStore:
    held = EmbeddedStore(None)
    held.replace(learn(Document("示例", "text/plain", written(shown)), load_reader(held.names)).graph)
    return held


def said(shown: Kind | Relation, held: EmbeddedStore) -> set[str]:
    """What the graph holds of a kind or relation."""
    pattern = f"?s a {shown.term} . ?s rdfs:label ?o" if isinstance(shown, Kind) else f"?s {shown.term} ?o"
    return {str(row[0]) for row in held.query(f"SELECT ?o {{ {pattern} }}")}


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: shown.term)
def test_the_example_sentence_is_extracted(shown: Kind | Relation) -> None:
    found = said(shown, store(shown))
    assert found - said(shown, store(None)) or (shown.term in ALWAYS and found), written(shown)


def shown_answer(answer: Answer) -> str:
    """An answer as the ontology writes it: numbers of tasks, labels, a count, a value with its unit."""
    if answer.kind == "count":
        return str(answer.count)
    items = [item for item in answer.items if item.match not in ("heading", "synonym")]
    match answer.kind:
        case "tasks":
            told = [str(item.number) for item in items]
        case "value":
            told = [f"{number(item.value)}{item.unit}" for item in items if item.value is not None]
        case "funding":
            told = [f"{item.funder}{number(item.share)}%" for item in items if item.share is not None]
        case "text" | "targets":
            told = [item.text or "" for item in items]
        case _:
            told = [item.label or "" for item in items]
    return "；".join(told)


@pytest.mark.parametrize("shown", [t for t in SHOWN if t.example_question], ids=lambda shown: shown.term)
def test_the_example_question_finds_what_stands_beside_it(sample: Zhengpu, shown: Kind | Relation) -> None:
    """On the sample plan, or where that tells nothing of the kind (nobody guides there) on the example sentence's own."""
    there = sample.query(
        f"SELECT ?s {{ ?s {'a' if isinstance(shown, Kind) else ''} {shown.term} {'' if isinstance(shown, Kind) else '?o'} }}"
    )
    answer = (
        sample.ask(shown.example_question, today=TODAY)
        if len(there)
        else Asker(store(shown), ONTOLOGY).ask(shown.example_question, today=TODAY)
    )
    assert answer.outcome == "answered", answer.answer
    assert shown_answer(answer) == shown.example_answer
    assert all(item.evidence for item in answer.items)
