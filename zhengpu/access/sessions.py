"""People who have logged in: a random token in a cookie, its digest here, for as long as this process lives and they come back in time."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from zhengpu.access.keys import AccessKey, KeyRing

__all__ = ["FORM_COOKIE", "SESSION_COOKIE", "Sessions"]

SESSION_COOKIE, FORM_COOKIE = "zhengpu_session", "zhengpu_form"
IDLE, LONGEST = 2 * 3600.0, 12 * 3600.0
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class _Session:
    key: AccessKey
    began: float
    seen: float


class Sessions:
    """Safe to share between threads. Whoever is taken off the ring, or whose password or scopes change there, is out at once.

    >>> from zhengpu.access.keys import KeyRing
    >>> person = AccessKey("张三", ("read",), "", password="scrypt$…")
    >>> sessions = Sessions()
    >>> token = sessions.begin(person)
    >>> sessions.holder(token, KeyRing((person,))) == person, sessions.holder(token, KeyRing())
    (True, None)
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._sessions: dict[str, _Session] = {}

    def begin(self, key: AccessKey) -> str:
        """A new one; its token is told this once."""
        token, now = secrets.token_urlsafe(32), self._clock()
        with self._lock:
            self._sessions = {digest: one for digest, one in self._sessions.items() if _lives(one, now)}
            while len(self._sessions) >= _MOST:
                del self._sessions[next(iter(self._sessions))]
            self._sessions[_digest(token)] = _Session(key, now, now)
        return token

    def holder(self, token: str, ring: KeyRing) -> AccessKey | None:
        """Whose it is, if it is one that still counts."""
        if not token:
            return None
        digest, now = _digest(token), self._clock()
        with self._lock:
            found = self._sessions.pop(digest, None)
            if found is None or not _lives(found, now) or found.key not in ring.keys:
                return None
            self._sessions[digest] = replace(found, seen=now)
        return found.key

    def end(self, token: str) -> None:
        """It does not count any more."""
        with self._lock:
            self._sessions.pop(_digest(token), None)


def _lives(session: _Session, now: float) -> bool:
    return now - session.seen <= IDLE and now - session.began <= LONGEST


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
