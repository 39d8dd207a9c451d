"""Questions about progress (哪些任务逾期了, 红灯任务有几项): answered from the ledgers that were loaded, never from what a plan says."""

from __future__ import annotations

from dataclasses import dataclass

from zhengpu.graph.facts import Iri
from zhengpu.graph.oversight.docket import Docket
from zhengpu.query.spoken.concepts import load_concepts

__all__ = ["ProgressAsked", "progress_asked"]

_WHEN = ("overdue", "unreported", "soon")


@dataclass(frozen=True, slots=True)
class ProgressAsked:
    """Which tasks of the ledgers are wanted. `said` is what the question calls them; `counted`: only how many."""

    said: str
    light: str
    when: str
    counted: bool

    def tasks(self, docket: Docket, unit: str | None) -> tuple[Iri, ...]:
        """The tasks of a docket that are so, of a unit where one is named."""
        return tuple(item.task for item in docket.where(light=self.light, when=self.when, unit=unit or ""))


def progress_asked(question: str, month: bool) -> ProgressAsked | None:
    """What a question wants of the ledgers; None: it is not about progress. `month`: it speaks of this month.

    >>> progress_asked("红灯任务有几项", False)
    ProgressAsked(said='红灯', light='红', when='', counted=True)
    >>> progress_asked("县文旅局这个月要报什么", True).when
    'month'
    >>> progress_asked("县文旅局牵头哪些任务", False) is None
    True
    """
    concepts = load_concepts()
    light = concepts.marks["light"].search(question)
    when = next(((name, m.group()) for name in _WHEN if (m := concepts.marks[name].search(question))), None)
    told = next((word for word in concepts.sets["report"] if month and word in question), None)
    if when is None and told is not None:
        when = ("month", told)
    if light is None and when is None:
        return None
    said = (light.group() if light else "") + (when[1] if when else "")
    counted = concepts.marks["how_many"].search(question) is not None
    return ProgressAsked(said, light["light"] if light else "", when[0] if when else "", counted)
