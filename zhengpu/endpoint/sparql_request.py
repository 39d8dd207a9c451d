"""What a request to `/sparql` says, before anything is done: parameters, body, media type, host. Strict, and in one place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.requests import Request

from zhengpu.graph.errors import InputError
from zhengpu.query.analyst.analyst import Dataset

__all__ = ["Refused", "Wanted", "body_of", "endpoint_of", "media_type_of", "parameters_of", "wanted"]

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_LARGEST_BODY = 1024 * 1024
_MOST_PARAMETERS = 1000
_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")


class Refused(InputError):
    """A request the protocol does not allow."""

    def __init__(self, status: int, code: str, what: str, why: str, todo: str, **headers: str) -> None:
        super().__init__(what, why, todo)
        self.status, self.code = status, code
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request as the protocol reads it."""

    query: str | bytes | None = None
    update: str | bytes | None = None
    dataset: Dataset = field(default_factory=Dataset)
    using: Dataset = field(default_factory=Dataset)
    format: str | None = None
    seconds: float | None = None


def parameters_of(query_string: bytes) -> list[tuple[str, str]]:
    """The parameters of a query string, in order. Raises `Refused` for what is none."""
    try:
        return parse_qsl(query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except ValueError as error:  # not ASCII, not UTF-8 behind the percent signs, or too many
        raise Refused(400, "bad-parameters", "读不懂请求的参数", "它们不是百分号编码的 UTF-8，或者太多", "请检查编码") from error


def wanted(query_string: bytes, body: bytes, kind: str | None) -> Wanted:
    """The parameters of the address and, in a form, those of the body; each that may stand once stands once."""
    given = parameters_of(query_string)
    if kind == FORM:
        given += parameters_of(body)
    values: dict[str, list[str]] = {}
    for name, value in given:
        values.setdefault(name, []).append(value)
    once: dict[str, str | bytes | None] = {}
    for name in ("query", "update", "format", "timeout"):
        found = values.get(name, [])
        if len(found) > 1:
            raise Refused(400, "twice", f"{name} 参数有{len(found)}个", "它只能有一个", "请分几次发送")
        once[name] = found[0] if found else None
    for direct, name in ((QUERY, "query"), (UPDATE, "update")):
        if kind == direct:
            if once["query"] is not None or once["update"] is not None:
                raise Refused(400, "twice", "查询给了两次", "正文里有一个，地址里又有一个", "请只留一个")
            once[name] = body
    return Wanted(
        query=once["query"],
        update=once["update"],
        dataset=Dataset(_graphs(values, "default-graph-uri"), _graphs(values, "named-graph-uri")),
        using=Dataset(_graphs(values, "using-graph-uri"), _graphs(values, "using-named-graph-uri")),
        format=None if once["format"] is None else str(once["format"]),
        seconds=_seconds(once["timeout"]),
    )


def _graphs(values: dict[str, list[str]], name: str) -> tuple[str, ...] | None:
    found = values.get(name)
    if found is None:
        return None
    for iri in found:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*", iri):
            raise Refused(400, "bad-graph", f"{name} 不是完整的 IRI", f"给的是“{iri[:100]}”", "请写完整的 IRI")
    return tuple(dict.fromkeys(found))


def _seconds(text: str | bytes | None) -> float | None:
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 86400:
        raise Refused(400, "bad-timeout", "timeout 不是正的秒数", f"给的是“{str(text)[:40]}”", "例如 timeout=5")
    return seconds


def media_type_of(request: Request) -> str:
    """The media type of a request's body, checked. Raises `Refused`."""
    kind, _, rest = request.headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    if kind not in (FORM, QUERY, UPDATE):
        raise Refused(415, "media-type", "不认识这种请求正文", f"Content-Type 是“{kind[:80]}”", f"请用 {FORM}、{QUERY} 或 {UPDATE}")
    charset = re.search(r"charset\s*=\s*\"?([^\s\";]+)", rest, re.IGNORECASE)
    if charset and charset[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        raise Refused(415, "charset", "请求正文不是 UTF-8", f"charset 是“{charset[1][:40]}”", "请用 UTF-8 发送")
    return kind


async def body_of(request: Request) -> bytes:
    """The body, as long as it is not too large; nothing of it is kept if it is."""
    parts, size = [], 0
    too_large = Refused(413, "too-large", "请求太大", f"查询的正文最多{_LARGEST_BODY // 1024}KB", "请拆成几个查询", Connection="close")
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > _LARGEST_BODY:
        raise too_large
    async for part in request.stream():
        size += len(part)
        if size > _LARGEST_BODY:
            raise too_large
        parts.append(part)
    return b"".join(parts)


def endpoint_of(request: Request) -> str:
    """The service's address as the client knows it: it becomes an IRI in descriptions, so a Host that is none is refused."""
    host = request.headers.get("host", "localhost")
    if not _HOST.fullmatch(host):
        raise Refused(400, "bad-host", "Host 请求头不对", "它不是主机名", "请检查客户端或代理")
    return f"{request.url.scheme}://{host}{request.scope.get('root_path', '')}/sparql"
