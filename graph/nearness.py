"""Names that are nearly in a text: one wrong or missing character, or pinyin instead of characters."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from importlib.resources import files
from typing import Literal

from ahocorasick_rs import AhoCorasick

__all__ = ["Nearness"]

Way = Literal["typo", "pinyin"]
Match = tuple[int, int, str, Way]

_SHORTEST = 4
"""Shorter names have too many neighbours: 文旅局 with one character less is anything."""
_LATIN = re.compile(r"[a-z][a-z' ]*[a-z]")


class Nearness:
    """Approximate search over folded surfaces.

    One mistake leaves either the first or the second half of a name intact, so an automaton over halves proposes and a
    comparison of the other half decides: time grows with the text, not with the number of names.

    >>> list(Nearness(["县文旅局"]).find("请问县文局在哪"))
    [(2, 5, '县文旅局', 'typo')]
    >>> list(Nearness(["县文旅局"]).find("wenlvju")), list(Nearness(["文旅局"]).find("wen lv ju牵头"))
    ([], [(0, 9, '文旅局', 'pinyin')])
    """

    def __init__(self, surfaces: Sequence[str]) -> None:
        self._surfaces = tuple(surfaces)
        data = tomllib.loads(files("graph").joinpath("gazetteers", "nearness.toml").read_text(encoding="utf-8"))
        self._rigid = frozenset(data["rigid"])

    def find(self, text: str, known: Callable[[str], bool] | None = None) -> Iterator[Match]:
        """(start, end, surface, way), the best match at each place; several surfaces may share one place."""
        found = [match for match in (*self._typos(text), *self._spelt(text)) if known is None or not known(text[match[0] : match[1]])]
        taken: list[tuple[int, int]] = []
        for start, end, surface, way in sorted(found, key=lambda match: (match[0] - match[1], match[0], match[2])):
            if all(end <= a or b <= start or (start, end) == (a, b) for a, b in taken):
                taken.append((start, end))
                yield start, end, surface, way

    def _typos(self, text: str) -> set[Match]:
        found: set[Match] = set()
        if not self._halves[0]:
            return found
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            for surface, is_left in self._halves[1][index]:
                cut = len(surface) // 2
                rest = surface[cut:] if is_left else surface[:cut]
                for length in (len(rest), len(rest) - 1):
                    a, b = (end, end + length) if is_left else (start - length, start)
                    if length > 0 and a >= 0 and b <= len(text) and _one_off(rest, text[a:b], is_left, self._rigid):
                        found.add((min(a, start), max(b, end), surface, "typo"))
        return found

    def _spelt(self, text: str) -> Iterator[Match]:
        for run in _LATIN.finditer(text):
            letters = [(character, run.start() + i) for i, character in enumerate(run[0]) if character.isalpha()]
            spelling = "".join(character for character, _ in letters)
            if len(spelling) < 4:
                continue
            for first, last, surface in self._pinyin_in(spelling):
                yield letters[first][1], letters[last - 1][1] + 1, surface, "pinyin"

    def _pinyin_in(self, spelling: str) -> Iterator[tuple[int, int, str]]:
        """Only whole runs, or runs that go on with another name: wenlvju inside xianwenlvjuzhang would be a guess."""
        for surface in self._pinyin.get(spelling, ()):
            yield 0, len(spelling), surface

    @cached_property
    def _halves(self) -> tuple[tuple[str, ...], tuple[tuple[tuple[str, bool], ...], ...]]:
        halves: dict[str, list[tuple[str, bool]]] = {}
        for surface in self._surfaces:
            if len(surface) >= _SHORTEST and not surface.isascii():
                cut = len(surface) // 2
                halves.setdefault(surface[:cut], []).append((surface, True))
                halves.setdefault(surface[cut:], []).append((surface, False))
        return tuple(halves), tuple(tuple(each) for each in halves.values())

    @cached_property
    def _automaton(self) -> AhoCorasick:
        return AhoCorasick(self._halves[0])

    @cached_property
    def _pinyin(self) -> dict[str, list[str]]:
        from pypinyin import lazy_pinyin

        spelt: dict[str, list[str]] = {}
        for surface in self._surfaces:
            if not surface.isascii():
                spelt.setdefault("".join(lazy_pinyin(surface)).replace("ü", "v"), []).append(surface)
        return spelt


def _one_off(right: str, written: str, is_tail: bool, rigid: frozenset[str]) -> bool:
    """One character wrong, or one missing that is neither the first nor the last of the whole name; never a rigid one."""
    if len(right) == len(written):
        wrong = [(a, b) for a, b in zip(right, written, strict=True) if a != b]
        return len(wrong) == 1 and not rigid & set(wrong[0]) and wrong[0][1].isalpha()
    same = next((i for i, (a, b) in enumerate(zip(right, written, strict=False)) if a != b), len(written))
    missing = right[same]
    outer = len(right) - 1 if is_tail else 0
    return same != outer and right[same + 1 :] == written[same:] and missing not in rigid
