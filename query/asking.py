"""The verb: a question → an answer. Link, read, settle, run, widen where that is allowed, and say what was done."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import islice

from zhengpu.graph.dates import Dates
from zhengpu.graph.errors import BadQuestion
from zhengpu.graph.folding import Folding
from zhengpu.graph.offices import Offices, load_offices
from zhengpu.graph.ontology import Ontology
from zhengpu.graph.oversight.docket_book import DocketBook
from zhengpu.graph.store import Store
from zhengpu.query.answer import Answer, Choice, Outcome
from zhengpu.query.answers.outdated import OutdatedPapers, load_outdated
from zhengpu.query.answers.running import Runner, RunResult
from zhengpu.query.answers.suggestions import Suggestion, suggestions
from zhengpu.query.answers.widening import widened, wider_note
from zhengpu.query.grammar.patterns import Item, Parsed
from zhengpu.query.hearing.hearing import Hearing
from zhengpu.query.hearing.slips import Slips
from zhengpu.query.known import Known
from zhengpu.query.meaning import Average, Compared, Count, One, Placed, Set, Top, kind_of
from zhengpu.query.meanings.readings import CURRENT, QuestionReading
from zhengpu.query.passages.confidence import Confidence, load_confidence
from zhengpu.query.passages.passage_book import PassageBook
from zhengpu.query.passages.passage_reply import PassageReply
from zhengpu.query.reading.choosing import Doubt, Narrower
from zhengpu.query.reading.leaning import leaning
from zhengpu.query.reading.mixed import halves
from zhengpu.query.reading.progress_asked import progress_asked
from zhengpu.query.reading.question_reader import SCOPE_COST, QuestionReader, Read
from zhengpu.query.reading.set_apart import SetApart, set_apart
from zhengpu.query.saying.paraphrase import phrase
from zhengpu.query.saying.sentence import sentence
from zhengpu.query.sense.concepts import load_concepts
from zhengpu.query.words.catalogued import KnownNames
from zhengpu.query.words.link import DocumentScope, FreeWords, Linked, Linker, Period, TaskNumbers
from zhengpu.query.words.scope import load_scope
from zhengpu.query.words.speech import load_speech
from zhengpu.query.words.strangers import STRANGER_COST
from zhengpu.query.words.synonyms import Synonyms, load_synonyms
from zhengpu.query.words.words import Words, load_words

__all__ = ["Asker"]

_LONGEST = 1000
_MOST_COMPOSED = 6
_STRANGE = "图谱里没有"
_ANY = "zp:takesPartIn"
_NAMING = frozenset({"programmenoun", "projectnoun", "moneynoun", "attribute", "charge", "endnoun"})
"""Classes of words that may name something a plan says otherwise."""
_PLAIN = 30
"""A longer question is not so plain that a no could be earned."""


class Asker:
    """Answers questions over one store. Tell it with `refresh` that the store has changed.

    >>> from zhengpu.graph.ontology import load_ontology
    >>> from zhengpu.graph.store import EmbeddedStore
    >>> Asker(EmbeddedStore(None), load_ontology()).ask("有哪些任务", today=date(2022, 11, 1)).outcome
    'nothing'
    """

    def __init__(
        self,
        store: Store,
        ontology: Ontology,
        offices: Callable[[], Offices] = load_offices,
        confidence: Callable[[], Confidence] = load_confidence,
    ) -> None:
        self._store, self._ontology, self._load_offices, self._confidence = store, ontology, offices, confidence
        self._folding, self._dockets = Folding(), DocketBook(store)
        self.refresh()

    def refresh(self) -> None:
        """Forget what was known about the store's content."""
        self._known: Known | None = None
        self._outdated: tuple[int, OutdatedPapers] | None = None

    def ask(self, question: str, *, today: date, previous: str | None = None, documents: Sequence[str] | None = None) -> Answer:
        """The answer to a question. `previous` is the question before it, `documents` (ids) narrow it. Raises `BadQuestion`."""
        if not question.strip():
            raise BadQuestion("问题是空的", "没有收到文字", "请输入一个问题")
        if len(question) > _LONGEST:
            raise BadQuestion("问题太长", f"有 {len(question)} 个字，最多 {_LONGEST} 个", "请把问题写短一些")
        before, ids = _readable((previous or "").strip()[:_LONGEST]), tuple(map(_readable, documents or ()))
        answer = _Asking(self.known, _readable(question.strip()), today, before, ids).answer()
        return self._outdated_papers.marked(answer, today)

    def suggest(self, prefix: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """Names and questions that begin like this and have an answer."""
        return suggestions(self.known.wording, _readable(prefix), limit)

    @property
    def _outdated_papers(self) -> OutdatedPapers:
        """The papers that others have repealed, replaced or amended, as the store now stands."""
        state = self.known.wording.state
        if self._outdated is None or self._outdated[0] != state:
            self._outdated = state, load_outdated(self._store, self._ontology)
        return self._outdated[1]

    @property
    def known(self) -> Known:
        """What questions are read with, for the store as it now stands."""
        index = self._store.index.settled()
        if self._known is None or self._known.wording.state != index.state:
            wording = KnownNames(index, self._folding)
            linker = Linker(self._words, lambda: self._dates, lambda: self._offices, self._folding)
            scope, words = load_scope(), self._words
            self._known = Known(
                self._store,
                self._ontology,
                self._folding,
                words,
                linker,
                scope,
                wording,
                lambda: self._synonyms,
                self._dockets,
                Slips(wording, self._folding, lambda name: self._offices.knows(name)),
                PassageBook(self._store, wording, self._folding),
                self._confidence,
            )
        return self._known

    @cached_property
    def _words(self) -> Words:
        return load_words(self._ontology)

    @cached_property
    def _synonyms(self) -> Synonyms:
        return load_synonyms()

    @cached_property
    def _dates(self) -> Dates:
        return Dates.load()

    @cached_property
    def _offices(self) -> Offices:
        return self._load_offices()


class _Asking:
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
        self._vainly: tuple[Read, RunResult] | None = None

    def answer(self) -> Answer:
        if not self._wording.count:
            return self._say("nothing", "图谱是空的：还没有读入任何文件。请先用 zhengpu ingest 读入计划。")
        if self._ids and not self._documents:
            return self._say("nothing", "指定的文件不在图谱里。")
        heard = Hearing(self._known, self._known.slips, self._today, self._documents).heard(self._question, self._linked)
        if heard.text == self._question:
            return self._answer()
        done = _Asking(self._known, heard.text, self._today, self._previous, self._ids)._answer()
        if done.outcome in ("not_understood", "nothing", "out_of_scope") and heard.slips:
            return self._answer()  # a word is taken for another only where that is what is asked
        note = f"{heard.note}{done.note or ''}" or None
        return replace(done, id=self._key, question=self._question, note=note, ignored=done.ignored)

    def _answer(self) -> Answer:
        if (told := self._progress()) is not None:
            return told
        if (vague := self._vague()) is not None:
            return vague
        done = self._answered_here()
        if done.outcome in ("answered", "ambiguous") and not self._unsure(done):
            return done
        there = self._of_the_named()
        return there if there is not None and there.outcome == "answered" and not self._unsure(there) else done

    def _of_the_named(self) -> Answer | None:
        """What is asked of the documents that are named, asked as if there were no others."""
        part = None if self._previous else set_apart(self._question, self._linked.scopes, self._documents or self._wording.every)
        if part is None:
            return None
        done = _Asking(self._known, part.text, self._today, "", part.documents, apart=part)._answered_here()
        named = tuple(s.label for s in self._linked.scopes)
        return replace(done, id=self._key, question=self._question, understood=tuple(dict.fromkeys((*named, *done.understood))))

    def _vague(self) -> Answer | None:
        """那份 that may be several: which one is meant."""
        every = self._documents or self._wording.every
        for scope in self._linked.scopes:
            meant = [iri for iri in every if iri in scope.documents]
            if 0 < len(meant) < scope.number:
                called = "、".join(d.number or d.title for d in self._wording.document.several(meant).values())
                return self._say(
                    "not_understood", f"“{scope.label}”说的是{scope.number}份，图谱里这样的只有{len(meant)}份：{called}。请核对。"
                )
            if scope.single and len(meant) > 1:
                papers = self._wording.document.several(meant)
                choices = tuple(
                    Choice(i, d.number or d.title, f"{self._question[: scope.start]}{d.number or d.title}{self._question[scope.end :]}")
                    for i, d in papers.items()
                )
                return replace(self._say("ambiguous", f"“{scope.label}”是哪一份：{'、'.join(c.label for c in choices)}。"), choices=choices)
        return None

    def _answered_here(self) -> Answer:
        if self._previous and (leant := self._leant()) is not None:
            return leant
        found = self._composed() or self._unread()
        if found.kind == "tasks" and self._reader.asks_otherwise(self._linked):
            found = self._not_understood(self._linked)
        return found if self._previous or found.outcome in ("ambiguous", "out_of_scope") else self._from_passages(found)

    def _from_passages(self, plain: Answer) -> Answer:
        """What one sentence says to the question where it is surer than what was found; to a question without an answer the nearest ones."""
        return PassageReply(self._known, self._reader).reply(plain, self._linked)

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
        if wanted is None or self._wording.occurs(wanted.said):
            return None
        docket = self._known.dockets.on(self._today)
        if not docket.loaded:
            return self._say("nothing", "没有读入进展台账，图谱里只有计划写了什么。请先用 zhengpu progress 读入台账，再问逾期和红黄绿灯。")
        named = [i.value.iris[0] for i in self._linked.items if isinstance(i.value, One) and i.value.kind == "zp:Unit" and i.value.iris]
        unit = self._wording.name[named[0]].label if named else None
        iris = wanted.tasks(docket, unit)
        found: Set = One("zp:Task", iris, f"{unit or ''}{wanted.said}的任务")
        if not iris:
            return self._say("nothing", f"台账里没有{unit or ''}{wanted.said}的任务。")
        result = self._runner.run(QuestionReading(Count(found) if wanted.counted else found, "count" if wanted.counted else "tasks"))
        said = f"按台账（{self._today.isoformat()}），{unit or ''}{wanted.said}的任务共{len(iris)}项。"
        base = self._say("answered", said)
        return replace(
            base, kind=result.kind, items=result.items, count=result.count, sparql=result.sparql, note="依据读入的进展台账，不是计划原文。"
        )

    def _composed(self) -> Answer | None:
        """By type: the first reading that finds something."""
        linked = self._linked
        if self._refused(linked):
            return None
        return self._first_that_finds(self._reader.composed(linked))

    def _leant(self) -> Answer | None:
        """A follow-up, read with what the question before it found; None: it stands alone."""
        reads = leaning(self._known, self._reader, self._linked, self._previous, self._today, self._best_found)
        if reads is None:
            return None
        return self._first_that_finds(reads) or self._denied() or self._not_understood(self._linked)

    def _best_found(self, reads: Iterable[Read]) -> Read | None:
        """The first reading that finds something; where none does, the first."""
        first = None
        for read in islice(reads, _MOST_COMPOSED):
            first = first or read
            if not self._vain(self._runner.run(read.reading), read):
                return read
        return first

    def _denied(self) -> Answer | None:
        """What the surest reading looks for in vain: nothing is denied but what names say, never that some words stand nowhere."""
        if self._vainly is None:
            return None
        read, found = self._vainly
        if not self._earned(read):
            return None
        if not self._vain(found, read):
            return self._answered(read, found)  # nought of something
        return self._other_year(read) or self._nothing(read, found)

    def _earned(self, read: Read) -> bool:
        """Whether a no rests on names alone: of units, numbers, papers, parts; words may mean what the plans say otherwise."""
        values = [i.value for i in read.linked.items if "stranger" not in i.symbols or i.cost <= STRANGER_COST]
        named = {v.label for v in values if isinstance(v, One)} | {v.printed for v in values if isinstance(v, TaskNumbers)}
        told = [i for i in read.parsed.items if len(i.surface) > 1 and not any(i.surface in s for s in read.strange)]
        offices = tuple(load_concepts().sets["office"])
        words = (i for i in told if isinstance(i.value, FreeWords) and not i.surface.endswith(offices))
        if any(not load_speech().tag(i.surface).startswith("v") for i in words):
            return False
        if any(len(i.symbols) == 1 and i.symbols[0] in _NAMING for i in told):
            return False
        known = self._known.words
        verbs = any(
            load_speech().tag(s.surface).startswith("v") and s.surface not in known.table and s.surface not in known.skips
            for s in read.parsed.skipped
            if len(s.surface.strip()) > 1
        )
        said = read.linked.text.strip()
        breaths = [b for b in load_concepts().marks["breath"].split(said) if b.strip()]
        plain = len(breaths) == 1 and len(said) <= _PLAIN and not verbs and (" " not in said or said.isascii())
        return plain and (set(read.strange) <= named or len(read.strange) == 1)

    def _first_that_finds(self, reads: Iterable[Read]) -> Answer | None:
        """The answer of the first reading with rows; the first without is kept for `_denied`."""
        for read in islice(reads, _MOST_COMPOSED):
            settled = self._settled(read)
            if isinstance(settled, Answer):
                return settled
            found = self._runner.run(settled.reading)
            if not self._vain(found, settled) and not settled.strange and found.count != 0:
                return self._answered(settled, found)
            if (wider := self._wider(settled)) is not None and not settled.strange:
                return wider
            self._vainly = self._vainly or (settled, found)
        return None

    @staticmethod
    def _unsure(answer: Answer) -> bool:
        """An answer that had to leave something of the question aside."""
        return answer.outcome == "answered" and bool(answer.note and _STRANGE in answer.note)

    def _refused(self, linked: Linked) -> str | None:
        phrases = [(i.start, i.end) for i in linked.items if isinstance(i.value, FreeWords) and i.value.known]
        return self._known.out_of_scope.reason(linked.text, _named(linked), phrases)

    def _unread(self) -> Answer:
        """Where no reading finds anything: out of scope, a no that names earn, or not understood."""
        linked = self._linked
        if reason := self._refused(linked):
            return self._say("out_of_scope", f"{reason}。", understood=_surfaces(linked.items, _named(linked)))
        return self._all_papers() or self._denied() or self._not_understood(linked)

    def _all_papers(self) -> Answer | None:
        """列出所有文件: nothing is said but that all of them are meant."""
        linked = self._linked
        rest = "".join(" " if any(s.start <= n < s.end for s in linked.scopes) else c for n, c in enumerate(linked.text)).strip()
        if not linked.scopes or not all(s.whole for s in linked.scopes) or (rest and rest not in self._known.words.skips):
            return None
        found: Set = One("zp:Document", self._documents or self._wording.every, self._known.ontology.kind("zp:Document").label)
        parsed = Parsed(("!",), 0, len(linked.text), found, 0.0, "sense: documents")
        read = Read(QuestionReading(found, "documents"), parsed, (), linked)
        return self._answered(read, self._runner.run(read.reading))

    def _settled(self, read: Read) -> Read | Answer:
        settled = self._chooser.settle(read, self._reader.documents(read.scope))
        if isinstance(settled, Doubt):
            base = self._say("ambiguous", settled.note)
            return replace(self._with(base, read), choices=settled.choices)
        return settled

    @staticmethod
    def _vain(found: RunResult, read: Read) -> bool:
        """No rows; or nothing but a nought, a no, a comparison or an exclusion of what the graph does not know."""
        if found.empty or read.takes_away_strangers:
            return True
        none = not found.count and not found.boolean and found.kind in ("count", "yesno")
        return bool(read.strange) and (none or isinstance(read.reading.meaning, Top | Compared | Average | Placed))

    def _answered(self, read: Read, found: RunResult) -> Answer:
        wide = widened(read.reading.meaning) if found.kind in ("count", "yesno") else None
        base = self._say("answered", (wider_note(self._known, wide, found) if wide else "") or self._unknown(read))
        base = replace(
            self._with(base, read), kind=found.kind, items=found.items, count=found.count, boolean=found.boolean, columns=found.columns
        )
        base = replace(base, sparql=found.sparql, note=base.note or None)
        kind = self._known.ontology.kind("zp:Task" if isinstance(read.reading.meaning, Placed) else kind_of(read.reading.meaning))
        roles = tuple(r.label for r in self._known.ontology.roles()) + tuple(
            p.label for p in self._known.ontology.relations.values() if p.term == _ANY
        )
        said = self._own(found.said, read)
        base = replace(base, answer=sentence(base, said, roles, kind.label, next(iter(kind.measures), "")))
        extras = self._runner.extras(read.reading, found)
        note = f"另列{len(extras)}项供参考：所在部分的标题有这个词，或用了近义的说法，不计在内。"
        return replace(base, items=(*base.items, *extras), note=f"{base.note or ''}{note}") if extras else base

    @staticmethod
    def _unknown(read: Read) -> str:
        """What of the question the graph does not know, though the rest has an answer."""
        return f"图谱里没有“{'”“'.join(read.strange)}”。" if read.strange else ""

    def _own(self, said: str, read: Read) -> str:
        """Words of the question as the question spells them: 5G, not 5g."""
        for item in read.parsed.items:
            if not isinstance(item.value, One | FreeWords):  # a role or a date is said in the plans' words
                continue
            said = said.replace(item.surface, self._question[item.start : item.end]) if item.surface in said else said
        return said

    # ── widening ──

    def _wider(self, read: Read) -> Answer | None:
        """Only lists, only when the strict reading is empty, only as promised."""
        wide = widened(read.reading.meaning)
        if wide is None or read.reading.kind not in ("tasks", "units"):
            return None
        wider = read.meaning(wide.meaning)
        found = self._runner.run(wider.reading)
        if found.empty:
            return None
        note = wider_note(self._known, wide, self._runner.run(read.reading))
        return replace(self._answered(wider, found), relaxed=True, note=note)

    def _other_year(self, read: Read) -> Answer | None:
        """今年 that finds nothing, where the plans speak of one other year."""
        if not any(isinstance(i.value, Period) and i.value.relative for i in read.parsed.items):
            return None
        inside = self._reader.documents(read.scope)
        years = {d.year for d in self._wording.document.several(inside).values() if d.year}
        if len(years) != 1 or (year := years.pop()) is None or year == self._today.year:
            return None
        then = self._today.replace(year=year, day=min(self._today.day, 28))
        done = _Asking(self._known, self._question, then, self._previous, self._ids).answer()
        if done.outcome != "answered":
            return None
        note = f"按{self._today.year}年没有找到，计划是{year}年的，这里按{year}年回答。"
        return replace(done, relaxed=True, note=note, answer=f"{note}{done.answer}")

    # ── outcomes ──

    def _with(self, base: Answer, read: Read) -> Answer:
        used = dict.fromkeys(surface for _, _, surface in sorted({(i.start, i.end, i.surface) for i in read.parsed.items}))
        passed = (s.surface for s in read.parsed.skipped if s.surface.strip() and s.cost < SCOPE_COST)
        return replace(
            base,
            interpretation=f"您问的是：{self._own(phrase(read.reading.meaning, self._known.ontology), read)}",
            understood=tuple(dict.fromkeys([*used, *(s.label for s in read.scope)])),
            ignored=tuple(passed),
            rules=tuple(dict.fromkeys(read.parsed.rules)),
        )

    def _nothing(self, read: Read, found: RunResult) -> Answer:
        checked = self._checked(read.scope)
        if read.takes_away_strangers:
            note = f"图谱里没有“{'”“'.join(read.strange)}”，不能把它除外。请核对名称。"
            base = self._say("nothing", note)
            return replace(self._with(base, read), kind=found.kind, checked=checked, suggestions=self._near(read.linked))
        missing = f"图谱里没有“{'”“'.join(read.strange)}”。" if read.strange else ""
        sought = self._own(found.said, read)
        if isinstance(read.reading.meaning, One):  # the words alone do not say what was looked for
            sought = f"“{sought}”的{self._known.ontology.kind(read.reading.meaning.kind).label}"
        base = self._say("nothing", f"{missing}逐项检查{checked['tasks']}项任务，均未找到{sought}。")
        return replace(self._with(base, read), kind=found.kind, sparql=found.sparql, checked=checked, suggestions=self._near(read.linked))

    def _not_understood(self, linked: Linked) -> Answer:
        names = [(i.start, i.end) for i in linked.items if isinstance(i.value, One) and i.value.iris]
        understood, near = _surfaces(linked.items, names), self._near(linked)
        others = [(i.start, i.end) for i in linked.items if "stranger" in i.symbols and i.cost <= STRANGER_COST]
        names = [n for n in names if not any(a <= n[0] and n[1] <= b for a, b in others)]
        if linked.strangers and not names:
            checked = self._checked(())
            note = f"图谱里没有“{linked.strangers[0]}”。逐项检查{checked['tasks']}项任务，均未提到它。"
            return replace(self._say("nothing", note, understood), checked=checked, suggestions=near)
        if asked := halves(self._known, self._reader, self._question, self._today):
            note = "这里问了不止一件事，请分开问。"
            return replace(self._say("not_understood", note, understood), suggestions=asked)
        part = f"读懂的部分：{'、'.join(understood)}。" if understood else ""
        return replace(
            self._say("not_understood", f"没有读懂这个问题。{part}请换一种说法，或从下面的问题开始。", understood), suggestions=near
        )

    def _checked(self, scopes: Iterable[DocumentScope]) -> dict[str, int]:
        documents = self._reader.documents(scopes)
        return {"documents": len(documents), "tasks": self._wording.size(documents)}

    def _near(self, linked: Linked) -> tuple[str, ...]:
        """Questions with an answer about what was recognised."""
        named = (i.value for i in linked.items if isinstance(i.value, One) and i.value.kind == "zp:Unit" and i.value.iris)
        unit = next((self._wording.name[one.iris[0]].label for one in named), "")
        return tuple(s.text for s in suggestions(self._wording, unit, 3))

    @property
    def _key(self) -> str:
        asked = f"{self._question}|{self._today}|{self._previous}|{self._ids}"
        return hashlib.sha256(asked.encode()).hexdigest()[:16]

    def _say(self, outcome: Outcome, note: str, understood: tuple[str, ...] = ()) -> Answer:
        return Answer(self._key, self._question, outcome, note=note, answer=note, understood=understood)


def _readable(text: str) -> str:
    """Halves of characters, which JSON can bring and no store takes, as question marks.

    >>> _readable("县\\ud800局")
    '县?局'
    """
    return text.encode("utf-8", "replace").decode("utf-8")


def _named(linked: Linked) -> list[tuple[int, int]]:
    """Where things that the graph knows are named."""
    return [(i.start, i.end) for i in linked.items if isinstance(i.value, One) and i.value.iris]


def _surfaces(items: Iterable[Item], spans: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """The surfaces at these spans that lie in no longer one, in order."""
    wanted = set(spans)
    found = {(i.start, i.end): i.surface for i in items if (i.start, i.end) in wanted}
    longest = [s for s in found if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in found)]
    return tuple(found[s] for s in sorted(longest))
