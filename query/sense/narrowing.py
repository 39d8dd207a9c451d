"""What limits a question: parties, parts, numbers, times, things, words."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from zhengpu.query.asked.asked_kinds import Asked
from zhengpu.query.kinds import DOCUMENT, SECTION, TARGET, TASK, UNIT
from zhengpu.query.meaning import One, Set, Step, Via, kind_of
from zhengpu.query.meanings.readings import RankPlace
from zhengpu.query.sense.limit_soundness import SoundLimits
from zhengpu.query.sense.limit_times import ONGOING
from zhengpu.query.sense.limits_said import Narrowing
from zhengpu.query.sense.signed_topics import signed_topics
from zhengpu.query.sense.word_search import TopicWord
from zhengpu.query.spoken.parties import DOING, Party, parties, polarity
from zhengpu.query.words.link import Period, TaskNumbers

__all__ = ["Narrowing", "NarrowingReader"]

_NAMING = 5
"""A number of so many digits that counts nothing is a name."""


class NarrowingReader(SoundLimits):
    """Reads the limits of one utterance."""

    def read(self, wanted: Asked, among: Set | None = None) -> Narrowing:
        """The limits, with what is left over; `among`: what an earlier question found."""
        tokens, out = self._tokens, Narrowing(among=among, beside=len(self._builder.papers()) if self._builder.narrows else 0)
        used = set(wanted.used)
        asks_no = wanted.form == "yesno" and wanted.at < len(tokens) and tokens[wanted.at].surface in self._sets["last_no"]
        out.parties = parties(tokens, wanted.at if asks_no else None)
        for party in out.parties:
            used |= party.used
        self._earlier(out)
        self._names(out, used)
        self._ordered(wanted, out, used)
        self._times(out, used)
        self._facts(out, used)
        self._logic(wanted, out, used)
        self._numbers(wanted, out, used)
        self._words(wanted, out, used)
        self._facts_as_words(out)
        out.terms = signed_topics(self._said.clauses, lambda tokens, at: self._content(wanted, used, tokens, at))
        out.paired = any(t.surface in self._sets["pair"] or (t.kind == "quantity" and t.surface[:1] in "两俩二") for t in self._tokens)
        out.doubts = self._doubts(wanted, out)
        return out

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
                case "period" if isinstance(value, Period) and value.code == ONGOING and not self.goes_on(n):
                    out.words.append(TopicWord(token.surface))  # 持续推进窗口建设
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
                role = token.own_role or next(r for r in DOING if token.has(r))
                if (
                    wanted.kind in (TASK, None)
                    and token.surface.endswith(self._whole)
                    and (self.role_denied(n) or (out.lacking and tokens[n - 1].has("and")))
                ):
                    out.lacking.append(role)
                    used.add(n)
                elif (
                    role in ("lead", "cooperate")
                    or (token.has("guide") and wanted.kind == UNIT)
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

    def _payers(self, wanted: Asked, out: Narrowing, used: set[int]) -> None:
        """省财政, 县里: levels of government that pay."""
        tokens = self._tokens
        units = [(t.start, t.end) for t in tokens if t.kind == "unit" or t.phrase]
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

    def denies_others(self) -> bool:
        """没别的, 没有其他: whether that there are others is denied."""
        return any(a.has("neg") and not a.has("yesno") and b.has("else") for a, b in pairwise(self._tokens))

    def _having(self, n: int) -> bool:
        """带数的, 写着数的, 有数字指标的."""
        before = self._tokens[max(0, n - (4 if len(self._tokens[n].surface) > 1 else 1)) : n]
        return any(t.has("have", "basis", "relation") or t.surface in self._sets["carrying"] for t in before)
