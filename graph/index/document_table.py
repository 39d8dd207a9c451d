"""The part `documents`: what has been read, its headings, tasks, targets, sums of money and who takes part in what."""

from __future__ import annotations

from datetime import date

from zhengpu.graph.index.index_page import IndexPage
from zhengpu.graph.index.index_part import Writer

__all__ = ["Documents"]


class Documents:
    """Rows as the question side shows them. `target.money` is 1 for a sum somebody pays; `target.task` is NULL for the plan's own."""

    name = "documents"
    tables: tuple[str, ...] = ("document", "section", "task", "target", "duty", "work_group")
    schema = """
        CREATE TABLE document (page INTEGER, id INTEGER PRIMARY KEY REFERENCES thing, key TEXT, title TEXT, number TEXT, year INTEGER,
            place INTEGER REFERENCES thing);
        CREATE TABLE section (page INTEGER, id INTEGER PRIMARY KEY REFERENCES thing, document INTEGER REFERENCES thing, label TEXT,
            path TEXT, position INTEGER);
        CREATE TABLE task (page INTEGER, id INTEGER PRIMARY KEY REFERENCES thing, document INTEGER REFERENCES thing, number INTEGER,
            title TEXT, recurring INTEGER, text TEXT);
        CREATE TABLE target (page INTEGER, id INTEGER REFERENCES thing, document INTEGER REFERENCES thing, task INTEGER REFERENCES thing,
            text TEXT, indicator TEXT, unit TEXT, date TEXT, money INTEGER, PRIMARY KEY (id, money)) WITHOUT ROWID;
        CREATE TABLE duty (page INTEGER, unit INTEGER REFERENCES thing, task INTEGER REFERENCES thing, PRIMARY KEY (unit, task))
            WITHOUT ROWID;
        CREATE TABLE work_group (page INTEGER, id INTEGER REFERENCES thing, section INTEGER REFERENCES thing, PRIMARY KEY (id, section))
            WITHOUT ROWID;
    """
    keys = """
        CREATE INDEX document_page ON document (page);
        CREATE INDEX document_key ON document (key);
        CREATE INDEX document_place ON document (place);
        CREATE INDEX section_page ON section (page);
        CREATE INDEX section_document ON section (document);
        CREATE INDEX task_page ON task (page);
        CREATE INDEX task_document ON task (document, number);
        CREATE INDEX task_number ON task (number);
        CREATE INDEX task_recurring ON task (document) WHERE recurring;
        CREATE INDEX target_page ON target (page);
        CREATE INDEX target_document ON target (document);
        CREATE INDEX duty_page ON duty (page);
        CREATE INDEX work_group_page ON work_group (page);
    """

    def fill(self, page: IndexPage, write: Writer) -> None:
        """See `IndexPart.fill`."""
        number, text, at = write.number, page.text, page.number
        for iri, _ in page.having("zp:sourceText"):
            issued = page.one(iri, "dct:issued")
            year = issued.year if isinstance(issued, date) else None
            place = write.maybe(text(iri, "zp:jurisdiction"))
            row = (at, number(iri), iri.rsplit("/", 1)[-1], text(iri, "dct:title") or "", text(iri, "zp:documentNumber"), year, place)
            write.add("document", [row])
        for iri, _ in page.having("zp:documentNumber"):  # stands among the names of the document
            write.run("UPDATE document SET number = ? WHERE id = ? AND number IS NULL", [(text(iri, "zp:documentNumber"), number(iri))])
        for iri, kind in page.of_kind("zp:Section", "zp:Task"):
            document = text(iri, "zp:inDocument")
            if document is None:
                continue
            label, inside = text(iri, "rdfs:label") or "", number(document)
            if kind == "zp:Section":
                position = page.one(iri, "zp:position")
                path = text(iri, "zp:path") or ""
                write.add("section", [(at, number(iri), inside, label, path, position if isinstance(position, int) else None)])
            else:
                recurring = int(page.one(iri, "zp:deadlineText") is not None)
                printed = int(text(iri, "zp:number") or 0)
                write.add("task", [(at, number(iri), inside, printed, label, recurring, text(iri, "zp:text") or "")])
        self._targets(page, write)
        for unit, tasks in page.having("zp:takesPartIn"):
            write.add("duty", ((at, number(unit), number(str(task))) for task in tasks))
        for section, groups in page.having("zp:workGroup"):
            write.add("work_group", ((at, number(str(group)), number(section)) for group in groups))

    @staticmethod
    def _targets(page: IndexPage, write: Writer) -> None:
        text = page.text
        for money, term in enumerate(("zp:hasTarget", "zp:hasFunding")):
            for owner, targets in page.having(term):
                for iri in map(str, targets):
                    document = text(iri, "zp:inDocument")
                    if document is None:
                        continue
                    task = None if owner == document else write.number(owner)
                    words = text(iri, "zp:object" if money else "zp:text") or ""
                    indicator = words if money else text(iri, "zp:indicator") or ""
                    unit = text(iri, "zp:amount" if money else "schema:unitText") or ""
                    day = None if money else text(iri, "zp:deadline") or text(iri, "zp:deadlineText")
                    row = (page.number, write.number(iri), write.number(document), task, words, indicator, unit, day, money)
                    write.add("target", [row])
