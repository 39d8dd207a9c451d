"""What a number does in its clause: whether it is aimed at, or only told, asked of somebody, or part of how things are done.

Every reading that makes a number no target has its name, in the order in which they are tried; the words are in `standing.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

from zhengpu.graph.quantities import Quantity
from zhengpu.ingest.targets.indicators import Indicators
from zhengpu.ingest.targets.sentences import PassageSentence

__all__ = ["Standing", "load_standing"]

_HANDED = 6
"""So near before a sum a word of giving makes it what is paid: 给予2万元的促销奖励."""
_WIDEST = 120
"""Characters of a segment that are looked at on each side of a number: a longer segment is a list."""
_FIXED_REACH = 20
_LONGEST_LABEL = 12
_ON_TOP = "的基础"
_CHOOSES = re.compile("(?:[（(][^（）()]*[）)])?(?:且[^的]*)?(规模|等级|水平)?的(?=[一-龥“\\d])")


class _Clause:
    """A number with what stands around it in its segment."""

    def __init__(self, part: PassageSentence, quantity: Quantity) -> None:
        start, end = part.segment(quantity.number)
        self.part, self.quantity, self.text = part, quantity, part.text
        self.start, self.end = max(start, quantity.start - _WIDEST), min(end, quantity.end + _WIDEST)
        self.before, self.after = part.text[self.start : quantity.start], part.text[quantity.end : self.end]
        self.upto = part.text[self.start : quantity.number]
        self.marked = quantity.op != "=" or quantity.end > quantity.after or quantity.start < quantity.number


class Standing:
    """The reader of what numbers do.

    >>> from zhengpu.ingest.targets.targets import load_targets
    >>> standing, text = load_targets().standing, "每认定1家企业，奖励10万元"
    >>> [standing.why_not(part, q) for part in load_targets().sentences(text) for q in part.quantities]
    ['trigger', None]
    """

    def __init__(self, table: Mapping[str, Any], indicators: Indicators) -> None:
        words, patterns = table["words"], table["pattern"]
        self._indicators = indicators
        self._is = {name: re.compile(pattern) for name, pattern in patterns.items()}
        self._said = {
            name: re.compile(_any(words[name])) for name in ("told", "forbidden", "limits", "measured", "span", "life", "rank", "changes")
        }
        self._ends = {name: re.compile(rf"(?:{_any(words[name])})$") for name in ("holds", "terms", "making")}
        self._named_by = re.compile(rf"(?:{_any([*words['covers'], *words['size']])})$")
        self._condition = re.compile(rf"^(?:{_any(words['condition'])})")
        # Only where the noun ends: 22项措施落地 names a set, 20个工作站 counts.
        self._fixed = re.compile(rf"(?:{_any(words['fixed'])})(?=$|[，。；、）)”]|{patterns['after_fixed']})")
        self._abstract = re.compile(_any(words["abstract"]))
        self._trigger = re.compile(rf"{patterns['every']}(?!给予|予以|奖|补|资助|发放|安排|支持)(?:{indicators.deeds()})[^，。；]{{0,6}}$")
        self._solid, self._events, self._members = (frozenset(words[name]) for name in ("solid", "events", "members"))
        self._readings: tuple[tuple[str, Callable[[_Clause], bool]], ...] = (
            ("score", self._is_score),
            ("formula", lambda c: bool(self._is["formula"].search(c.text, c.start, c.end) or self._is["reckoned"].match(c.after))),
            ("told", self._is_told),
            ("forbidden", self._is_forbidden),
            ("defined", self._is_defined),
            ("held", self._is_held),
            ("rank", self._is_rank),
            ("conduct", lambda c: c.quantity.op == "<=" and bool(self._is["conduct"].search(c.before))),
            ("once", self._is_once),
            ("trigger", lambda c: bool(self._trigger.search(c.upto))),
            ("condition", self._is_condition),
            ("case", self._is_case),
            ("quality", self._is_quality),
            ("share", lambda c: c.quantity.kind == "ratio" and bool(self._is["payer"].search(c.before))),
            ("length", self._is_length),
            ("age", lambda c: c.quantity.kind == "age" and not self._said["life"].search(c.before)),
            ("set", self._is_set),
            ("word", self._is_word),
        )

    def why_not(self, part: PassageSentence, quantity: Quantity) -> str | None:
        """What makes a number no target; None if it is one."""
        clause = _Clause(part, quantity)
        return next((name for name, reads in self._readings if reads(clause)), None)

    def is_length_of(self, phrase: str) -> bool:
        """Whether a phrase names something that a length of time measures (审查周期)."""
        return bool(self._said["span"].search(phrase))

    def is_by_case(self, part: PassageSentence, quantity: Quantity) -> bool:
        """Whether a sum or share is handed out in each case, or is a rate by the year: 每年 at the sentence's head does not repeat it."""
        clause = _Clause(part, quantity)
        if quantity.kind not in ("money", "ratio"):
            return False
        paid = self._is["handed"].search(clause.text, clause.start, clause.end)
        return bool(paid or (quantity.kind == "ratio" and self._is["yearly"].search(clause.before)))

    def _is_score(self, c: _Clause) -> bool:
        """（0.5分）, 日常监测（60%）: a bracket of its own holds marks or weights; elsewhere marks are reached or bounded."""
        q = c.quantity
        alone = c.text[q.start - 1 : q.start] in _OPENING and q.start > 0 and c.text[q.end : q.end + 1] in _CLOSING
        if alone and not c.marked:
            return True
        if q.unit == "分" and self._is["graded"].match(c.after):
            return True
        return (q.unit == "分" and not (c.marked or self._is["reached"].search(c.before))) or bool(self._is["weighs"].search(c.before))

    def _is_told(self, c: _Clause) -> bool:
        """目前已建成300个; a sentence that opens with how things are tells so until it says what is aimed at."""
        if c.quantity.op == "from-to" and not self._is["so_far"].match(c.text, c.part.start):
            return bool(self._is["former"].search(c.before))
        if self._said["told"].search(c.text, c.start, c.end) or self._is["now"].search(c.text, c.start, c.end):
            return True
        if self._is["denied"].search(c.before) or self._is_done(c) or self._is_there(c):
            return True
        opening = self._is["so_far"].match(c.text, c.part.start, min(c.part.end, c.quantity.start))
        return opening is not None and not self._is["henceforth"].search(c.text, opening.end(), c.quantity.start)

    def _is_done(self, c: _Clause) -> bool:
        """已形成集群3个; 建成了3所 where no time to come stands in the sentence."""
        if (done := self._is["done"].search(c.text, c.start, c.end)) and done.start() < c.quantity.end:
            return not self._indicators.pushes(c.text[c.start : done.start()])
        told = self._is["finished"].search(c.text, max(c.part.start, c.start - _WIDEST), min(c.part.end, c.end + _WIDEST))
        return told is not None and not self._is_to_come(c)

    def _is_there(self, c: _Clause) -> bool:
        """全市有医院5家，床位8000张: how many there are, where nothing says by when or at least how many."""
        if c.marked or self._is_to_come(c) or self._indicators.aim_end.search(c.before):
            return False
        said = c.text[max(c.part.start, c.start - _WIDEST) : c.quantity.start]
        return self._is["exists"].search(said) is not None and not self._is["for_each"].search(said)

    def _is_to_come(self, c: _Clause) -> bool:
        """Whether a date to reach or a word of the future stands in the sentence before the end of the number's segment."""
        ahead = c.part.dates_in(max(c.part.start, c.start - _WIDEST), c.end)
        return any(d.aims for d in ahead) or bool(
            self._is["henceforth"].search(c.text, max(c.part.start, c.start - _WIDEST), c.quantity.start)
        )

    def _is_forbidden(self, c: _Clause) -> bool:
        limited = c.quantity.kind == "count" and self._said["limits"].search(c.text, c.start, c.end)
        return bool(limited or self._said["forbidden"].search(c.text, c.start, c.end) or self._ends["terms"].search(c.before))

    def _is_defined(self, c: _Clause) -> bool:
        """（指营收4亿元以下的企业）; 大班额（56人及以上）比例…: what a bracket says of a word before it, the sentence going on behind."""
        q = c.quantity
        alone = q.start > c.start and c.text[q.start - 1] in _OPENING and c.text[q.end : q.end + 1] in _CLOSING
        if alone and q.end > q.after and c.text[q.end + 1 : q.end + 2].isalpha():
            return True
        return self._is["defines"].search(c.text[max(c.part.start, c.start) : q.start]) is not None

    def _is_held(self, c: _Clause) -> bool:
        """具有5年以上经验; 申报单位员工不少于50人: asked of somebody before."""
        if self._ends["holds"].search(c.before):
            return True
        asked = self._is["asked"].search(c.text, c.part.start, min(c.quantity.start, c.part.start + _WIDEST))
        return asked is not None and not self._is["handed"].search(c.text, asked.end(), c.quantity.number)

    def _is_rank(self, c: _Clause) -> bool:
        return c.before.endswith(("第", "近")) or (
            c.upto.endswith("前") and c.quantity.kind != "ratio" and not self._said["rank"].search(c.upto)
        )

    def _is_once(self, c: _Clause) -> bool:
        """Once a period is a duty (每年举办一届大会); one time without a period is nothing."""
        q = c.quantity
        if q.value != 1 or q.value2 is not None or (q.op == "<=" and self._is["times"].search(c.before)):
            return False  # 跑动次数不超过1次 is a bound
        return q.unit == "次" or (
            not c.marked
            and q.unit in self._events
            and any(d.role == "recurring" for d in c.part.dates_in(max(c.part.start, q.start - _WIDEST), q.start))
        )

    def _is_condition(self, c: _Clause) -> bool:
        """年薪100万元以上的，可…; 占比3%以上的企业; 对带动100户以上的合作社; 20人以上的自然村."""
        q, before, after = c.quantity, c.before, c.after
        if after.endswith("的") and c.text[c.end : c.end + 1] == "，":
            return True
        if self._is["required"].search(c.text, q.end, min(c.part.end, c.end + _WIDEST)):
            return True
        if self._is["agent"].search(before) and self._is["acting"].match(after):
            return True
        if not before and q.unit in _PERSONS and self._is["by_whom"].match(after):
            return True
        if self._is["quorum"].search(before) and self._is["attends"].match(after):
            return True
        if not before and q.end > q.after and self._is["befalls"].match(after):
            return True
        if "的" in after and self._is["afflicted"].search(before) and not self._indicators.aim_end.search(before):
            return True
        asks = (self._condition.match(before) and "的" in after) or (self._is["whom"].search(before) and self._is["given"].match(after))
        if asks and not self._is["handed"].search(before):
            return True
        if after.startswith(_ON_TOP):  # 在巩固达到90%的基础上, but not 在省财政补贴50%的基础上
            return not self._indicators.aim_end.search(before)
        if q.unit in self._members and q.end > q.after and (group := self._is["group"].match(after)):
            goes_on = after[group.end() :].strip("”）")
            return bool(goes_on) or not self._indicators.aim_end.search(before)  # 实现20户以上自然村通路, but 搬迁50户以上村庄
        funded = q.kind == "money" and self._is["funded"].search(before) and self._is["fund"].match(after)
        chooses = None if funded or self._named_by.search(before) else _CHOOSES.match(after)
        if chooses is None or self._said["measured"].match(after, chooses.end()) or self._is["handed"].search(before[-_HANDED:]):
            return False
        if chooses[1] and self._indicators.aim_end.search(before):  # 设立1亿元规模的基金
            return False
        if not before and q.unit in self._members and self._is["bound"].match(after, chooses.end()):
            return True
        if q.kind == "count":
            return bool(self._indicators.bare(before)) and not self._indicators.aim_end.search(before)
        if q.kind == "ratio":
            ahead = self._ahead(c)
            if ahead and ahead.kind == "ratio" and self._is["alike"].fullmatch(c.text, ahead.end, q.start):
                return False  # 90%的市和70%的县: what stands before the second is another's
            return bool(self._indicators.bare(before)) and not self._is["allots"].search(before)
        return True

    def _is_case(self, c: _Clause) -> bool:
        """包机100人以上，每架次奖3万元: whose payment the next segment tells."""
        q = c.quantity
        plainly = q.kind == "count" and q.end > q.after and c.end == q.end and not self._indicators.aims(c.before)
        paid = c.text[c.end : c.end + 1] == "，" and self._is["pays"].match(c.text, c.end + 1, c.part.end)
        return plainly and bool(paid)

    def _ahead(self, c: _Clause) -> Quantity | None:
        """The number before in the same segment."""
        index = c.part.place(c.quantity)
        ahead = c.part.quantities[index - 1] if index else None
        return ahead if ahead and ahead.number >= c.start else None

    def _is_quality(self, c: _Clause) -> bool:
        """产值超10亿元企业20家, 10个总投资5亿元以上项目: the sum tells what is counted. 抓好80万吨水泥项目: the size of one thing."""
        text, q = c.text, c.quantity
        if self._is["project"].match(text, c.part.start) or (q.kind == "extent" and self._is["dimension"].match(text, q.end)):
            return True
        if self._is["capacity"].search(c.before):
            return self._is["made"].match(text, q.end, c.end) is not None
        if self._is["carried"].search(text[max(c.part.start, q.start - _HANDED * 2) : q.start]) and q.kind in ("extent", "money"):
            return self._is["undertaking"].match(text, q.end, c.end) is not None
        if q.kind not in ("money", "extent"):
            return False
        ahead = self._ahead(c)
        if ahead and ahead.kind == "count" and self._is["sized"].fullmatch(text, ahead.end, q.start):
            return self._is["qualifies"].match(text, q.end, c.end) is not None
        following = next(iter(c.part.quantities_in(q.after, c.end)), None)
        if following and q.kind == following.kind == "extent" and q.unit != following.unit:  # 4.3米焦炉产能240万吨
            return bool(self._is["qualifies"].fullmatch(text[q.end : following.start]))
        if following is None or following.kind not in ("count", "ratio"):
            return False
        if q.kind == "extent" and q.end == q.after:
            return False
        between = text[q.end : following.start]
        if following.kind == "count" and q.end > q.after and between in ("", "的"):
            return True  # 10亿元以上2个
        if following.kind == "ratio":  # 1亿元以上企业研发机构覆盖率达到70%
            return q.end > q.after and self._is["rate_of"].fullmatch(between) is not None
        named = self._indicators.bare(between)
        return not self._is["join"].search(between) and bool(self._is["qualifies"].fullmatch(named)) and not self._indicators.aims(named)

    def _is_length(self, c: _Clause) -> bool:
        """A length of time is aimed at if it measures what is made shorter or longer, or is the time something is handled in."""
        q = c.quantity
        if q.kind != "duration":
            return False
        if q.op == "<=" and q.end > q.after and self._is["window"].match(c.text, q.after) and not self._is["since"].search(c.before):
            return bool(
                self._is["in_a_rate"].match(c.text, q.after)
                or self._is["handled"].match(c.after)
                or self._is["passed_on"].match(c.text, q.after, c.part.end)
            )
        measured = self._said["span"].search(c.before if q.unit.endswith("年") else c.text[self._labelled(c) : c.end])
        if q.op == ">=" and self._is["daily"].search(c.before):
            return False
        if q.op == "<=" and q.start < q.number and not q.unit.endswith(("年", "月")):
            return False  # 从申请到领照不超过2个工作日
        if q.unit.endswith(("年", "月")):
            return not (measured and (q.op == "from-to" or self._said["changes"].search(c.upto)))
        return not measured

    def _labelled(self, c: _Clause) -> int:
        """Where a number's clause begins with the label that it is the value of (审批时限：2个工作日)."""
        label = c.part.segment(c.start - 2)
        near = c.start - _LONGEST_LABEL <= label[0] < label[1] == c.start - 1
        return label[0] if near and c.text[c.start - 1] == "：" else c.start

    def _is_set(self, c: _Clause) -> bool:
        """甲、乙等11个城市, 全省16个市, 将30项指标纳入考核, 由5名专家组成, 22项措施: the number says how many there are."""
        q, aimed = c.quantity, bool(self._indicators.aim_end.search(c.before))
        if q.kind != "count":
            return False
        if self._is["composed"].match(c.after):
            return True
        if c.marked:
            return False
        if q.unit.startswith("万"):  # sets are small
            return False
        if self._fixed.search(self._is["does"].split(c.after[:_FIXED_REACH], maxsplit=1)[0]) and not (
            not q.words and self._ends["making"].search(c.before)
        ):
            return True
        if aimed:
            return False
        if self._is["consists"].search(c.before):
            return True
        if self._abstract.match(c.after) or (self._is["headed"].match(c.text, q.end) and self._abstract.search(c.before[-2:])):
            return True
        noun = self._is["noun"].match(c.after)
        listed = self._is["listed"].search(c.before)
        if noun and listed and not self._indicators.aims(c.before):
            return True
        return bool(
            (self._is["whole"].search(c.before) and self._is["territory"].match(c.after))
            or (noun and self._is["disposed"].search(c.before))
        )

    def _is_word(self, c: _Clause) -> bool:
        """A numeral in words counts where something makes or reaches it: 建设一所学校, not 形成一种合力."""
        q = c.quantity
        if not q.words or q.kind == "ratio" or c.marked:
            return False
        if c.text[q.number] in _SCALES and q.number + 1 < len(c.text) and q.after - q.number == 1 + len(q.unit):  # 百场宣讲, 千人培训
            return q.kind == "count" or bool(c.part.quantities_in(q.after, c.end))  # 百元医疗收入消耗的材料费用不高于20元
        if (q.kind in ("money", "extent") or q.value > _FEW) and not c.after and c.before[-2:].isalpha():
            return False  # 栽植苗木一百二十万株, 新增技能人才三千人
        each = self._is["each"].search(c.text[max(c.part.start, q.start - _WIDEST) : q.start])
        return not (self._indicators.aim_end.search(c.before) and (each or q.value > 1 or q.unit in self._solid))


_SCALES, _PERSONS, _FEW = "百千", "名位", 10
_OPENING, _CLOSING = ("（", "("), ("）", ")")


def _any(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def load_standing(indicators: Indicators) -> Standing:
    """The reader with the words as shipped."""
    return Standing(tomllib.loads(files("zhengpu.ingest.targets").joinpath("standing.toml").read_text(encoding="utf-8")), indicators)
