"""Who does what, said in running text: the body that opens a clause or stands behind 由, how it is bound, and what it does.

    RunningText.of(grammar(), bodies, labels).read(text) → SaidDuty(start, end, parts, confidence)

A sentence is read clause by clause. A clause that opens with bodies and nothing else binds them (`ingest.duties.bindings`); one that only
tells a circumstance leaves them open for the next clause. What is denied, permitted, past, quoted or a condition binds nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from zhengpu.ingest.claims import NO_ROLES
from zhengpu.ingest.duties.actors import Actors
from zhengpu.ingest.duties.bindings import CLOSED, SHORTEST_DEED, Binding, Bindings
from zhengpu.ingest.duties.bodies import Bodies, Body
from zhengpu.ingest.duties.clause_reader import Governed, Unit
from zhengpu.ingest.duties.labels import Labels
from zhengpu.ingest.text.brackets import inside, pairs

__all__ = ["RunningText", "SaidDuty"]

_LONGEST_EVIDENCE = 300
_LONGEST_WORD, _MOST_BY = 6, 4
_LONGEST_BRACKET = 14
"""A longer bracket is no part of a name."""
_QUOTED = re.compile("“[^”\n]*”|《[^》\n]*》")
_MASK = "□"
_SENTENCE = re.compile("[。！？!?；;：:\n]")
_PLAIN = ("acts", "does")
_CLAUSE = re.compile("[，,]|(?<=牵头|负责|主办)、(?=[^，。；、的]{2,14}(?:配合|参与|协助|协办|负责|落实)(?!的))")
"""Clauses end at commas, and where one who leads is followed by those who help: 甲牵头、乙配合."""
_NO_ACT = re.compile(r"[^\w]*$")


@dataclass(frozen=True, slots=True)
class SaidDuty:
    """Bodies and their role, as `text[start:end]` says; `parts` name the entry of running.toml that read it."""

    start: int
    end: int
    parts: tuple[Governed, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class RunningText:
    """`[running]` of running.toml, compiled.

    >>> from zhengpu.ingest.duties.clauses import Clauses, grammar
    >>> said = Clauses.of(grammar()).sentences.read("县水利局要及时通报水情。河道由镇人民政府负责清理。")
    >>> [(part.role, part.units[0].text, part.rule) for duty in said for part in duty.parts]
    [('responsible', '县水利局', 'modal'), ('responsible', '镇人民政府', 'by')]
    """

    actors: Actors
    bindings: Bindings
    confidence: Mapping[str, float]
    copula: re.Pattern[str]
    by: re.Pattern[str]
    by_not_behind: re.Pattern[str]
    by_no_act: re.Pattern[str]
    by_deed: re.Pattern[str]
    founds: re.Pattern[str]
    broken: re.Pattern[str]
    when: re.Pattern[str]
    past_anywhere: re.Pattern[str]
    hands_over: re.Pattern[str]
    asks: re.Pattern[str]

    @classmethod
    def of(cls, grammar: Mapping[str, Any], bodies: Bodies, labels: Labels) -> RunningText:
        """Compile a grammar as `ingest.clauses.grammar` loads it."""
        table = grammar["running"]
        words = ("copula", "by", "by_not_behind", "by_no_act", "by_deed", "founds", "broken", "when", "past_anywhere", "hands_over", "asks")
        return cls(
            Actors.of(grammar, bodies),
            Bindings.of(grammar, labels),
            {entry["name"]: entry["confidence"] for entry in grammar["sentence"]},
            **{word: re.compile(table[word]) for word in words},
        )

    def read(self, printed: str, start: int = 0) -> Iterator[SaidDuty]:
        """The duties that `printed[start:]` says, in order."""
        text = _QUOTED.sub(lambda quoted: _MASK * len(quoted[0]), printed)
        brackets = pairs(text)
        signs = list(text)
        for begin, stop in brackets:
            if stop - begin > _LONGEST_BRACKET or _CLAUSE.search(text, begin, stop):
                signs[begin + 1 : stop - 1] = _MASK * (stop - begin - 2)
        text = "".join(signs)
        found = list(self._read(text, brackets, start))
        known = {unit.text for each in found for part in each.parts if not _doubtful(part) for unit in part.units}
        for each in found:
            plain = [unit for part in each.parts if _doubtful(part) for unit in part.units]
            if all(unit.text in known or self.actors.plainly(unit.canonical or unit.text, known) for unit in plain):
                yield each

    def _read(self, text: str, brackets: list[tuple[int, int]], start: int) -> Iterator[SaidDuty]:
        topic: tuple[Body, ...] = ()
        for begin, end in _parts(text, _SENTENCE, brackets, start, len(text)):
            scan = _SentenceScan(self, text, begin, end, topic)
            scan.read(_parts(text, _CLAUSE, brackets, begin, end))
            topic = scan.topic
            yield from scan.found


@dataclass(slots=True)
class _SentenceScan:
    """Reads one sentence: `waiting` are names up to a comma, `subject` the bodies whose deed may follow behind one."""

    grammar: RunningText
    text: str
    start: int
    end: int
    topic: tuple[Body, ...]
    found: list[SaidDuty] = field(default_factory=list)
    waiting: tuple[Body, ...] = ()
    subject: tuple[Body, ...] = ()
    past: bool = False
    headed: bool = False
    """Whether the bodies in question stand before a colon of their own (应急办：开展巡查)."""
    lately: bool = False
    """Whether the sentence has bound somebody already."""

    def read(self, clauses: Iterator[tuple[int, int]]) -> None:
        """Go through the clauses; what is left as `topic` are bodies that were all the sentence said."""
        self.past = self.grammar.past_anywhere.search(self.text, self.start, self.end) is not None
        carried, self.topic, self.subject = self.topic, (), self.topic
        first, said, self.headed = True, False, bool(self.subject)
        for begin, end in clauses:
            begin = self.grammar.actors.after_lead(self.text, begin, end)
            names = self.grammar.actors.whole(self.text, begin, end)
            if names:
                self.waiting += names
            else:
                said = True
                self._clause(begin, end)
                self.waiting = ()
            if first and carried and not self.found:
                self.subject = () if self.subject == carried else self.subject
            first = False
        if self.waiting and not said:
            self.topic = self.waiting

    def _clause(self, start: int, end: int) -> None:
        grammar, text = self.grammar, self.text
        if self._labelled(start, end):
            return
        headed = self.headed and self.subject and grammar.bindings.act.match(text, start, end)  # 应急办：检查企业每月20家
        own = None if headed else grammar.actors.opening(text, start, end)
        asked = grammar.asks.match(text, start, end)
        if asked and (named := grammar.actors.opening(text, asked.end(), end)):
            self._give(named[0], Binding("duty", "modal", grammar.bindings.role(text[named[1] : end])), named[1], end)
            return
        if grammar.when.search(text, start, end):  # who does so …: what follows may bind them, if they broke no rule
            names, after = own or grammar.actors.longest(text, start, end, deed=False) or ((), start)
            told = any(body.lead for body in names) or grammar.broken.search(text, after, end)
            self.subject = () if told else names
            return
        if own:
            names, after = own
            self._of((*self.waiting, *names), after, end)
            return
        if self._by(start, end):
            return
        joint = grammar.bindings.joint.match(text, grammar.bindings.behind_adverbs(text, start, end), end)
        if joint and self.lately and not self.subject:
            self._join(joint.end(), end)
        elif self.subject:
            self._of(self.subject, start, end, bare=True)
        found = grammar.founds.search(text, start, end)
        if (
            found
            and (found.start() == start or grammar.by.search(text, start, found.start()))
            and (made := grammar.actors.whole(text, found.end(), grammar.actors.before_bracket(text, found.end(), end)))
        ):
            self.subject = made

    def _labelled(self, start: int, end: int) -> bool:
        """责任单位为甲: a label with its noun that says who it is in a sentence."""
        grammar, text = self.grammar, self.text
        of = text.find("的", start, min(end, start + _LONGEST_BRACKET)) + 1  # 该项工作的责任单位是甲
        said = grammar.bindings.labels.anywhere.match(text, of or start, end)
        copula = grammar.copula.match(text, said.end(), end) if said and said["noun"] else None
        label = grammar.bindings.labels.remark(said[0]) if said and copula else None
        if copula is None or label is None or label.role in NO_ROLES:
            return False
        names = grammar.actors.whole(text, copula.end(), end)
        if names:
            parts = (Governed(label.role, tuple(map(_unit, names)), "labelled"),)
            self._say(parts, start, end)
        return bool(names)

    def _of(self, names: tuple[Body, ...], after: int, end: int, *, bare: bool = False) -> None:
        """What the words at `after` say of some bodies; a `bare` clause does not name them itself."""
        grammar, said = self.grammar, self.text[after:end]
        handed = grammar.hands_over.match(said)
        if handed and (other := grammar.actors.opening(self.text, after + handed.end(), end)):
            self._of(*other, end)
            return
        if self._by(after, end):
            self.subject = names
            return
        verdict = grammar.bindings.read(said, past=self.past)
        topic = "的" in said and grammar.bindings.bound.match(self.text, end, self.end)  # 各部门报送国务院的公文，应当…
        if verdict.rule == "acts" and (topic or grammar.bindings.act.fullmatch(said)):  # 推进机构建设
            verdict = CLOSED
        headed = bare and self.headed
        if verdict.rule == "does" and not headed and not all(grammar.actors.is_office(body.canonical or body.text) for body in names):
            verdict = CLOSED
        loose = verdict.rule in ("acts", "does", "acting-together") or verdict.role == "cooperates"
        if verdict.kind == "duty" and loose and any(body.lead for body in names):
            self.subject = ()  # 对符合条件的企业给予…
        elif verdict.kind == "duty":
            verdict = replace(verdict, rule="headed") if bare and self.headed and verdict.rule in _PLAIN else verdict
            self._give(names, verdict, after + verdict.deed, end)
            self.subject = ()
        else:
            self.subject = names if verdict.kind == "open" or (bare and verdict.kind != "closed") else ()

    def _by(self, start: int, end: int) -> bool:
        """由甲…: whether the clause has such a phrase at all."""
        grammar, text = self.grammar, self.text
        seen = False
        for by in islice(grammar.by.finditer(text, start, end), _MOST_BY):
            found = grammar.actors.opening(text, by.end(), end) or grammar.actors.longest(text, by.end(), end)
            if not found:
                continue
            seen = True
            names, after = found
            deed = grammar.bindings.behind_adverbs(text, after, end)
            relative = by.start() == start and "的" in text[deed:end] and not grammar.by_deed.match(text, deed, end)
            if relative and end < self.end:
                continue  # 由财政部门拨付经费的单位，…
            if grammar.by_not_behind.search(text, max(start, by.start() - _LONGEST_WORD), by.start()) or grammar.by_no_act.search(
                text[deed:end]
            ):
                continue
            if end - deed >= SHORTEST_DEED and not grammar.bindings.barred.match(text, deed, end) and not self.past:
                self._give(names, Binding("duty", "by", grammar.bindings.role(text[deed:end])), deed, end)
        return seen

    def _give(self, names: tuple[Body, ...], verdict: Binding, deed: int, end: int) -> None:
        """Let bodies have a role; of those that act together the first lead."""
        grammar, text = self.grammar, self.text
        role = verdict.role
        others: tuple[Body, ...] = ()
        run = grammar.bindings.run.match(text, deed, end)
        joint = grammar.bindings.joint.match(text, deed, end) or (
            run and role == "leads" and grammar.bindings.joint.match(text, run.end(), end)
        )
        if joint:
            others = self._others(joint.end(), end)
            joint = joint if others or not grammar.bindings.act.match(text, joint.end(), end) else None  # 甲、乙联合开展: nobody leads
            role = "leads" if joint else role
        rule = "acting-together" if joint else verdict.rule
        parts = [Governed(role, tuple(map(_unit, names)), rule)]
        if others:
            parts.append(Governed("responsible", tuple(map(_unit, others)), rule))
        self._say(tuple(parts), names[0].start, end)
        self.lately = True

    def _join(self, start: int, end: int) -> None:
        """，会同乙…: those whom a clause adds to the ones the clause before binds."""
        if others := self._others(start, end):
            self._say((Governed("responsible", tuple(map(_unit, others)), "acting-together"),), others[0].start, end)

    def _others(self, start: int, end: int) -> tuple[Body, ...]:
        """The bodies behind 会同."""
        actors = self.grammar.actors
        if whole := actors.whole(self.text, start, end):
            return whole
        found = actors.opening(self.text, start, end) or actors.longest(self.text, start, end)
        return found[0] if found else ()

    def _say(self, parts: tuple[Governed, ...], at: int, end: int) -> None:
        """What was found, with its sentence as evidence, or with no more of it than a quote holds."""
        first = min(self.start, at)
        start, stop = (first, self.end) if self.end - first <= _LONGEST_EVIDENCE else (at, min(end, at + _LONGEST_EVIDENCE))
        stop = max(stop, *(unit.end for part in parts for unit in part.units))
        self.found.append(SaidDuty(start, stop, parts, self.grammar.confidence[parts[0].rule]))


def _doubtful(part: Governed) -> bool:
    """What stands before a plain verb, or before 参与, may be an object of the verb before it (带动企业参与)."""
    return part.rule in ("acts", "headed") or (part.rule == "charged" and part.role == "cooperates")


def _unit(body: Body) -> Unit:
    return Unit(body.text, body.start, body.end, body.canonical)


def _parts(text: str, border: re.Pattern[str], brackets: list[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches between borders outside brackets."""
    for found in border.finditer(text, start, end):
        if not inside(found.start(), brackets):
            if not _NO_ACT.match(text[start : found.start()]):
                yield start, found.start()
            start = found.end()
    if not _NO_ACT.match(text[start:end]):
        yield start, end
