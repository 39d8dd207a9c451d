"""A lattice → the likeliest row of words with what they do: names, numbers, words of a class, words that plans print, words of the dictionary."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from zhengpu.query.meaning import One
from zhengpu.query.spoken.concepts import ROLE, Concepts
from zhengpu.query.words.lattice import Item
from zhengpu.query.words.link import PLACED, FreeWords, Linked
from zhengpu.query.words.speech import Speech, TaggedWord
from zhengpu.query.words.strangers import STRANGER_COST

__all__ = ["QUANTITY", "SpokenWord", "named", "spoken_words"]

_MARKS = "，,。.；;：:？?！!、…—－-~（）()“”\"'‘’《》<>【】[]·"
_FUNCTION = ("u", "y", "e", "o", "x", "c", "p", "d", "r", "k", "h", "zg", "mq", "q", "f")
"""Tags of jieba's for words that name nothing."""
_ASKING = frozenset({"wh", "who", "howmany", "when", "where", "yesno", "how"})
_DOES = frozenset({"responsible", "takepart"})
_ACTS = _DOES | {"lead", "cooperate"}
_KIND_BY_NAME = frozenset({"endnoun", "unitclass", "guide"})
"""Nouns that ask for things by how their names end: 赛事, 企业; where they do not ask they are words as any other."""
_GUESSED = 1.0
"""What the name of a unit costs that is only nearly one."""
_NAMED_COST = 0.5
"""What the name of a thing costs; what is made of a name costs more."""
_DOUBLED = re.compile(r"(?P<a>[\u4e00-\u9fff])(?P<n>[不没])(?P=a)(?P<b>[\u4e00-\u9fff]?)")
_LATIN = re.compile(r"[a-z][a-z0-9.+\-]*|\d+[a-z][a-z0-9]*")
_THINGS = frozenset({"documentnoun", "tasknoun", "unitnoun", "targetnoun", "sectionnoun"})
_LONGEST_STEM = 4
_RARE = 30
"""So seldom seen in the dictionary's texts a verb and the no before it are no word."""
QUANTITY = ("measure", "measure.task", "measure.unit", "measure.document")


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """One word of what was said. `kind`: unit, tasknumber, section, task, period, document, policy, thing, number, mark, or word.

    `classes` are those of `concepts.toml`; `tag` is jieba's; `phrase`: words that some plan prints just so.
    """

    start: int
    end: int
    surface: str
    kind: str = "word"
    classes: frozenset[str] = frozenset()
    tag: str = ""
    item: Item | None = None
    phrase: bool = False

    def has(self, *classes: str) -> bool:
        """Whether it does one of these things."""
        return any(c in self.classes for c in classes)

    @property
    def own_role(self) -> str | None:
        """The class of a role that no class of `concepts.toml` is for: one that stands in the ontology alone."""
        return next((c for c in self.classes if c.startswith(ROLE)), None)

    @property
    def asks(self) -> bool:
        """Whether it is a word that asks."""
        return bool(self.classes & _ASKING)

    @property
    def content(self) -> bool:
        """A word of the plans' own, or one that nothing explains."""
        return self.kind == "word" and self.classes <= _KIND_BY_NAME and not self.tag.startswith(_FUNCTION)


def named(token: SpokenWord) -> One | None:
    """The thing a token names."""
    value = token.item.value if token.item is not None else None
    return value if isinstance(value, One) else None


def spoken_words(
    linked: Linked,
    concepts: Concepts,
    speech: Speech,
    occurs: Callable[[str], bool],
    bare: Callable[[str], Item | None],
    scopes: Sequence[tuple[int, int]],
    whole: Callable[[str], bool] = lambda word: False,
) -> list[SpokenWord]:
    """The row that costs least. See `utterance.heard` for what the callables tell."""
    text = linked.text
    edges: list[tuple[float, SpokenWord]] = [(0.0, SpokenWord(a, b, " " * (b - a), "mark")) for a, b in scopes]
    spans: dict[tuple[int, int], list[Item]] = {}
    for item in linked.items:
        if isinstance(item.value, FreeWords) and item.value.quoted:
            if not item.value.known and any(concepts.classes(w.surface) & _ASKING for w in speech.cut(item.value.text)):
                continue  # 把“要清查哪些现象”那句原话找出来: a question in quotation marks is no name
            edges.append((0.4, SpokenWord(item.start, item.end, item.value.text, phrase=True)))
        elif (name := _small(item)) is not None:
            said = concepts.classes(item.surface)
            cost = 0.92 if name == "relation" and not said else 0.885 - 0.02 * (item.end - item.start)
            edges.append((cost, SpokenWord(item.start, item.end, item.surface, classes=frozenset({name}) | said, item=item)))
        elif item.symbols[0][:1].isupper() or item.symbols[0] in ("tasknumber", "period", "ordinal", "number"):
            spans.setdefault((item.start, item.end), []).append(item)
    held = [
        span
        for span, items in spans.items()
        if any(("Unit" in i.symbols and PLACED not in i.symbols) or i.symbols[0] in ("tasknumber", "period") for i in items)
    ]
    cut = list(speech.cut(text))
    for (start, end), items in spans.items():
        kind, item = _kind(items)
        asked = any(concepts.classes(text[start - k : start]) & {"wh", "each"} for k in (1, 2) if start >= k)
        if kind == "unit" and asked and any(i.symbols[0] == "unitclass" and (i.start, i.end) == (start, end) for i in linked.items):
            continue  # 哪些市人民政府
        torn = kind == "unit" and item.cost > _NAMED_COST and any(w.start < start < w.end for w in cut)
        cost = 0.5 if kind != "number" else 0.8
        cost += _strange(item)
        cost += min((i.cost for i in items), default=0.0) * 0.1 + (0.6 if torn else 0.0)  # 金中心 of 公积金中心
        edges.append((cost, SpokenWord(start, end, text[start:end], kind, item=item)))
    for match in concepts.marks["number"].finditer(text):
        edges.append((0.6, SpokenWord(match.start(), match.end(), match.group(), "loosenumber")))
    edges += _doubled(text, concepts, speech)
    edges += _asked_pairs(text, concepts)
    edges += _concept_edges(text, concepts)
    kinds = {(i.start, i.end) for i in linked.items if i.symbols[0] == "unitclass"}
    cut = [part for w in cut for part in _behind_each(w, kinds, concepts)]
    cut = [part for w in cut for part in (_taken_apart(w, concepts, speech) or (w,))]
    cut = [part for w in cut for part in _halves(w, concepts, speech)]
    cut = [w for w in _whole_latin(cut, text) if not (w.tag.startswith("l") and ("的" in w.surface or "是" in w.surface))]
    edges += [(1.0 if len(w.surface) > 1 else 1.25, SpokenWord(w.start, w.end, w.surface, _mark(w.surface), tag=w.tag)) for w in cut]
    edges += _words(text, concepts, speech, kinds)
    edges += _phrases(text, cut, concepts, occurs, held, whole)
    edges += _recut(cut, concepts, occurs)
    edges += [(0.95, SpokenWord(m.start(), m.end(), m.group(), tag="nx")) for m in _LATIN.finditer(text)]
    edges += _stems(text, concepts, bare)
    edges += [(3.0, SpokenWord(n, n + 1, c, _mark(c), tag=speech.tag(c))) for n, c in enumerate(text)]
    return _another_s(_unpaired(_cheapest(len(text), edges), concepts), concepts)


_SMALL = {
    "attribute": "attribute",
    "unitclass": "unitclass",
    "unitlevel": "unitlevel",
    "projectnoun": "endnoun",
    "programmenoun": "endnoun",
}
"""Small words of the definitions that stand for a kind of thing, with the class of a token that stands for them."""


def _small(item: Item) -> str | None:
    """The class of a word that the ontology or a list of kinds explains."""
    if "kind.UnitGroup" in item.symbols:
        return "groupnoun"
    if item.symbols[0] in ("relation", "attribute"):
        return item.symbols[0]
    return _SMALL.get(item.symbols[0])


def _another_s(tokens: list[SpokenWord], concepts: Concepts) -> list[SpokenWord]:
    """荆州|市人民政府: a place before the name of a unit says whose it is; the graph has no such unit."""
    out: list[SpokenWord] = []
    for token in tokens:
        before = out[-1] if out and out[-1].end == token.start else None
        if token.kind == "unit" and before is not None and token.item is not None:
            place = before.content and before.tag.startswith("ns") and token.surface[0] in concepts.sets["generic"]
            guessed = token.item.cost >= _GUESSED and (before.content or before.kind == "number")
            stranger = before.kind == "unit" and before.item is not None and "stranger" in before.item.symbols
            if place or guessed or stranger:
                said = before.surface + token.surface
                item = Item(before.start, token.end, ("Unit", "Set", "stranger"), One("zp:Unit", (), said), said, STRANGER_COST)
                out[-1] = SpokenWord(before.start, token.end, said, "unit", item=item)
                continue
        out.append(token)
    return out


def _kind(items: Sequence[Item]) -> tuple[str, Item]:
    order = ("Unit", "tasknumber", "Section", "period", "Task", "Document", "Policy", "ordinal", "number")
    for symbol in order:
        if found := next((i for i in items if symbol in i.symbols and (i.symbols[0] == symbol or symbol == "Unit")), None):
            return symbol.lower(), found
    return "thing", items[0]


def _strange(item: Item | None) -> float:
    """What a name costs that the graph has not: one made of an office's words less than a word of the dictionary (县公安局)."""
    if item is None or "stranger" not in item.symbols:
        return 0.0
    return 0.3 if item.cost <= STRANGER_COST else 0.6


def _mark(surface: str) -> str:
    return "mark" if all(c in _MARKS or c.isspace() for c in surface) else "word"


def _concept_edges(text: str, concepts: Concepts) -> Iterable[tuple[float, SpokenWord]]:
    for start in range(len(text)):
        for end in range(start + 1, min(len(text), start + concepts.longest) + 1):
            if classes := concepts.classes(text[start:end]):
                if "neg" in classes and end - start > 2 and "wh" in concepts.classes(text[start - 1 : start]):
                    continue  # 哪一个|没
                long = end - start
                loose = classes <= set(QUANTITY)  # 名 of 名校长: a measure that may count nothing
                yield (
                    (1.2 if loose and long == 1 else 1.05 if long == 1 else 0.9 - 0.02 * long),
                    SpokenWord(start, end, text[start:end], classes=classes),
                )


def _asked_pairs(text: str, concepts: Concepts) -> Iterable[tuple[float, SpokenWord]]:
    """哪条, 几家: a word that asks holds the measure behind it, whatever word that might begin (条带)."""
    for n in range(len(text) - 1):
        if text.startswith("第几", n):
            yield 1.1, SpokenWord(n, n + 2, "第几", "pair")
        for cut in (1, 2):
            head, measure = text[n : n + cut], text[n + cut : n + cut + 1]
            if concepts.classes(head) & {"wh", "howmany"} and concepts.classes(measure) & set(QUANTITY):
                yield 1.3, SpokenWord(n, n + cut + 1, head + measure, "pair")


def _unpaired(tokens: list[SpokenWord], concepts: Concepts) -> list[SpokenWord]:
    out: list[SpokenWord] = []
    for t in tokens:
        if t.kind == "pair":
            at = t.end - 1
            out += [
                SpokenWord(t.start, at, t.surface[:-1], classes=concepts.classes(t.surface[:-1])),
                SpokenWord(at, t.end, t.surface[-1], classes=concepts.classes(t.surface[-1])),
            ]
        else:
            out.append(t)
    return out


def _doubled(text: str, concepts: Concepts, speech: Speech) -> Iterable[tuple[float, SpokenWord]]:
    """是不是, 在不在, 负不负责, 可不可以: yes or no of the verb inside."""
    for m in _DOUBLED.finditer(text):
        for verb in (m["a"] + m["b"], m["a"]):
            end = m.end() if len(verb) == 2 else m.end("n") + 1
            inner = concepts.classes(verb)
            if len(verb) == 2 and not inner and (concepts.classes(m["a"]) or not speech.often(verb)):
                continue
            yield 0.65, SpokenWord(m.start(), end, text[m.start() : end], classes=frozenset({"yesno"}) | (inner - {"neg", "yesno"}))
            break


def _whole_latin(cut: list[TaggedWord], text: str) -> list[TaggedWord]:
    """IPv6 is one word."""
    runs = [m.span() for m in _LATIN.finditer(text)]
    out = [w for w in cut if not any(a <= w.start and w.end <= b for a, b in runs)]
    return sorted([*out, *(TaggedWord(a, b, text[a:b], "nx") for a, b in runs)], key=lambda w: w.start)


def _stems(text: str, concepts: Concepts, bare: Callable[[str], Item | None]) -> Iterable[tuple[float, SpokenWord]]:
    """发改, 经信, 大数据: what may be short for a unit is a word."""
    for start in range(len(text) - 1):
        for end in range(start + 2, min(len(text), start + _LONGEST_STEM) + 1):
            said = text[start:end]
            if all("\u4e00" <= c <= "\u9fff" for c in said) and not concepts.classes(said) and bare(said) is not None:
                yield 1.1, SpokenWord(start, end, said, tag="n")


def _taken_apart(word: TaggedWord, concepts: Concepts, speech: Speech) -> list[TaggedWord] | None:
    """哪条, 几大块, 三家, 不在, 归谁: what a dictionary has as one word and is a construction of words here; None: it is a word."""
    said, built = word.surface, concepts.marks["built"]
    if len(said) == 2 and said[1] in concepts.sets["some"] and concepts.classes(said[0]) & _DOES:  # 干点|啥
        return [TaggedWord(word.start, word.start + 1, said[0], "v"), TaggedWord(word.start + 1, word.end, said[1], "q")]
    if len(said) > 2 and said[1] in concepts.sets["last_no"] and concepts.classes(said[0]) & _DOES:  # 沾不上边
        return [TaggedWord(word.start + n, word.start + n + 1, c, speech.tag(c)) for n, c in enumerate(said)]
    if len(said) == 2 and said[0] in concepts.sets["lone_no"] and speech.often(said) < _RARE and not concepts.classes(said):  # 没给
        return [TaggedWord(word.start, word.start + 1, said[0], "d"), TaggedWord(word.start + 1, word.end, said[1], "v")]
    modal = len(said) > 1 and said[0] in concepts.sets["modal"] and speech.often(said) < _RARE
    if modal and concepts.classes(said[1:]) & _ACTS:  # 要办, 要带头
        return [TaggedWord(word.start, word.start + 1, said[0], "v"), TaggedWord(word.start + 1, word.end, said[1:], "v")]
    if len(said) == 2 and said[1] in concepts.sets["modal"] and concepts.classes(said[0]) & {"and", "together"}:  # 既要, 又能
        return [TaggedWord(word.start, word.start + 1, said[0], "c"), TaggedWord(word.start + 1, word.end, said[1], "v")]
    if len(said) > 1 and not concepts.classes(said):
        for cut in range(1, len(said)):  # 份文件, 干什么
            leads, follows = concepts.classes(said[:cut]), concepts.classes(said[cut:])
            if (
                (leads and follows & {"wh", "who"})
                or ("in" in leads and "have" in follows)
                or (leads & {"talk", "documentnoun", "sectionnoun"} and "in" in follows)
                or (cut == 1 and leads & set(QUANTITY) and len(said) > 2 and follows)
            ):
                at = word.start + cut
                return [
                    TaggedWord(word.start, at, said[:cut], speech.tag(said[:cut])),
                    TaggedWord(at, word.end, said[cut:], speech.tag(said[cut:])),
                ]
    if "谁" in said[1:] and not concepts.classes(said):  # 由谁来
        return [TaggedWord(word.start + n, word.start + n + 1, c, speech.tag(c)) for n, c in enumerate(said)]
    if (
        len(said) < 2
        or not (
            said.startswith(("前", "共")) or built.match(said) or said.endswith(("谁", "几")) or "howmany" in concepts.classes(said[:2])
        )
        or concepts.classes(said)
    ):
        return None
    if said.startswith("前") and (m := concepts.marks["counted"].fullmatch(said[1:-1])) and concepts.classes(said[-1]):  # 前三名
        at = word.start + 1
        three = ((word.start, at, "前"), (at, at + m.end(), m.group()), (at + m.end(), word.end, said[-1]))
        return [TaggedWord(a, b, w, speech.tag(w)) for a, b, w in three]
    if concepts.classes(said[0]) & {"total"} and speech.tag(said[1:]).startswith("v"):  # 共收录
        return [TaggedWord(word.start, word.start + 1, said[0], "d"), TaggedWord(word.start + 1, word.end, said[1:], "v")]
    if said.endswith("几") and concepts.classes(said[:-1]):  # 多几
        at = word.end - 1
        return [TaggedWord(word.start, at, said[:-1], speech.tag(said[:-1])), TaggedWord(at, word.end, "几", "m")]
    if any(concepts.classes(said[:k]) & {"wh", "howmany"} for k in (1, 2) if len(said) > k) and len(said) > 2:
        k = next(k for k in (2, 1) if concepts.classes(said[:k]) & {"wh", "howmany"})
        return [TaggedWord(word.start, word.start + k, said[:k], "r"), TaggedWord(word.start + k, word.end, said[k:], speech.tag(said[k:]))]
    counted = concepts.marks["counted"].match(said)
    for cut in dict.fromkeys((1, 2, *((counted.end(),) if counted else ()))):
        head, rest = said[:cut], said[cut:]
        single = all(built.match(c) for c in head) or (counted is not None and cut == counted.end())
        if (
            rest
            and single
            and (
                concepts.classes(rest)
                or rest in concepts.sets["place"] | concepts.sets["by"]
                or _taken_apart(TaggedWord(0, len(rest), rest, ""), concepts, speech)
            )
        ):
            at = word.start
            parts = [TaggedWord(at, at + cut, head, speech.tag(head))]
            inner = _taken_apart(TaggedWord(at + cut, word.end, rest, ""), concepts, speech)
            return parts + (inner or [TaggedWord(at + cut, word.end, rest, speech.tag(rest))])
    return None


def _behind_each(word: TaggedWord, kinds: set[tuple[int, int]], concepts: Concepts) -> list[TaggedWord]:
    """各乡镇 is two words."""
    if len(word.surface) > 1 and concepts.classes(word.surface[0]) & {"each", "wh"} and any(k[0] == word.start + 1 for k in kinds):
        at = word.start + 1
        return [TaggedWord(word.start, at, word.surface[0], "r"), TaggedWord(at, word.end, word.surface[1:], "n")]
    return [word]


def _halves(word: TaggedWord, concepts: Concepts, speech: Speech) -> list[TaggedWord]:
    """具体任务 is two words."""
    head, noun = word.surface[:1], word.surface[1:]
    if noun and _apart(word.surface, concepts):
        return [
            TaggedWord(word.start, word.start + 1, head, speech.tag(head)),
            TaggedWord(word.start + 1, word.end, noun, speech.tag(noun)),
        ]
    a, b = word.surface[:2], word.surface[2:]
    if len(word.surface) != 4 or not (concepts.classes(a) and concepts.classes(b)):
        return [word]
    return [TaggedWord(word.start, word.start + 2, a, speech.tag(a)), TaggedWord(word.start + 2, word.end, b, speech.tag(b))]


def _apart(word: str, concepts: Concepts) -> bool:
    """份文件, 过活 (派过活): a measure or 过 before a noun for a kind of thing, whatever a dictionary makes of both."""
    head = concepts.classes(word[:1]) & set(QUANTITY) or word[0] in concepts.sets["aspect"]
    return bool(head) and bool(concepts.classes(word[1:]) & _THINGS) and not concepts.classes(word)


def _words(text: str, concepts: Concepts, speech: Speech, kinds: set[tuple[int, int]]) -> Iterable[tuple[float, SpokenWord]]:
    for start in range(len(text)):
        for end in range(start + 2, min(len(text), start + 6) + 1):
            tag = speech.tag(text[start:end])
            if tag.startswith("l") and ("的" in text[start:end] or "是" in text[start:end]):
                continue  # 有的是
            if len(_behind_each(TaggedWord(start, end, text[start:end], tag), kinds, concepts)) > 1:
                continue
            if end - start == 4 and concepts.classes(text[start : start + 2]) and concepts.classes(text[start + 2 : end]):
                continue  # 具体任务
            if (
                tag
                and not _apart(text[start:end], concepts)
                and not _taken_apart(TaggedWord(start, end, text[start:end], tag), concepts, speech)
            ):
                yield 1.0 - (0.05 if end - start > 3 else 0.0), SpokenWord(start, end, text[start:end], tag=tag)


def _phrases(
    text: str,
    cut: Sequence[TaggedWord],
    concepts: Concepts,
    occurs: Callable[[str], bool],
    held: Sequence[tuple[int, int]],
    whole: Callable[[str], bool],
) -> Iterable[tuple[float, SpokenWord]]:
    """Words side by side that a plan prints just so: 数字车间, 二级节点."""
    words = list(cut)
    for i, first in enumerate(words):
        if not _borders(first, concepts):
            continue
        for j in range(i + 1, min(len(words), i + 6)):
            last = words[j]
            if last.end - first.start > 14 or any(w.surface in _MARKS or concepts.classes(w.surface) & _ASKING for w in words[i : j + 1]):
                break
            start, end = first.start, last.end
            counted = last.tag.startswith("q") and concepts.classes(last.surface) <= {"talk"}  # 充电桩
            if any(a < end and start < b for a, b in held) or not (counted or _borders(last, concepts)):
                continue
            if first.tag in ("v", "vd") and len(first.surface) > 1 and j > i + 1:
                continue  # 申报 省级示范家庭农场
            if all(concepts.classes(w.surface) for w in words[i : j + 1]):
                continue
            if last.surface in concepts.sets["results"] and all(w.tag.startswith("v") and len(w.surface) == 1 for w in words[i:j]):
                continue  # 建完
            if first.tag.startswith("m") and concepts.classes(words[i + 1].surface) & set(QUANTITY):
                continue  # 两项; 十大专项行动 is a name
            single = all(len(w.surface) == 1 for w in words[i : j + 1])  # 托育: no word of the dictionary
            if not occurs(text[start:end]):
                break
            half = end - start < 4 and len(last.surface) == 1 and not last.tag.startswith("q")
            once = not single or end - start > 2
            if (
                half
                and once
                and ((not single and (concepts.classes(last.surface) or not last.tag.startswith("n"))) or not whole(text[start:end]))
            ):
                continue  # 新增规 of 新增规模以上; 引领区 is a word
            yield 0.85 + 0.08 * (j - i), SpokenWord(start, end, text[start:end], tag="n", phrase=True)


def _recut(cut: Sequence[TaggedWord], concepts: Concepts, occurs: Callable[[str], bool]) -> Iterable[tuple[float, SpokenWord]]:
    """引领|区分 for 引领区|分, 这里|头领 for 这里头|领: a word that no plan prints yields to what plans or questions say across its border."""
    for j in range(1, len(cut)):
        torn = cut[j]
        if len(torn.surface) != 2 or concepts.classes(torn.surface) or not concepts.classes(torn.surface[1]) or occurs(torn.surface):
            continue
        for i in range(max(0, j - 4), j):
            joined = "".join(w.surface for w in cut[i:j]) + torn.surface[0]
            known = concepts.classes(joined)
            if len(joined) > 2 and (known or (_borders(cut[i], concepts) and occurs(joined))):
                word = SpokenWord(cut[i].start, torn.start + 1, joined, classes=known, tag="" if known else "n", phrase=not known)
                yield 0.7 + 0.08 * (j - i - 1), word
                break


def _borders(word: TaggedWord, concepts: Concepts) -> bool:
    if word.tag.startswith("m") and len(word.surface) > 1 and not concepts.classes(word.surface[-1]):
        return not word.surface.isdigit()  # 二级节点
    if word.surface in "两十百千" or (word.tag.startswith("m") and len(word.surface) == 1 and not word.surface.isdigit()):
        return True  # 两业融合, 十大专项行动
    return (
        not word.surface.isdigit()
        and not word.tag.startswith((*_FUNCTION, "m", "q", "f"))
        and word.surface not in _MARKS
        and not word.surface.isspace()
    )


def _cheapest(length: int, edges: Iterable[tuple[float, SpokenWord]]) -> list[SpokenWord]:
    best: list[tuple[float, SpokenWord | None]] = [(float("inf"), None)] * (length + 1)
    best[0] = (0.0, None)
    by_start: dict[int, list[tuple[float, SpokenWord]]] = {}
    for cost, token in edges:
        by_start.setdefault(token.start, []).append((cost, token))
    for at in range(length):
        if best[at][0] == float("inf"):
            continue
        for cost, token in by_start.get(at, ()):
            total = best[at][0] + cost
            if total < best[token.end][0] - 1e-9:
                best[token.end] = (total, token)
    out: list[SpokenWord] = []
    at = length
    while at > 0:
        last = best[at][1]
        if last is None:
            return []
        out.append(last)
        at = last.start
    return out[::-1]
