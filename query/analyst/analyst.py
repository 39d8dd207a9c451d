"""The analysts' own SPARQL: through the gate, to a process or a server that can be stopped, back as bytes in one format."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zhengpu.graph.errors import BadQuery
from zhengpu.graph.names import iri_text
from zhengpu.graph.store import EmbeddedStore, Store
from zhengpu.query.analyst.evaluation import Evaluated, Order
from zhengpu.query.analyst.gate import Checked, Form, Gate
from zhengpu.query.analyst.limits import QueryLimits
from zhengpu.query.analyst.worker import UPDATE_STACK, deep
from zhengpu.query.analyst.workers import Workers

if TYPE_CHECKING:
    pass

__all__ = ["Analyst", "AnalystRequest", "Dataset", "with_dataset"]


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs a request names; None where it names none of the kind."""

    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None

    @property
    def given(self) -> bool:
        """The request names a dataset."""
        return self.default is not None or self.named is not None


NO_DATASET = Dataset()


@dataclass(frozen=True, slots=True)
class AnalystRequest:
    """One request of an analyst. `format` is a key of `evaluation.TABLES` or `GRAPHS`."""

    text: str | bytes
    format: str
    client: str = "local"
    dataset: Dataset = field(default=NO_DATASET)
    base: str | None = None
    seconds: float | None = None


class _Cache:
    """The latest results of one revision, up to so many bytes."""

    def __init__(self, most: int) -> None:
        self._most, self._held, self._revision = most, 0, -1
        self._results: OrderedDict[tuple[object, ...], Evaluated] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, revision: int, key: tuple[object, ...]) -> Evaluated | None:
        with self._lock:
            if revision != self._revision:
                self._results.clear()
                self._held, self._revision = 0, revision
            if (found := self._results.get(key)) is not None:
                self._results.move_to_end(key)
            return found

    def put(self, revision: int, key: tuple[object, ...], result: Evaluated) -> None:
        size = len(result.body)
        with self._lock:
            if revision != self._revision or size > self._most // 64 or key in self._results:
                return
            self._results[key] = result
            self._held += size
            while self._held > self._most:
                self._held -= len(self._results.popitem(last=False)[1].body)


class Analyst:
    """Answers queries over one store. Nothing starts before the first query (or `start`); close it.

    >>> from zhengpu.graph.store import EmbeddedStore
    >>> analyst = Analyst(EmbeddedStore())
    >>> asyncio.run(analyst.answer(AnalystRequest("SELECT (1 AS ?n) {}", "csv"))).body
    b'n\\r\\n1\\r\\n'
    >>> analyst.close()
    """

    def __init__(
        self, store: Store, limits: QueryLimits | None = None, changing: Callable[[], AbstractContextManager[object]] = nullcontext
    ) -> None:
        """`changing` is entered around an update of the store."""
        self.store, self.limits, self._changing = store, limits or QueryLimits(), changing
        self.gate = Gate()
        self._cache = _Cache(self.limits.cached_bytes)
        self._lock = threading.Lock()
        self._workers: Workers | None = None

    @property
    def workers(self) -> Workers:
        """The processes of an embedded store."""
        with self._lock:
            if self._workers is None:
                if not isinstance(self.store, EmbeddedStore):
                    raise TypeError("a store on a server has no processes here")
                from zhengpu.query.analyst.snapshots import Snapshots

                self._workers = Workers(Snapshots(self.store), self.limits)
                self._workers.start()
            return self._workers

    def start(self) -> None:
        """Warm the processes up before the first query."""
        if isinstance(self.store, EmbeddedStore):
            _ = self.workers

    def form(self, text: str | bytes) -> Form:
        """What kind of query it is. Raises `BadQuery`."""
        return self.gate.check(text).form

    def remembered(self, asked: AnalystRequest) -> Evaluated | None:
        """The result if it is known already. Raises `BadQuery`."""
        checked = self._query(asked)
        return None if checked.volatile else self._cache.get(self._revision, _key(checked, asked))

    async def answer(self, asked: AnalystRequest) -> Evaluated:
        """The result of a query. Raises `BadQuery`, `Overstayed`, `TooHeavy`, `TooMany`, `TooBusy`, `StoreBroken`."""
        checked, revision = self._query(asked), self._revision
        key = _key(checked, asked)
        if not checked.volatile and (found := self._cache.get(revision, key)) is not None:
            return found
        order = self._order(checked, asked)
        seconds = min(self.limits.seconds, asked.seconds or self.limits.seconds)
        if not isinstance(self.store, EmbeddedStore):
            from zhengpu.query.analyst.remote import evaluate_remotely

            return await evaluate_remotely(self.store, order, seconds)
        result = await self.workers.run(order, asked.client, seconds)
        if not checked.volatile:
            self._cache.put(revision, key, result)
        return result

    async def change(self, asked: AnalystRequest) -> None:
        """Run an update; whether the client may is decided before. Raises `BadQuery`, `StoreBroken`."""
        checked = self.gate.check(asked.text)
        if not checked.is_update:
            raise BadQuery("这是查询，不是更新", "更新的开头是 INSERT、DELETE、CLEAR 等", "请把查询放在 query 参数里")
        text = with_dataset(checked, asked.dataset)
        if isinstance(self.store, EmbeddedStore):
            # first where a parser's crash does no harm
            await self.workers.run(self._order(self.gate.check(text), asked), asked.client)
        await asyncio.to_thread(self._update, text, asked.base)

    def _update(self, text: str, base: str | None) -> None:
        with self._changing():
            deep(lambda: self.store.update(text, base), UPDATE_STACK)

    def close(self) -> None:
        """End the processes."""
        with self._lock:
            workers, self._workers = self._workers, None
        if workers is not None:
            workers.close()

    @property
    def _revision(self) -> int:
        return int(getattr(self.store, "revision", 0))

    def _query(self, asked: AnalystRequest) -> Checked:
        checked = self.gate.check(asked.text)
        if checked.is_update:
            raise BadQuery("这里只接受查询", "更新会改变图谱", "更新请用 POST 的 update 参数（需要启动时允许更新）")
        return checked

    def _order(self, checked: Checked, asked: AnalystRequest) -> Order:
        return Order(
            query=checked,
            format=asked.format,
            max_rows=self.limits.max_rows,
            max_bytes=self.limits.max_bytes,
            counting_seconds=self.limits.counting_seconds,
            base=asked.base,
            default_graphs=asked.dataset.default,
            named_graphs=asked.dataset.named,
        )


def _key(checked: Checked, asked: AnalystRequest) -> tuple[object, ...]:
    return checked.text, asked.format, asked.dataset, asked.base


def with_dataset(checked: Checked, dataset: Dataset) -> str:
    """An update with the request's graphs written into each of its operations.

    >>> from zhengpu.query.analyst.gate import check
    >>> with_dataset(check("DELETE WHERE { ?s ?p 1 }"), Dataset(default=("x:g",)))
    'DELETE { ?s ?p 1 } USING <x:g> WHERE { ?s ?p 1 }'
    """
    if not dataset.given:
        return checked.text
    if checked.dataset:
        raise BadQuery("更新的图指定了两次", "请求里有 using-graph-uri，正文里又有 USING 或 WITH", "请只留一处")
    using = "".join(f"USING {iri_text(iri)} " for iri in dataset.default or ())
    using += "".join(f"USING NAMED {iri_text(iri)} " for iri in dataset.named or ())
    text = checked.text
    for where, shorthand in reversed(checked.wheres):
        # `DELETE WHERE {pattern}` takes no USING: the pattern is written twice instead
        pattern = "" if shorthand is None else f"{_group(checked.text[shorthand:])} "
        text = f"{text[:where]}{pattern}{using}{text[where:]}"
    return text


def _group(text: str) -> str:
    """The braces a text begins with, and all between them."""
    from zhengpu.query.analyst.lexer import tokens

    depth = 0
    for token in tokens(text):
        depth += (token.text == "{") - (token.text == "}") if token.kind == "sign" else 0
        if depth == 0:
            return text[: token.start + 1]
    return text
