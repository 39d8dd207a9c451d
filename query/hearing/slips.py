"""Words written as they sound: 公信局 for 工信局, 合做社 for 合作社. What is a word of the plans, or an office, is never mended."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from zhengpu.graph.facts import Iri
from zhengpu.graph.folding import Folding
from zhengpu.graph.places import load_places
from zhengpu.query.hearing.sounds import alike, same_tones, sounding
from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.query.words.catalogued import KnownNames
from zhengpu.query.words.cut_names import LEVELS, without_owner
from zhengpu.query.words.speech import TaggedWord, load_speech

__all__ = ["Slip", "Slips"]

_SHORTEST, _LONGEST = 3, 12
_SHORT = 5
"""So short a name has one wrong character, a longer one two."""
_LONGEST_WORD = 4
_USUAL = 3
"""What a plan says so often is a word, whether a dictionary has it or not (算力)."""
_RARE = 30
"""A word that occurs so seldom in a dictionary of 60 million is rather another one written wrong."""
_FEW = 20
"""Of more documents nobody listens to every text."""
_CONTENT = ("n", "v", "j", "l", "a", "g", "i")
_BREAK = "\n"


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands at `start:end` and what is meant."""

    start: int
    end: int
    said: str
    meant: str


class Slips:
    """The names and words of one state of the graph, by their sound. `office`: whether a name is that of some office as it stands."""

    def __init__(self, wording: KnownNames, folding: Folding, office: Callable[[str], bool]) -> None:
        self._wording, self._fold, self._office = wording, folding.fold, office
        self._rigid = frozenset(LEVELS)
        self._cores: dict[tuple[str, str], set[str]] | None = None
        self._heard: dict[tuple[Iri, ...], tuple[str, str]] = {}

    # ── units ──

    def units(self, text: str, taken: Sequence[tuple[int, int]]) -> Iterator[Slip]:
        """Names of units with a character that only sounds right; `taken`: where names stand that are right."""
        at = 0
        for start in range(len(text)):
            if start < at or any(a <= start < b for a, b in taken):
                continue
            for end in range(min(len(text), start + _LONGEST), start + _SHORTEST - 1, -1):
                said = text[start:end]
                if all("\u4e00" <= c <= "\u9fff" for c in said) and (meant := self._unit(said)) is not None:
                    overlaps = any(a < end and start < b and not (start <= a and b <= end) for a, b in taken)
                    if not overlaps and not self._right(said):
                        yield Slip(start, end, said, meant)
                        at = end
                        break

    def _right(self, said: str) -> bool:
        speech = load_speech()
        return self._wording.occurs(said) or self._office(said) or bool(speech.tag(said)) or speech.often(said[:-1]) > _RARE

    def _unit(self, said: str) -> str | None:
        """What a name is as it should be written; None: it sounds like no unit."""
        best: list[tuple[int, int, str]] = []
        for core in self._names.get((sounding(said[0]), sounding(said[-1])), ()):
            if (meant := _aligned(said, core)) is not None and meant != said:
                wrong = sum(a != b for a, b in zip(said, meant, strict=True))
                bent = any(a != b and {a, b} & self._rigid for a, b in zip(said, meant, strict=True))
                if not bent and wrong <= (1 if len(said) <= _SHORT else 2):
                    best.append((wrong, len(core), meant))
        return min(best)[2] if best else None

    @property
    def _names(self) -> dict[tuple[str, str], set[str]]:
        if self._cores is None:
            places, self._cores = load_places(), {}
            for name in self._wording.unit_names:
                folded = self._fold(name)
                core = folded.removeprefix(places.leading(folded) or "")
                core = core if len(core) > 1 else folded  # 公安部 is no 部 of 公安
                bare = core[1:] if core[:1] in LEVELS and len(core) > _SHORTEST else core
                owned = without_owner(core) or bare
                for form in {core, bare, owned}:
                    if len(form) >= _SHORTEST:
                        self._cores.setdefault((sounding(form[0]), sounding(form[-1])), set()).add(form)
        return self._cores

    # ── words ──

    def words(self, text: str, taken: Sequence[tuple[int, int]], documents: Sequence[Iri]) -> Iterator[Slip]:
        """Words that no plan prints and that sound like one that a plan does."""
        inside = tuple(documents) or self._wording.every
        if not 0 < len(inside) <= _FEW:
            return
        at = 0
        cut = load_speech().cut(text)
        odd = {w for w in cut if self._odd(w)}
        for run in _runs(cut):
            if run[0].start < at or odd.isdisjoint(run) or any(a < run[-1].end and run[0].start < b for a, b in taken):
                continue
            said = "".join(w.surface for w in run)
            if self._unheard(run, said) and not self._held(text, run) and (meant := self._word(said, len(run) == 1, inside)) is not None:
                yield Slip(run[0].start, run[-1].end, said, meant)
                at = run[-1].end

    def _odd(self, word: TaggedWord) -> bool:
        """Whether a word of the dictionary's may be none here: no plan prints it, or it is one character that means something."""
        if load_concepts().classes(word.surface) or (word.tag and not word.tag.startswith(_CONTENT)):
            return False
        return len(word.surface) == 1 or not self._wording.occurs(word.surface)

    def _unheard(self, run: Sequence[TaggedWord], said: str) -> bool:
        """Whether nothing explains these characters: no plan prints them, no class of words has them."""
        concepts = load_concepts()
        if concepts.classes(said) or self._wording.occurs(said) or self._office(said):
            return False
        if len(run) == 1:
            return True
        single = [w for w in run if len(w.surface) == 1]
        return bool(single) and not any(concepts.classes(w.surface) and not w.tag.startswith(_CONTENT) for w in run)

    def _held(self, text: str, run: Sequence[TaggedWord]) -> bool:
        """Whether a character at an edge belongs to what stands beside it: 镇 of 乡村e镇|补多少."""
        start, end = run[0].start, run[-1].end
        if text[start] in self._rigid or text[end : end + 1] in load_concepts().sets["office"]:
            return True  # 市交|委: an office that nobody knows
        beside = (text[start - 1 : start + 1] if start else "", text[end - 1 : end + 1])
        known = load_speech().tag
        return any(
            len(pair.strip()) == 2
            and pair.isalnum()
            and (known(pair) or not all("\u4e00" <= c <= "\u9fff" for c in pair))
            and self._wording.occurs(pair)
            for pair in beside
        )

    def _word(self, said: str, whole: bool, documents: Sequence[Iri]) -> str | None:
        text, sounds = self._sounds(tuple(documents))
        wanted, speech = "".join(_sign(sounding(c)) for c in said), load_speech()
        found: Counter[str] = Counter()
        at = sounds.find(wanted)
        while at >= 0:
            found[text[at : at + len(said)]] += 1
            at = sounds.find(wanted, at + 1)
        for meant, times in found.most_common():
            same = sum(a == b for a, b in zip(said, meant, strict=True))
            if 2 * same < len(said) or same == len(said) or not (speech.tag(meant) or times >= _USUAL) or not all(map(alike, said, meant)):
                continue
            if len(said) == 2 and not all(map(same_tones, said, meant)):
                continue
            if whole and speech.often(said) > max(_RARE, speech.often(meant)):
                continue  # 新片 is a word too, but a rare one
            return meant
        return None

    def _sounds(self, documents: tuple[Iri, ...]) -> tuple[str, str]:
        """All texts of documents, and how they sound, a sign a character."""
        if documents not in self._heard:
            tasks = self._wording.inside(documents)
            text = _BREAK.join(self._fold(t.title) + _BREAK + self._fold(t.text) for t in tasks)
            table = {ord(c): _sign(sounding(c)) for c in set(text)}
            self._heard = {documents: (text, text.translate(table))}  # of one scope at a time
        return self._heard[documents]


def _sign(sound: str) -> str:
    """One sign for a sound; two sounds may have the same, so what is found is compared again."""
    return chr(0xF0000 + zlib.crc32(sound.encode()) % 0xFFFE) if len(sound) > 1 or sound.isascii() else sound


def _aligned(said: str, core: str) -> str | None:
    """The characters of a name that what is said picks out in their order, by sound; the right character where there is a choice."""
    out, at = [], 0
    for n, character in enumerate(said):
        last = n == len(said) - 1
        places: Iterable[int] = (len(core) - 1,) if last else range(at, len(core) - (len(said) - 1 - n))
        exact = next((p for p in places if core[p] == character), None)
        found = exact if exact is not None else next((p for p in places if alike(core[p], character)), None)
        if found is None or found < at or (n == 0 and found != 0):
            return None
        out.append(core[found])
        at = found + 1
    return "".join(out)


def _runs(words: Sequence[TaggedWord]) -> Iterator[Sequence[TaggedWord]]:
    """Words side by side of two to four characters, the longer ones first."""
    for first in range(len(words)):
        for last in range(min(len(words), first + _LONGEST_WORD), first, -1):
            run = words[first:last]
            size = run[-1].end - run[0].start
            if 2 <= size <= _LONGEST_WORD and all("\u4e00" <= c <= "\u9fff" for w in run for c in w.surface):
                yield run
