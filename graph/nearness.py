"""Names that are nearly in a text: one wrong or missing character, or pinyin instead of characters."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from typing import Literal

from zhengpu.graph.forms import AFTER, Forms

__all__ = ["Nearness"]

Way = Literal["typo", "pinyin"]
Match = tuple[int, int, str, Way]

_SHORTEST = 4
"""Shorter names have too many neighbours: 文旅局 with one character less is anything."""
_LONGEST = 80
_LATIN = re.compile(r"[a-z][a-z' ]*[a-z]")


class Nearness:
    """Approximate search over folded surfaces.

    One mistake leaves either the first or the second half of a name intact, so the names that begin or end with characters of the text
    are looked up and a comparison of their other half decides: time grows with the text, not with the number of names.

    >>> from zhengpu.graph.forms import Listed, NamedThing
    >>> forms = Listed([(name, NamedThing(None, "Unit", name)) for name in ("县文旅局", "文旅局")], str)
    >>> list(Nearness(forms).find("请问县文局在哪"))
    [(2, 5, '县文旅局', 'typo')]
    >>> list(Nearness(forms).find("wen lv ju牵头"))
    [(0, 9, '文旅局', 'pinyin')]
    """

    def __init__(self, forms: Forms) -> None:
        self._forms = forms
        data = tomllib.loads(files("zhengpu.graph").joinpath("gazetteers", "nearness.toml").read_text(encoding="utf-8"))
        self._rigid = frozenset(data["rigid"])
        self._sounds = cache(_sounds)

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
        for start in range(len(text)):
            for end in range(start + _SHORTEST // 2, min(start + _LONGEST // 2, len(text)) + 1):
                half, size = text[start:end], end - start
                for is_left, surfaces in (
                    (True, self._forms.starting(half, (2 * size, 2 * size + 1))),
                    (False, self._forms.ending(half, (2 * size - 1, 2 * size))),
                ):
                    for surface in surfaces:
                        if len(surface) >= _SHORTEST and not surface.isascii():
                            found.update(self._compared(text, start, end, surface, is_left))
        return found

    def _compared(self, text: str, start: int, end: int, surface: str, is_left: bool) -> Iterator[Match]:
        """The places where the other half stands beside this one with one mistake."""
        cut = len(surface) // 2
        rest = surface[cut:] if is_left else surface[:cut]
        for length in (len(rest), len(rest) - 1):
            a, b = (end, end + length) if is_left else (start - length, start)
            if length > 0 and a >= 0 and b <= len(text) and _one_off(rest, text[a:b], is_left, self._rigid):
                yield min(a, start), max(b, end), surface, "typo"

    def _spelt(self, text: str) -> Iterator[Match]:
        """Only whole runs, or runs that go on with another name: wenlvju inside xianwenlvjuzhang would be a guess."""
        for run in _LATIN.finditer(text):
            spelling = "".join(character for character in run[0] if character.isalpha())
            if len(spelling) >= _SHORTEST:
                yield from ((run.start(), run.end(), surface, "pinyin") for surface in self._pinyin(spelling))

    def _pinyin(self, spelling: str) -> Iterator[str]:
        from pypinyin import lazy_pinyin

        for surface in self._sounding("", spelling):
            if "".join(lazy_pinyin(surface)).replace("ü", "v") == spelling:  # which reading a character has depends on its word
                yield surface

    def _sounding(self, prefix: str, spelling: str) -> Iterator[str]:
        """The surfaces that begin so and whose other characters may sound like this: from one next character to another."""
        at = self._forms.first(prefix)
        if not spelling:
            if at == prefix and not prefix.isascii():
                yield prefix
            return
        while at is not None and at.startswith(prefix):
            if at == prefix:
                at = self._forms.first(prefix + "\0")
                continue
            character = at[len(prefix)]
            for sound in self._sounds(character):
                if spelling.startswith(sound):
                    yield from self._sounding(prefix + character, spelling[len(sound) :])
            at = self._forms.first(prefix + character + AFTER)


def _sounds(character: str) -> tuple[str, ...]:
    """Every reading of a character; a Latin letter is its own."""
    from pypinyin import Style, pinyin

    if character.isascii():
        return (character,)
    return tuple(dict.fromkeys(sound.replace("ü", "v") for sound in pinyin(character, style=Style.NORMAL, heteronym=True)[0] if sound))


def _one_off(right: str, written: str, is_tail: bool, rigid: frozenset[str]) -> bool:
    """One character wrong, or one missing that is neither the first nor the last of the whole name; never a rigid one."""
    if len(right) == len(written):
        wrong = [(a, b) for a, b in zip(right, written, strict=True) if a != b]
        return len(wrong) == 1 and not rigid & set(wrong[0]) and wrong[0][1].isalpha()
    same = next((i for i, (a, b) in enumerate(zip(right, written, strict=False)) if a != b), len(written))
    missing = right[same]
    outer = len(right) - 1 if is_tail else 0
    return same != outer and right[same + 1 :] == written[same:] and missing not in rigid
