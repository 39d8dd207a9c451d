"""Readers see whole states while somebody writes: no answer of half a change, no trouble that only half a change makes."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections import Counter
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from benchmarks.plans import Generator
from tests.test_zhengpu_serving import serving
from zhengpu.keeping.changes import Changes, WholeAnswers


class Shelf:
    """Two numbers that are to be the same; a change moves one after the other, readers look at one after the other."""

    def __init__(self) -> None:
        self.changes, self.left, self.right, self.reads = Changes(), 0, 0, 0

    def change(self) -> None:
        with self.changes.changing():
            self.left += 1
            self.right += 1

    async def read(self, changes: int) -> tuple[int, int]:
        self.reads += 1
        left = self.left
        if self.reads <= changes:
            self.change()
        if left != self.right:
            raise KeyError("half a change")
        return left, self.right


@pytest.mark.parametrize("changes", [0, 1, 2, 3])
def test_a_reader_that_meets_changes_reads_again(changes: int) -> None:
    shelf = Shelf()
    assert asyncio.run(shelf.changes.whole(lambda: shelf.read(changes))) == (changes, changes)
    assert shelf.reads == changes + 1


def test_in_the_end_changes_wait_for_a_reader() -> None:
    shelf, meeting = Shelf(), 3

    async def read() -> int:
        shelf.reads += 1
        before = shelf.left
        changer = threading.Thread(target=shelf.change)
        changer.start()
        if shelf.reads <= meeting:
            await asyncio.to_thread(changer.join)
        else:
            await asyncio.sleep(0.05)
            assert changer.is_alive()
        return before

    assert asyncio.run(shelf.changes.whole(read)) == meeting
    with shelf.changes.unchanging():
        pass


def test_trouble_without_a_change_is_trouble() -> None:
    async def read() -> None:
        raise KeyError("not there")

    with pytest.raises(KeyError, match="not there"):
        asyncio.run(Changes().whole(read))


def test_a_question_is_asked_again_with_its_body() -> None:
    changes, seen = Changes(), list[bytes]()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        body = await Request(scope, receive).body()
        seen.append(body)
        response: Response = PlainTextResponse(f"{len(seen)} {body.decode()}")
        if len(seen) == 1:
            with changes.changing():
                await response(scope, receive, send)
            return
        await response(scope, receive, send)

    client = TestClient(WholeAnswers(app, changes=changes))
    assert client.post("/api/ask", content="谁牵头".encode()).text == "2 谁牵头"
    assert seen == ["谁牵头".encode()] * 2
    seen.clear()
    assert client.post("/api/documents", content=b"x").text == "1 x"  # a change is done once


QUESTIONS = ("哪些单位牵头任务", "有多少项任务", "谁牵头的任务最多", "有哪些文件")
PAGES = ("/", "/?kind=Task", "/?kind=Unit", "/documents", "/view/matrix", "/view/cooperation", "/view/tree", "/view/targets")
LISTS = ("/api/tasks", "/api/units", "/api/documents", "/api/export/csv", "/api/suggest?q=县")


@pytest.mark.soak
def test_eight_clients_read_while_two_of_them_write(tmp_path: Path) -> None:
    """Nothing but good answers for a minute."""
    plans, statuses = list(Generator(tasks=12).plans(8)), Counter[tuple[str, int]]()
    with serving(tmp_path / "store") as (_, address):
        until = time.monotonic() + 60

        def write(mine: int) -> None:
            there: dict[int, str] = {}
            with httpx.Client(base_url=address, timeout=120) as client:
                while time.monotonic() < until:
                    number = random.randrange(4)
                    if number in there and random.random() < 0.6:
                        statuses["forget", client.delete(f"api/documents/{there.pop(number)}").status_code] += 1
                        continue
                    plan = plans[mine * 4 + number]
                    reply = client.post("api/documents", files={"files": (plan.name, plan.text.encode())})
                    statuses["upload", reply.status_code] += 1
                    there[number] = reply.json()["files"][0]["document"]

        def read() -> None:
            with httpx.Client(base_url=address, timeout=120, headers={"Accept": "text/html"}) as client:
                while time.monotonic() < until:
                    statuses["ask", client.post("api/ask", json={"question": random.choice(QUESTIONS)}).status_code] += 1
                    path = random.choice(PAGES + LISTS)
                    statuses[path, client.get(path).status_code] += 1
                    query = {"query": "SELECT ?t ?l { ?t a zp:Task ; rdfs:label ?l }"}
                    statuses["sparql", client.post("sparql", data=query, headers={"Accept": "text/csv"}).status_code] += 1

        clients = [threading.Thread(target=write, args=(n,)) for n in range(2)] + [threading.Thread(target=read) for _ in range(6)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
    assert {status for _, status in statuses} <= {200, 204}, statuses
