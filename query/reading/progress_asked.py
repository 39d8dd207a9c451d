"""Questions about progress (哪些任务逾期了, 红灯任务有几项): answered from the ledgers that were loaded, never from what a plan says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhengpu.graph.facts import Iri
from zhengpu.graph.oversight.docket import Docket

__all__ = ["ProgressAsked", "progress_asked"]

_LIGHT = re.compile("(?P<light>[红黄绿])灯")
_WHEN = (
    ("overdue", re.compile("逾期|超期|过期|拖期")),
    ("unreported", re.compile("(?:未|没|没有)(?:报|上报|填报|报送)进展|未报")),
    ("soon", re.compile("即将到期|快到期|要到期")),
)
_COUNT = re.compile("几[项条个]|多少")


@dataclass(frozen=True, slots=True)
class ProgressAsked:
    """Which tasks of the ledgers are wanted. `said` is what the question calls them; `counted`: only how many."""

    said: str
    light: str | None
    when: str | None
    counted: bool

    def tasks(self, docket: Docket, unit: str | None) -> tuple[Iri, ...]:
        """The tasks of a docket that are so, of a unit where one is named."""
        found = docket.where(light=self.light or "", when=self.when or "", unit=unit or "")
        return tuple(item.task for item in found)


def progress_asked(question: str, printed: bool) -> ProgressAsked | None:
    """What a question wants of the ledgers; None: it is not about progress, or a plan itself speaks of it (`printed`).

    >>> progress_asked("红灯任务有几项", False)
    ProgressAsked(said='红灯', light='红', when=None, counted=True)
    >>> progress_asked("县文旅局牵头哪些任务", False) is None
    True
    """
    light = _LIGHT.search(question)
    when = next(((name, m.group()) for name, pattern in _WHEN if (m := pattern.search(question))), None)
    if printed or (light is None and when is None):
        return None
    said = (light.group() if light else "") + (when[1] if when else "")
    return ProgressAsked(said, light["light"] if light else None, when[0] if when else None, _COUNT.search(question) is not None)
