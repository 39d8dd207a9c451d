"""What a task is about: one to three subject words, out of its title and the phrases its text repeats."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from zhengpu.graph.chinese import Passage
from zhengpu.graph.lexicon import Lexicon
from zhengpu.ingest.claims import Mention
from zhengpu.ingest.names.phrases import either

__all__ = ["Topics"]

_MOST = 3
_OF_TITLE = 2
_LONGEST = 8
_REPEATS = 3
_NO_WORD = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]+|\d+(?:\.\d+)?%?")
_TITLE = re.compile("[^，；：。\n]+")
_CITED = re.compile("《[^《》]*》(?:（[^（）]*）)?")
_ORDINAL = re.compile(r"^[\s\d.．、（）()一二三四五六七八九十第条]+")


class Topics:
    """Chooses topic words: the nouns of the title, then the phrases of the body by how often, how early and as what they stand."""

    def __init__(self, data: Mapping[str, Any], lexicon: Lexicon) -> None:
        words = data["topics"]
        self._lexicon = lexicon
        self._tail = re.compile(f"{either(words['tails'])}+$")
        self._join = re.compile(words["joins"])
        self._separators = frozenset(words["separators"])
        self._verbs = frozenset((*words["verbs"], *data["phrases"]["verbs"]))
        self._openers = self._verbs | {*data["phrases"]["adverbs"], *data["phrases"]["fillers"]}
        self._lead = re.compile(f"(?:{either(self._openers)}(?!{words['derived']}))+")
        self._tails = frozenset((*words["tails"], *words["looser_tails"]))
        self._never = frozenset((*words["stop"], *self._verbs, *self._tails))
        self._score: Mapping[str, float] = words["score"]
        self._fitting = range(words["fitting"][0], words["fitting"][1] + 1)
        self._early: int = words["early"]

    def read(self, passage: Passage, task: int, body_start: int, end: int) -> tuple[Mention, ...]:
        """Topics of `passage.text[:end]`, each with its first place."""
        text = passage.text[:end]
        title = _TITLE.match(text, 0, body_start)
        opening = title.end() if title else body_start  # a task of one long sentence: its first clause stands for the title
        chosen: list[str] = []
        for word in (*islice(self._of_title(text[:opening]), _OF_TITLE), *self._of_body(text, opening)):
            if word in text and not any(word in other or other in word for other in chosen):
                chosen.append(word)
            if len(chosen) == _MOST:
                break
        places = [(word, text.index(word)) for word in chosen]
        return tuple(Mention(task, "Topic", word, passage.span(at, at + len(word)), "topic") for word, at in places)

    def _of_title(self, title: str) -> Iterator[str]:
        plain = _ORDINAL.sub("", title).rstrip("。 \n")
        for part in self._join.split(plain):
            core = part.removeprefix(lead.group() if (lead := self._lead.match(part)) else "")
            short = self._tail.sub("", core)
            word = short if len(short) > 1 else core
            if len(word) <= _LONGEST + 2 and self._speaks(word):
                yield word

    def _of_body(self, text: str, start: int) -> Iterator[str]:
        """Phrases between function words, the best first."""
        scores: dict[str, float] = {}
        for position, phrase in self._phrases(_CITED.sub("，", text[start:])):
            begin, end = 0, len(phrase)
            while begin < end - 1 and phrase[begin] in self._openers:
                begin += 1
            while begin < end - 1 and phrase[end - 1] in self._tails and sum(map(len, phrase[begin : end - 1])) > 1:
                end -= 1
            word = "".join(phrase[begin:end])
            if len(word) <= _LONGEST and self._speaks(word) and word not in scores:
                scores[word] = self._worth(text.count(word), len(word), position, governed=begin > 0)
        yield from sorted((word for word in scores if scores[word] >= self._score["least"]), key=lambda word: -scores[word])

    def _worth(self, times: int, length: int, position: int, *, governed: bool) -> float:
        score = self._score
        return (
            score["again"] * min(times, _REPEATS)
            + score["fitting"] * (length in self._fitting)
            + score["early"] * (position < self._early)
            + score["object"] * governed
        )

    def _phrases(self, text: str) -> Iterator[tuple[int, Sequence[str]]]:
        """Runs of words between marks, numbers and function words, with the place where each begins."""
        phrase: list[str] = []
        position = 0
        for word in (*self._lexicon.words(text), "。"):
            if word in self._separators or _NO_WORD.fullmatch(word):
                if phrase:
                    yield position - sum(map(len, phrase)), tuple(phrase)
                phrase = []
            else:
                phrase.append(word)
            position += len(word)

    def _speaks(self, word: str) -> bool:
        return len(word) > 1 and word not in self._never and not word[:4].isdigit() and word.isalnum()
