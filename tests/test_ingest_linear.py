"""The work of reading a sentence grows with its length: counted in characters given to patterns and in calls, never in seconds."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from zhengpu.graph.chinese import Passage
from zhengpu.ingest.targets.funding import load_funding
from zhengpu.ingest.targets.targets import load_targets

PIECES = [
    "5%、", "5%，", "8%和", "3个、", "60万元、", "每年7家、", "县财政补助6万元、", "到2031年达到9%，", "2031年4%、", "由6%到", "分别4%、",
    "对企业给予6万元，", "由市、县财政按4:6分担、", "30户以上的", "目前2个，", "每月10日前", "（2个", "不超过", "、", "第", "年",
]  # fmt: skip


class Counted:
    """A pattern that adds up how many characters it was given to look at."""

    def __init__(self, pattern: re.Pattern[str], spent: list[int]) -> None:
        self._pattern, self._spent = pattern, spent

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pattern, name)

    def _seen(self, found: re.Match[str] | None, text: str, start: int, end: int | None) -> re.Match[str] | None:
        self._spent[0] += max(0, (found.end() if found else len(text) if end is None else end) - start)
        return found

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        found = self._pattern.search(text, start, len(text) if end is None else end)
        return self._seen(found, text, start, end)

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        self._spent[0] += (len(text) if end is None else end) - start
        return self._pattern.finditer(text, start, len(text) if end is None else end)


def counted(reader: object, spent: list[int]) -> None:
    """Every pattern that a reader holds, at any depth, counts from now on."""
    waiting, known = [reader], set[int]()
    while waiting:
        held = waiting.pop()
        if id(held) in known:
            continue
        known.add(id(held))
        if isinstance(held, dict):
            for key, value in held.items():
                if isinstance(value, re.Pattern):
                    held[key] = Counted(value, spent)
                else:
                    waiting.append(value)
        elif type(held).__module__.startswith("zhengpu."):
            names = [*getattr(held, "__dict__", {}), *getattr(type(held), "__slots__", ())]
            for name in names:
                value = getattr(held, name, None)
                if isinstance(value, re.Pattern):
                    object.__setattr__(held, name, Counted(value, spent))
                else:
                    waiting.append(value)


@pytest.fixture(scope="module")
def work() -> Callable[[str], int]:
    spent, (targets, funding) = [0], (load_targets(), load_funding())
    counted(targets, spent)
    counted(funding, spent)

    def reading(text: str) -> int:
        passage, calls = Passage(text, tuple(range(len(text)))), [0]

        def seen(frame: object, event: str, said: object) -> None:
            calls[0] += event in ("call", "c_call")

        spent[0] = 0
        sys.setprofile(seen)
        try:
            targets.read(passage, 0, 2030)
            funding.read(passage, 0)
        finally:
            sys.setprofile(None)
        return spent[0] + calls[0]

    return reading


@pytest.mark.parametrize("piece", PIECES)
def test_twice_the_text_is_twice_the_work(work: Callable[[str], int], piece: str) -> None:
    once, twice = (work(piece * times + "。") for times in (300, 600))
    assert twice < 2.2 * once


@pytest.mark.parametrize("piece", ["6万元、", "对2家给予6万元，", "8%、"])
def test_a_payer_with_a_long_list_of_sums(work: Callable[[str], int], piece: str) -> None:
    once, twice = (work("县财政补助" + piece * times + "。") for times in (300, 600))
    assert twice < 2.2 * once


def test_what_counts_the_work_sees_a_search_from_the_beginning() -> None:
    spent = [0]
    pattern = Counted(re.compile("乙"), spent)
    for at in range(100):
        pattern.search("甲" * 100, 0, at)
    assert spent[0] == 99 * 100 // 2
