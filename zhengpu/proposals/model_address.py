"""A model behind an OpenAI-compatible address (`…/v1`), on this network alone: no proxy, no redirect, limits of time and size."""

from __future__ import annotations

import ipaddress
import json
import socket
import threading
from urllib.parse import urlsplit

import httpx

from zhengpu.graph.errors import EnvironmentTrouble, UsageError

__all__ = ["ModelAddress", "is_inside"]

_PATIENCE = 30.0
_LARGEST = 256 * 1024
_AT_ONCE = threading.BoundedSemaphore(4)


def is_inside(host: str) -> bool:
    """Whether a host is on this network: every address it has is private or this machine's.

    >>> is_inside("127.0.0.1"), is_inside("10.1.2.3"), is_inside("8.8.8.8")
    (True, True, False)
    """
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
        return bool(found) and all(ipaddress.ip_address(str(one).partition("%")[0]).is_private for one in found)
    except (OSError, ValueError):
        return False


class ModelAddress:
    """Asked for one JSON object at a time. Raises `UsageError` for an address that is none; where it leads out, when it is asked."""

    def __init__(self, url: str, model: str, key: str | None = None, *, patience: float = _PATIENCE) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(f"“{url[:200]}”不能用作模型的地址", "它不是 http(s) 地址", "例如 http://10.0.0.5:8000/v1")
        self.model, self._host, self._patience = model, parts.hostname, patience
        self._url = url.rstrip("/") + "/chat/completions"
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}

    def said(self, instructions: str, question: str) -> object:
        """What it says, as JSON. Raises `EnvironmentTrouble` where nothing usable comes in time."""
        if not is_inside(self._host):
            raise EnvironmentTrouble("没有问模型", f"{self._host} 不在内网，问题不送出去", "请检查设置 model")
        messages = [{"role": "system", "content": instructions}, {"role": "user", "content": question}]
        asked = {
            "model": self.model,
            "messages": messages,
            "temperature": 0,
            "response_format": {"type": "json_object"},
            "max_tokens": 1500,
        }
        if not _AT_ONCE.acquire(timeout=self._patience):
            raise EnvironmentTrouble("没有问模型", "同时问它的太多", "请过一会儿再试")
        try:
            body = self._body(asked)
        except httpx.HTTPError as error:
            raise EnvironmentTrouble("模型没有回答", str(error) or type(error).__name__, "请看模型的服务") from error
        finally:
            _AT_ONCE.release()
        try:
            text = str(json.loads(body)["choices"][0]["message"]["content"])
            return json.loads(text[text.index("{") : text.rindex("}") + 1])
        except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
            raise EnvironmentTrouble("模型的回答不能用", "里面没有一个 JSON 对象", "可以换一个模型") from error

    def _body(self, asked: dict[str, object]) -> bytes:
        with (
            httpx.Client(trust_env=False, follow_redirects=False, timeout=self._patience, headers=self._headers) as client,
            client.stream("POST", self._url, json=asked) as reply,
        ):
            if not reply.is_success:
                raise EnvironmentTrouble("模型没有回答", f"HTTP {reply.status_code}", "请看模型的服务")
            body = bytearray()
            for chunk in reply.iter_bytes():
                body += chunk
                if len(body) > _LARGEST:
                    raise EnvironmentTrouble("模型的回答不能用", "它太长", "可以换一个模型")
            return bytes(body)
