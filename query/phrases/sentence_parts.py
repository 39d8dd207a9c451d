"""A sentence → its parts that may be named by themselves: what is quoted, what a word leads in, what a verb is done to, the rows in them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources

from zhengpu.query.words.speech import TaggedWord, load_speech

__all__ = [
    "BREAKS",
    "PartWords",
    "SentencePart",
    "load_part_words",
    "nouns_from",
    "ordinal_end",
    "quotes_in",
    "sentence_parts",
    "within",
]

_QUOTED = re.compile('[“"《][^“”"《》]{1,40}[”"》]')
_AMOUNT = re.compile(r"\D{0,4}\d[\d.]*\D{0,3}")
_ORDINAL = re.compile(r"[（(][一二三四五六七八九十百\d]+[）)]|[一二三四五六七八九十百]+[、是]|\d{1,3}[.．、](?!\d)")
_ASKED_OF = re.compile(
    "(?P<lead>给|向|往|到|至|由|经|被|归|跟|和|与|同|找|为|对|按|在|报|委托|面向)(?:给|到|着)?(?:谁|哪[个些家几里儿一]|何人|什么人|啥人)"
)
"""下放给谁, 报到哪个部门: the word that leads in what is asked for."""
BREAKS = "，。；：！？,;:\n"
_NOUN = ("n", "j", "l", "i", "s", "eng", "x", "b", "vn", "an", "m", "q", "nz", "f", "")
_LONGEST, _SHORTEST, _OPENING, _OPENS = 60, 2, 3, 12


@dataclass(frozen=True, slots=True)
class SentencePart:
    """A part at `start:end`. `sort`: quoted, named (quoted with the nouns behind it), led, done (what a verb is done to), topic (what the
    sentence opens with); `led_by`: the word that leads it in; `members`: the places of what stands side by side in it, two or more."""

    start: int
    end: int
    sort: str
    led_by: str = ""
    members: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class PartWords:
    """The words of `sentence_parts.toml`: by word of a sentence what the part it leads in tells, and how each is asked for; `deeds`: what
    plans do to a thing, `lets`: by which they make others do it;
    `sites`: how the names of sites end; `joints`: what joins a row of names, 、 first; `rows`: what leads one in, ends and closes it;
    `anywhere`: nouns that ask for any place."""

    leads: Mapping[str, frozenset[str]]
    asked: Mapping[str, tuple[str, ...]]
    called: tuple[str, ...]
    deeds: frozenset[str] = frozenset()
    lets: frozenset[str] = frozenset()
    sites: tuple[str, ...] = ()
    joints: tuple[str, ...] = ("、",)
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    anywhere: tuple[str, ...] = ()

    def asks(self, question: str) -> frozenset[str]:
        """What a question asks to be told: where, to, means … or called.

        >>> sorted(load_part_words().asks("这个平台靠什么搭起来，叫什么名字"))
        ['called', 'means']
        """
        found = {name for name, words in self.asked.items() if any(word in question for word in words)}
        found |= {name for m in _ASKED_OF.finditer(question) for name in self.leads.get(m["lead"], ())}
        return frozenset(found | ({"called"} if any(word in question for word in self.called) else set()))


@cache  # a constant of the installed program
def load_part_words() -> PartWords:
    """Read `sentence_parts.toml`."""
    data = tomllib.loads(resources.files("zhengpu.query.phrases").joinpath("sentence_parts.toml").read_text("utf-8"))
    leads: dict[str, set[str]] = {}
    for name, row in data["led"].items():
        for word in row["printed"]:
            leads.setdefault(word, set()).add(name)
    asked = {name: tuple(row["asked"]) for name, row in data["led"].items()}
    return PartWords(
        {word: frozenset(names) for word, names in leads.items()}, asked, tuple(data["called"]["asked"]),
        frozenset(data["deeds"]["words"]) | frozenset(data["lets"]["words"]), frozenset(data["lets"]["words"]),
        tuple(data["sites"]["ends"]), ("、", *data["rows"]["ands"]), {name: tuple(words) for name, words in data["rows"].items()},
        tuple(data["anywhere"]["words"]),
    )  # fmt: skip


@lru_cache(maxsize=4096)  # the sentences of a plan are asked again and again
def sentence_parts(text: str) -> tuple[SentencePart, ...]:
    """The parts of a sentence, in order.

    >>> def told(text, sort):
    ...     return [text[p.start : p.end] for p in sentence_parts(text) if p.sort == sort]
    >>> told("推动终端向社区、园区等地延伸，依托云湖实验室，建设试点。", "led")
    ['社区、园区', '社区、园区等地', '云湖实验室']
    >>> told("实施“双百”人才计划，建设低碳园区、绿色码头。", "named"), told("加快建设低碳园区、绿色码头。", "done")
    (['“双百”人才计划'], ['建设低碳园区、绿色码头', '低碳园区、绿色码头'])
    """
    words = load_speech().cut(text)
    quotes = quotes_in(text)
    found: dict[tuple[int, int], SentencePart] = {}
    for part in (*_quoted(text, words, quotes), *_led(text, words, quotes), *_done(text, words, quotes), *_topic(text, words)):
        part = _trimmed(text, part)
        if _SHORTEST <= part.end - part.start <= _LONGEST and _AMOUNT.fullmatch(text, part.start, part.end) is None:
            members = tuple(_members(text, words, part.start, part.end, quotes))
            found.setdefault((part.start, part.end), SentencePart(part.start, part.end, part.sort, part.led_by, members))
    return tuple(sorted(found.values(), key=lambda p: (p.start, p.end)))


def ordinal_end(text: str) -> int:
    """Where the number that a sentence opens with ends.

    >>> [ordinal_end(t) for t in ("（十二）建设网络", "3.办好展会", "一是规范收费", "建设网络")]
    [4, 2, 2, 0]
    """
    found = _ORDINAL.match(text)
    return found.end() if found else 0


def quotes_in(text: str) -> list[tuple[int, int]]:
    """Where something stands in quotation marks, with the marks.

    >>> quotes_in("印发《办法》和“一件事”清单")
    [(2, 6), (7, 12)]
    """
    return [m.span() for m in _QUOTED.finditer(text)]


def _quoted(text: str, words: Sequence[TaggedWord], quotes: Sequence[tuple[int, int]]) -> Iterator[SentencePart]:
    for start, end in quotes:
        yield SentencePart(start, end, "quoted")
        after = nouns_from(words, end)
        if after > end:
            yield SentencePart(start, after, "named")
    rows: list[list[tuple[int, int]]] = []
    for quote in quotes:
        if rows and text[rows[-1][-1][1] : quote[0]] in ("", "、", "和", "及", "与"):
            rows[-1].append(quote)
        else:
            rows.append([quote])
    yield from (SentencePart(row[0][0], row[-1][1], "quoted") for row in rows if len(row) > 1)


def _led(text: str, words: Sequence[TaggedWord], quotes: Sequence[tuple[int, int]]) -> Iterator[SentencePart]:
    """What 向, 在, 依托, 按照 lead in: to the verb behind the nouns, or to the end of the phrase; with and without 等…."""
    leads = load_part_words().leads
    for n, word in enumerate(words):
        if word.surface not in leads or within(word.start, quotes) or n + 1 >= len(words):
            continue
        yield from _each(text, word.end, (_phrase_end(text, words, n + 1, quotes),), "led", word.surface)


def _done(text: str, words: Sequence[TaggedWord], quotes: Sequence[tuple[int, int]]) -> Iterator[SentencePart]:
    """What a verb is done to: the nouns behind the verbs that open a phrase (加快建设…), behind a verb within it; a row behind any."""
    leads, opening = load_part_words().leads, 0
    for n, word in enumerate(words[:-1]):
        follows = words[n + 1]
        opening = opening + 1 if _deed(word) and (opening or n == 0 or text[word.start - 1] in BREAKS) else 0
        stands = within(word.start, quotes) or word.surface in leads or text[word.end] in BREAKS + "、的"
        if stands or not _deed(word) or (follows.tag[:1] in ("v", "p", "u", "c") and follows.tag[:2] != "vn"):
            continue
        verb = 0 < opening <= _OPENING or (word.tag[:1] == "v" and word.tag[:2] != "vn")
        for part in _each(text, word.end, (_phrase_end(text, words, n + 1, quotes), _mark(text, word.end, quotes)), "done", word.surface):
            if verb or len(list(_members(text, words, part.start, part.end, quotes))) > 1:
                yield part


def _deed(word: TaggedWord) -> bool:
    return word.tag[:1] == "v" or (not word.tag and len(word.surface) > 1) or word.tag in ("ad", "d")


def _mark(text: str, at: int, quotes: Sequence[tuple[int, int]]) -> int:
    """Where the phrase that holds a place ends."""
    return next((n for n in range(at, len(text)) if text[n] in BREAKS and not within(n, quotes)), len(text))


def _each(text: str, start: int, ends: Sequence[int], sort: str, led_by: str) -> Iterator[SentencePart]:
    """A part that may end at several places, and without its 等…."""
    for end in dict.fromkeys(ends):
        yield SentencePart(start, end, sort, led_by)
        etc = text.find("等", start, end)
        if start < etc < end - 1 and text[etc + 1] not in "级":
            yield SentencePart(start, etc, sort, led_by)


def _topic(text: str, words: Sequence[TaggedWord]) -> Iterator[SentencePart]:
    """What the sentence opens with and says no deed of: 现代金融领域，…; 市级中心：…."""
    end = next((n for n, c in enumerate(text) if c in BREAKS), len(text))
    inside = [w for w in words if w.end <= end]
    deeds = sum(w.tag[:1] in ("v", "p", "d") and w.tag[:2] != "vn" for w in inside)
    if (
        inside
        and end < len(text)
        and (not deeds or (end <= _OPENS and inside[-1].tag[:1] == "n" and inside[0].tag[:1] not in ("v", "p", "d")))
    ):
        yield SentencePart(0, end, "topic")


def _phrase_end(text: str, words: Sequence[TaggedWord], first: int, quotes: Sequence[tuple[int, int]]) -> int:
    """Where the nouns that begin at a word end: at a mark, or at the verb behind them that no 的 makes part of them."""
    at = words[first].start
    nouns = False
    for n in range(first, len(words)):
        word = words[n]
        if within(word.start, quotes):
            at, nouns = word.end, True
            continue
        if text[word.start] in BREAKS:
            break
        deed = word.tag[:1] in ("v", "p", "d") and word.tag[:2] != "vn"
        if nouns and deed and not _belongs(text, words, n):
            break
        nouns = nouns or word.tag.startswith(("n", "j", "l", "s"))
        at = word.end
    return at


def _belongs(text: str, words: Sequence[TaggedWord], n: int) -> bool:
    """Whether a verb stands within a row of nouns: 的 or a noun that ends the phrase follows it (差距较大的部门, 产业培育中心)."""
    rest = words[n + 1 : n + 5]
    for k, word in enumerate(rest):
        if text[word.start] in BREAKS:
            break
        if word.surface == "的":
            return True
        if word.tag[:1] == "v" and k:
            break
    after = words[n + 1] if n + 1 < len(words) else None
    ends = words[n + 2] if n + 2 < len(words) else None
    noun_after = after is not None and after.tag[:1] in ("n", "j", "s") and words[n].tag[:1] == "v"
    return noun_after and (ends is None or text[ends.start] in BREAKS + "、")


def nouns_from(words: Sequence[TaggedWord], at: int) -> int:
    """Where the nouns that begin at a place end."""
    for n, word in enumerate(words):
        if word.start < at:
            continue
        if word.start > at or word.tag[:1] in ("u", "p", "c", "d", "x", "r") or not any(c.isalnum() for c in word.surface):
            break
        following = words[n + 1] if n + 1 < len(words) else None
        if word.tag[:1] == "v" and (following is None or following.tag[:1] not in ("n", "j", "v")):
            break
        at = word.end
    return at


def _members(text: str, words: Sequence[TaggedWord], start: int, end: int, quotes: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What stands side by side in a part; nothing where there is but one."""
    if (etc := text.find("等", start, end)) > start:
        end = etc
    joints = (w for w in words if w.surface in load_part_words().joints and start < w.start and w.end < end)
    cuts = [(w.start, w.end) for w in joints if not within(w.start, quotes)]
    touching = [(b, b) for a, b in quotes if start <= a and b < end and any(c == b for c, _ in quotes)]
    bounds = [start, *(at for cut in sorted([*cuts, *touching]) for at in cut), end]
    found = [(a, b) for a, b in zip(bounds[::2], bounds[1::2], strict=True) if b - a > 1]
    if len(found) > 1:
        yield from found


def _trimmed(text: str, part: SentencePart) -> SentencePart:
    """Without marks at its ends."""
    start, end = part.start, part.end
    while start < end and (text[start].isspace() or text[start] in BREAKS + "、了着"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in BREAKS + "、"):
        end -= 1
    return SentencePart(start, end, part.sort, part.led_by)


def within(at: int, places: Sequence[tuple[int, int]]) -> bool:
    """Whether a place lies in one of some stretches."""
    return any(a <= at < b for a, b in places)
