"""News sent to somebody's address: only to hosts that the settings allow, straight there, and never on to where the answer points."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import asdict
from urllib.parse import urlsplit

import httpx

from zhengpu.graph.errors import EnvironmentTrouble, UsageError
from zhengpu.watching.news import NewsEntry

__all__ = ["Webhook"]

_PATIENCE = 10.0
_SIGNATURE = "Zhengpu-Signature"


class Webhook:
    """An address that is told. Raises `UsageError` for one that is none or whose host is not allowed.

    `hosts` are names as they stand in the address; `.example.cn` allows all below it. With a `secret` the body is signed (HMAC-SHA-256).

    >>> Webhook("https://A.intra.cn:8443/x", (".intra.cn",)).host
    'a.intra.cn'
    """

    def __init__(self, url: str, hosts: Sequence[str], *, secret: str | None = None, patience: float = _PATIENCE) -> None:
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").rstrip(".")
            usable = parts.scheme in ("http", "https") and bool(host) and parts.username is None and parts.port != 0
        except ValueError:
            host, usable = "", False
        if not usable:
            raise UsageError(f"“{url[:200]}”不能用作 webhook", "它不是不带用户名的 http(s) 地址", "请改写它")
        if not any(host == known.lower() or (known.startswith(".") and host.endswith(known.lower())) for known in hosts):
            known = "、".join(hosts) or "一个也没有"
            raise UsageError(
                f"没有允许向 {host} 发送更新", f"设置 webhook_hosts 里有：{known}", "请在设置文件或 ZHENGPU_WEBHOOK_HOSTS 里写上它"
            )
        self._url, self.host, self._secret, self._patience = url, host, secret, patience

    def tell(self, entries: Sequence[NewsEntry]) -> None:
        """Send these. Raises `EnvironmentTrouble` unless they were taken (2xx); they are to be sent again then."""
        body = json.dumps({"changes": [asdict(entry) for entry in entries]}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "User-Agent": "zhengpu"}
        if self._secret:
            headers[_SIGNATURE] = "sha256=" + hmac.new(self._secret.encode(), body, hashlib.sha256).hexdigest()
        try:
            with (
                httpx.Client(trust_env=False, follow_redirects=False, timeout=self._patience) as client,
                client.stream("POST", self._url, content=body, headers=headers) as reply,  # what it answers is not read
            ):
                status, taken, elsewhere = reply.status_code, reply.is_success, reply.is_redirect
        except httpx.HTTPError as error:
            raise self._refused(str(error) or type(error).__name__) from error
        if not taken:
            raise self._refused(f"它回答 HTTP {status}" + ("，要转到别处，没有跟去" if elsewhere else ""))

    def _refused(self, why: str) -> EnvironmentTrouble:
        return EnvironmentTrouble(f"更新没有送到 {self.host}", why, "下一轮再送；请检查那边的服务")
