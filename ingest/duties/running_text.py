"""Who does what, said in running text: the body that opens a clause or stands behind 由, how it is bound, and what it does.

    RunningText.of(grammar(), bodies, labels).read(text) → SaidDuty(start, end, parts, confidence)

A sentence is read clause by clause. A clause that opens with bodies and nothing else binds them by a modal (应当), a verb that gives a duty
(负责), a verb of offices at work (审核) or a title (为牵头单位); one that only tells a circumstance leaves them open for the next clause.
What is denied, permitted, past, quoted or a condition binds nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Literal

from zhengpu.ingest.claims import NO_ROLES, Role
from zhengpu.ingest.duties.actors import Actors
from zhengpu.ingest.duties.bodies import Bodies, Body
from zhengpu.ingest.duties.clause_reader import Governed, Unit
from zhengpu.ingest.duties.labels import Labels
from zhengpu.ingest.text.alternation import either
from zhengpu.ingest.text.brackets import inside, pairs

__all__ = ["RunningText", "SaidDuty"]

_LONGEST_EVIDENCE = 300
_SHORTEST_DEED, _LONGEST_WORD, _MOST_BY = 2, 6, 4
_LONGEST_BRACKET = 14
"""A longer bracket is no part of a name."""
_QUOTED = re.compile("“[^”\n]*”|《[^》\n]*》")
_MASK = "□"
_SENTENCE = re.compile("[。！？!?；;：:\n]")
_CLAUSE = re.compile("[，,]")
_NO_ACT = re.compile(r"[^\w]*$")


@dataclass(frozen=True, slots=True)
class SaidDuty:
    """Bodies and their role, as `text[start:end]` says; `parts` name the entry of running.toml that read it."""

    start: int
    end: int
    parts: tuple[Governed, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What a clause says of the bodies before it: a role, nothing yet (`open`), or that nobody is bound (`closed`)."""

    kind: Literal["duty", "open", "closed"]
    rule: str = ""
    role: Role = "responsible"
    deed: int = 0
    """Where, in the words given, the deed begins."""


_OPEN, _CLOSED = _Verdict("open"), _Verdict("closed")


@dataclass(frozen=True, slots=True)
class RunningText:
    """`[running]` of running.toml, compiled, with the verbs that give a role.

    >>> from zhengpu.ingest.duties.clauses import Clauses, grammar
    >>> said = Clauses.of(grammar()).sentences.read("县水利局要及时通报水情。河道由镇人民政府负责清理。")
    >>> [(part.role, part.units[0].text, part.rule) for duty in said for part in duty.parts]
    [('responsible', '县水利局', 'modal'), ('responsible', '镇人民政府', 'by')]
    """

    actors: Actors
    labels: Labels
    confidence: Mapping[str, float]
    by: re.Pattern[str]
    by_not_behind: re.Pattern[str]
    by_no_act: re.Pattern[str]
    by_deed: re.Pattern[str]
    founds: re.Pattern[str]
    broken: re.Pattern[str]
    opens: re.Pattern[str]
    when: re.Pattern[str]
    opens_behind: re.Pattern[str]
    past_anywhere: re.Pattern[str]
    hands_over: re.Pattern[str]
    adverbs: re.Pattern[str]
    barred: re.Pattern[str]
    denied: re.Pattern[str]
    modal: re.Pattern[str]
    bound: re.Pattern[str]
    charge: re.Pattern[str]
    run: re.Pattern[str]
    roles: tuple[tuple[re.Pattern[str], Role], ...]
    guides: re.Pattern[str]
    guiding: re.Pattern[str]
    title: re.Pattern[str]
    joint: re.Pattern[str]
    act: re.Pattern[str]
    act_behind: re.Pattern[str]
    act_last: re.Pattern[str]

    @classmethod
    def of(cls, grammar: Mapping[str, Any], bodies: Bodies, labels: Labels) -> RunningText:
        """Compile a grammar as `ingest.clauses.grammar` loads it."""
        table, verbs = grammar["running"], grammar["verbs"]
        adverbs = f"{either([*table['adverbs'], *(word for word in verbs['adverbs'] if word not in table['acts'])])}*"
        roles = [(entry["role"], [*entry["strong"], *(entry["weak"] if entry["role"] == "guides" else ())]) for entry in grammar["verb"]]
        strong = either(word for entry in grammar["verb"] for word in entry["strong"])
        run = rf"{either([word for _, words in roles for word in words] + verbs['fillers'])}+"
        acts = rf"{either(table['acts'])}(?!{table['acts_not']})"
        guides = either(word for entry in grammar["verb"] if entry["role"] == "guides" for word in entry["weak"])
        return cls(
            actors=Actors.of(grammar, bodies),
            labels=labels,
            confidence={entry["name"]: entry["confidence"] for entry in grammar["sentence"]},
            by=re.compile(table["by"]),
            by_not_behind=re.compile(table["by_not_behind"]),
            by_no_act=re.compile(table["by_no_act"]),
            by_deed=re.compile(table["by_deed"]),
            founds=re.compile(table["founds"]),
            broken=re.compile(table["broken"]),
            opens=re.compile(table["opens"]),
            when=re.compile(table["when"]),
            opens_behind=re.compile(table["opens_behind"]),
            past_anywhere=re.compile(table["past_anywhere"]),
            hands_over=re.compile(table["hands_over"]),
            adverbs=re.compile(adverbs),
            barred=re.compile(either([*table["permits"], *table["denies"], *table["past"]])),
            denied=re.compile(either(table["denies"])),
            modal=re.compile(rf"(?!{table['modal_not']}){either(table['modals'])}"),
            bound=re.compile(rf"[，,](?:(?!{table['modal_not']}){either(table['modals'])}|{table['by']})"),
            charge=re.compile(rf"{strong}(?!的|、[^，,]*的|{either(verbs['nouns_after'])})"),
            run=re.compile(run),
            roles=tuple((re.compile(either(words)), role) for role, words in roles if words),
            guides=re.compile(guides),
            guiding=re.compile(rf"{table['guiding']}{guides}"),
            title=re.compile("[是为系](?P<rest>[^，,]*)$"),
            joint=re.compile(rf"{either(table['joint'])}"),
            act=re.compile(acts),
            act_last=re.compile(rf"(?<![未不已]){acts}[^的]*$"),
            act_behind=re.compile(rf"(?:(?P<plain>{either(table['by_rule'])})|{either(table['prepositions'])})[^，,]*?(?<![未不已]){acts}"),
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

    def verdict(self, said: str, *, past: bool = False) -> _Verdict:
        """What the words behind a body say of it; `past`: its sentence tells what has been."""
        at = self.behind_adverbs(said, 0, len(said))
        if modal := self.modal.match(said, at):
            deed = self.behind_adverbs(said, modal.end(), len(said))
            if self.denied.match(said, deed):
                return _CLOSED
            return _Verdict("duty", "modal", self.role(said[deed:]), deed) if len(said) - modal.end() >= _SHORTEST_DEED else _OPEN
        if self.barred.match(said, at):
            return _CLOSED
        if self.charge.match(said, at):
            return _Verdict("duty", "charged", self.role(said[at:]), at)
        if (title := self.title.match(said, at)) and (label := self.labels.at_end.search(title["rest"])):
            named = self.labels.remark(label[0])
            if named and named.role not in NO_ROLES:
                return _Verdict("duty", "copula", named.role, len(said))
        if self.joint.match(said, at):
            return _Verdict("duty", "acting-together", "responsible", at)
        if not past and self.act.match(said, at):
            return _Verdict("duty", "acts", self.role(said[at:]), at)
        if not past and (found := self.act_behind.match(said, at)) and (found["plain"] or self.act_last.search(said)):
            return _Verdict("duty", "acts", self.role(said[at:]), at)
        opens = self.opens.match(said, at) or self.opens.match(said) or self.opens_behind.search(said)
        return _OPEN if opens else _CLOSED

    def role(self, deed: str) -> Role:
        """The role that the words of a deed give: of a run of verbs the first entry of clauses.toml decides."""
        run = self.run.match(deed)
        for pattern, role in self.roles if run else ():
            if run and pattern.search(run[0]):
                return role
        return "guides" if self.guiding.match(deed) or self.guides.match(deed) else "responsible"

    def behind_adverbs(self, text: str, start: int, end: int) -> int:
        """Where a deed begins behind the words that only say how it is done."""
        found = self.adverbs.match(text, start, end)
        return found.end() if found else start


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
    lately: bool = False
    """Whether the sentence has bound somebody already."""

    def read(self, clauses: Iterator[tuple[int, int]]) -> None:
        """Go through the clauses; what is left as `topic` are bodies that were all the sentence said."""
        self.past = self.grammar.past_anywhere.search(self.text, self.start, self.end) is not None
        carried, self.topic, self.subject = self.topic, (), self.topic
        first, said = True, False
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
        own = grammar.actors.opening(text, start, end)
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
        joint = grammar.joint.match(text, grammar.behind_adverbs(text, start, end), end)
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
        verdict = grammar.verdict(said, past=self.past)
        topic = "的" in said and grammar.bound.match(self.text, end, self.end)  # 各部门报送国务院的公文，应当…
        if verdict.rule == "acts" and (topic or grammar.act.fullmatch(said)):  # 推进机构建设
            verdict = _CLOSED
        loose = verdict.rule in ("acts", "acting-together") or verdict.role == "cooperates"
        if verdict.kind == "duty" and loose and any(body.lead for body in names):
            self.subject = ()  # 对符合条件的企业给予…
        elif verdict.kind == "duty":
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
            deed = grammar.behind_adverbs(text, after, end)
            relative = by.start() == start and "的" in text[deed:end] and not grammar.by_deed.match(text, deed, end)
            if relative and end < self.end:
                continue  # 由财政部门拨付经费的单位，…
            if grammar.by_not_behind.search(text, max(start, by.start() - _LONGEST_WORD), by.start()) or grammar.by_no_act.search(
                text[deed:end]
            ):
                continue
            if end - deed >= _SHORTEST_DEED and not grammar.barred.match(text, deed, end) and not self.past:
                self._give(names, _Verdict("duty", "by", grammar.role(text[deed:end])), deed, end)
        return seen

    def _give(self, names: tuple[Body, ...], verdict: _Verdict, deed: int, end: int) -> None:
        """Let bodies have a role; of those that act together the first lead."""
        grammar, text = self.grammar, self.text
        role = verdict.role
        others: tuple[Body, ...] = ()
        run = grammar.run.match(text, deed, end)
        joint = grammar.joint.match(text, deed, end) or (run and role == "leads" and grammar.joint.match(text, run.end(), end))
        if joint:
            role, others = "leads", self._others(joint.end(), end)
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
    return part.rule == "acts" or (part.rule == "charged" and part.role == "cooperates")


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
