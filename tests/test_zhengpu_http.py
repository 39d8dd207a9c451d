"""The HTTP service: contract of routes, problem documents, headers, uploads, nothing that runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from zhengpu.http import create_app
from zhengpu.service import Zhengpu
from zhengpu.settings import data_folder


@pytest.fixture(scope="module")
def client(sample: Zhengpu) -> Iterator[TestClient]:
    """A client of the service over the sample plan; server errors are replies, not exceptions."""
    with TestClient(create_app(sample), raise_server_exceptions=False) as found:
        yield found


@pytest.fixture
def fresh(empty: Zhengpu) -> Iterator[TestClient]:
    """A client over an empty store."""
    with TestClient(create_app(empty), raise_server_exceptions=False) as found:
        yield found


def test_an_answer_has_every_promised_field(client: TestClient) -> None:
    reply = client.post("/api/ask", json={"question": "县文旅局牵头哪些任务", "today": "2022-11-01"}).json()
    assert reply["outcome"] == "answered"
    assert reply["kind"] == "tasks"
    assert [item["number"] for item in reply["items"]] == [35]
    promised = (
        "id question outcome kind answer items count boolean columns interpretation understood ignored rules sparql "
        "relaxed note choices suggestions checked"
    )
    assert set(reply) >= set(promised.split())
    text = client.get(f"/api/documents/{reply['items'][0]['document']}/text").text
    for evidence in reply["items"][0]["evidence"]:
        assert text[evidence["start"] : evidence["end"]] == evidence["quote"]


def test_get_and_post_agree(client: TestClient) -> None:
    by_get = client.get("/api/ask", params={"q": "县文旅局牵头几项任务？"}).json()
    by_post = client.post("/api/ask", json={"question": "县文旅局牵头几项任务？"}).json()
    assert by_get["count"] == by_post["count"] == 1


@pytest.mark.parametrize("question", ["🎉🎉🎉", "SELECT * WHERE { ?s ?p ?o }", "<script>alert(1)</script>"])
def test_nonsense_is_not_understood(client: TestClient, question: str) -> None:
    reply = client.post("/api/ask", json={"question": question})
    assert reply.status_code == 200
    assert reply.json()["outcome"] == "not_understood"


@pytest.mark.parametrize("body", [{"question": ""}, {"question": "问" * 1001}, {}, {"question": 3}, {"question": "甲", "more": 1}])
def test_bad_requests_are_problem_documents(client: TestClient, body: dict[str, object]) -> None:
    reply = client.post("/api/ask", json=body)
    assert 400 <= reply.status_code < 500
    assert reply.headers["content-type"].startswith("application/problem+json")
    assert reply.json()["code"]


def test_lists_and_documents(client: TestClient) -> None:
    documents = client.get("/api/documents").json()
    assert documents["total"] == 1
    key = documents["items"][0]["id"]
    assert client.get(f"/api/documents/{key}").json()["tasks"] == 64
    assert client.get(f"/api/documents/{key}/report").json()["tasks"] == 64
    assert client.get("/api/documents/none").status_code == 404
    assert client.get("/api/tasks", params={"limit": 5}).json()["total"] == 64
    units = client.get("/api/units", params={"limit": 100}).json()
    assert units["total"] == 38
    assert units["items"][0]["label"] == "县工信科技局"
    one = client.get(f"/api/units/{units['items'][0]['key']}").json()
    assert len(one["tasks"]) == 25
    assert client.get("/api/tasks", params={"unit": units["items"][0]["key"], "role": "leads"}).json()["total"] == 3


def test_upload_report_ask_forget(fresh: TestClient) -> None:
    sample = data_folder() / "xinjiang-2022-26.txt"
    files = [("files", (sample.name, sample.read_bytes())), ("files", ("空.txt", b""))]
    done = fresh.post("/api/documents", files=files).json()["files"]
    assert done[0]["tasks"] == 64
    assert done[1]["error"]
    assert fresh.get("/api/ask", params={"q": "县文旅局牵头几项任务？"}).json()["count"] == 1
    assert fresh.delete(f"/api/documents/{done[0]['document']}").status_code == 204
    assert fresh.get("/api/documents").json()["total"] == 0
    assert "空" in fresh.get("/api/ask", params={"q": "县文旅局牵头几项任务？"}).json()["answer"]


def test_other_sites_may_not_change_the_graph(fresh: TestClient) -> None:
    headers = {"Origin": "https://evil.example"}
    assert fresh.post("/api/documents", files=[("files", ("a.txt", b"x"))], headers=headers).status_code == 403
    assert fresh.delete("/api/documents/x", headers=headers).status_code == 403


@pytest.mark.parametrize(
    "path", ["/", "/documents", "/docs", "/view/matrix", "/view/cooperation", "/view/tree", "/?q=县文旅局牵头哪些任务"]
)
def test_pages_carry_a_strict_policy_and_no_outside_address(client: TestClient, path: str) -> None:
    reply = client.get(path)
    assert reply.status_code == 200
    assert "unsafe-inline" not in reply.headers["content-security-policy"]
    assert 'lang="zh-CN"' in reply.text
    for attribute in ('src="http', 'src="//', 'href="http', "@import"):
        assert attribute not in reply.text


def test_views_as_data(client: TestClient) -> None:
    assert client.get("/api/view/matrix").json()["nodes"]
    assert client.get("/api/view/none").status_code == 400
    assert client.get("/view/surroundings", params={"of": "县文旅局"}).status_code == 200


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").json()["documents"] == 1


def test_hostile_labels_are_text(fresh: TestClient) -> None:
    plan = "甲县2022年行动计划\n一、工作\n1.办好庙会<script>alert(1)</script>。（<img src=x onerror=alert(1)>局牵头，县教育局配合）\n"
    assert fresh.post("/api/documents", files=[("files", ("计划.txt", plan.encode()))]).status_code == 200
    key = fresh.get("/api/documents").json()["items"][0]["id"]
    for path in ("/", f"/documents/{key}", "/view/matrix", "/?q=县教育局配合哪些任务", "/documents"):
        assert "<script>alert" not in fresh.get(path).text
        assert "<img src=x" not in fresh.get(path).text
