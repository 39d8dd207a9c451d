"""A lattice → what was said: tokens with what they do, in clauses, without slips of the tongue and asides."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from zhengpu.query.grammar.patterns import Item
from zhengpu.query.meaning import One
from zhengpu.query.sense.concepts import Concepts
from zhengpu.query.words.link import FreeWords, Linked
from zhengpu.query.words.speech import Speech, TaggedWord

__all__ = ["SpokenWord", "Utterance", "corrections", "heard"]

_MARKS = "，,。.；;：:？?！!、…—－-~（）()“”\"'‘’《》<>【】[]·"
_PAUSE = re.compile(r"[，,。；;：:？?！!…—]")
_FUNCTION = ("u", "y", "e", "o", "x", "c", "p", "d", "r", "k", "h", "zg", "mq", "q", "f")
_ASKING = frozenset({"wh", "who", "howmany", "when", "where", "yesno", "how"})
_CORRECTION = re.compile(
    r"(?:哦|噢|啊|呃|额|唉|哎|喔)*(?:不对不对|不对|不不不|不不|说错了|错了|不是不是|口误|我说错了)(?:了|啊|哈|，|,)*(?:我?(?:是说|说的是|指的是|应该是|是))?"
)
_RESTATE = re.compile(r"我(?:是说|说的是|指的是|的意思是)")
_DOUBLED = re.compile(r"(?P<a>[\u4e00-\u9fff])(?P<n>[不没])(?P=a)(?P<b>[\u4e00-\u9fff]?)")
_LOOSE_NUMBER = re.compile(r"(?<![第\d.〔(（—~\-])(?P<n>\d{1,3})条(?!以上|以下|线|路|龙|产业链|链)")
_QUANTITY = ("measure", "measure.task", "measure.unit", "measure.document")


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
    others: tuple[Item, ...] = ()
    phrase: bool = False

    def has(self, *classes: str) -> bool:
        """Whether it does one of these things."""
        return any(c in self.classes for c in classes)

    @property
    def asks(self) -> bool:
        """Whether it is a word that asks."""
        return bool(self.classes & _ASKING)

    @property
    def content(self) -> bool:
        """A word of the plans' own, or one that nothing explains."""
        return self.kind == "word" and not self.classes and not self.tag.startswith(_FUNCTION)


@dataclass(frozen=True, slots=True)
class Utterance:
    """Tokens in clauses (each a tuple), and the words that were left aside."""

    text: str
    clauses: tuple[tuple[SpokenWord, ...], ...]
    aside: tuple[SpokenWord, ...] = ()
    corrected: tuple[str, ...] = field(default=())

    @property
    def tokens(self) -> tuple[SpokenWord, ...]:
        """All of them in order."""
        return tuple(t for clause in self.clauses for t in clause)


def heard(
    linked: Linked,
    concepts: Concepts,
    speech: Speech,
    occurs: Callable[[str], bool],
    bare: Callable[[str], Item | None],
    scopes: Sequence[tuple[int, int]] = (),
    titled: Callable[[str], bool] = lambda word: False,
) -> Utterance:
    """The tokens of a question in clauses.

    `occurs`: does a plan print it; `bare`: the unit a bare word may be short for (发改); `scopes`: where the documents are named that
    narrow the question; `titled`: whether the title of a document has a word.
    """
    tokens = _tokens(linked, concepts, speech, occurs, bare, scopes)
    tokens = _bare_units(tokens, bare)
    tokens = _quantities(_parted(tokens, concepts))
    clauses, aside, corrected = _clauses(linked.text, _framed(tokens, titled))
    return Utterance(linked.text, clauses, aside, corrected)


# ── tokens ──


def _tokens(
    linked: Linked,
    concepts: Concepts,
    speech: Speech,
    occurs: Callable[[str], bool],
    bare: Callable[[str], Item | None],
    scopes: Sequence[tuple[int, int]],
) -> list[SpokenWord]:
    text = linked.text
    edges: list[tuple[float, SpokenWord]] = [(0.0, SpokenWord(a, b, " " * (b - a), "mark")) for a, b in scopes]
    spans: dict[tuple[int, int], list[Item]] = {}
    for item in linked.items:
        if isinstance(item.value, FreeWords) and item.value.quoted:
            edges.append((0.4, SpokenWord(item.start, item.end, item.value.text, phrase=True)))
        elif item.symbols[0] in ("relation", "attribute"):
            edges.append(
                (
                    0.92,
                    SpokenWord(
                        item.start, item.end, item.surface, classes=frozenset({item.symbols[0]}) | concepts.classes(item.surface), item=item
                    ),
                )
            )
        elif item.symbols[0][:1].isupper() or item.symbols[0] in ("tasknumber", "period", "ordinal", "number"):
            spans.setdefault((item.start, item.end), []).append(item)
    held = [span for span, items in spans.items() if any("Unit" in i.symbols or i.symbols[0] in ("tasknumber", "period") for i in items)]
    for (start, end), items in spans.items():
        kind, item = _kind(items)
        cost = 0.5 if kind != "number" else 0.8
        cost += 0.6 if item is not None and "stranger" in item.symbols else 0.0
        cost += min((i.cost for i in items), default=0.0) * 0.1
        edges.append((cost, SpokenWord(start, end, text[start:end], kind, item=item, others=tuple(items))))
    for match in _LOOSE_NUMBER.finditer(text):
        edges.append((0.6, SpokenWord(match.start(), match.end(), match.group(), "loosenumber")))
    edges += _doubled(text, concepts)
    edges += _asked_pairs(text, concepts)
    edges += _concept_edges(text, concepts)
    cut = list(speech.cut(text))
    cut = [part for w in cut for part in (_taken_apart(w, concepts, speech) or (w,))]
    cut = [part for w in cut for part in _halves(w, concepts, speech)]
    cut = [w for w in _whole_latin(cut, text) if not (w.tag.startswith("l") and ("的" in w.surface or "是" in w.surface))]
    edges += [(1.0 if len(w.surface) > 1 else 1.25, SpokenWord(w.start, w.end, w.surface, _mark(w.surface), tag=w.tag)) for w in cut]
    edges += _words(text, concepts, speech)
    edges += _phrases(text, cut, concepts, occurs, held)
    edges += [(0.95, SpokenWord(m.start(), m.end(), m.group(), tag="nx")) for m in _LATIN.finditer(text)]
    edges += _stems(text, concepts, bare)
    edges += [(3.0, SpokenWord(n, n + 1, c, _mark(c), tag=speech.tag(c))) for n, c in enumerate(text)]
    return _unpaired(_cheapest(len(text), edges), concepts)


def _kind(items: Sequence[Item]) -> tuple[str, Item]:
    order = ("Unit", "tasknumber", "Section", "period", "Task", "Document", "Policy", "ordinal", "number")
    for symbol in order:
        if found := next((i for i in items if symbol in i.symbols and (i.symbols[0] == symbol or symbol == "Unit")), None):
            return symbol.lower(), found
    return "thing", items[0]


def _mark(surface: str) -> str:
    return "mark" if all(c in _MARKS or c.isspace() for c in surface) else "word"


def _concept_edges(text: str, concepts: Concepts) -> Iterable[tuple[float, SpokenWord]]:
    for start in range(len(text)):
        for end in range(start + 1, min(len(text), start + concepts.longest) + 1):
            if classes := concepts.classes(text[start:end]):
                long = end - start
                loose = classes <= set(_QUANTITY)  # 名 of 名校长: a measure that may count nothing
                yield (
                    (1.2 if loose and long == 1 else 1.05 if long == 1 else 0.9 - 0.02 * long),
                    SpokenWord(start, end, text[start:end], classes=classes),
                )


def _asked_pairs(text: str, concepts: Concepts) -> Iterable[tuple[float, SpokenWord]]:
    """哪条, 几家: a word that asks holds the measure behind it, whatever word that might begin (条带)."""
    for n in range(len(text) - 1):
        for cut in (1, 2):
            head, measure = text[n : n + cut], text[n + cut : n + cut + 1]
            if concepts.classes(head) & {"wh", "howmany"} and concepts.classes(measure) & set(_QUANTITY):
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


def _doubled(text: str, concepts: Concepts) -> Iterable[tuple[float, SpokenWord]]:
    """是不是, 在不在, 负不负责, 算不算: yes or no of the verb inside."""
    for m in _DOUBLED.finditer(text):
        for verb in (m["a"] + m["b"], m["a"]):
            end = m.end() if len(verb) == 2 else m.end("n") + 1
            inner = concepts.classes(verb)
            if len(verb) == 2 and not inner:
                continue
            yield 0.7, SpokenWord(m.start(), end, text[m.start() : end], classes=frozenset({"yesno"}) | (inner - {"neg", "yesno"}))
            break


_LATIN = re.compile(r"[a-z][a-z0-9.+\-]*|\d+[a-z][a-z0-9]*")


def _whole_latin(cut: list[TaggedWord], text: str) -> list[TaggedWord]:
    """IPv6 is one word."""
    runs = [m.span() for m in _LATIN.finditer(text)]
    out = [w for w in cut if not any(a <= w.start and w.end <= b for a, b in runs)]
    return sorted([*out, *(TaggedWord(a, b, text[a:b], "nx") for a, b in runs)], key=lambda w: w.start)


def _stems(text: str, concepts: Concepts, bare: Callable[[str], Item | None]) -> Iterable[tuple[float, SpokenWord]]:
    """发改, 经信: what may be short for a unit is a word."""
    for start in range(len(text) - 1):
        pair = text[start : start + 2]
        if all("\u4e00" <= c <= "\u9fff" for c in pair) and not concepts.classes(pair) and bare(pair) is not None:
            yield 1.1, SpokenWord(start, start + 2, pair, tag="n")


_HEADS = "哪谁几啥那这第不没都各每两俩一二三四五六七八九十百好归个数最"
_COUNTED = re.compile(r"[第好]?[几两俩一二三四五六七八九十百千万零\d]+")


def _taken_apart(word: TaggedWord, concepts: Concepts, speech: Speech) -> list[TaggedWord] | None:
    """哪条, 几大块, 三家, 不在, 归谁: what a dictionary has as one word and is a construction of words here; None: it is a word."""
    said = word.surface
    if len(said) < 2 or not (said[0] in _HEADS or said[-1] in "谁") or concepts.classes(said):
        return None
    if any(concepts.classes(said[:k]) & {"wh", "howmany"} for k in (1, 2) if len(said) > k) and len(said) > 2:
        k = next(k for k in (2, 1) if concepts.classes(said[:k]) & {"wh", "howmany"})
        return [TaggedWord(word.start, word.start + k, said[:k], "r"), TaggedWord(word.start + k, word.end, said[k:], speech.tag(said[k:]))]
    counted = _COUNTED.match(said)
    for cut in dict.fromkeys((1, 2, *((counted.end(),) if counted else ()))):
        head, rest = said[:cut], said[cut:]
        single = head in _HEADS or all(c in _HEADS for c in head) or (counted is not None and cut == counted.end())
        if rest and single and (concepts.classes(rest) or _taken_apart(TaggedWord(0, len(rest), rest, ""), concepts, speech)):
            at = word.start
            parts = [TaggedWord(at, at + cut, head, speech.tag(head))]
            inner = _taken_apart(TaggedWord(at + cut, word.end, rest, ""), concepts, speech)
            return parts + (inner or [TaggedWord(at + cut, word.end, rest, speech.tag(rest))])
    return None


def _halves(word: TaggedWord, concepts: Concepts, speech: Speech) -> list[TaggedWord]:
    """具体任务 is two words."""
    a, b = word.surface[:2], word.surface[2:]
    if len(word.surface) != 4 or not (concepts.classes(a) and concepts.classes(b)):
        return [word]
    return [TaggedWord(word.start, word.start + 2, a, speech.tag(a)), TaggedWord(word.start + 2, word.end, b, speech.tag(b))]


def _words(text: str, concepts: Concepts, speech: Speech) -> Iterable[tuple[float, SpokenWord]]:
    for start in range(len(text)):
        for end in range(start + 2, min(len(text), start + 6) + 1):
            tag = speech.tag(text[start:end])
            if tag.startswith("l") and ("的" in text[start:end] or "是" in text[start:end]):
                continue  # 有的是
            if end - start == 4 and concepts.classes(text[start : start + 2]) and concepts.classes(text[start + 2 : end]):
                continue  # 具体任务
            if tag and not _taken_apart(TaggedWord(start, end, text[start:end], tag), concepts, speech):
                yield 1.0 - (0.05 if end - start > 3 else 0.0), SpokenWord(start, end, text[start:end], tag=tag)


def _phrases(
    text: str, cut: Sequence[TaggedWord], concepts: Concepts, occurs: Callable[[str], bool], held: Sequence[tuple[int, int]]
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
            if any(a < end and start < b for a, b in held) or not _borders(last, concepts):
                continue
            if all(concepts.classes(w.surface) for w in words[i : j + 1]):
                continue
            if first.tag.startswith("m") and all(concepts.classes(w.surface) for w in words[i + 1 : j + 1]):
                continue  # 两项
            single = all(len(w.surface) == 1 for w in words[i : j + 1])  # 托育: no word of the dictionary
            if end - start < 4 and len(last.surface) == 1 and not single:
                continue  # 新增规 of 新增规模以上: half a word
            if not occurs(text[start:end]):
                break
            yield 0.85 + 0.08 * (j - i), SpokenWord(start, end, text[start:end], tag="n", phrase=True)


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


def _bare_units(tokens: list[SpokenWord], bare: Callable[[str], Item | None]) -> list[SpokenWord]:
    """发改, 科技: the first part of a unit's name stands for the unit beside a role, another unit, or as what is there or not."""
    out = list(tokens)
    able = {
        n: item
        for n, t in enumerate(tokens)
        if t.kind == "word" and 2 <= len(t.surface) <= 3 and not t.classes and (item := bare(t.surface))
    }
    for _ in range(2):
        for n, item in able.items():
            if out[n].kind != "unit" and _as_unit(out, n, able):
                out[n] = replace(
                    out[n], kind="unit", classes=frozenset(), item=replace(item, start=out[n].start, end=out[n].end), phrase=False
                )
    return out


_DOING = ("lead", "cooperate", "responsible", "takepart", "neg", "only", "together")
_BEFORE = ("neg", "except")


def _as_unit(tokens: list[SpokenWord], n: int, able: dict[int, Item]) -> bool:
    before = next((t for t in reversed(tokens[:n]) if not t.surface.isspace()), None)
    rest = [
        t for t in tokens[n + 1 :] if t.surface not in ("那边", "这边", "那头", "上", "为", "系统", "口", "的", "也", "就", "啊", "呀", " ")
    ]
    after = rest[0] if rest else None
    beside = any(t is not None and (t.has("and", "or") or t.surface in "、和跟与") for t in (before, after))
    units = any(t.kind == "unit" for t in (*tokens[max(0, n - 2) : n], *rest[:2])) or any(m in able for m in (n - 2, n + 2))
    touching = tokens[n + 1] if n + 1 < len(tokens) and tokens[n + 1].start == tokens[n].end else None
    if touching is not None and touching.has("unitnoun") and len(touching.surface) == 1:
        return False  # 省财政厅 is another than 县财政局
    if beside and units:
        return True
    if (n - 1 in able or n + 1 in able) and any(t.has("together", "neg", "and") for t in tokens[n + 1 : n + 4]):
        return True  # 发改科技都在
    if after is not None and (after.has(*_DOING) or (after.has("howmany") and len(rest) > 1 and rest[1].has("measure.task"))):
        return not (before is not None and before.kind == "word" and before.content)
    return (
        before is not None
        and before.surface in ("没", "由", "归", "除了", "有", "被", "让", "不含")
        and (after is None or after.kind in ("mark", "unit") or after.surface == "的" or after.asks)
    )


def _parted(tokens: list[SpokenWord], concepts: Concepts) -> list[SpokenWord]:
    """牵的头, 牵了几个头, 沾上点边: a verb and its object that stand apart are still the word they make."""
    out = list(tokens)
    for n, verb in enumerate(tokens):
        head = verb.surface[:1]
        if verb.kind != "word" or not verb.surface or len(verb.surface.rstrip("了着过的得")) != 1:
            continue
        for m in range(n + 1, min(len(tokens), n + 5)):
            if tokens[m].kind == "mark" and not tokens[m].surface.isspace():
                break
            said = concepts.classes(head + tokens[m].surface)
            if len(tokens[m].surface) == 1 and said & _PARTED and tokens[m].start > verb.end:
                out[n] = replace(verb, classes=said, tag="")
                out[m] = replace(tokens[m], classes=frozenset({"talk"}), tag="")
                break
    return out


def _quantities(tokens: list[SpokenWord]) -> list[SpokenWord]:
    """A number and what it is counted in: 300家, 60万, 一个亿."""
    out: list[SpokenWord] = []
    n = 0
    while n < len(tokens):
        token = tokens[n]
        if token.kind == "number":
            end = n + 1
            while end < len(tokens) and end - n < 4 and tokens[end].has(*_QUANTITY) and tokens[end].kind == "word":
                end += 1
            if end > n + 1:
                surface = "".join(t.surface for t in tokens[n:end])
                classes = frozenset(c for t in tokens[n + 1 : end] for c in t.classes)
                out.append(SpokenWord(token.start, tokens[end - 1].end, surface, "quantity", classes, item=token.item))
                n = end
                continue
        if token.kind == "word" and token.tag == "m" and not token.classes and n + 1 < len(tokens) and tokens[n + 1].has("measure"):
            after = tokens[n + 1]  # 第二年
            out.append(
                SpokenWord(token.start, after.end, token.surface + after.surface, tag="t" if token.surface.startswith("第") else "n")
            )
            n += 2
            continue
        out.append(token)
        n += 1
    return out


_PARTED = frozenset({"lead", "cooperate", "responsible", "takepart", "pay"})
_OPENS = ("按", "按照", "根据", "依照", "依据", "照", "在", "就", "从", "对", "对于", "关于", "针对", "围绕")
_CLOSES = (
    "要求",
    "规定",
    "精神",
    "部署",
    "安排",
    "来看",
    "来说",
    "而言",
    "来讲",
    "上",
    "里",
    "中",
    "里头",
    "里面",
    "方面",
    "口径",
    "内",
    "说法",
)


def _framed(tokens: list[SpokenWord], titled: Callable[[str], bool]) -> list[SpokenWord]:
    """在这份计划里, 按照文件要求, 根据文件，: a circumstance that says only what paper is spoken of is nothing that narrows."""
    out = list(tokens)
    for n, first in enumerate(tokens):
        if first.surface not in _OPENS:
            continue
        for m in range(n + 1, min(len(tokens), n + 8)):
            last = tokens[m]
            paused = m + 1 < len(tokens) and tokens[m + 1].kind == "mark" and bool(_PAUSE.search(tokens[m + 1].surface))
            closes = last.surface in _CLOSES or (paused and last.has("documentnoun", "talk"))
            if not _circumstance(last, titled) and not closes:
                break
            follows = m + 1 < len(tokens) and tokens[m + 1].surface in _CLOSES
            if closes and not follows and m > n + (last.surface in _CLOSES) and all(_circumstance(t, titled) for t in tokens[n + 1 : m]):
                for k in range(n, m + 1):
                    out[k] = replace(tokens[k], kind="mark", classes=frozenset(), surface=" " * len(tokens[k].surface))
                break
    return out


def _circumstance(token: SpokenWord, titled: Callable[[str], bool]) -> bool:
    if token.kind == "document":
        return True
    if token.kind != "word" or token.asks:
        return False
    if token.has("talk", "measure", "measure.document", "in") or token.surface in ("文件", "通知", "意见", "事", "事儿", "工作"):
        return True
    if token.content or token.phrase:
        return len(token.surface) > 1 and titled(
            token.surface.removeprefix("全县").removeprefix("全市").removeprefix("全省").removeprefix("我县")
        )
    return not token.classes or (token.has("takepart") and token.surface in ("有关",))


# ── clauses ──


def _clauses(text: str, tokens: list[SpokenWord]) -> tuple[tuple[tuple[SpokenWord, ...], ...], tuple[SpokenWord, ...], tuple[str, ...]]:
    rows: list[list[SpokenWord]] = [[]]
    for token in tokens:
        if token.kind == "mark" and _PAUSE.search(token.surface):
            if rows[-1]:
                rows.append([])
        elif token.kind != "mark" and not token.surface.isspace():
            rows[-1].append(token)
    rows = [row for row in rows if row]
    rows, dropped, corrected = _corrections(text, rows)
    return tuple(tuple(row) for row in rows), tuple(dropped), tuple(corrected)


def corrections(text: str) -> list[tuple[int, int]]:
    """Where what was said before is taken back: 哦不对, 我是说."""
    return sorted([*(m.span() for m in _CORRECTION.finditer(text)), *(m.span() for m in _RESTATE.finditer(text))])


def _corrections(text: str, rows: list[list[SpokenWord]]) -> tuple[list[list[SpokenWord]], list[SpokenWord], list[str]]:
    """科技局，哦不对，商务局: what was said last holds; the last thing of the same kind before the word that takes it back is gone."""
    marks = corrections(text)
    dropped: list[SpokenWord] = []
    said: list[str] = []
    for begin, end in marks:
        after = [t for row in rows for t in row if t.start >= end]
        before = [t for row in rows for t in row if t.end <= begin]
        inside = [t for row in rows for t in row if begin <= t.start and t.end <= end]
        if not after or not before:
            continue
        new = next((t for t in after if t.kind != "word" or t.classes & _KINDS or t.content), None)
        if new is None:
            continue
        old = next((t for t in reversed(before) if _alike(t, new)), None)
        gone = [*inside]
        if old is not None:
            gone.append(old)
        elif new.kind in ("tasknumber", "loosenumber"):  # 办展会那事儿，不对，是26条: a number replaces words
            gone += [t for t in before if t.content]
        dropped += gone
        said += [t.surface for t in gone if t not in inside]
        rows = [[t for t in row if t not in gone] for row in rows]
    return [row for row in rows if row], dropped, said


_OFFICES = ("局", "委", "办", "厅", "部", "中心", "政府")
_KINDS = frozenset({"lead", "cooperate", "responsible"})


def _alike(a: SpokenWord, b: SpokenWord) -> bool:
    numbers = ("tasknumber", "loosenumber", "number", "quantity")
    if a.kind in numbers and b.kind in numbers:
        return True
    if b.kind == "unit" and a.content and a.surface.endswith(_OFFICES):
        return True  # 科技局，哦不对，商务局: whether there is one or not
    if a.kind != b.kind:
        return False
    if a.kind == "word":
        return bool(a.classes & _KINDS and b.classes & _KINDS) or (a.content and b.content and not a.classes and not b.classes)
    return True


def named(token: SpokenWord) -> One | None:
    """The thing a token names."""
    value = token.item.value if token.item is not None else None
    return value if isinstance(value, One) else None
