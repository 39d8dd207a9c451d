"""Terms → what they say of sets of tasks and units, found by type and place: patterns over the row of letters, each taking what it explains."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from zhengpu.query.kinds import TASK, UNIT
from zhengpu.query.meaning import Set
from zhengpu.query.sets.set_said import SetQuestion, UnitSaid
from zhengpu.query.sets.set_terms import UNREAD, SetTerm

__all__ = ["set_question"]

_TAKEN = "_"
_HELPING = frozenset("hib&,_+sfae")
"""Letters that may be left over: they only join."""
_OF_TASKS, _OF_UNITS = frozenset("K"), frozenset("NQVeKJ")
"""Nouns and verbs that may be left over where tasks or units are asked for."""
_NOBODY_ELSE = r"[&,]*nh?V?e[NQ]?b?[VQ]?"
_ALL = frozenset("又也且并同时既")


def set_question(terms: Sequence[SetTerm]) -> SetQuestion | None:
    """What a row of terms asks; None where a term is left that nothing explains, or nothing puts sets together.

    >>> set_question([]) is None
    True
    """
    return _Shapes(terms).question() if terms else None


class _Shapes:
    """The row of letters, and what has been taken of it."""

    def __init__(self, terms: Sequence[SetTerm]) -> None:
        self._terms = list(terms)
        self._row = "".join(t.letter for t in terms)
        self._q = SetQuestion()

    def question(self) -> SetQuestion | None:
        self._each(r"[xn]s", self._distinct)
        if UNREAD in self._row or not self._asked():
            return None
        for pattern, take in self._patterns():
            self._each(pattern, take)
        self._rest()
        allowed = _HELPING | (_OF_TASKS if self._q.kind == TASK else _OF_UNITS)
        if set(self._row) - allowed:
            return None
        return self._q if self._q.logic else None

    def _each(self, pattern: str, take: Callable[[list[SetTerm]], bool]) -> None:
        at = 0
        compiled = re.compile(pattern)
        while (match := compiled.search(self._row, at)) is not None:
            if match.end() > match.start() and take(self._terms[match.start() : match.end()]):
                self._row = self._row[: match.start()] + _TAKEN * (match.end() - match.start()) + self._row[match.end() :]
            at = max(match.end(), match.start() + 1)

    def _distinct(self, terms: list[SetTerm]) -> bool:
        """去掉重复的: a set has each thing once."""
        self._q.logic.add("distinct")
        return True

    def _has(self, letters: str) -> bool:
        return any(c in self._row for c in letters)

    # ── what is asked for ──

    def _asked(self) -> bool:
        """Find the word that asks and the kind it asks for, and take it; False: it asks for nothing of the kind."""
        row, q = self._row, self._q
        for pattern, form, kind in (
            ("W[NQV]?", "list", UNIT),
            ("w[DC]?[QN]+", "list", UNIT),
            ("H[NQ]+", "count", UNIT),
            ("w[DC]?K+", "list", TASK),
            ("HK+", "count", TASK),
        ):
            if (found := re.search(pattern, row)) is not None:
                q.form, q.kind = form, kind  # type: ignore[assignment]
                q.many = next((t.number for t in self._terms[found.start() : found.end()] if t.letter in "CD"), 1)
                self._keep_role(found)
                self._take(found.start(), found.end())
                return True
        noun = re.search(r"[NQ](?=[hibe,_]*[wH])", row)
        noun = noun or re.search("(?<![oe])[NQ]$", row)  # 哪个是…的单位
        bare = re.search("[wH]", row)
        if bare is not None:
            q.form = "count" if bare.group() == "H" else "list"
            if not re.search("[KNQ]" if q.form == "count" else "[KNQUP]", row):
                return False  # 最少要多少
            q.kind = UNIT if noun is not None and not re.search("K[hib]*[wH]", row) else TASK
            if noun is not None and q.kind == UNIT:
                self._keep_role(noun)
                self._take(noun.start(), noun.end())
            self._take(bare.start(), bare.end())
            return True
        if (said := re.search("Y", row)) is not None or (said := re.search(r"(?<=[KVhQ])n$", row)) is not None:
            q.form = "yesno"
            self._take(said.start(), said.end())
            if row[said.start()] == "n":
                q.logic.add("yesno")
            return True
        if (noun := re.search("[KQN]$", row)) is not None:
            q.kind = TASK if noun.group() == "K" else UNIT
            self._keep_role(noun)
            self._take(noun.start(), noun.end())
            return True
        return "U" in row and "P" in row  # 财政局的，保障措施也算进去

    def _keep_role(self, found: re.Match[str]) -> None:
        told = next((t for t in self._terms[found.start() : found.end()] if t.letter in "QV" and t.role), None)
        if told is not None and self._q.kind == UNIT:
            self._q.role = (str(told.role), told.text)

    def _take(self, start: int, end: int) -> None:
        self._row = self._row[:start] + _TAKEN * (end - start) + self._row[end:]

    # ── what limits ──

    def _patterns(self) -> list[tuple[str, Callable[[list[SetTerm]], bool]]]:
        return [
            (r"D?P[b&s]*\+|\+i?P[b&s]*\+?", self._counted_in),
            (r"[xn]h?Po?i?|Pi?o|Pi?x(?=$|,)|Pi?n\+?(?=$|,)", self._besides),
            (r"D?Pi?", self._inside),
            (r"[VQ](?:[&|n]*[VQ])+b?\+", self._whatever_role),
            (r"xa+y+V?", self._but_alone),
            (r"Q?i?U[hi_]*z[VQ]?|zh?U", self._foremost),
            (r"fUV", self._helped),
            (r"&?Ub+V?(?=.*e)", self._partnered),
            (r"xU(?:&?U)*o?,?nh*(?:e[NQ]?|[NQ])V?|xU(?:&?U)*o?,?yV?|nh?U(?:&?U)*o[NQ]?", self._only),
            (r"y?h?U(?:&?U)+(?:C|D)N?(?!U)[by]*V?", self._so_many),
            (r"yh?U(?:&?U)*(?:CN?|DN)?V?|U(?:&?U)*(?:CN?|DN)?y+V?", self._only),
            (_NOBODY_ELSE, self._nobody_else),
            (r"b?nh?U(?:[&|,b]+n?h?U)*V?", self._without),
            (r"(?<!x)U(?:[&|]?U)*(?:[y&,b_hie]*[nx]?h?[VQ])+", self._doing),
            (r"U(?:[&|]?U)*[_b]*n[hK]?(?=[,Kw_]|$)", self._not_in),
            (r"xTo?|To|Tx(?=$|,)", self._but_items),
            (r"xU(?:&U)*o?|U(?:&U)*o|U(?:&U)*x(?=$|,)|xBo?|Bo", self._except),
            (r"nh?[VQ]o[VQ]", self._no_further_role),
            (r"[xn]h?[VQ](?:[&b|]+n?h?[VQ])*|[VQ]x(?=$|,|_)|[VQ]o", self._except_role),
            (r"[VQN]J?h?g[CD]N?|J?h?g(?:C|DN)|(?<!U)y?h?(?:C|DN)g?N?(?!U)b?y?[VQ]?", self._crowd),
            (_NOBODY_ELSE, self._nobody_else),
            (r"yh?[VQ]", self._only_role),
            (r"[K]*>U|[VQ]?[KJ]*>U", self._next),
            (r"[VQNKJ]h?K*J*b?m[NQK]?", self._most),
            (r"d?E|Ed", self._earliest),
            (r"nh?d|dn?h?t|nt|t|d", self._time),
        ]

    def _counted_in(self, terms: list[SetTerm]) -> bool:
        self._q.logic.add("parts")
        self._q.within += [t.meant for t in terms if t.letter == "P" and t.meant is not None and "P" in self._row.replace("P", "", 1)]
        return True

    def _besides(self, terms: list[SetTerm]) -> bool:
        self._q.logic.add("parts")
        self._q.besides += [t.meant for t in terms if t.letter == "P" and t.meant is not None]
        return True

    def _inside(self, terms: list[SetTerm]) -> bool:
        self._q.within += [t.meant for t in terms if t.letter == "P" and t.meant is not None]
        if any(t.described for t in terms):
            self._q.logic.add("parts")
        return True

    def _whatever_role(self, terms: list[SetTerm]) -> bool:
        """牵头的配合的都算."""
        self._q.logic.add("roles")
        return True

    def _units(self, terms: Sequence[SetTerm]) -> list[Set]:
        return [t.meant for t in terms if t.letter == "U" and t.meant is not None]

    def _before(self, terms: Sequence[SetTerm]) -> list[Set]:
        return [t.meant for t in self._terms if t.letter == "U" and t.meant is not None and t.end <= terms[0].start]

    def _but_alone(self, terms: list[SetTerm]) -> bool:
        own = self._before(terms)
        if not own:
            return False
        self._q.units.append(UnitSaid(own[-1:], positive=False, only=True))
        self._q.logic.add("only")
        return True

    def _foremost(self, terms: list[SetTerm]) -> bool:
        self._q.units.append(UnitSaid(self._units(terms), foremost=True))
        self._q.logic.add("foremost")
        return True

    def _helped(self, terms: list[SetTerm]) -> bool:
        if self._q.kind != UNIT or terms[-1].role != "cooperate":
            return False
        self._q.helped = terms[1].meant
        self._q.logic.add("helped")
        return True

    def _partnered(self, terms: list[SetTerm]) -> bool:
        if self._q.kind != UNIT:
            return False
        self._q.partner = self._units(terms)[0]
        self._q.logic.add("partner")
        return True

    def _only(self, terms: list[SetTerm]) -> bool:
        said = UnitSaid(self._units(terms), self._roles([t for t in terms if t.letter == "V"]))
        self._q.logic.add("only")
        loose = terms[0].letter == "U" and any(t.letter == "y" for t in terms) and not any(t.alone for t in terms)
        if loose:  # 只配合的: what it does, not who else does it
            if not said.roles:
                return False
            said.roles += [(role, False) for role in ("lead", "cooperate") if role not in dict(said.roles)]
        else:
            said.only = True
        self._q.units.append(said)
        return True

    def _so_many(self, terms: list[SetTerm]) -> bool:
        """甲和乙两家都, 仅由甲与乙两家: as many as are named."""
        units = self._units(terms)
        if next(t.number for t in terms if t.letter in "CD") != len(units):
            return False
        only, every = any(t.letter == "y" for t in terms), any(t.letter == "b" for t in terms)
        self._q.units.append(UnitSaid(units, self._roles(terms), only=only, every=every))
        self._q.logic |= {"only"} if only else {"both"} if every else set()
        return True

    def _nobody_else(self, terms: list[SetTerm]) -> bool:
        """没有别的厅一块, 没捎带别人: says again that nobody else is meant."""
        return any(said.only for said in self._q.units) or (self._q.crowd is not None and self._q.crowd[:2] == ("=", 1))

    def _only_role(self, terms: list[SetTerm]) -> bool:
        """只有牵头单位: what is told beside is told by itself."""
        self._q.held += [(str(t.role), t.text) for t in terms if t.letter in "VQ"]
        return True

    def _roles(self, terms: Sequence[SetTerm]) -> list[tuple[str, bool]]:
        out, denied = [], False
        for t in terms:
            denied = denied or t.letter in "nx"
            if t.letter in "VQ" and t.role is not None:
                out.append((t.role if t.letter == "V" or t.role != "takepart" else "named", not denied))
                denied = False
        return out

    def _without(self, terms: list[SetTerm]) -> bool:
        role = self._roles([t for t in terms if t.letter == "V"])
        if self._q.kind == UNIT:
            self._q.excepted += self._units(terms)
        else:
            self._q.units += [UnitSaid([u], list(role), positive=False) for u in self._units(terms)]
        self._q.logic.add("without")
        return True

    def _doing(self, terms: list[SetTerm]) -> bool:
        said = self._roles(terms)
        roles = [(role, positive) for role, positive in said if positive or (role, True) not in said]  # 领头的有哪几条，不领头的别给我
        if len(roles) == 1 and not roles[0][1]:
            self._q.units += [UnitSaid([u], [(roles[0][0], True)], positive=False) for u in self._units(terms)]
        else:
            self._q.units.append(UnitSaid(self._units(terms), roles, every=self._every(terms)))
        if any(not positive for _, positive in roles):
            self._q.logic.add("roles")
        return True

    def _every(self, terms: Sequence[SetTerm]) -> bool:
        """Whether all units of a row are meant together."""
        several = sum(t.letter == "U" for t in terms) > 1
        if several and any(t.letter == "b" or (t.letter == "&" and t.text in _ALL) for t in terms):
            self._q.logic.add("both")
            return True
        return False

    def _not_in(self, terms: list[SetTerm]) -> bool:
        self._q.units += [UnitSaid([u], positive=False) for u in self._units(terms)]
        self._q.logic.add("without")
        return True

    def _but_items(self, terms: list[SetTerm]) -> bool:
        self._q.besides_items += [t.meant for t in terms if t.letter == "T" and t.meant is not None]
        self._q.logic.add("except")
        return True

    def _except(self, terms: list[SetTerm]) -> bool:
        self._q.excepted += self._units(terms)
        self._q.excepted_levels += [t.text[:1] for t in terms if t.letter == "B"]
        self._q.logic.add("except")
        return True

    def _except_role(self, terms: list[SetTerm]) -> bool:
        if self._q.kind == UNIT and any(t.letter == "n" for t in terms):
            return False  # 没有参与的单位: who is nowhere in that role
        self._q.excepted_roles += [(str(t.role), t.text) for t in terms if t.letter in "VQ"]
        self._q.logic.add("roles")
        return True

    def _no_further_role(self, terms: list[SetTerm]) -> bool:
        """没有牵头单位以外的责任单位."""
        self._q.excepted_roles.append((str(terms[-1].role), terms[-1].text))
        self._q.logic.add("roles")
        return self._q.kind == TASK

    def _crowd(self, terms: list[SetTerm]) -> bool:
        number = next(t.number for t in terms if t.letter in "CD")
        if self._q.form == "yesno" and not any(t.letter in "VQN" for t in terms):
            return False  # 每年二十家往上
        operator = next((t.operator for t in terms if t.letter == "g"), "=")
        role = next((t.role for t in terms if t.letter in "VQ"), None)
        if self._q.kind == UNIT:
            return False
        self._q.crowd = (operator, number, role if role in ("lead", "cooperate") else None)
        self._q.logic.add("crowd")
        return True

    def _next(self, terms: list[SetTerm]) -> bool:
        if self._q.kind != UNIT:
            return False
        self._q.next_to = terms[-1].meant
        self._q.role = next(((str(t.role), t.text) for t in terms if t.letter in "VQ"), self._q.role)
        self._q.logic.add("most")
        return True

    def _most(self, terms: list[SetTerm]) -> bool:
        if not any(t.letter in ("VQN" if self._q.kind == TASK else "VKJ") for t in terms):
            return False
        self._q.most = next(t.operator != "<" for t in terms if t.letter == "m")
        role = next((t for t in terms if t.letter in "VQ"), None)
        if role is not None:
            self._q.role = (str(role.role), role.text)
        self._q.logic.add("most")
        return True

    def _earliest(self, terms: list[SetTerm]) -> bool:
        self._q.first = next(t.operator == "<" for t in terms if t.letter == "E")
        if self._q.kind != TASK:
            return False
        self._q.logic.add("earliest")
        return True

    def _time(self, terms: list[SetTerm]) -> bool:
        self._q.timed = True
        if any(t.letter == "n" for t in terms):
            self._q.logic.add("time")
        return True

    # ── what is left ──

    def _rest(self) -> None:
        """Units that nothing is said of, and items."""
        q = self._q
        left = [(n, t) for n, t in enumerate(self._terms) if self._row[n] == "U"]
        joined = [t for n, t in enumerate(self._terms) if self._row[n] in "&b|"]
        every = any(t.letter == "b" or t.text in _ALL for t in joined)
        either = any(t.letter == "|" for t in joined)
        if left and (every or len(left) == 1 or len(q.units) > 0):
            q.units += [UnitSaid([t.meant], every=every) for _, t in left if t.meant is not None]
            if every and len(left) > 1 and not either:
                q.logic.add("both")
        elif left:
            q.units.append(UnitSaid([t.meant for _, t in left if t.meant is not None]))
        for n, _ in left:
            self._take(n, n + 1)
        items = [(n, t) for n, t in enumerate(self._terms) if self._row[n] == "T"]
        q.items = [t.meant for _, t in items if t.meant is not None]
        for n, _ in items:
            self._take(n, n + 1)
        if len(items) > 1:
            q.shared = q.kind == UNIT and (self._has("bs") or any(t.letter in "bs" for t in self._terms))
            if q.shared:
                q.logic.add("both")
        if q.kind == UNIT and (told := [t for n, t in enumerate(self._terms) if self._row[n] in "VQ"]):
            roles = [(str(t.role), t.text) for t in told]
            q.more_roles = roles if q.role else roles[1:]
            q.role = q.role or roles[0]
        if q.kind == UNIT and q.form == "count" and q.role is not None and (q.items or q.within):
            q.logic.add("counted")
        if "|" in self._row and len(left) > 1:
            self._row = self._row.replace("|", _TAKEN)
