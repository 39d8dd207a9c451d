"""A question that no construction reads → the answer of the sentence that speaks of it, or the nearest sentences, which are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zhengpu.graph.facts import Iri
from zhengpu.query.answer import Answer, AnswerItem, EvidenceItem
from zhengpu.query.answers.items import Items
from zhengpu.query.known import Known
from zhengpu.query.meaning import One, Set
from zhengpu.query.passages.passage import DocumentPassage
from zhengpu.query.passages.passage_answers import PassageAnswer, PassageAnswers
from zhengpu.query.passages.passage_asker import PassageAsker, PassageReading
from zhengpu.query.reading.question_reader import QuestionReader
from zhengpu.query.rows.sparql import clause_sparql, sparql
from zhengpu.query.saying.saying import AnswerWords, Saying
from zhengpu.query.saying.sentence import sentence
from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.query.words.link import Linked

__all__ = ["PassageReply", "instead"]

_MOST_DOCUMENTS = 30
"""Of more documents nobody reads every sentence for one question."""
_SHOWN, _QUOTED = 3, 400
_BETTER = ("units", "text", "date", "yesno", "tasks")
"""Kinds of answers that one sentence tells better than a whole task does: a task may have several clauses of duty, several dates."""
_SAID = 0.6
"""A no is not earned where one sentence says so much of the question."""
_UNSURE = "没有读懂这个问题。原文里有几句说的事相近，请看是不是要找的，或换一种说法。"
_PAPERS = ("Document", "Policy")
_SURER = 0.75
_ASKED = {
    "units": "后面写的单位",
    "tasks": "属于哪一项",
    "value": "写的数",
    "targets": "写的数",
    "date": "写的时间",
    "text": "的原文",
    "yesno": "后面写了这个单位",
}


class PassageReply:
    """Replies to one question."""

    def __init__(self, known: Known, reader: QuestionReader) -> None:
        self._known, self._reader = known, reader
        self._items = Items(known.store, known.wording, known.ontology)
        self._confidence = known.confidence()
        self._roles = {role.term: role.key for role in known.ontology.roles()}

    def reply(self, plain: Answer, linked: Linked) -> Answer:
        """The sentence's answer where it is sure enough; else `plain` (no answer) with the sentences that are nearest."""
        found = None if plain.outcome == "answered" and plain.kind not in _BETTER else self.read(linked)
        if found is None:
            return plain
        sure = found.sure >= (_SURER if plain.outcome == "answered" else self._confidence.least)
        if found.passage is None or found.answer is None or not sure or self._reader.foreign(linked):
            return plain if plain.outcome == "answered" else self._unanswered(plain, found)
        if plain.outcome == "answered" and not instead(plain, found.answer):
            return plain
        return self._answered(plain, found, found.passage, found.answer)

    def _unanswered(self, plain: Answer, found: PassageReading) -> Answer:
        """With the nearest sentences; where one of them says most of what was said, that it is not there cannot be said."""
        related = tuple(map(_quote, found.related[:_SHOWN]))
        if plain.outcome == "nothing" and found.share >= _SAID:
            return replace(plain, outcome="not_understood", answer=_UNSURE, note=_UNSURE, checked=None, sparql=None, related=related)
        return replace(plain, related=related)

    def read(self, linked: Linked) -> PassageReading | None:
        """The best passage and what it answers, sure or not; None where there are too many documents."""
        said, documents = self._reader.heard_within(linked)
        if not documents or len(documents) > _MOST_DOCUMENTS:
            return None
        known = self._known
        asker = PassageAsker(
            known.passages.search(documents), known.folding, known.synonyms(), self._roles, load_concepts(), known.wording,
            lambda question: PassageAnswers(question, self._items, known.wording, known.ontology, self._text),
        )  # fmt: skip
        return asker.read(said, self._reader.tasks_called, self._confidence)

    def _answered(self, plain: Answer, found: PassageReading, passage: DocumentPassage, answer: PassageAnswer) -> Answer:
        quote = " ".join(passage.text.split())
        short = quote if len(quote) <= 40 else f"{quote[:39]}…"
        missing = f"问题里的“{'”“'.join(found.missing)}”不在这一句里。" if found.missing else ""
        asked = f"“{short}”{_ASKED.get(answer.kind, '写的')}"
        base = replace(
            plain,
            outcome="answered",
            kind=answer.kind,
            items=answer.items,
            boolean=answer.boolean,
            interpretation=f"您问的是：{asked}",
            note=f"按原文最接近的一句回答：“{quote}”{missing}",
            rules=("passage", *(f"{name} {value:.2f}" for name, value in found.signs), f"sure {found.sure:.2f}"),
            sparql=self._sparql(passage, answer),
            suggestions=(),
            checked=None,
            ignored=(),
        )
        told = AnswerWords("set", asked, denied=f"“{short}”后面没有写这个单位")
        return replace(base, answer=sentence(base, Saying(asked, told), (), "任务", "项"))

    def _sparql(self, passage: DocumentPassage, answer: PassageAnswer) -> str | None:
        """What finds the same in the graph; a sentence as such is no fact of it."""
        if answer.kind in ("units", "yesno") and passage.task is not None and passage.duties:
            units = [item.iri for item in answer.items if item.iri is not None] if answer.kind == "units" else []
            return clause_sparql(passage.task, (d.start for d in passage.duties), units)
        iris = tuple(item.iri for item in answer.items if item.iri is not None)
        kinds = {"tasks": "zp:Task", "value": "zp:Target", "targets": "zp:Target"}
        if answer.kind not in kinds or not iris:
            return None
        found: Set = One(kinds[answer.kind], iris, "")
        return sparql(found, passage.title)

    def _text(self, document: Iri) -> str:
        return self._known.store.text(document) or ""


def _quote(passage: DocumentPassage) -> EvidenceItem:
    end = min(passage.end, passage.start + _QUOTED)
    return EvidenceItem(passage.document.rsplit("/", 1)[-1], passage.text[: end - passage.start], passage.start, end)


def instead(plain: Answer, answer: PassageAnswer) -> bool:
    """Whether a sentence's answer is another one of the same kind."""
    if any(item.type in _PAPERS for item in plain.items):
        return False
    if plain.kind != answer.kind:
        return plain.kind == "text" or answer.kind == "text"  # 推的是哪种模式 is answered by no list of tasks
    if plain.kind == "yesno":
        return plain.boolean != answer.boolean
    return plain.kind != "tasks" and _told(plain.items) != _told(answer.items)


def _told(items: Sequence[AnswerItem]) -> frozenset[str | None]:
    return frozenset(item.date or item.iri or item.label for item in items)
