"""What was said → the words that passages are searched by: names, numbers and words of content, each with how much it matters."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import replace

from zhengpu.query.asked.asked_kinds import Asked
from zhengpu.query.said.spoken_term import SpokenTerm
from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.query.spoken.parties import Party
from zhengpu.query.spoken.spoken_words import SpokenWord
from zhengpu.query.spoken.utterance import Utterance
from zhengpu.query.words.otherwise import Thesaurus
from zhengpu.query.words.synonyms import Synonyms

__all__ = ["said_terms"]

_CARRYING = frozenset({"relation", "moneynoun", "programmenoun", "projectnoun", "placenoun", "pay", "endnoun", "countnoun"})
"""Classes whose words name something that a plan may speak of besides what they do in a question."""
_NAMES = ("quantity", "number", "loosenumber", "section", "task", "policy", "thing", "document")
_LETTERS, _SIGNS = "nx", "+-·/.…"
_WEIGHT = {"n": 1.0, "j": 1.0, "vn": 0.8, "an": 0.8, "v": 0.6, "a": 0.5, "b": 0.5, "d": 0.3, "t": 0.5}
_UNTAGGED, _SINGLE = 0.8, 0.5
_QUOTED = re.compile("《[^》]*》|“[^”]*”|「[^」]*」")
_ASKING = "谁哪几何啥"
_NEVER = (
    "talk",
    "measure",
    "measure.task",
    "measure.unit",
    "neg",
    "and",
    "or",
    "in",
    "else",
    "each",
    "have",
    "mention",
    "except",
    "outside",
)
_ONE = re.compile("一[个条项块部份种些]?")
_RATE, _SHORT_YEAR = re.compile("一个?(年|季度|季|月|周|天|日)"), re.compile(r"(\d\d)年")
_OPTIONAL, _PARTY = 0.6, 1.0
"""What a word counts that is missed by nobody, and what a unit does whose sentences are meant: 教育局的平台."""


def said_terms(
    said: Utterance, wanted: Asked, parties: Iterable[Party], fold: Callable[[str], str], synonyms: Synonyms, thesaurus: Thesaurus
) -> tuple[SpokenTerm, ...]:
    """The terms of a question in order; units that take a part of their own in it, and the words that ask, are none."""
    tokens = said.tokens
    parties = tuple(parties)
    named = {n for party in parties for n in party.used}
    used = set(wanted.used) | named
    if wanted.noun is not None and wanted.noun.content:
        used -= {n for n, t in enumerate(tokens) if t is wanted.noun}
    heads = {tokens[n].start for n in range(len(tokens)) if _owned(tokens, n)}
    kept = [t for n, t in enumerate(tokens) if n not in used and _carries(t) and not _points(tokens, n) and not _asks_itself(t, wanted)]
    loosely = [t for n, t in enumerate(tokens) if t not in kept and n not in named and (_may_carry(t) or _asks_itself(t, wanted))]
    quoted = {t.start for t in kept for m in _QUOTED.finditer(said.text) if m.start() <= t.start < m.end()}
    kept = _said_otherwise(said, tokens, kept, used, thesaurus, fold)
    rows = _joined(kept, fold, quoted)
    terms = [
        SpokenTerm(text, weight, others := _others(text, synonyms), name, start in heads, _loose(text, others, thesaurus), start)
        for text, weight, name, start in rows
    ]
    ends = {t.end: t for t in kept if t.tag[:1] == "n"}
    tails = {t.start for t in kept if t.tag[:1] == "n" and t.start in ends and not any(o.start == t.end and o.tag[:1] == "n" for o in kept)}
    terms = [replace(term, tail=term.at in tails) for term in terms]
    inside = [(t.at, t.at + len(t.text)) for t in terms]
    terms += [
        SpokenTerm(text := fold(t.surface), _OPTIONAL, others := _others(text, synonyms), loose=_loose(text, others, thesaurus), at=t.start,
                   optional=True)
        for t in loosely
        if not any(a <= t.start and t.end <= b for a, b in inside)
    ]  # fmt: skip
    if wanted.form != "yesno":  # whether a unit takes part is not looked for where it does
        terms += [term for party in parties if not (party.excepted or party.negative) for term in _acting(tokens, party, fold)]
    return tuple(sorted(terms, key=lambda term: term.at))


def _acting(tokens: Sequence[SpokenWord], party: Party, fold: Callable[[str], str]) -> Iterable[SpokenTerm]:
    """The units of a party, each a word that the clause of a sentence may say."""
    for token in tokens[party.start : party.end]:
        iris = getattr(token.item.value, "iris", ()) if token.kind == "unit" and token.item is not None else ()
        if iris:
            yield SpokenTerm(fold(token.surface), _PARTY, at=token.start, optional=True, units=frozenset(iris))


def _said_otherwise(
    said: Utterance, tokens: Sequence[SpokenWord], kept: Sequence[SpokenWord], used: Container[int], thesaurus: Thesaurus,
    fold: Callable[[str], str],
) -> list[SpokenWord]:  # fmt: skip
    """一块儿办, 卷铺盖走人: several words that together are what people say for what papers print are one."""
    starts, ends = {t.start: n for n, t in enumerate(tokens)}, {t.end: n for n, t in enumerate(tokens)}
    out = list(kept)
    for a, b in thesaurus.find(fold(said.text)):
        first, last = starts.get(a), ends.get(b)
        if first is None or last is None or first == last:
            continue
        inside = tokens[first : last + 1]
        if any(t.asks or t.kind != "word" or t.phrase for t in inside) or any(n in used for n in range(first, last + 1)):
            continue
        out = [t for t in out if t.end <= a or t.start >= b]
        out.append(SpokenWord(a, b, said.text[a:b], tag=max((t.tag for t in inside), key=_weight_of)))
    return sorted(out, key=lambda t: t.start)


def _carries(token: SpokenWord) -> bool:
    if token.asks or any(c in token.surface for c in _ASKING):
        return False
    if token.kind in _NAMES or token.phrase:
        return not token.classes - _CARRYING or token.kind == "quantity"
    if token.kind != "word" or token.classes - _CARRYING:
        return False
    single = len(token.surface) == 1
    return bool(token.classes) or (token.content and not (single and token.tag[:1] not in ("n", "j", "")))


def _may_carry(token: SpokenWord) -> bool:
    """Whether a word that does something in the question may also be what a sentence speaks of: 银行, 数据, 拍板."""
    if token.asks or token.kind != "word" or len(token.surface) < 2 or token.has(*_NEVER):
        return False
    return bool(token.classes) and not any(c in token.surface for c in _ASKING)


def _owned(tokens: Sequence[SpokenWord], n: int) -> bool:
    """平台的网址, 回收箱的验收由谁做: what is asked of is the last word, whatever it belongs to."""
    after = tokens[n + 1] if n + 1 < len(tokens) else None
    ends = after is None or (not after.content and not after.phrase and after.surface != "的")
    word = len(tokens[n].surface) > 1 or tokens[n].tag[:1] == "n"
    return n > 0 and tokens[n - 1].surface == "的" and word and ends


def _points(tokens: Sequence[SpokenWord], n: int) -> bool:
    """那一句, 一个平台: a number that only points, or says of something that it is one."""
    if tokens[n].kind not in ("quantity", "number"):
        return False
    return _ONE.fullmatch(tokens[n].surface) is not None or (n > 0 and tokens[n - 1].surface in load_concepts().sets["demonstrative"])


def _asks_itself(token: SpokenWord, wanted: Asked) -> bool:
    """“完成时间”写哪一天, 总分值是多少: a noun that ends as what is asked for by the question's form is no matter of it."""
    names = {"date": "datenoun", "value": "countnoun", "count": "countnoun"}
    noun = names.get(wanted.form)
    return noun is not None and len(token.surface) > 2 and noun in load_concepts().table.get(token.surface[-2:], ())


def _joined(tokens: Iterable[SpokenWord], fold: Callable[[str], str], quoted: Container[int]) -> Iterable[tuple[str, float, bool, int]]:
    """Single characters side by side, or one beside a noun, are one word that the dictionary has not (危 + 废, 氢 + 能源)."""
    rows: list[list[SpokenWord]] = []
    for token in tokens:
        last = rows[-1][-1] if rows else None
        if last is not None and last.end == token.start and _compound(last, token):
            rows[-1].append(token)
        else:
            rows.append([token])
    for row in rows:
        text = fold("".join(t.surface for t in row)).strip(_SIGNS)
        weight = max(_weight(t) for t in row)
        if text:
            yield text, weight * _SINGLE if len(text) == 1 else weight, _whole(row) or row[0].start in quoted, row[0].start


def _whole(row: Sequence[SpokenWord]) -> bool:
    """Whether a part of these words would be the name of something else: 电商街, a law."""
    if any(c.isascii() and c.isalnum() for t in row for c in t.surface) and any(t.kind == "word" for t in row):
        return True  # 6G is not 5G
    return row[0].kind in ("policy", "document") or (len(row) > 1 and max(len(t.surface) for t in row) > 1)


def _compound(first: SpokenWord, second: SpokenWord) -> bool:
    sizes = {len(first.surface), len(second.surface)}
    nouns = all(t.tag[:1] in ("n", "j", "g", "") and t.tag != _LETTERS and not t.classes and t.kind == "word" for t in (first, second))
    return sizes == {1} or (1 in sizes and nouns and max(sizes) < 4)


def _weight(token: SpokenWord) -> float:
    if token.kind == "quantity" and (_RATE.fullmatch(token.surface) or _SHORT_YEAR.fullmatch(token.surface)):
        return _WEIGHT["t"]
    if token.phrase or token.kind != "word" or token.classes:
        return 1.0
    return _weight_of(token.tag)


def _weight_of(tag: str) -> float:
    return _WEIGHT.get(tag[:2], _WEIGHT.get(tag[:1], _UNTAGGED))


def _loose(text: str, others: Container[str], thesaurus: Thesaurus) -> tuple[str, ...]:
    return tuple(word for word in thesaurus.printed(text) if word not in others)


def _others(text: str, synonyms: Synonyms) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*_printed_times(text), *(word for _, word in synonyms.others(text)))))


def _printed_times(text: str) -> Iterable[str]:
    """一年 of how often is 每年 in print, 25年 is 2025年."""
    if (rate := _RATE.fullmatch(text)) is not None:
        yield f"每{rate[1]}"
    if (year := _SHORT_YEAR.fullmatch(text)) is not None:
        yield f"20{year[1]}年"
