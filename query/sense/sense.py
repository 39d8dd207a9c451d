"""Composition: what is asked and what limits it → readings over the algebra, best first; each word that matters has its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from zhengpu.graph.facts import Iri
from zhengpu.query.grammar.patterns import Item, Parsed, Skip
from zhengpu.query.kinds import DOCUMENT, KINDS, SECTION, TARGET, TASK, UNIT
from zhengpu.query.meaning import (
    Both,
    Compared,
    Count,
    Describe,
    Either,
    Having,
    Minus,
    Of,
    One,
    Set,
    Step,
    Top,
    Via,
    Where,
    Whether,
    kind_of,
    parts,
)
from zhengpu.query.meanings.builder import Builder
from zhengpu.query.meanings.readings import KindWord, Mod, QuestionReading, RankPlace, Several, Text
from zhengpu.query.sense.asked import Asked, asked
from zhengpu.query.sense.concepts import Concepts
from zhengpu.query.sense.narrowing import Party, parties, polarity
from zhengpu.query.sense.utterance import SpokenWord, Utterance, named
from zhengpu.query.sense.word_search import TopicWord, WordSearch
from zhengpu.query.words.link import FreeWords, Period, TaskNumbers

__all__ = ["SenseComposer"]

_DOING = ("lead", "cooperate", "responsible", "takepart")
_RESTS_ON = ("依据", "根据", "按照", "依照", "按", "贯彻")
_OFTEN = 5
_PERFECT = re.compile("(?:已|已经|早已).*了|了(?:吗|没|么|没有)[？?]?$")
_SUFFERED = re.compile("被[^给派分]{1,4}了[？?]?$")
_LINKS = ("在", "是", "为", "有", "达", "达到", "共", "的")
_GUESSED = 1.0
"""What the name of a unit costs that is only nearly one."""
_ANSWERING = ("责任单位", "责任部门", "责任方", "责任主体")
_OURS = ("我们", "咱们", "我", "咱", "本", "我们这个", "俺们")
_BEFORE = ("它", "它们", "他们", "这个", "那个", "这", "那", "此", "该", "上述", "其")
_NAMED = ("zp:Project", "zp:Programme", "zp:Place", "zp:Policy")
_MOST_UNITS = 30
"""A task with more units is a number of something else."""
_PERCENT = re.compile("百分之|几成|.*点$")
_PAYER = re.compile(r"(?P<level>中央|国家|省|市|县|区)(?:级?(?P<who>财政)|里|上)")
_GENERIC = ("市", "县", "省", "区", "级", "年", "月", "号", "第", "那", "这", "某", "次", "项", "条", "家")


@dataclass
class _Narrow:
    """What limits the question."""

    parties: list[Party] = field(default_factory=list)
    numbers: list[TaskNumbers] = field(default_factory=list)
    sections: list[tuple[Set, bool]] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    words: list[TopicWord] = field(default_factory=list)
    against: list[TopicWord] = field(default_factory=list)
    things: list[One] = field(default_factory=list)
    quantities: list[SpokenWord] = field(default_factory=list)
    kinds: list[tuple[str, bool]] = field(default_factory=list)
    crowd: tuple[str, int] | None = None
    role: str | None = None
    role_negative: bool = False
    mention: bool = False
    place: RankPlace | None = None
    compare: str | None = None
    classes: set[str] = field(default_factory=set)
    relation: Step | None = None
    attribute: str | None = None
    missing: tuple[str, ...] = ()
    payer: str | None = None
    crowd_role: str | None = None
    lacking: list[str] = field(default_factory=list)
    absent: tuple[str, ...] = ()
    aside: list[str] = field(default_factory=list)


class SenseComposer:
    """Readings of one utterance."""

    def __init__(
        self,
        said: Utterance,
        builder: Builder,
        topics: WordSearch,
        concepts: Concepts,
        tasks_called: Callable[[str], bool],
        members: Callable[[Set], Sequence[Iri]],
    ) -> None:
        self._members = members
        self._apart: bool | None = None
        self._said, self._builder, self._topics, self._concepts, self._called = said, builder, topics, concepts, tasks_called
        self._tokens = said.tokens
        self._any, self._duty = builder.f_any_role(), builder.f_duty()

    def readings(self) -> Iterator[Parsed]:
        """Complete readings, best first; each is made only when it is asked for."""
        if any(t.has("how") for t in self._tokens):
            return  # manner and reason are nothing that a plan's facts tell
        wanted = asked(self._tokens, self._called)
        if wanted.several or self._noise():
            return
        limits = self._narrow(wanted)
        if limits is None:
            return
        seen: list[Any] = []
        for name, make in self._ways(wanted, limits):
            for reading in make():
                if isinstance(reading, QuestionReading) and reading not in seen:
                    seen.append(reading)
                    yield self._parsed(f"sense: {name}", reading)

    def _noise(self) -> bool:
        """One word over and over, or a question that ends in its middle (哪些任务吗哪些)."""
        if any(a.surface in ("吗", "么") and b.asks and a.end == b.start for a, b in pairwise(self._tokens)):
            return True
        said = Counter(t.surface for t in self._tokens if t.kind != "mark" and not t.surface.isspace())
        most = max(said.values(), default=0)
        return most >= _OFTEN and 3 * most >= sum(said.values())

    # ── what limits it ──

    def _narrow(self, wanted: Asked) -> _Narrow | None:
        tokens, out = self._tokens, _Narrow()
        used = set(wanted.used)
        out.parties = parties(tokens)
        for party in out.parties:
            used |= party.used
        self._names(out, used)
        self._logic(wanted, out, used)
        self._words(wanted, out, used)
        return out if self._sound(wanted, out) else None

    def _names(self, out: _Narrow, used: set[int]) -> None:
        tokens = self._tokens
        for n, token in enumerate(tokens):
            if n in used:
                continue
            value = token.item.value if token.item is not None else None
            match token.kind:
                case "tasknumber" if isinstance(value, TaskNumbers):
                    out.numbers.append(value)
                    used.add(n)
                case "loosenumber":
                    number = int("".join(c for c in token.surface if c.isdigit()))
                    if self._builder.numbered(number) and not (n and tokens[n - 1].has("total", "only", "have", "in")):
                        out.numbers.append(TaskNumbers((number,), token.surface))
                    used.add(n)
                case "section" if isinstance(value, One):
                    out.sections.append((value, not self._denied(n)))
                    used |= {n} | self._shell(n)
                case "policy" if isinstance(value, One) and value.iris:
                    out.things.append(value)
                    used.add(n)
                case "task" if isinstance(value, One):
                    out.things.append(value)
                    used.add(n)
                case "period" if isinstance(value, Period):
                    out.periods.append(value)
                    used.add(n)
                case "quantity":
                    pointed = token.has("measure.task") and n > 0 and tokens[n - 1].surface in ("那", "这", "某")
                    if not pointed:  # 那一条
                        out.quantities.append(token)
                    used.add(n)
                case _:
                    pass

    def _denied(self, n: int) -> bool:
        """重点任务里却没有的: whether the predicate of a part is denied."""
        if polarity(self._tokens, n):
            return True
        for m in range(n + 1, min(len(self._tokens), n + 6)):
            token = self._tokens[m]
            if token.kind in ("section", "unit"):
                return False
            if token.has("neg"):
                rest = self._tokens[m + 1 : m + 3]
                return not rest or rest[0].surface in ("的", "它") or rest[0].has("unitnoun", "takepart") or token.surface == "没有"
            if token.asks or token.content:
                return False
        return False

    def _shell(self, n: int) -> set[int]:
        """那十条, 那一部分, 里头: what only points at the part before it."""
        out: set[int] = set()
        m = n + 1
        while m < len(self._tokens) and m < n + 5:
            token = self._tokens[m]
            if not (
                token.has("in", "sectionnoun", "measure.task")
                or token.surface in ("那", "这", "的", "一", "那个", "这个")
                or token.kind == "quantity"
                or token.kind == "number"
            ):
                break
            if token.kind == "quantity" and not token.has("measure.task"):
                break
            out.add(m)
            m += 1
        return out

    def _logic(self, wanted: Asked, out: _Narrow, used: set[int]) -> None:
        tokens = self._tokens
        out.classes = {c for t in tokens for c in t.classes}
        for n, token in enumerate(tokens):
            if n in used:
                continue
            if token.item is not None and token.item.symbols[0] == "relation":
                out.relation = token.item.value  # type: ignore[assignment]
            if token.item is not None and token.item.symbols[0] == "attribute":
                out.attribute = str(token.item.value)
            if token.has("mention"):
                out.mention = True
            if token.surface == "前" and n + 1 < len(tokens) and tokens[n + 1].kind in ("quantity", "number") and wanted.kind is not None:
                following = tokens[n + 1].item
                if (
                    following is not None
                    and isinstance(following.value, int)
                    and "most" in out.classes | {c for t in tokens for c in t.classes}
                ):
                    wanted.number = following.value
                    out.quantities = [q for q in out.quantities if q is not tokens[n + 1]]
            if (
                token.has("most", "least")
                and wanted.form != "value"
                and (wanted.kind in (UNIT, TASK, SECTION) or not token.has("upper", "lower"))
            ):
                out.place = RankPlace(most=token.has("most"))
                used.add(n)
            if token.has(*_DOING):
                role = next(r for r in _DOING if token.has(r))
                if (
                    wanted.kind in (TASK, None)
                    and token.surface.endswith(("单位", "部门"))
                    and (self._role_denied(n) or (out.lacking and tokens[n - 1].has("and")))
                ):
                    out.lacking.append(role)
                    used.add(n)
                elif role in ("lead", "cooperate") or (
                    out.role is None and (role == "responsible" or token.surface.endswith(("单位", "部门")))
                ):
                    out.role, out.role_negative = role, self._role_denied(n)
                    used.add(n)
                elif out.role is None and role == "takepart" and wanted.kind == UNIT:
                    out.role = "takepart"
                elif out.role is not None and wanted.kind == UNIT and "else" in out.classes:
                    out.role = "takepart"  # 谁牵头，还有哪些单位参加
            if token.has("than", "more", "fewer", "same"):
                out.compare = (
                    "same"
                    if "same" in out.classes
                    else "fewer"
                    if token.has("fewer")
                    else out.compare or ("more" if token.has("more") else None)
                )
            noun = {"targetnoun": TARGET, "datenoun": "date", "moneynoun": "zp:Funding", "documentnoun": DOCUMENT}
            for name, kind in noun.items():
                if token.has(name) and n not in wanted.used and (polarity(tokens, n) or self._having(n)):
                    out.kinds.append((kind, not polarity(tokens, n)))
                    used.add(n)
            if token.has("unitnoun") and polarity(tokens, n) and n not in wanted.used:
                out.kinds.append((UNIT, False))
                used.add(n)
        if out.role in ("lead", "cooperate") and len(out.parties) == 1 and out.parties[0].role is None and wanted.kind != UNIT:
            out.parties[0].role, out.parties[0].negative, out.role = out.role, out.role_negative, None
        paid = next((m for m in _PAYER.finditer(self._said.text)), None)
        if paid is not None and ("pay" in out.classes or paid["who"] or wanted.money or wanted.form == "value"):
            out.payer = paid["level"]
            inside = {n for n, t in enumerate(tokens) if paid.start() <= t.start and t.end <= paid.end()}
            used |= inside
        self._crowd(wanted, out)

    def _set_aside(self, n: int) -> bool:
        """把牵头的去掉, 牵头的不用报: those in a role are not wanted."""
        after = [t for t in self._tokens[n + 1 : n + 4] if t.surface != "的"]
        return (bool(after) and after[0].has("except", "outside")) or (
            bool(after) and after[0].surface in ("不用", "不算", "不要", "不必", "不计")
        )

    def _role_denied(self, n: int) -> bool:
        before = self._tokens[max(0, n - 3) : n]
        return any(t.has("neg") and t.end <= self._tokens[n].start and self._tokens[n].start - t.end <= 3 for t in before)

    def _having(self, n: int) -> bool:
        """带数的, 写着数的, 有数字指标的."""
        before = self._tokens[max(0, n - 4) : n]
        return any(t.has("have", "basis", "relation") or t.surface in ("带", "写着", "写", "打") for t in before)

    def _crowd(self, wanted: Asked, out: _Narrow) -> None:
        """三家以上, 恰好三家, 就一条: how many units a task has, or tasks a unit."""
        for token in tuple(out.quantities):
            before = next(
                (
                    t
                    for t in reversed(self._tokens)
                    if t.end <= token.start and not t.has(*self._concepts.compares) and t.surface not in _LINKS
                ),
                None,
            )
            said = before is not None and before.surface.endswith(("单位", "部门"))  # 责任单位超过15个
            unit = token.has("measure.unit") or (token.has("measure") and (self._next_is(token, "unitnoun", "lead", "cooperate") or said))
            value = token.item.value if token.item is not None else None
            if not isinstance(value, int):
                continue
            operator = self._operator(token)
            named = max((len(p.sets) for p in out.parties), default=0)
            if (
                unit
                and value <= _MOST_UNITS
                and (not out.mention or self._next_is(token, "unitnoun"))
                and wanted.kind in (TASK, None)
                and wanted.form in ("list", "count", "number")
            ):
                out.quantities.remove(token)
                if named == value and value > 1:
                    for party in out.parties:
                        party.together = True
                elif value == 1 and named:
                    for party in out.parties:
                        party.only = True
                else:
                    out.crowd = (operator, value)
                    sides = [t for t in self._tokens if t.start == token.end] + ([before] if said and before is not None else [])
                    out.crowd_role = next((r for t in sides for r in ("lead", "cooperate") if t.has(r)), None)
                    out.role = None if out.crowd_role else out.role
            elif (
                token.has("measure.task")
                and wanted.kind == UNIT
                and not out.numbers
                and (out.classes & {"only", "exactly", "least", "atleast", "over", "under", "atmost"} or not out.words)
            ):
                out.quantities.remove(token)
                out.crowd = (operator, value)
                out.place = None

    def _next_is(self, token: SpokenWord, *classes: str) -> bool:
        return any(t.start == token.end and t.has(*classes) for t in self._tokens)

    def _operator(self, token: SpokenWord) -> str:
        near = [t for t in self._tokens if abs(t.start - token.end) <= 1 or abs(token.start - t.end) <= 1]
        for t in near:
            for name, operator in self._concepts.compares.items():
                if t.has(name):
                    return operator
        return "="

    def _words(self, wanted: Asked, out: _Narrow, used: set[int]) -> None:
        """Words of content; those of a clause in which nothing is asked and nothing is printed are aside."""
        offset = 0
        unknown: list[str] = []
        for clause in self._said.clauses:
            rows = list(enumerate(clause, offset))
            offset += len(clause)
            contrast = (
                bool(clause)
                and clause[0].has("neg")
                and clause[0].surface in ("不是", "不要", "不")
                and not any(t.kind == "unit" for t in clause)
            )
            words = self._compounds([t for n, t in rows if n not in used and self._carries(t, n, wanted) and not self._lone(t, n)])
            known = [w for w in words if w is not None and (w.must or self._builder.occurs(w.text))]
            if contrast:
                out.against += known
                continue
            missing = [w for w in known if w.must and self._topics.missing([w])]
            live = any(n in wanted.used or t.kind not in ("word", "mark") or (t.has(*_DOING) and len(t.surface) > 1) for n, t in rows)
            found = [w for w in known if w not in missing]
            if missing and not live and not any(w.must for w in found):
                continue  # an aside
            unknown += [w.text for w in missing if not self._talk(w.text)]
            out.words += found
        out.missing = tuple(unknown)
        if out.words and wanted.noun is not None and wanted.noun.content and not any(w.text == wanted.noun.surface for w in out.words):
            out.words.append(TopicWord(wanted.noun.surface, not self._talk(wanted.noun.surface)))
        self._heading(wanted, out)

    def _compounds(self, tokens: Sequence[SpokenWord]) -> list[TopicWord | None]:
        """Words of content; a noun of one character belongs to the word it touches (标准馆, 氢能源) and changes what that is."""
        out: list[TopicWord | None] = []
        last: SpokenWord | None = None
        for token in tokens:
            touches = last is not None and last.end == token.start and not token.classes and not last.classes
            single = last is not None and 1 in (len(token.surface), len(last.surface)) and (token.tag[:1] == "n" or len(token.surface) > 1)
            nouns = last is not None and last.tag[:1] in ("n", "g") and (last.phrase or len(last.surface) < 4)
            if touches and single and nouns and last is not None and max(len(token.surface), len(last.surface)) > 1:
                joined = last.surface + token.surface
                out[-1:] = [TopicWord(joined)]
                last = replace(last, end=token.end, surface=joined, tag="n")
                continue
            out.append(self._word(token))
            last = token
        return out

    def _lone(self, token: SpokenWord, n: int) -> bool:
        """A single character that stands beside no word of content: 问 of 领导问."""
        beside = [t for t in self._tokens[max(0, n - 1) : n + 2] if t is not token]
        return len(token.surface) == 1 and not any(
            (t.content or t.phrase) and (t.end == token.start or token.end == t.start) for t in beside
        )

    def _talk(self, word: str) -> bool:
        return "talk" in self._concepts.classes(word) or "tasknoun" in self._concepts.classes(word)

    def _heading(self, wanted: Asked, out: _Narrow) -> None:
        """集聚发展那一部分: words before a noun for a part name the part."""
        for n, token in enumerate(self._tokens):
            if not token.has("sectionnoun") or n in wanted.used or not n:
                continue
            m = n - 1
            while m >= 0 and self._tokens[m].surface in ("那", "这", "一", "大", "的", "那个", "这个", "那一"):
                m -= 1
            said: list[TopicWord] = []
            while (
                m >= 0
                and self._tokens[m].content
                and self._tokens[m].end <= self._tokens[m + 1].start
                and (not said or self._tokens[m + 1].start == self._tokens[m].end)
            ):
                said.insert(0, TopicWord(self._tokens[m].surface, len(self._tokens[m].surface) > 1))
                m -= 1
            section = self._topics.section(said) if said else None
            if section is not None:
                out.sections.append((section, True))
                out.words = [w for w in out.words if w.text not in {s.text for s in said}]

    def _carries(self, token: SpokenWord, n: int, wanted: Asked) -> bool:
        if token.kind in ("document", "policy", "thing", "ordinal") or token.phrase:
            return not token.classes
        if token.classes == {"relation"} and n not in wanted.used:  # 展会: a noun for things that plans name
            return self._builder.occurs(token.surface) and wanted.noun is not token
        if token.kind != "word" or token.classes:
            return (
                bool(token.classes & {"moneynoun", "programmenoun", "projectnoun"})
                and not wanted.money
                and n not in wanted.used
                and len(token.surface) > 1
                and wanted.kind != UNIT
            )
        return token.content and token.surface not in _GENERIC

    def _word(self, token: SpokenWord) -> TopicWord | None:
        text = token.surface
        if token.kind == "word" and not token.phrase:
            if len(text) == 2 and text[0] == "全" and text[1] in "国省市县区州镇乡":  # a plan of a county does not tell of the province
                return TopicWord(text, not self._builder.occurs(text))
            if len(text) == 1:  # a verb of one character carries nothing: 是, 要, 给
                return TopicWord(text, False) if token.tag[:1] in ("n", "") and "\u4e00" <= text <= "\u9fff" else None
            if self._builder.idle(text):
                return None
            if token.tag.startswith(("v", "a", "b", "z", "t", "f", "m", "q", "s", "i")) and not token.tag.startswith(("vn", "an")):
                return TopicWord(text, False)
            if token.tag.startswith("nr") and not self._builder.occurs(text):
                return None
        must = not token.classes or token.classes == {"relation"}
        return TopicWord(text, must)

    def _sound(self, wanted: Asked, out: _Narrow) -> bool:
        """Whether nothing that matters is left over."""
        if out.missing:
            asked_for = wanted.form == "yesno" and out.mention and not out.words
            if asked_for:
                out.absent = out.missing
            return asked_for
        if self._strange(wanted, out):
            return False
        told = "relation" in out.classes or "attribute" in out.classes
        if told and not (out.kinds or out.words or out.parties or out.numbers or out.things or out.sections):
            return False  # of the paper itself: 解读单位
        if any(p for p in out.parties if not all(getattr(u, "iris", ()) for u in p.sets)) and wanted.form != "yesno":
            return False
        return bool(
            out.parties
            or out.numbers
            or out.sections
            or out.words
            or out.things
            or out.kinds
            or out.lacking
            or out.crowd
            or out.role
            or out.place
            or out.periods
            or out.relation
            or out.attribute
            or wanted.kind in (SECTION, DOCUMENT, TARGET)
            or (wanted.kind in (UNIT, TASK) and (wanted.form == "count" or "total" in out.classes))
        )

    def _strange(self, wanted: Asked, out: _Narrow) -> bool:
        """A deed that no plan tells of (喜欢, 被约谈), a thing said before (它), an office nobody knows (省财政厅), a place in the world."""
        tokens = self._tokens
        if any(t.has("where") for t in tokens) and not any(n in wanted.used for n, t in enumerate(tokens) if t.has("where")):
            return True
        narrowed = out.parties or out.words or out.numbers or out.things or out.sections or out.periods or out.quantities
        if any(t.surface in _BEFORE for t in tokens) and not narrowed:
            return True
        done = _PERFECT.search(self._said.text) is not None and (wanted.form in ("value", "count", "yesno") or not wanted.explicit)
        if (done and not out.mention and (out.words or out.quantities)) or _SUFFERED.search(self._said.text):
            return True  # what has been done
        if not narrowed and not wanted.explicit and wanted.kind is None and out.role is not None and not out.place:
            return True
        for first, second in pairwise(tokens):
            if first.surface in _OURS and second.has("unitnoun") and not out.parties:
                return True  # 我们局: whose is not said
            somebody = first.content and first.tag.startswith("nr") and not self._builder.occurs(first.surface)
            if somebody and second.has("lead", "cooperate", "responsible") and len(second.surface) > 1:
                return True  # 王小二负责的任务
            guessed = second.kind == "unit" and second.item is not None and second.item.cost >= _GUESSED and first.end == second.start
            if guessed and (first.content or first.kind == "number"):
                return True  # 三泉镇人民政府 is not 各镇人民政府 mistyped
            office = second.has("unitnoun") and len(second.surface) == 1 and second.start == first.end
            if office and len(first.surface) > 1 and (first.content or first.kind in ("thing", "place")):
                return True
        doing = any(
            t.has("lead", "cooperate", "responsible", "takepart", "mention", "have", "issue", "copied", "pay", "due", "most", "least")
            for t in tokens
        )
        unknown = [
            t
            for t in tokens
            if t.content
            and t.tag.startswith("v")
            and not t.tag.startswith("vn")
            and len(t.surface) > 1
            and not self._builder.idle(t.surface)
            and not self._builder.occurs(t.surface)
        ]
        return bool(unknown) and not doing and wanted.form in ("list", "count", "yesno") and wanted.kind in (TASK, UNIT, None)

    # ── composing ──

    def _ways(self, a: Asked, x: _Narrow) -> Iterator[tuple[str, Callable[[], Iterator[QuestionReading | None]]]]:
        if x.compare and sum(len(p.sets) for p in x.parties) >= 2:
            yield "compared", lambda: self._compared(a, x)
        if x.compare and not x.parties and "than" in x.classes and a.form in ("yesno", "list") and a.kind is None:
            yield "values compared", lambda: self._beats(x)
            return
        if a.form == "yesno":
            yield "whether", lambda: self._whether(a, x)
            return
        if a.form == "date":
            yield "when", lambda: self._when(x)
            return
        if a.form in ("text", "title"):
            yield a.form, lambda: self._text(a, x)
            return
        if x.payer is not None and ("pay" in x.classes or a.form == "value"):
            yield "money", lambda: self._money(x, a.kind == TASK)
            return
        if "copied" in x.classes or "issue" in x.classes or "addressed" in x.classes:
            yield "head", lambda: self._head(a, x)
        if x.place is not None and a.form != "value":
            yield "ranking", lambda: self._ranking(a, x)
        if a.form == "value":
            if "pay" in x.classes and (x.words or x.quantities):
                yield "money", lambda: self._money(x)
            yield "value", lambda: self._value(a, x)
            return
        if "pay" in x.classes and a.kind in (UNIT, None) and x.words and not x.parties:
            yield "money", lambda: self._money(x)
        if a.form == "count" and a.noun is None and a.kind in (UNIT, TASK) and any(w.must for w in x.words):
            yield "value", lambda: self._value(a, x)  # 一年帮多少家
            if a.kind == UNIT and x.role is None and "takepart" not in x.classes:
                return
        if a.kind == UNIT:
            yield "units", lambda: self._units(a, x)
        elif a.kind == TARGET:
            yield "targets", lambda: self._targets(a, x)
        elif a.kind == SECTION:
            yield "sections", lambda: self._sections(a, x)
        elif a.kind == DOCUMENT:
            yield "documents", lambda: self._documents(a, x)
        elif a.kind in (TASK, None):
            if a.kind is None and x.role is not None and not x.parties and (x.words or x.numbers or x.things):
                yield "units", lambda: self._units(a, x)
            if a.kind is None and a.explicit and x.words and not x.parties:
                yield "things called so", lambda: self._called_so(a, x)
                if a.noun is not None and a.noun.content and not x.mention:
                    return  # 哪些展会 asks for no tasks
            yield "tasks", lambda: self._listed(a, x)
        else:
            yield "things", lambda: self._things(a, x)

    def _out(self, found: Set | None, a: Asked) -> QuestionReading | None:
        if found is None or kind_of(found) not in KINDS:
            return None
        return QuestionReading(Count(found), "count") if a.form == "count" else QuestionReading(found, KINDS[kind_of(found)])

    def _answers_for(self) -> bool:
        """Whether plans set those responsible (责任单位) beside those who lead."""
        if self._apart is None:
            b = self._builder
            both = Both((b.f_with_role(Step(("zp:leads",))).set, b.f_with_role(Step(("zp:responsibleFor",))).set))
            labelled = b.occurs("牵头单位") and b.occurs("责任单位")
            self._apart = labelled and bool(self._members(both))
        return self._apart

    def _step(self, role: str | None, default: Step) -> Step:
        if role is None:
            return default
        beside = any(t.has("lead") for t in self._tokens) and any(t.surface in _ANSWERING for t in self._tokens)
        if role in ("takepart", "responsible") and beside and self._answers_for():  # 责任单位 alone is everybody; beside 牵头 the others
            return Step(("zp:responsibleFor",))
        relation = self._concepts.roles[role]
        if relation == "duty":
            return self._duty
        return Step((relation,))

    def _topic_sets(self, x: _Narrow, *, every: bool) -> Iterator[Set | None]:
        loose = not x.words and x.mention  # 100家这个数在哪几条出现
        words = [*x.words, *(TopicWord(q.surface, loose) for q in x.quantities)]
        if any(w.must for w in words) or not (x.parties or x.numbers or x.things or x.sections or x.kinds or x.crowd or x.role):
            yield from self._topics.tasks(words, every=every, close=self._breath(x))
        if not any(w.must for w in words):
            yield None

    def _breath(self, x: _Narrow) -> bool:
        """Whether two nouns stand side by side as one name."""
        said = {w.text for w in x.words if w.must}
        return any(a.end == b.start and a.surface in said and b.surface in said for a, b in pairwise(self._tokens))

    def _mods(self, x: _Narrow, *, parties: bool = True, together: bool = False) -> list[Mod]:
        b, out = self._builder, []
        for p in x.parties if parties else ():
            step = self._step(p.role, self._any)
            if p.role == "responsible" and len(p.surface) == 1:
                step = self._any
            units = Several(tuple(p.sets), p.either)
            if p.only:
                mod = b.f_reach_only(units, self._any)
            elif len(p.sets) > 1 and not p.either and (p.together or together):
                mod = b.f_reach_all(units, step)
            else:
                mod = b.f_reach(units, step)
            if mod is not None:
                out.append(replace(mod, positive=False) if p.negative or p.excepted else mod)
            out += [replace(b.f_reach(units, self._step(r, self._any)), positive=False) for r in p.denied]
        out += [Mod(b.f_numbered(n)) for n in x.numbers]
        out += [Mod(b.f_in_section(s), positive) for s, positive in x.sections]
        for thing in x.things:
            said = thing if thing.kind == TASK else b.f_mentions(thing)
            out += [Mod(said)] if said is not None else []
        for kind, positive in x.kinds:
            mod = self._kind_mod(kind)
            if mod is not None:
                out.append(replace(mod, positive=positive))
        out += [b.f_without_role(self._step(r, self._any) if r != "responsible" else Step(("zp:responsibleFor",))) for r in x.lacking]
        years = {d.year for d in b.papers()}
        for period in x.periods:
            dated = period.last is not None or period.first is not None
            if dated and not (period.relative and period.last is not None and years == {period.last.year}):
                out.append(b.f_due(period))
        if x.crowd is not None:
            mod = b.f_crowded(x.crowd[0], x.crowd[1], role=self._step(x.crowd_role, self._any) if x.crowd_role else None)  # type: ignore[arg-type]
            out += [mod] if mod is not None else []
        return out

    def _kind_mod(self, kind: str) -> Mod | None:
        b = self._builder
        if kind == "date":
            return b.f_with_deadline()
        if kind == UNIT:
            return b.f_with_role(self._any)
        if kind == TARGET:
            return b.f_with_kind(KindWord(TARGET, numbers=True))
        return b.f_with_kind(KindWord("zp:Policy" if kind == DOCUMENT else kind))

    def _tasks(self, mods: Sequence[Mod]) -> Set | None:
        positive = [m.set for m in mods if m.positive]
        negative = [m.set for m in mods if not m.positive]
        if not mods:
            return None
        whole: Set = positive[0] if len(positive) == 1 else Both(tuple(dict.fromkeys(positive))) if positive else Of(TASK)
        if negative:
            whole = Minus(whole, negative[0] if len(negative) == 1 else Either(tuple(negative)))
        return whole

    def _narrowed_tasks(self, x: _Narrow, *, every: bool = False, parties: bool = True) -> Iterator[Set]:
        """Tasks that satisfy all limits, the surest sense of the words first."""
        if not parties:
            x = replace(x, parties=[])
        several = any(len(p.sets) > 1 and not p.either and not p.together for p in x.parties)
        for topic in self._topic_sets(x, every=every):
            for together in (True, False) if several else (False,):
                mods = self._mods(x, parties=parties, together=together)
                if topic is not None:
                    mods.append(Mod(topic))
                found = self._tasks(mods)
                if found is not None:
                    yield found

    def _called_so(self, a: Asked, x: _Narrow) -> Iterator[QuestionReading | None]:
        """哪些纪念馆: things whose names end with the noun behind the word that asks; 十大专项行动: what the task of that title names."""
        b = self._builder
        phrase = next((w.text for w in x.words if w.must), "")
        if phrase and a.noun is None:
            yield self._out(b.f_members(FreeWords(phrase, True)), a)
        if a.noun is None or not a.noun.content:
            return
        rest = replace(x, words=[w for w in x.words if w.text != a.noun.surface])
        for kind in _NAMED:
            noun = KindWord(kind, (a.noun.surface,))
            tasks = next(iter(self._narrowed_tasks(rest)), None)
            yield self._out(b.f_everything(noun) if tasks is None else b.f_step(tasks, noun), a)
            if tasks is not None:  # 展会: 博览会, 文化节会
                yield self._out(b.f_step(tasks, KindWord(kind, (a.noun.surface[-1],))), a)

    def _listed(self, a: Asked, x: _Narrow) -> Iterator[QuestionReading | None]:
        if x.role is not None and not x.parties:
            mod = self._builder.f_without_role if x.role_negative else self._builder.f_with_role
            extra = mod(self._step(x.role, self._any))
            for found in self._narrowed_tasks(x, every=x.mention):
                yield self._out(self._builder.f_mods(Mod(found), extra).set if self._builder.f_mods(Mod(found), extra) else None, a)  # type: ignore[union-attr]
            if not x.words:
                yield self._out(self._tasks([*self._mods(x), extra]), a)
            return
        for found in self._narrowed_tasks(x, every=x.mention or a.form == "number"):
            yield self._out(found, a)
        if (
            not (x.words or x.parties or x.sections or x.numbers or x.kinds or x.crowd or x.periods or x.things or x.lacking or x.role)
            and a.kind == TASK
        ):
            yield self._out(self._builder.f_everything(KindWord(TASK)), a)

    def _units(self, a: Asked, x: _Narrow) -> Iterator[QuestionReading | None]:
        if not x.aside and (roles := self._held(x)) is not None:
            yield self._out(roles, a)
            return
        b, kind = self._builder, KindWord(UNIT)
        named = [u for p in x.parties for u in p.sets]
        step = self._step(x.role, self._any if x.parties or x.classes & {"total", "else"} else self._duty)
        if x.role == "responsible" and not x.parties:
            step = self._duty
        if x.crowd is not None and not x.words:
            yield self._out(b.f_busy(kind, self._step(x.role, self._any), x.crowd[0], x.crowd[1]), a)  # type: ignore[arg-type]
            return
        negative = [s for s, positive in x.sections if not positive]
        if negative and not x.words and not x.parties:
            inside = [b.f_in_section(s) for s, positive in x.sections if positive]
            first: Set = b.f_who(inside[0], self._any) if inside else b.f_doers_any(self._any)
            yield self._out(Minus(first, b.f_who(b.f_in_section(negative[0]), self._any)), a)
            return
        excepted = [p for p in x.parties if p.excepted]
        rest = [p for p in x.parties if not p.excepted]
        anchored = bool(x.words or x.numbers or x.things or x.sections or rest)
        if excepted and anchored:
            x = replace(x, parties=rest)
        party = x.parties[0] if x.parties else None
        if (
            party is not None and party.before and party.role == "cooperate" and not x.words
        ):  # 配合县文旅局的: those in that role where it leads
            tasks: Set = Via(party.sets[0], self._duty, TASK)
            yield self._out(Minus(b.f_who(tasks, Step(("zp:cooperatesOn",))), party.sets[0]), a)
            return
        if party is not None and party.negative and bool(x.words or x.numbers or x.things or x.sections):
            tasks_of: Iterator[Set] = self._narrowed_tasks(x, parties=False)
        else:
            tasks_of = self._narrowed_tasks(x)
        any_found = False
        for found in tasks_of:
            any_found = True
            doers = b.f_not_doing(kind, step, found) if x.role_negative else b.f_who(found, step)
            if doers is None:
                continue
            if x.aside:
                held = tuple(b.f_who(found, self._step(r, self._any)) for r in x.aside)
                doers = Minus(b.f_who(found, self._any if step == self._duty else step), Either(held) if len(held) > 1 else held[0])
            yield self._out(Minus(doers, Either(tuple(named)) if len(named) > 1 else named[0]) if named else doers, a)
            if not x.role_negative and step == self._duty:
                yield self._out(b.f_who(found, self._any), a)
        light = x.role == "takepart" and all(len(t.surface) == 1 for t in self._tokens if t.has("takepart"))
        if not any_found and not x.words and not light:  # 在哪个机构领导下干的 asks for no list of all
            doers = b.f_idle(kind, step) if x.role_negative else b.f_doers_any(self._step(x.role, self._any))
            yield self._out(doers, a)

    def _held(self, x: _Narrow) -> Set | None:
        """既牵头又配合的, 只配合过、从没牵头的: units by the roles they have anywhere and those they have nowhere."""
        if x.words or x.numbers or x.things or any(not p.excepted for p in x.parties):
            return None
        said = [(n, next(r for r in _DOING if t.has(r)), t) for n, t in enumerate(self._tokens) if t.has(*_DOING)]
        told = [
            (n, r, t)
            for n, r, t in said
            if r in ("lead", "cooperate") or t.surface in _ANSWERING or (r == "responsible" and len(t.surface) > 1)
        ]
        if len({r for _, r, _ in told}) < 2 and not any(self._role_denied(n) for n, _, _ in told):
            return None
        b = self._builder
        positive: list[Set] = []
        negative: list[Set] = []
        for n, role, token in told:
            exact = (
                Step(("zp:responsibleFor",))
                if (token.surface in _ANSWERING or role == "responsible") and self._answers_for()
                else self._step(role, self._any)
            )
            (negative if self._role_denied(n) else positive).append(b.f_doers_any(exact))
        negative += [u for p in x.parties for u in p.sets]
        whole: Set = (
            b.f_doers_any(self._any) if not positive else positive[0] if len(positive) == 1 else Both(tuple(dict.fromkeys(positive)))
        )
        return Minus(whole, negative[0] if len(negative) == 1 else Either(tuple(negative))) if negative else whole

    def _ranking(self, a: Asked, x: _Narrow) -> Iterator[QuestionReading | None]:
        b, place = self._builder, x.place or RankPlace()
        if a.kind in (UNIT, None) or (a.kind is None and not x.words):
            if x.words:
                return
            within = self._tasks([Mod(b.f_in_section(s), p) for s, p in x.sections])
            top = b.f_top(KindWord(UNIT), self._step(x.role, self._any) if x.role in ("lead", "cooperate") else self._any, place, a.number)
            if isinstance(top, QuestionReading) and within is not None and isinstance(top.meaning, Top):
                top = replace(top, meaning=replace(top.meaning, within=within))
            yield top if isinstance(top, QuestionReading) else None
        elif a.kind == SECTION:
            top = b.f_top(KindWord(SECTION), None, place, a.number)
            yield top if isinstance(top, QuestionReading) else None
        elif a.kind == TASK:
            inside = self._tasks(self._mods(x)) or Of(TASK)
            by: Step = Step(("zp:hasTarget",)) if x.classes & {"targetnoun"} else self._any.turned
            yield QuestionReading(Top(inside, by, a.number or place.n, place.rank, place.most), "tasks")

    def _compared(self, a: Asked, x: _Narrow) -> Iterator[QuestionReading | None]:
        """甲和乙谁多; 甲比乙多吗; 一样多吗; 甲比乙多几条."""
        sets = [u for p in x.parties for u in p.sets]
        role = next((p.role for p in x.parties if p.role in ("lead", "cooperate")), x.role if x.role in ("lead", "cooperate") else None)
        step = self._step(role, self._any)
        if len(sets) != 2:
            if a.kind == UNIT:
                yield QuestionReading(Top(Either(tuple(sets)), step, most=x.compare != "fewer"), "units")
            return
        first, second = (Via(s, step, TASK) for s in sets)
        if a.kind == UNIT or (a.form == "list" and a.explicit):
            yield QuestionReading(Top(Either(tuple(sets)), step, most=x.compare != "fewer"), "units")
        elif a.form in ("count", "value"):
            yield QuestionReading(Compared(first, second, "difference" if "than" in x.classes else "gap"), "count")
        else:
            yield QuestionReading(Compared(first, second, x.compare or "more"), "yesno")  # type: ignore[arg-type]

    def _beats(self, x: _Narrow) -> Iterator[QuestionReading | None]:
        """省级瞪羚给得比独角兽还多: two figures in one unit, told apart by the words before and after 比."""
        at = next(t.start for t in self._tokens if t.has("than"))
        sides: list[list[TopicWord]] = [[], []]
        for token in self._tokens:
            word = self._word(token) if token.content or token.phrase else None
            if word is not None:
                sides[token.start > at].append(word)
        first = self._topics.targets(sides[0])
        shared = [w for w in sides[0] if not sides[1] or all(len(w.text) > 1 for _ in (1,))]
        second = [
            t for t in self._topics.targets(sides[1]) or self._topics.targets([*shared, *sides[1]]) if t.iri not in {f.iri for f in first}
        ]
        if len(first) != 1 or len(second) != 1 or first[0].unit != second[0].unit:
            return
        a, b = (One(TARGET, (t.iri,), "".join(w.text for w in side)) for t, side in zip((first[0], second[0]), sides, strict=True))
        yield QuestionReading(Whether(Minus(a, Top(Either((a, b)), "schema:value", most=x.compare == "fewer"))), "yesno")

    def _whether(self, a: Asked, x: _Narrow) -> Iterator[QuestionReading | None]:
        b = self._builder
        if a.kind is None and any(p.negative for p in x.parties):
            return  # 是不是没有牵头: yes would mean no
        if x.absent:
            yield QuestionReading(Whether(Where(Of(TASK), "zp:text", "contains", x.absent[0])), "yesno")
            return
        if x.quantities and (x.words or x.numbers or x.things):
            yield from self._value_is(x)
        if x.parties or x.kinds or x.sections or x.numbers or x.things:
            hit = False
            for found in self._narrowed_tasks(x, every=True):
                hit = True
                yield b.f_any(found) or (QuestionReading(Whether(found), "yesno") if not isinstance(found, One) else None)
            if hit:
                return
        if x.mention and x.words:
            for found in self._topics.tasks(x.words, every=True):
                yield QuestionReading(Whether(found), "yesno")

    def _value_is(self, x: _Narrow) -> Iterator[QuestionReading | None]:
        """30项首台套，写的是以上吧: the target these words speak of, and whether it is so much."""
        token = x.quantities[0]
        number = token.item.value if token.item is not None else None
        best = self._topics.targets(x.words)
        if not best or number is None:
            return
        one = One(TARGET, tuple(t.iri for t in best), "".join(w.text for w in x.words))
        found: Set = Where(one, "schema:value", "=", number)  # type: ignore[arg-type]
        operator = self._operator(token)
        if operator != "=":
            found = Where(found, "zp:comparator", "=", operator)
        yield QuestionReading(Whether(found), "yesno")

    def _when(self, x: _Narrow) -> Iterator[QuestionReading | None]:
        b = self._builder
        recurring = any(p.first is None and p.last is None for p in x.periods)
        said = "".join(t.surface for t in self._tokens if not t.asks and t.kind != "mark")
        if recurring:
            yield b.f_recurring(Text((said,)))
        if "issue" in x.classes and not x.numbers and not x.parties:
            yield b.f_describe(None, "dct:issued", "date")
        if x.words and not x.parties:
            best = [t for t in self._topics.targets([*x.words, *(TopicWord(q.surface, False) for q in x.quantities)]) if t.date]
            if len({t.date for t in best}) == 1:
                best = best[:1]
            if best:
                yield QuestionReading(
                    Describe(One(TARGET, tuple(t.iri for t in best), "".join(w.text for w in x.words)), ("zp:deadline",)), "date"
                )
        for found in self._narrowed_tasks(replace(x, periods=[])):
            yield b.f_deadline_of(found)
        if "each" in x.classes and not recurring:
            yield b.f_recurring(Text((said,)))

    def _text(self, a: Asked, x: _Narrow) -> Iterator[QuestionReading | None]:
        attribute = "zp:text" if a.form == "text" else "rdfs:label"
        if x.sections and not (x.words or x.parties or x.numbers):
            yield QuestionReading(Describe(x.sections[0][0], ("rdfs:label",)), "text")
        for found in self._narrowed_tasks(x):
            yield QuestionReading(Describe(found, (attribute,)), "text")

    def _head(self, a: Asked, x: _Narrow) -> Iterator[QuestionReading | None]:
        b = self._builder
        if "copied" in x.classes:
            yield QuestionReading(Via(b.f_current(), Step(("zp:copiedTo",)), UNIT), "units")
        if "issue" in x.classes and a.kind == UNIT and not (x.words or x.parties or x.numbers):
            yield QuestionReading(Via(b.f_current(), Step(("dct:publisher",)), UNIT), "units")

    def _value(self, a: Asked, x: _Narrow) -> Iterator[QuestionReading | None]:
        if x.parties and not (x.words or x.quantities or a.money or a.percent):  # 牵了几个头
            for found in self._narrowed_tasks(x):
                yield QuestionReading(Count(found), "count")
            return
        words = [*x.words, *(TopicWord(q.surface, False) for q in x.quantities)]
        period = x.periods[0] if x.periods else None
        tasks: frozenset[Any] | None = None
        if x.numbers or x.things or x.sections or x.parties:
            held = self._tasks(self._mods(replace(x, kinds=[], crowd=None, periods=[])))
            tasks = frozenset(self._members(held)) if held is not None else None
        money = a.money or bool(x.classes & {"moneynoun", "pay"}) or ("upper" in x.classes and a.measure in ("", "万", "亿"))
        percent = a.percent or any(t.has("howmany") and _PERCENT.match(t.surface) for t in self._tokens)
        measure = "" if a.money or a.percent else a.measure
        asks = [t for t in self._tokens if t.has("howmany")]
        if (percent and len(asks) > 1) or (percent and "upper" in x.classes):  # 补百分之几，封顶多少
            both = [
                *self._topics.targets(words, percent=True, period=period, tasks=tasks),
                *self._topics.targets(words, money=True, bound=True, period=period, tasks=tasks),
            ]
            if len(both) > 1:
                yield QuestionReading(One(TARGET, tuple(t.iri for t in both), "".join(w.text for w in words)), "value")
                return
        best = self._topics.targets(
            words, money=money, measure=measure, bound=bool(x.classes & {"upper"}), percent=percent, period=period, tasks=tasks
        )
        if len({t.text for t in best}) > 3 or not (any(w.must for w in words) or x.quantities or tasks is not None):
            return  # 省级的给多少: of too many
        if best and (not measure or measure in ("个", "点") or any(measure in t.unit for t in best)):
            yield QuestionReading(One(TARGET, tuple(t.iri for t in best), "".join(w.text for w in words)), "value")

    def _money(self, x: _Narrow, tasks: bool = False) -> Iterator[QuestionReading | None]:
        said = "".join(w.text for w in x.words)
        payers = [self._builder.f_payer(x.payer)] if x.payer is not None else []
        if payers and tasks:
            yield QuestionReading(self._builder.f_paid_tasks(payers[0]).set, "tasks")
        elif said:
            found = self._builder.f_funding(Text((said,)), *payers)
            yield found if any(isinstance(p, One) and p.iris for p in parts(found.meaning)) else None
        elif payers:
            yield self._builder.f_paid_by(payers[0])

    def _targets(self, a: Asked, x: _Narrow) -> Iterator[QuestionReading | None]:
        kind = KindWord(TARGET, numbers=True)
        dated = [p for p in x.periods if p.last is not None or p.first is not None]
        if dated and not (x.words or x.parties or x.numbers or x.sections or x.things):
            yield self._out(self._builder.f_pick(self._builder.f_due(dated[0]), KindWord(TARGET)), a)
            return
        if x.quantities and x.quantities[0].item is not None and not (any(w.must for w in x.words) or x.parties):  # 目标值是3家
            amount = x.quantities[0]
            unit = amount.surface.lstrip("0123456789.一二两三四五六七八九十百千万亿") or None
            yield self._out(self._builder.f_amounting(self._operator(amount), amount.item.value, unit), a)  # type: ignore[arg-type,union-attr]
        if not (x.words or x.parties or x.numbers or x.sections or x.things or x.quantities):
            yield self._out(self._builder.f_everything(kind), a)
        for found in self._narrowed_tasks(replace(x, kinds=[])):
            yield self._out(self._builder.f_step(found, kind), a)

    def _sections(self, a: Asked, x: _Narrow) -> Iterator[QuestionReading | None]:
        b, kind = self._builder, KindWord(SECTION)
        counted = next((q for q in x.quantities if q.has("measure.task") and q.item is not None and isinstance(q.item.value, int)), None)
        if counted is not None and not (x.words or x.parties):
            yield self._out(b.f_busy(kind, None, self._operator(counted), counted.item.value), a)  # type: ignore[arg-type,union-attr]
        if not (x.words or x.parties or x.numbers or x.things):
            yield self._out(b.f_step(b.f_current(), kind), a)
            return
        for found in self._narrowed_tasks(x):
            yield self._out(b.f_step(found, kind), a)

    def _documents(self, a: Asked, x: _Narrow) -> Iterator[QuestionReading | None]:
        b = self._builder
        if any(p.negative for p in x.parties):
            return  # 没有给县财政局派任务的文件: denied of the paper, not of one of its tasks
        if "issue" in x.classes and x.periods:
            yield QuestionReading(b.f_issued_in(x.periods[0]), "documents")
            return
        if not (x.words or x.parties or x.numbers or x.things or x.sections):
            if any(t.surface in _RESTS_ON for t in self._tokens):
                yield QuestionReading(Via(b.f_current(), Step(("eli:based_on",)), "zp:Policy"), "documents")
            if x.classes & {"basis", "mention", "have"}:
                yield b.f_named_papers()
            return
        for found in self._narrowed_tasks(x):
            yield self._out(b.f_step(found, KindWord("zp:Policy")), a)

    def _things(self, a: Asked, x: _Narrow) -> Iterator[QuestionReading | None]:
        b = self._builder
        kind = KindWord(a.kind or TASK)
        if not (x.words or x.parties or x.numbers or x.things or x.sections):
            yield self._out(b.f_everything(kind), a)
            return
        for found in self._narrowed_tasks(x):
            yield self._out(b.f_step(found, kind), a)

    # ── the record of it ──

    def _parsed(self, name: str, reading: QuestionReading) -> Parsed:
        items: list[Item] = []
        skips = [Skip(t.start, t.end, t.surface, 0.1) for t in self._said.aside]
        for token in self._tokens:
            if token.item is not None:
                items.append(token.item)
            elif token.content:
                items.append(Item(token.start, token.end, ("phrase",), FreeWords(token.surface, True), token.surface))
            elif not token.classes:
                skips.append(Skip(token.start, token.end, token.surface, 0.1))
            else:
                items.append(Item(token.start, token.end, tuple(sorted(token.classes)), token.surface, token.surface))
        parts = tuple(Parsed(i.symbols, i.start, i.end, i.value, 0.0, item=i) for i in items)
        end = self._tokens[-1].end if self._tokens else 0
        return Parsed(("!",), 0, end, reading, 1.0, name, parts, None, tuple(skips))


_ = (Having, named)
