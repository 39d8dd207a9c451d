"""A text read back from pages is the list that its plain text gives: law 3 over the golden plans."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from benchmarks.renderings.typeset import as_ofd_pages, as_pdf_pages, set_paragraphs
from zhengpu.ingest.document import Document
from zhengpu.ingest.files.reading import read
from zhengpu.ingest.pipeline import Learned, Reader, learn, load_reader

PLANS = Path(__file__).parent / "plans"
NAMES = ("long_county_plan", "city_notice_with_plan", "chapters_and_articles", "contents_without_pages")


@cache
def reader() -> Reader:
    return load_reader()


def told(learned: Learned) -> list[tuple[int, str, list[tuple[str, str]]]]:
    duties = learned.claims.duties
    return [
        (task.number, task.title, [(duty.unit, duty.role) for duty in duties if duty.task == i])
        for i, task in enumerate(learned.plan.tasks)
    ]


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("ending", ["pdf", "ofd"])
def test_pages_give_what_the_text_gives(name: str, columns: int, ending: str) -> None:
    text = (PLANS / f"{name}.txt").read_text(encoding="utf-8")
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    leaves = set_paragraphs(lines, columns=columns, size=14.0 if columns == 1 else 10.5)
    data = as_pdf_pages(leaves) if ending == "pdf" else as_ofd_pages(leaves)
    paged = learn(read(data, f"plan.{ending}", isolate=False), reader(), topics=False)
    assert told(paged) == told(learn(Document("plan.txt", "text/plain", "\n".join(lines)), reader(), topics=False))
