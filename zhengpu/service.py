"""The product in one object: builds the parts, hands them to each other, and offers the verbs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhengpu import catalogue
from zhengpu.graph.facts import Iri
from zhengpu.graph.names import Names, iri_text, local
from zhengpu.graph.rows import Rows
from zhengpu.graph.store import EmbeddedStore, Store
from zhengpu.product_parts import ProductParts
from zhengpu.settings import Settings, settings

if TYPE_CHECKING:  # each verb loads only the floor it needs: a cold `ask` must not pay for reading or drawing
    import networkx as nx
    from pyoxigraph import QueryBoolean, QuerySolutions, Triple
    from rdflib import Dataset

    from zhengpu.graph.checkup.plan_checkup import PlanCheckup
    from zhengpu.graph.comparing.comparison import PlanComparison
    from zhengpu.graph.versions.taking import Taken
    from zhengpu.ingest.many.corpus import FileResult
    from zhengpu.ingest.pipeline import Learned
    from zhengpu.ingest.report import Report
    from zhengpu.keeping.intake import Outcome
    from zhengpu.oversight.returning import Returned
    from zhengpu.proposals.proposal import Proposal
    from zhengpu.query.answer import Answer
    from zhengpu.viz.view import View

__all__ = ["Zhengpu", "open_store", "open_zhengpu"]


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture as a page that stands alone, its title and how much it shows."""

    title: str
    nodes: int
    edges: int
    html: str


def open_store(chosen: Settings) -> Store:
    """The store that the settings name: a folder, or a SPARQL 1.1 server."""
    names = Names(chosen.base)
    if chosen.remote:
        from zhengpu.graph.server_store import ServerStore

        return ServerStore(chosen.store, names=names)
    return EmbeddedStore(Path(chosen.store), names)


def open_zhengpu(store: str | None = None) -> Zhengpu:
    """Open a store (default: `ZHENGPU_STORE`, else `./zhengpu-store`).

    >>> import tempfile
    >>> with open_zhengpu(tempfile.mkdtemp()) as zp:
    ...     len(zp.documents())
    0
    """
    chosen = settings(store)
    return Zhengpu(open_store(chosen), chosen)


class Zhengpu(ProductParts):
    """The verbs. Safe to share between threads; close it, or use it in a `with` block."""

    def ontology_label(self, iri: str) -> str:
        """The Chinese label of a relation or kind by IRI; its last part if it has none."""
        labels = {relation.iri: relation.label for relation in self.ontology.relations.values()}
        labels |= {kind.iri: kind.label for kind in self.ontology.kinds.values()}
        return labels.get(Iri(iri)) or local(iri)

    # ── reading ──

    def read(self, data: bytes, name: str, *, topics: bool = True) -> Learned:
        """One document → everything learned, nothing stored. Raises `UnreadableDocument`, `MissingHelper`."""
        from zhengpu.ingest.files.reading import read
        from zhengpu.ingest.pipeline import learn

        return learn(read(data, name), self.reader, topics=topics)

    def add(self, data: bytes, name: str, *, replacing: bool = False) -> Learned:
        """Read one document, whatever it is, and keep it. Raises `OtherVersion` where another text of its number stands, unless `replacing`."""
        return self.intake.added(self.read(data, name), data, name, replacing=replacing)[0]

    def accept(self, data: bytes, name: str, *, anything: bool = False, replacing: bool = False) -> tuple[Iri, Report, Taken]:
        """Keep a plan where others must not wait for it. See `Intake.accept`."""
        return self.intake.accept(data, name, anything=anything, replacing=replacing)

    def keep(self, reading: FileResult, data: bytes, *, anything: bool = False, replacing: bool = False) -> tuple[Iri, Report, Taken]:
        """Keep what a process beside this one read. See `Intake.keep`."""
        return self.intake.keep(reading, data, anything=anything, replacing=replacing)

    def reread(self, key: str) -> tuple[Iri, Report] | None:
        """Read a document again with the rules as they are now. See `Intake.reread`."""
        return self.intake.reread(key)

    def ingest(self, paths: Sequence[Path], *, anything: bool = False, replacing: bool = False) -> Iterator[Outcome]:
        """Read files, folders and archives one by one. See `Intake.ingest`."""
        return self.intake.ingest(paths, anything=anything, replacing=replacing)

    def forget(self, key: str) -> bool:
        """Remove a document by its id; False if it was not there."""
        entry = self.document(key)
        with self.changing():
            done = entry is not None and self.store.forget(entry.iri)
            if done and entry is not None and self.originals is not None:
                self.originals.forget(entry.iri)
        if done and entry is not None:
            self.news.add("removed", document=entry.id, title=entry.title)
        return done

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Around a change of the store or the originals: one at a time, and what depends on them follows before anybody reads."""
        with self.changes.changing():
            yield
            self.refresh()

    def refresh(self) -> None:
        """Tell what depends on the store that it changed; who answers questions has the next one found ready."""
        if "asker" in self.__dict__:
            self.store.index.settled()
            self.asker.refresh()

    # ── asking ──

    def ask(
        self,
        question: str,
        *,
        today: date | None = None,
        previous: str | None = None,
        documents: Sequence[str] | None = None,
        as_of: str | None = None,
    ) -> Answer:
        """A Chinese (or English) question → an answer with evidence; with `as_of` from the texts of then (see `zhengpu.versions.past`).

        Its id is that of its receipt. Raises `BadQuestion` if it is empty or too long.
        """
        from zhengpu.receipts.receipt import AskedQuestion

        day = today or (self.past.day(as_of) if as_of else None) or date.today()
        scope = tuple(documents) if documents is not None else None
        answer = self.answered(question, today=day, previous=previous, documents=scope, as_of=as_of)
        return self.receipts.issued(AskedQuestion(question, day.isoformat(), previous, scope, as_of), answer)

    def answered(
        self, question: str, *, today: date, previous: str | None = None, documents: Sequence[str] | None = None, as_of: str | None = None
    ) -> Answer:
        """The same without a receipt."""
        from zhengpu.pages.choice_lines import with_first_lines

        def told(text: str, before: str | None = None) -> Answer:
            if as_of:
                return self.corrected_answers.marked(self.past.ask(text, as_of, today=today, previous=before, documents=documents))
            return self.corrected_answers.marked(self.asker.ask(text, today=today, previous=before, documents=documents))

        return with_first_lines(told(question, previous), told)

    def proposed(self, answer: Answer, today: date | None = None) -> Proposal | None:
        """What a model proposes for a question that was not read, checked and marked; None where no model is set or the question was read."""
        if not self.settings.model or answer.outcome != "not_understood":
            return None
        from zhengpu.proposals.model_address import ModelAddress
        from zhengpu.proposals.proposing import Proposer

        model = ModelAddress(self.settings.model, self.settings.model_name, self.settings.model_key)
        return Proposer(self.asker.known, model).proposed(answer, today or date.today())

    def sample_questions(self) -> tuple[str, ...]:
        """Questions that the graph as it stands can answer, to begin with."""
        return tuple(s.text for s in self.asker.suggest("", limit=12))

    def query(self, sparql: str) -> Rows:
        """SELECT in SPARQL → rows. Raises `BadQuery`."""
        return self.store.query(sparql)

    def run(self, sparql: str) -> QuerySolutions | QueryBoolean | Iterable[Triple]:
        """Any query form → the engine's own result. Raises `BadQuery`."""
        from zhengpu.query.analyst.gate import check

        check(sparql)
        return self.store.run(sparql)

    def graph(self) -> Dataset:
        """The graph as an rdflib Dataset over the same store, nothing copied, to read. Raises `UsageError` for a store on a server."""
        from zhengpu.graph.dataset import dataset

        return dataset(self.store)

    def network(self) -> nx.MultiDiGraph:
        """Every thing with a label and every relation between two of them, as networkx has it; nodes are IRIs."""
        from zhengpu.exports.network_file import projection

        return projection(self)

    def documents(self) -> tuple[catalogue.DocumentListing, ...]:
        """All documents, by date of issue."""
        return catalogue.documents(self.store)

    def document(self, key: str) -> catalogue.DocumentListing | None:
        """One document by its id, its IRI or its number."""
        return catalogue.document_entry(self.store, key)

    def text(self, key: str) -> str | None:
        """A document's text as read."""
        entry = self.document(key)
        return None if entry is None else self.store.text(entry.iri)

    def report(self, key: str) -> dict[str, Any] | None:
        """A document's reading report, as it was when the document was read."""
        entry = self.document(key)
        if entry is None:
            return None
        found = self.store.query(f"SELECT ?r {{ {iri_text(entry.iri)} zp:report ?r }}").one
        return None if found is None else dict(json.loads(str(found)))

    # ── 督查 ──

    def take_ledger(
        self,
        data: bytes,
        name: str,
        *,
        reporter: str = "",
        matches: Mapping[str, str] | None = None,
        clear: bool = False,
        today: date | None = None,
    ) -> Returned:
        """Read a returned ledger and store what is new in it. See `OversightDesk.take`."""
        return self.oversight.take(data, name, reporter=reporter, matches=matches, clear=clear, today=today)

    def progress_text(self, today: date | None = None, *, as_json: bool = False) -> str:
        """How the tasks stand on a day, for people or as JSON."""
        from zhengpu.oversight.telling import docket_text

        return docket_text(self.oversight.docket(today), as_json=as_json)

    # ── 对照 ──

    def compare(self, a: str, b: str, kind: str = "") -> PlanComparison:
        """Two documents by what they mean: pairs with both sentences and why. Raises `InputError`, `UsageError`. See `ComparingPlans`."""
        return self.comparing.compare(a, b, kind)

    def compare_file(self, a: str, b: str, form: str, kind: str = "") -> bytes:
        """The same as json, csv, xlsx or text."""
        from zhengpu.comparisons.comparison_file import comparison_file

        return comparison_file(self.compare(a, b, kind), form)

    def checkup(self, document: str) -> PlanCheckup:
        """责任体检 of a document (id, number, title): what it leaves open, and how firmly it speaks. Raises `InputError`."""
        return self.comparing.checkup(document)

    def checkup_file(self, document: str, form: str) -> bytes:
        """The same as json, docx, xlsx or text."""
        from zhengpu.checkups.checkup_file import checkup_file

        return checkup_file(self.checkup(document), form)

    # ── pictures ──

    def view(self, name: str, **parameters: str) -> View:
        """A picture by name, as under `/view/`. Raises `UsageError` for an unknown name or parameter."""
        from zhengpu.viz.views import make

        return make(self.store, name, parameters)

    def picture(self, name: str, **parameters: str) -> PictureFile:
        """The same as a page that stands alone."""
        from zhengpu.viz.page import page
        from zhengpu.viz.views import portable

        drawn = portable(self.store, self.view(name, **parameters))
        return PictureFile(drawn.title, len(drawn.nodes), len(drawn.edges), page(drawn, self.ontology))

    def export(self, form: str, path: Path, *, unit: str | None = None, document: str | None = None, today: date | None = None) -> str:
        """Write an export (`zhengpu.exports.EXPORTS`) to a file; how much it holds, in Chinese. Raises `UsageError`, `InputError`."""
        from zhengpu.exports import find_export

        exporter = find_export(form)
        return exporter.write(self, path, exporter.scope(self, unit=unit, document=document, today=today))

    def close(self) -> None:
        """Let go of the store."""
        if "readers" in self.__dict__:
            self.readers.close()
        if "receipts" in self.__dict__:
            self.receipts.close()
        self.store.close()

    def __enter__(self) -> Zhengpu:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()
