"""A question that the tables of its documents answer → the answer; None where no table is asked, or not every word was used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from zhengpu.graph.facts import Iri
from zhengpu.graph.numerals import number
from zhengpu.query.answer import Answer, AnswerItem, Choice, Kind
from zhengpu.query.known import Known
from zhengpu.query.records.asked_words import AskedWords, load_asked_words
from zhengpu.query.records.kept_record import KeptRow, KeptTable
from zhengpu.query.records.record_items import RecordItems
from zhengpu.query.records.record_meaning import RecordMeaning
from zhengpu.query.records.record_reading import RecordReading, read_records
from zhengpu.query.records.record_rows import groups, selected, total, usual_unit, values_of
from zhengpu.query.records.record_saying import amount_said, asked_of, listed
from zhengpu.query.records.record_sparql import record_sparql
from zhengpu.query.records.record_tokens import record_tokens
from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.query.words.speech import load_speech

__all__ = ["RecordReply", "TableAnswer"]

_MOST_TABLES = 60
"""Over more tables no question is read."""
_MOST_CHOICES = 8
_ALIKE = 0.02
_WHOLE_ROWS = frozenset("项条件行")
"""Measures that count tasks; 家, 个 count what tasks speak of."""


@dataclass(frozen=True, slots=True)
class TableAnswer:
    """`firm`: it is asked of a table and of nothing else; otherwise what the tasks say goes first."""

    answer: Answer
    firm: bool


class RecordReply:
    """Answers from tables."""

    def __init__(self, known: Known, key: str) -> None:
        self._known, self._key = known, key
        self._words: AskedWords = load_asked_words()
        self._items = RecordItems(known)

    def reply(self, question: str, heard: str, documents: Sequence[Iri]) -> TableAnswer | None:
        """The answer to a question (`heard`: it without what narrows it to documents)."""
        tables = self._known.records.tables(documents)
        if not tables or len(tables) > _MOST_TABLES:
            return None
        readings = self._read(self._known.folding.fold(heard), tables)
        if not readings:
            return None
        reading = readings[0]
        if len(readings) > 1:
            return self._which_table(question, readings)
        answer = self._doubtful(question, reading) or self._answer(question, reading)
        if answer is None or (answer.outcome == "nothing" and self._of_tasks(reading)):
            return None  # what a row of a task leaves blank does not deny what the task says
        return TableAnswer(answer, self._firm(reading, answer))

    def _which_table(self, question: str, readings: Sequence[RecordReading]) -> TableAnswer | None:
        """A question that several tables answer alike: which of them is meant."""
        tables = [reading.meaning.table for reading in readings]
        titles = list(dict.fromkeys(table.title for table in tables))
        if len(titles) < len(tables) or len(tables) > _MOST_CHOICES:
            return None
        note = f"有{len(tables)}张表都可以这样问：{'、'.join(titles)}。请说明是哪一张。"
        choices = tuple(Choice(table.iri, table.title, f"{table.title}里{question}") for table in tables)
        return TableAnswer(Answer(self._key, question, "ambiguous", note=note, answer=note, choices=choices), firm=False)

    def _read(self, text: str, tables: Sequence[KeptTable]) -> list[RecordReading]:
        """The cheapest reading, and those of other tables that cost as much."""
        text = "".join(text.split())
        cut = load_speech().cut(text)
        found: list[RecordReading] = []
        annex = self._words.parts["annex"].search(text)
        number_asked = (annex["number"] or annex["bare"]) if annex else None
        for table in tables:
            if number_asked and self._annex_number(table) != number_asked:
                continue
            cost, tokens = record_tokens(text, table, self._words, cut)
            if (reading := read_records(table, self._words, cost, tokens)) is not None and self._stands(reading):
                found.append(reading)
        found.sort(key=lambda reading: reading.cost)
        return [reading for reading in found if reading.cost - found[0].cost < _ALIKE]

    def _annex_number(self, table: KeptTable) -> str:
        found = self._words.parts["annex"].search("".join(table.annex.split()))
        return (found["number"] or found["bare"]) if found else ""

    def _own_noun(self, table: KeptTable) -> bool:
        """Whether the rows have a name of their own, which is none for tasks: 项目名称."""
        classes = load_concepts().classes
        if table.named is None:
            return False
        head = table.columns[table.named]
        noun = self._words.parts["name_tail"].sub("", head.words)
        named = "name" in head.kinds or noun in table.title  # what differs from row to row may be only what tasks say
        return bool(noun) and named and not any("tasknoun" in classes(noun[at:]) for at in range(len(noun)))

    def _stands(self, reading: RecordReading) -> bool:
        """Whether a table may answer this. Rows that are tasks are asked for as tasks, by what the table alone tells or by what every word
        was used for; the number, the day, the units in a row are the task's own, and are told by what reads tasks."""
        meaning = reading.meaning
        if meaning.ask in ("title", "annex", "heads") or not self._of_tasks(reading) or self._untold(meaning):
            return True
        if meaning.ask == "count":
            counted = next((n for n, t in enumerate(reading.tokens) if t.has("howmany")), len(reading.tokens))
            behind = reading.tokens[counted + 1 : counted + 3]
            return any(t.surface in _WHOLE_ROWS or t.kind == "noun" for t in behind)
        return meaning.ask == "rows"

    def _firm(self, reading: RecordReading, answer: Answer) -> bool:
        """Whether what is asked stands in a table alone, and is there."""
        meaning = reading.meaning
        if answer.outcome != "answered" or (meaning.ask == "count" and not answer.count):
            return False
        if meaning.ask in ("title", "annex", "heads") or not self._of_tasks(reading):
            return True
        untold, wanted = self._untold(meaning), {*meaning.columns, meaning.by, meaning.added}
        whole = any(limit.exact and set(limit.columns) <= untold for limit in meaning.limits)
        named = (set(t.columns) & untold for t in reading.tokens if t.kind == "head" and (t.exact or set(t.columns) & untold & wanted))
        return whole or any(named)

    def _of_tasks(self, reading: RecordReading) -> bool:
        return bool(reading.meaning.table.tasks) and not self._own_noun(reading.meaning.table)

    @staticmethod
    def _untold(meaning: RecordMeaning) -> frozenset[int]:
        """The columns used that tasks do not know."""
        columns = {i for limit in meaning.limits for i in limit.columns} | set(meaning.columns)
        columns |= {i for i in (meaning.by, meaning.added, meaning.extremum.column if meaning.extremum else None) if i is not None}
        return frozenset(columns - meaning.table.told)

    def _doubtful(self, question: str, reading: RecordReading) -> Answer | None:
        """新城 that is the end of two, 产业园那个项目 of which there are three: which of them is meant."""
        meaning = reading.meaning
        table = meaning.table
        for limit in meaning.limits:
            if limit.how != "words" or limit.exact or len(limit.words) != 1 or limit.negated:
                continue
            (word,) = limit.words
            named = meaning.ask == "cells" and limit.columns == (table.named,) and len(meaning.limits) == 1
            placed = [i for i in limit.columns if "place" in table.columns[i].kinds]
            if not named and not placed:
                continue
            cells = [cell for row in table.rows if word in (cell := table.cell(row, (placed or limit.columns)[0])).words]
            texts = list(dict.fromkeys(cell.text.replace("\n", "") for cell in cells))
            if 1 < len(texts) <= _MOST_CHOICES and word in self._known.folding.fold(question):
                at = self._known.folding.fold(question).find(word)
                asked = [f"{question[:at]}{text}{question[at + len(word) :]}" for text in texts]
                note = f"“{question[at : at + len(word)]}”说的是哪一个：{'、'.join(texts)}。"
                choices = tuple(Choice(None, text, said) for text, said in zip(texts, asked, strict=True))
                return Answer(self._key, question, "ambiguous", note=note, answer=note, choices=choices)
        return None

    # ── answers ──

    def _answer(self, question: str, reading: RecordReading) -> Answer | None:
        meaning = reading.meaning
        table, rows, said = meaning.table, selected(meaning), asked_of(meaning)
        paper = self._known.wording.document.get(table.document)
        checked = {"documents": 1, "rows": len(table.rows)}
        base = Answer(
            self._key,
            question,
            "answered",
            interpretation=f"您问的是：{said}",
            understood=tuple(dict.fromkeys(t.surface for t in reading.tokens if t.kind != "word" or t.classes)),
            rules=(f"table: {meaning.ask}",),
            sparql=record_sparql(meaning, rows, said),
        )
        placed = AnswerItem(
            document=table.document.rsplit("/", 1)[-1],
            document_number=paper.number if paper else None,
            document_title=paper.title if paper else None,
        )
        answer = self._told(base, meaning, rows, placed)
        if answer is None:
            return None
        if answer.outcome == "nothing":
            return replace(answer, checked=checked, items=())
        return replace(answer, note=f"{answer.note or ''}{self._set_aside(meaning)}" or None)

    @staticmethod
    def _set_aside(meaning: RecordMeaning) -> str:
        """Amounts that were not compared or added because they are of another unit."""
        columns = {i for limit in meaning.limits if limit.how == "amount" for i in limit.columns}
        columns |= {meaning.added} if meaning.added is not None else set()
        columns |= {meaning.extremum.column} if meaning.extremum is not None and meaning.extremum.of == "amount" else set()
        table = meaning.table
        others = [
            f"{row.label}（{cell.text}）"
            for i in sorted(columns)
            for row in table.rows
            if (cell := table.cell(row, i)).value is not None and cell.unit != usual_unit(table, i)
        ]
        return f"有{len(others)}行的单位不同，没有比较或相加：{'、'.join(others[:3])}。" if others else ""

    def _told(self, base: Answer, meaning: RecordMeaning, rows: Sequence[KeptRow], placed: AnswerItem) -> Answer | None:
        table = meaning.table
        told = asked_of(meaning)
        match meaning.ask:
            case "title" | "annex":
                shown = table.title if meaning.ask == "title" else table.annex or table.title
                item = replace(
                    placed, iri=table.iri, type="Table", label=shown, text=shown, evidence=self._items.printed(table, [table.iri])
                )
                return replace(
                    base,
                    kind="text",
                    items=(item,),
                    answer=f"{table.annex}是《{table.title}》。" if table.annex else f"《{table.title}》。",
                )
            case "heads":
                items = tuple(
                    replace(placed, iri=c.iri, type="Column", label=c.head, text=c.head, evidence=self._items.printed(table, [c.iri]))
                    for c in table.columns
                )
                return replace(base, kind="text", items=items, answer=f"{told}：{'、'.join(c.head for c in table.columns)}。")
            case "count":
                if table.tasks and not self._own_noun(table):
                    rows = [row for row in rows if row.iri in table.tasks]  # what is cut off of one above is none
                items = self._items.of_rows(meaning, rows, placed)
                named = f"：{listed(items, (i.label or '' for i in items))}" if meaning.limits and rows else ""
                return replace(
                    base, kind="count", count=len(rows), items=items, answer=f"{told.removesuffix('有几个')}共{len(rows)}个{named}。"
                )
            case "whether":
                items = self._items.of_rows(meaning, rows, placed)
                named = f"：{listed(items, (i.label or '' for i in items))}" if rows else ""
                return replace(
                    base,
                    kind="yesno",
                    boolean=bool(rows),
                    items=items,
                    answer=f"{'是' if rows else '否'}，{'' if rows else '没有'}{told.replace('有没有', '有' if rows else '', 1)}{named}。",
                )
            case "rows":
                items = self._items.of_rows(meaning, rows, placed)
                if not items:
                    return self._none(base, meaning)
                kind: Kind = "text"
                if tasks := self._items.tasks_of(table, rows, called=self._own_noun(table)):
                    kind, items = "tasks", tasks
                return replace(
                    base, kind=kind, items=items, answer=f"{told}共{len(items)}个：{listed(items, (i.label or '' for i in items))}。"
                )
            case "cells":
                return self._cells(base, meaning, rows, placed)
            case "values" | "kinds":
                found = values_of(table, rows, meaning.columns[0])
                items = tuple(self._items.of_value(meaning, text, cells, placed) for text, cells in found.items())
                if meaning.ask == "kinds":
                    return replace(
                        base, kind="count", count=len(items), items=items, answer=f"{told}：共{len(items)}种：{listed(items, found)}。"
                    )
                return (
                    replace(base, kind=self._items.kind(table, meaning.columns[0]), items=items, answer=f"{told}：{listed(items, found)}。")
                    if items
                    else self._none(base, meaning)
                )
            case "groups" | "best" | "none":
                return self._grouped(base, meaning, rows, placed)
            case _:
                return self._added(base, meaning, rows, placed)

    def _none(self, base: Answer, meaning: RecordMeaning) -> Answer | None:
        """No row is so: said only where every limit is a whole cell, a number or a blank."""
        if not all(limit.exact or limit.how != "words" for limit in meaning.limits):
            return None
        note = f"逐行核对《{meaning.table.title}》的{len(meaning.table.rows)}行，没有这样的：{asked_of(meaning)}。"
        return replace(base, outcome="nothing", note=note, answer=note)

    def _cells(self, base: Answer, meaning: RecordMeaning, rows: Sequence[KeptRow], placed: AnswerItem) -> Answer | None:
        table = meaning.table
        if not rows:
            return self._none(base, meaning)
        items: list[AnswerItem] = []
        told: list[str] = []
        for column in meaning.columns:
            for row in rows:
                cell = table.cell(row, column)
                if not cell.filled:
                    continue
                made = tuple(self._items.of_cell(meaning, row, column, cell, placed))
                said = "、".join(item.label or "" for item in made)
                told.append(f"{row.label}：{said}" if len(rows) > 1 else said)
                items += (item for item in made if cell.value is not None or all(item.label != other.label for other in items))
        if not items:
            heads = "、".join(table.columns[i].head for i in meaning.columns)
            note = f"《{table.title}》里{'、'.join(row.label for row in rows[:3])}的“{heads}”一格没有填。"
            return replace(base, outcome="nothing", note=note, answer=note)
        kind = self._items.kind(table, meaning.columns[0])
        return replace(
            base, kind=kind, items=tuple(items), answer=f"{asked_of(meaning)}：{listed(items, (t.replace(chr(10), '') for t in told))}。"
        )

    def _grouped(self, base: Answer, meaning: RecordMeaning, rows: Sequence[KeptRow], placed: AnswerItem) -> Answer | None:
        table, by = meaning.table, meaning.by
        assert by is not None
        cells = values_of(table, table.rows, by)
        if meaning.ask == "none":
            without = [text for text in cells if text not in groups(meaning, rows)] if meaning.limits else []
            items = tuple(self._items.of_value(meaning, text, cells[text], placed) for text in without)
            if not meaning.limits:
                items = tuple(self._items.neighbours(meaning, cells, placed))
                without = [item.label or "" for item in items]
                if not items:
                    return None  # who else there is nobody knows
            if not items:
                return self._none(base, meaning)
            return replace(base, kind="text", items=items, answer=f"{asked_of(meaning)}：{'、'.join(without)}。")
        found = groups(meaning, rows)
        if not found:
            return self._none(base, meaning)
        unit = next((c.unit for row in rows if meaning.added is not None and (c := table.cell(row, meaning.added)).value is not None), "")
        if meaning.ask == "best":
            edge = max(found.values()) if meaning.most else min(found.values())
            found = {text: size for text, size in found.items() if size == edge}
        items = tuple(
            replace(
                self._items.of_value(meaning, text, cells[text], placed),
                count=int(size) if meaning.added is None else None,
                cells=(text, amount_said(size, unit) if meaning.added is not None else str(number(size))),
            )
            for text, size in found.items()
        )
        sizes = listed(items, (f"{i.label}{i.cells[1] if i.cells else ''}{'' if meaning.added is not None else '个'}" for i in items))
        columns = (table.columns[by].head, table.columns[meaning.added].head if meaning.added is not None else "个数")
        kind: Kind = "table" if meaning.ask == "groups" else self._items.kind(table, by)
        return replace(base, kind=kind, items=items, columns=columns if kind == "table" else None, answer=f"{asked_of(meaning)}：{sizes}。")

    def _added(self, base: Answer, meaning: RecordMeaning, rows: Sequence[KeptRow], placed: AnswerItem) -> Answer | None:
        table, column = meaning.table, meaning.added
        assert column is not None
        value, unit, counted = total(table, rows, column)
        if not counted:
            return self._none(base, meaning)
        if meaning.ask == "mean":
            value = (value / counted).quantize(Decimal("0.01"))
        quotes = self._items.printed(table, [table.columns[column].iri, *(table.cell(row, column).iri for row in rows)])
        label = f"{number(value)}{unit}"
        item = replace(
            placed,
            type="Column",
            iri=table.columns[column].iri,
            label=label,
            text=label,
            value=value,
            unit=unit or None,
            op="=",
            evidence=quotes,
        )
        note = f"由填了这一格的{counted}行算出；原文没有这个数。"
        return replace(base, kind="value", items=(item,), note=note, answer=f"{asked_of(meaning)}：{label}（{note.rstrip('。')}）。")
