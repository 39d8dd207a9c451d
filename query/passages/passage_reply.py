"""A question that no construction reads → the answer of the sentence that speaks of it, or the nearest sentences, which are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zhengpu.graph.facts import Iri
from zhengpu.query.answer import Answer, AnswerItem, EvidenceItem
from zhengpu.query.answers.items import Items
from zhengpu.query.asked.asked import asked
from zhengpu.query.asked.asked_kinds import Asked
from zhengpu.query.known import Known
from zhengpu.query.meaning import One, Set
from zhengpu.query.passages.passage import DocumentPassage
from zhengpu.query.passages.passage_answers import PassageAnswers
from zhengpu.query.passages.passage_asker import PassageAsker, PassageCandidate, PassageReading
from zhengpu.query.passages.passage_question import PassageAnswer
from zhengpu.query.passages.passage_search import SpokenTerm
from zhengpu.query.passages.said_terms import said_terms
from zhengpu.query.reading.question_reader import QuestionReader
from zhengpu.query.rows.sparql import clause_sparql, sparql
from zhengpu.query.saying.saying import AnswerWords, Saying
from zhengpu.query.saying.sentence import sentence
from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.query.spoken.parties import parties
from zhengpu.query.spoken.utterance import Utterance
from zhengpu.query.words.link import Linked
from zhengpu.query.words.otherwise import load_thesaurus
from zhengpu.query.words.speech import load_speech

__all__ = ["PassageReply", "instead"]

_MOST_DOCUMENTS = 30
"""Of more documents nobody reads every sentence for one question."""
_SHOWN, _QUOTED = 3, 400
_OF_TITLE = 0.5
_BETTER = ("units", "date")
_SAID = 0.6
"""A no is not earned where one sentence says so much of the question."""
_UNSURE = "没有读懂这个问题。原文里有几句说的事相近，请看是不是要找的，或换一种说法。"
_PAPERS = ("Document", "Policy")
_CERTAIN = 0.97
"""So sure an answer needs no comparing."""
_TOLD = {
    "units": "原文这一句写的单位",
    "tasks": "说到这件事的任务",
    "value": "原文这一句写的数",
    "targets": "原文这一句写的目标",
    "date": "原文这一句写的时间",
    "text": "原文是这样写的",
    "yesno": "原文这一句写了这个单位",
}
"""What the answer is called; the sentence itself is in the note."""
_DENIED = "原文这一句没有写这个单位"


class PassageReply:
    """Replies to one question."""

    def __init__(self, known: Known, reader: QuestionReader) -> None:
        self._known, self._reader = known, reader
        self._items = Items(known.store, known.wording, known.ontology)
        self._confidence = known.confidences().passages
        self._roles = {role.term: role.key for role in known.ontology.roles()}

    def reply(self, plain: Answer, linked: Linked, sure: float = 1.0) -> Answer:
        """The sentence's answer where it is sure enough, and surer than `plain` where that is an answer (`sure`: how sure); else `plain`,
        which without an answer gets the sentences that are nearest."""
        certain = plain.outcome == "answered" and sure >= _CERTAIN
        found = None if certain else self.read(linked)
        if found is None:
            return plain
        least = self._confidence.least
        narrower = plain.outcome == "answered" and found.answer is not None and within(plain, found.answer)
        surer = found.sure >= (least if narrower or plain.outcome != "answered" else max(least, sure))
        if found.passage is None or found.answer is None or not surer or self._reader.foreign(linked):
            return plain if plain.outcome == "answered" else self._unanswered(plain, found)
        if plain.outcome == "answered" and not instead(plain, found.answer):
            return plain
        return self._answered(plain, found, found.passage, found.answer)

    def unsure(self, plain: Answer, linked: Linked) -> Answer:
        """An answer that is not sure enough to be given: what it would say is told as such, with the sentences nearest to the question."""
        found = self.read(linked)
        return self._unanswered(plain, found) if found is not None else plain

    def terms(self, linked: Linked) -> tuple[Utterance, Asked, tuple[SpokenTerm, ...]]:
        """What was said beside the names of documents, what it asks for, its words of content."""
        said, _ = self._reader.heard_within(linked)
        wanted = asked(said.tokens, self._reader.tasks_called)
        known = self._known
        return said, wanted, said_terms(said, wanted, parties(said.tokens), known.folding.fold, known.synonyms(), load_thesaurus())

    def _unanswered(self, plain: Answer, found: PassageReading) -> Answer:
        """With the nearest sentences; where one of them says most of what was said, that it is not there cannot be said."""
        related = tuple(map(_quote, found.related[:_SHOWN]))
        if plain.outcome == "nothing" and found.share >= _SAID:
            return replace(plain, outcome="not_understood", answer=_UNSURE, note=_UNSURE, checked=None, sparql=None, related=related)
        return replace(plain, related=related)

    def read(self, linked: Linked) -> PassageReading | None:
        """The surest candidate, sure enough or not; None where there are too many documents."""
        said, asker = self._asker(linked)
        return asker.read(said, self._reader.tasks_called, self._confidence) if asker is not None else None

    def candidates(self, linked: Linked) -> tuple[PassageCandidate, ...]:
        """All that the nearest passages answer."""
        said, asker = self._asker(linked)
        return asker.candidates(said, self._reader.tasks_called).candidates if asker is not None else ()

    def _asker(self, linked: Linked) -> tuple[Utterance, PassageAsker | None]:
        said, documents = self._reader.heard_within(linked)
        if not documents or len(documents) > _MOST_DOCUMENTS:
            return said, None
        known = self._known
        return said, PassageAsker(
            known.passages.search(documents), known.folding, known.synonyms(), load_thesaurus(), self._roles, load_concepts(), known.wording,
            lambda question: PassageAnswers(question, self._items, known.wording, known.ontology, self._text), self._of_title(linked),
        )  # fmt: skip

    def _of_title(self, linked: Linked) -> list[SpokenTerm]:
        """Words that name the paper, where there is no other: they may be what a sentence speaks of."""
        if self._known.wording.count > 1:
            return []
        words = (w for s in linked.scopes for w in load_speech().cut(linked.text[s.start : s.end], s.start) if w.tag[:1] in ("n", "v"))
        fold = self._known.folding.fold
        return [SpokenTerm(fold(w.surface), _OF_TITLE, at=w.start, optional=True) for w in words if len(w.surface) > 1]

    def _answered(self, plain: Answer, found: PassageReading, passage: DocumentPassage, answer: PassageAnswer) -> Answer:
        quote = " ".join(passage.text.split())
        short = quote if len(quote) <= 40 else f"{quote[:39]}…"
        missing = f"问题里的“{'”“'.join(found.missing)}”不在这一句里。" if found.missing else ""
        asked = _TOLD.get(answer.kind, "原文这一句写的")
        base = replace(
            plain,
            outcome="answered",
            kind=answer.kind,
            items=answer.items,
            boolean=answer.boolean,
            count=answer.count,
            interpretation=f"按原文最接近的一句回答：“{short}”",
            note=f"按原文最接近的一句回答：“{quote}”{missing}",
            rules=("passage", *(f"{name} {value:.2f}" for name, value in found.signs), f"sure {found.sure:.2f}"),
            sparql=self._sparql(passage, answer),
            suggestions=(),
            checked=None,
            ignored=(),
        )
        told = AnswerWords("set", asked, denied=_DENIED)
        if answer.kind == "yesno" and answer.items[0].type == "Sentence":
            told = AnswerWords("whether", said := f"原文写的是“{quote}”", denied=said)
        return replace(base, answer=sentence(base, Saying(asked, told), "任务", "项"))

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


def within(plain: Answer, answer: PassageAnswer) -> bool:
    """Whether a sentence tells a part of what a whole task was asked for: a task may have several clauses of duty, several days."""
    if plain.kind == answer.kind == "yesno":  # a unit of another clause of the task
        return answer.items[0].type == "Task" and plain.boolean != answer.boolean
    same = plain.kind == answer.kind and plain.kind in _BETTER
    return same and bool(answer.items) and _told(answer.items) < _told(plain.items)


def _told(items: Sequence[AnswerItem]) -> frozenset[str | None]:
    return frozenset(item.date or item.iri or item.label for item in items)
