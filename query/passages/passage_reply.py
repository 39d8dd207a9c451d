"""A question that no construction reads → the answer of the sentence that speaks of it, or the nearest sentences, which are none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from zhengpu.graph.facts import Iri
from zhengpu.query.answer import Answer, EvidenceItem
from zhengpu.query.answers.items import Items
from zhengpu.query.asked.asked import asked
from zhengpu.query.known import Known
from zhengpu.query.manner.masked import masked
from zhengpu.query.meaning import One, Set
from zhengpu.query.passages.passage import DocumentPassage
from zhengpu.query.passages.passage_answers import PassageAnswers
from zhengpu.query.passages.passage_asker import PassageAsker, PassageCandidate, PassageCandidates
from zhengpu.query.passages.passage_question import PassageAnswer
from zhengpu.query.reading.question_reader import QuestionReader
from zhengpu.query.rows.sparql import clause_sparql, sparql
from zhengpu.query.said.said_question import SaidQuestion
from zhengpu.query.said.said_terms import said_terms
from zhengpu.query.said.spoken_term import SpokenTerm
from zhengpu.query.saying.saying import AnswerWords, Saying
from zhengpu.query.saying.sentence import sentence
from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.query.spoken.parties import parties
from zhengpu.query.words.link import Linked
from zhengpu.query.words.otherwise import load_thesaurus
from zhengpu.query.words.speech import load_speech

__all__ = ["PassageReply"]

_MOST_DOCUMENTS = 30
"""Of more documents nobody reads every sentence for one question."""
_SHOWN, _QUOTED = 3, 400
_OF_TITLE = 0.5
_SAID = 0.6
"""A no is not earned where one sentence says so much of the question."""
_UNSURE = "没有读懂这个问题。原文里有几句说的事相近，请看是不是要找的，或换一种说法。"
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
        self._taken: tuple[Linked, SaidQuestion] | None = None
        self._roles = {role.term: role.key for role in known.ontology.roles()}

    def question(self, linked: Linked) -> SaidQuestion:
        """What was said beside the names of documents, taken apart once."""
        if self._taken is None or self._taken[0] is not linked:
            known = self._known
            said, _ = self._reader.heard_within(linked)
            tokens, wanted = said.tokens, asked(said.tokens, self._reader.tasks_called)
            named = parties([t for n, t in enumerate(tokens) if not (n in wanted.used and t.has("neg"))])  # 掺和了没有
            terms = said_terms(said, wanted, named, known.folding.fold, known.synonyms(), load_thesaurus())
            manner = known.manner().read(masked(said, known.wording.occurs))
            self._taken = linked, SaidQuestion(said, wanted, tuple(named), (*terms, *self._of_title(linked)), manner)
        return self._taken[1]

    def unanswered(self, plain: Answer, found: PassageCandidates) -> Answer:
        """With the nearest sentences; where one of them says most of what was said, that it is not there cannot be said."""
        related = tuple(map(_quote, found.related[:_SHOWN]))
        if plain.outcome == "nothing" and found.share >= _SAID:
            return replace(plain, outcome="not_understood", answer=_UNSURE, note=_UNSURE, checked=None, sparql=None, related=related)
        return replace(plain, related=related)

    def candidates(self, linked: Linked) -> PassageCandidates | None:
        """All that the nearest passages answer; None where there are too many documents, or one is asked of that has not been read."""
        _, documents = self._reader.heard_within(linked)
        if not documents or len(documents) > _MOST_DOCUMENTS or self._reader.foreign(linked):
            return None
        return self._asker(documents).candidates(self.question(linked))

    def untold(self, linked: Linked) -> bool:
        """Whether it asks what no plan tells, however surely it is read: 已经开了多少列."""
        _, documents = self._reader.heard_within(linked)
        return 0 < len(documents) <= _MOST_DOCUMENTS and self._asker(documents).untold(self.question(linked))

    def _asker(self, documents: Sequence[Iri]) -> PassageAsker:
        known = self._known
        return PassageAsker(
            known.passages.search(documents), known.folding.fold, self._roles, load_concepts(), known.wording,
            lambda question: PassageAnswers(question, self._items, known.wording, known.ontology, self._text), load_thesaurus(),
        )  # fmt: skip

    def _of_title(self, linked: Linked) -> list[SpokenTerm]:
        """Words that name the paper, where there is no other: they may be what a sentence speaks of."""
        if self._known.wording.count > 1:
            return []
        words = (w for s in linked.scopes for w in load_speech().cut(linked.text[s.start : s.end], s.start) if w.tag[:1] in ("n", "v"))
        fold = self._known.folding.fold
        return [SpokenTerm(fold(w.surface), _OF_TITLE, at=w.start, optional=True) for w in words if len(w.surface) > 1]

    def answered(self, plain: Answer, found: PassageCandidate, sure: float, signs: Mapping[str, float]) -> Answer:
        """The answer of one sentence, `sure` so much by these signs."""
        passage, answer = found.hit.passage, found.answer
        quote = " ".join(passage.text.split())
        lost = found.hit.missing
        missing = f"问题里的“{'”“'.join(lost)}”不在这一句里。" if lost else ""
        asked = _TOLD.get(answer.kind, "原文这一句写的")
        base = replace(
            plain,
            outcome="answered",
            kind=answer.kind,
            items=answer.items,
            boolean=answer.boolean,
            count=answer.count,
            interpretation="按原文最接近的一句回答",
            note=f"按原文最接近的一句回答：“{quote}”{missing}",
            rules=("passage", *(f"{name} {value:.2f}" for name, value in signs.items() if value), f"sure {sure:.2f}"),
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
    first, last = passage.pieces[0] if passage.pieces else (passage.start, passage.end)
    end = min(last, first + _QUOTED)
    return EvidenceItem(passage.document.rsplit("/", 1)[-1], passage.text[: end - first], first, end)
