"""One question on its way to its answer: heard, read by type, leaning on the one before, or answered by the sentence that speaks of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import islice

from zhengpu.query.answer import Answer, Choice
from zhengpu.query.answers.running import Runner, RunResult
from zhengpu.query.deciding.earned import earned, vain
from zhengpu.query.deciding.outcomes import Outcomes, named, surfaces
from zhengpu.query.deciding.reading_signs import lost_terms, reading_signs
from zhengpu.query.deciding.selecting import SignedReading, likeliest, no_answer_signs, rivals_of
from zhengpu.query.hearing.hearing import HeardQuestion, Hearing
from zhengpu.query.known import Known
from zhengpu.query.meaning import Count, One, Set, Where, parts
from zhengpu.query.meanings.readings import CURRENT, QuestionReading
from zhengpu.query.passages.passage_asker import PassageCandidates
from zhengpu.query.passages.passage_reply import PassageReply
from zhengpu.query.reading.choosing import Doubt, Narrower
from zhengpu.query.reading.leaning import leaning
from zhengpu.query.reading.progress_asked import progress_asked
from zhengpu.query.reading.question_reader import QuestionReader, Read
from zhengpu.query.reading.set_apart import SetApart, set_apart
from zhengpu.query.records.table_door import TableDoor
from zhengpu.query.wanted.ways import OWN
from zhengpu.query.words.lattice import Parsed
from zhengpu.query.words.link import FreeWords, Linked, Period

__all__ = ["CERTAIN", "OneQuestion"]

CERTAIN = 0.97
"""So sure a reading needs no comparing."""
_MOST_COMPOSED = 6
_LIKELY, _KINDS = 0.12, 3
"""Kinds of answers that readings are tried in beside what the words that ask say: so likely by the manner, so many."""
_MOST_GUESSED, _GUESSES = 12, 4
"""So many readings that leave something over are run, so many different answers of theirs compete."""
_FEW = 3
_STRANGE = "图谱里没有"


class OneQuestion:
    """One question on its way to its answer."""

    def __init__(
        self, known: Known, question: str, today: date, previous: str, documents: tuple[str, ...], apart: SetApart | None = None
    ) -> None:
        self._known, self._question, self._today, self._previous, self._ids = known, question, today, previous, documents
        self._wording = known.wording
        self._documents = self._wording.chosen(documents) if documents else ()
        self._reader = QuestionReader(known, today, self._documents, apart.called if apart is not None else CURRENT)
        self._chooser, self._runner = (
            Narrower(known, question, lambda: (apart is not None and apart.several) or self._names_several),
            Runner(known),
        )
        key = hashlib.sha256(f"{question}|{today}|{previous}|{documents}".encode()).hexdigest()[:16]
        self._outcomes = Outcomes(known, question, today, key, self._reader, self._runner)
        self._passages = PassageReply(known, self._reader)
        self._vainly: tuple[Read, RunResult] | None = None
        self._signs: tuple[tuple[str, float], ...] = ()

    def answer(self) -> Answer:
        if not self._wording.count:
            return self._outcomes.said("nothing", "图谱是空的：还没有读入任何文件。请先用 zhengpu ingest 读入计划。")
        if self._ids and not self._documents:
            return self._outcomes.said("nothing", "指定的文件不在图谱里。")
        one, heard = self.heard()
        if one is self:
            return self._answer()
        done = one._answer()
        if done.outcome in ("not_understood", "nothing", "out_of_scope") and heard.slips:
            return self._answer()  # a word is taken for another only where that is what is asked
        note = f"{heard.note}{done.note or ''}" or None
        return replace(done, id=self._outcomes.key, question=self._question, note=note, ignored=done.ignored)

    def heard(self) -> tuple[OneQuestion, HeardQuestion]:
        """The question without the talk around it and its slips, on its way to its answer; itself where nothing of it is talk."""
        heard = Hearing(self._known, self._known.slips, self._today, self._documents).heard(self._question, self._linked)
        if heard.text == self._question:
            return self, heard
        return OneQuestion(self._known, heard.text, self._today, self._previous, self._ids), heard

    def _answer(self) -> Answer:
        if (told := self._progress()) is not None:
            return told
        if (vague := self._vague()) is not None:
            return vague
        tabled = None if self._previous else TableDoor(self._known, self._reader, self._outcomes.key).reply(self._question, self._linked)
        if tabled is not None and tabled.firm:
            return tabled.answer
        done = self._answered_here()
        if tabled is not None and done.outcome != "answered":
            return tabled.answer
        if done.outcome in ("answered", "ambiguous") and not self._unsure(done):
            return done
        there = self._of_the_named()
        return there if there is not None and there.outcome == "answered" and not self._unsure(there) else done

    def _of_the_named(self) -> Answer | None:
        """What is asked of the documents that are named, asked as if there were no others."""
        part = None if self._previous else set_apart(self._question, self._linked.scopes, self._documents or self._wording.every)
        if part is None:
            return None
        done = OneQuestion(self._known, part.text, self._today, "", part.documents, apart=part)._answered_here()
        named = tuple(s.label for s in self._linked.scopes)
        return replace(done, id=self._outcomes.key, question=self._question, understood=tuple(dict.fromkeys((*named, *done.understood))))

    def _vague(self) -> Answer | None:
        """那份 that may be several: which one is meant."""
        every = self._documents or self._wording.every
        for scope in self._linked.scopes:
            meant = [iri for iri in every if iri in scope.documents]
            if 0 < len(meant) < scope.number:
                called = "、".join(d.number or d.title for d in self._wording.document.several(meant).values())
                return self._outcomes.said(
                    "not_understood", f"“{scope.label}”说的是{scope.number}份，图谱里这样的只有{len(meant)}份：{called}。请核对。"
                )
            if scope.single and len(meant) > 1:
                papers = self._wording.document.several(meant)
                choices = tuple(
                    Choice(i, d.number or d.title, f"{self._question[: scope.start]}{d.number or d.title}{self._question[scope.end :]}")
                    for i, d in papers.items()
                )
                return replace(
                    self._outcomes.said("ambiguous", f"“{scope.label}”是哪一份：{'、'.join(c.label for c in choices)}。"), choices=choices
                )
        return None

    def _answered_here(self) -> Answer:
        if self._previous and (leant := self._leant()) is not None:
            return leant
        found = self.composed()
        if self._previous or found.outcome == "ambiguous":
            return found
        if found.outcome == "answered" and OWN & set(found.rules):
            return found  # what is asked of the paper itself its own facts tell
        return self._selected(found)

    def _selected(self, found: Answer) -> Answer:
        """What was read by type, what a sentence answers instead, or neither: whatever is likeliest, if it is likely enough."""
        confidences = self._known.confidences()
        sure = self.sure
        if found.outcome == "answered" and sure >= CERTAIN:
            untold = found.kind in ("value", "count") and self._passages.untold(self._linked)
            return self._outcomes.unsure(found) if untold else found
        passages = self._passages.candidates(self._linked)
        if passages is None:
            return found if found.outcome != "answered" or sure >= confidences.readings.least else self._outcomes.unsure(found)
        if found.outcome != "answered" and (self._refused(here=True) or self._outcomes.halves):
            return self._passages.unanswered(found, passages)
        if passages.untold and found.kind in ("value", "count"):
            return self._outcomes.unsure(found)
        readings = self._readings(found, passages)
        rivals = rivals_of([reading.weighed(confidences.readings) for reading in readings], passages)
        likely = confidences.answers.among([rival.signs for rival in rivals], no_answer_signs(found, passages))
        best, how = likeliest(rivals, likely)
        if best < 0:
            return self._passages.unanswered(found, passages)
        chosen = rivals[best]
        if how < confidences.answers.least:
            return self._passages.unanswered(self._outcomes.unsure(found) if found.outcome == "answered" else found, passages)
        if chosen.candidate is not None:
            return self._passages.answered(found, chosen.candidate, how, chosen.signs)
        return found if chosen.answer is None or chosen.answer is found else self._told_guess(chosen.answer)

    def _asked_for(self, found: Answer) -> float:
        return self._passages.question(self._linked).manner.asks(found.kind)

    def _readings(self, found: Answer, passages: PassageCandidates | None) -> list[SignedReading]:
        """What readings by type find: the sound one's answer first, then what may be meant where something is left over."""
        sound = [SignedReading(found, self.signs, self._asked_for(found))] if found.outcome == "answered" else []
        told = passages is not None and not passages.untold
        return [*sound, *(self._guesses() if told else ())]

    def _guesses(self) -> Iterator[SignedReading]:
        """What readings find that leave something over, or answer in another kind than the words that ask say."""
        linked, question = self._linked, self._passages.question(self._linked)
        seen: set[tuple[object, ...]] = set()
        for rank, read in enumerate(islice(self._reader.guessed(linked, question.manner.likely(_LIKELY)[:_KINDS]), _MOST_GUESSED)):
            settled = self._settled(read)
            if isinstance(settled, Answer) or settled.strange:
                continue
            result = self._runner.run(settled.reading)
            told = (result.kind, result.count, result.boolean, result.items)
            if vain(result, settled) or result.count == 0 or told in seen:
                continue
            answer = self._outcomes.answered(settled, result)
            if any(term.named and _spelt(term.text) for term in lost_terms(answer, question)):
                continue  # 6G is not 5G
            seen.add(told)
            doubts = ["otherwise"] if answer.kind == "tasks" and self._reader.asks_otherwise(linked) else self._parted(settled, answer)
            yield SignedReading(
                answer, dict(reading_signs(settled, answer, question, rank, doubts)), question.manner.asks(answer.kind), True
            )
            if len(seen) == _GUESSES:
                return

    def _told_guess(self, answer: Answer) -> Answer:
        """A guess as it is given: the words of content that it does not use are said."""
        lost = [term.text for term in lost_terms(answer, self._passages.question(self._linked))]
        note = f"问题里的“{'”“'.join(lost)}”没有用上。" if lost else ""
        return replace(answer, note=f"{answer.note or ''}{note}" or None)

    @property
    def sure(self) -> float:
        """How likely the answer that readings by type found is right, by its own signs; 1 where there are none."""
        return self._known.confidences().readings.of(dict(self._signs)) if self._signs else 1.0

    def weighed(self) -> tuple[Answer, list[SignedReading], PassageCandidates | None]:
        """What competes for the answer, for learning: the sound reading's answer, all that readings find, what sentences answer."""
        found, passages = self.composed(), self._passages.candidates(self._linked)
        return found, self._readings(found, passages), passages

    def composed(self) -> Answer:
        """What readings by type find, sure or not; `signs` then tell what speaks for it."""
        found = self._composed() or self._unread()
        if found.kind == "tasks" and self._reader.asks_otherwise(self._linked):
            found = self._outcomes.not_understood(self._linked)
        if found.outcome != "answered":
            self._signs = ()
        return found

    @property
    def signs(self) -> Mapping[str, float]:
        """What speaks for the answer that readings by type found; empty where they found none."""
        return dict(self._signs)

    @cached_property
    def _names_several(self) -> bool:
        """Whether the question names more than one document as what it is asked of."""
        named = [s for s in self._linked.scopes if not s.whole]
        return bool(named) and len(self._reader.documents(named)) > 1

    @cached_property
    def _linked(self) -> Linked:
        """The question's lattice, made once."""
        return self._known.linker.link(self._question, self._wording, self._today)

    def _progress(self) -> Answer | None:
        """What ledgers tell: 逾期, 红灯. Without a ledger that is said, and nothing is guessed from the plans."""
        month = (self._today.year, self._today.month)
        periods = [i.value for i in self._linked.items if isinstance(i.value, Period) and i.value.relative and i.value.last is not None]
        wanted = progress_asked(self._question, any((p.last.year, p.last.month) == month for p in periods if p.last is not None))
        if wanted is None or self._wording.occurs(wanted.said) or self._speaks_of_more(wanted.said) or self._of_the_paper():
            return None
        docket = self._known.dockets.on(self._today)
        if not docket.loaded:
            return self._outcomes.said(
                "nothing", "没有读入进展台账，图谱里只有计划写了什么。请先用 zhengpu progress 读入台账，再问逾期和红黄绿灯。"
            )
        named = [i.value.iris[0] for i in self._linked.items if isinstance(i.value, One) and i.value.kind == "zp:Unit" and i.value.iris]
        unit = self._wording.name[named[0]].label if named else None
        iris = wanted.tasks(docket, unit)
        found: Set = One("zp:Task", iris, f"{unit or ''}{wanted.said}的任务")
        if not iris:
            return self._outcomes.said("nothing", f"台账里没有{unit or ''}{wanted.said}的任务。")
        result = self._runner.run(QuestionReading(Count(found) if wanted.counted else found, "count" if wanted.counted else "tasks"))
        said = f"按台账（{self._today.isoformat()}），{unit or ''}{wanted.said}的任务共{len(iris)}项。"
        base = self._outcomes.said("answered", said)
        return replace(
            base, kind=result.kind, items=result.items, count=result.count, sparql=result.sparql, note="依据读入的进展台账，不是计划原文。"
        )

    def _of_the_paper(self) -> bool:
        """什么时候过期作废: whether every word is said of the paper itself."""
        read = next(iter(self._reader.composed(self._linked)), None)
        return read is not None and bool(OWN & set(read.parsed.rules))

    def _speaks_of_more(self, said: str) -> bool:
        """健康证过期了还能上岗吗: what is overdue there is no task."""
        return any(t.content and len(t.surface) > 1 and t.surface not in said for t in self._reader.heard(self._linked).tokens)

    def _composed(self) -> Answer | None:
        """By type: the first reading that finds something."""
        linked = self._linked
        if self._refused(here=True):
            return None
        return self._first_that_finds(self._reader.composed(linked))

    def _leant(self) -> Answer | None:
        """A follow-up, read with what the question before it found; None: it stands alone."""
        reads = leaning(self._known, self._reader, self._linked, self._previous, self._today, self._best_found)
        if reads is None:
            return None
        return self._first_that_finds(reads) or self._denied() or self._outcomes.not_understood(self._linked)

    def _best_found(self, reads: Iterable[Read]) -> Read | None:
        """The first reading that finds something; where none does, the first."""
        first = None
        for read in islice(reads, _MOST_COMPOSED):
            first = first or read
            if not vain(self._runner.run(read.reading), read):
                return read
        return first

    def _denied(self) -> Answer | None:
        """What the surest reading looks for in vain: nothing is denied but what names say, never that some words stand nowhere."""
        if self._vainly is None:
            return None
        read, found = self._vainly
        if not earned(read, self._known):
            return None
        if not vain(found, read):
            return self._outcomes.answered(read, found)  # nought of something
        return self._other_year(read) or self._outcomes.nothing(read, found)

    def _first_that_finds(self, reads: Iterable[Read]) -> Answer | None:
        """The answer of the first reading with rows; the first without is kept for `_denied`."""
        for rank, read in enumerate(islice(reads, _MOST_COMPOSED)):
            settled = self._settled(read)
            if isinstance(settled, Answer):
                return settled
            found = self._runner.run(settled.reading)
            if not vain(found, settled) and not settled.strange and found.count != 0:
                return self._signed(settled, self._outcomes.answered(settled, found), rank)
            if (wider := self._outcomes.wider(settled)) is not None and not settled.strange:
                return self._signed(settled, wider, rank)
            self._vainly = self._vainly or (settled, found)
        return None

    def _signed(self, read: Read, answer: Answer, rank: int) -> Answer:
        self._signs = reading_signs(read, answer, self._passages.question(self._linked), rank, self._parted(read, answer))
        return answer

    def _refused(self, *, here: bool) -> str | None:
        """Why no plan can tell. `here`: only for what the clause that asks says, else for all that was said."""
        linked = self._linked
        phrases = [(i.start, i.end) for i in linked.items if isinstance(i.value, FreeWords) and i.value.known]
        if not here:
            return self._known.out_of_scope.reason(linked.text, named(linked), phrases)
        clause = self._passages.question(linked).asking_clause
        where = (clause[0].start, clause[-1].end) if clause else (0, len(linked.text))
        return self._known.out_of_scope.reason(linked.text, named(linked), phrases, where)

    def _parted(self, read: Read, answer: Answer) -> list[str]:
        """Who does a thing that a task's text speaks of, where the task has several clauses of duty: a sentence tells which."""
        if answer.kind != "units":
            return []
        by_text = [part for part in parts(read.reading.meaning) if isinstance(part, Where) and part.attribute == "zp:text"]
        tasks = [task for part in by_text[:1] for task in self._known.members(part)[:_FEW]]
        return ["clauses"] if any(not self._known.one_clause(task, self._wording.every) for task in tasks) else []

    def _unread(self) -> Answer:
        """Where no reading finds anything: out of scope, a no that names earn, or not understood."""
        linked = self._linked
        if reason := self._refused(here=False):
            return self._outcomes.said("out_of_scope", f"{reason}。", understood=surfaces(linked.items, named(linked)))
        return self._all_papers() or self._denied() or self._outcomes.not_understood(linked)

    def _all_papers(self) -> Answer | None:
        """列出所有文件: nothing is said but that all of them are meant."""
        linked = self._linked
        rest = "".join(" " if any(s.start <= n < s.end for s in linked.scopes) else c for n, c in enumerate(linked.text)).strip()
        if not linked.scopes or not all(s.whole for s in linked.scopes) or (rest and rest not in self._known.words.skips):
            return None
        found: Set = One("zp:Document", self._documents or self._wording.every, self._known.ontology.kind("zp:Document").label)
        parsed = Parsed(("!",), 0, len(linked.text), found, 0.0, "sense: documents")
        read = Read(QuestionReading(found, "documents"), parsed, (), linked)
        return self._outcomes.answered(read, self._runner.run(read.reading))

    def _settled(self, read: Read) -> Read | Answer:
        settled = self._chooser.settle(read, self._reader.documents(read.scope))
        if isinstance(settled, Doubt):
            base = self._outcomes.said("ambiguous", settled.note)
            return replace(self._outcomes.with_reading(base, read), choices=settled.choices)
        return settled

    def _other_year(self, read: Read) -> Answer | None:
        """今年 that finds nothing, where the plans speak of one other year: what is told of that."""
        if not any(isinstance(i.value, Period) and i.value.relative for i in read.parsed.items):
            return None
        inside = self._reader.documents(read.scope)
        years = {d.year for d in self._wording.document.several(inside).values() if d.year}
        if len(years) != 1 or (year := years.pop()) is None or year == self._today.year:
            return None
        then = self._today.replace(year=year, day=min(self._today.day, 28))
        done = OneQuestion(self._known, self._question, then, self._previous, self._ids).answer()
        if done.outcome != "answered":
            return replace(done, id=self._outcomes.key)  # of the plans' own year it is not known either: no name is denied for a year
        note = f"按{self._today.year}年没有找到，计划是{year}年的，这里按{year}年回答。"
        return replace(done, relaxed=True, note=note, answer=f"{note}{done.answer}")

    @staticmethod
    def _unsure(answer: Answer) -> bool:
        """An answer that had to leave something of the question aside."""
        return answer.outcome == "answered" and bool(answer.note and _STRANGE in answer.note)


def _spelt(name: str) -> bool:
    """Whether a name has letters or digits (6G): of such nothing can be another way of saying it."""
    return any(c.isascii() and c.isalnum() for c in name)
