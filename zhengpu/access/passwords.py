"""Passwords of people, kept as scrypt hashes with their cost beside them; few are worked out at once, as each takes memory and time."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import threading
from dataclasses import dataclass

from zhengpu.graph.errors import EnvironmentTrouble, InputError

__all__ = ["PasswordCost", "hashed", "is_password"]

_SHORTEST, _LONGEST = 8, 200
_AT_ONCE = threading.BoundedSemaphore(2)
_PATIENCE = 10.0
_MEMORY = 256 << 20


@dataclass(frozen=True, slots=True)
class PasswordCost:
    """scrypt's parameters: 32 MB three times over by default."""

    n: int = 1 << 15
    r: int = 8
    p: int = 3


def hashed(password: str, cost: PasswordCost = PasswordCost()) -> str:
    """How a password is kept. Raises `InputError` for one that is too short or too long.

    >>> kept = hashed("correct horse", PasswordCost(16, 1, 1))
    >>> is_password("correct horse", kept), is_password("wrong horse", kept)
    (True, False)
    """
    if not _SHORTEST <= len(password) <= _LONGEST:
        raise InputError("没有存下密码", f"它有{len(password)}个字", f"请用{_SHORTEST}到{_LONGEST}个字的密码")
    salt = secrets.token_bytes(16)
    return "$".join(("scrypt", str(cost.n), str(cost.r), str(cost.p), _text(salt), _text(_worked_out(password, salt, cost))))


def is_password(given: str, kept: str) -> bool:
    """Whether this is the password that was kept so; nobody's (an empty `kept`) takes as long. Raises `EnvironmentTrouble` under load."""
    try:
        _, n, r, p, salt, digest = kept.split("$")
        cost, salted, wanted = PasswordCost(int(n), int(r), int(p)), base64.b64decode(salt), base64.b64decode(digest)
    except ValueError:
        cost, salted, wanted = PasswordCost(), b"nobody", b""
    return hmac.compare_digest(_worked_out(given[:_LONGEST], salted, cost), wanted)


def _worked_out(password: str, salt: bytes, cost: PasswordCost) -> bytes:
    if not _AT_ONCE.acquire(timeout=_PATIENCE):
        raise EnvironmentTrouble("现在不能核对密码", "同时登录的人太多", "请过一会儿再试")
    try:
        said = password.encode("utf-8", "surrogatepass")
        return hashlib.scrypt(said, salt=salt, n=cost.n, r=cost.r, p=cost.p, maxmem=_MEMORY, dklen=32)
    finally:
        _AT_ONCE.release()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
