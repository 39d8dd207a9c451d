"""Fuzzed inputs: no crash, no hang, every span exact. `make test` runs a fixed few, `make soak` ten thousand."""

from __future__ import annotations

import random

import pytest

from zhengpu.graph.errors import InputError
from zhengpu.ingest.files.reading import read
from zhengpu.ingest.pipeline import learn, load_reader
from zhengpu.settings import data_folder

READER = load_reader()
SAMPLE = (data_folder() / "xinjiang-2022-26.txt").read_text("utf-8")
PIECES = (
    "（）()〔〕[]《》“”：；，。、\n\n\t 　1１"
    "一（一）①第条章牵头配合负责单位：各县（市、区）2025年底前100万元50%以上每月10日前\ue000\ufeff\u200b欗𠀀"
)


def damaged(seed: int) -> bytes:
    """A stretch of the sample cut, shuffled, doubled, sprinkled and encoded in one of many ways; always the same for a seed."""
    rng = random.Random(seed)
    start = rng.randrange(len(SAMPLE))
    text = list(SAMPLE[start : start + rng.choice((0, 1, 20, 300, 2_000))])
    for _ in range(rng.choice((0, 3, 40, 400))):
        at = rng.randrange(len(text) + 1)
        kind = rng.randrange(5)
        if kind == 0:
            text.insert(at, rng.choice(PIECES))
        elif kind == 1 and text:
            del text[min(at, len(text) - 1)]
        elif kind == 2 and text:
            text[at:at] = text[max(0, at - rng.randrange(12)) : at] * rng.randrange(1, 6)
        elif kind == 3:
            text[at:at] = [chr(rng.choice((rng.randrange(32, 127), rng.randrange(0x4E00, 0x9FFF), rng.randrange(0x20, 0xD7FF))))]
        elif text:
            text[at : at + 30] = reversed(text[at : at + 30])
    data = "".join(text).encode(rng.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16")), errors="ignore")
    if rng.random() < 0.1:  # bytes of no encoding at all
        cut = rng.randrange(len(data) + 1)
        data = data[:cut] + rng.randbytes(rng.randrange(1, 40)) + data[cut:]
    return data


def check(seed: int) -> None:
    try:
        document = read(damaged(seed), f"{seed}.txt")
    except InputError:
        return
    learned = learn(document, READER, topics=False)
    for fact in learned.graph.facts:
        for evidence in fact.evidence:
            assert document.text[evidence.span.slice] == evidence.quote
    assert learned.report.tasks == len(learned.plan.tasks)


@pytest.mark.parametrize("seed", range(60))
def test_a_few_fuzzed_inputs(seed: int) -> None:
    check(seed)


@pytest.mark.soak
@pytest.mark.parametrize("hundred", range(100))
def test_ten_thousand_fuzzed_inputs(hundred: int) -> None:
    for seed in range(1000 + hundred * 100, 1100 + hundred * 100):
        check(seed)
