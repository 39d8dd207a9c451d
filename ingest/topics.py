"""What a task is about: one to three subject words, cut by jieba."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from graph.chinese import Passage
from graph.lexicon import Lexicon
from ingest.claims import Mention
from ingest.phrases import either

__all__ = ["Topics"]

_MOST = 3


class Topics:
    """Chooses topic words: the nouns of the title, then the compounds the body repeats or opens with."""

    def __init__(self, data: Mapping[str, Any], lexicon: Lexicon) -> None:
        words = data["topics"]
        self._lexicon = lexicon
        self._lead = re.compile(f"{either(words['verbs'])}+")
        self._tail = re.compile(f"{either(words['tails'])}+$")
        self._join = re.compile(words["joins"])
        self._stop = frozenset((*words["stop"], *data["phrases"]["verbs"]))

    def read(self, passage: Passage, task: int, body_start: int, end: int) -> tuple[Mention, ...]:
        """Topics of `passage.text[:end]`, each with its first place."""
        text = passage.text[:end]
        chosen: list[tuple[str, int]] = []
        for word in (*self._of_title(text[:body_start]), *self._of_body(text, body_start)):
            at = text.find(word)
            if at >= 0 and not any(word in other or other in word for other, _ in chosen):
                chosen.append((word, at))
            if len(chosen) == _MOST:
                break
        return tuple(Mention(task, "Topic", word, passage.span(at, at + len(word)), "topic") for word, at in chosen)

    def _of_title(self, title: str) -> Iterator[str]:
        plain = re.sub(r"^[\s\d.．、（）()一二三四五六七八九十第条]+", "", title).rstrip("。 ")
        for part in self._join.split(plain):
            rest = lead.group() if (lead := self._lead.match(part)) else ""
            core = part.removeprefix(rest)
            short = self._tail.sub("", core)
            word = short if len(short) > 1 else core
            if 2 <= len(word) <= 10 and word not in self._stop:
                yield word

    def _of_body(self, text: str, start: int) -> Iterator[str]:
        """Neighbouring content words as one compound, by how often and how early they stand."""
        words = self._lexicon.words(text[start:])
        counts: Counter[str] = Counter()
        first: dict[str, int] = {}
        for index, (word, after) in enumerate(zip(words, [*words[1:], ""], strict=True)):
            for term in ([word + after] if self._content(word) and self._content(after) else []) + (
                [word] if self._content(word) and len(word) > 2 else []
            ):
                counts[term] += 2 if len(term) <= 6 else 1
                first.setdefault(term, index)
        yield from sorted(counts, key=lambda term: (-counts[term], first[term]))

    def _content(self, word: str) -> bool:
        return len(word) > 1 and word.isalnum() and not word.isdigit() and word not in self._stop and not self._lead.fullmatch(word)
