"""Corrections in words: what one says, how it stands."""

from __future__ import annotations

from dataclasses import dataclass

from zhengpu.graph.corrections.correction import Correction
from zhengpu.graph.dates import date_text
from zhengpu.graph.ontology import load_ontology

__all__ = ["STATES", "CorrectionListing", "said_text"]

STATES = {
    "applied": "已用上",
    "agreed": "现在的阅读已经如此",
    "gone": "不再适用：那处文字已不在",
    "undone": "已撤销",
    "missing": "文件不在图谱里，读回来时再用",
}
"""How a correction may stand, and the words for it."""


@dataclass(frozen=True, slots=True)
class CorrectionListing:
    """A correction as it is listed: `text` says it in a sentence, `state` is a key of `STATES`, `start` and `end` where its words stand now
    (both 0 where nowhere), `others` how many other documents it changed.
    """

    id: str
    kind: str
    text: str
    document: str
    title: str
    words: str
    by: str
    on: str
    why: str
    state: str
    start: int = 0
    end: int = 0
    others: int = 0
    undone_by: str = ""
    undone_on: str = ""
    undone_why: str = ""

    @property
    def state_text(self) -> str:
        """How it stands, in words."""
        return STATES[self.state] + (f"；另有{self.others}份文件也用上了" if self.others else "")


def said_text(correction: Correction) -> str:
    """What a correction says, in a sentence, roles and dates in Chinese."""
    labels = {role.key: role.label for role in load_ontology().roles()}
    said = {name: getattr(correction, name) for name in ("unit", "to", "was", "number", "title", "what")}
    for name in ("to", "was"):
        said[name] = labels.get(said[name], said[name])
        said[name] = date_text(said[name]) if correction.kind == "date" and said[name] else said[name]
    return correction.about.told(said)
