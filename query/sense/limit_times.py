"""Times that limit: deadlines that are past or to come, none at all, work that only goes on."""

from __future__ import annotations

from datetime import timedelta

from zhengpu.query.sense.limits_said import LimitGround, Narrowing
from zhengpu.query.spoken.spoken_words import SpokenWord
from zhengpu.query.words.link import Period

__all__ = ["ONGOING", "TimeLimits"]

ONGOING = "ongoing"
"""The code of work that goes on without an end."""
_NEAR, _BACK = 4, 5
_VERB = 2
"""So long is what is to be done by a time: 收口, 交差."""


class TimeLimits(LimitGround):
    """Reads times."""

    def _times(self, out: Narrowing, used: set[int]) -> None:
        """期限已过的, 还没到期的; 没定月份的, 时间没写的; 只写了长期推进的."""
        self._past(out, used)
        self._apart(out, used)
        for n, token in enumerate(self._tokens):
            if n in used or not token.has("datenoun", "when"):
                continue
            whether = any(t.has("yesno") for t in self._tokens[max(0, n - _BACK) : n])
            if self._lacked(n) or whether:
                out.kinds.append(("date", whether))
                used |= {n, *self._said_around(n)}
        if any(p.code == ONGOING for p in out.periods) and "only" in {c for t in self._tokens for c in t.classes}:
            out.kinds.append(("date", False))

    def _past(self, out: Narrowing, used: set[int]) -> None:
        tokens = self._tokens
        for n, token in enumerate(tokens):
            told = [m for m in range(max(0, n - _NEAR), min(len(tokens), n + _NEAR)) if tokens[m].has("datenoun", "due") and m != n]
            gone = token.surface in self._sets["gone"]
            come = token.has("due") and n > 0 and any(t.surface in self._sets["already"] for t in tokens[max(0, n - 2) : n])
            waiting = token.has("due") and self.role_denied(n) and any(t.surface in self._sets["still"] for t in tokens[max(0, n - 3) : n])
            if n in used or not ((gone and told) or come or waiting):
                continue
            denied = waiting or self.role_denied(n)
            today = self._today
            out.periods = [p for p in out.periods if not (p.first == p.last == today)]  # 今天都6月1号了
            yesterday = today - timedelta(days=1)
            out.periods.append(Period(today, None, "", "今天") if denied else Period(None, yesterday, "", "昨天"))
            used |= {n, *told, *(m for m in range(max(0, n - 3), n) if tokens[m].has("neg") or tokens[m].surface in self._sets["already"])}
            return

    def _apart(self, out: Narrowing, used: set[int]) -> None:
        """不是6月底到期的; 11月以后（含11月）; 十月底要收口的: what is denied of a time, what it spans, what is to be done by then."""
        tokens = self._tokens
        for n, token in enumerate(tokens):
            value = token.item.value if token.kind == "period" and token.item is not None else None
            if not isinstance(value, Period) or value not in out.periods:
                continue
            before = tokens[n - 1] if n else None
            if before is not None and before.surface in self._sets["spanning"] and len(out.periods) > 1:
                out.periods = [p for p in out.periods if p is not value]
            elif before is not None and before.has("neg") and not before.asks:
                out.periods = [p for p in out.periods if p is not value]
                out.other_periods.append(value)
            after = n + 1
            while after < len(tokens) and (tokens[after].surface in self._sets["light"] or tokens[after].tag[:1] in ("d", "p")):
                after += 1
            verb = tokens[after] if after < len(tokens) else None
            follows = tokens[after + 1] if after + 1 < len(tokens) else None
            if verb is None or not verb.content or verb.phrase or len(verb.surface) != _VERB or self._builder.occurs(verb.surface):
                continue
            if follows is None or follows.surface in ("的", "了") or follows.start > verb.end:
                used.add(after)

    def _lacked(self, n: int) -> bool:
        """没给出完成月份, 期限没写, 连个月份都没给: whether that there is a time is denied."""
        tokens = self._tokens
        for m in range(n - 1, max(-1, n - 1 - _BACK), -1):
            token = tokens[m]
            if token.end < tokens[m + 1].start or token.asks:
                break
            if token.has("neg"):
                return True
            if not self._tells(token):
                break
        behind = [t for t in tokens[n + 1 : n + 4] if not (t.has("together") or t.surface in self._sets["light"])]
        return bool(behind) and behind[0].has("neg") and not behind[0].asks and behind[0].start - tokens[n].end <= 2

    def _said_around(self, n: int) -> set[int]:
        return {
            m for m in range(max(0, n - _BACK), min(len(self._tokens), n + 4)) if self._tokens[m].has("neg") or self._tells(self._tokens[m])
        }

    def _tells(self, token: SpokenWord) -> bool:
        """给出, 写死, 定, 完成: what is done with a time."""
        if token.kind != "word":
            return False
        return (
            token.has("have", "due", "mention")
            or token.surface in self._sets["light"]
            or token.tag[:1] in ("v", "u", "p")
            or token.has("measure")
        )

    def goes_on(self, n: int) -> bool:
        """持续推进的, 只写了长期: whether nothing is named that goes on."""
        after = self._tokens[n + 1] if n + 1 < len(self._tokens) else None
        return after is None or after.start > self._tokens[n].end or not (after.content or after.phrase)
