"""How the words behind a body bind it: by a modal (应当), a verb that gives a duty (负责), a title (为牵头单位), or what offices do (审核)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

from zhengpu.ingest.claims import NO_ROLES, Role
from zhengpu.ingest.duties.labels import Labels
from zhengpu.ingest.text.alternation import either

__all__ = ["CLOSED", "OPEN", "SHORTEST_DEED", "Binding", "Bindings", "OpenActs"]

SHORTEST_DEED = 2


@dataclass(frozen=True, slots=True)
class Binding:
    """What a clause says of the bodies before it: a role, nothing yet (`open`), or that nobody is bound (`closed`)."""

    kind: Literal["duty", "open", "closed"]
    rule: str = ""
    role: Role = "responsible"
    deed: int = 0
    """Where, in the words given, the deed begins."""


OPEN, CLOSED = Binding("open"), Binding("closed")


@dataclass(frozen=True, slots=True)
class OpenActs:
    """Any verb of two characters with what it is done to, but those that tell no deed (属于, 收到)."""

    verbs: frozenset[str]
    told: re.Pattern[str]

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> OpenActs:
        """The verbs of the gazetteers."""
        room = files("zhengpu.graph").joinpath("gazetteers")
        lists = [room.joinpath(f"{name}.tsv").read_text(encoding="utf-8").splitlines()[1:] for name in ("verbs", "verbal_nouns")]
        return cls(
            frozenset(verb for each in lists for verb in each),
            re.compile(rf"(?!{table['no_deed']})..(?!{table['acts_not']})[^，,、的]{{2}}"),
        )

    def match(self, text: str, at: int) -> bool:
        """Whether a deed begins at a place."""
        return text[at : at + 2] in self.verbs and self.told.match(text, at) is not None


@dataclass(frozen=True, slots=True)
class Bindings:
    """The words of running.toml that bind, with the verbs of clauses.toml that give a role.

    >>> from zhengpu.ingest.duties.clauses import Clauses, grammar
    >>> bindings = Clauses.of(grammar()).sentences.bindings
    >>> [bindings.read(said).kind for said in ("应当按月巡查", "不得擅自停水", "作为主管单位")]
    ['duty', 'closed', 'open']
    >>> bindings.read("要配合县水利局清淤").role
    'cooperates'
    """

    labels: Labels
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
    open_act: OpenActs
    any_deed: re.Pattern[str]
    opens: re.Pattern[str]
    opens_behind: re.Pattern[str]

    @classmethod
    def of(cls, grammar: Mapping[str, Any], labels: Labels) -> Bindings:
        """Compile a grammar as `ingest.clauses.grammar` loads it."""
        table, verbs = grammar["running"], grammar["verbs"]
        adverbs = [*table["adverbs"], *(word for word in verbs["adverbs"] if word not in table["acts"])]
        roles = [(entry["role"], [*entry["strong"], *(entry["weak"] if entry["role"] == "guides" else ())]) for entry in grammar["verb"]]
        strong = either(word for entry in grammar["verb"] for word in entry["strong"])
        act = rf"{either([*table['acts'], *(word for entry in grammar['verb'] for word in entry['strong'])])}(?!{table['acts_not']})"
        told = rf"(?<!{table['acts_not_behind']}){act}"
        guides = either(word for entry in grammar["verb"] if entry["role"] == "guides" for word in entry["weak"])
        modal = rf"(?!{table['modal_not']}){either(table['modals'])}"
        return cls(
            labels=labels,
            adverbs=re.compile(f"(?:{table['every']}|{table['dated']}|{either(adverbs)})*"),
            barred=re.compile(either([*table["permits"], *table["denies"], *table["past"]])),
            denied=re.compile(either(table["denies"])),
            modal=re.compile(modal),
            bound=re.compile(rf"[，,](?:{modal}|{table['by']})"),
            charge=re.compile(rf"{strong}(?!{table['charge_not']}|{either(verbs['nouns_after'])})"),
            run=re.compile(rf"{either(table['light'])}?{either([word for _, words in roles for word in words] + verbs['fillers'])}+"),
            roles=tuple((re.compile(either(words)), role) for role, words in roles if words),
            guides=re.compile(rf"{guides}(?!{table['guides_not']})"),
            guiding=re.compile(rf"{table['guiding']}{guides}(?!{table['guides_not']})"),
            title=re.compile(rf"{table['title']}(?P<rest>[^，,]*)$"),
            joint=re.compile(either(table["joint"])),
            act=re.compile(act),
            act_behind=re.compile(rf"(?:(?P<plain>{either(table['by_rule'])})|{either(table['prepositions'])})[^，,]*?{told}"),
            act_last=re.compile(rf"{told}[^的]*$"),
            open_act=OpenActs.of(table),
            any_deed=re.compile(rf"(?!{table['no_deed']}|{table['opens']})[一-龥]{{4,}}"),
            opens=re.compile(table["opens"]),
            opens_behind=re.compile(table["opens_behind"]),
        )

    def read(self, said: str, *, past: bool = False) -> Binding:
        """What the words behind a body say of it; `past`: its sentence tells what has been."""
        at = self.behind_adverbs(said, 0, len(said))
        if modal := self.modal.match(said, at):
            deed = self.behind_adverbs(said, modal.end(), len(said))
            if self.denied.match(said, deed):
                return CLOSED
            return Binding("duty", "modal", self.role(said[deed:]), deed) if len(said) - modal.end() >= SHORTEST_DEED else OPEN
        if self.barred.match(said, at):
            return CLOSED
        if self.charge.match(said, at):
            return Binding("duty", "charged", self.role(said[at:]), at)
        if (title := self.title.match(said, at)) and (label := self.labels.at_end.search(title["rest"])):
            named = self.labels.remark(label[0])
            if named and named.role not in NO_ROLES:
                return Binding("duty", "copula", named.role, len(said))
        if self.joint.match(said, at):
            return Binding("duty", "acting-together", "responsible", at)
        if not past and self.act.match(said, at):
            return Binding("duty", "acts", self.role(said[at:]), at)
        if not past and (found := self.act_behind.match(said, at)) and (found["plain"] or self.act_last.search(said)):
            return Binding("duty", "acts", self.role(said[at:]), at)
        if not past and (self.open_act.match(said, at) or (at and self.any_deed.match(said, at))):
            return Binding("duty", "does", "responsible", at)
        opens = self.opens.match(said, at) or self.opens.match(said) or self.opens_behind.search(said)
        return OPEN if opens else CLOSED

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
