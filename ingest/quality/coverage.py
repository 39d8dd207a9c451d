"""How much of what a plan says about duties was read: words of duty, names of bodies, cells, numbers, each as read of printed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from zhengpu.graph.chinese import Passage
from zhengpu.graph.facts import Span
from zhengpu.ingest.claims import Claims
from zhengpu.ingest.document import Document
from zhengpu.ingest.duties.bodies import Grade
from zhengpu.ingest.duties.clauses import Clauses, grammar
from zhengpu.ingest.plan import DocumentHead, Found, Plan
from zhengpu.ingest.text.alternation import either
from zhengpu.ingest.text.brackets import pairs

__all__ = ["Coverage", "Covered", "coverage"]

_ROLES = ("leads", "cooperates", "responsible", "guides")
_LIST = re.compile(r"[^\s，,；;。：:|│┃（()）【】\[\]“”《》/]+")
_NAME = re.compile("[^、]+")
_PIECE = re.compile(r"[^、，,；;。：:\s]+")
_OFFICE = re.compile("[省市县区州盟旗][一-龥]{1,10}?(?:局|厅|委|办|中心)")
_LONGEST_BRACKET = 200
_QUOTES = ("“", "《")
_ALONE_BEFORE = re.compile(r"(?:^|[\s|│┃、（(])$")
_ALONE_BEHIND = re.compile(r"\s|[|│┃、/）)]|$")
_OPENS_VALUE = re.compile(r"\s*[：:】\]]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SHORTEST, _LONGEST, _LONGEST_PLAIN, _LONGEST_VERB = 3, 20, 12, 4
_BORDER = re.compile(r"[、，,；;。.）)\s]|$")


@dataclass(frozen=True, slots=True)
class Coverage:
    """(read, printed): words that give duties, names of bodies that stand as in lists, cells of tables of tasks, numbers of tasks.

    `missed_words` and `missed_names` are places of those not read.
    """

    duty_words: tuple[int, int] = (0, 0)
    names: tuple[int, int] = (0, 0)
    cells: tuple[int, int] = (0, 0)
    numbers: tuple[int, int] = (0, 0)
    missed_words: tuple[Span, ...] = ()
    missed_names: tuple[Span, ...] = ()


class Covered:
    """Spans that may overlap, asked for what they cover."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for span in sorted(spans):
            if self._ends and span.start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], span.end)
            else:
                self._starts.append(span.start)
                self._ends.append(span.end)

    def __contains__(self, span: object) -> bool:
        """Whether any sign of a span is covered."""
        if not isinstance(span, Span):
            return False
        at = bisect_right(self._starts, span.end - 1) - 1
        return at >= 0 and self._ends[at] > span.start


def coverage(document: Document, plan: Plan, claims: Claims, clauses: Clauses) -> Coverage:
    """Compare what the text prints with what was read.

    >>> from zhengpu.ingest.pipeline import learn, load_reader
    >>> text = "甲县2022年计划\\n1.办好庙会。（县文旅局牵头）\\n2.建好场馆。（县教育局牵头，县财政局配合）\\n"
    >>> learned = learn(Document("计划", "text/plain", text), reader := load_reader(), topics=False)
    >>> coverage(learned.document, learned.plan, learned.claims, reader.clauses).names
    (3, 3)
    """
    text = clauses.folding.simplified(document.text)
    tables = [table.span for table in plan.tables if table.tasks]
    read = Covered(_clause_spans(plan, claims, clauses))
    wished = Covered(span for table in plan.tables for span in table.wished)
    known = Covered((*_clause_spans(plan, claims, clauses), *_head_spans(plan.head)))
    aside = Covered((*document.furniture, *plan.aside))
    heads = Covered(tables)
    words = [span for span in _duty_words(text, clauses) if span not in aside]
    missed = [span for span in words if span not in read and span not in heads]
    names = [span for span in _names(text, clauses) if span not in aside and span not in wished]
    unread = [span for span in names if span not in known]
    cells = [(table.cells - len(table.unused), table.cells) for table in plan.tables if table.tasks]
    return Coverage(
        (len(words) - len(missed), len(words)),
        (len(names) - len(unread), len(names)),
        (sum(used for used, _ in cells), sum(all_ for _, all_ in cells)),
        _numbers(plan, claims),
        tuple(missed),
        tuple(unread),
    )


def _clause_spans(plan: Plan, claims: Claims, clauses: Clauses) -> Iterator[Span]:
    """Where clauses stand that give a duty, a date or a rule."""
    yield from (duty.clause for duty in claims.duties)
    yield from (duty.name for duty in claims.duties)
    for passage in (*(section.passage for section in plan.sections), *(task.passage for task in plan.tasks)):
        yield from (passage.span(clause.start, clause.end) for clause in clauses.find(passage))
    for passage in (plan.notice, *plan.loose, *(section.passage for section in plan.sections), *(task.passage for task in plan.tasks)):
        yield from (passage.span(stated.start, stated.end) for stated in clauses.statements(passage))
    for section in plan.sections:
        if section.work_group:  # （文旅体专班负责）: the verb stands behind the name
            yield Span(section.work_group.span.start, section.work_group.span.end + _LONGEST_VERB)


def _head_spans(head: DocumentHead) -> Iterator[Span]:
    """What names bodies at the head and foot of a plan."""
    single: Sequence[Found | None] = (head.title, head.issuer, head.interpreted_by, head.jurisdiction)
    yield from (found.span for found in single if found)
    yield from (found.span for found in (*head.recipients, *head.copied_to))


def _duty_words(text: str, clauses: Clauses) -> Iterator[Span]:
    """Labels that stand alone or before a value, and verbs behind the end of a name (县工信局牵头)."""
    labels = clauses.wording.labels
    for found in labels.anywhere.finditer(text):
        role = labels.remark(found[0])
        if role is None or role.role not in _ROLES or not found["noun"]:
            continue
        alone = _ALONE_BEFORE.search(text[max(0, found.start() - 1) : found.start()]) and _ALONE_BEHIND.match(text, found.end())
        if alone or _OPENS_VALUE.match(text, found.end()):
            yield Span(*found.span())
    for found in clauses.wording.verb.finditer(text):
        behind_name = found.start() and text[found.start() - 1] in labels.tails
        if behind_name and _strong().search(found[0]) and _BORDER.match(text, found.end()):
            yield Span(*found.span())


@cache
def _strong() -> re.Pattern[str]:
    """The verbs that give a duty wherever they stand."""
    return re.compile(either(word for entry in grammar()["verb"] for word in entry["strong"]))


def _names(text: str, clauses: Clauses) -> Iterator[Span]:
    """Names of bodies that stand between marks or blanks as lists of names do: each sure, one of them with its level or several offices."""
    bodies = clauses.wording.bodies
    for found in _LIST.finditer(text):
        if text[max(0, found.start() - 1) : found.start()] in _QUOTES:
            continue
        verb = clauses.wording.verb.search(found[0])
        listed = found[0][: verb.start()] if verb else found[0]
        words = [each for each in _NAME.finditer(listed) if not bodies.is_collective(each[0])]
        fits = [each for each in words if len(each[0]) <= (_LONGEST if bodies.begins_name(each[0]) else _LONGEST_PLAIN)]
        sure = [each for each in fits if bodies.grade(each[0]) == Grade.SURE]
        plain = sum(bodies.begins_name(each[0]) for each in sure)
        offices = sum(bodies.office.search(each[0]) is not None for each in sure)
        if sure and len(sure) == len(words) and (plain or offices > 1 or (offices and verb)):
            yield from (Span(found.start() + each.start(), found.start() + each.end()) for each in sure if len(each[0]) >= _SHORTEST)
    yield from _bracketed(text, clauses)


def _bracketed(text: str, clauses: Clauses) -> Iterator[Span]:
    """Offices at the beginning of a bracket and behind its marks, with words behind them that no list has (县林业局打头阵)."""
    bodies = clauses.wording.bodies
    for start, end in pairs(text):
        if end - start > _LONGEST_BRACKET:
            continue
        for word in _PIECE.finditer(text, start + 1, end - 1):
            if (
                (name := _OFFICE.match(word[0]))
                and name.end() < len(word[0])
                and bodies.is_office(name[0])
                and not _verbal(word[0], clauses)
            ):
                yield Span(word.start(), word.start() + name.end())


def _verbal(word: str, clauses: Clauses) -> bool:
    """Whether a verb that gives a duty makes the word one that lists have."""
    return clauses.wording.verb.search(word) is not None


def _numbers(plan: Plan, claims: Claims) -> tuple[int, int]:
    """Numbers in the tasks, and those of them that are a target, a date, money, a document's number or an ordinal."""
    spans: list[Span] = [target.span for target in claims.targets]
    for claimed in (claims.deadlines, claims.funding, claims.citations, claims.mentions):
        spans += [each.span for each in claimed]
    spans += [duty.clause for duty in claims.duties]
    said = Covered(spans)
    numbers = explained = 0
    for task in plan.tasks:
        for span in _figures(task.passage, task.title_span.start):
            numbers += 1
            explained += span in said
    return explained, numbers


def _figures(passage: Passage, title: int) -> Iterator[Span]:
    for found in _NUMBER.finditer(passage.text):
        span = passage.span(*found.span())
        if span.start >= title:  # before it stands the task's own number
            yield span
