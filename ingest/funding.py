"""Who pays: funding clauses with payer, object, amount and share; the words are in `funding.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from itertools import pairwise
from typing import Any

from graph.chinese import Passage
from ingest.claims import FundingClaim
from ingest.quantity import Quantities, Quantity, load_quantities

__all__ = ["Funding", "load_funding"]

_SENTENCE = re.compile("[。！？\n]")
_PART = re.compile("[；]")
_PERIOD = re.compile("(?:每年|每月|每人每月|每人每年|每户每年)[^，。；\\d]{0,2}$")
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class _Payer:
    start: int
    end: int
    name: str


class Funding:
    """The reader of funding clauses.

    >>> text = "单个项目可给予最高1000万元省财政补助。"
    >>> [(f.funder, f.amount) for f in load_funding().read(Passage(text, tuple(range(len(text)))), 0)]
    [('省财政', '最高1000万元')]
    """

    def __init__(self, table: Mapping[str, Any], quantities: Quantities) -> None:
        patterns = table["pattern"]
        self._payer, self._tail, self._shared = (re.compile(patterns[name]) for name in ("payer", "tail", "shared"))
        self._paying, self._deny = re.compile(patterns["paying"]), re.compile(patterns["deny"])
        self._share, self._ratio = re.compile(patterns["share"]), re.compile(patterns["ratio"])
        self._quantities = quantities

    def read(self, passage: Passage, task: int, skip: Sequence[tuple[int, int]] = ()) -> tuple[FundingClaim, ...]:
        """Funding of a passage in order; `skip` are ranges that say nothing of money (clauses)."""
        found: list[FundingClaim] = []
        for start, end in _pieces(_SENTENCE, passage.text, 0, len(passage.text)):
            text = passage.text[start:end]
            if any(a <= start < b for a, b in skip) or not self._payer.search(text) or not self._paying.search(text):
                continue
            divided = list(self._divided(passage, start, end, task))
            found.extend(divided or self._paid(passage, start, end, task))
        return tuple(found)

    def _divided(self, passage: Passage, start: int, end: int, task: int) -> Iterator[FundingClaim]:
        """Several payers of one sum: each has its share."""
        text = passage.text
        shares: list[tuple[str, Decimal, int, int]] = []
        for match in self._share.finditer(text, start, end):
            shares.append((self._payer_in(match["payer"]) or match["payer"], Decimal(match["share"]), match.start(), match.end()))
        left = _HUNDRED - sum((share for _, share, _, _ in shares), Decimal(0))
        for match in self._ratio.finditer(text, start, end):
            parts = [Decimal(part) for part in re.split("[:：∶比]", match["parts"])]
            payers = self._several(match["payers"])
            if len(parts) != len(payers) or not sum(parts):
                continue
            whole = left if match["rest"] or shares else _HUNDRED
            shares += [(name, whole * part / sum(parts), match.start(), match.end()) for name, part in zip(payers, parts, strict=True)]
        if len(shares) < 2:
            return
        sums = [q for q in self._quantities.find(text[start:end]) if q.kind == "money"]
        paid = sums[0] if sums else None
        first = shares[0][2]
        for name, share, a, b in shares:
            yield FundingClaim(
                task=task,
                funder=name,
                object=_object(text, start, first),
                amount=_amount(text[start:end], paid) if paid else None,
                share=share.normalize(),
                span=passage.span(a, b),
                rule="shares",
            )

    def _paid(self, passage: Passage, start: int, end: int, task: int) -> Iterator[FundingClaim]:
        """Payers one after the other; each holds until the next or the end of the sentence."""
        text = passage.text
        payer: _Payer | None = None
        for first, last in _pieces(_PART, text, start, end):
            part = text[first:last]
            if found := self._payer.search(part):
                payer = _Payer(first + found.start(), first + found.end(), self._tail.sub("", found[0]))
            if payer is None or not self._paying.search(part) or self._deny.search(part):
                continue
            sums = self._sums(part)
            span = passage.span(first, last)
            amounts: list[str | None] = [_amount(part, q) for q in sums]
            for amount in amounts or [None]:
                for name in self._several(payer.name):
                    yield FundingClaim(task, name, part.strip("，"), amount, None, span, "payer")

    def _sums(self, part: str) -> list[Quantity]:
        """What is paid: sums of money; of rate and ceiling the ceiling; a rate alone."""
        found = list(self._quantities.find(part))
        paying = [m.start() for m in self._paying.finditer(part)]
        money = [
            q
            for q in found
            if q.kind == "money" and not part[q.end : q.end + 1].startswith("的") and "的，" not in part[q.end : q.end + 14]
        ]
        if money:
            return money[-1:] if len(money) > 1 and not all(part[a.end : b.start] == "、" for a, b in pairwise(money)) else money
        return [
            q
            for q in found
            if q.kind == "ratio" and part[q.end : q.end + 1] != "的" and any(q.end <= p <= q.end + 14 for p in paying) and q.op != "="
        ][:1]

    def _payer_in(self, text: str) -> str | None:
        match = self._payer.search(text)
        return self._tail.sub("", match[0]) if match else None

    def _several(self, printed: str) -> list[str]:
        """市、县财政 → 市财政, 县财政."""
        printed = re.sub("^(?:由|按)", "", printed.strip())
        if match := self._shared.match(printed):
            return [name + match[3] for name in (match[1], *match[2].strip("、").split("、"))]
        return printed.split("、") if re.search("财政、", printed) else [printed]


def _amount(text: str, quantity: Quantity) -> str:
    """A sum as printed, with its comparator and period."""
    start = quantity.start
    if match := _PERIOD.search(text[:start]):
        start = match.start()
    return text[start : quantity.end]


def _object(text: str, start: int, end: int) -> str | None:
    """What is paid for: the clause before the payers."""
    found = text[start:end].rstrip("，在由按、")
    return found or None


def _pieces(separator: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for match in separator.finditer(text, start, end):
        if match.start() > first:
            yield first, match.start()
        first = match.end()
    if end > first:
        yield first, end


def load_funding() -> Funding:
    """The reader with the words as shipped."""
    return Funding(tomllib.loads(files("ingest").joinpath("funding.toml").read_text(encoding="utf-8")), load_quantities())
