"""Where a speaker pauses who sets no marks: behind the particles that end a clause or hold the floor (嘛, 啊, 呃)."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources
from itertools import pairwise

from zhengpu.query.words.speech import TaggedWord

__all__ = ["paused"]


def paused(text: str, cut: Callable[[str], Sequence[TaggedWord]]) -> str:
    """A comma behind each particle that stands as a word of its own inside a text, and before a word that goes on.

    >>> from zhengpu.query.words.speech import load_speech
    >>> paused("我是种地的嘛然后那个大棚啊补多少", load_speech().cut)
    '我是种地的嘛，然后那个大棚啊，补多少'
    >>> paused("酒吧街归谁管呢", load_speech().cut)
    '酒吧街归谁管呢'
    """
    particles, joining = _pauses()
    words = cut(text)
    if not any(w.surface in particles for w in words[:-1]):
        return text
    breaks = set()
    for before, word in pairwise(words):
        ends = before.surface in particles and word.surface not in particles
        if word.surface[:1].isalnum() and text[word.start - 1].isalnum() and (ends or word.surface in joining):
            breaks.add(word.start)
    return "".join(f"，{c}" if n in breaks else c for n, c in enumerate(text))


@cache  # a constant of the installed program
def _pauses() -> tuple[frozenset[str], frozenset[str]]:
    """Particles and words with which a speaker goes on, of `talk_around.toml`."""
    data = tomllib.loads(resources.files("zhengpu.query.hearing").joinpath("talk_around.toml").read_text("utf-8"))["pause"]
    return frozenset(data["particles"]), frozenset(data["joining"])
