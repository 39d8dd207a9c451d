"""Who: the units of the clause of duty that holds for a passage, who pays, whom the paper itself names."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from zhengpu.graph.compact_text import CompactText
from zhengpu.graph.facts import Iri
from zhengpu.graph.ontology import Ontology
from zhengpu.query.answer import AnswerItem
from zhengpu.query.answers.items import Items
from zhengpu.query.meaning import One
from zhengpu.query.passages.alignment import PHRASES
from zhengpu.query.passages.passage import DocumentPassage, PrintedDuty
from zhengpu.query.passages.passage_actors import actor_rows
from zhengpu.query.passages.passage_question import PassageAnswer, PassageQuestion, PassageQuotes
from zhengpu.query.phrases.sentence_parts import load_part_words
from zhengpu.query.words.catalogued import KnownNames

__all__ = ["PassageUnits"]

_AS_MUCH = 0.8
"""A part that says nearly as much of the question is meant too."""
_LEADS = "leads"
_OF_PAPER = ("interpretedBy", "recipient", "copiedTo", "publisher")


class PassageUnits:
    """Reads units out of passages for one question."""

    def __init__(self, question: PassageQuestion, items: Items, wording: KnownNames, ontology: Ontology, quotes: PassageQuotes) -> None:
        self._question, self._items, self._wording, self._quotes = question, items, wording, quotes
        self._role_labels = {r.key: r.label for r in ontology.roles()}

    def who(self, passage: DocumentPassage) -> PassageAnswer | None:
        """The units that are asked for."""
        question = self._question
        if any(f.relation in _OF_PAPER for f in passage.facts):
            return self._of_paper(passage) if question.one_paper else None
        if question.pays and (paid := self.payers(passage)) is not None:
            return paid
        named = question.named()
        there = {d.unit for d in passage.duties}
        if any(not units & there for units in named):  # 除县文旅局外还有谁, where it is not
            return None
        beside = frozenset().union(*named) if named else frozenset()
        found = self._meant(passage, [d for d in self._duties(passage) if d.unit not in beside])
        if not found:
            return None if named or passage.duties else self._of_paper(passage)
        if question.wanted.number is not None and len({d.unit for d in found}) != question.wanted.number:
            return None  # 是哪两家
        return self._told(passage, found)

    def choices(self, passage: DocumentPassage) -> Iterator[PassageAnswer]:
        """Those of the passage's units that may be meant: all, those that lead or help, the first, all beside it or beside the ones that are
        named, those of the part of the sentence that says most; each with how likely that is by how it is asked."""
        parts, duties = self._question.manner.parts, passage.duties
        beside = frozenset().union(*self._question.named()) if self._question.named() else frozenset()
        if not duties or (beside and not beside & {d.unit for d in duties}):
            return
        leads = [d for d in duties if d.role == _LEADS] or list(duties[:1])
        rest = [d for d in duties if d.unit not in {lead.unit for lead in leads}]
        free = [d for d in duties if d.unit not in beside]
        options = (
            ("all", free, ("", "all") if not beside else ("others", "", "all")),
            ("lead", leads, ("lead",)),
            ("first", list(duties[:1]), ("first", "lead")),
            ("help", rest, ("help",)),
            ("others", [d for d in rest if d.unit not in beside], ("others", "help")),
            ("meant", self._meant(passage, free), ("", "all", "lead")),
            ("inside", self._inside(passage, free), ("", "all", "lead")),
        )
        same: dict[tuple[object, ...], tuple[PassageAnswer, list[str], set[str]]] = {}
        for name, chosen, asked in options:
            if chosen:
                answer = self._told(passage, chosen)
                _, names, said = same.setdefault(answer.key, (answer, [], set()))
                names.append(name)
                said.update(asked)
        for answer, names, said in same.values():
            likely = math.log(0.02 + sum(parts.get(part, 0.0) for part in said))
            signs = (("part", likely), *((f"choice_{name}", 1.0) for name in names), ("beside", float(bool(beside))))
            yield replace(answer, signs=signs)

    def actors(self, passage: DocumentPassage) -> Iterator[PassageAnswer]:
        """Who acts in the sentence itself, whatever his part is: each row of names, and each name of it. Where a clause of duty stands behind
        the sentence, only who is led in as acting (由, 经): the clause says who is responsible."""
        text = CompactText(passage.text)
        align, seen = self._question.align(text.said), set()
        rows = [row for row in actor_rows(text.printed) if row.led_by or row.opens or not passage.duties]
        leads, asks = load_part_words().leads, load_part_words().asks(self._question.text)
        if not rows:
            return
        whole = sum(w.weight for w in align.words) or 1.0
        near = [max(align.near(a, b) for a, b in row.places) / whole for row in rows]
        for row, nearness in zip(rows, near, strict=True):
            said = any(w.start < b and a < w.end for a, b in row.places for w in align.words)
            signs = (
                ("actor", 1.0), ("actor_led", float(bool(row.led_by))), (f"actor_{row.led_by}", 1.0), ("actor_opens", float(row.opens)),
                ("actor_near", nearness), ("actor_nearest", float(nearness >= max(near))), ("actor_said", float(said)),
                ("actor_asked", float(bool(leads.get(row.led_by, frozenset()) & asks))),
                ("actor_beside", float(bool(passage.duties) and not row.led_by)),
            )  # fmt: skip
            for places in (row.places, *(((p,) for p in row.places) if len(row.places) > 1 else ())):
                labels = tuple(text.printed[a:b] for a, b in places)
                if labels not in seen:
                    seen.add(labels)
                    items = tuple(self._actor(passage, text, place) for place in places)
                    yield PassageAnswer(
                        "units", ("actors", *labels), items, signs=(*signs, ("actor_alone", float(len(places) < len(row.places))))
                    )

    def _actor(self, passage: DocumentPassage, text: CompactText, place: tuple[int, int]) -> AnswerItem:
        start, end = text.original(*place)
        own, quote = self._quotes.own(passage), self._quotes.inside(passage, start, end)
        return AnswerItem(None, "Actor", text.printed[slice(*place)], document=own.document, text=text.printed, evidence=(quote, own))

    def _told(self, passage: DocumentPassage, found: Sequence[PrintedDuty]) -> PassageAnswer:
        items: dict[Iri, AnswerItem] = {}
        for duty in found:
            quote = self._quotes.at(passage.document, duty.start, duty.end)
            name, label = self._wording.name.get(duty.unit), self._role_labels.get(duty.role, duty.role)
            before = items.get(duty.unit)
            roles = (*(before.roles or ()), label) if before else (label,)
            items[duty.unit] = AnswerItem(
                duty.unit, "Unit", duty.printed, canonical=name.full if name else None, roles=roles,
                document=quote.document, evidence=tuple(dict.fromkeys((quote, self._quotes.own(passage)))),
            )  # fmt: skip
        return PassageAnswer("units", ("units", *sorted(items)), tuple(items.values()))

    def _meant(self, passage: DocumentPassage, duties: list[PrintedDuty]) -> list[PrintedDuty]:
        """Of a sentence that says of several units what each does, those of the part that says most of the question."""
        text = CompactText(passage.text)
        places = [(text.said.find(CompactText(d.printed).said), d) for d in duties]
        if len(duties) < 2 or any(at < 0 for at, _ in places):
            return duties
        align = self._question.align(text.said)
        parts: dict[int, list[PrintedDuty]] = {}
        for at, duty in places:
            parts.setdefault(align.segment(at, at + 1, PHRASES)[0], []).append(duty)
        starts = sorted(parts)
        ends = [*starts[1:], len(text.said)]
        said = {
            start: sum({w.term: w.weight for w in align.words if start <= w.start < end}.values())
            for start, end in zip(starts, ends, strict=True)
        }
        best = max(said.values())
        return [d for start in starts for d in parts[start] if said[start] >= _AS_MUCH * best]

    def _inside(self, passage: DocumentPassage, duties: Sequence[PrintedDuty]) -> list[PrintedDuty]:
        """Those that the sentence itself names: 甲会同乙制定细则, of a task that others are responsible for too."""
        text = CompactText(passage.text)
        return [d for d in duties if CompactText(d.printed).said in text.said]

    def whether(self, passage: DocumentPassage) -> PassageAnswer | None:
        """Whether the one unit that is named takes part."""
        question = self._question
        named = question.named()
        if len(named) != 1 or not named[0] or not passage.duties or question.parties[0].only:
            return None
        mine = [d for d in self._duties(passage) if d.unit in named[0]]
        said = bool(mine) is not question.parties[0].negative
        shown = (mine or passage.duties)[0]
        quote = self._quotes.at(passage.document, shown.start, shown.end)
        evidence = (quote, self._quotes.own(passage))
        item = AnswerItem(passage.task, "Task", passage.title or passage.text, document=quote.document, evidence=evidence)
        return PassageAnswer("yesno", ("yesno", said, shown.start), (item,), boolean=said)

    def _duties(self, passage: DocumentPassage) -> tuple[PrintedDuty, ...]:
        """The units of the passage's clause that have the role which is asked for."""
        role = self._question.role
        return passage.duties if role is None else tuple(d for d in passage.duties if d.role == role)

    def payers(self, passage: DocumentPassage) -> PassageAnswer | None:
        """Who pays, and what share."""
        iris = tuple(dict.fromkeys(f.thing for f in passage.facts if f.relation == "a" and f.value == "Funding"))
        items = self._items.of(One("zp:Funding", iris, ""), iris) if iris else ()
        return PassageAnswer("funding", ("funding", *iris), items) if items else None

    def _of_paper(self, passage: DocumentPassage) -> PassageAnswer | None:
        """Whom the paper itself names: who interprets it, whom it is sent to."""
        found = dict.fromkeys(Iri(f.value) for f in passage.facts if f.relation in _OF_PAPER)
        own = self._quotes.own(passage)
        named = [(iri, name) for iri in found if (name := self._wording.name.get(iri))]
        items = tuple(AnswerItem(i, "Unit", n.label, canonical=n.full, document=own.document, evidence=(own,)) for i, n in named)
        return PassageAnswer("units", ("units", *sorted(found)), items) if items else None
