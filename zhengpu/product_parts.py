"""The parts of the product, each built when it is first asked for, and handed the others through the whole."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

from zhengpu.graph.ontology import Ontology, load_ontology
from zhengpu.graph.store import EmbeddedStore, Store
from zhengpu.keeping.changes import Changes
from zhengpu.settings import Settings

if TYPE_CHECKING:  # each part loads only the floor it needs: a cold `ask` must not pay for reading or drawing
    from zhengpu.access.keys import KeyFile
    from zhengpu.comparisons.comparing_plans import ComparingPlans
    from zhengpu.corrections.corrected_answers import CorrectedAnswers
    from zhengpu.corrections.correction_desk import CorrectionDesk
    from zhengpu.corrections.review_desk import ReviewDesk
    from zhengpu.ingest.many.aside import Asides
    from zhengpu.ingest.pipeline import Reader
    from zhengpu.keeping.intake import Intake
    from zhengpu.keeping.originals import Originals
    from zhengpu.oversight.desk import OversightDesk
    from zhengpu.query.asking import Asker
    from zhengpu.receipts.receipt_desk import ReceiptDesk
    from zhengpu.service import Zhengpu
    from zhengpu.sheets.sheet_desk import SheetDesk
    from zhengpu.versions.past import PastAnswers
    from zhengpu.versions.shelf import VersionShelf
    from zhengpu.watching.news import NewsLog


__all__ = ["ProductParts"]


class ProductParts:
    """Everything a `Zhengpu` is put together of; its verbs are in `zhengpu.service`."""

    def __init__(self, store: Store, chosen: Settings) -> None:
        self.store, self.settings = store, chosen
        self.changes = Changes()
        self.aside = False
        """Whether `accept` reads in processes of their own, at low priority and within limits: set by who serves others."""

    @cached_property
    def ontology(self) -> Ontology:
        """What may be said."""
        return load_ontology()

    @cached_property
    def keys(self) -> KeyFile:
        """Who may do what over HTTP."""
        from zhengpu.access.keys import KeyFile

        return KeyFile(self.settings.key_path, self.settings.admin_key)

    @cached_property
    def originals(self) -> Originals | None:
        """The files that were read; None where the store is no folder of ours."""
        from zhengpu.keeping.originals import Originals

        path = self.store.path if isinstance(self.store, EmbeddedStore) else None
        return None if path is None else Originals(path / "originals")

    @cached_property
    def news(self) -> NewsLog:
        """What changed, for whoever wants to know."""
        from zhengpu.watching.news import NewsLog

        return NewsLog(self.settings.news_path)

    @cached_property
    def reader(self) -> Reader:
        """The parts that read documents."""
        from zhengpu.ingest.pipeline import load_reader

        return load_reader(self.store.names)

    @cached_property
    def readers(self) -> Asides:
        """The processes that read beside this one."""
        from zhengpu.ingest.many.aside import Asides

        return Asides(self.store.names.base)

    @cached_property
    def asker(self) -> Asker:
        """The parts that answer questions."""
        from zhengpu.query.asking import Asker

        return Asker(self.store, self.ontology)

    @cached_property
    def intake(self) -> Intake:
        """The way by which files come into the store."""
        from zhengpu.keeping.intake import Intake

        return Intake(self._whole)

    @cached_property
    def versions(self) -> VersionShelf:
        """What documents said before another text took their place."""
        from zhengpu.versions.shelf import VersionShelf

        return VersionShelf(self._whole)

    @cached_property
    def past(self) -> PastAnswers:
        """Answers from texts as they were."""
        from zhengpu.versions.past import PastAnswers

        return PastAnswers(self._whole)

    @cached_property
    def corrections(self) -> CorrectionDesk:
        """What people say against readings."""
        from zhengpu.corrections.correction_desk import CorrectionDesk

        return CorrectionDesk(self._whole)

    @cached_property
    def reviewing(self) -> ReviewDesk:
        """What had better be looked at."""
        from zhengpu.corrections.review_desk import ReviewDesk

        return ReviewDesk(self._whole)

    @cached_property
    def corrected_answers(self) -> CorrectedAnswers:
        from zhengpu.corrections.corrected_answers import CorrectedAnswers

        return CorrectedAnswers(self._whole)

    @cached_property
    def receipts(self) -> ReceiptDesk:
        """The receipts of answers."""
        from zhengpu.receipts.receipt_desk import ReceiptDesk

        return ReceiptDesk(self._whole)

    @cached_property
    def sheets(self) -> SheetDesk:
        """Where on the pages of their originals the words of documents stand, and pictures of those pages."""
        from zhengpu.sheets.sheet_desk import SheetDesk

        return SheetDesk(self._whole)

    @cached_property
    def oversight(self) -> OversightDesk:
        """What came back of the tasks: ledgers in, dockets out."""
        from zhengpu.oversight.desk import OversightDesk

        return OversightDesk(self._whole)

    @cached_property
    def comparing(self) -> ComparingPlans:
        from zhengpu.comparisons.comparing_plans import ComparingPlans

        return ComparingPlans(self._whole)

    @property
    def _whole(self) -> Zhengpu:
        """Itself: whoever has these parts is the product."""
        return cast("Zhengpu", self)
