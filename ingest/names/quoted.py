"""Names in quotation marks: ways of working (“一件事一次办”改革), mechanisms, brands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from zhengpu.ingest.names.headed import HeadedName
from zhengpu.ingest.names.phrases import clause_start, either
from zhengpu.ingest.text.ranges import Ranges

__all__ = ["Quoted"]

_QUOTE = re.compile(r"“(?P<inside>[^“”\n]{2,16})”")


class Quoted:
    """Finds names by their quotation marks: the verb before and the noun behind decide, for all marks of a list alike."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        quoted = data["quoted"]
        border = rf"(?=[，。；：、）！\n]|$|{either(quoted['borders'])})"
        self._verb = re.compile(f"(?P<right>{either(quoted['verbs'])})|(?P<wrong>{either(quoted['never_verbs'])})")
        noun = rf"(?![和与及或])[^，。；：、“”（等\n]{{0,4}}?{either(quoted['class_nouns'])}"
        self._noun = re.compile(rf"(?P<more>等)?(?P<noun>{noun}){border}")
        self._thing = re.compile(f"等?{either(quoted['project_nouns'])}")
        self._bare = re.compile(rf"等?{either(quoted['dropped_nouns'])}?{border}")
        self._between = re.compile(quoted["between"])
        self._never = re.compile(quoted["never"])
        self._things = re.compile(quoted["things"])
        self._thing_verb = re.compile(f"{either([*quoted['verbs'], *quoted['thing_verbs']])}[^，。；“”]{{0,8}}$")
        self._never_bare = re.compile(quoted["never_bare"])
        self._never_after = re.compile(f"(?:{quoted['never_after']})")

    def read(self, text: str, blocked: Ranges) -> Iterator[HeadedName]:
        """Names outside of the blocked ranges, in reading order."""
        for group in self._groups(text):
            last = group[-1].end()
            noun, thing = self._noun.match(text, last), self._thing.match(text, last)
            governed = self._governed(text, group[0].start())
            for match in group:
                start, end = match.span()
                inside = match["inside"]
                if self._never.search(inside) or blocked.overlap(start, end) or self._never_after.match(text, end):
                    continue
                if noun:
                    close = noun.end() if end == last and not noun["more"] else end
                    yield HeadedName("Programme", text[start:end] + noun["noun"], start, close, "quoted-with-noun")
                elif thing and len(group) > 1:
                    yield HeadedName("Project", inside, start, end, "quoted-with-noun")
                elif self._things.search(inside):
                    if self._bare.match(text, last) and self._built(text, group[0].start()):
                        yield HeadedName("Project", inside, start, end, "quoted")
                elif governed and self._bare.match(text, last) and not self._never_bare.search(inside):
                    yield HeadedName("Programme", inside, start, end, "quoted")

    def _governed(self, text: str, start: int) -> bool:
        """Whether the verb nearest before the marks, in their clause, is one that is said of ways of working."""
        verbs = list(self._verb.finditer(text, max(clause_start(text, start), start - 16), start))
        return bool(verbs) and verbs[-1].lastgroup == "right"

    def _built(self, text: str, start: int) -> bool:
        """Whether what stands in the marks is something built or set up."""
        return self._thing_verb.search(text, max(clause_start(text, start), start - 16), start) is not None

    def _groups(self, text: str) -> Iterator[list[re.Match[str]]]:
        """Quotation marks that follow each other: “甲”“乙”, “甲”、“乙”, “甲”和“乙”, “甲”和出口货物“乙”."""
        group: list[re.Match[str]] = []
        for match in _QUOTE.finditer(text):
            if group and not self._between.fullmatch(text, group[-1].end(), match.start()):
                yield group
                group = []
            group.append(match)
        if group:
            yield group
