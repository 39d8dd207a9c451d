"""What was said → terms of one letter each: units, parts, items, roles, and the words that put sets together."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from zhengpu.query.meaning import Set
from zhengpu.query.spoken.concepts import Concepts
from zhengpu.query.spoken.parties import DOING
from zhengpu.query.spoken.spoken_words import SpokenWord, named
from zhengpu.query.words.link import Period, TaskNumbers

__all__ = ["UNREAD", "SetGround", "SetTerm", "set_terms", "set_words"]

_BY_CLASS = (
    ("yesno", "Y"), ("who", "W"), ("howmany", "H"), ("wh", "w"), ("alone", "y"), ("only", "y"), ("except", "x"), ("outside", "o"),
    ("neg", "n"), ("else", "e"), ("or", "|"), ("and", "&"), ("total", "."), ("together", "b"), ("most", "m"), ("least", "m"),
    ("earliest", "E"), ("latest", "E"), ("over", "g"), ("under", "g"), ("atleast", "g"), ("atmost", "g"), ("exactly", "."),
    ("measure.unit", "N"), ("unitnoun", "N"), ("tasknoun", "K"), ("measure.task", "K"), ("countnoun", "J"), ("datenoun", "d"),
    ("due", "d"), ("sectionnoun", "S"), ("have", "h"), ("mention", "h"), ("in", "i"), ("talk", "."), ("rank", "."), ("measure", "."),
    ("each", "."),
)  # fmt: skip
"""The letter of words of a class; the first that fits holds."""
_DROPPED, UNREAD = ".", "?"
_NUMBERED = ("quantity", "number")
_CARRIES = frozenset({"targetnoun", "moneynoun", "relation", "programmenoun", "projectnoun", "attribute", "countnoun", "payernoun", "talk"})
"""Classes whose words may be words of a heading or a title."""


@dataclass(frozen=True, slots=True)
class SetTerm:
    """A letter and what it stands for.

    U a unit, P a part, T an item, V a role, Q a noun for units in a role, B units of a level, N a unit, K a task, S a part as nouns,
    W who, w which, H how many, Y yes or no, n no, x except, o besides, y only, b all, & and, | or, e others, h have, i in, m most or
    least, E first or last in time, g more or fewer than, D a number, C so many units, d a deadline, t a time, z foremost, + counted in, > next to,
    s shared, a stands for the unit, f for somebody, J a number of, ? not understood.
    """

    letter: str
    text: str
    start: int
    end: int
    meant: Set | None = None
    role: str | None = None
    operator: str = "="
    number: int = 0
    period: Period | None = None
    alone: bool = False
    described: bool = False


@dataclass(frozen=True, slots=True)
class SetGround:
    """What the plans in scope have.

    `part`: the part that words head, with a noun for parts beside them or not; `paper`: the paper of several that words name; `items`:
    those that words speak of; `titled`: those called just so; `unit`: whom a bare word is short for; `classed`: the one unit whose name
    ends so; `single`: whether a set has one member; `said`: whether a heading or a title has the word; `cooperating`: whether
    any unit is said to cooperate; `paper_nouns`: those for papers that are issued together.
    """

    part: Callable[[Sequence[str], bool], Set | None]
    paper: Callable[[Sequence[str]], Set | None]
    items: Callable[[Sequence[str]], Set | None]
    titled: Callable[[Sequence[str]], Set | None]
    unit: Callable[[str], Set | None]
    classed: Callable[[Sequence[str]], Set | None]
    said: Callable[[str], bool]
    cooperating: Callable[[], bool]
    single: Callable[[Set | None], bool]
    numbered: Callable[[TaskNumbers], Set]
    paper_nouns: frozenset[str]


@cache  # a constant of the installed program
def set_words() -> Mapping[str, frozenset[str]]:
    """Read `set_words.toml`: word lists by what they do."""
    data: dict[str, Any] = tomllib.loads(resources.files("zhengpu.query.sets").joinpath("set_words.toml").read_text("utf-8"))
    return {name: frozenset(words) for name, words in data["word"].items()}


def set_terms(clauses: Sequence[Sequence[SpokenWord]], concepts: Concepts, ground: SetGround) -> list[SetTerm]:
    """The terms of an utterance in order, a comma between clauses; words that only help are left out."""
    out: list[SetTerm] = []
    for clause in clauses:
        if out:
            out.append(SetTerm(",", "，", clause[0].start, clause[0].start))
        out += _ClauseTerms(clause, concepts, ground).terms()
        if out and out[-1].letter == UNREAD:
            break  # nothing is read of such a question
    return out


class _ClauseTerms:
    """One clause."""

    def __init__(self, tokens: Sequence[SpokenWord], concepts: Concepts, ground: SetGround) -> None:
        self._tokens, self._concepts, self._ground = tokens, concepts, ground
        self._sets, self._words = concepts.sets, set_words()

    def terms(self) -> list[SetTerm]:
        out: list[SetTerm] = []
        n = 0
        while n < len(self._tokens) and not (out and out[-1].letter == UNREAD):
            taken = self._of_class(n) or self._level_of_government(n) or self._run(n, out)
            if taken is not None:
                found, n = taken
                out += found
                continue
            term = self._term(n)
            n += 1
            if term.letter == "P":
                n = self._shell(n)
            if term.letter != _DROPPED:
                out.append(term)
        return out

    def _made(self, letter: str, n: int, **more: Any) -> SetTerm:
        token = self._tokens[n]
        return SetTerm(letter, token.surface, token.start, token.end, **more)

    def _of_class(self, n: int) -> tuple[list[SetTerm], int] | None:
        """市政府 where the plans name one body that is called so: 各市人民政府."""
        token = self._tokens[n]
        ends = token.item.value if token.has("unitclass") and token.item is not None else None
        unit = self._ground.classed(ends) if isinstance(ends, tuple) and not (n and self._tokens[n - 1].asks) else None
        return None if unit is None else ([self._made("U", n, meant=unit)], n + 1)

    def _level_of_government(self, n: int) -> tuple[list[SetTerm], int] | None:
        """市一级政府, 县级政府: the body of that level, where the plans name one for all."""
        tokens = self._tokens
        for end in (n + 2, n + 3):
            said = "".join(t.surface for t in tokens[n:end])
            level, government = said[:1], next((w for w in ("人民政府", "政府") if said.endswith(w)), "")
            if level in self._sets["levels"] and government and said[1 : -len(government)] in self._sets["of_level"]:
                unit = self._ground.classed([f"{level}人民政府"])
                return None if unit is None else ([self._spanned("U", n, min(end, len(tokens)), unit)], min(end, len(tokens)))
        return None

    def _shell(self, n: int) -> int:
        """保障措施那一块: what only points at the part before it."""
        at, tokens = n, self._tokens
        while at < len(tokens) and (tokens[at].surface in self._words["pointed"] or tokens[at].surface == "一"):
            at += 1
        noun = at < len(tokens) and (tokens[at].has("sectionnoun") or tokens[at].surface in self._words["part_nouns"])
        return at + 1 if noun and tokens[at].start - tokens[n - 1].end <= at - n + 1 else n

    # ── words that name a part or an item ──

    def _carries(self, n: int) -> bool:
        """Whether a word may be one of a heading or a title."""
        token = self._tokens[n]
        if token.kind != "word" or token.asks or any(token.surface in words for words in self._words.values()):
            return False
        if token.content or token.phrase:
            return not token.has("unitclass")
        return len(token.surface) > 1 and token.classes <= _CARRIES and self._ground.said(token.surface)

    def _run(self, n: int, before: Sequence[SetTerm]) -> tuple[list[SetTerm], int] | None:
        """管数据的那一块, 规范中介那个方案, 内网、外网两项任务, 便民服务里面, 不含保障: words and the noun or the place that says what
        they name; None: no words begin here."""
        if not self._carries(n):
            if self._tokens[n].surface in self._words["about"] and n + 1 < len(self._tokens) and self._carries(n + 1):
                inner = self._run(n + 1, before)
                if inner is not None and inner[0] and inner[0][0].letter == "P":
                    return inner
            return None
        rows: list[list[str]] = [[]]
        end = n
        while end < len(self._tokens):
            token = self._tokens[end]
            if self._carries(end) and (end == n or token.surface not in self._ground.paper_nouns):
                rows[-1].append(token.surface)
            elif token.has("and") and rows[-1] and end + 1 < len(self._tokens) and self._carries(end + 1) and len(token.surface) == 1:
                rows.append([])
            else:
                break
            end += 1
        return self._named(n, end, rows, before)

    def _named(self, n: int, end: int, rows: list[list[str]], before: Sequence[SetTerm]) -> tuple[list[SetTerm], int] | None:
        tokens, words = self._tokens, [w for row in rows for w in row]
        at, pointed, many = end, False, 1
        while at < len(tokens):
            token = tokens[at]
            value = token.item.value if token.item is not None else None
            if token.surface in self._words["pointed"]:
                pointed = True
            elif token.kind in _NUMBERED and isinstance(value, int) and not token.has("measure.unit"):
                many = max(many, value)
            elif token.surface != "的" and not (token.has("measure") and pointed and token.surface not in self._words["part_nouns"]):
                break
            at += 1
        here = tokens[at] if at < len(tokens) else None
        last = tokens[at - 1] if at > end else None
        single = self._single(n, end, words)
        if here is not None and here.surface in self._ground.paper_nouns and (part := self._ground.paper(words)) is not None:
            return [self._described(n, at + 1, part)], at + 1
        noun = here is not None and (here.has("sectionnoun") or here.surface in self._words["part_nouns"])
        unit_noun = last is not None and last.kind in _NUMBERED and last.surface[-1:] in self._words["part_nouns"]  # 那一段
        if (noun or unit_noun) and (titled := self._ground.titled(words)) is not None:
            return [self._spanned("T", n, at + noun, titled)], at + noun
        if (noun or unit_noun) and (part := self._ground.part(words, True)) is not None:
            return [self._described(n, at + noun, part)], at + noun
        if here is not None and here.kind == "tasknumber" and (items := self._ground.items(words)) is not None:  # 那一条
            return [self._spanned("T", n, at + 1, items)], at + 1
        task = (here is not None and here.has("tasknoun", "measure.task") and (pointed or many > 1)) or (
            last is not None and last.kind == "quantity" and last.has("measure.task")
        )
        if task:
            stop = at
            while stop < len(tokens) and (tokens[stop].has("tasknoun", "measure.task")):
                stop += 1
            each = rows if many == len(rows) > 1 else [words]
            found = [self._ground.items(row) for row in each]
            if all(found) and (len(each) == 1 or all(self._ground.single(items) for items in found)):
                out: list[SetTerm] = []
                for items in found:
                    out += [SetTerm("&", "、", tokens[n].start, tokens[n].start)] if out else []
                    out.append(self._spanned("T", n, stop, items))
                return out, stop
        if single is not None:
            return [self._spanned("U", n, end, single)], end
        near = (here is not None and here.has("in") and at == end) or (bool(before) and before[-1].letter in "nx")
        if near and (part := self._ground.part(words, False)) is not None:
            return [self._described(n, end, part)], end
        if len(rows) > 1 and all(len(row) == 1 and self._ground.unit(row[0]) is not None for row in rows):
            return [self._spanned("U", n, n + 1, self._ground.unit(rows[0][0]))], n + 1
        return self._loose(n, end, words)

    def _loose(self, n: int, end: int, words: Sequence[str]) -> tuple[list[SetTerm], int] | None:
        """企业内网升级: words of a title that stand alone."""
        if all(self._helps(m) for m in range(n, end)):
            return [], end
        while n < end and self._helps(n):
            n += 1
        kept = [t.surface for t in self._tokens[n:end]]
        items = self._ground.items([w for w in kept if w in words])
        return [self._spanned("T" if items is not None else "?", n, end, items)], end

    def _single(self, n: int, end: int, words: Sequence[str]) -> Set | None:
        return self._ground.unit(words[0]) if end - n == 1 and len(words[0]) > 1 else None

    def _spanned(self, letter: str, n: int, end: int, meant: Set | None) -> SetTerm:
        start, stop = self._tokens[n].start, self._tokens[end - 1].end
        return SetTerm(letter, "".join(t.surface for t in self._tokens[n:end]), start, stop, meant)

    def _described(self, n: int, end: int, part: Set) -> SetTerm:
        return replace(self._spanned("P", n, end, part), described=True)

    def _helps(self, n: int) -> bool:
        """列出, 列为, 算进去: a verb that says no more than to have or to list, with what comes of it."""
        token = self._tokens[n]
        if token.surface in self._words["light"] | self._sets["complements"]:
            return True
        if token.phrase or not token.tag.startswith(("v", "d", "p", "l", "b", "r")):
            return len(token.surface) == 1 and not token.tag.startswith(("n", "j", "g"))
        head, rest = token.surface[0], token.surface[1:]
        told = self._concepts.classes(head) & {"have", "mention", "takepart"} or head in self._sets["listing"]
        follows = rest in self._sets["complements"] | self._sets["landing"] | self._sets["results"] | frozenset("出为成作过着")
        return bool(told) and follows

    # ── words one by one ──

    def _term(self, n: int) -> SetTerm:
        token = self._tokens[n]
        value = token.item.value if token.item is not None else None
        one = named(token)
        if token.kind == "unit":
            return self._made("U" if one is not None and one.iris else "?", n, meant=one)
        if token.kind == "section" and one is not None:
            return self._made("P", n, meant=one)
        if token.kind == "task" and one is not None:
            return self._made("T", n, meant=one)
        if token.kind in ("tasknumber", "loosenumber"):
            numbers = value if isinstance(value, TaskNumbers) else TaskNumbers((int(token.surface[:-1]),), token.surface)
            return self._made("T", n, meant=self._ground.numbered(numbers))
        if token.kind == "period" and isinstance(value, Period):
            return self._made("t", n, period=value)
        if token.kind in _NUMBERED:
            letter = ("C" if token.has("measure.unit") else "D") if isinstance(value, int) else "?"
            return self._made(letter, n, number=value if isinstance(value, int) else 0)
        if token.kind == "ordinal":
            return self._made("z" if value == 1 else "?", n)
        if token.kind != "word":
            return self._made(_DROPPED if token.kind == "mark" else "?", n)
        return self._of_word(n)

    def _of_word(self, n: int) -> SetTerm:
        token = self._tokens[n]
        for name, own in (("leaving_out", "x"), ("foremost", "z"), ("counted_in", "+"), ("next_to", ">"), ("helped", "f")):
            if token.surface in self._words[name] and (name != "foremost" or not token.has("lead") or self._lists_all(n)):
                return self._made(own, n, role="lead" if token.has("lead") else None)
        if token.surface in self._words["own"] or token.surface in self._words["whose"]:
            return self._made("a", n)
        if token.has(*DOING) and not token.asks:
            return self._role(n)
        if token.has("targetnoun") and token.surface == "数" and n and self._tokens[n - 1].has("tasknoun", "unitnoun", "measure.task"):
            return self._made("J", n)
        if token.has("unitnoun") and token.surface[:1] in self._sets["levels"] and token.surface[1:2] in self._sets["of_level"]:
            return self._made("B", n)
        if token.surface in self._words["shared"] and not token.has("and"):
            return self._made("s" if not token.has("together") else "b", n)
        letter = next((own for name, own in _BY_CLASS if token.has(name)), None)
        if letter == "H" and n and self._tokens[n - 1].surface in self._words["pointed"]:
            letter = _DROPPED  # 这几个方案
        if letter is None:
            return self._made("?" if (token.content and not self._helps(n)) or token.classes else _DROPPED, n)
        if token.surface in self._words["light"] and letter in "hi.&":
            letter = _DROPPED
        operator = next((op for name, op in self._concepts.compares.items() if token.has(name)), "=")
        if letter == "y" and n and self._tokens[n - 1].has("over", "under", "atleast", "atmost") and token.surface.startswith("一"):
            return self._made("D", n, number=1)  # 多于一家
        lowest = token.has("least", "earliest")
        return self._made(letter, n, operator="<" if lowest else operator, alone=token.has("alone"))

    def _lists_all(self, n: int) -> bool:
        """责任单位里…打头: whether it is an order of names that is spoken of."""
        return any(t.has(*DOING) and t.surface.endswith(tuple(self._sets["role_noun"])) for t in self._tokens[:n])

    def _role(self, n: int) -> SetTerm:
        token = self._tokens[n]
        role = token.own_role or next(r for r in DOING if token.has(r))
        if token.surface.endswith(tuple(self._sets["role_noun"])) and len(token.surface) > 2:
            joined = role == "takepart" and token.surface.startswith(tuple(self._words["joined"])) and self._ground.cooperating()
            return self._made("Q", n, role="cooperate" if joined else role)
        if role == "takepart" and len(token.surface) == 1:
            return self._made("h", n)
        return self._made("V", n, role="takepart" if len(token.surface) == 1 else role)  # 管, 担
