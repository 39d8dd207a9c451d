"""A passage and what is asked → what the passage says to that: units of its clause, its task, a number, a date, a thing, or its own words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from zhengpu.graph.dates import date_text
from zhengpu.graph.facts import Iri
from zhengpu.graph.ontology import Ontology
from zhengpu.query.answer import AnswerItem, EvidenceItem, Kind
from zhengpu.query.answers.items import Items
from zhengpu.query.asked.asked_kinds import Asked
from zhengpu.query.kinds import DOCUMENT, KINDS, TARGET, TASK
from zhengpu.query.meaning import One
from zhengpu.query.passages.passage import DocumentPassage, PrintedDuty
from zhengpu.query.spoken.parties import Party
from zhengpu.query.words.catalogued import KnownNames
from zhengpu.query.words.link import Period

__all__ = ["PassageAnswer", "PassageAnswers", "PassageQuestion"]

_LONGEST = 400
_STOPS = "。！？!?\n"
_OF_KIND = {"zp:Place": "place", "zp:Project": "hasProject", "zp:Programme": "hasProgramme", DOCUMENT: "cites"}
_MONEY = frozenset({"pay", "moneynoun"})
_OF_PAPER = ("interpretedBy", "recipient", "copiedTo", "publisher")
_DATED = ("deadline", "deadlineText")


@dataclass(frozen=True, slots=True)
class PassageQuestion:
    """What is asked of a passage.

    `role`: key of the role that is asked for, None for any; `periods`: times that the question names; `classes`: all that its words do;
    `one_paper`: no other is asked.
    """

    wanted: Asked
    parties: tuple[Party, ...] = ()
    role: str | None = None
    periods: tuple[Period, ...] = ()
    classes: frozenset[str] = frozenset()
    one_paper: bool = True


@dataclass(frozen=True, slots=True)
class PassageAnswer:
    """What a passage answers. `key` tells answers apart: two passages with the same key say the same."""

    kind: Kind
    key: tuple[object, ...]
    items: tuple[AnswerItem, ...] = ()
    boolean: bool | None = None


class PassageAnswers:
    """Reads answers out of passages for one question."""

    def __init__(
        self, question: PassageQuestion, items: Items, wording: KnownNames, ontology: Ontology, text: Callable[[Iri], str]
    ) -> None:
        self._wanted, self._parties, self._role = question.wanted, question.parties, question.role
        self._periods, self._classes, self._one_paper = question.periods, question.classes, question.one_paper
        self._items, self._wording, self._text = items, wording, text
        self._role_labels = {r.key: r.label for r in ontology.roles()}

    def of(self, passage: DocumentPassage) -> PassageAnswer | None:
        """What this passage says to the question; None where it says nothing of the kind."""
        wanted = self._wanted
        match wanted.form:
            case "yesno":
                return self._whether(passage)
            case "date":
                return self._when(passage)
            case "value" | "count":
                return self._value(passage)
            case "title" if "documentnoun" in self._classes:
                return self._things(passage, DOCUMENT)
            case "text" | "title":
                return self._words(passage)
            case "number":
                return self._task(passage)
            case _:
                return self._listed(passage)

    def _listed(self, passage: DocumentPassage) -> PassageAnswer | None:
        match self._wanted.kind:
            case "zp:Unit":
                return self._units(passage)
            case "zp:Task":
                return self._task(passage)
            case "zp:Target":
                return self._targets(passage)
            case None:
                if "where" in self._classes:
                    return self._things(passage, "zp:Place")
                if self._role is not None and not self._parties:
                    return self._units(passage)
                return self._words(passage) if self._wanted.explicit and not self._parties else self._task(passage)
            case kind if kind in _OF_KIND:
                return self._things(passage, kind)
            case _:
                return None

    # ── who ──

    def _duties(self, passage: DocumentPassage) -> tuple[PrintedDuty, ...]:
        """The units of the passage's clause that have the role which is asked for."""
        if self._role is None:
            return passage.duties
        return tuple(d for d in passage.duties if d.role == self._role)

    def _units(self, passage: DocumentPassage) -> PassageAnswer | None:
        if any(f.relation in _OF_PAPER for f in passage.facts):
            return self._of_paper(passage) if self._one_paper else None
        if self._classes & _MONEY:
            return self._payers(passage)
        named = self._named()
        there = {d.unit for d in passage.duties}
        if any(not units & there for units in named):  # 除县文旅局外还有谁, where it is not
            return None
        beside = frozenset().union(*named) if named else frozenset()
        found = [d for d in self._duties(passage) if d.unit not in beside]
        if not found:
            return None if named or passage.duties else self._of_paper(passage)
        if self._wanted.number is not None and len({d.unit for d in found}) != self._wanted.number:
            return None  # 是哪两家
        items: dict[Iri, AnswerItem] = {}
        for duty in found:
            quote = self._quote(passage.document, duty.start, duty.end)
            name, label = self._wording.name.get(duty.unit), self._role_labels.get(duty.role, duty.role)
            before = items.get(duty.unit)
            roles = (*(before.roles or ()), label) if before else (label,)
            items[duty.unit] = AnswerItem(
                duty.unit, "Unit", duty.printed, canonical=name.full if name else None, roles=roles,
                document=quote.document, evidence=tuple(dict.fromkeys((quote, self._own(passage)))),
            )  # fmt: skip
        return PassageAnswer("units", ("units", *sorted(items)), tuple(items.values()))

    def _payers(self, passage: DocumentPassage) -> PassageAnswer | None:
        iris = tuple(dict.fromkeys(f.thing for f in passage.facts if f.relation == "a" and f.value == "Funding"))
        items = self._items.of(One("zp:Funding", iris, ""), iris) if iris else ()
        return PassageAnswer("funding", ("funding", *iris), items) if items else None

    def _of_paper(self, passage: DocumentPassage) -> PassageAnswer | None:
        """Whom the paper itself names: who interprets it, whom it is sent to."""
        found = {Iri(f.value): self._quote(passage.document, f.start, f.end) for f in passage.facts if f.relation in _OF_PAPER}
        items = []
        for iri, quote in found.items():
            if name := self._wording.name.get(iri):
                items.append(
                    AnswerItem(iri, "Unit", name.label, canonical=name.full, document=quote.document, evidence=(self._own(passage),))
                )
        return PassageAnswer("units", ("units", *sorted(found)), tuple(items)) if items else None

    def _named(self) -> list[frozenset[Iri]]:
        return [frozenset(getattr(each, "iris", ())) for party in self._parties for each in party.sets]

    def _whether(self, passage: DocumentPassage) -> PassageAnswer | None:
        named = self._named()
        if len(named) != 1 or not named[0] or not passage.duties or self._parties[0].only:
            return None
        mine = [d for d in self._duties(passage) if d.unit in named[0]]
        said = bool(mine) is not self._parties[0].negative
        shown = (mine or passage.duties)[0]
        task = passage.task
        quote = self._quote(passage.document, shown.start, shown.end)
        item = AnswerItem(task, "Task", passage.title or passage.text, document=quote.document, evidence=(quote, self._own(passage)))
        return PassageAnswer("yesno", ("yesno", said, shown.start), (item,), boolean=said)

    # ── which, how many, when, where ──

    def _task(self, passage: DocumentPassage) -> PassageAnswer | None:
        there = {d.unit for d in passage.duties}
        beside = any(
            bool(there.intersection(getattr(each, "iris", ()))) is party.negative for party in self._parties for each in party.sets
        )
        if passage.task is None or beside:  # 教育局在哪条, where it is not in this one
            return None
        made = self._items.of(One(TASK, (passage.task,), passage.title), [passage.task])
        own = self._own(passage)
        items = tuple(replace(i, match="text", evidence=tuple(dict.fromkeys((own, *i.evidence)))[:3]) for i in made)
        return PassageAnswer("tasks", ("task", passage.task), items)

    def _value(self, passage: DocumentPassage) -> PassageAnswer | None:
        wanted = self._wanted
        items = [i for i in self._goals(passage) if i.value is not None and self._in_time(i)]
        if wanted.percent:
            items = [i for i in items if "%" in (i.unit or "") or "百分点" in (i.unit or "")]
        elif wanted.money:
            items = [i for i in items if (i.unit or "").split("/")[0].endswith("元")]
        elif (measure := wanted.measure) and measure not in ("个", "点"):
            items = [i for i in items if measure in (i.unit or "")]
        if len(items) != 1:
            return None
        return PassageAnswer("value", ("value", items[0].iri), tuple(items))

    def _targets(self, passage: DocumentPassage) -> PassageAnswer | None:
        items = [i for i in self._goals(passage) if self._in_time(i)]
        return PassageAnswer("targets", ("targets", *(i.iri for i in items)), tuple(items)) if items else None

    def _in_time(self, item: AnswerItem) -> bool:
        """Whether a target falls due in the times that the question names."""
        dated = [p for p in self._periods if p.first is not None or p.last is not None]
        return all(item.deadline is not None and _within(item.deadline, p) for p in dated)

    def _goals(self, passage: DocumentPassage) -> list[AnswerItem]:
        iris = tuple(dict.fromkeys(f.thing for f in passage.facts if f.relation == "a" and f.value == "Target"))
        return list(self._items.of(One(TARGET, iris, ""), iris)) if iris else []

    def _when(self, passage: DocumentPassage) -> PassageAnswer | None:
        said = dict.fromkeys(f.value for f in passage.facts if f.relation in _DATED)
        said |= dict.fromkeys(i.deadline for i in self._goals(passage) if i.deadline)
        if len(said) != 1:
            return None
        day = next(iter(said))
        own = self._own(passage)
        item = AnswerItem(passage.task, "Task", date_text(day), date=day, document=own.document, text=passage.text, evidence=(own,))
        return PassageAnswer("date", ("date", day), (item,))

    def _things(self, passage: DocumentPassage, kind: str) -> PassageAnswer | None:
        iris = tuple(dict.fromkeys(Iri(f.value) for f in passage.facts if f.relation == _OF_KIND[kind]))
        if not iris:
            return None
        target = "zp:Policy" if kind == DOCUMENT else kind
        own = self._own(passage)
        items = tuple(replace(i, evidence=(own,), document=own.document) for i in self._items.of(One(target, iris, ""), iris))
        return PassageAnswer(KINDS[kind], (kind, *iris), items) if items else None

    # ── its own words ──

    def _words(self, passage: DocumentPassage) -> PassageAnswer | None:
        whole = self._sentence(passage)
        text = whole.quote.replace("\n", "")
        item = AnswerItem(passage.task, "Sentence", text, document=whole.document, text=text, evidence=(whole,))
        return PassageAnswer("text", ("text", whole.start), (item,))

    def _sentence(self, passage: DocumentPassage) -> EvidenceItem:
        """The whole sentence, though a semicolon parts it."""
        text = self._text(passage.document)
        start, end = passage.start, passage.end
        while start > 0 and passage.end - start < _LONGEST and text[start - 1] not in _STOPS and text[start - 1] not in "）)":
            start -= 1
        while end < len(text) and end - start < _LONGEST and text[end - 1] not in _STOPS and text[end] not in _STOPS + "（":
            end += 1
        if end < len(text) and text[end] in "。！？" and text[end - 1] not in _STOPS:
            end += 1
        while text[start : start + 1].isspace():
            start += 1
        return self._quote(passage.document, start, min(end, start + _LONGEST))

    def _own(self, passage: DocumentPassage) -> EvidenceItem:
        return self._quote(passage.document, passage.start, min(passage.end, passage.start + _LONGEST))

    def _quote(self, document: Iri, start: int, end: int) -> EvidenceItem:
        return EvidenceItem(document.rsplit("/", 1)[-1], self._text(document)[start:end], start, end)


def _within(day: str, period: Period) -> bool:
    first, last = period.first, period.last
    return (first is None or day[:4] >= str(first.year)) and (last is None or day[:4] <= str(last.year))
