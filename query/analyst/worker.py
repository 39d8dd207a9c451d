"""The query process: `python -m query.worker` reads orders from standard input and writes results to standard output.

It holds nothing but a read-only snapshot, so it may be killed at any moment.
"""

from __future__ import annotations

import json
import pickle
import struct
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from typing import IO, Any

import pyoxigraph

from zhengpu.graph.children import tie
from zhengpu.graph.errors import BadQuery
from zhengpu.graph.names import PREFIXES
from zhengpu.query.analyst.confinement import allow_cpu, bound_memory, forbid_sockets
from zhengpu.query.analyst.evaluation import Order, evaluate, running
from zhengpu.query.analyst.lexer import not_parsed

__all__ = ["UPDATE_STACK", "deep", "main", "receive", "send"]

STACK = 512 * 1024 * 1024
"""The engine recurses over long chains (UNION, OPTIONAL, paths); address space only, touched as needed."""

TRIAL_STACK, UPDATE_STACK = 16 * 1024 * 1024, 64 * 1024 * 1024
"""What an update is tried with here, and what the service then runs it with: more, so that what passed here passes there."""

_LENGTH = struct.Struct(">II")


def send(stream: IO[bytes], head: bytes, body: bytes = b"") -> None:
    """One message: a head and a body."""
    stream.write(_LENGTH.pack(len(head), len(body)) + head)
    stream.write(body)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[bytes, bytes] | None:
    """One message, None at the end of the stream."""
    lengths = stream.read(_LENGTH.size)
    if len(lengths) < _LENGTH.size:
        return None
    head, body = _LENGTH.unpack(lengths)
    data = stream.read(head + body)
    return None if len(data) < head + body else (data[:head], data[head:])


def deep(work: Callable[[], None], stack: int) -> None:
    """Run something in a thread with a stack of its own; what it raises is raised here."""
    trouble: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:  # handed on whatever it is
            trouble.append(error)

    before = threading.stack_size(stack)
    try:
        thread = threading.Thread(target=run)
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    if trouble:
        raise trouble[0]


def main() -> None:
    """Serve orders until standard input ends."""
    tie()
    settings = json.loads(sys.argv[1])
    sockets = forbid_sockets()
    memory = bound_memory(settings["memory"] + STACK)
    deep(lambda: _serve(settings["seconds"], {"sockets": sockets, "memory": memory}), STACK)


def _serve(seconds: float, confined: dict[str, bool]) -> None:
    orders, results = sys.stdin.buffer, sys.stdout.buffer
    send(results, json.dumps(confined).encode())
    path: str | None = None
    store = pyoxigraph.Store()
    while (message := receive(orders)) is not None:
        wanted, order = pickle.loads(message[0])  # from the parent process, over a pipe nobody else holds
        allow_cpu(seconds)
        if wanted != path:
            store = pyoxigraph.Store.read_only(wanted)
            path = wanted
        head, body = _answer(store, order)
        send(results, json.dumps(head).encode(), body)


def _answer(store: pyoxigraph.Store, order: Order) -> tuple[dict[str, Any], bytes]:
    try:
        if order.query.is_update:
            deep(lambda: _tried(order), TRIAL_STACK)
            return {}, b""
        found = evaluate(running(store, order), order)
    except SyntaxError as error:
        return _refused(not_parsed(order.query.text, str(error)))
    except BadQuery as error:
        return _refused(error)
    except MemoryError:
        return {"memory": True}, b""
    except OSError as error:
        return {"broken": str(error)}, b""
    return {"cut": asdict(found.cut) if found.cut else None}, found.body


def _tried(order: Order) -> None:
    """An update on nothing: a text that kills the engine must kill this process and not the service."""
    pyoxigraph.Store().update(order.query.text, base_iri=order.base, prefixes=PREFIXES)


def _refused(error: BadQuery) -> tuple[dict[str, Any], bytes]:
    return {"refused": [error.what, error.why, error.todo, error.line, error.column]}, b""


if __name__ == "__main__":
    main()
