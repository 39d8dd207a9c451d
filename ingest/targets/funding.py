"""Who pays: funding clauses with payer, object, amount and share; the words are in `funding.toml`."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from importlib.resources import files
from itertools import pairwise, product
from typing import Any

from zhengpu.graph.chinese import Passage
from zhengpu.graph.folding import Folding, printed
from zhengpu.graph.quantities import Quantities, Quantity, load_quantities
from zhengpu.ingest.claims import FundingClaim
from zhengpu.ingest.targets.sentences import inside, pieces

__all__ = ["Funding", "load_funding"]

_SENTENCE = re.compile("[。！？\n]")
_PART = re.compile("；")
_SEGMENT = re.compile("，")
_NAMES = re.compile("[、和](?![^（]*）)")
_LIST = re.compile("(?:[、和](?=[^财]*$)|(?<=财政)[、和与及]|、)(?![^（]*）)")
_TITLE, _FILL = re.compile("《[^《》]{1,120}》"), "□"
_LISTED = re.compile("、[东中西南北]?[部区]?")
_RESPECTIVELY, _TENTH = "分别", "成"
_HUNDRED = Decimal(100)
_WIDEST = 80
"""Characters before a sum that tell whether it is paid, and how often."""
_NEAR = 14
"""A share is paid if the word of paying stands so near behind it."""


@dataclass(frozen=True, slots=True)
class _Share:
    """A payer's part of a divided sum, None if it is not said; `text[start:end]` says so."""

    payer: str
    percent: Decimal | None
    start: int
    end: int


class Funding:
    """The reader of funding clauses.

    >>> text = "单个项目可给予最高1000万元省财政补助。"
    >>> [(f.funder, f.amount) for f in load_funding().read(Passage(text, tuple(range(len(text)))), 0)]
    [('省财政', '最高1000万元')]
    """

    def __init__(self, table: Mapping[str, Any], quantities: Quantities) -> None:
        patterns = table["pattern"]
        fill = {name: patterns[name] for name in ("level", "named", "budget")}
        fill["gives_it"] = patterns["gives_it"].format_map(fill)
        fill |= {name: patterns[name].format_map(fill) for name in ("funds", "levels", "both", "each", "government")}
        payer = patterns["payer"].format_map(fill)
        self._payer, self._head = re.compile(payer), re.compile(patterns["money"])
        self._tail, self._shared = re.compile(patterns["tail"]), re.compile(patterns["shared"])
        self._paying, self._deny, self._period = (re.compile(patterns[name]) for name in ("paying", "deny", "period"))
        self._gives, self._said = re.compile(patterns["gives"]), re.compile(rf"\d|{patterns['paying']}")
        self._whom, self._given = re.compile(patterns["whom"]), re.compile(patterns["given"])
        self._standard, self._sought, self._together, self._glued, self._rated, self._other, self._its_sum, self._own = (
            re.compile(patterns[name]) for name in ("standard", "sought", "together", "glued", "rated", "other", "its_sum", "own")
        )
        whole = {"payer": payer, "divide": patterns["divide"], "part": patterns["part"]}
        self._share, self._each, self._ratio, self._rest = (
            re.compile(patterns[name].format_map(whole)) for name in ("share", "respectively", "ratio", "rest")
        )
        self._quantities, self._folding = quantities, Folding()

    def read(self, passage: Passage, task: int, skip: Sequence[tuple[int, int]] = ()) -> tuple[FundingClaim, ...]:
        """Funding of a passage in order; `skip` are ranges that say nothing of money (clauses)."""
        plain = self._folding.plain(passage.text)
        if not self._head.search(plain) or not self._paying.search(plain):
            return ()
        said = _TITLE.sub(lambda title: "《" + _FILL * (len(title[0]) - 2) + "》", plain)  # no title pays
        found = self._sentences(Passage(said, passage.offsets), task, skip)
        return tuple(found if said == passage.text else (_printed(claim, said, passage) for claim in found))

    def _sentences(self, passage: Passage, task: int, skip: Sequence[tuple[int, int]]) -> list[FundingClaim]:
        found: list[FundingClaim] = []
        for start, end in pieces(_SENTENCE, passage.text, 0, len(passage.text), ()):
            text = passage.text[start:end]
            if not text or inside(start, skip) or not self._paying.search(text) or not self._payer.search(text):
                continue
            found.extend(self._divided(passage, start, end, task) or self._paid(passage, start, end, task))
        return found

    def _divided(self, passage: Passage, start: int, end: int, task: int) -> list[FundingClaim]:
        """Several payers of one sum: each has its share."""
        text = passage.text
        shares = sorted(self._shares(text, start, end), key=lambda share: share.start)
        if len(shares) < 2 and not (shares and len(self._other.findall(text, start, end)) > 1):
            return []  # 由县级财政承担60%，受益村集体承担40%: the other is no budget
        whole = text[start:end]
        sums = [q for q in self._quantities.find(whole) if q.kind == "money" and not self._conditional(whole, q)]
        of_it = self._own.search(text[start : shares[0].start]) is None  # 学费由省财政承担80% is not of the sum before
        amount = self._amount(whole, sums[0]) if sums and of_it else None
        said = text[start : shares[0].start].rstrip("，在由按、") or None
        return [FundingClaim(task, each.payer, said, amount, each.percent, passage.span(each.start, each.end), "shares") for each in shares]

    def _shares(self, text: str, start: int, end: int) -> Iterator[_Share]:
        """省财政补贴50%; 省、市财政分别承担60%、40%; 由市、县财政按5:5分担; 其余由县财政承担."""
        left = _HUNDRED
        for match in self._each.finditer(text, start, end):
            payers, parts = self._several(match["payers"]), re.findall(r"\d+(?:\.\d+)?", match["parts"])
            if len(payers) == len(parts):
                yield from (_Share(name, Decimal(part), *match.span()) for name, part in zip(payers, parts, strict=True))
                left -= sum(map(Decimal, parts))
        for match in self._share.finditer(text, start, end):
            payers = self._several(match["payers"])
            if match["each"] and (glued := self._glued.fullmatch(match["payers"])):
                payers = [name + glued["head"] for name in glued["names"]]
            if len(payers) == 1 or match["each"]:
                part = self._percent(match["share"])
                yield from (_Share(name, part, *match.span()) for name in payers)
                left -= part * len(payers)
        for match in self._ratio.finditer(text, start, end):
            parts, payers = re.split("[:：∶比]", match["parts"]), self._several(match["payers"])
            if len(apart := re.split("[与和及]", match["payers"])) == len(parts) and any(re.search("[与和及]", name) for name in payers):
                payers = apart  # 自治区与市、县（区）按8:2
            total = sum(map(Decimal, parts))
            if len(parts) == len(payers) and total:
                whole = left if match["rest"] or left < _HUNDRED else _HUNDRED
                yield from (_Share(name, whole * Decimal(part) / total, *match.span()) for name, part in zip(payers, parts, strict=True))
        rest = self._rest.search(text, start, end) if left < _HUNDRED else None
        if rest:
            payers = self._several(rest["payers"])
            yield from (_Share(name, left if len(payers) == 1 else None, *rest.span()) for name in payers)

    def _percent(self, printed: str) -> Decimal:
        """60%, 四成 and 三分之一 in percent."""
        said = next(self._quantities.find(printed))
        return said.value * 10 if said.unit == _TENTH else said.value

    def _paid(self, passage: Passage, start: int, end: int, task: int) -> list[FundingClaim]:
        """Payers one after the other; each holds until the next or the end of the sentence."""
        text = passage.text
        found: list[FundingClaim] = []
        payer: str | None = None
        for first, last in pieces(_PART, text, start, end, ()):
            for begin, stop in self._zones(text, first, last):
                match = self._payer.search(text, begin, stop)
                while match and self._sought.search(text[begin : match.start()]):
                    match = self._payer.search(text, match.end(), stop)
                payer = match[0] if match else payer
                zone = text[begin:stop]
                if payer is None or not self._paying.search(text, begin, last) or self._deny.search(zone):
                    continue
                amounts: list[str | None] = [self._amount(zone, each) for each in self._sums(zone, *self._reach(zone, match, begin))]
                names = self._several(payer)
                if self._together.fullmatch(payer) and _RESPECTIVELY in zone and len(amounts) > 1:
                    names = _NAMES.split(names[0])  # 市、县两级分别给予20万元、10万元
                pairs = zip(names, amounts, strict=True) if 1 < len(names) == len(amounts) else product(names, amounts or [None])
                found.extend(
                    FundingClaim(task, name, zone.strip("，、"), amount, None, passage.span(begin, stop), "payer") for name, amount in pairs
                )
        return found

    def _zones(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """A part of a sentence, cut before the segment of every payer but the first, or before the payer in a list of sums."""
        begin, known = start, False
        for first, last in pieces(_SEGMENT, text, start, end, ()):
            for match in self._payer.finditer(text, first, last):
                at = match.start() if text[match.start() - 1] == "、" else first
                if known and at > begin and self._said.search(text, begin, at):
                    yield begin, at
                    begin = at
                known = True
        if begin < end:
            yield begin, end

    def _reach(self, zone: str, payer: re.Match[str] | None, begin: int) -> tuple[int, bool]:
        """Where in a zone its payer's sums begin, with his segment if he opens it, and pays there; whether the sum is right behind him."""
        if payer and self._its_sum.match(zone, payer.end() - begin):
            return payer.end() - begin, True
        first = zone.rfind("，", 0, payer.start() - begin) + 1 if payer else 0
        if payer is None or not self._gives.match(zone, payer.end() - begin) or payer.start() - begin > first:
            return 0, False
        return first, False

    def _sums(self, zone: str, reach: int, his: bool) -> list[Quantity]:
        """What is paid: sums of money; of rate and ceiling the ceiling; a rate alone."""
        found = [q for q in self._quantities.find(zone) if q.number >= reach]
        paying = [match.start() for match in self._paying.finditer(zone)]
        money = [q for q in found if q.kind == "money" and not self._conditional(zone, q)]
        sums: list[Quantity] = []
        for start, end in pieces(_SEGMENT, zone, 0, len(zone), ()):
            pays = his or not paying or bisect_left(paying, start) < bisect_left(paying, end)
            inside_it = money[bisect_left(money, start, key=_number) : bisect_left(money, end, key=_number)]
            here = [q for q in inside_it if q.op != "=" or pays]
            joined = all(_LISTED.fullmatch(zone, a.end, b.start) for a, b in pairwise(here))
            sums += here if joined else here[-1:]
        if sums:
            return sums
        rates = [q for q in found if q.kind == "ratio" and (zone[q.end : q.end + 1] != "的" or self._standard.match(zone, q.end))]
        ends = {match.end() for match in self._paying.finditer(zone)}
        return [
            q
            for q in rates
            if q.start in ends
            or self._rated.search(zone[max(0, q.start - _WIDEST) : q.start])
            or any(q.end <= p <= q.end + _NEAR for p in paying)
        ][:1]

    def _conditional(self, zone: str, quantity: Quantity) -> bool:
        """产值1亿元以上的企业; 投资超过500万元的，…"""
        if self._whom.search(zone[max(0, quantity.start - _WIDEST) : quantity.start]) and self._given.match(zone, quantity.end):
            return True
        after = zone[quantity.end : quantity.end + _NEAR]
        return ("的，" in after) if self._standard.match(after) else (after[:1] == "的" or "的，" in after)

    def _several(self, printed: str) -> list[str]:
        """市、县财政 → 市财政, 县财政; 省、市、县三级财政 → each of the three."""
        plain = self._tail.sub("", printed.strip())
        if self._together.fullmatch(printed.strip()):
            return [plain]
        if match := self._shared.fullmatch(plain):
            return [name + match["head"] for name in _NAMES.split(match["names"])]
        return _LIST.split(plain) if self._shared.search(plain) is None else [plain]

    def _amount(self, text: str, quantity: Quantity) -> str:
        """A sum as printed, with its comparator and period."""
        start = quantity.start
        opens = max(0, start - _WIDEST)
        if match := self._period.search(text[opens:start]):
            start = opens + match.start()
        return text[start : quantity.end]


def _number(quantity: Quantity) -> int:
    return quantity.number


def _printed(claim: FundingClaim, read: str, passage: Passage) -> FundingClaim:
    """The claim in the words of the passage; it was read in their plain form."""
    near = bisect_left(passage.offsets, claim.span.start)
    said = (claim.funder, claim.object, claim.amount)
    funder, what, amount = (each and printed(each, read, passage.text, near) for each in said)
    return replace(claim, funder=funder or claim.funder, object=what, amount=amount)


def load_funding() -> Funding:
    """The reader with the words as shipped."""
    return Funding(tomllib.loads(files("zhengpu.ingest.targets").joinpath("funding.toml").read_text(encoding="utf-8")), load_quantities())
