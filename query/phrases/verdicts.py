"""Yes or no of one sentence: whether what is asked may, must or is to be, by the words of permission, duty, denial and direction on both
sides."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from importlib import resources
from typing import Literal

from zhengpu.query.words.otherwise import load_thesaurus
from zhengpu.query.words.speech import TaggedWord, load_speech

__all__ = ["Opposite", "Verdict", "Verdicts", "YesnoAsked", "load_verdicts"]

Sort = Literal["permit", "oblige", "is"]
Place = tuple[int, int]
_DOUBLED = re.compile(r"(.)[不没]\1")
"""要不要, 看不看, 有没有: asks, and denies nothing."""
_LAST_NO = re.compile(r"(?:没有?|不)(?=[啊呀呢嘛哈哦了]*(?:[，,。？?！!\s]|$))")
"""提到了没有, 是牵头的不: what nothing follows denies nothing."""
_RHETORIC = re.compile(r"不(?:就|也|都|还)?是(?=.*[吗么])|(?<=[得要])(.*?)不可(?=[吗么吧呢啊]*$)")
"""不是要交钱吗, 非得预约不可: no denial."""
_MARK = re.compile(r"[吗么吧]|是否|能否|可否|有无|(.)[不没]\1|(?:没有?|不)[啊呀呢嘛哈哦了]*$")
_PHRASES = re.compile(r"[，,；;。？?！!]")
_BOUND = re.compile(r"不(?:超过|[低少高晚早小大多迟]于)")
_OF_NOUN = 4
"""So short a denial before 的 says something of the noun behind it: 不达标的企业."""


@dataclass(frozen=True, slots=True)
class Opposite:
    """Words of papers and of people for the two ways of one axis."""

    up: frozenset[str]
    down: frozenset[str]
    spoken_up: frozenset[str]
    spoken_down: frozenset[str]

    def printed(self, word: str) -> int:
        """1 up, -1 down, 0 neither: as papers print it."""
        return (word in self.up) - (word in self.down)

    def said(self, word: str) -> int:
        """The same as people say it, by the thesaurus."""
        if own := self.printed(word):
            return own
        ways = {self.printed(other) for other in load_thesaurus().printed(word)} - {0}
        return ways.pop() if len(ways) == 1 else 0


@dataclass(frozen=True, slots=True)
class YesnoAsked:
    """What a yes-or-no question asks: the stretch of it that asks, of what sort, whether that denies, and whether the denial stands behind
    the word of permission (可以不交: it is asked whether one must)."""

    text: str
    sort: Sort
    denied: bool = False
    spared: bool = False
    suffices: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """`said`: yes or no; `sort`: what was asked for; `plain`: the sentence has a word that says so, rather than saying it by being there;
    `opposed`: it goes the other way on an axis (1 the same way, -1 the other, 0 none)."""

    said: bool
    sort: Sort
    plain: bool
    opposed: int = 0


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Words of questions and sentences, longest first: see `verdicts.toml`."""

    permit: tuple[str, ...]
    oblige: tuple[str, ...]
    freed: tuple[str, ...]
    suffices: tuple[str, ...]
    permits: tuple[str, ...]
    forbids: tuple[str, ...]
    requires: tuple[str, ...]
    frees: tuple[str, ...]
    begins: tuple[str, ...]
    nothing: frozenset[str]
    confirming: tuple[str, ...]
    opposites: tuple[Opposite, ...]
    turns_before: tuple[str, ...]
    turned_behind: frozenset[str]
    case_begins: tuple[str, ...] = ()
    case_ends: tuple[str, ...] = ()

    def asked(self, question: str) -> YesnoAsked:
        """What a question asks.

        >>> asked = load_verdicts().asked
        >>> asked("我们没上过新设备，能不能申请补助").denied, asked("头一批没放进去，是这样吗").denied
        (False, True)
        >>> asked("是不是可以不经评审就实施").spared, asked("是不是不能转让").spared
        (True, False)
        """
        text = self._asking(question)
        permit, oblige = _places(text, self.permit), _places(text, self.oblige)
        sort: Sort = "permit" if permit else "oblige" if oblige else "is"
        if sort == "is":
            sort = "permit" if _places(question, self.permit) else "is"
        plain = _RHETORIC.sub(lambda m: "的" * len(m[0]), _LAST_NO.sub(lambda m: "的" * len(m[0]), _blank(text)))
        nos = self._denials(plain)
        frees = self._freeing(plain)
        nos = [p for p in nos if not _within(p, frees)]
        denied = (len(nos) + len(frees)) % 2 == 1
        first = nos[0][0] if nos else frees[0][0] if frees else -1
        before_modal = any(first < a <= first + 2 or (a <= first < b) for a, b in permit)  # 不能, 不允许
        spared = denied and sort == "permit" and not before_modal
        return YesnoAsked(text, sort, denied, spared, bool(_places(text, self.suffices)))

    def of(self, asked: YesnoAsked, clause: str, said: Sequence[Place], *, turned: bool = False, condition: int = 0) -> Verdict:
        """What a clause of a sentence says to a question about it; `said`: where the clause has words of the question; `turned`: it excepts
        them, or holds for other numbers; `condition`: so many characters only say in which case it holds (未经审核的，不得作出决定): what they
        deny is not what is said.

        >>> verdicts = load_verdicts()
        >>> of = lambda question, clause: verdicts.of(verdicts.asked(question), clause, []).said
        >>> of("原始数据能不能转手卖", "不得对原始数据进行交易"), of("放映收入用不用交增值税", "放映收入免征增值税")
        (False, False)
        >>> of("自己添点指标让不让", "各地可以适当补充指标"), of("不用对外公布，是不是", "及时向社会公布")
        (True, False)
        >>> of("补贴会变多吗", "同步减少化肥补贴")
        False
        >>> asked, clause = verdicts.asked("审核没通过，照样作决定，可以吗"), "审核未通过的，不得作出决定"
        >>> verdicts.of(asked, clause, [], condition=clause.index("，")).said
        False
        """
        told = partial(_behind, condition)
        forbids, frees = told(_places(clause, self.forbids)), told(_places(clause, self.frees))
        nos = [p for p in told(self._denials(clause, said)) if not any(a < p[1] and p[0] < b for a, b in (*forbids, *frees))]
        first = len(clause) if condition else min((a for a, _ in said), default=len(clause))
        permits = [p for p in told(_places(clause, self.permits)) if p[0] <= first and p not in said and not _within(p, (*forbids, *frees))]
        requires = [p for p in told(_places(clause, self.requires)) if p[0] <= max(first, 2) and not _within(p, forbids)]
        way = self._way(asked.text, clause, said)
        against = len(forbids) + len(frees) + len(nos)
        yes = (against % 2 == 0) is not (turned ^ (way < 0))
        may = bool(permits) and not requires
        plain = bool(against or permits or requires or way or turned)
        if asked.sort == "permit":
            truth = not (yes and not may) if asked.spared else yes is not asked.denied
        elif asked.sort == "oblige":
            truth = (yes and not may) is not asked.denied
        else:
            truth = yes is not asked.denied
        return Verdict(truth, asked.sort, plain, way)

    def case(self, stretch: str) -> bool:
        """Whether a stretch of a sentence only says in which case the next one holds.

        >>> case = load_verdicts().case
        >>> case("对涉及重大公共利益的"), case("发现不准确的"), case("要及时予以更正"), case("提高城市的")
        (True, True, False, False)
        """
        return stretch.endswith(self.case_ends) and (
            stretch.startswith(self.case_begins) or not stretch.endswith("的") or bool(self._denials(stretch))
        )

    def modal(self, word: str) -> bool:
        """Whether a word only asks whether something may or must be, or which way it goes: it is nothing that is spoken of."""
        return word in self.permit or word in self.oblige or any(each.said(word) for each in self.opposites)

    def turns(self, asked: YesnoAsked) -> bool:
        """Whether it is asked which way something goes."""
        return any(self._spoken_way(asked.text, opposite) for opposite in self.opposites)

    def _asking(self, question: str) -> str:
        """The clause of a question that asks; with those before it where it only asks for a yes (…，是这样吗)."""
        clauses = [c for c in _PHRASES.split(question) if c.strip()]
        at = next((n for n, c in enumerate(clauses) if _MARK.search(c)), len(clauses) - 1)
        if at < 0:
            return question
        rest = clauses[at]
        for word in self.confirming:
            rest = rest.replace(word, "")
        return clauses[at] if rest.strip() or not at else "，".join(clauses[max(0, at - 1) : at + 1])

    def _denials(self, text: str, said: Sequence[Place] = ()) -> list[Place]:
        """Where a text denies; not where a noun is only told by it (不达标的企业), of which nothing is asked."""
        out = []
        for n, word in enumerate(words := _cut(text)):
            if not word.surface.startswith(self.begins) or word.surface in self.nothing or _BOUND.match(text, word.start):
                continue
            if len(word.surface) > 1 and word.tag[:1] in ("n", "m", "t", "l", "i", "a", "j", "b"):
                continue  # 无人机, 未来
            of_noun = next((w.start for w in words[n + 1 :] if w.surface == "的"), -1)
            near = 0 <= of_noun - word.end <= _OF_NOUN and of_noun + 1 < len(text)
            if near and said and not any(word.start <= a < of_noun for a, _ in said):
                continue
            out.append((word.start, word.end))
        return out

    def _freeing(self, question: str) -> list[Place]:
        """Where a question speaks of freeing itself: by the words of papers, or those that the thesaurus has for them (免掉, 砍掉)."""
        found = _places(question, (*self.freed, *self.frees))
        said = [(w.start, w.end) for w in _cut(question) if set(self.frees) & set(load_thesaurus().printed(w.surface))]
        return [*found, *(p for p in said if not any(a < p[1] and p[0] < b for a, b in found))]

    def _way(self, question: str, clause: str, said: Sequence[Place]) -> int:
        """Whether a clause goes the way that is asked (1) or the other (-1) on an axis; 0 where either has none of its words."""
        for opposite in self.opposites:
            asked = self._spoken_way(question, opposite)
            if not asked:
                continue
            words = sorted((*opposite.up, *opposite.down), key=lambda w: -len(w))
            found = _places(clause, tuple(words))
            if not found:
                continue
            last = max((a for a, _ in said), default=len(clause))
            before = [p for p in found if p[0] <= last]
            a, b = before[-1] if before else found[0]
            return asked * opposite.printed(clause[a:b])
        return 0

    def _spoken_way(self, question: str, opposite: Opposite) -> int:
        """Which way a question asks for: by a word for it, or by what something turns (变多, 更贵了, 少些)."""
        words = _cut(question)
        for n, word in enumerate(words):
            for stretch in (word.surface, *((word.surface + words[n + 1].surface,) if n + 1 < len(words) else ())):
                if len(stretch) > 1 and (way := opposite.said(stretch)):
                    return way
        for before, word, after in zip(("", *(w.surface for w in words)), words, (*(w.surface for w in words[1:]), ""), strict=False):
            way = (word.surface in opposite.spoken_up) - (word.surface in opposite.spoken_down)
            if way and (before.endswith(self.turns_before) or after in self.turned_behind):
                return way
        return 0


def _blank(text: str) -> str:
    return _DOUBLED.sub(lambda m: "的" * len(m[0]), text)


def _behind(condition: int, places: Iterable[Place]) -> list[Place]:
    return [p for p in places if p[0] >= condition]


def _within(place: Place, others: Sequence[Place]) -> bool:
    return any(a <= place[0] and place[1] <= b for a, b in others)


def _places(text: str, words: Sequence[str]) -> list[Place]:
    """Where a text has words, none inside another; those of one character only where they stand for themselves."""
    alone = {(w.start, w.end) for w in _cut(text) if w.end - w.start == 1}
    out: list[Place] = []
    for word in words:
        at = text.find(word)
        while at >= 0:
            place = at, at + len(word)
            if (len(word) > 1 or place in alone) and not any(a < place[1] and at < b for a, b in out):
                out.append(place)
            at = text.find(word, at + 1)
    return sorted(out)


@lru_cache(maxsize=4096)  # the clauses of a plan are asked again and again
def _cut(text: str) -> tuple[TaggedWord, ...]:
    return load_speech().cut(text)


@cache  # a constant of the installed program
def load_verdicts() -> Verdicts:
    """Read `verdicts.toml`."""
    data = tomllib.loads(resources.files("zhengpu.query.phrases").joinpath("verdicts.toml").read_text("utf-8"))
    asks, tells, denial = data["question"], data["sentence"], data["denial"]

    def longest(words: Sequence[str]) -> tuple[str, ...]:
        return tuple(sorted(words, key=lambda w: -len(w)))

    return Verdicts(
        longest(asks["permit"]), longest(asks["oblige"]), longest(asks["frees"]), longest(asks["suffices"]), longest(tells["permits"]),
        longest(tells["forbids"]), longest(tells["requires"]), longest(tells["frees"]), longest(denial["begins"]),
        frozenset(denial["nothing"]), longest(denial["confirming"]),
        tuple(Opposite(*(frozenset(row[n]) for n in ("up", "down", "spoken_up", "spoken_down"))) for row in data["opposite"]),
        tuple(data["direction"]["before"]), frozenset(data["direction"]["behind"]),
        tuple(data["condition"]["begins"]), tuple(data["condition"]["ends"]),
    )  # fmt: skip
