"""What is asked, without the talk around it: 您好我们在写稿子想请教一下, 我得让办公室通知他们, 谢谢.

A question is cut into pieces: the acts of asking (who asks, how he begs, a verb of asking or looking) and what stands between them. A piece
that says who asks, why or when, and asks nothing itself, is talk. What talk speaks of is never asked for, unless nothing else is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from zhengpu.query.spoken.concepts import load_concepts

__all__ = ["TalkAround", "load_talk"]

_BREATH = re.compile(r"[，。；;：:？?！!…—\n]+|,(?!\d)|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_MARKS = re.compile(r"[，。；;：:？?！!…—,\s]*")
_ASKING = ("wh", "who", "howmany", "when", "where", "yesno", "how")
_LOOSE = frozenset({"几", "么", "吧", "没有吗"})
"""Words that ask only with others beside them."""
_MEASURED = r"几(?=[个家条项号月年成份位种类])|([\u4e00-\u9fff])[不没]\1"
_GIVEN = "给帮让替跟和向对找叫把由被请与同及"
"""Before 我, 您: not who speaks, but to whom."""


_LONGEST_NOUN = 4
_CLAUSE = 6
"""So short is no clause."""


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    act: bool = False


class TalkAround:
    """The words of `talk_around.toml`, put together."""

    def __init__(self, data: dict[str, Any]) -> None:
        speaker, begging, asking, clause, aside = (data[name] for name in ("speaker", "begging", "asking", "clause", "aside"))
        pronoun, officer, asked = _any(speaker["pronouns"]), _any(speaker["officers"]), _any(speaker["asked"])
        strong, weak, adverb = _any(begging["strong"]), _any(begging["weak"]), _any(begging["adverbs"])
        verb, tail = f"{_any(asking['verbs'])}|(?:{_any(asking['light'])})(?=一下|一遍|一声|清楚|明白)", _any(asking["tails"])
        told, noun = _any(asking["telling"]), _any(asking["objects"])
        whom = f"(?:给?(?:{pronoun}|{asked}))"
        before = f"(?P<before>(?:{pronoun}|{asked}|{officer}|{strong}|{weak}|{adverb})*)"
        after = f"(?P<after>{whom}?(?:(?P<last>{tail}))*)(?:(?:一个|几个|个)?(?:{noun})(?=[：:，,]|$))?"
        self._act = re.compile(f"{before}(?:(?P<verb>{verb}){after}|(?:把|将))")
        self._opening = re.compile(f"(?P<verb>{verb})(?P<after>(?:一下|一遍|一眼|下)(?:(?P<last>{tail}))*)")
        self._telling = re.compile(f"(?:{told})(?:{tail})*{whom}(?:{tail})*$")
        self._strong = re.compile(f"{strong}|{pronoun}|{officer}|点名|问一[下句声]|([\u4e00-\u9fff])一?\\1|{whom}$")
        self._speaker = re.compile(f"(?:{pronoun})(?!{_any(speaker['owned'])})")
        self._someone = re.compile(f"(?:{officer})")
        self._when = re.compile(f"(?:{_any(clause['times'])}|{_any(clause['purposes'])})")
        self._occasion, self._pointing = re.compile(_any(clause["occasions"])), re.compile(_any(clause["pointing"]))
        courtesy = f"(?:(?:{_any(clause['courtesies'])})(?:[了啊呀哈哦吧您你]|大家|各位|老师)*)"
        self._first = re.compile(f"(?:{courtesy}|{clause['vocatives']}|(?:{_any(aside['fillers'])}))+")
        self._last = re.compile(f"{courtesy}+$")
        self._whole = re.compile(f"(?:{_any(clause['whole'])})[了啊呀哈哦吧吗呢嘛的\\s]*|[了啊呀哈哦吧吗呢嘛的\\s]*")
        self._aside, self._forbidding = re.compile(aside["pattern"]), re.compile(_any(aside["forbidding"]))
        self._such, self._before = re.compile(_any(data["such"]["words"])), _any(data["such"]["before"])
        writing = data["writing"]
        self._about = re.compile(
            f"(?:{_any(writing['verbs'])})[一几]?[个篇期份条段]?(?:{_any(writing['about'])})?"
            f"(?P<about>[^，。；]+?)的?(?:{_any(writing['papers'])})$"
        )
        concepts = load_concepts()
        asks = [w for w, classes in concepts.table.items() if classes & set(_ASKING) and w not in _LOOSE and not w.isascii()]
        self._asks = re.compile(f"{_MEASURED}|{_any(asks)}")

    def left(self, text: str, means: Callable[[int, int], bool], knows: Callable[[str], bool]) -> str:
        """What remains of a question.

        `means`: whether a stretch speaks of something the plans have; `knows`: whether characters are a word of the dictionary.
        """
        pieces = [self._trimmed(text, p) for p in self._pieces(text, knows)]
        pieces = [p for p in pieces if p.act or not self._whole.fullmatch(text, p.start, p.end)]
        kept = [p for n, p in enumerate(pieces) if not p.act and not self._talk(text, pieces, n, means)]
        if not any(means(p.start, p.end) for p in kept):
            spoken = [self._spoken_of(text, p) for p in pieces if not p.act and p not in kept]
            kept = sorted([*kept, *(p for p in spoken if means(p.start, p.end))], key=lambda p: p.start)
        said = self._named(_joined(text, kept), "，".join(text[p.start : p.end] for p in pieces if p not in kept))
        return said if len(said) > 1 else text

    def _named(self, said: str, talk: str) -> str:
        """这类培训 by the name that the talk before gives it."""
        such = self._such.search(said)
        if such is None or not talk:
            return said
        for length in range(_LONGEST_NOUN, 1, -1):
            noun = said[such.end() : such.end() + length]
            found = (
                re.search(f".*(?:{self._before})(?P<name>[^，。、的]{{1,14}}?{re.escape(noun)})(?:的|，|$)", talk)
                if len(noun) == length
                else None
            )
            if found is not None:
                return f"{said[: such.start()]}{found['name']}{said[such.end() + length :]}"
        return said

    # ── pieces ──

    def _pieces(self, text: str, knows: Callable[[str], bool]) -> Iterator[_Piece]:
        at = 0
        for begin, end in _breaths(text):
            at = begin
            for first, last in self._acts(text, begin, end, knows):
                yield from self._parted(text, at, first)
                yield _Piece(first, last, act=True)
                at = last
            yield from self._parted(text, at, end)

    def _acts(self, text: str, begin: int, end: int, knows: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
        at = begin
        if (opening := self._opening.match(text, begin, end)) is not None:
            at = self._shortened(text, opening, knows)
            yield begin, at
        for match in self._aside.finditer(text, at, end):
            yield match.span()
            at = match.end()
        last = at
        for match in self._act.finditer(text, at, end):
            if (start := self._begins(text, match, max(begin, last), knows)) is not None:
                last = self._shortened(text, match, knows)
                yield start, last
        if (told := self._telling.search(text, last, end)) is not None:
            yield told.span()

    @staticmethod
    def _shortened(text: str, match: re.Match[str], knows: Callable[[str], bool]) -> int:
        """请教一下就是|出台政策, 点名|问海: what follows begins with a word that the act has the first character of."""
        end, last = match.end(), match.groupdict().get("last") or ""
        if match["after"] == last and knows(f"{match['verb']}{last}"):
            return end  # 列出|新绛县
        taken = len(last) == 1 or (match["verb"] == "点名问" and not match["after"])
        return end - 1 if taken and end < len(text) and knows(text[end - 1 : end + 1]) else end

    def _begins(self, text: str, match: re.Match[str], begin: int, knows: Callable[[str], bool]) -> int | None:
        """Where an act begins (开会|要点名问); None: it is none (申请查看, 县教育局要看)."""
        bare = match["verb"] is not None and not match["after"]
        end = match.end()
        if bare and end < len(text) and (text[end] == "的" or knows(text[match.start("verb") : end + 1])):
            return None
        for start in range(match.start(), max(match.end("before"), match.start() + 1)):
            apart = start == begin or not knows(text[start - 1 : start + 1])
            if apart and (again := self._act.match(text, start)) and again.end() == end:
                return start if self._strong.search(again.group()) else None
        return None

    def _parted(self, text: str, start: int, end: int) -> Iterator[_Piece]:
        """…都有哪些单位|我得通知他们: who speaks begins anew behind what is asked."""
        asked = self._asks.search(text, start, end)
        at = asked.end() if asked is not None else end
        for match in self._speaker.finditer(text, at, end):
            if match.start() > at and text[match.start() - 1] not in _GIVEN:
                yield _Piece(start, match.start())
                start = match.start()
                break
        yield _Piece(start, end)

    def _trimmed(self, text: str, piece: _Piece) -> _Piece:
        """Without courtesies at its ends."""
        if piece.act:
            return piece
        first = self._first.match(text, piece.start, piece.end)
        start = first.end() if first is not None else piece.start
        last = self._last.search(text, start, piece.end)
        return replace(piece, start=start, end=last.start() if last is not None else piece.end)

    # ── what is talk ──

    def _talk(self, text: str, pieces: Sequence[_Piece], n: int, means: Callable[[int, int], bool]) -> bool:
        """Whether a piece says who asks, why or when, and asks nothing."""
        piece = pieces[n]
        said = text[piece.start : piece.end]
        if self._asks.search(said):
            return False
        before_act = n + 1 < len(pieces) and pieces[n + 1].act
        occasion = self._occasion.search(said) is not None
        if self._speaker.match(said):
            return True
        if n and len(said) >= _CLAUSE and self._occasion.match(said):
            return True
        if self._someone.match(said) or self._when.match(said):
            return occasion or before_act or self._speaker.search(said) is not None
        if self._forbidding.match(said):
            return not means(piece.start, piece.end) and n > 0
        if self._pointing.search(said):
            return False
        speaks = self._speaker.search(said) is not None or self._when.search(said) is not None
        if occasion and (speaks or (before_act and not means(piece.start, piece.end))):
            return True
        return before_act and (self._someone.search(said) is not None or speaks) and not means(piece.start, piece.end)

    def _spoken_of(self, text: str, piece: _Piece) -> _Piece:
        """What a piece of writing is about."""
        found = self._about.search(text, piece.start, piece.end)
        return _Piece(*found.span("about")) if found is not None else piece


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(set(words), key=lambda w: (-len(w), w))))


def _breaths(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for match in _BREATH.finditer(text):
        yield at, match.start()
        at = match.end()
    yield at, len(text)


def _joined(text: str, pieces: Sequence[_Piece]) -> str:
    """The pieces with what stood between them; a comma where something was left out."""
    out, at = "", None
    for piece in pieces:
        if at is not None:
            between = text[at : piece.start]
            out += between if _MARKS.fullmatch(between) else "，"
        out += text[piece.start : piece.end]
        at = piece.end
    tail = _BREATH.match(text, at) if at is not None else None
    return out + (tail.group() if tail is not None and tail.end() == len(text) else "")


@cache  # a constant of the installed program
def load_talk() -> TalkAround:
    """Read `talk_around.toml`.

    >>> load_talk().left("领导问冷库补贴由谁发，谢谢", lambda start, end: True, lambda word: False)
    '冷库补贴由谁发'
    """
    return TalkAround(tomllib.loads(resources.files("zhengpu.query.hearing").joinpath("talk_around.toml").read_text("utf-8")))
