"""Corrections in words: what one says, how it stands, lists for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhengpu.corrections.review_desk import ReviewList
from zhengpu.graph.corrections.confirmation import Confirmation
from zhengpu.graph.corrections.correction import Correction
from zhengpu.graph.corrections.correction_kinds import load_correction_kinds
from zhengpu.graph.corrections.placed_facts import PlacedFact
from zhengpu.graph.dates import date_text
from zhengpu.graph.ontology import load_ontology
from zhengpu.terminal import table_text

__all__ = ["STATES", "CorrectionListing", "confirmed_text", "corrections_text", "facts_text", "kinds_text", "review_text", "said_text"]

STATES = {
    "applied": "已用上",
    "agreed": "现在的阅读已经如此",
    "gone": "不再适用：那处文字已不在",
    "undone": "已撤销",
    "missing": "文件不在图谱里，读回来时再用",
}
"""How a correction may stand, and the words for it."""

_SHOWN = 42


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


def corrections_text(listed: Sequence[CorrectionListing]) -> str:
    """A table, and what can be done.

    >>> corrections_text(())
    '还没有更正。写法：zhengpu correct 文件 种类 --unit … --to … --words … --why …（种类见 zhengpu corrections --kinds）'
    """
    if not listed:
        return "还没有更正。写法：zhengpu correct 文件 种类 --unit … --to … --words … --why …（种类见 zhengpu corrections --kinds）"
    rows = [(one.id, one.text, one.title, one.by, one.on[:10], one.why, one.state_text) for one in listed]
    table = table_text(["编号", "更正", "文件", "谁", "何时", "为什么", "现在"], rows)
    return f"{table}\n共{len(listed)}条。撤销一条：zhengpu corrections --undo 编号 --why 理由；导出成测试用例：zhengpu corrections --export 文件.jsonl"


def facts_text(facts: Sequence[PlacedFact]) -> str:
    """What was read, with the words it rests on."""
    rows = [(fact.about, fact.quote[:_SHOWN].replace("\n", " "), fact.term) for fact in facts]
    return table_text(["读到的", "依据", "term"], rows) if rows else "这里没有读到什么。"


def kinds_text() -> str:
    """The kinds of corrections, and what each needs."""
    rows = [(one.key, one.name, one.says, "、".join(one.needs)) for one in load_correction_kinds().values()]
    return table_text(["种类", "名称", "说的是", "要写"], rows)


def review_text(listed: ReviewList) -> str:
    """What is to be looked at, as a table."""
    if not listed.total:
        return "没有要核对的。" + (f"确认过{listed.confirmed}条。" if listed.confirmed else "")
    rows = [(one.key, f"{one.doubt:.2f}", one.name, one.about[:_SHOWN], one.why[:_SHOWN], one.title) for one in listed.items]
    counted = "，".join(f"{name}{count}" for _, name, count in listed.sorts if count)
    table = table_text(["编号", "疑问", "哪一种", "读到的", "为什么", "文件"], rows)
    hint = "读得对：zhengpu review --confirm 编号；不对：zhengpu correct 文件 种类 …；对着原文看：网页 /review"
    return f"{table}\n共{listed.total}条（{counted}）；确认过{listed.confirmed}条。\n{hint}"


def confirmed_text(done: Sequence[Confirmation]) -> str:
    """What was confirmed, as a table."""
    rows = [(one.key, one.about[:_SHOWN], one.by, one.on[:10], one.why) for one in done]
    return table_text(["编号", "确认的", "谁", "何时", "为什么"], rows) if rows else "还没有确认过什么。"
