"""What a sum or a share is paid as, and to whom: 奖励, 一次性补助; the kind of firm, the project. The words are in `indicators.toml`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from zhengpu.graph.quantities import Quantity
from zhengpu.ingest.targets.sentences import PassageSentence

__all__ = ["Named", "Payments", "either_word"]

_LONGEST = 16
"""A longer condition names what is paid for by its last noun alone."""
_WIDEST = 120
"""Characters before a number in its segment that tell what is paid: a longer segment is a list."""
_NEAR = 3
_LONGEST_LIST = 24
"""Numbers behind a sum that are asked for the payment they share."""

Named = Sequence[tuple[Quantity, str | None]]
"""The quantities before, with what they count."""


def either_word(words: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first."""
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")"


class Payments:
    """Names payments; `plain` takes numbers of items, comparisons and long brackets off a phrase."""

    def __init__(self, table: Mapping[str, Any], plain: Callable[[str], str]) -> None:
        words, patterns = table["words"], table["pattern"]
        adverb, nouns = either_word(words["adverb"]), either_word(words["payment"])
        paying, whom = either_word(words["paying"]), either_word(words["whom"])
        self._plain = plain
        attribute = rf"{either_word(words['attribute'])}(?={either_word([*words['aim'], *words['using']])})"
        self._using = re.compile(rf"^(?:(?:{adverb}|{attribute}|{either_word(words['using'])})(?!、))+")
        self._payment = re.compile(rf"(?P<kind>[一-龥“”]{{0,12}}?)(?P<noun>{nouns}+)")
        self._paying = re.compile(rf"{paying}+(?:[^、]*)$")
        self._handing = re.compile(rf"^.*{either_word(words['handing'])}|^{adverb}+|^{paying}(?!性)")
        self._before = re.compile(
            rf"(?P<kind>{either_word(words['kind'])}*)(?P<noun>{nouns})(?P<to>{patterns['given_to']}{{2,10}}?)?{whom}*$"
        )
        self._to = re.compile(rf"{either_word(words['handing'])}(?P<to>{patterns['given_to']}{{2,14}}?)(?:{patterns['up_to']}|{paying})*$")
        self._named_payment = re.compile(rf"{either_word(words['kind'])}*{nouns}+$")
        self._only_paying = re.compile(rf"(?:{adverb}|{paying})*")
        self._short = dict(zip("奖补", words["short_payment"], strict=True))
        self._is = {
            name: re.compile(patterns[name])
            for name in ("each", "payer", "handed", "place", "rest", "once", "rate", "case", "turn", "short_payment")
        }

    def without_payer(self, phrase: str) -> str:
        """A phrase without the budget or level that pays and the turn in which it does; nothing if only words of paying are left."""
        said = self._is["payer"].sub("", self._is["turn"].sub("", phrase))
        return "" if self._only_paying.fullmatch(said) else said

    def kind(self, part: PassageSentence, quantity: Quantity) -> str | None:
        """What kind of payment a sum or share is: 一次性奖励, 省财政补助; None if it is none."""
        if quantity.kind not in ("money", "ratio"):
            return None
        segment = part.segment(quantity.number)
        opens = max(segment[0], quantity.start - _WIDEST)
        if quantity.kind == "ratio" and self._is["rate"].search(part.text, opens, quantity.start):
            return None
        at = part.place(quantity)
        later = part.quantities[at : at + _LONGEST_LIST]
        ends = [*(each.number for each in part.quantities[at + 1 : at + _LONGEST_LIST + 1]), part.end][: len(later)]
        reach = part.end if self._is["rest"].search(part.text, opens, quantity.start) else segment[1]
        for each, end in zip(later, ends, strict=True):
            match = self._payment.search(part.text, each.end, min(end, reach))
            if match and (each is not quantity or quantity.kind == "money" or match.start() <= quantity.end + _NEAR):
                once = self._is["once"].search(part.text, opens, each.end) if "次" not in match["kind"] else None
                return (once[0] if once else "") + self._handing.sub("", match["kind"].lstrip("的以内")) + match["noun"]
        first = part.run(quantity)[0]
        ahead = part.text[max(segment[0], first.number - _WIDEST) : first.number]
        match = self._before.search(ahead) if quantity.kind == "money" else None
        if match:
            return match["kind"] + match["noun"]
        short = self._is["short_payment"].search(ahead) if quantity.kind == "money" else None
        return self._short[short[1]] if short else None  # 再奖5万元

    def thing(self, part: PassageSentence, clause: tuple[int, int], before: str, named: Named) -> str | None:
        """What is paid for: whom it is given, the subject of the clause, else the case before (对…, …的).

        `before` is what the clause says before the number.
        """
        short = self._is["short_payment"].search(before)
        before = before[: short.start(1)] if short else before
        for given in (self._to.search(before), self._before.search(before)):
            if given and given["to"] and not self._only_paying.fullmatch(given["to"]):
                return given["to"]
        if own := self._recipient(self._paying.sub("", before), named):
            return own
        told = {quantity.number for quantity, _ in named[-_LONGEST_LIST:]}
        for back, place in enumerate(part.segments_before(clause[0])):
            each = part.text[slice(*place)]
            if back >= _NEAR or any(quantity.number in told for quantity in part.quantities_in(*place)):
                break
            if (not back or self._is["case"].match(each) or each.endswith("的")) and (found := self._recipient(each, named)):
                return found
        above = named[-1][1] if named and named[-1][0].number >= part.start else None
        return self._named_payment.sub("", above) if above else None  # …资助，最高资助100万元

    def _recipient(self, phrase: str, named: Named) -> str:
        """对新认定的甲类企业 → 甲类企业; 使用乙类服务的 → 乙类服务; 发放丙券 → 丙券; 每个项目 → the projects named before."""
        if match := self._is["handed"].search(phrase):
            return match[1]
        if any(char.isdigit() for char in phrase):
            phrase = self._paying.sub("", phrase)
        phrase = self._plain(self._is["payer"].sub("", self._is["turn"].sub("", phrase))).rstrip("的")
        if match := self._is["place"].match(phrase):
            phrase = phrase[match.end() :]
        phrase = self._using.sub("", phrase)
        if match := self._is["each"].match(phrase):
            kind = phrase[len(match[0]) :] or match[0][-2:]
            return next((name for _, name in reversed(named) if name and name.endswith(kind)), phrase)
        for mark in ("的", "）", "、", "或"):  # the last noun of a long condition or list
            if len(phrase) > _LONGEST:
                phrase = phrase.rsplit("（", 1)[0] if mark == "）" and phrase.endswith(mark) else phrase.rsplit(mark, 1)[-1]
        return phrase if 2 <= len(phrase) <= _LONGEST else ""
