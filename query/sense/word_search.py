"""What words of content speak of: tasks by title, heading or text, targets by their clause; every word weighs what it tells apart."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from zhengpu.graph.facts import Iri
from zhengpu.graph.folding import Folding
from zhengpu.query.kinds import SECTION, TASK
from zhengpu.query.meaning import Both, Of, One, Set, Via, Where
from zhengpu.query.meanings.routes import Routes
from zhengpu.query.words.catalogued import KnownNames, TargetEntry
from zhengpu.query.words.link import Period
from zhengpu.query.words.speech import load_speech
from zhengpu.query.words.synonyms import other_spellings

__all__ = ["TopicWord", "WordSearch"]

_TITLE, _BODY = "rdfs:label", "zp:text"
_ENOUGH = 0.7
"""Share of the words' weight that a single task must have where no task has them all."""
_FEW = 20
_SEVERAL = 2
"""Of more documents nobody looks through every text for a word cut short."""
_SAME = 0.006
_STOPS = re.compile("[。；;]")
_BOUNDS = ("最高", "不超过", "最多", "上限", "封顶")


@dataclass(frozen=True, slots=True)
class TopicWord:
    """A word of content. `must`: a noun, which nothing may leave out; a verb, a number or a single character may be missing."""

    text: str
    must: bool = True


class WordSearch:
    """Searches the documents in scope (none: all)."""

    def __init__(
        self,
        wording: KnownNames,
        folding: Folding,
        routes: Routes,
        documents: Sequence[Iri],
        on_time: Callable[[TargetEntry, Period | None], bool],
        members: Callable[[Set], Sequence[Iri]] = lambda found: (),
    ) -> None:
        self._members = members
        self._wording, self._fold, self._routes, self._documents = wording, folding.fold, routes, tuple(documents)
        self._on_time = on_time
        self._kept: dict[tuple[str, str], frozenset[Iri]] = {}
        self._sizes: dict[str, int] = {}
        self._short: dict[tuple[str, str], str | None] = {}

    # ── tasks ──

    def said_here(self, word: TopicWord) -> bool:
        """Whether a task in scope has the word."""
        return bool(self._in(word.text, _BODY) or self._in(word.text, _TITLE))

    def missing(self, words: Iterable[TopicWord]) -> tuple[str, ...]:
        """Nouns that stand nowhere, not even in pieces."""
        return tuple(w.text for w in words if w.must and not self._parts(w.text))

    def tasks(self, words: Sequence[TopicWord], *, every: bool = False, close: bool = False, called: str = "") -> Iterator[Set]:
        """Sets of tasks that these words may mean, the surest first.

        `every`: all that speak of it, not those called so; `close`: the words are said in one breath (5G展会), so one sentence has them;
        `called`: the noun that things are asked for by (哪些示范圈): a part that is headed by it holds them all.
        """
        musts = [p for w in words if w.must for p in self._parts(w.text)]
        if [w.text for w in words if w.must] == [called] and (held := self.kept_together(called)) is not None:
            yield held
        telling = [m for m in musts if not self._everywhere(m)]
        musts = telling or musts
        mays = [w.text for w in words if not w.must and self._in(w.text, _BODY)]
        if not musts:
            musts, mays = mays, []
        if not musts:
            return
        body = self._all(musts, _BODY)
        if close and len(musts) > 1:
            body = frozenset(i for i in body if self._in_one_sentence(i, musts))
        if every:
            yield from self._strict(musts, body, _BODY)
            return
        title = self._all(musts, _TITLE)
        if title:
            yield from self._strict(musts, self._best(title, mays, title), _TITLE)
        if (section := self._headed(musts)) is not None:
            yield section
        if body:
            best = self._best(body, mays, body, musts)
            yield from self._strict(musts, best, _BODY)
            if best != body:
                yield from self._strict(musts, body, _BODY)
        elif best := self._nearly(musts, mays):
            yield One(TASK, tuple(sorted(best)), "".join(w.text for w in words))

    def section(self, words: Sequence[TopicWord], *, whole: bool = False) -> Set | None:
        """The part that these words head."""
        said = self._fold("".join(w.text for w in words))
        musts = [self._fold(w.text) for w in words if w.must] or [said]
        known = self._wording.headed(max(musts, key=len, default=""), self._documents)
        fits = [s for s in known if all(m in self._fold(s.label) for m in musts) and (not whole or self._fold(s.label) == said)]
        same = [s for s in fits if self._fold(s.label) == said]
        found = tuple(s.iri for s in same or fits)
        return One(SECTION, found, "".join(w.text for w in words)) if found else None

    def _everywhere(self, word: str) -> bool:
        """What nearly every task says tells none apart: 智能制造 in a plan for it."""
        if "n" not in self._sizes:
            self._sizes["n"] = self._wording.size(self._documents)
        return self._sizes["n"] >= 6 and len(self._in(word, _BODY)) > 0.7 * self._sizes["n"]

    def _in_one_sentence(self, task: Iri, words: Sequence[str]) -> bool:
        entry = self._wording.task.get(task)
        text = self._fold(entry.text) if entry is not None else ""
        return any(all(w in sentence for w in words) for sentence in re.split("[。；;]", text))

    def kept_together(self, noun: str) -> Set | None:
        """The tasks of the part headed by a noun, where all tasks that are called by it stand there."""
        section, titled = self.section([TopicWord(noun)]), self._in(noun, _TITLE)
        step = self._routes.direct(SECTION, TASK)
        if not isinstance(section, One) or len(section.iris) != 1 or len(titled) < _SEVERAL or step is None:
            return None
        paths = {s.iri: s for s in self._wording.outline(self._documents)}
        own = paths[section.iris[0]]
        after = [s for s in paths.values() if s.document == own.document and s.path.startswith(f"{own.path}/")]
        return None if after or not titled <= set(self._members(Via(section, step, TASK))) else Via(section, step, TASK)

    def _headed(self, musts: Sequence[str]) -> Set | None:
        section = self.section([TopicWord(m) for m in musts])
        step = self._routes.direct(SECTION, TASK)
        return Via(section, step, TASK) if section is not None and step is not None else None

    def _strict(self, musts: Sequence[str], found: frozenset[Iri], attribute: str) -> Iterator[Set]:
        """By the words themselves where that says the same, else the tasks as such."""
        if not found:
            return
        forms = [{self._wording.printed(m, attribute, self._documents).get(i) for i in found} - {None} for m in musts]
        if all(len(f) == 1 for f in forms) and self._all(musts, attribute) == found:
            sets: tuple[Set, ...] = tuple(Where(Of(TASK), attribute, "contains", next(iter(f))) for f in forms)
            yield sets[0] if len(sets) == 1 else Both(tuple(dict.fromkeys(sets)))
        else:
            yield One(TASK, tuple(sorted(found)), "".join(musts))

    def _in(self, word: str, attribute: str) -> frozenset[Iri]:
        key = (word, attribute)
        if key not in self._kept:
            self._kept[key] = frozenset(self._wording.printed(word, attribute, self._documents))
        return self._kept[key]

    def _all(self, words: Sequence[str], attribute: str) -> frozenset[Iri]:
        sets = [self._in(w, attribute) for w in words]
        return frozenset.intersection(*sets) if sets else frozenset()

    def _parts(self, word: str) -> list[str]:
        """The word, or the pieces of it that plans print (工业软件平台: 工业软件, 平台); none: it stands nowhere."""
        if self._in(word, _BODY) or self._in(word, _TITLE) or self._wording.occurs(word):
            return [word]
        for spelling in other_spellings(word):
            if self._wording.occurs(spelling):
                return [spelling]
        if whole := self._cut_short(word):
            return [whole]
        out: list[str] = []
        at = 0
        while at < len(word):
            end = next((e for e in range(len(word), at + 1, -1) if self._in(word[at:e], _BODY)), None)
            if end is None:
                return []
            out.append(word[at:end])
            at = end
        together = self._all(out, _BODY)
        return out if together else []

    def _cut_short(self, word: str) -> str | None:
        """What a plan prints in full: 发债 for 发行债券, 规上 for 规模以上; each character begins or ends a word, and no word is left out."""
        if (
            not 2 <= len(word) <= 4
            or not all("\u4e00" <= c <= "\u9fff" for c in word)
            or len(self._documents or self._wording.every) > _FEW
        ):
            return None
        key = (word, "cut short")
        if key not in self._short:
            pattern = re.compile("[\u4e00-\u9fff()]{0,3}".join(map(re.escape, word)) + "[\u4e00-\u9fff]{0,3}")
            found: Counter[str] = Counter()
            for task in self._wording.inside(self._documents):
                for match in pattern.finditer(self._fold(task.text)):
                    if (full := _full(word, match.group())) is not None:
                        found[full] += 1
            self._short[key] = found.most_common(1)[0][0] if found else None
        return self._short[key]

    def _weight(self, word: str) -> float:
        return math.log(1 + 60 / (1 + len(self._in(word, _BODY)))) * (0.4 if len(word) == 1 else 1.0)

    def _best(self, found: frozenset[Iri], mays: Sequence[str], among: frozenset[Iri], musts: Sequence[str] = ()) -> frozenset[Iri]:
        """Those of the tasks in which most of the other words stand, or whose titles have most of the words."""
        if len(found) < 2:
            return found
        worth = {
            i: sum(self._weight(w) for w in mays if i in self._in(w, _BODY))
            + sum(self._weight(w) for w in musts if i in self._in(w, _TITLE))
            for i in found
        }
        most = max(worth.values())
        return frozenset(i for i, n in worth.items() if n >= most - 1e-9) if most > 0 else found

    def _nearly(self, musts: Sequence[str], mays: Sequence[str]) -> frozenset[Iri]:
        """The task that has most of the words, if it has enough of them."""
        weights = {m: self._weight(m) for m in musts}
        whole = sum(weights.values())
        worth: dict[Iri, float] = {}
        for word, weight in weights.items():
            for iri in self._in(word, _BODY):
                worth[iri] = worth.get(iri, 0.0) + weight
        for word in mays:
            for iri in self._in(word, _BODY) & worth.keys():
                worth[iri] += 0.1 * self._weight(word)
        most = max(worth.values(), default=0.0)
        best = frozenset(i for i, n in worth.items() if n >= most - 1e-9)
        return best if len(musts) > 1 and most >= _ENOUGH * whole and len(best) == 1 else frozenset()

    # ── targets ──

    def targets(
        self,
        words: Sequence[TopicWord],
        *,
        money: bool = False,
        measure: str = "",
        bound: bool = False,
        percent: bool = False,
        period: Period | None = None,
        tasks: frozenset[Iri] | None = None,
    ) -> tuple[TargetEntry, ...]:
        """The targets whose clauses say these words best; none where no clause says enough of them."""
        known = [t for t in self._wording.targets(self._documents) if t.unit and self._on_time(t, period)]
        if tasks is not None:
            known = [t for t in known if t.task in tasks]
        if percent:
            known = [t for t in known if "%" in t.unit or "百分点" in t.unit]
        elif money:
            known = [t for t in known if t.unit.endswith("元")] or known
        said = [(self._fold(p), w.must) for w in words for p in (self._parts(w.text) or [w.text])]
        if not known or (not said and tasks is None):
            return ()
        rows = [(t, self._fold(t.indicator + t.text), self._fold(self._around(t))) for t in known]
        df = {w: sum(w in text or w in around for _, text, around in rows) for w, _ in said}
        weight = {
            w: (1.0 if must else 0.35) * math.log(1 + 2 * len(rows) / (1 + df[w])) * (0.5 if len(w) == 1 else 1.0) for w, must in said
        }
        scored = []
        for entry, text, around in rows:
            levels = {w: _level(w, text, around) for w, _ in said}
            musts = [w for w, must in said if must]
            inside = any(levels[w] >= 0.6 for w in levels if len(w) > 1) or not musts
            whole = sum(weight[w] for w in musts)
            share = sum(weight[w] * levels[w] for w in musts) / whole if whole else 1.0
            if share < 0.62 or not inside:
                continue
            score = share + 0.12 * sum(weight[w] * levels[w] for w, must in said if not must)
            if measure and measure not in ("个", "点"):
                score += 0.2 if measure in entry.unit else -0.25
            if bound:
                score += 0.15 if any(b in entry.text for b in _BOUNDS) else 0.0
            rest = len(entry.indicator) - sum(len(w) for w in levels if w in self._fold(entry.indicator))
            scored.append((score - 0.015 * max(rest, 0), entry))
        top = max((s for s, _ in scored), default=0.0)
        best = [e for s, e in scored if s >= top - _SAME]
        kept: dict[tuple[object, ...], TargetEntry] = {}
        for entry in best:
            kept.setdefault((re.sub(r"\D", "", entry.text), entry.unit, self._fold(entry.indicator)[-6:]), entry)
        return tuple(kept.values())

    def series(self, words: Sequence[TopicWord]) -> tuple[tuple[TargetEntry, ...], frozenset[str]]:
        """The numbers of tasks whose indicator these words name (便民集市 of each 示范圈), and the words that name it."""
        known = [t for t in self._wording.targets(self._documents) if t.unit and t.task is not None]
        indicators = [self._fold(t.indicator) for t in known]
        hits: dict[str, frozenset[int]] = {}
        for word in words:
            pieces = [self._fold(p) for p in (self._parts(word.text) or [word.text])]
            found = frozenset(n for n, own in enumerate(indicators) if len(word.text) > 1 and all(p in own for p in pieces))
            if found:
                hits[word.text] = found
        both = frozenset.intersection(*hits.values()) if hits else frozenset()
        return tuple(known[n] for n in sorted(both)), frozenset(hits if both else ())

    def _around(self, entry: TargetEntry) -> str:
        task = self._wording.task.get(entry.task) if entry.task else None
        if task is None:
            return ""
        return task.title + "".join(s for s in _STOPS.split(task.text) if entry.text in s)


def _full(word: str, window: str) -> str | None:
    """The words at the beginning of a window that a shortened word stands for.

    >>> _full("发债", "发行债券融资"), _full("机场", "机制和市场")
    ('发行债券', None)
    """
    at, said = 0, ""
    words = [w.surface for w in load_speech().cut(window)]
    for part in (half for w in words for half in ((w[:2], w[2:]) if len(w) == 4 else (w[:-2], w[-2:]) if len(w) > 4 else (w,))):
        if not part.isalpha():
            said += part
            continue
        if part[0] == word[at]:
            at += 1
            at += at < len(word) and len(part) > 1 and part.startswith(word[at - 1 : at + 1])
        elif at and part[-1] == word[at]:
            at += 1
        else:
            return None
        said += part
        if at == len(word):
            return said if said != word else None
    return None


def _level(word: str, text: str, around: str) -> float:
    """How well a clause says a word: itself, all its characters, around it, most of its characters."""
    if word in text:
        return 1.0
    inside = sum(c in text for c in word) / len(word)
    if len(word) > 1 and inside == 1.0:
        return 0.85
    if word in around:
        return 0.75
    if len(word) > 2 and inside >= 0.6:
        return 0.6
    beside = sum(c in text or c in around for c in word) / len(word)
    return 0.4 if len(word) > 1 and beside == 1.0 else 0.0
