"""What is known of words beside what two plans say: where words end, how rare each is in ordinary Chinese, which stand for one matter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

__all__ = ["PLAIN_WORDING", "Wording"]


def _none(_text: str) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Wording:
    """`cut` cuts a text into words; `rarity` tells of a word from 0 (everywhere) to 1; `matters` maps the matters a text speaks of to the
    word it uses for each (养老: 为老服务)."""

    cut: Callable[[str], Iterable[str]]
    rarity: Callable[[str], float]
    matters: Callable[[str], Mapping[str, str]] = _none


PLAIN_WORDING = Wording(tuple, lambda _word: 1.0)
"""Every character a word, none rarer than another."""
