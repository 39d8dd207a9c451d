"""What a question about a topic gets besides its answer: tasks of a part whose heading has the words, tasks that use a synonym.

They are ranked after the answer and marked `heading` and `synonym`; nothing counts them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from zhengpu.graph.facts import Iri
from zhengpu.query.answer import AnswerItem, EvidenceItem
from zhengpu.query.answers.items import Items
from zhengpu.query.kinds import SECTION, TASK
from zhengpu.query.known import Known
from zhengpu.query.meaning import Both, Either, Meaning, Of, One, Set, Step, Via, Where
from zhengpu.query.rows.fetch import members
from zhengpu.query.words.synonyms import Synonyms

__all__ = ["Extras", "topic_of"]

_BELOW = Step(("zp:inSection",), False, True)
_INSIDE = Step(("zp:inDocument",), False)
_MOST = 50
"""So many extras at most."""


class Extras:
    """Finds them for one question."""

    def __init__(self, known: Known, items: Items, synonyms: Synonyms) -> None:
        self._known, self._items, self._synonyms = known, items, synonyms

    def of(self, meaning: Meaning, found: Sequence[Iri]) -> tuple[AnswerItem, ...]:
        """Extras of a question that asks for tasks by words alone; none for any other."""
        topic = topic_of(meaning)
        if topic is None:
            return ()
        words, documents = topic
        fold = self._known.folding.fold
        out: dict[Iri, AnswerItem] = {}
        for word in dict.fromkeys(map(fold, words)):
            for item in (*self._below_headings(word, documents), *self._called_else(word, documents)):
                if item.iri is not None and item.iri not in found:
                    out.setdefault(item.iri, item)
        ranked = sorted(out.values(), key=lambda item: item.match != "heading")
        return tuple(ranked[:_MOST])

    def _below_headings(self, word: str, documents: tuple[Iri, ...]) -> Iterator[AnswerItem]:
        sections = self._known.wording.headed(word, documents)
        quotes = self._items.evidences.of(Of(SECTION), [s.iri for s in sections])
        for section in sections[:_MOST]:
            tasks = members(self._known.store, Via(One(SECTION, (section.iri,), section.label), _BELOW, TASK))
            yield from self._marked("heading", tasks[:_MOST], quotes.get(section.iri, ()))

    def _called_else(self, word: str, documents: tuple[Iri, ...]) -> Iterator[AnswerItem]:
        fold, wording = self._known.folding.fold, self._known.wording
        for group, other in self._synonyms.others(word):
            for attribute in ("rdfs:label", "zp:text"):
                tasks = list(wording.printed(other, attribute, documents))[: 2 * _MOST]
                meant = [iri for iri, task in wording.task.several(tasks).items() if group.meant(fold(f"{task.title}\n{task.text}"), other)]
                for iri in meant[:_MOST]:
                    task = wording.task[iri]
                    sentence = self._items.evidences.sentence(task, other)
                    yield from self._marked("synonym", [iri], (sentence,) if sentence else ())

    def _marked(self, match: str, tasks: Sequence[Iri], quotes: tuple[EvidenceItem, ...]) -> Iterator[AnswerItem]:
        for item in self._items.of(Of(TASK), tasks):
            yield replace(item, match=match, evidence=quotes or item.evidence)


def topic_of(meaning: Meaning) -> tuple[tuple[str, ...], tuple[Iri, ...]] | None:
    """The words and the documents of a set that is nothing but tasks with some words.

    >>> topic_of(Where(Of("zp:Task"), "zp:text", "contains", "养老"))
    (('养老',), ())
    >>> topic_of(Of("zp:Task"))
    """
    match meaning:
        case Where(source, "rdfs:label" | "zp:text", "contains", str() as words) if (documents := _scope(source)) is not None:
            return (words,), documents
        case Either(sets):
            topics = [topic for each in sets if (topic := topic_of(each)) is not None]
            return (tuple(word for words, _ in topics for word in words), topics[0][1]) if len(topics) == len(sets) else None
        case _:
            return None


def _scope(found: Set) -> tuple[Iri, ...] | None:
    """The documents (none for all) where a set is every task in them."""
    match found:
        case Of("zp:Task"):
            return ()
        case Both((Of("zp:Task"), Via(One("zp:Document", iris), step, "zp:Task"))) if step == _INSIDE:
            return iris
        case _:
            return None
