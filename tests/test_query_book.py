"""The question book: answers over the sample plan, over other plans, over several; and what must not be answered."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from graph.ontology import load_ontology
from graph.store import EmbeddedStore
from ingest.pipeline import learn, load_reader
from ingest.reading import read
from query.answer import Answer, Item, as_json
from query.asking import Asker
from zhengpu.settings import data_folder

HERE = Path(__file__).parent
TODAY = date(2022, 11, 1)
SAMPLE = "sample"


@cache
def asker(plans: tuple[str, ...]) -> Asker:
    """An asker over these plans as the product reads them."""
    store = EmbeddedStore(None)
    reader = load_reader(store.names)
    for plan in plans:
        path = data_folder() / "xinjiang-2022-26.txt" if plan == SAMPLE else HERE / "plans" / f"{plan}.txt"
        store.replace(learn(read(path.read_bytes(), path.name), reader, topics=False).graph)
    return Asker(store, load_ontology())


def rows(name: str) -> Iterator[dict[str, Any]]:
    for line in (HERE / "questions" / f"{name}.jsonl").read_text("utf-8").splitlines():
        yield {"plans": [SAMPLE], **json.loads(line)}


def fold(text: object) -> str:
    return re.sub(r"[\s“”《》。，,；;、]", "", unicodedata.normalize("NFKC", str(text or "")))


def alike(a: object, b: object, share: float = 0.5) -> bool:
    x, y = fold(a), fold(b)
    return bool(x and y) and (x == y or (min(len(x), len(y)) >= share * max(len(x), len(y)) and (x in y or y in x)))


def fits(kind: str, item: Item, want: Any) -> bool:
    """Whether an item of the answer is the expected one."""
    match kind:
        case "tasks" if isinstance(want, list):
            return item.number == want[1] and want[0] in (item.document_number, item.document_title)
        case "tasks":
            return item.number == want
        case "value":
            last = item.value2 if want.get("end") == "to" else item.value
            return last is not None and float(last) == want["value"] and fold(item.unit) == fold(want["unit"])
        case "funding":
            return item.funder == want["funder"] and item.share is not None and float(item.share) == want["share"]
        case "date":
            return want in (item.date, item.label)
        case "targets" | "text":
            return alike(item.text, want) or alike(item.label, want)
        case "documents":
            return want in (item.document_number, item.label) or alike(item.label, want)
        case _:
            return fold(want) in (fold(item.label), fold(item.canonical))


def right(row: dict[str, Any], answer: Answer) -> bool:
    if answer.outcome not in row.get("outcome", ["answered"]):
        return False
    if row["kind"] == "none":
        return True
    if bool(row.get("relaxed")) != answer.relaxed:
        return False
    if row["kind"] == "count":
        return [answer.count] == row["answer"]
    if row["kind"] == "yesno":
        return [answer.boolean] == row["answer"]
    left = list(answer.items)
    for want in row["answer"]:
        found = next((i for i in left if fits(row["kind"], i, want)), None)
        if found is None:
            return False
        left.remove(found)
    return all(any(fits(row["kind"], i, also) for also in row.get("also", [])) for i in left)


@pytest.mark.parametrize("row", [*rows("sample"), *rows("other_plans")], ids=lambda row: f"{row['id']} {row['question']}")
def test_the_question_has_its_answer(row: dict[str, Any]) -> None:
    book = asker(tuple(row["plans"]))
    answer = book.ask(row["question"], today=TODAY)
    assert right(row, answer), f"{row['answer']} ≠ {as_json(answer)}"
    texts = {d.key: book.known.store.text(d.iri) or "" for d in book.known.wording.documents}
    for item in answer.items:
        assert item.evidence
        for quote in item.evidence:
            assert texts[quote.document][quote.start : quote.end] == quote.quote
            assert len(quote.quote) <= 400


@pytest.mark.parametrize("row", list(rows("no_answer")), ids=lambda row: f"{row['id']} {row['question']}")
def test_what_cannot_be_known_is_not_answered(row: dict[str, Any]) -> None:
    answer = asker((SAMPLE,)).ask(row["question"], today=TODAY)
    assert answer.outcome in row["outcome"], answer.answer
    assert answer.note
