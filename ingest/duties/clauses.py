"""Where a task's closing clauses stand: who leads, cooperates, is responsible, guides; by when and where.

    Clauses.of(grammar()).find(passage) → Clause(start, end, frame, parts, deadlines, scopes, statements)

A clause is known by its form (a closing bracket, a labelled line, a dash, a paragraph of its own), never by a list of bodies;
every way of saying it is an entry in `clauses.toml` with examples and counter-examples. What the words in it say is `ingest.wording`.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from typing import Any

from zhengpu.graph.chinese import Passage
from zhengpu.graph.folding import Folding
from zhengpu.graph.ontology import Ontology, load_ontology
from zhengpu.ingest.duties.bodies import Grade
from zhengpu.ingest.duties.clause_reader import BLANKS, ClauseReading, ClauseWords, Governed, Statement, Unit
from zhengpu.ingest.duties.running_text import RunningText
from zhengpu.ingest.text.brackets import CLOSING, OPENING, dangling, inside, pairs, unmatched

__all__ = ["Clause", "Clauses", "Governed", "Statement", "Unit", "grammar"]

_SENTENCE_END = "。；;！!？?”"
_LONGEST_LINE = 400
_LONGEST_PARAGRAPH = 6000
_STOP = re.compile("。")
_REMEMBERED = 2_000
"""So many passages are kept once read: the outline asks first, the duties ask again."""
_COLON = re.compile("[：:]")
_NUMBERED = re.compile(r"(?:\n|^)(?:\d{1,2}[.．、]|[①-⑳])")
_LISTED = re.compile(rf"{_NUMBERED.pattern}|\n(?=[（(]?[一-龥])(?<![：:、，,；;。]\n)")
_ROLE_FIRST = re.compile(r"[（(]([一-龥]{2,6})[）)](?=[一-龥])")
_LINE = re.compile(r"[^\n]+")
_DATED = re.compile(r"\s*(?:19|20)\d\d年")
_INSIDE_A_SENTENCE = re.compile(r"[\w：:、，,（(]")


def grammar(ontology: Ontology | None = None) -> Mapping[str, Any]:
    """The grammar as shipped, with the words that the ontology gives its roles (`zp:trigger`): labels where they end like one, else verbs.

    >>> [entry["name"] for entry in grammar()["verb"]]
    ['leads', 'cooperates', 'guides', 'responsible']
    """
    room = files("zhengpu.ingest.duties")
    table = tomllib.loads(room.joinpath("clauses.toml").read_text(encoding="utf-8"))
    table |= tomllib.loads(room.joinpath("running.toml").read_text(encoding="utf-8"))
    nouns = tuple(table["labels"]["common_nouns"])
    for role in (ontology or load_ontology()).roles():
        heads = [trigger.removesuffix(noun) for trigger in role.triggers for noun in nouns if trigger.endswith(noun)]
        verbs = [trigger for trigger in role.triggers if not trigger.endswith(nouns)]
        _add(table["label"], role.key, f"{role.key}-label", "heads", [*heads, *verbs], {})
        _add(table["verb"], role.key, role.key, "strong", verbs, {"weak": [], "single": []})
    return table


def _add(entries: list[dict[str, Any]], role: str, name: str, key: str, words: Sequence[str], rest: Mapping[str, Any]) -> None:
    """Put words into a role's entry, or a new one where there is none; a word that stands in some entry has its place."""
    known = {word for entry in entries for part in ("heads", "strong", "weak") for word in entry.get(part, ())}
    entry = next((each for each in entries if each["role"] == role), None)
    if entry is None:
        entry = {"name": name, "role": role, key: [], "examples": [], "counter": [], **rest}
        entries.append(entry)
    entry[key] = [*entry[key], *(word for word in dict.fromkeys(words) if word not in known)]


@dataclass(frozen=True, slots=True)
class Clause:
    """One closing clause: `passage.text[start:end]`. `deadlines` and `scopes` are the places of their values.

    One without `parts` assigns nothing: it only holds a date, an area or a rule. `closed` is False where a bracket was left
    open (or never opened) and the clause was read to the paragraph's border.
    """

    start: int
    end: int
    frame: str
    parts: tuple[Governed, ...]
    deadlines: tuple[tuple[int, int], ...] = ()
    scopes: tuple[tuple[int, int], ...] = ()
    statements: tuple[Statement, ...] = ()
    closed: bool = True
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Clauses:
    """The compiled grammar.

    >>> clauses = Clauses.of(grammar())
    >>> text = "做好服务。（县文旅局牵头，县卫体局、县工信科技局配合）"
    >>> for clause in clauses.find(Passage(text, tuple(range(len(text))))):
    ...     print([(part.role, [unit.text for unit in part.units]) for part in clause.parts])
    [('leads', ['县文旅局']), ('cooperates', ['县卫体局', '县工信科技局'])]
    """

    wording: ClauseWords
    sentences: RunningText
    numbering: re.Pattern[str]
    dash: re.Pattern[str]
    whole_heading: re.Pattern[str]
    verb_colon: re.Pattern[str]
    folding: Folding
    _found: dict[str, tuple[Clause, ...]] = field(default_factory=dict, repr=False, compare=False)
    _running: dict[tuple[str, int], tuple[Clause, ...]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Clauses:
        """Compile a grammar."""
        wording = ClauseWords.of(table)
        return cls(
            wording=wording,
            sentences=RunningText.of(table, wording.bodies, wording.labels),
            numbering=re.compile(table["frames"]["numbering"]),
            dash=re.compile(r"(?<![^。；;！!？?\n”）)])(?:—{1,2}|--+|──?)(?=[^\n—]{2,160}(?:\n|$))"),
            whole_heading=re.compile(table["frames"]["heading"]),
            verb_colon=re.compile(table["frames"]["verb_colon"]),
            folding=Folding(),
        )

    def find(self, passage: Passage) -> tuple[Clause, ...]:
        """Every closing clause of a passage, in order."""
        found = self._found.get(passage.text)
        if found is None:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            found = self._found[passage.text] = self._find(passage.text)
        return found

    def _find(self, printed: str) -> tuple[Clause, ...]:
        text = self.verb_colon.sub("，", self.wording.labels.opened(self.folding.simplified(printed)))
        brackets = pairs(text)
        found = list(self._label_lines(text, brackets))
        taken = [(clause.start, clause.end) for clause in found]
        found.extend(clause for start, end in brackets if not inside(start, taken) and (clause := self._bracket(text, start, end)))
        found.extend(self._bare_lines(text, brackets, sorted((clause.start, clause.end) for clause in found)))
        found.sort(key=lambda clause: clause.start)
        return tuple(found if text == printed else (_printed(clause, printed) for clause in found))

    def cell(self, head: str, passage: Passage, kind: str = "") -> Clause | None:
        """A table cell under a column head: the head decides the role unless the cell names one. None for other columns.

        `kind` is what the column holds by its cells; it speaks where the head says nothing.

        >>> cell = Passage("县住建局牵头、县财政局", tuple(range(11)))
        >>> [(part.role, part.units[0].text) for part in Clauses.of(grammar()).cell("责任单位", cell).parts]
        [('leads', '县住建局'), ('responsible', '县财政局')]
        """
        text, plain = self.folding.simplified(passage.text), self.folding.simplified(head)
        role, rule = self.wording.column(plain)
        if not rule and kind:
            role, rule = ("deadline", "column-of-dates") if kind == "deadline" else ("responsible", "column-of-units")
        if role in ("none", "scope") or kind == "site" or not text:
            return None
        listed = self._listed(text, lines=bool(kind)) if role != "deadline" else text
        reading = self.wording.read(listed, 0, len(listed), role, rule)
        stated = tuple(replace(each, start=0, end=0) for each in self.wording.statements(plain))
        clause = _clause(0, len(text), "cell", reading)
        return _printed(replace(clause, statements=stated + clause.statements), passage.text)

    def _listed(self, text: str, *, lines: bool) -> str:
        """A cell's lines as one list, sign by sign: a number parts names, a line too (where no name is wrapped), a bracketed role before a
        name is its label.

        >>> Clauses.of(grammar())._listed("（牵头）县住建局（配合）县财政局", lines=True)
        ' 牵头：县住建局 配合：县财政局'
        >>> Clauses.of(grammar())._listed("1.县财政局\\n2.县妇联", lines=True)
        '、、县财政局、、、县妇联'
        """
        text = (_LISTED if lines else _NUMBERED).sub(lambda mark: "、" * len(mark[0]), text)
        first = _ROLE_FIRST.match(text)
        label = self.wording.labels.remark(first[1]) if first else None
        if first and label and label.end == len(first[1]):
            text = _ROLE_FIRST.sub(lambda found: f" {found[1]}：" if self.wording.labels.remark(found[1]) else found[0], text)
        return text

    def heading(self, passage: Passage) -> Clause | None:
        """A heading that is nothing but who has what stands below it.

        >>> heading = Passage("县发改局牵头工作（8项）", tuple(range(12)))
        >>> [(part.role, part.units[0].text) for part in Clauses.of(grammar()).heading(heading).parts]
        [('leads', '县发改局')]
        """
        text = self.folding.simplified(passage.text)
        said = self.whole_heading.fullmatch(text)
        reading = self.wording.read(text, 0, said.end("said")) if said else None
        if said is None or reading is None or not reading.parts or reading.loose or not self._all_bodies(reading):
            return None
        names = [unit.text for part in reading.parts for unit in part.units]
        if not reading.verbal and not all(self.wording.bodies.is_office(name) for name in names):
            return None
        return _printed(_clause(0, said.end("said"), "heading", reading), passage.text)

    def running(self, passage: Passage, start: int = 0) -> tuple[Clause, ...]:
        """What the sentences of `passage.text[start:]` say of who does what, where no clause is printed.

        >>> text = "1.修堤。堤防由县水利局负责维护，各镇要配合。"
        >>> for clause in Clauses.of(grammar()).running(Passage(text, tuple(range(len(text))))):
        ...     print([(part.role, [unit.text for unit in part.units]) for part in clause.parts])
        [('responsible', ['县水利局'])]
        [('cooperates', ['各镇'])]
        """
        found = self._running.get((passage.text, start))
        if found is None:
            if len(self._running) >= _REMEMBERED:
                self._running.clear()
            said = self.sentences.read(self.folding.simplified(passage.text), start)
            clauses = (Clause(each.start, each.end, "running", each.parts, confidence=each.confidence) for each in said)
            found = self._running[passage.text, start] = tuple(_printed(clause, passage.text) for clause in clauses)
        return found

    def statements(self, passage: Passage) -> tuple[Statement, ...]:
        """Rules stated once in text that is no clause (introductions, notes under a table)."""
        return self.wording.statements(self.folding.simplified(passage.text))

    def _bracket(self, text: str, start: int, end: int) -> Clause | None:
        """A bracket that closes a paragraph, a sentence or a measure; `start` and `end` include the brackets."""
        before = text[max(0, start - 3) : start].rstrip(" \t\u3000")[-1:]
        rest = text[end : end + 12].lstrip(" \t\u3000")
        beyond = rest.lstrip("。；;")
        opens = before in _SENTENCE_END + "\n"
        paragraph_ends = not beyond or beyond[0] == "\n" or self.numbering.match(beyond) is not None
        ends = paragraph_ends or rest != beyond or rest[0] in OPENING
        if not (opens or ends or _COLON.search(text, start, end)):
            return None
        reading = self.wording.read(text, start + 1, end - 1)
        if not self._is_clause(reading) or not (opens or ends or (reading.labelled and reading.parts)):
            return None
        if not (reading.labelled or reading.verbal or reading.statements):
            words = re.split(r"[，。；、\n]", text[max(0, start - 20) : start].rstrip(BLANKS))[-1]
            if self.wording.bodies.grade(words) == Grade.SURE or not (opens or paragraph_ends):
                return None  # a second name: 市数据局（市人工智能局）
        return _clause(start, end, "bracket", reading)

    def _is_clause(self, reading: ClauseReading) -> bool:
        """Whether bracketed words are a clause: by a label, by a verb with names, or because all of them are names."""
        grades = reading.grades
        if reading.labelled or (reading.statements and not grades):
            return bool(reading)
        if not reading.parts:
            return False
        if reading.verbal:
            return max(grades) >= Grade.PLACE and 3 * grades.count(Grade.NOTHING) <= len(grades)
        doubtful = grades.count(Grade.POSSIBLE)
        return min(grades) > Grade.NOTHING and max(grades) == Grade.SURE and 2 * doubtful < grades.count(Grade.SURE)

    def _all_bodies(self, reading: ClauseReading) -> bool:
        return min(reading.grades) >= Grade.PLACE and max(reading.grades) == Grade.SURE

    def _label_lines(self, text: str, brackets: Sequence[tuple[int, int]]) -> Iterator[Clause]:
        """Lines, or ends of lines, that begin with a label."""
        reached = 0
        for colon in _COLON.finditer(text):
            if colon.start() < reached or inside(colon.start(), brackets):
                continue
            label = self.wording.labels.before(text, reached, colon.start())
            before = text[label.start - 1] if label and label.start else ""
            left_open = before in OPENING
            if label is None or (not left_open and _INSIDE_A_SENTENCE.match(before)):
                continue
            start, end = label.start, self._line_end(text, colon.end(), brackets)
            reading = self.wording.read(text, start, end)
            reached = end  # what says nothing from here says nothing from a later label of the same line
            if reading:
                closed = not left_open and not dangling(text[start:end])
                yield _clause(start - left_open, end, "labelled-line", reading, closed)

    def _line_end(self, text: str, value: int, brackets: Sequence[tuple[int, int]]) -> int:
        """Where a labelled line's value ends: at its sentence's or paragraph's end, or below if it is broken or stacked there."""
        end = _paragraph_end(text, value)
        for stop in _STOP.finditer(text, value, end):
            place = stop.end()
            if not inside(place - 1, brackets) and not self._goes_on(text, place, end):
                return place - 1 if text[value : place - 1].strip(BLANKS) else end
        while end < len(text):
            below = _paragraph_end(text, end + 1)
            following, here = text[end + 1 : below].strip(BLANKS), text[value:end].strip(BLANKS)
            stacked = not here or here[-1] in "、，," or "\n" in text[value:end]
            whole = stacked or self.is_list(here)
            if not (self.is_list(following) if whole else self.is_list(here + following)):
                break
            if whole and not stacked and _DATED.match(text, below):
                break  # the name that signs the paper
            end = below
        return end

    def _goes_on(self, text: str, start: int, end: int) -> bool:
        """Whether a labelled line goes on after a full stop: with a label, a rule stated once, or more names."""
        sentence = text[start : min(end, start + _LONGEST_LINE)].lstrip(BLANKS).split("。")[0]
        colon = _COLON.search(sentence)
        label = self.wording.labels.before(sentence, 0, colon.start()) if colon else None
        if label and label.start == 0:
            return True
        stated = self.wording.statements(sentence[:200])
        return (bool(stated) and stated[0].start <= 2) or self.is_list(sentence)

    def is_list(self, text: str) -> bool:
        """Whether a text is nothing but names of bodies."""
        names = self.wording.bodies.split(text) if 0 < len(text) <= _LONGEST_LINE else ()
        return bool(names) and all(body.grade == Grade.SURE for body in names)

    def _bare_lines(self, text: str, brackets: Sequence[tuple[int, int]], taken: Sequence[tuple[int, int]]) -> Iterator[Clause]:
        """Brackets left open or never opened, dashes, and paragraphs that are nothing but a clause."""
        left_open = unmatched(text, brackets)
        for line in _LINE.finditer(text):
            start, end = _rest(line.start(), line.end(), taken)
            for at, frame in self._candidates(text, start, end, line.start(), brackets, left_open):
                mark = self.dash.match(text, at) if frame == "dash" else None
                reading = self.wording.read(text, mark.end() if mark else at + (text[at] in OPENING), end)
                sure = bool(reading.parts) and not reading.loose and self._all_bodies(reading)
                opens = frame == "bracket" and text[max(0, at - 1) : at] in _SENTENCE_END
                if sure and (reading.verbal or reading.labelled or frame in ("dash", "closing-line") or opens):
                    yield _clause(at, end, frame, reading, frame != "bracket")
                    break

    def _candidates(
        self, text: str, start: int, end: int, line: int, brackets: Sequence[tuple[int, int]], left_open: Sequence[int]
    ) -> Iterator[tuple[int, str]]:
        """Where in the rest of a line a clause without two brackets may begin."""
        marks = left_open[bisect_left(left_open, start) : bisect_left(left_open, end)][-2:]
        yield from ((at, "bracket") for at in marks)
        bare = text[start:end].rstrip(BLANKS + "。")
        if not marks and bare[-1:] in CLOSING and bare and not inside(start + len(bare) - 1, brackets):
            yield max(start, *(text.rfind(mark, start, start + len(bare) - 1) + 1 for mark in "。；;")), "bracket"
        yield from ((found.start(), "dash") for found in self.dash.finditer(text, start, end))
        alone = start == line and 0 < len(bare) <= _LONGEST_LINE and "。" not in bare
        if alone and (self.wording.verb.search(bare) or self.wording.labels.bare.match(bare)):
            yield start, "own-line"
        elif alone and self._closes(text, start, end):
            yield start, "closing-line"

    def _closes(self, text: str, start: int, end: int) -> bool:
        """Whether a line below sentences, the last of its passage, is nothing but offices by name."""
        if text[end:].strip() or text[max(0, start - 2) : start].strip()[-1:] not in ("。", "；"):
            return False
        names = self.wording.bodies.split(text[start:end].strip(BLANKS + "。"))
        return bool(names) and all(body.grade == Grade.SURE and self.wording.bodies.begins_name(body.text) for body in names)


def _clause(start: int, end: int, frame: str, reading: ClauseReading, closed: bool = True) -> Clause:
    return Clause(start, end, frame, reading.parts, reading.deadlines, reading.scopes, reading.statements, closed)


def _printed(clause: Clause, text: str) -> Clause:
    """The clause with names as printed (reading went by simplified characters)."""

    def unit(each: Unit) -> Unit:
        return replace(each, text="".join(char for char in text[each.start : each.end] if char not in BLANKS))

    return replace(
        clause,
        parts=tuple(replace(part, units=tuple(map(unit, part.units))) for part in clause.parts),
        statements=tuple(replace(each, units=tuple(map(unit, each.units))) for each in clause.statements),
    )


def _rest(start: int, end: int, taken: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """What the last clause already found in a line leaves of it behind itself."""
    number = bisect_right(taken, (end, 0)) - 1
    if number < 0 or taken[number][1] <= start:
        return start, end
    return min(taken[number][1], end), end


def _paragraph_end(text: str, at: int) -> int:
    end = text.find("\n", at, at + _LONGEST_PARAGRAPH)
    return min(len(text), at + _LONGEST_PARAGRAPH) if end < 0 else end
