"""What limits a question: parties, parts, numbers, times, things, words; and whether anything that matters is left over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from zhengpu.query.kinds import DOCUMENT, SECTION, TARGET, TASK, UNIT
from zhengpu.query.meaning import One, Set, Step, Via, kind_of
from zhengpu.query.meanings.builder import Builder
from zhengpu.query.meanings.readings import RankPlace
from zhengpu.query.sense.asked import Asked
from zhengpu.query.sense.concepts import Concepts
from zhengpu.query.sense.parties import DOING, Party, parties, polarity
from zhengpu.query.sense.places_said import lands, ranked
from zhengpu.query.sense.signed_topics import SignedTopic, signed_topics
from zhengpu.query.sense.spoken_words import SpokenWord
from zhengpu.query.sense.utterance import Utterance
from zhengpu.query.sense.word_search import TopicWord, WordSearch
from zhengpu.query.words.link import Period, TaskNumbers

__all__ = ["Narrowing", "NarrowingReader"]

_NOUNS_OF_PLANS = frozenset({"relation", "attribute", "endnoun", "unitclass", "countnoun", "guide"})
_OFTEN = 5
"""So often said, and a third of all, a word is noise."""
_GUESSED = 1.0
"""What the name of a unit costs that is only nearly one."""
_NAMING = 5
"""A number of so many digits that counts nothing is a name."""
_NAMED = ("zp:Project", "zp:Programme", "zp:Place", "zp:Policy", "zp:UnitGroup")
_MOST_UNITS = 30
"""A task with more units is a number of something else."""


@dataclass
class Narrowing:
    """What limits the question: each field is one way of limiting, with what was said so."""

    parties: list[Party] = field(default_factory=list)
    numbers: list[TaskNumbers] = field(default_factory=list)
    sections: list[tuple[Set, bool]] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    words: list[TopicWord] = field(default_factory=list)
    things: list[Set] = field(default_factory=list)
    quantities: list[SpokenWord] = field(default_factory=list)
    kinds: list[tuple[str, bool]] = field(default_factory=list)
    crowd: tuple[str, int] | None = None
    role: str | None = None
    role_negative: bool = False
    mention: bool = False
    place: RankPlace | None = None
    compare: str | None = None
    classes: set[str] = field(default_factory=set)
    missing: tuple[str, ...] = ()
    payers: list[Set] = field(default_factory=list)
    amount: tuple[str, Any, Any] | None = None
    amount_unit: str | None = None
    either: bool = False
    crowd_role: str | None = None
    lacking: list[str] = field(default_factory=list)
    absent: tuple[str, ...] = ()
    aside: list[str] = field(default_factory=list)
    beside: int = 0
    terms: list[SignedTopic] = field(default_factory=list)
    paired: bool = False
    papers: bool = False
    """Nothing else is said but which documents."""
    facts: list[SpokenWord] = field(default_factory=list)
    among: Set | None = None
    of_units: bool = False

    alternative: bool = False
    two_units: bool = False
    pays: bool = False
    role_noun: bool = False
    dropped: bool = False

    @property
    def narrow(self) -> bool:
        """Whether anything is said that tasks are found by."""
        return bool(self.words or self.missing or self.parties or self.numbers or self.things or self.sections)


class NarrowingReader:
    """Reads the limits of one utterance."""

    def __init__(self, said: Utterance, builder: Builder, topics: WordSearch, concepts: Concepts) -> None:
        self._said, self._builder, self._topics, self._concepts = said, builder, topics, concepts
        self._tokens = said.tokens
        self._sets, self._marks = concepts.sets, concepts.marks
        self._whole = tuple(concepts.sets["whole"])

    def read(self, wanted: Asked, among: Set | None = None) -> Narrowing | None:
        """The limits; `among`: what an earlier question found. None: something that matters is left over."""
        tokens, out = self._tokens, Narrowing(among=among, beside=len(self._builder.papers()) if self._builder.narrows else 0)
        used = set(wanted.used)
        last = len(tokens) - 1
        asks_no = wanted.form == "yesno" and wanted.at == last and tokens[last].surface in self._sets["last_no"]
        out.parties = parties(tokens, last if asks_no else None)
        for party in out.parties:
            used |= party.used
        self._earlier(out)
        self._names(out, used)
        self._ordered(wanted, out, used)
        self._facts(out, used)
        self._logic(wanted, out, used)
        self._numbers(wanted, out, used)
        self._words(wanted, out, used)
        self._facts_as_words(out)
        out.terms = signed_topics(self._said.clauses, lambda tokens, at: self._content(wanted, used, tokens, at))
        out.paired = any(t.surface in self._sets["pair"] or (t.kind == "quantity" and t.surface[:1] in "两俩二") for t in self._tokens)
        return out if self._sound(wanted, out) else None

    def _names(self, out: Narrowing, used: set[int]) -> None:
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
                case "policy" | "document" if isinstance(value, One):
                    out.things.append(value)
                    used.add(n)
                case "task" if isinstance(value, One):
                    out.things.append(value)
                    used.add(n)
                case "period" if isinstance(value, Period):
                    out.periods.append(value)
                    used.add(n)
                case "number" if len(token.surface) >= _NAMING and token.surface.isdigit():
                    out.words.append(TopicWord(token.surface))  # 12345热线
                    used.add(n)
                case "quantity":
                    pointed = token.has("measure.task") and n > 0 and tokens[n - 1].surface in self._sets["demonstrative"]
                    if not pointed:  # 那一条
                        out.quantities.append(token)
                    used.add(n)
                case _:
                    pass

    @staticmethod
    def _earlier(out: Narrowing) -> None:
        """What an earlier question found limits as its kind does."""
        match out.among:
            case None:
                pass
            case found if kind_of(found) == TASK:
                out.things.append(found)
            case found if kind_of(found) == TARGET:
                out.things.append(Via(found, Step(("zp:hasTarget",), False), TASK))
            case found if kind_of(found) == SECTION:
                out.sections.append((found, True))
            case found if kind_of(found) == UNIT:
                out.parties.append(Party([found], 0, 0))
            case found:
                out.things.append(found)

    def _ordered(self, wanted: Asked, out: Narrowing, used: set[int]) -> None:
        """前三条, 最后一条: tasks by their place; 前三, 第二多, 排名前三: places of a ranking."""
        tokens = self._tokens
        for n, token in enumerate(tokens):
            following = tokens[n + 1] if n + 1 < len(tokens) and tokens[n + 1].start == token.end else None
            value = following.item.value if following is not None and following.item is not None else None
            number = (
                value
                if isinstance(value, int)
                else value.numbers[0]
                if isinstance(value, TaskNumbers) and len(value.numbers) == 1
                else None
            )
            first, last = token.surface in self._sets["first"], token.has("latest")
            if token.kind == "ordinal" and token.item is not None and isinstance(token.item.value, int):
                out.place = RankPlace(1, token.item.value, not token.surface.endswith("少"))
                used.add(n)
            elif (first or last) and following is not None and number is not None and n not in used:
                tasks = following.has("measure.task") or following.kind in ("tasknumber", "loosenumber")
                if tasks and not following.surface.startswith("第") and wanted.kind in (TASK, UNIT, None, TARGET):
                    found = (self._builder.f_last_tasks if last else self._builder.f_first_tasks)(
                        number, token.surface, following.surface[:-1], following.surface[-1]
                    )
                    out.things += [found] if isinstance(found, One) else []
                    out.numbers = [m for m in out.numbers if m is not value]
                    out.quantities = [q for q in out.quantities if q is not following]
                elif first and wanted.kind is not None:
                    out.place = RankPlace(number)
                    out.quantities = [q for q in out.quantities if q is not following]
                else:
                    continue
                used |= {n, n + 1}

    def _facts(self, out: Narrowing, used: set[int]) -> None:
        """What the head of a paper tells: 文号, 解读单位, 抄送."""
        for n, token in enumerate(self._tokens):
            value = token.item.value if token.item is not None and token.has("relation", "attribute") else None
            if isinstance(value, Step | str) and self._builder.of_papers(value):
                out.facts.append(token)
                used.add(n)

    def _facts_as_words(self, out: Narrowing) -> None:
        """解读 of 解读5G政策: where something else limits, a word of the head is a word."""
        passive = any(t.surface == "被" for t in self._tokens) and any(
            isinstance(t, One) and t.kind in (DOCUMENT, "zp:Policy") for t in out.things
        )
        if out.narrow and not passive:
            out.words += [TopicWord(t.surface) for t in out.facts if t.classes == {"relation"} and self._builder.occurs(t.surface)]
            out.facts = []

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
                or token.surface in self._sets["pointing"] | self._sets["field"]
                or token.kind == "quantity"
                or token.kind == "number"
            ):
                break
            if token.kind == "quantity" and not token.has("measure.task"):
                break
            out.add(m)
            m += 1
        return out

    def _logic(self, wanted: Asked, out: Narrowing, used: set[int]) -> None:
        tokens = self._tokens
        out.classes = {c for t in tokens for c in t.classes}
        quoted = self._quoted(wanted)
        for n, token in enumerate(tokens):
            if n in used:
                continue
            if token.has("mention"):
                out.mention = True
            if token.surface == "前" and n + 1 < len(tokens) and tokens[n + 1].kind in ("quantity", "number") and wanted.kind is not None:
                following = tokens[n + 1].item
                if following is not None and isinstance(following.value, int) and "most" in out.classes:
                    wanted.number = following.value
                    out.quantities = [q for q in out.quantities if q is not tokens[n + 1]]
            if (
                token.has("most", "least")
                and wanted.form != "value"
                and (wanted.kind in (UNIT, TASK, SECTION, DOCUMENT) or not token.has("upper", "lower"))
            ):
                out.place = replace(out.place or RankPlace(), most=token.has("most"))
                used.add(n)
            if n >= quoted and token.has(*DOING) and not (token.has("guide") and wanted.kind != UNIT):
                role = next(r for r in DOING if token.has(r))
                if (
                    wanted.kind in (TASK, None)
                    and token.surface.endswith(self._whole)
                    and (self.role_denied(n) or (out.lacking and tokens[n - 1].has("and")))
                ):
                    out.lacking.append(role)
                    used.add(n)
                elif (
                    role in ("lead", "cooperate")
                    or (role == "guide" and wanted.kind == UNIT)
                    or (out.role is None and (role == "responsible" or token.surface.endswith(self._whole)))
                ):
                    out.role, out.role_negative = role, self.role_denied(n)
                    out.role_noun = token.surface.endswith(self._whole)
                    used.add(n)
                elif out.role is None and role == "takepart" and wanted.kind == UNIT:
                    out.role, out.role_negative = "takepart", self.role_denied(n)
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
        free = len(out.parties) == 1 and (out.parties[0].role is None or out.parties[0].surface == "在")  # 在…这件事上是牵头吗
        if out.role in ("lead", "cooperate") and free and wanted.kind != UNIT:
            out.parties[0].role, out.parties[0].negative, out.role = out.role, out.role_negative, None
        self._payers(wanted, out, used)

    def _quoted(self, wanted: Asked) -> int:
        """企业牵头做标准的说法在哪条: how far the paper's own words go, which say nothing of who does what."""
        if wanted.kind != TASK or any(t.kind == "unit" for t in self._tokens):
            return 0
        return next((n for n, t in enumerate(self._tokens) if t.surface in self._sets["quoting"]), 0)

    def _numbers(self, wanted: Asked, out: Narrowing, used: set[int]) -> None:
        """How many units a task has or tasks a unit, and which place in an order."""
        self._crowd(wanted, out)
        if wanted.kind in (TASK, None) and not out.parties and out.crowd is None and "alone" in out.classes:
            out.of_units = True
            out.crowd, out.role = ("=", 1), out.role if out.role in ("lead", "cooperate") else None  # 自己一家单独扛的
        if wanted.kind == UNIT and (found := ranked(self._tokens)) is not None:
            at, rank = found
            out.place = RankPlace(1, rank, out.place is None or out.place.most)
            used.add(at)
        self._beside(wanted, out)
        self._amount(wanted, out)

    def _payers(self, wanted: Asked, out: Narrowing, used: set[int]) -> None:
        """省财政, 县里: levels of government that pay."""
        tokens = self._tokens
        units = [(t.start, t.end) for t in tokens if t.kind == "unit"]
        for paid in self._marks["payer"].finditer(self._said.text):
            meant = "pay" in out.classes or paid["who"] or wanted.money or wanted.form == "value"
            if meant and not any(a <= paid.start() < b for a, b in units):
                inside = [t.item.value for t in tokens if t.item is not None and paid.start() <= t.start and t.end <= paid.end()]
                named = next((v for v in inside if isinstance(v, One) and v.kind == "zp:Payer"), None)
                out.payers.append(named or self._builder.f_payer(paid["level"]))
                used |= {n for n, t in enumerate(tokens) if paid.start() <= t.start and t.end <= paid.end()}
        out.either = any(t.has("or") and n not in used for n, t in enumerate(tokens))

    def _set_aside(self, n: int) -> bool:
        """把牵头的去掉, 牵头的不用报: those in a role are not wanted."""
        after = [t for t in self._tokens[n + 1 : n + 4] if t.surface != "的"]
        return (bool(after) and after[0].has("except", "outside")) or (bool(after) and after[0].surface in self._sets["unwanted"])

    def role_denied(self, n: int) -> bool:
        before = self._tokens[max(0, n - 3) : n]
        return any(t.has("neg") and t.end <= self._tokens[n].start and self._tokens[n].start - t.end <= 3 for t in before)

    def denies_others(self) -> bool:
        """没别的, 没有其他: whether that there are others is denied."""
        return any(a.has("neg") and not a.has("yesno") and b.has("else") for a, b in pairwise(self._tokens))

    def _having(self, n: int) -> bool:
        """带数的, 写着数的, 有数字指标的."""
        before = self._tokens[max(0, n - (4 if len(self._tokens[n].surface) > 1 else 1)) : n]
        return any(t.has("have", "basis", "relation") or t.surface in self._sets["carrying"] for t in before)

    def _crowd(self, wanted: Asked, out: Narrowing) -> None:
        """三家以上, 恰好三家, 就一条: how many units a task has, or tasks a unit."""
        for token in tuple(out.quantities):
            before = next(
                (
                    t
                    for t in reversed(self._tokens)
                    if t.end <= token.start and not t.has("only", *self._concepts.compares) and t.surface not in self._sets["linking"]
                ),
                None,
            )
            said = before is not None and before.surface.endswith(self._whole)  # 责任单位超过15个
            role = self._role_beside(token)
            unit = token.has("measure.unit") or (token.has("measure") and (self._next_is(token, "unitnoun") or role is not None or said))
            value = token.item.value if token.item is not None else None
            if not isinstance(value, int):
                continue
            operator = self.operator(token)
            named = max((len(p.sets) for p in out.parties), default=0)
            if (
                unit
                and value <= _MOST_UNITS
                and (not out.mention or role is not None)
                and (wanted.kind in (TASK, None) or (said and before is not None and before is not wanted.noun))
                and wanted.form in ("list", "count", "number", "share")
            ):
                out.quantities.remove(token)
                if named == value and value > 1:
                    pass  # 三家 after three names
                elif value == 1 and named:
                    for party in out.parties:
                        party.only = True
                else:
                    out.crowd, out.of_units = (operator, value), True
                    sides = [role] + ([before] if said and before is not None else [])
                    out.crowd_role = next((r for t in sides if t for r in ("lead", "cooperate") if t.has(r)), None)
                    if wanted.kind != UNIT:
                        out.role = None
            elif (
                (token.has("measure.task") or token.surface.endswith(tuple(self._sets["times"])))
                and wanted.kind == UNIT
                and not out.numbers
                and (out.classes & {"only", "exactly", "least", "atleast", "over", "under", "atmost"} or not out.words)
            ):
                out.quantities.remove(token)
                out.crowd = (operator, value)
                out.place = None

    def _beside(self, wanted: Asked, out: Narrowing) -> None:
        """One role or the other, two units to be compared, money that is borne."""
        tokens = self._tokens
        roles = [n for n, t in enumerate(tokens) if t.has(*DOING)]
        out.alternative = any(b - a == 2 and tokens[a + 1].has("or") for a, b in pairwise(roles))  # 是牵头还是配合
        if wanted.kind == TASK and {"pay", "who"} <= out.classes and not out.payers:
            out.kinds.append(("zp:Payer", True))  # 写明由谁出资的任务
        compares = any(t.surface in self._sets["comparing"] for t in tokens)
        out.two_units = compares and sum(len(p.sets) for p in out.parties) == 2 and not out.compare
        bears = any(t.surface in self._sets["bearing"] for t in tokens)
        if "together" in out.classes and len(out.parties) == 1 and not out.parties[0].either:
            out.parties[0].together = True  # 有几项共同任务
        out.pays = "pay" in out.classes or (bears and bool(out.classes & {"moneynoun", "payernoun"}))

    def _amount(self, wanted: Asked, out: Narrowing) -> None:
        """超过100的目标, 目标在2到10之间: how great the numbers of targets are."""
        tokens = self._tokens
        told = any(t.has("targetnoun") and not (n and t.surface == "数" and tokens[n - 1].has("unitnoun")) for n, t in enumerate(tokens))
        if not (wanted.kind == TARGET or told) or wanted.form not in ("list", "count") or out.words:
            return
        numbers = [t for t in tokens if t.kind in ("number", "quantity") and t.item is not None]
        if len(numbers) == 2 and "rank" not in out.classes:
            between = [t for t in tokens if numbers[0].end <= t.start and t.end <= numbers[1].start]
            if len(between) == 1 and between[0].surface in self._sets["up_to"]:
                out.amount = ("between", numbers[0].item.value, numbers[1].item.value)  # type: ignore[union-attr]
        elif len(numbers) == 1 and self.operator(numbers[0]) != "=":
            out.amount = (self.operator(numbers[0]), numbers[0].item.value, None)  # type: ignore[union-attr]
        if out.amount is not None:
            out.amount_unit = numbers[-1].surface.lstrip("0123456789.一二两三四五六七八九十百千万亿") or None
            out.quantities, out.crowd = [q for q in out.quantities if q not in numbers], None
            out.kinds = [k for k in out.kinds if k[0] != TARGET]

    def _role_beside(self, token: SpokenWord) -> SpokenWord | None:
        """两个单位一起牵头, 3个以上配合单位: the role behind a number of units, or the noun for them, over what may stand between."""
        noun: SpokenWord | None = None
        at = (
            next(n for n, t in enumerate(self._tokens) if t.start >= token.end)
            if self._tokens[-1].start >= token.end
            else len(self._tokens)
        )
        while at < len(self._tokens):
            t = self._tokens[at]
            if t.has("lead", "cooperate") or (t.has(*DOING) and t.surface.endswith(self._whole)):
                return t
            if not (t.has("unitnoun", "together", "only", *self._concepts.compares) or t.surface in self._sets["light"]):
                return noun
            noun = t if t.has("unitnoun") else noun
            at += 1
        return noun

    def _next_is(self, token: SpokenWord, *classes: str) -> bool:
        return any(t.start == token.end and t.has(*classes) for t in self._tokens)

    def operator(self, token: SpokenWord) -> str:
        """How a number compares, from the words beside it."""
        near = [t for t in self._tokens if abs(t.start - token.end) <= 1 or abs(token.start - t.end) <= 1]
        for t in near:
            for name, operator in self._concepts.compares.items():
                if t.has(name):
                    return operator
        return "="

    def _words(self, wanted: Asked, out: Narrowing, used: set[int]) -> None:
        """Words of content; those of a clause in which nothing is asked and nothing is printed are aside."""
        offset = 0
        unknown: list[str] = []
        for clause in self._said.clauses:
            rows = list(enumerate(clause, offset))
            offset += len(clause)
            contrast = (
                bool(clause)
                and clause[0].has("neg")
                and clause[0].surface in self._sets["contrast"]
                and not any(t.kind == "unit" for t in clause)
            )
            words = self._compounds([t for n, t in rows if n not in used and self._carries(t, n, wanted) and not self._lone(t, n)])
            known = [w for w in words if w is not None and (w.must or self._builder.occurs(w.text))]
            if contrast:
                continue  # 不是第一年: what is not meant
            missing = [w for w in known if w.must and (self._topics.missing([w]) or self._office_elsewhere(w))]
            live = any(n in wanted.used or t.kind not in ("word", "mark") or (t.has(*DOING) and len(t.surface) > 1) for n, t in rows)
            found = [w for w in known if w not in missing]
            if missing and not live and not any(w.must for w in found):
                out.dropped = True
                continue  # an aside
            unknown += [w.text for w in missing if not self._talk(w.text)]
            out.words += found
        out.missing = tuple(unknown)
        if out.words and wanted.noun is not None and wanted.noun.content and not any(w.text == wanted.noun.surface for w in out.words):
            out.words.append(TopicWord(wanted.noun.surface, not self._talk(wanted.noun.surface)))
        self._heading(wanted, out)

    def _content(self, wanted: Asked, used: set[int], tokens: Sequence[SpokenWord], at: int) -> list[TopicWord]:
        """The words of content of a stretch."""
        rows = [t for n, t in enumerate(tokens, at) if n not in used and self._carries(t, n, wanted) and not self._lone(t, n)]
        return [w for w in self._compounds(rows) if w is not None and (w.must or self._builder.occurs(w.text))]

    def _office_elsewhere(self, word: TopicWord) -> bool:
        """公安局, asked of a plan that names none, though another does."""
        office = len(word.text) > 2 and word.text.endswith(tuple(self._sets["office"]))
        return office and self._builder.narrows and not self._topics.said_here(word)

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
            out.append(self.word(token))
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

    def _pointed_at(self, token: SpokenWord) -> bool:
        """Whether 那条 or 这一项 stands right behind a word."""
        after = [t for t in self._tokens if token.end <= t.start <= token.end + 2][:2]
        pointed = len(after) > 1 and after[0].start == token.end and after[0].surface in self._sets["demonstrative"]
        return pointed and after[1].has("measure.task")

    def _heading(self, wanted: Asked, out: Narrowing) -> None:
        """集聚发展那一部分: words before a noun for a part name the part."""
        for n, token in enumerate(self._tokens):
            inside = token.has("programmenoun") and n + 1 < len(self._tokens) and self._tokens[n + 1].has("in")  # 算力行动里边
            if not (token.has("sectionnoun") or inside) or n in wanted.used or not n:
                continue
            m = n - 1
            while m >= 0 and self._tokens[m].surface in self._sets["pointing"]:
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
            section = self._topics.section([*said, TopicWord(token.surface)] if inside else said) if said else None
            if section is not None:
                out.sections.append((section, True))
                gone = {s.text for s in said} | ({token.surface} if inside else set())
                out.words = [w for w in out.words if w.text not in gone]

    def _carries(self, token: SpokenWord, n: int, wanted: Asked) -> bool:
        if token.surface in self._sets["amount"] and n and self._tokens[n - 1].has("moneynoun"):
            return False  # 奖励金额
        if token.kind in ("document", "policy", "thing", "ordinal") or token.phrase:
            return not token.classes
        if token.classes in ({"relation"}, {"attribute"}) and n not in wanted.used:  # 展会: a noun for things that plans name
            return self._builder.occurs(token.surface) and wanted.noun is not token
        if token.kind != "word" or (token.classes and (not token.content or n in wanted.used)):
            return (
                bool(
                    token.classes & {"moneynoun", "programmenoun", "projectnoun"}
                    or (token.has("countnoun") and self._builder.occurs(token.surface))
                )
                and not wanted.money
                and n not in wanted.used
                and len(token.surface) > 1
                and wanted.kind != UNIT
            )
        return token.content and token.surface not in self._sets["generic"]

    def word(self, token: SpokenWord) -> TopicWord | None:
        text = token.surface
        if token.kind == "word" and not token.phrase:
            if self._marks["scale"].fullmatch(text):  # a plan of a county does not tell of the province
                return TopicWord(text, not self._builder.occurs(text))
            if len(text) == 1:  # a verb of one character carries nothing: 是, 要, 给
                return TopicWord(text, False) if token.tag[:1] in ("n", "") and "\u4e00" <= text <= "\u9fff" else None
            if self._builder.idle(text) or text in self._sets["complements"]:
                return None
            if not token.classes and self._pointed_at(token) and self._builder.occurs(text):
                return TopicWord(text)  # 追溯那条: whatever kind of word it is, it names the task
            if token.tag.startswith("t") and self._marks["calendar"].search(text) and not self._builder.occurs(text):
                return TopicWord(text)  # 上周: a time that is no period is passed over by nobody
            if token.tag.startswith(("v", "a", "b", "z", "t", "f", "m", "q", "s", "i")) and not token.tag.startswith(("vn", "an")):
                return TopicWord(text, False)
            if token.tag.startswith("nr") and not self._builder.occurs(text):
                return None
        must = token.classes <= _NOUNS_OF_PLANS
        return TopicWord(text, must)

    def _sound(self, wanted: Asked, out: Narrowing) -> bool:
        """Whether nothing that matters is left over."""
        said = [t for n, t in enumerate(self._tokens) if n not in wanted.used and (t.content or t.kind != "word" or t.has(*DOING))]
        out.papers = self._builder.names_papers and not [t for t in said if t.surface not in self._sets["existing"]]
        if out.papers and wanted.kind is None and wanted.form == "list" and wanted.explicit:
            return True
        if out.missing and wanted.form == "yesno":
            asked_for = out.mention and not out.words
            if asked_for:
                out.absent = out.missing
            return asked_for
        if out.missing and not self._plainly_missing(out):
            return False
        if self._strange(wanted, out) or self._undenied(wanted, out):
            return False
        if wanted.form == "date" and "issue" in out.classes:
            return True
        if out.beside > 1 and out.classes & {"earliest", "latest", "more", "fewer", "most", "least"}:
            return True  # documents side by side
        if out.dropped and not out.narrow:
            return False
        if self._denial_left(wanted, out):
            return False
        told = "relation" in out.classes or "attribute" in out.classes
        return bool(
            out.missing
            or out.parties
            or out.among
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
            or told
            or out.facts
            or out.payers
            or (out.pays and out.quantities)
            or out.amount
            or wanted.starts
            or wanted.ends
            or (out.classes & {"earliest", "latest"} and wanted.kind is not None)
            or wanted.form in ("table", "average", "place", "share", "title")
            or wanted.kind in (SECTION, DOCUMENT, TARGET, *_NAMED)
            or (wanted.kind in (UNIT, TASK) and (wanted.form == "count" or "total" in out.classes))
        )

    def _undenied(self, wanted: Asked, out: Narrowing) -> bool:
        """Whether a unit's predicate is denied and nothing of the reading says so."""
        told = out.role_negative or out.lacking or any(not p for _, p in (*out.kinds, *out.sections))
        if told or wanted.form == "yesno" or any(t.sign != "with" for t in out.terms):
            return False
        for party in out.parties:
            for n in range(party.end, min(len(self._tokens), party.end + 3)):
                token = self._tokens[n]
                if token.asks or token.kind != "word":
                    break
                if token.has("neg") and n not in wanted.used and not any(n in p.used for p in out.parties):
                    return True
        return False

    def _denial_left(self, wanted: Asked, out: Narrowing) -> bool:
        """没让省级政府负责的: a no that no limit has taken."""
        taken = any(p.negative or p.excepted or p.denied or p.only for p in out.parties) or out.role_negative or out.lacking or out.among
        taken = taken or any(not k for _, k in out.kinds) or any(not s for _, s in out.sections) or out.aside
        if (
            taken
            or any(t.sign != "with" for t in out.terms)
            or wanted.form not in ("list", "count")
            or wanted.kind not in (TASK, UNIT, None)
        ):
            return False
        following = [self._tokens[n + 1 : n + 6] for n, t in enumerate(self._tokens) if t.has("neg") and not t.asks]
        return any(t.has(*DOING) and len(t.surface) > 1 for rest in following for t in rest)

    def _plainly_missing(self, out: Narrowing) -> bool:
        """Whether it is certain that the one thing asked about stands nowhere: all else is understood, and it is said in one breath."""
        tokens = self._tokens
        unknown = [t for t in tokens if any(t.surface in m for m in out.missing)]
        if not unknown or any(a.end != b.start for a, b in pairwise(unknown)) or all(m.isascii() and m.isalpha() for m in out.missing):
            return False
        at, end = (
            tokens.index(unknown[0]),
            tokens.index(unknown[-1]),
        )  # 低空经济: what touches the unknown word is part of what is not there
        while at and tokens[at - 1].content and tokens[at - 1].end == tokens[at].start:
            at -= 1
        while end + 1 < len(tokens) and tokens[end + 1].content and tokens[end].end == tokens[end + 1].start:
            end += 1
        run = tokens[at : end + 1]
        out.missing = ("".join(t.surface for t in run),)
        out.words = [w for w in out.words if w.text not in {t.surface for t in run}]
        beside = (t for t in tokens if t.content and t not in run and self.word(t) is not None and not self._builder.occurs(t.surface))
        return not any(beside) and len(self._said.clauses) == 1 and not self._said.aside

    def _strange(self, wanted: Asked, out: Narrowing) -> bool:
        """A deed that no plan tells of (喜欢, 被约谈), a thing said before (它), an office nobody knows (省财政厅), a place in the world."""
        tokens = self._tokens
        if any(t.has("where") for t in tokens) and not any(n in wanted.used for n, t in enumerate(tokens) if t.has("where")):
            return True
        narrowed = out.among or out.parties or out.words or out.numbers or out.things or out.sections or out.periods or out.quantities
        pointed = [n for n, t in enumerate(tokens) if t.surface in self._sets["anaphor"] and n not in wanted.used]
        if not narrowed and any(not any(t.has("documentnoun", "talk") for t in tokens[n : n + 4]) for n in pointed):
            return True
        done = self._marks["done"].search(self._said.text) is not None and (
            wanted.form in ("value", "count", "yesno") or not wanted.explicit
        )
        if (done and not out.mention and (out.words or out.quantities)) or self._marks["suffered"].search(self._said.text):
            return True  # what has been done
        if not narrowed and not wanted.explicit and wanted.kind is None and out.role is not None and not out.place:
            return True
        for first, second in pairwise(tokens):
            issuer = first.kind == "unit" and second.has("documentnoun") and first.end == second.start
            if issuer and "issue" not in out.classes and len(self._builder.papers()) > 1:
                return True  # 国务院文件: papers by who issued them
            if first.surface in self._sets["ours"] and second.has("unitnoun") and not out.parties:
                return True  # 我们局: whose is not said
            somebody = first.content and first.tag.startswith("nr") and not self._builder.occurs(first.surface)
            if somebody and second.has("lead", "cooperate", "responsible") and len(second.surface) > 1:
                return True  # 王小二负责的任务
            guessed = second.kind == "unit" and second.item is not None and second.item.cost >= _GUESSED and first.end == second.start
            whose = second.kind == "unit" and first.end == second.start and second.surface[0] in self._sets["generic"]
            if (guessed and (first.content or first.kind == "number")) or (whose and first.content and first.tag.startswith("ns")):
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
            and not any(t.surface in m for m in out.missing)
            and t.tag.startswith("v")
            and not t.tag.startswith("vn")
            and len(t.surface) > 1
            and not self._builder.idle(t.surface)
            and not self._builder.occurs(t.surface)
            and t.surface not in self._sets["complements"]
            and not lands(self._tokens, t)
        ]
        return bool(unknown) and not doing and wanted.form in ("list", "count", "yesno") and wanted.kind in (TASK, UNIT, None)

    def noise(self) -> bool:
        """One word over and over, or a question that ends in its middle (哪些任务吗哪些)."""
        if any(a.surface in ("吗", "么") and b.asks and a.end == b.start for a, b in pairwise(self._tokens)):
            return True
        said = Counter(t.surface for t in self._tokens if t.kind != "mark" and not t.surface.isspace())
        most = max(said.values(), default=0)
        return most >= _OFTEN and 3 * most >= sum(said.values())
