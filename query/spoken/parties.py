"""Units of a question: named side by side, with their role, negation and company."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from zhengpu.query.meaning import Set
from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.query.spoken.spoken_words import SpokenWord

__all__ = ["DOING", "Party", "parties", "polarity"]

DOING = ("lead", "cooperate", "responsible", "takepart", "guide")
_REACH = 5


@dataclass
class Party:
    """Units named side by side and what is said of them. `role`: a class of concepts, None where nothing is said."""

    sets: list[Set]
    start: int
    end: int
    role: str | None = None
    surface: str = ""
    before: bool = False
    negative: bool = False
    excepted: bool = False
    only: bool = False
    either: bool = False
    together: bool = False
    foremost: bool = False
    denied: list[str] = field(default_factory=list)
    used: set[int] = field(default_factory=set)


def parties(tokens: Sequence[SpokenWord], spent: int | None = None) -> list[Party]:
    """The units of a question, each with the role nearest to it and whether that is denied. `spent`: a last 没有 that only asks."""
    tokens = tokens if spent is None else tokens[:spent]
    out: list[Party] = []
    for n, token in enumerate(tokens):
        thing = token.item.value if token.kind == "unit" and token.item is not None else None
        if not isinstance(thing, Set):
            continue
        last = out[-1] if out else None
        between = tokens[last.end : n] if last is not None else ()
        joined = (
            last is not None
            and len(between) <= 2
            and all(t.has("and", "or", "together") or t.surface in load_concepts().sets["light"] or t.kind == "mark" for t in between)
        )
        denied = any(t.has("neg") for t in between)
        touching = joined and (tokens[n].start - tokens[n - 1].end <= 1 or bool(between)) and not denied
        if touching and last is not None:
            last.sets.append(thing)
            last.either = last.either or any(t.has("or") and not t.has("and") for t in between)
            last.used |= set(range(last.end, n + 1))
            last.end = n + 1
        else:
            out.append(Party([thing], n, n + 1, used={n}))
    for k, party in enumerate(out):
        left = out[k - 1].end if k else 0
        right = out[k + 1].start if k + 1 < len(out) else len(tokens)
        _say(tokens, party, left, right)
    return out


def _say(tokens: Sequence[SpokenWord], party: Party, left: int, right: int) -> None:
    """Role, negation and company of one party, from the words around it."""
    before = range(max(left, party.start - 3), party.start)
    party.together = any(tokens[n].has("together") for n in before)
    for n in reversed(before):
        if not _said_before(tokens, party, n):
            break
    for n in range(party.end, min(right, party.end + _REACH + 3)):
        if not _said_after(tokens, party, n):
            break


def _said_before(tokens: Sequence[SpokenWord], party: Party, n: int) -> bool:
    """Take what the word at a place before a party says of it; whether the word before that may say more."""
    token, sets = tokens[n], load_concepts().sets
    if token.surface in sets["light"] | sets["by"]:
        return True
    if token.has("except"):
        party.excepted = True
    elif token.has("neg"):
        party.negative = True
    elif token.has("only"):
        party.only = True
    elif token.has("cooperate", "lead") and n == party.start - 1:
        party.role, party.before, party.surface = _role(token), True, token.surface
    else:
        return False
    party.used.add(n)
    return token.has("only") and not token.has("except", "neg")


def _said_after(tokens: Sequence[SpokenWord], party: Party, n: int) -> bool:
    """The same of a word behind it."""
    token = tokens[n]
    if token.asks and not token.has(*DOING):
        return token.has("yesno")
    if token.has("outside") and n <= party.end + 1 and not any(tokens[m].has(*DOING) for m in range(party.end, n)):
        party.excepted = True
        party.used.add(n)
        return True
    if token.has("neg"):
        return _denied(tokens, party, n)
    if token.has("anyone"):
        party.either = True
        party.used |= {n, n + 1} if n + 1 < len(tokens) and tokens[n + 1].kind == "quantity" else {n}
        return True
    if token.has("only"):
        if party.negative and party.role in ("lead", "cooperate") and n + 1 < len(tokens) and tokens[n + 1].has("lead", "cooperate"):
            party.denied.append(party.role)  # 不牵头、只配合
            party.negative, party.role = False, None
        else:
            party.only = (
                party.only or token.surface != "一家" or not (n + 1 < len(tokens) and _pause(tokens, n + 1))
            )  # 供销社一家，压了几条
            party.excepted &= token.surface[:1] != "没"  # 除了甲就没别家: only it
        party.used.add(n)
        return True
    if token.has("together"):
        party.together = True
        party.used.add(n)
    if token.has(*DOING):
        return _does(tokens, party, n)
    return not (token.kind == "word" and token.content and len(token.surface) > 1 and token.tag[:1] in ("n", "j", "l", "i", ""))


def _denied(tokens: Sequence[SpokenWord], party: Party, n: int) -> bool:
    """没掺和, 后头没挂别人, 只是参与、不牵头."""
    others = next((m for m in range(n + 1, min(len(tokens), n + 4)) if tokens[m].has("else", "only")), None)
    if others is not None and others + 1 < len(tokens) and tokens[others + 1].has("tasknoun"):
        return False  # 没别的任务
    if others is not None and not any(t.has("lead", "cooperate") for t in tokens[n:others]):  # 后头没挂别人, 除了甲就没有别的单位
        party.only, party.excepted = True, False
        party.used |= set(range(n, others + 1))
        return True
    gap = tokens[n - 1].end < tokens[n].start and n > party.end and _pause(tokens, n)
    if gap and not _predicate(tokens, n):
        return False
    following = next((m for m in range(n + 1, min(len(tokens), n + 3)) if tokens[m].has("lead", "cooperate")), None)
    if party.role is not None and following is not None:  # 只是参与、不牵头
        party.denied.append(_role(tokens[following]))
        party.only = False
        party.used |= set(range(n, following + 1))
        return False
    if _predicate(tokens, n) and not (gap and party.role):
        party.negative = not party.negative
        party.used.add(n)
    return True


def _does(tokens: Sequence[SpokenWord], party: Party, n: int) -> bool:
    """The role that a word says; the surer one of two."""
    token = tokens[n]
    if token.surface.endswith(tuple(load_concepts().sets["role_noun"])) and token.has("takepart"):
        return False
    if party.role is not None and token.has("takepart") and tokens[n - 1].has("or"):  # 牵头或者参与的
        party.role, party.surface = "takepart", token.surface
    elif party.role is None or (party.role in ("takepart", "responsible") and token.has("lead", "cooperate")):
        if party.before and token.has("takepart", "responsible"):
            return True
        party.role, party.surface, party.before = _role(token), token.surface, False
    if token.surface in load_concepts().sets["foremost"]:  # 排头一个: the first of those named
        party.foremost = True
    party.used.add(n)
    return True


def _pause(tokens: Sequence[SpokenWord], n: int) -> bool:
    return tokens[n].start - tokens[n - 1].end >= 1


def _predicate(tokens: Sequence[SpokenWord], n: int) -> bool:
    """Whether a negation denies what a unit does: 没掺和, 不在, 没份儿, 没有牵头; or ends its clause (财政没有)."""
    sets = load_concepts().sets
    if n and tokens[n - 1].has(*DOING) and n + 1 < len(tokens) and tokens[n + 1].surface[:1] in sets["potential"]:
        return True  # 沾不上边, 轮不着
    rest = [t for t in tokens[n + 1 : n + 4] if t.surface not in sets["light"]]
    return not rest or rest[0].has(*DOING, "measure.document") or rest[0].start - tokens[n].end >= 1


def _role(token: SpokenWord) -> str:
    return token.own_role or next(r for r in DOING if token.has(r))


def polarity(tokens: Sequence[SpokenWord], n: int) -> bool:
    """Whether what stands at a place is denied by the word before or after it."""
    before = [t for t in tokens[max(0, n - 3) : n] if t.surface not in load_concepts().sets["light"] and t.kind != "quantity"]
    return bool(before) and before[-1].has("neg", "except")
