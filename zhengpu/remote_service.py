"""The verbs of `Zhengpu` through a service that runs over the same store: what the command line does while a service holds the folder.

The service leaves its address and a key of its own in the store's folder; whoever may read that file may read the store itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import httpx
import pyoxigraph
from pydantic import TypeAdapter
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Triple

from zhengpu.catalogue import DocumentListing
from zhengpu.corrections.remote_corrections import RemoteCorrections
from zhengpu.corrections.remote_review import RemoteReview
from zhengpu.graph.errors import BadQuery, BadQuestion, EnvironmentTrouble, InputError, UnreadableDocument, UsageError, ZhengpuError
from zhengpu.ingest.many.corpus import sources
from zhengpu.ingest.report import Report
from zhengpu.keeping.intake import Outcome
from zhengpu.oversight.returning import Returned
from zhengpu.proposals.proposal import Proposal
from zhengpu.query.answer import Answer
from zhengpu.receipts.remote_receipts import RemoteReceipts
from zhengpu.service import PictureFile
from zhengpu.settings import Settings
from zhengpu.sheets.remote_sheets import RemoteSheets
from zhengpu.versions.remote_shelf import RemoteShelf

__all__ = ["NOTE", "RemoteService", "ServiceNote", "running_service"]

NOTE = "service.json"
"""Where a service leaves its address, in the store's folder."""

_PATIENCE = httpx.Timeout(30.0, read=3600.0)
_PAGE = 500
_TOLD = {kind.code: kind for kind in (InputError, UnreadableDocument, BadQuestion, BadQuery, UsageError)}
_COUNTS = ("zhengpu-title", "zhengpu-nodes", "zhengpu-edges")


@dataclass(frozen=True, slots=True)
class ServiceNote:
    """Where a service listens, and the key for whoever may read its store."""

    url: str
    key: str = ""

    def text(self) -> str:
        """As it stands in the file.

        >>> ServiceNote("http://127.0.0.1:8000/", "zp_…").text()
        '{"url": "http://127.0.0.1:8000/", "key": "zp_…"}'
        """
        return json.dumps({"url": self.url, "key": self.key}, ensure_ascii=False)


def running_service(chosen: Settings) -> RemoteService | None:
    """The service that holds this store, if one does and answers."""
    if chosen.remote:
        return None
    try:
        said = json.loads((Path(chosen.store) / NOTE).read_text("utf-8"))
        service = RemoteService(ServiceNote(str(said["url"]), str(said.get("key") or chosen.admin_key or "")))
    except (OSError, ValueError, KeyError):
        return None
    if service.answers:
        return service
    service.close()
    return None


class RemoteService:
    """The verbs, over HTTP. Raises what `Zhengpu` raises."""

    def __init__(self, note: ServiceNote) -> None:
        self.url, self.key = note.url, note.key
        headers = {"Authorization": f"Bearer {note.key}"} if note.key else {}
        self._http = httpx.Client(base_url=note.url, headers=headers, timeout=_PATIENCE, trust_env=False)

    @property
    def answers(self) -> bool:
        """Whether it is there."""
        try:
            return self._http.get("healthz", timeout=10).is_success
        except httpx.HTTPError:
            return False

    def ask(self, question: str, *, today: date | None = None, as_of: str | None = None) -> Answer:
        """See `Zhengpu.ask`."""
        said = {"question": question} | ({"today": today.isoformat()} if today else {}) | ({"as_of": as_of} if as_of else {})
        answer: Answer = TypeAdapter(Answer).validate_python(self._asked("POST", "api/ask", json=said).json())
        return answer

    def proposed(self, answer: Answer, today: date | None = None) -> Proposal | None:
        """See `Zhengpu.proposed`."""
        if answer.outcome != "not_understood":
            return None
        said = {"question": answer.question} | ({"today": today.isoformat()} if today else {})
        reply = self._asked("POST", "api/propose", json=said).json()
        found = TypeAdapter(Answer).validate_python(reply["proposed"]) if reply["proposed"] else None
        return Proposal(reply["model"], found, reply["refused"]) if reply["model"] else None

    def documents(self) -> tuple[DocumentListing, ...]:
        """See `Zhengpu.documents`."""
        found: list[dict[str, Any]] = []
        while True:
            page = self._asked("GET", "api/documents", params={"offset": len(found), "limit": _PAGE}).json()
            found += page["items"]
            if len(found) >= page["total"] or not page["items"]:
                return tuple(DocumentListing(**one) for one in found)

    @cached_property
    def versions(self) -> RemoteShelf:
        """See `Zhengpu.versions`."""
        return RemoteShelf(self._asked)

    @cached_property
    def corrections(self) -> RemoteCorrections:
        """See `Zhengpu.corrections`."""
        return RemoteCorrections(self._asked)

    @cached_property
    def reviewing(self) -> RemoteReview:
        """See `Zhengpu.reviewing`."""
        return RemoteReview(self._asked)

    @cached_property
    def receipts(self) -> RemoteReceipts:
        """See `Zhengpu.receipts`."""
        return RemoteReceipts(self._asked)

    @cached_property
    def sheets(self) -> RemoteSheets:
        """See `Zhengpu.sheets`."""
        return RemoteSheets(self._asked)

    def forget(self, key: str) -> bool:
        """See `Zhengpu.forget`."""
        return self._asked("DELETE", f"api/documents/{quote(key, safe='')}", fine=(404,)).is_success

    def ingest(self, paths: Sequence[Path | str], *, anything: bool = False, replacing: bool = False) -> Iterator[Outcome]:
        """See `Zhengpu.ingest`: the service reads, one file after the other."""
        how = {"any": "1"} if anything else {}
        how |= {"replace": "1"} if replacing else {}
        for source in sources(map(str, paths)):
            try:
                sent = {"files": (source.name, source.data)}
                reply = self._asked("POST", "api/documents", fine=(409,), files=sent, params=how).json()
            except InputError as error:
                yield Outcome(source.name, error=str(error))
                continue
            for said in reply["files"]:
                report = Report.of_json(json.dumps(said["report"])) if said.get("report") else None
                lines = tuple((said.get("difference") or {}).get("lines", ()))
                note, document = said.get("note") or "", said.get("document") or ""
                yield Outcome(source.name, report, said.get("error"), note=note, differences=lines, document=document)

    def compare_file(self, a: str, b: str, form: str, kind: str = "") -> bytes:
        """See `Zhengpu.compare_file`."""
        return self._asked("GET", "api/compare", params={"a": a, "b": b, "kind": kind, "format": form}).content

    def checkup_file(self, document: str, form: str) -> bytes:
        """See `Zhengpu.checkup_file`."""
        found = self._asked("GET", f"api/documents/{quote(document, safe='')}/checkup", params={"format": form}, fine=(404,))
        if not found.is_success:
            raise InputError(f"图谱里没有“{document[:80]}”这份文件", "没有这个编号、文号或标题", "可用 zhengpu list 查看全部")
        return found.content

    def picture(self, name: str, **parameters: str) -> PictureFile:
        """See `Zhengpu.picture`."""
        reply = self._asked("GET", f"view/{quote(name, safe='')}/file", params=parameters)
        title, nodes, edges = (unquote(reply.headers.get(counted, "")) for counted in _COUNTS)
        return PictureFile(title, int(nodes or 0), int(edges or 0), reply.text)

    def export(self, form: str, path: Path, *, unit: str | None = None, document: str | None = None, today: date | None = None) -> str:
        """See `Zhengpu.export`."""
        given = {"unit": unit, "document": document, "today": today and today.isoformat()}
        chosen = {name: value for name, value in given.items() if value}
        with self._streamed(f"api/export/{quote(form, safe='')}", chosen) as reply, path.open("wb") as file:
            for chunk in reply.iter_bytes():
                file.write(chunk)
            return unquote(reply.headers.get("zhengpu-count", ""))

    def take_ledger(
        self,
        data: bytes,
        name: str,
        *,
        reporter: str = "",
        matches: Mapping[str, str] | None = None,
        clear: bool = False,
        today: date | None = None,
    ) -> Returned:
        """See `Zhengpu.take_ledger`."""
        said = {"by": reporter, "matches": json.dumps(dict(matches or {})), "clear": str(clear).lower()}
        said |= {"today": today.isoformat()} if today else {}
        body = self._asked("POST", "api/progress", files={"file": (name, data)}, data=said).json()
        found: Returned = TypeAdapter(Returned).validate_python(body)
        return found

    def progress_text(self, today: date | None = None, *, as_json: bool = False) -> str:
        """See `Zhengpu.progress_text`."""
        given = {"format": "all" if as_json else "text"} | ({"today": today.isoformat()} if today else {})
        return self._asked("GET", "api/progress", params=given).text

    def backup(self, path: Path) -> None:
        """The backup that the service makes, as it comes."""
        with self._streamed("api/backup", {}) as reply, path.open("wb") as file:
            for chunk in reply.iter_bytes():
                file.write(chunk)

    def run(self, sparql: str) -> QuerySolutions | QueryBoolean | Iterable[Triple]:
        """See `Zhengpu.run`, within the service's limits; a result that they cut is refused rather than given as the whole."""
        accept = {"Accept": "application/sparql-results+json, application/n-triples"}
        reply = self._asked("POST", "sparql", data={"query": sparql}, headers=accept)
        if cut := reply.headers.get("zhengpu-truncated"):
            raise InputError("结果太多，没有给全", f"服务只给到上限（{cut}）", "请加上条件或 LIMIT；或停下服务后再查")
        if reply.headers["content-type"].startswith("application/n-triples"):
            return (
                Triple(quad.subject, quad.predicate, quad.object) for quad in pyoxigraph.parse(reply.content, format=RdfFormat.N_TRIPLES)
            )
        return pyoxigraph.parse_query_results(reply.content, format=QueryResultsFormat.JSON)

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()

    def __enter__(self) -> RemoteService:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _asked(self, method: str, path: str, *, fine: tuple[int, ...] = (), **given: Any) -> httpx.Response:
        try:
            reply = self._http.request(method, path, **given)
        except httpx.HTTPError as error:
            raise self._gone(error) from error
        if not reply.is_success and reply.status_code not in fine:
            raise _told(reply)
        return reply

    @contextmanager
    def _streamed(self, path: str, parameters: dict[str, str]) -> Iterator[httpx.Response]:
        try:
            with self._http.stream("GET", path, params=parameters) as reply:
                if not reply.is_success:
                    reply.read()
                    raise _told(reply)
                yield reply
        except httpx.HTTPError as error:
            raise self._gone(error) from error

    def _gone(self, error: Exception) -> EnvironmentTrouble:
        why = str(error) or type(error).__name__
        return EnvironmentTrouble(f"与政谱服务 {self.url} 的联系断了", why, "请看服务是否还在运行，再试一次")


def _told(reply: httpx.Response) -> ZhengpuError:
    """What the service says went wrong, as the exception it was there."""
    try:
        said = reply.json()
        what, why, code = str(said["title"]), str(said.get("detail", "")), str(said["code"])
    except (ValueError, KeyError, TypeError):
        return EnvironmentTrouble("政谱服务没有回答", f"HTTP {reply.status_code}", "请看服务的输出")
    todo = "请检查 ZHENGPU_ADMIN_KEY" if reply.status_code in (401, 403) else ""
    return _TOLD.get(code, InputError if reply.status_code in (404, 409) else EnvironmentTrouble)(what, why, todo)
