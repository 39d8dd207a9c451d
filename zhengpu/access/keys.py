"""Keys and what each may do. Only digests are kept: a key is 256 random bits, so a plain digest cannot be guessed back."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from zhengpu.access.passwords import hashed
from zhengpu.graph.errors import InputError, StoreBroken, UsageError, reason

__all__ = ["SCOPES", "AccessKey", "KeyFile", "KeyRing", "fresh_key"]

SCOPES = {
    "read": "查看文件、任务、图和 SPARQL 查询",
    "ask": "提问",
    "write": "上传、重读、移除、更正文件",
    "admin": "以上全部，以及备份、更新和审计记录",
}
"""What a key may be for, with the words that say it."""

_PREFIX = "zp_"


@dataclass(frozen=True, slots=True)
class AccessKey:
    """A key by its name: `scopes` of `SCOPES`, the SHA-256 of the key itself, the day it was made (ISO).

    A person's has no digest but a `password`, hashed: it opens the login page and nothing else.
    """

    name: str
    scopes: tuple[str, ...]
    digest: str
    made: str = ""
    password: str = ""

    def may(self, scope: str) -> bool:
        """Whether it is for this.

        >>> AccessKey("门户", ("ask",), "").may("ask"), AccessKey("门户", ("ask",), "").may("write")
        (True, False)
        """
        return scope in self.scopes or "admin" in self.scopes


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All keys. Without any, everybody may do everything that their address allows."""

    keys: tuple[AccessKey, ...] = ()
    own: AccessKey | None = None
    """The key of whoever may read the store's folder; that it exists makes none needed."""

    def holder(self, given: str) -> AccessKey | None:
        """The key that was given, if it is one; compared in constant time."""
        digest = _digest(given)
        found = [key for key in (*self.keys, *((self.own,) if self.own else ())) if hmac.compare_digest(key.digest, digest)]
        return found[0] if found else None

    @property
    def people(self) -> tuple[AccessKey, ...]:
        """Those who log in."""
        return tuple(key for key in self.keys if key.password)

    def person(self, name: str) -> AccessKey | None:
        """Who logs in under this name."""
        return next((key for key in self.people if key.name == name), None)

    def needed(self, scope: str) -> bool:
        """Whether this takes a key: a change once any key exists, reading and asking once a key is for one of them.

        >>> ring = KeyRing((AccessKey("运维", ("admin",), ""),))
        >>> ring.needed("write"), ring.needed("read")
        (True, False)
        """
        if scope in ("write", "admin"):
            return bool(self.keys)
        return any({"read", "ask"} & set(key.scopes) for key in self.keys)


class KeyFile:
    """The keys of a store in a file of their own, and the administrator's key of the environment. Read again when it changes."""

    def __init__(self, path: Path | None, admin_key: str | None = None) -> None:
        self._path = path
        self._given = (AccessKey("ZHENGPU_ADMIN_KEY", ("admin",), _digest(admin_key)),) if admin_key else ()
        self._own: AccessKey | None = None
        self._seen: tuple[int, int] | None = None
        self._ring = KeyRing(self._given)

    @property
    def ring(self) -> KeyRing:
        """The keys as they are now. Raises `StoreBroken` where the file cannot be read: better nobody than everybody."""
        seen = self._stamp()
        if seen != self._seen:
            self._ring = KeyRing((*self._given, *self._read()), self._own)
            self._seen = seen
        return self._ring

    def own(self) -> str:
        """A key for the commands of this machine, as long as this process lives; kept in no file."""
        key = fresh_key()
        self._own = AccessKey("本机命令", ("admin",), _digest(key))
        self._ring = KeyRing(self._ring.keys, self._own)
        return key

    def add(self, name: str, scopes: Iterable[str], made: str) -> str:
        """A new key, which is told this once."""
        key = fresh_key()
        self._add(AccessKey(name, tuple(scopes), _digest(key), made))
        return key

    def add_person(self, name: str, scopes: Iterable[str], made: str, password: str) -> None:
        """Somebody who logs in. Raises `InputError` for a password that is too short."""
        self._add(AccessKey(name, tuple(scopes), "", made, hashed(password)))

    def change_password(self, name: str, password: str) -> bool:
        """Give a person another password; False if nobody of this name logs in. Who is logged in with the old one is out."""
        kept, keys = hashed(password), self._read()
        changed = tuple(replace(key, password=kept) if key.name == name and key.password else key for key in keys)
        if changed != keys:
            self._write(changed)
        return changed != keys

    def _add(self, key: AccessKey) -> None:
        scopes, name = key.scopes, key.name
        wanted = tuple(scope for scope in SCOPES if scope in set(scopes))
        unknown = sorted(set(scopes) - set(SCOPES))
        if unknown or not wanted:
            raise UsageError(
                f"没有“{'、'.join(unknown)}”这种权限" if unknown else "没有说这个密钥可以做什么",
                f"权限有 {'、'.join(SCOPES)}",
                "例如 --scope read --scope ask",
            )
        keys = self._read()
        if not name.strip() or any(key.name == name for key in keys):
            raise InputError(f"没有加上密钥“{name}”", "名称是空的，或已经有了", "请换一个名称，或先用 zhengpu keys remove 移除")
        self._write((*keys, replace(key, scopes=wanted)))

    def remove(self, name: str) -> bool:
        """Take a key back; False if there is none of this name."""
        keys = self._read()
        left = tuple(key for key in keys if key.name != name)
        if len(left) < len(keys):
            self._write(left)
        return len(left) < len(keys)

    def _stamp(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat() if self._path is not None else None
        except OSError:
            return None
        return None if found is None else (found.st_mtime_ns, found.st_ino)

    def _read(self) -> tuple[AccessKey, ...]:
        if self._path is None:
            return ()
        try:
            said = json.loads(self._path.read_text("utf-8"))
            return tuple(AccessKey(one["name"], tuple(one["scopes"]), one["digest"], one["made"], one.get("password", "")) for one in said)
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise StoreBroken(f"读不了密钥文件 {self._path}", reason(error), "请检查文件的权限") from error
        except (ValueError, KeyError, TypeError) as error:
            raise StoreBroken(f"密钥文件 {self._path} 已损坏", str(error), "请移走它，再用 zhengpu keys add 重新发放密钥") from error

    def _write(self, keys: Iterable[AccessKey]) -> None:
        if self._path is None:
            raise UsageError("没有地方存密钥", "图谱库在 SPARQL 服务器上", "请用环境变量 ZHENGPU_ADMIN_KEY，或用设置 keys 指定密钥文件")
        beside = self._path.with_name(self._path.name + ".part")
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                json.dump([asdict(key) for key in keys], file, ensure_ascii=False, indent=1)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self._path)
        except OSError as error:
            raise StoreBroken(f"密钥没有存进 {self._path}", reason(error), "请检查磁盘空间和文件夹权限") from error


def fresh_key() -> str:
    """A key nobody has.

    >>> len(fresh_key())
    46
    """
    return _PREFIX + secrets.token_urlsafe(32)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
