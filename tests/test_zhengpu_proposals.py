"""A model that proposes how to take a question that was not read: what is accepted, and every way to lie that is not."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.served import served
from zhengpu.graph.errors import EnvironmentTrouble, UsageError
from zhengpu.http import create_app
from zhengpu.proposals.model_address import ModelAddress
from zhengpu.proposals.proposal import Proposal
from zhengpu.remote_service import RemoteService, ServiceNote
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings

PLAN = """乙县2023年工作要点
一、文旅
1.办好庙会。（县文旅局牵头，县教育局配合）
2.修好戏台。（县教育局负责）
3.修好农村公路30公里。（县交通局牵头，县文旅局配合）
"""
TODAY = date(2023, 5, 1)
ODD = "县教育局拾掇哪些任务"
OFFICE = {"is": "One", "kind": "zp:Unit", "words": "县教育局"}
GOOD = {"is": "Via", "source": OFFICE, "relation": "zp:responsibleFor", "kind": "zp:Task", "words": "拾掇"}


@pytest.fixture(scope="module")
def zp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zhengpu]:
    """Read by all tests, changed by none."""
    chosen = Settings(store=str(tmp_path_factory.mktemp("proposals") / "store"))
    with Zhengpu(open_store(chosen), chosen) as opened:
        opened.add(PLAN.encode(), "小.txt")
        yield opened


class Stub:
    """A model that says what it is told to; `asked` are the requests it got."""

    def __init__(self) -> None:
        self.said: bytes = b""
        self.status, self.headers, self.asked = 200, dict[str, str](), list[dict[str, Any]]()
        self.url = ""

    def says(self, content: object) -> None:
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        self.said = json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()


@pytest.fixture
def stub() -> Iterator[Stub]:
    with listening() as one:
        yield one


@contextmanager
def listening() -> Iterator[Stub]:
    stub = Stub()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            stub.asked.append(body | {"path": self.path, "key": self.headers.get("Authorization")})
            self.send_response(stub.status)
            for name, value in stub.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(stub.said)))
            self.end_headers()
            self.wfile.write(stub.said)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stub.url = f"http://127.0.0.1:{server.server_port}/v1"
    yield stub
    server.shutdown()
    server.server_close()


def with_model(zp: Zhengpu, stub: Stub, keys: str | None = None) -> Zhengpu:
    asking = Zhengpu(zp.store, replace(zp.settings, model=stub.url, model_name="m", model_key="k", keys=keys))
    asking.__dict__["asker"] = zp.asker
    return asking


def proposed(zp: Zhengpu, stub: Stub, question: str = ODD) -> Proposal:
    asked = with_model(zp, stub)
    unread = replace(asked.ask(question, today=TODAY), outcome="not_understood")  # whatever readings make of it
    found = asked.proposed(unread, TODAY)
    assert found is not None
    return found


def test_a_good_proposal_is_run_marked_and_not_counted_as_read(zp: Zhengpu, stub: Stub) -> None:
    stub.says(GOOD)
    found = proposed(zp, stub)
    assert found.answer is not None
    assert [item.label for item in found.answer.items] == ["修好戏台"]
    assert found.answer.items[0].evidence
    assert found.answer.rules == ("proposed",)
    assert "没有算作读懂" in (found.answer.note or "")
    assert "没有算作读懂" in found.text()
    assert zp.ask(ODD, today=TODAY).outcome == "not_understood"
    [asked] = stub.asked
    assert (asked["path"], asked["model"], asked["temperature"], asked["key"]) == ("/v1/chat/completions", "m", 0, "Bearer k")
    assert "zp:Unit 县教育局" in asked["messages"][0]["content"]


def test_a_count_and_words_around_the_json(zp: Zhengpu, stub: Stub) -> None:
    stub.says("当然可以：\n```json\n" + json.dumps({"is": "Count", "source": GOOD | {"words": "鼓捣"}}, ensure_ascii=False) + "\n```")
    found = proposed(zp, stub, "县教育局鼓捣几项任务")
    assert found.answer is not None
    assert found.answer.count == 1


LIES: dict[str, object] = {
    "a word left out": {**OFFICE},
    "all tasks": {"is": "Of", "kind": "zp:Task"},
    "all tasks, the words claimed": {"is": "Of", "kind": "zp:Task", "words": ["县教育局", "拾掇"]},
    "words that are not there": {**GOOD, "words": "牵头"},
    "no words": {key: value for key, value in GOOD.items() if key != "words"},
    "empty words": {**GOOD, "words": ""},
    "words used twice": {**GOOD, "words": ["拾掇", "县教育局"]},
    "a name that is none": {**GOOD, "source": {"is": "One", "kind": "zp:Unit", "words": "拾掇"}, "words": "哪些"},
    "a name of another kind": {**GOOD, "source": {"is": "One", "kind": "zp:Task", "words": "县教育局"}},
    "its own address for a name": {**GOOD, "source": {**OFFICE, "iris": ["https://w3id.org/zhengpu/id/unit/县交通局"]}},
    "a relation that is none": {**GOOD, "relation": "zp:loves"},
    "a relation from elsewhere": {**GOOD, "relation": "zp:inSection"},
    "a relation the wrong way round": {**GOOD, "backwards": True},
    "another kind than is asked for": {"is": "Partners", "source": OFFICE, "relation": "zp:responsibleFor", "words": "拾掇"},
    "a number where a list is asked for": {"is": "Count", "source": GOOD},
    "yes or no where a list is asked for": {"is": "Whether", "source": GOOD},
    "the most, which nobody asks": {"is": "Top", "source": GOOD, "relation": "zp:leads", "backwards": True, "words": "哪些"},
    "a query of its own": {"is": "Where", "source": GOOD, "attribute": "zp:text ?v } UNION { ?x ?p", "operator": "exists", "words": "哪些"},
    "an operator of its own": {"is": "Where", "source": GOOD, "attribute": "zp:text", "operator": "=", "words": "哪些"},
    "a kind of its own": {**GOOD, "kind": "zp:Task } #"},
    "an unknown part": {"is": "Drop", "source": GOOD},
    "no part": {"answer": "县交通局"},
    "two": [GOOD, GOOD],
    "a number": 7,
    "a part in a part where none may be": {"is": "Both", "sets": [GOOD, {"is": "Count", "source": GOOD}]},
    "both of one": {"is": "Both", "sets": [GOOD]},
    "what finds nothing": {**GOOD, "relation": "zp:leads"},
    "a flag that is none": {**GOOD, "backwards": "no"},
    "words that are no words": {**GOOD, "words": [["拾掇"]]},
    "no JSON": "县教育局拾掇的任务是修好戏台。",
    "half of one": '{"is":"Via"',
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_lie_is_not_accepted(zp: Zhengpu, stub: Stub, lie: object) -> None:
    stub.says(lie)
    found = proposed(zp, stub)
    assert found.answer is None
    assert found.refused
    assert "没有采用" in found.text()


def test_a_proposal_ever_deeper_is_not_followed(zp: Zhengpu, stub: Stub) -> None:
    deep: dict[str, Any] = GOOD
    for _ in range(200):
        deep = {"is": "Partners", "source": deep, "relation": "zp:leads", "backwards": True, "words": "哪些"}
    stub.says(deep)
    assert proposed(zp, stub).answer is None
    stub.says('{"is":' * 50_000 + "1" + "}" * 50_000)
    assert proposed(zp, stub).answer is None


def test_a_no_has_to_be_a_no(zp: Zhengpu, stub: Stub) -> None:
    question = "县教育局不撺掇的任务有哪些"
    for quote in ("撺掇", "不撺掇"):
        stub.says(GOOD | {"words": quote})
        assert proposed(zp, stub, question).answer is None
    stub.says({"is": "Minus", "source": {"is": "Of", "kind": "zp:Task"}, "without": GOOD | {"words": "撺掇"}, "words": "不"})
    found = proposed(zp, stub, question)
    assert found.answer is not None
    assert [item.number for item in found.answer.items] == [1, 3]


def test_a_word_that_is_known_means_what_it_is_known_for(zp: Zhengpu, stub: Stub) -> None:
    question = "县教育局牵头攒鸡毛凑掸子的任务有哪些"
    stub.says(GOOD | {"relation": "zp:cooperatesOn", "words": "牵头攒鸡毛凑掸子"})
    found = proposed(zp, stub, question)
    assert found.answer is None
    assert "牵头" in found.refused


@pytest.mark.parametrize(("status", "headers"), [(500, {}), (307, {"Location": "http://127.0.0.1:9/"}), (404, {})])
def test_a_model_that_is_ill_hinders_nothing(zp: Zhengpu, stub: Stub, status: int, headers: dict[str, str]) -> None:
    stub.says(GOOD)
    stub.status, stub.headers = status, headers
    found = proposed(zp, stub)
    assert (found.answer, f"HTTP {status}" in found.refused) == (None, True)
    stub.status, stub.headers, stub.said = 200, {}, b"x" * 300_000
    assert "太长" in proposed(zp, stub).refused
    stub.said = b"\xff\x00"
    assert proposed(zp, stub).answer is None


def test_nothing_leaves_this_network() -> None:
    for url in ("http://8.8.8.8/v1", "https://[2001:4860:4860::8888]/v1"):
        with pytest.raises(EnvironmentTrouble, match="不在内网"):
            ModelAddress(url, "m").said("", "问题")
    for url in ("ftp://10.0.0.1", "10.0.0.1:8000/v1", "file:///etc/passwd"):
        with pytest.raises(UsageError):
            ModelAddress(url, "m")


def test_only_questions_that_were_not_read_are_put_before_it(zp: Zhengpu, stub: Stub) -> None:
    stub.says(GOOD)
    asked = with_model(zp, stub)
    for question in ("县教育局负责哪些任务", "县水利局牵头哪些任务"):
        assert asked.proposed(asked.ask(question, today=TODAY), TODAY) is None
    assert stub.asked == []
    assert zp.proposed(zp.ask(ODD, today=TODAY), TODAY) is None  # none is set


def test_over_http_it_has_an_address_of_its_own_and_asking_stays_as_it_was(zp: Zhengpu, stub: Stub, tmp_path: Path) -> None:
    stub.says(GOOD)
    asking = with_model(zp, stub, str(tmp_path / "keys.json"))
    client, said = TestClient(create_app(asking)), {"question": ODD, "today": TODAY.isoformat()}
    plain = TestClient(create_app(zp)).post("/api/ask", json=said).json()
    assert client.post("/api/ask", json=said).json() == plain
    assert stub.asked == []
    reply = client.post("/api/propose", json=said).json()
    assert reply["proposed"]["items"][0]["label"] == "修好戏台"
    assert reply["model"] == "m"
    assert client.post("/api/propose", json=said | {"documents": []}).status_code == 200
    assert TestClient(create_app(zp)).post("/api/propose", json=said).json() == {
        "question": ODD,
        "model": "",
        "proposed": None,
        "refused": "",
    }
    asking.keys.add("门户", ["ask"], "2024-01-02")
    assert client.post("/api/propose", json=said).status_code == 401


def test_through_a_service_the_same(zp: Zhengpu, stub: Stub) -> None:
    stub.says(GOOD)
    with served(with_model(zp, stub)) as address, RemoteService(ServiceNote(address + "/")) as service:
        found = service.proposed(service.ask(ODD, today=TODAY), TODAY)
        assert found is not None
        assert found.answer is not None
        assert found.answer.items[0].label == "修好戏台"
        assert service.proposed(service.ask("县教育局负责哪些任务", today=TODAY), TODAY) is None
