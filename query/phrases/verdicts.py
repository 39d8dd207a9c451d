"""Yes or no of one sentence: whether what is asked may, must or is to be, by the words of permission, duty and denial on both sides."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

__all__ = ["Verdict", "Verdicts", "load_verdicts"]

Sort = Literal["permit", "oblige", "is"]
_DOUBLED = re.compile(r"(.)[不没]\1|不$")
"""要不要, 看不看, …不: asks, and denies nothing."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`said`: yes or no; `sort`: what was asked for; `plain`: the sentence has a word that says so, rather than saying it by being there."""

    said: bool
    sort: Sort
    plain: bool


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Words of questions and sentences, longest first: see `verdicts.toml`."""

    permit: tuple[str, ...]
    oblige: tuple[str, ...]
    permits: tuple[str, ...]
    forbids: tuple[str, ...]
    requires: tuple[str, ...]
    frees: tuple[str, ...]
    denies: tuple[str, ...]

    def of(self, question: str, sentence: str, *, denied: bool = False) -> Verdict:
        """What a stretch of a sentence says to a question about it. `denied`: the question itself says no (不用公布，是不是).

        >>> verdicts = load_verdicts()
        >>> verdicts.of("原始数据能不能转手卖", "不得对原始数据进行交易").said
        False
        >>> verdicts.of("放映收入用不用交增值税", "放映收入免征增值税").said
        False
        >>> verdicts.of("自己添点指标让不让", "各地可以适当补充指标").said
        True
        >>> verdicts.of("不用对外公布，是不是", "及时向社会公布", denied=True).said
        False
        """
        sort: Sort = "permit" if _first(question, self.permit) else "oblige" if _first(question, self.oblige) else "is"
        forbidden, freed = _first(sentence, self.forbids), _first(sentence, self.frees)
        permitted, required = _first(sentence, self.permits), _first(sentence, self.requires)
        freed_of = bool(freed) and freed[:1] not in _DOUBLED.sub("", question)
        plain = bool(forbidden or freed_of or permitted or required)
        if sort == "permit":
            said = not forbidden
        elif sort == "oblige":
            said = not (forbidden or freed_of or (permitted and not required))
        else:
            said = not (forbidden or freed_of or (not plain and not freed and _first(sentence, self.denies)))
        return Verdict(said is not denied, sort, plain)


def _first(text: str, words: tuple[str, ...]) -> str:
    return next((word for word in words if word in text), "")


@cache  # a constant of the installed program
def load_verdicts() -> Verdicts:
    """Read `verdicts.toml`."""
    data = tomllib.loads(resources.files("zhengpu.query.phrases").joinpath("verdicts.toml").read_text("utf-8"))
    rows = {**data["question"], **data["sentence"]}
    return Verdicts(**{name: tuple(sorted(words, key=lambda w: -len(w))) for name, words in rows.items()})
