"""The question book: answers over the sample plan, over other plans, over several; and what must not be answered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from benchmarks.judge import judge
from zhengpu.graph.ontology import load_ontology
from zhengpu.graph.store import EmbeddedStore
from zhengpu.ingest.files.reading import read
from zhengpu.ingest.pipeline import learn, load_reader
from zhengpu.query.answer import as_json
from zhengpu.query.asking import Asker
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


UNSURE = pytest.mark.xfail(strict=True, reason="read rightly, but not told: too little speaks for it")
MISSED = {"d059b"}
ASKED = [pytest.param(row, marks=UNSURE if row["id"] in MISSED else ()) for row in (*rows("sample"), *rows("other_plans"))]


@pytest.mark.parametrize("row", ASKED, ids=lambda row: f"{row['id']} {row['question']}")
def test_the_question_has_its_answer(row: dict[str, Any]) -> None:
    book = asker(tuple(row["plans"]))
    answer = book.ask(row["question"], today=TODAY)
    assert judge(row, as_json(answer)) == "", as_json(answer)
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
