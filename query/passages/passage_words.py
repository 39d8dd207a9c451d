"""A passage's own words to a question: the phrase that says most of it, within the sentence; and the yes or no it says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache

from zhengpu.graph.compact_text import CompactText
from zhengpu.graph.numerals import read
from zhengpu.graph.places import Places
from zhengpu.graph.quantities import Quantity
from zhengpu.query.answer import AnswerItem
from zhengpu.query.passages.alignment import PHRASES, Alignment
from zhengpu.query.passages.passage import DocumentPassage
from zhengpu.query.passages.passage_question import PassageAnswer, PassageQuestion, PassageQuotes
from zhengpu.query.phrases.exceptions import excepted
from zhengpu.query.phrases.printed_figures import load_figures
from zhengpu.query.phrases.verdicts import Verdict, load_verdicts
from zhengpu.query.words.link import Period
from zhengpu.query.words.speech import load_speech

__all__ = ["PassageWords"]

_ENDS = "。；！？;!?"
_LEAST = 0.15
"""A sentence that says less of what was said is no witness."""
_ALONE = 0.25
"""So much one word alone must say."""
_TOLD = ("same", "other", "within", "outside")
_BOUNDS: Mapping[str, Sequence[str]] = {"suffices": (">=",), "permit": (">=", "<="), "oblige": (">=", "<="), "is": ()}
"""Which bounds a number is held against: three thousand is enough where at least one is asked, not where at most ten are given."""
_NOUN = 0.8
_LANDS = re.compile(r"(?:在|到|给|归|落户|选址|放)$")
_PLACE = re.compile(r"[市县区州旗镇乡园港城岛湾谷]")
_FIGURE = re.compile(r"(?<![\da-z.])(\d+(?:\.\d+)?)([a-z]{2,8})(?![a-z])")
_SCALE = re.compile("[百千]?[万亿]")
_ISO = re.compile(r"\d{4}-\d\d-\d\d")


class PassageWords:
    """Reads words and verdicts out of passages for one question."""

    def __init__(self, question: PassageQuestion, quotes: PassageQuotes) -> None:
        self._question, self._quotes = question, quotes

    def quote(self, passage: DocumentPassage) -> PassageAnswer:
        """The sentence, named by the phrase of it that says most of what was said."""
        text = CompactText(passage.text)
        align = self._question.align(text.said)
        start, end = align.fullest(PHRASES)
        whole, said = sum(w.weight for w in align.words), [w for w in align.words if start <= w.start and w.end <= end]
        own = self._quotes.own(passage)
        item = AnswerItem(
            passage.task, "Sentence", text.printed[start:end].strip(_ENDS) or text.printed, document=own.document,
            text=text.printed.strip(_ENDS), evidence=(own,),
        )  # fmt: skip
        signs = (("near", sum(w.weight for w in said) / whole if whole else 0.0),)
        return PassageAnswer("text", ("text", passage.document, passage.start), (item,), signs=signs)

    def verdict(self, passage: DocumentPassage) -> PassageAnswer | None:
        """Yes or no, by the phrase that says most of the question; None where the sentence says too little of it, or has no number of the
        kind that is asked of."""
        question, text = self._question, CompactText(passage.text)
        align = question.align(text.said)
        start, condition, end = _with_case(text.said, *align.fullest(PHRASES))
        asked = load_verdicts().asked(question.text)
        figures = _figures_agree(question.text, text.said, bounds=_BOUNDS["suffices" if asked.suffices else asked.sort])
        inside, cover = self._cover(align, start, end), self._cover(align, 0, len(text.said), figures=figures in _TOLD)
        days = _days_agree(
            [m.code for m in load_figures().days(text.printed, None)] or [f.value for f in passage.deadlines], question.periods
        )
        if figures == "none" or self._mute(cover) or self._of_another_place(passage):
            return None
        said = [(w.start - start, w.end - start) for w in align.words if start <= w.start and w.end <= end]
        exception = excepted(text.said, self._nouns(align))
        elsewhere = self._lands_elsewhere(align, text.said)
        found = load_verdicts().of(
            asked, text.said[start:end], said, turned=exception ^ (figures == "outside"), condition=condition - start
        )
        untold = load_verdicts().turns(asked) and not found.opposed  # 会不会提高, of a sentence that goes no way
        if untold or (asked.suffices and figures in ("same", "other")):  # 够不够, where no bound is printed
            return None
        if "other" in (figures, days) or elsewhere:
            found = Verdict(asked.denied, found.sort, plain=True)
        own = self._quotes.own(passage)
        item = AnswerItem(passage.task, "Sentence", text.printed.strip(_ENDS), document=own.document, text=text.printed, evidence=(own,))
        signs = (
            (f"asks.{found.sort}", 1.0), ("plain", float(found.plain)), ("says_yes", float(found.said)), ("cover", sum(cover.values())),
            ("inside", sum(inside.values())),
            ("exception", float(exception)), (f"figures_{figures}", 1.0), (f"days_{days}", 1.0), ("elsewhere", float(elsewhere)),
            ("same_way", float(found.opposed > 0)), ("opposed", float(found.opposed < 0)), ("asks_denied", float(asked.denied)),
        )  # fmt: skip
        return PassageAnswer("yesno", ("yesno", found.said, passage.start), (item,), boolean=found.said, signs=signs)

    def _cover(self, align: Alignment, start: int, end: int, *, figures: bool = False) -> dict[int, float]:
        """How much of the claim a stretch says, term by term; `figures`: it has numbers of the kind that is asked of."""
        parts: dict[int, float] = {}
        needed = {n: t for n, t in enumerate(self._question.terms) if not t.optional and not load_verdicts().modal(t.text)}
        whole = sum(t.weight for t in needed.values()) or 1.0
        for word in align.words:
            if start <= word.start and word.end <= end and word.term in needed:
                length, size = word.end - word.start, len(needed[word.term].text)
                said = 1.0 if length >= min(size, 3) else length / size
                parts[word.term] = max(parts.get(word.term, 0.0), said * needed[word.term].weight / whole)
        if figures:
            parts |= {n: t.weight / whole for n, t in needed.items() if t.text[:1].isdigit()}
        return parts

    def _mute(self, cover: Mapping[int, float]) -> bool:
        """Whether a sentence says too little of the claim to be a witness: one word of several, a small share of all."""
        terms = [t for t in self._question.terms if not t.optional]
        return not terms or (sum(cover.values()) < _LEAST or (len(cover) < 2 and sum(cover.values()) < _ALONE))

    def _of_another_place(self, passage: DocumentPassage) -> bool:
        """Whether a place is asked of that neither the sentence nor what it stands under names."""
        said = f"{passage.text}{passage.title}{passage.heading}{''.join(d.printed for d in passage.duties)}"
        return any(
            not t.optional and load_speech().tag(t.text) == "ns" and _places().named(t.text) and t.text not in said
            for t in self._question.terms
        )

    def _nouns(self, align: Alignment) -> list[list[tuple[int, int]]]:
        """Where each noun of the question stands as a whole."""
        terms = self._question.terms
        found: dict[int, list[tuple[int, int]]] = {}
        for word in align.words:
            if terms and terms[word.term].weight >= _NOUN and word.end - word.start >= min(2, len(terms[word.term].text)):
                found.setdefault(word.term, []).append((word.start, word.end))
        return list(found.values())

    def _lands_elsewhere(self, align: Alignment, sentence: str) -> bool:
        """…是安排在甲谷吧: whether a sentence says all else and another place, and nothing of this one."""
        terms, text = self._question.terms, self._question.text
        said = {w.term for w in align.words if w.end - w.start >= len(terms[w.term].text)} if terms else set()
        lost = [n for n, t in enumerate(terms) if not t.optional and n not in said]
        if len(lost) != 1 or len(said) < 2 or any(w.term == lost[0] for w in align.words):
            return False
        return bool(_LANDS.search(text[: terms[lost[0]].at])) and _PLACE.search(sentence) is not None


@cache  # a constant of the installed program
def _places() -> Places:
    return Places()


def _with_case(sentence: str, start: int, end: int) -> tuple[int, int, int]:
    """A stretch between marks with what holds in the case that it tells: its start, the end of the case, the end of all."""
    case = start
    while load_verdicts().case(sentence[max(start, case) : end].lstrip(PHRASES)) and end + 1 < len(sentence) and sentence[end] in "，,":
        case = end
        end = next((n for n in range(end + 1, len(sentence)) if sentence[n] in PHRASES), len(sentence))
    return start, case, end


def _figures_agree(question: str, sentence: str, *, bounds: Sequence[str]) -> str:
    """Whether the numbers of the question are the sentence's: "unasked", "none" (it has none of the kind), "same", "other", or, where a bound
    is asked of (`bounds`), "within" or "outside" it."""
    asked, printed = _numbers(question), _numbers(sentence)
    told = {_compared(number, printed, bounds=bounds) for number in asked}
    return next((each for each in ("none", "other", "outside", "within", "same") if each in told), "unasked")


def _days_agree(printed: Sequence[str], asked: Sequence[Period]) -> str:
    """Whether a day that is printed falls into each of the times that are asked of: "unasked", "none" (no day is printed), "same", "other".

    >>> from datetime import date
    >>> _days_agree(["2028-06-30"], [Period(date(2028, 7, 1), date(2028, 12, 31), "2028-12-31", "28年下半年")])
    'other'
    """
    times = [p for p in asked if p.first is not None or p.last is not None]
    days = [code for code in printed if _ISO.fullmatch(code)]
    if not times or not days:
        return "none" if times else "unasked"
    inside = all(any((not p.first or p.first.isoformat() <= d) and (not p.last or d <= p.last.isoformat()) for d in days) for p in times)
    return "same" if inside else "other"


def _compared(asked: Quantity, printed: Sequence[Quantity], *, bounds: Sequence[str]) -> str:
    value, unit = _measured(asked)
    same = [(q, _measured(q)[0]) for q in printed if unit in ("", _measured(q)[1]) or _measured(q)[1] == ""]
    if not same:
        return "none"
    limits = [(q, n) for q, n in same if q.op in bounds] if asked.op not in (">=", "<=") else []
    if limits:
        inside = any(value >= n if q.op == ">=" else value <= n for q, n in limits)
        return "within" if inside else "outside"
    return "same" if any(_as_much(n, value, asked.op) for _, n in same) else "other"


def _as_much(printed: Decimal, asked: Decimal, op: str) -> bool:
    """Whether a number is what is asked, or within what is asked (至少300个)."""
    return {">=": printed >= asked, "<=": printed <= asked}.get(op, printed == asked)


def _numbers(text: str) -> list[Quantity]:
    """The quantities of a text, with those in units of letters (12eflops)."""
    found = load_figures().numbers(text)
    letters = (m for m in _FIGURE.finditer(text) if not any(q.start <= m.start() < q.end for q in found))
    return [
        *found,
        *(Quantity(m.start(), m.start(), m.end(), m.end(), "=", Decimal(m[1]), None, m[2], "count", words=False) for m in letters),
    ]


def _measured(number: Quantity) -> tuple[Decimal, str]:
    """A number in the unit itself: 3000万元 is 30000000元; money may be told without its unit."""
    scale = _SCALE.match(number.unit)
    if scale is not None and (times := read(f"一{scale.group()}")) is not None:
        return number.value * times, number.unit[scale.end() :].rstrip("元块钱")
    return number.value, number.unit.rstrip("元块钱") if number.kind == "money" else number.unit
