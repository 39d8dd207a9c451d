"""Corrections, the review queue, what was learned: as tables for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from zhengpu.commands.terminal import table_text
from zhengpu.corrections.correction_words import CorrectionListing
from zhengpu.corrections.learning import LearningReport
from zhengpu.corrections.review_desk import ReviewList
from zhengpu.graph.corrections.confirmation import Confirmation
from zhengpu.graph.corrections.correction_kinds import load_correction_kinds
from zhengpu.graph.corrections.placed_facts import PlacedFact

__all__ = ["confirmed_text", "corrections_text", "facts_text", "kinds_text", "learned_text", "review_text"]

_SHOWN = 42


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


def learned_text(found: LearningReport) -> str:
    """What the corrections teach, with what else would change.

    >>> learned_text(LearningReport(()))
    '没有可以写进定义文件的更正。'
    """
    lines = [] if found.entries else ["没有可以写进定义文件的更正。"]
    for number, one in enumerate(found.entries, start=1):
        lines += [f"{number}. {one.said}（更正{one.correction}）", f"   {one.file}：{one.place} 加 {one.entry}"]
        lines += [f"   别的文件也会变：{len(one.changes)}份" if one.changes else "   别的文件不变"]
        for change in one.changes:
            lines += [f"   · 《{change.title}》（{change.document}）", *(f"       {line}" for line in change.lines)]
    if found.entries:
        lines.append("只是建议，什么也没有改。写进去以前请看别的文件变得对不对，并在条目旁加上例子。")
    if found.cases:
        lines.append(f"只够写成测试用例的{len(found.cases)}条（zhengpu corrections --export）：{'；'.join(found.cases)}")
    if found.agreed:
        lines.append(f"现在的规则自己就读得对的{len(found.agreed)}条，可以撤销：{'；'.join(found.agreed)}")
    return "\n".join(lines)
