"""What a comparison is called: by its kind the two sides, what became of a task, of a number, of a date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from zhengpu.graph.comparing.compared_plan import ComparedTarget
from zhengpu.graph.comparing.comparison import ComparisonKind, PlanComparison, TargetPair
from zhengpu.graph.dates import date_text

__all__ = ["KIND_WORDS", "LIMITS_TOLD", "MAYBE", "ComparisonWords", "date_word", "number_word", "summary_of", "value_word"]


@dataclass(frozen=True, slots=True)
class ComparisonWords:
    """The words of one kind of comparison."""

    title: str
    a: str
    b: str
    paired: str
    parted: str
    only_a: str
    only_b: str
    greater: str
    less: str


KIND_WORDS: Mapping[ComparisonKind, ComparisonWords] = {
    "levels": ComparisonWords("上下级对照", "上级", "下级", "承接", "部分相近", "没有找到对应", "下级另有", "数较大", "数较小"),
    "years": ComparisonWords("年度对比", "前一年", "后一年", "延续", "部分相近", "没有再列", "新列", "提高", "降低"),
    "plain": ComparisonWords("两份文件对照", "甲", "乙", "相近", "部分相近", "只在甲", "只在乙", "数较大", "数较小"),
}
"""“没有找到对应” and “没有再列” tell what was found by words, not what an office left undone."""

MAYBE = "可能相近"
"""What pairs are called of which the words tell little."""

LIMITS_TOLD = (
    "对照只看两份文件的文字：按共有的词语配对，词语越少见越算数；标题和所在部分的标题多算一次；牵头单位同一条线（县教育局～省教育厅）时加分；"
    "每项任务至多同一项配成一对。分数是0到100，越高用词越近，不是完成得好不好；不到10分的只说可能相近，要看两边原文。没有配上的，只是没有找到用词相近的，不等于没有做。"
)


def number_word(words: ComparisonWords, pair: TargetPair) -> str:
    """What became of the number; of two results without numbers only their dates are compared."""
    if pair.a.size is None and pair.b.size is None:
        return "只比期限"
    return {
        "raised": words.greater,
        "lowered": words.less,
        "same": "数相同",
        "tightened": "上限收紧",
        "loosened": "上限放宽",
        "other": "不比大小",
    }[pair.verdict]


def date_word(pair: TargetPair) -> str:
    """What became of the date; empty where either names none or both the same.

    >>> from zhengpu.graph.comparing.compared_plan import ComparedTarget
    >>> from zhengpu.graph.facts import Iri
    >>> one = ComparedTarget(Iri("urn:a"), None, "", "", "", "", "", None, "", None, None)
    >>> date_word(TargetPair(one, one, 1.0, (), "same", 92))
    '早92天'
    """
    return "" if not pair.sooner else f"早{pair.sooner}天" if pair.sooner > 0 else f"晚{-pair.sooner}天"


def value_word(target: ComparedTarget) -> str:
    """A target's number as printed, with its unit and date."""
    return f"{target.value}{target.unit}" + (f"（{date_text(target.deadline.isoformat())}）" if target.deadline else "")


def summary_of(found: PlanComparison) -> str:
    """In a few sentences what was found."""
    words = KIND_WORDS[found.kind]
    counted = Counter(number_word(words, pair) for pair in found.targets)
    numbers = f"：{'、'.join(f'{word}{n}个' for word, n in counted.most_common())}" if counted else ""
    named = f"{words.b}的原文写明了{words.a}（{found.named.quote}）。" if found.named else ""
    return (
        f"{words.a}{len(found.a.tasks)}项任务，{words.b}{len(found.b.tasks)}项。{words.paired}{len(found.pairs)}项，"
        + (f"{MAYBE}{len(found.maybe)}项，" if found.maybe else "")
        + f"{words.only_a}{len(found.only_a)}项，{words.only_b}{len(found.only_b)}项。同一指标{len(found.targets)}个{numbers}。{named}"
    )
