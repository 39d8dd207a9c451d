"""Words of content that limit, and those that stand nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zhengpu.query.asked.asked_kinds import Asked
from zhengpu.query.kinds import UNIT
from zhengpu.query.sense.limit_numbers import NumberLimits
from zhengpu.query.sense.limits_said import Narrowing
from zhengpu.query.sense.word_search import TopicWord
from zhengpu.query.spoken.parties import DOING
from zhengpu.query.spoken.spoken_words import SpokenWord

__all__ = ["WordLimits"]


class WordLimits(NumberLimits):
    """Reads words of content."""

    def _words(self, wanted: Asked, out: Narrowing, used: set[int]) -> None:
        """Words of content; those of a clause in which nothing is asked and nothing is printed are aside."""
        offset = 0
        unknown: list[str] = []
        for clause in self._said.clauses:
            rows = list(enumerate(clause, offset))
            offset += len(clause)
            contrast = (
                bool(clause)
                and clause[0].has("neg")
                and clause[0].surface in self._sets["contrast"]
                and not any(t.kind == "unit" for t in clause)
            )
            kept = [(n, t) for n, t in rows if n not in used and self._carries(t, n, wanted) and not self._lone(t, n)]
            words = self._compounds([self._as_noun(t, n) for n, t in kept])
            known = [w for w in words if w is not None and (w.must or self._builder.occurs(w.text))]
            if contrast:
                continue  # 不是第一年: what is not meant
            missing = [w for w in known if w.must and (self._topics.missing([w]) or self._office_elsewhere(w))]
            live = any(n in wanted.used or t.kind not in ("word", "mark") or (t.has(*DOING) and len(t.surface) > 1) for n, t in rows)
            found = [w for w in known if w not in missing]
            if missing and not live and not any(w.must for w in found):
                out.dropped = True
                continue  # an aside
            unknown += [w.text for w in missing if not self._talk(w.text)]
            out.words += found
        out.missing = tuple(unknown)
        if (
            out.words
            and wanted.noun is not None
            and wanted.noun.content
            and len(wanted.noun.surface) > 1
            and not any(w.text == wanted.noun.surface for w in out.words)
        ):
            out.words.append(TopicWord(wanted.noun.surface, not self._talk(wanted.noun.surface)))
        out.called = self._called(wanted)
        self._heading(wanted, out)

    def _called(self, wanted: Asked) -> str:
        """哪个示范圈, 十二个示范圈, 示范圈名单: a noun of the plan that stands for things one by one."""
        for n, token in enumerate(self._tokens):
            if len(token.surface) > 1 and (token.content or token.phrase) and (token is wanted.noun or self._one_by_one(n)):
                return token.surface
        return ""

    def _one_by_one(self, n: int) -> bool:
        """各示范圈, 示范圈全部, 写了次数的示范圈里, …的示范圈是哪个."""
        token = self._tokens[n]
        before = self._tokens[n - 1] if n else None
        after, following = [*self._tokens[n + 1 : n + 3], None, None][:2]
        if after is not None and after.surface in self._sets["listing_all"]:
            return True
        if before is None:
            return False
        if before.has("each") or (before.surface.endswith("个") and before.kind == "quantity" and before.end == token.start):
            return True
        asked = after is not None and after.surface in self._sets["copula"] and following is not None and following.asks
        owned = before.surface == "的" or before.has("countnoun")
        return owned and after is not None and (asked or after.has("in"))

    def _content(self, wanted: Asked, used: set[int], tokens: Sequence[SpokenWord], at: int) -> list[TopicWord]:
        """The words of content of a stretch."""
        rows = [t for n, t in enumerate(tokens, at) if n not in used and self._carries(t, n, wanted) and not self._lone(t, n)]
        return [w for w in self._compounds(rows) if w is not None and (w.must or self._builder.occurs(w.text))]

    def _office_elsewhere(self, word: TopicWord) -> bool:
        """公安局, asked of a plan that names none, though another does."""
        office = len(word.text) > 2 and word.text.endswith(tuple(self._sets["office"]))
        return office and self._builder.narrows and not self._topics.said_here(word)

    def _compounds(self, tokens: Sequence[SpokenWord]) -> list[TopicWord | None]:
        """Words of content; a noun of one character belongs to the word it touches (标准馆, 氢能源) and changes what that is."""
        out: list[TopicWord | None] = []
        last: SpokenWord | None = None
        for token in tokens:
            touches = last is not None and last.end == token.start and not token.classes and not last.classes
            single = last is not None and 1 in (len(token.surface), len(last.surface)) and (token.tag[:1] == "n" or len(token.surface) > 1)
            nouns = last is not None and last.tag[:1] in ("n", "g") and (last.phrase or len(last.surface) < 4)
            if touches and single and nouns and last is not None and max(len(token.surface), len(last.surface)) > 1:
                joined = last.surface + token.surface
                out[-1:] = [TopicWord(joined)]
                last = replace(last, end=token.end, surface=joined, tag="n")
                continue
            out.append(self.word(token))
            last = token
        return out

    def _as_noun(self, token: SpokenWord, n: int) -> SpokenWord:
        """回收箱的验收由…: a verb behind 的 that nothing follows which it could belong to is the name of a deed."""
        after = self._tokens[n + 1] if n + 1 < len(self._tokens) else None
        owned = n > 0 and self._tokens[n - 1].surface == "的" and len(token.surface) > 1 and token.tag == "v"
        ends = after is not None and not after.content and not after.phrase and after.surface != "的"
        return replace(token, tag="vn") if owned and ends else token

    def _lone(self, token: SpokenWord, n: int) -> bool:
        """A single character that stands beside no word of content: 问 of 领导问."""
        beside = [t for t in self._tokens[max(0, n - 1) : n + 2] if t is not token]
        return len(token.surface) == 1 and not any(
            (t.content or t.phrase) and (t.end == token.start or token.end == t.start) for t in beside
        )

    def _heading(self, wanted: Asked, out: Narrowing) -> None:
        """集聚发展那一部分: words before a noun for a part name the part."""
        for n, token in enumerate(self._tokens):
            inside = token.has("programmenoun") and n + 1 < len(self._tokens) and self._tokens[n + 1].has("in")  # 算力行动里边
            if not (token.has("sectionnoun") or inside) or n in wanted.used or not n:
                continue
            m = n - 1
            while m >= 0 and self._tokens[m].surface in self._sets["pointing"]:
                m -= 1
            said: list[TopicWord] = []
            while (
                m >= 0
                and self._tokens[m].content
                and self._tokens[m].end <= self._tokens[m + 1].start
                and (not said or self._tokens[m + 1].start == self._tokens[m].end)
            ):
                said.insert(0, TopicWord(self._tokens[m].surface, len(self._tokens[m].surface) > 1))
                m -= 1
            section = self._topics.section([*said, TopicWord(token.surface)] if inside else said) if said else None
            if section is not None:
                out.sections.append((section, True))
                gone = {s.text for s in said} | ({token.surface} if inside else set())
                out.words = [w for w in out.words if w.text not in gone]

    def _carries(self, token: SpokenWord, n: int, wanted: Asked) -> bool:
        if token.surface in self._sets["amount"] and n and self._tokens[n - 1].has("moneynoun"):
            return False  # 奖励金额
        if token.kind in ("document", "policy", "thing", "ordinal") or token.phrase:
            return not token.classes
        if token.classes in ({"relation"}, {"attribute"}) and n not in wanted.used:  # 展会: a noun for things that plans name
            return self._builder.occurs(token.surface) and wanted.noun is not token
        if token.kind != "word" or (token.classes and (not token.content or n in wanted.used)):
            return (
                bool(
                    token.classes & {"moneynoun", "programmenoun", "projectnoun"}
                    or (token.has("countnoun") and self._builder.occurs(token.surface))
                )
                and not wanted.money
                and n not in wanted.used
                and len(token.surface) > 1
                and wanted.kind != UNIT
            )
        return token.content and token.surface not in self._sets["generic"]
