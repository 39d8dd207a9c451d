"""Whether anything that matters is left over."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from zhengpu.query.asked.asked_kinds import Asked
from zhengpu.query.kinds import DOCUMENT, SECTION, TARGET, TASK, UNIT
from zhengpu.query.sense.limit_words import WordLimits
from zhengpu.query.sense.limits_said import Narrowing
from zhengpu.query.sense.places_said import lands
from zhengpu.query.spoken.parties import DOING

__all__ = ["SoundLimits"]

_OFTEN = 5
"""So often said, and a third of all, a word is noise."""
_GUESSED = 1.0
"""What the name of a unit costs that is only nearly one."""
_NO_NAME = ("v", "p", "d", "u", "r")
"""Tags of words that are no part of a name."""
_NAMED = ("zp:Project", "zp:Programme", "zp:Place", "zp:Policy", "zp:UnitGroup")


class SoundLimits(WordLimits):
    """Judges what has been read."""

    def _doubts(self, wanted: Asked, out: Narrowing) -> tuple[str, ...]:
        """What that matters is left over, by name; none: the limits are sound."""
        said = [t for n, t in enumerate(self._tokens) if n not in wanted.used and (t.content or t.kind != "word" or t.has(*DOING))]
        out.papers = self._builder.names_papers and not [t for t in said if t.surface not in self._sets["existing"]]
        if out.papers and wanted.kind is None and wanted.form == "list" and wanted.explicit:
            return ()
        if out.missing and wanted.form == "yesno":
            asked_for = out.mention and not out.words
            if asked_for:
                out.absent = out.missing
            return () if asked_for else ("missing",)
        doubts = [
            name
            for name, doubtful in (
                ("missing", bool(out.missing) and not self._plainly_missing(out)),
                ("strange", self._strange(wanted, out)),
                ("undenied", self._undenied(wanted, out)),
            )
            if doubtful
        ]
        dated = wanted.form == "date" and "issue" in out.classes
        beside = out.beside > 1 and out.classes & {"earliest", "latest", "more", "fewer", "most", "least"}  # documents side by side
        if dated or beside:
            return tuple(doubts)
        if out.dropped and not out.narrow:
            doubts.append("dropped")
        if self._denial_left(wanted, out):
            doubts.append("denial")
        if not self._limited(wanted, out):
            doubts.append("unlimited")
        return tuple(doubts)

    def _limited(self, wanted: Asked, out: Narrowing) -> bool:
        """Whether anything limits what is asked for, or all of it may be meant."""
        told = "relation" in out.classes or "attribute" in out.classes
        return bool(
            out.missing
            or out.parties
            or out.among
            or out.numbers
            or out.sections
            or out.words
            or out.things
            or out.kinds
            or out.lacking
            or out.crowd
            or out.role
            or out.place
            or out.periods
            or out.other_periods
            or told
            or out.facts
            or out.payers
            or (out.pays and out.quantities)
            or out.amount
            or wanted.starts
            or wanted.ends
            or (out.classes & {"earliest", "latest"} and wanted.kind is not None)
            or wanted.form in ("table", "average", "place", "share", "title")
            or wanted.kind in (SECTION, DOCUMENT, TARGET, *_NAMED)
            or (wanted.kind in (UNIT, TASK) and (wanted.form == "count" or "total" in out.classes))
        )

    def _undenied(self, wanted: Asked, out: Narrowing) -> bool:
        """Whether a unit's predicate is denied and nothing of the reading says so."""
        told = out.role_negative or out.lacking or out.other_periods or any(not p for _, p in (*out.kinds, *out.sections))
        if told or wanted.form == "yesno" or any(t.sign != "with" for t in out.terms):
            return False
        for party in out.parties:
            for n in range(party.end, min(len(self._tokens), party.end + 3)):
                token = self._tokens[n]
                if token.asks or token.kind != "word":
                    break
                if token.has("neg") and n not in wanted.used and not any(n in p.used for p in out.parties):
                    return True
        return False

    def _denial_left(self, wanted: Asked, out: Narrowing) -> bool:
        """没让省级政府负责的: a no that no limit has taken."""
        taken = any(p.negative or p.excepted or p.denied or p.only for p in out.parties) or out.role_negative
        taken = taken or bool(out.lacking or out.among or out.other_periods or out.aside)
        taken = taken or any(not k for _, k in out.kinds) or any(not s for _, s in out.sections)
        if (
            taken
            or any(t.sign != "with" for t in out.terms)
            or wanted.form not in ("list", "count")
            or wanted.kind not in (TASK, UNIT, None)
        ):
            return False
        following = [self._tokens[n + 1 : n + 6] for n, t in enumerate(self._tokens) if t.has("neg") and not t.asks]
        return any(t.has(*DOING) and len(t.surface) > 1 for rest in following for t in rest)

    def _plainly_missing(self, out: Narrowing) -> bool:
        """Whether it is certain that the one thing asked about stands nowhere: all else is understood, and it is said in one breath."""
        tokens = self._tokens
        unknown = [t for t in tokens if any(t.surface in m for m in out.missing)]
        if not unknown or any(a.end != b.start for a, b in pairwise(unknown)) or all(m.isascii() and m.isalpha() for m in out.missing):
            return False
        at, end = (
            tokens.index(unknown[0]),
            tokens.index(unknown[-1]),
        )  # 低空经济: what touches the unknown word is part of what is not there
        while at and tokens[at - 1].content and tokens[at - 1].end == tokens[at].start:
            at -= 1
        while end + 1 < len(tokens) and tokens[end + 1].content and tokens[end].end == tokens[end + 1].start:
            end += 1
        run = whole = tokens[at : end + 1]
        while run[0] not in unknown and run[0].tag[:1] == "v" and not run[0].tag.startswith("vn"):
            run = run[1:]  # 办好|老年大学
        done = [t for t in run if t.tag[:1] in _NO_NAME and not t.tag.startswith(("vn", "an"))]
        done += [t for t in run if t.surface.endswith(tuple(self._sets["complements"]))]
        if any(t not in unknown for t in done):
            return False  # 路子组起来: what is done is no part of a name
        out.missing = ("".join(t.surface for t in run),)
        out.words = [w for w in out.words if w.text not in {t.surface for t in run}]
        beside = (t for t in tokens if t.content and t not in whole and self.word(t) is not None and not self._builder.occurs(t.surface))
        return not any(beside) and len(self._said.clauses) == 1 and not self._said.aside

    def _strange(self, wanted: Asked, out: Narrowing) -> bool:
        """A deed that no plan tells of (喜欢, 被约谈), a thing said before (它), an office nobody knows (省财政厅), a place in the world."""
        tokens = self._tokens
        if any(t.has("where") for t in tokens) and not any(n in wanted.used for n, t in enumerate(tokens) if t.has("where")):
            return True
        narrowed = out.among or out.parties or out.words or out.numbers or out.things or out.sections or out.periods or out.quantities
        pointed = [n for n, t in enumerate(tokens) if t.surface in self._sets["anaphor"] and n not in wanted.used]
        if not narrowed and any(not any(t.has("documentnoun", "talk") for t in tokens[n : n + 4]) for n in pointed):
            return True
        done = self._marks["done"].search(self._said.text) is not None and (
            wanted.form in ("value", "count", "yesno") or not wanted.explicit
        )
        if (done and not out.mention and (out.words or out.quantities)) or self._marks["suffered"].search(self._said.text):
            return True  # what has been done
        if not narrowed and not wanted.explicit and wanted.kind is None and out.role is not None and not out.place:
            return True
        for first, second in pairwise(tokens):
            issuer = first.kind == "unit" and second.has("documentnoun") and first.end == second.start
            if issuer and "issue" not in out.classes and len(self._builder.papers()) > 1:
                return True  # 国务院文件: papers by who issued them
            if first.surface in self._sets["ours"] and second.has("unitnoun") and not out.parties:
                return True  # 我们局: whose is not said
            somebody = first.content and first.tag.startswith("nr") and not self._builder.occurs(first.surface)
            if somebody and second.has("lead", "cooperate", "responsible") and len(second.surface) > 1:
                return True  # 王小二负责的任务
            guessed = second.kind == "unit" and second.item is not None and second.item.cost >= _GUESSED and first.end == second.start
            whose = second.kind == "unit" and first.end == second.start and second.surface[0] in self._sets["generic"]
            if (guessed and (first.content or first.kind == "number")) or (whose and first.content and first.tag.startswith("ns")):
                return True  # 三泉镇人民政府 is not 各镇人民政府 mistyped
            acts = any(t.start == second.end and t.surface in self._sets["aspect"] for t in tokens)  # 集市办得最多
            office = second.has("unitnoun") and len(second.surface) == 1 and second.start == first.end and not acts
            if office and len(first.surface) > 1 and (first.content or first.kind in ("thing", "place")):
                return True
        doing = any(
            t.has("lead", "cooperate", "responsible", "takepart", "mention", "have", "issue", "copied", "pay", "due", "most", "least")
            for t in tokens
        )
        unknown = [
            t
            for t in tokens
            if t.content
            and not any(t.surface in m for m in out.missing)
            and t.tag.startswith("v")
            and not t.tag.startswith("vn")
            and len(t.surface) > 1
            and not self._builder.idle(t.surface)
            and not self._builder.occurs(t.surface)
            and t.surface not in self._sets["complements"]
            and not lands(self._tokens, t)
        ]
        return bool(unknown) and not doing and wanted.form in ("list", "count", "yesno") and wanted.kind in (TASK, UNIT, None)

    def noise(self) -> bool:
        """One word over and over, or a question that ends in its middle (哪些任务吗哪些)."""
        if any(a.surface in ("吗", "么") and b.asks and a.end == b.start for a, b in pairwise(self._tokens)):
            return True
        said = Counter(t.surface for t in self._tokens if t.kind != "mark" and not t.surface.isspace())
        most = max(said.values(), default=0)
        return most >= _OFTEN and 3 * most >= sum(said.values())
