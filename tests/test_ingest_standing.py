"""What numbers do in their clauses: every example beside the words, and the cost of long lists."""

from __future__ import annotations

import time
import tomllib
from importlib.resources import files

import pytest

from zhengpu.graph.chinese import Passage
from zhengpu.ingest.targets.targets import load_targets

EXAMPLES = tomllib.loads(files("zhengpu.ingest.targets").joinpath("standing.toml").read_text("utf-8"))["examples"]["read"]
TARGETS = load_targets()


@pytest.mark.parametrize(("text", "expected"), EXAMPLES)
def test_what_a_number_does(text: str, expected: list[str]) -> None:
    found = [TARGETS.standing.why_not(part, quantity) or "target" for part in TARGETS.sentences(text, 2024) for quantity in part.quantities]
    assert found == expected


def cost(piece: str, times: int) -> float:
    """The least time of three readings: what another process takes away comes back in one of them."""
    text = piece * times
    passage, spent = Passage(text, tuple(range(len(text)))), []
    for _ in range(3):
        begun = time.process_time()
        TARGETS.read(passage, 0, 2024)
        spent.append(time.process_time() - begun)
    return min(spent)


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["7%、", "到2026年达到7%，", "给予6万元补助，", "新建3个市场、", "每年办2场会；", "3月"])
def test_the_cost_grows_with_the_text(piece: str) -> None:
    assert cost(piece, 1600) < 8 * 2.5 * cost(piece, 200)
