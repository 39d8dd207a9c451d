"""What a number counts: the name of a target's indicator, without verbs; the words are in `indicators.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from zhengpu.graph.quantities import Quantity
from zhengpu.ingest.targets.payments import Named, Payments, either_word
from zhengpu.ingest.targets.sentences import PassageSentence

__all__ = ["Indicators", "load_indicators"]

_LONGEST_BRACKET = 8
_WIDEST = 120
"""Characters before a number in its segment that tell what is paid: a longer segment is a list."""
_SHORTEST_OBJECT = 4
"""Behind a verb, a shorter noun may be one with it: 入选企业, 参保人员."""
_LONGEST_TOLD = 5
"""A longer clause before 的 tells how the thing is to be; a shorter one may belong to its name."""
_SHORTEST_DEED = 2
_PERSONS = ("人", "名", "万人", "人次", "万人次")
_WHOM, _YEARLY = "对", "度"
_WITHIN = ("内", "以内", "之内")
_SHARED_TAIL, _LONGEST_TAIL, _LEVEL = 4, 6, "级"
_SHORT_NOUN = 8
_LONGEST_TOPIC = 14
_LONGEST_LIST = 24
"""Numbers before a place that are asked whether they are targets."""

_EACH = re.compile("(?:每|单)[一-龥]")


class Indicators:
    """Names what quantities count.

    >>> load_indicators().bare("全县力争新建市级重点实验室")
    '市级重点实验室'
    """

    def __init__(self, table: Mapping[str, Any]) -> None:
        words, patterns = table["words"], table["pattern"]
        aim = rf"(?:{either_word(words['aim'])}|{patterns['builds']})"
        adverb, using = either_word(words["adverb"]), either_word(words["using"])
        close = either_word([*words["aim"], *words["short"]])
        self._lead = re.compile(
            rf"{patterns['beneficiary']}(?={aim})|(?!{patterns['compound']}){adverb}|{aim}(?:到|至|在|起(?![重步点草源诉降码]))?(?!{patterns['bound']})|{either_word(words['light'])}(?![者率量额面])"
            rf"|{either_word(words['prefix'])}(?={aim})"
        )
        self._light = frozenset(words["light"])
        self._attribute = re.compile(either_word(words["attribute"]))
        self._bound, self._joined = re.compile(f"(?:{patterns['bound']}|的|者)"), re.compile(f"[和与并](?:{aim}|{adverb})")
        degree, behind = either_word(words["degree"]), either_word(word for word in words["adverb"] if word not in words["nouns_too"])
        self._tail = re.compile(
            rf"(?:{degree}*{either_word(words['reach'])}(?:到|至|在|为|了)?|{patterns['gains']}|{patterns['for_each']}|{patterns['measured_to']}|{degree}*{patterns['attained']}|{behind}|、|的)$"
        )
        self._reach = re.compile(either_word(words["reach"]))
        self._deed, self._whole = re.compile(rf"(?:{either_word(words['deeds'])})+"), frozenset(words["whole"])
        self._using = re.compile(rf"^(?:(?:{adverb}|{using})(?!、))+")
        self._aim = re.compile(aim)
        self._urging = re.compile(rf"(?:{aim}|{adverb})$")
        self._aside = re.compile(rf"{adverb}|{either_word(words['attribute'])}|{either_word(words['prefix'])}")
        self._deeds = either_word(sorted({*words["aim"], *words["using"]}))
        self.aim_end = re.compile(rf"(?:{close})(?:了|出)?$")
        self._cut = re.compile(rf"{either_word(words['cut'])}(?![者率量人])")
        self._payments = Payments(table, self._plain)
        names = (
            "each",
            "base",
            "middle",
            "respectively",
            "join",
            "relative",
            "class",
            "group",
            "ordinal",
            "pivot",
            "adjunct",
            "joint",
            "version",
            "causes",
            "behind",
            "measures",
            "apart",
            "bare_rate",
            "sets_up",
            "doer",
            "yearless",
            "inserted",
            "brings",
            "whose",
            "office",
            "prepares",
            "vaguely",
        )
        self._patterns = {name: re.compile(patterns[name]) for name in names}

    def of(self, part: PassageSentence, clause: tuple[int, int], quantity: Quantity, named: Named) -> str | None:
        """What a quantity of a part counts; `clause` is the shortest stretch around it."""
        if subject := self._paired(part, quantity, named):
            return subject + (self._payments.kind(part, quantity) or "")
        if paid := self._payments.kind(part, quantity):
            first = part.run(quantity)[0]
            ahead = self._before(part, (part.segment(first.number)[0], clause[1]), first) if first is not quantity else ""
            before = ahead if ahead.startswith(_WHOM) else self._before(part, clause, quantity)  # 对…分别奖补2万元、1万元
            if self._patterns["sets_up"].search(before):
                return self._noun(part.text[quantity.end : clause[1]]) or paid  # 设立1亿元的应急转贷资金
            thing = self._payments.thing(part, clause, before, named) or ""
            return thing if thing.endswith(paid) else thing + paid
        return self._counted(part, clause, quantity, named)

    def bare(self, phrase: str) -> str:
        """A phrase without the verbs and adverbs around its noun; nothing if it is all verbs."""
        phrase = self._led(phrase)
        while phrase and (match := self._tail.search(phrase)):
            phrase = phrase[: match.start()]
        return phrase if len(phrase) > 1 else ""

    def result(self, phrase: str) -> str:
        """What is to be there by a date, without a vague number or a clause that only qualifies it: 一批骨干企业."""
        said = self._patterns["vaguely"].sub("", self.bare(phrase))
        told = self._patterns["relative"].match(said)
        return said[told.end() :] if told else said

    def only_does(self, phrase: str) -> bool:
        """Whether a phrase is nothing but verbs of two characters: 竣工验收并投入使用."""
        parts = [part for part in self._patterns["apart"].split(phrase.strip("，。、 ")) if part]
        verbs = [part[at : at + 2] for part in parts for at in range(0, len(part), 2)]
        return len(verbs) > 1 and verbs[0] not in self._light and all(verb in _verbs() for verb in verbs)

    def deeds(self) -> str:
        """A pattern of the verbs of making, reaching and obtaining."""
        return self._deeds

    def _object(self, phrase: str) -> str:
        """What a verb right before makes or gets, where no verb of reaching follows: 聚集生态伙伴30家, but 上市企业达到30家."""
        while "的" not in phrase and len(phrase) >= _SHORTEST_OBJECT + 2 and phrase[:2] in _verbs() and not self._bound.match(phrase, 2):
            phrase = phrase[2:].lstrip("，、的及和 ")
        return phrase

    def aims(self, phrase: str) -> bool:
        """Whether a phrase holds a verb of making or reaching."""
        return bool(self._aim.search(phrase))

    def does(self, text: str, at: int) -> bool:
        """Whether a verb with its object or complement begins at a place (完成…, 要全面建成…), not one that qualifies a noun (成立的企业)."""
        while match := self._aside.match(text, at):
            at = match.end()
        return bool(text[at : at + 2] in _verbs() or self._aim.match(text, at)) and not text.startswith("的", at + 2)

    def qualifies(self, phrase: str) -> bool:
        """Whether a phrase opens with a verb that tells which thing is meant: 建成的小区."""
        return phrase[2:3] == "的" and bool(phrase[:2] in _verbs() or self._aim.fullmatch(phrase[:2]))

    def pushes(self, phrase: str) -> bool:
        """Whether a phrase ends in a verb of making or in a word that urges (推动, 确保): what follows is its object."""
        return bool(self._urging.search(phrase))

    def governs(self, phrase: str) -> bool:
        """Whether a phrase ends in a verb that takes what follows as its object (纳入), not in one that only pushes (力争, 确保)."""
        return phrase[-2:] in _verbs() and not self._aside.fullmatch(phrase[-2:])

    def _led(self, phrase: str) -> str:
        phrase = self._plain(phrase)
        for name in ("pivot", "adjunct"):
            if match := self._patterns[name].match(phrase):
                phrase = phrase[match.end() :]
        doer = self._patterns["doer"].match(phrase)
        if (
            doer
            and (self.does(phrase, doer.end()) or self._aside.match(phrase, doer.end()))
            and not (
                (reached := self._reach.match(phrase, doer.end()))
                and not (self._patterns["office"].search(doer[0]) and reached[0] in _verbs())
            )
        ):
            phrase = phrase[doer.end() :]
        if self._patterns["causes"].match(phrase) and (verbs := list(self._aim.finditer(phrase, 2))):  # 推动企业开展技术改造
            own = phrase[verbs[-1].end() :]
            phrase = own if len(own) >= _SHORTEST_OBJECT and not self._bound.match(own) else phrase[2:] if not own else phrase
        while phrase and (match := self._attributive(phrase) or self._lead.match(phrase) or self._patterns["prepares"].match(phrase)):
            if self._deed.fullmatch(phrase) or self._names_its_rate(match[0], phrase[match.end() :]):
                return phrase
            phrase = phrase[match.end() :].lstrip("，、的及 ")
            if self._joined.match(phrase):  # 引进和培养
                phrase = phrase[1:]
        return phrase

    def _names_its_rate(self, verb: str, rest: str) -> bool:
        """栽植|成活率: without a verb of reaching before it a bare rate has its name from the verb."""
        known = self._aim.fullmatch(verb) and not self._reach.fullmatch(verb) and verb not in self._light
        while known and (tail := self._tail.search(rest)):
            rest = rest[: tail.start()]
        return bool(known and self._patterns["bare_rate"].fullmatch(rest))

    def _attributive(self, phrase: str) -> re.Match[str] | None:
        """An adverb that before a noun would be part of its name: 重点|建设, but 重点行业."""
        word = self._attribute.match(phrase)
        if word is None or self._bound.match(phrase, word.end() + 2):
            return None  # 总体满意度
        return word if self.does(phrase, word.end()) or self._lead.match(phrase, word.end()) else None

    def _plain(self, phrase: str) -> str:
        phrase = self._patterns["yearless"].sub("", self._patterns["ordinal"].sub("", phrase.strip()))
        phrase = self._patterns["inserted"].sub(r"\1", phrase)
        phrase = self._patterns["base"].sub("", phrase.strip("，。、：\n ").lstrip("（("))
        phrase = self._patterns["middle"].sub("", phrase)
        if phrase.count("“") != phrase.count("”"):
            phrase = phrase.replace("“", "").replace("”", "").replace('"', "")
        return re.sub(rf"[（(][^（）()]{{{_LONGEST_BRACKET},}}[）)]", "", phrase)

    def _counted(self, part: PassageSentence, clause: tuple[int, int], quantity: Quantity, named: Named) -> str | None:
        before = self._before(part, clause, quantity)
        after = part.text[quantity.end : clause[1]]
        noun = self._noun(after)
        subject = self.bare(self._payments.without_payer(before) if quantity.kind == "money" else before)
        if match := self._patterns["relative"].match(subject):
            subject = subject[match.end() :]
        ahead, _, own = subject.rpartition("、")
        if len(own) >= _SHORTEST_OBJECT and self.aims(ahead):  # 小企业实现清零、覆盖率达到70%
            subject = own
        if quantity.kind == "count" and (brought := self._patterns["brings"].match(subject)):
            subject = subject[brought.end() :]  # 龙头企业带动农户3万户
        if quantity.kind == "count" and not self._tail.search(before) and self._plain(before).startswith(subject):
            subject = self._object(subject)  # 新建|集中供水工程 has its verb
        if subject in self._whole and after.startswith("的") and noun:
            return noun  # 设立总规模20亿元的基金
        if quantity.kind == "duration" and subject and after.startswith("在"):
            return subject + noun  # 教师每年至少1个月在企业实训
        if quantity.kind == "duration" and part.text.startswith(_WITHIN, quantity.after) and (deed := self.bare(after)):
            return deed  # 公共数据7个工作日内完成授权
        if self._patterns["class"].fullmatch(noun):
            noun += self._tail_of_next(part, quantity)
        if subject and len(noun) == _SHORTEST_DEED and (quantity.kind == "duration" or (quantity.unit in _PERSONS and noun in _verbs())):
            return subject + noun  # 抵押登记1个工作日办结, 脱贫人口8000人就业
        counted = quantity.kind in ("count", "extent", "duration") or (quantity.kind in ("money", "ratio") and not subject)
        if counted and len(noun) >= 2:
            each = self._patterns["each"].search(before) if len(noun) < _SHORT_NOUN else None
            return (each[0] if each else "") + noun
        alone = self._deed_alone(before) if not subject else None
        if alone and (not named or self._deed_alone(named[-1][1] or "")):
            return self._topic(part, clause[0], named) or alone
        if (not subject or _EACH.fullmatch(subject)) and named and named[-1][0].number >= part.start:
            subject = named[-1][1] or ""
        if self._patterns["bare_rate"].fullmatch(subject) and not part.segment(clause[0])[0] < clause[0]:
            near = part.segment(clause[0] - 2)
            about = self._topic(part, clause[0], named) if near[1] == clause[0] - 1 and not part.quantities_in(*near) else ""
            subject = about.lstrip("为对给") + subject if _SHORTEST_DEED < len(about) <= _LONGEST_TOPIC else subject
        if not subject:
            subject = self._topic(part, clause[0], named)
            subject += noun if quantity.kind == "duration" else ""
        return self._completed(subject, quantity, named, part.start) or noun or alone

    def _deed_alone(self, before: str) -> str | None:
        """力争年内签约10个: nothing is named but what is done."""
        deed = before.strip("，、 ")
        while match := self._aside.match(deed):
            deed = deed[match.end() :]
        known = len(deed) == _SHORTEST_DEED and (deed in _verbs() or self._aim.fullmatch(deed))
        return deed if known and not self._reach.fullmatch(deed) else None

    def _tail_of_next(self, part: PassageSentence, quantity: Quantity) -> str:
        """引育90名国家级、150名省级人才: a level alone has the noun of the number that it is joined to."""
        at = part.place(quantity) + 1
        if at >= len(part.quantities) or part.segment(part.quantities[at].number) != part.segment(quantity.number):
            return ""
        following = self._noun(part.text[part.quantities[at].end : part.segment(quantity.number)[1]])
        level = self._patterns["class"].match(following)
        return following[level.end() :] if level else ""

    def _topic(self, part: PassageSentence, before: int, named: Named) -> str:
        """What the segments before are about, the nearest first; a number there that is no target only tells which: 500万元以上的业务收费."""
        told = {quantity.number for quantity, _ in named[-_LONGEST_LIST:]}
        for each in part.segments_before(before):
            held = part.quantities_in(*each)
            if any(quantity.number in told for quantity in held):
                continue
            said = part.undated(*each)
            found = self.bare(said.rsplit("的", 1)[-1] if held else said)
            if found and found not in _verbs():
                return found
        return ""

    def _noun(self, after: str) -> str:
        if self._patterns["joint"].match(after):
            return ""
        noun = self._cut.split(after.lstrip("的"), maxsplit=1)[0].strip("，。、“")
        noun = "" if noun[:1] in "（(" else self._patterns["behind"].sub("", noun)
        if noun.count("“") != noun.count("”"):
            noun = noun.replace("“", "").replace("”", "")
        if match := self._patterns["relative"].match(noun):
            noun = noun[match.end() :]
        told, _, head = noun.rpartition("的")
        if len(head) >= _SHORTEST_OBJECT and len(told) > _LONGEST_TOLD:  # 基础雄厚、引领发展的优势学科
            noun = head
        return self._patterns["version"].sub("", noun)

    def _before(self, part: PassageSentence, clause: tuple[int, int], quantity: Quantity) -> str:
        """What stands before a number in its clause, without the date."""
        before = part.text[clause[0] : quantity.start]
        for date in part.dates_in(clause[0], quantity.start):
            if date.role != "base":
                behind = part.text[date.end : quantity.start].removeprefix(_YEARLY)
                ahead = part.text[clause[0] : date.start]
                before = ahead + behind if date.role == "recurring" or not self.bare(behind) else behind
        return before

    def _completed(self, subject: str, quantity: Quantity, named: Named, start: int) -> str:
        """省级网上可办率不低于90%，市县级不低于70%: the second has the tail of the first."""
        if subject and named and named[-1][0].unit == quantity.unit and (level := self._patterns["class"].fullmatch(subject)):
            above = named[-1][1] or ""
            at = above.find(level[0][-1])
            if 0 <= at < len(level[0]) + 2:
                return subject + above[at + 1 :]
        if subject in self._whole and named and named[-1][0].number >= start:
            return (named[-1][1] or "") + subject
        if named and named[-1][0].unit == quantity.unit and named[-1][0].number >= start:
            return subject + self._measure_of(named[-1][1] or "", subject)
        return subject

    def _measure_of(self, above: str, group: str) -> str:
        """行政村公厕覆盖率达到100%，其中山区乡镇达到85%: a place or those it speaks of have the measure of the number before."""
        if self._patterns["measures"].search(group) or not self._patterns["measures"].search(above):
            return ""
        if (at := above.find(group[-2:])) >= 0:  # 机构养育孤儿保障标准, 社会散居孤儿
            return above[at + 2 :]
        whose = self._patterns["whose"]
        mine, theirs = whose.fullmatch(group), whose.match(above)
        return above[theirs.end() :] if mine and theirs else ""

    def _paired(self, part: PassageSentence, quantity: Quantity, named: Named) -> str | None:
        """甲率、乙率分别达到90%、80%: each number has its subject."""
        run = part.run(quantity)
        if len(run) < 2:
            return None
        segment = part.segment(run[0].number)
        match = self._patterns["respectively"].search(part.text, max(segment[0], run[0].start - _WIDEST), run[0].start)
        if match is None:
            return None
        stretch = segment[0], match.start()
        if not self.bare(self._payments.without_payer(part.text[slice(*stretch)])):
            above = [name for each, name in named[-2 * len(run) :] if part.start <= each.number < segment[0]]
            if len(above) == len(run):  # 甲8亿元，乙5亿元，分别增长15%、20%
                return above[run.index(quantity)]
            stretch = next(part.segments_before(segment[0]), stretch)
        said = part.undated(*stretch)
        listed, group, tail = said, None, ""
        if len(run) > 2 and (group := self._patterns["group"].search(said)):
            listed, tail = said[: group.start()], said[group.end() :]
        items = [item for item in self._patterns["join"].split(self._using.sub("", self._led(listed).rstrip("的"))) if item]
        if len(items) != len(run):
            return None
        whole = all(self._patterns["measures"].search(item) for item in items)
        measured = self._patterns["measures"].search(items[-1]) is not None
        return ([item + self.bare(tail) for item in items] if group else items if whole else _shared(items, measured))[run.index(quantity)]


def _shared(items: list[str], measured: bool) -> list[str]:
    """国家级、省级示范园区 → 国家级示范园区, 省级示范园区: the last one's tail belongs to all that are short."""
    *others, last = items
    longest = max(map(len, others))
    if (level := last.find(_LEVEL)) == longest:  # 省、市级企业
        return [*(item + last[level:] for item in others), last]
    at = last.find(others[0][-1]) + 1
    if len(last) < longest + _SHARED_TAIL // 2 or others[0][-1] == last[-1]:
        return items
    longer = len(last) - len(others[-1])  # 化肥、农药|使用量
    length = longer if measured and 2 < longer <= _LONGEST_TAIL else _SHARED_TAIL
    tail = last[at:] if 0 < at < len(last) else last[-length:]
    return [item if item.endswith(tail) else item + tail for item in items]


@cache
def _verbs() -> frozenset[str]:
    lines = files("zhengpu.graph").joinpath("gazetteers", "verbs.tsv").read_text(encoding="utf-8").splitlines()
    return frozenset(lines[1:])


def load_indicators() -> Indicators:
    """The words as shipped."""
    return Indicators(tomllib.loads(files("zhengpu.ingest.targets").joinpath("indicators.toml").read_text(encoding="utf-8")))
