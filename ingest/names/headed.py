"""Names that end in a head noun: 城乡环境整治行动, 数据共享平台, 荷花文化节."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ahocorasick_rs import AhoCorasick, MatchKind

from zhengpu.graph.numerals import read as numeral
from zhengpu.ingest.names.phrases import LONGEST, NounPhrase, Phrases, clause_start, either
from zhengpu.ingest.text.ranges import Ranges

__all__ = ["ALONE", "HeadNoun", "Headed", "HeadedName"]

ALONE = "head-alone"
"""The rule of a name that is only its head (“单一窗口”): the short form of a longer name if the task has one."""

Kind = Literal["Programme", "Project", "Place"]

_QUOTED = re.compile("“[^“”]*”")
_LIST = re.compile(r"[^，。；：、\n]+")


@dataclass(frozen=True, slots=True)
class HeadedName:
    """A name found: `label` as it stands in the graph, `text[start:end]` its characters (without a shared head noun)."""

    kind: Kind
    label: str
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class HeadNoun:
    """One entry of mentions.toml: head nouns and what must, or must not, stand around them."""

    name: str
    kind: Kind
    words: tuple[str, ...]
    not_after: re.Pattern[str] | None
    reject: re.Pattern[str] | None
    need: re.Pattern[str] | None
    cue: re.Pattern[str] | None
    tail: re.Pattern[str] | None
    proper: re.Pattern[str] | None
    built: re.Pattern[str] | None
    named: re.Pattern[str] | None
    least: int
    place_too: bool
    drop_lone: bool

    @classmethod
    def of(cls, entry: Mapping[str, Any], fill: Mapping[str, str]) -> HeadNoun:
        """Compile an entry; `{place}` and `{site}` stand for names of places."""

        def pattern(key: str) -> re.Pattern[str] | None:
            written = entry.get(key)
            for name, value in fill.items():
                written = written.replace("{" + name + "}", value) if written else written
            return re.compile(written) if written else None

        return cls(
            entry["name"],
            entry["kind"],
            tuple(entry["words"]),
            not_after=pattern("not_after"),
            reject=pattern("reject"),
            need=pattern("need"),
            cue=pattern("cue"),
            tail=pattern("tail"),
            proper=pattern("proper"),
            built=pattern("built"),
            named=pattern("named"),
            least=entry["least"],
            place_too=entry.get("place_too", False),
            drop_lone=entry.get("drop_lone", False),
        )


class Headed:
    """Finds names by their heads. `read` gives them in reading order."""

    def __init__(self, data: Mapping[str, Any], phrases: Phrases, fill: Mapping[str, str]) -> None:
        self._phrases = phrases
        self._heads = tuple(HeadNoun.of(entry, fill) for entry in data["head"])
        words = [(word, head) for head in self._heads for word in head.words]
        self._by_word = tuple(head for _, head in words)
        self._automaton = AhoCorasick([word for word, _ in words], matchkind=MatchKind.LeftmostLongest)
        self._generic = re.compile(data["phrases"]["generic"])
        self._levelled = re.compile(data["phrases"]["levelled"])
        self._grand = data["phrases"]["grand"]
        self._joint = re.compile(either(data["phrases"]["joints"]))
        self._quotes = re.compile(f"(?:“[^“”]*”{either(data['phrases']['joints'])}?){{2,}}")
        self._broken = re.compile(data["phrases"]["broken"])
        classes = either(data["phrases"]["classes"])
        self._classes = {"Programme": re.compile(f"{classes}$"), "Project": re.compile(f"(?:{classes}|{data['phrases']['quantity']})$")}
        self._papers = re.compile(either(data["papers"]["verbs"]) + "[^，。；]{0,6}$")

    def read(self, text: str, blocked: Ranges) -> Iterator[HeadedName]:
        """Names outside of the blocked ranges."""
        ends: set[int] = set()
        for index, start, end in self._automaton.find_matches_as_indexes(text):
            head = self._by_word[index]
            if blocked.overlap(start, end):
                continue
            opening = text.rfind("“", max(0, start - LONGEST), start) if text.startswith("”", end) else -1
            inside = opening >= 0 and "”" not in text[opening:start]
            close = end + 1 if inside else end  # 高新企业“倍增计划”: the name begins before the marks
            lone = inside and text.startswith("”", opening - 1)  # “算力券”“创新券”: two names
            phrase = NounPhrase(opening, start, "") if lone else self._phrases.before(text, opening if inside else start, ends)
            listed = phrase.start - 1 in ends and text[phrase.start - 1] == "、"
            for name in self._named(text, head, phrase, start, close, listed):
                ends.add(name.end)
                yield name

    def _named(self, text: str, head: HeadNoun, phrase: NounPhrase, start: int, end: int, listed: bool) -> Iterator[HeadedName]:
        modifier = text[phrase.start : start]
        quoted = "“" in modifier
        if head.not_after and head.not_after.match(text, end) and not modifier.endswith("”"):
            return
        if counted := self._phrases.count.search(modifier):
            yield from self._shared(text, head, phrase, start, end, counted)
            return
        if not self._holds(head, phrase, modifier, quoted or listed):
            return
        kind: Kind = "Project" if head.built and head.built.search(text[phrase.start : end]) else head.kind
        if head.kind == "Programme" and self._papers.search(phrase.lead):
            return
        if head.tail and (tail := head.tail.match(text, end)):
            end = tail.end()
        if self._quotes.fullmatch(modifier):
            for quote in _QUOTED.finditer(text, phrase.start, start):
                yield HeadedName(head.kind, quote[0] + text[start:end], quote.start(), quote.end(), "shared-head")
            return
        if head.named and head.named.search(modifier):  # 李毓秀纪念馆项目 is the hall, which has a name already
            end = start
        label = text[phrase.start : end]
        if label.startswith("“") and label.endswith("”") and label.count("“") == 1:
            label = label[1:-1]
        yield HeadedName(kind, label, phrase.start, end, head.name if modifier else ALONE)
        if head.place_too:
            yield HeadedName("Place", label, phrase.start, end, head.name)

    def _holds(self, head: HeadNoun, phrase: NounPhrase, modifier: str, short: bool) -> bool:
        """Whether a modifier makes a name; `short` ones do in quotation marks, and in a list after another name."""
        plain = modifier.replace("“", "").replace("”", "")
        quoted = "“" in modifier
        if len(plain) < (min(head.least, 2) if short else head.least) or (head.drop_lone and not plain):
            return False
        if not quoted and plain and (self._generic.search(plain) or self._classes[head.kind].search(phrase.lead)):
            return False
        proper = head.proper is not None and head.proper.search(modifier) is not None
        whole = modifier.startswith("“") and "”" not in modifier
        if not (proper or whole) and head.reject and head.reject.search(modifier):
            return False
        if head.need and not head.need.search(modifier):
            return False
        if self._broken.search(_QUOTED.sub("", modifier)) or (head.kind == "Project" and self._levelled.match(modifier)):
            return False
        return proper or modifier.startswith("“") or head.cue is None or head.cue.search(phrase.lead) is not None

    def _shared(self, text: str, head: HeadNoun, phrase: NounPhrase, start: int, end: int, counted: re.Match[str]) -> Iterator[HeadedName]:
        """甲、乙、丙三大行动: each item with the head noun; 提质十大行动 alone is a name, 两项工具 none."""
        number = next((value for size in range(len(counted[0]), 0, -1) if (value := numeral(counted[0][:size])) is not None), 0)
        last = phrase.start + counted.start()
        items = self._items(text, phrase, last)
        if head.kind == "Programme" and number > 1 and len(items) == number:
            for a, b in items:
                yield HeadedName(head.kind, text[a:b] + text[start:end], a, b, "shared-head")
        elif len(items) == 1 and last - phrase.start >= 2 and counted[0].endswith(self._grand):
            yield HeadedName(head.kind, text[phrase.start : end], phrase.start, end, head.name)

    def _items(self, text: str, phrase: NounPhrase, last: int) -> list[tuple[int, int]]:
        """The list that ends at `last`: between 、 back to the mark that opens it."""
        if text[phrase.start - 1 : phrase.start] != "、" and not self._joint.search(text, phrase.start, last):
            return [(phrase.start, last)]
        opening = clause_start(text, phrase.start)
        whole = self._phrases.lead.match(text, opening, last)
        cues = [cue.end() for cue in self._phrases.inner.finditer(text, opening, text.find("、", opening))]
        begin = max([whole.end() if whole else opening, *cues])
        begin = lead.end() if (lead := self._phrases.lead.match(text, begin, last)) else begin
        items = [(match.start(), match.end()) for match in _LIST.finditer(text, begin, last)]
        if items and (joints := list(self._joint.finditer(text, *items[-1]))):
            items[-1:] = [(items[-1][0], joints[-1].start()), (joints[-1].end(), items[-1][1])]
        return [(a, b) for a, b in items if b > a]
