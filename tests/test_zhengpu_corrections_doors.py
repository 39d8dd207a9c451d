"""Corrections by HTTP and by command: who may, what the audit log says, the same through a running service."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from tests.corrected_paper import OFFICE, PAPER
from tests.served import served
from zhengpu.access.audit import AuditLog, audit_lines
from zhengpu.cli import app
from zhengpu.http import create_app
from zhengpu.remote_service import RemoteService, ServiceNote
from zhengpu.service import Zhengpu, open_zhengpu

WRONG = {"document": OFFICE, "kind": "换角色", "unit": "县财政局", "number": "1", "to": "牵头", "why": "原文如此"}


@pytest.fixture
def zp(empty: Zhengpu) -> Zhengpu:
    empty.add(PAPER.encode(), "方案.txt")
    return empty


@pytest.fixture
def client(zp: Zhengpu) -> TestClient:
    return TestClient(create_app(zp))


def test_made_listed_and_taken_back(client: TestClient) -> None:
    made = client.post("/api/corrections", json=WRONG | {"by": "李静"}).json()
    assert (made["text"], made["by"], made["state"], made["state_text"]) == (
        "县财政局在这里是牵头，不是配合",
        "李静",
        "applied",
        "已用上",
    )
    listed = client.get("/api/corrections", params={"document": OFFICE}).json()
    assert listed["total"] == 1
    assert PAPER[listed["items"][0]["start"] : listed["items"][0]["end"]] == "（县水利局牵头，县财政局、县农业农村局配合）"
    (case,) = map(json.loads, client.get("/api/corrections/cases").text.splitlines())
    assert ["县财政局", "leads"] in case["duties"]
    assert client.post(f"/api/corrections/{made['id']}/undo", json={"by": "王强", "why": "看错了"}).json()["state"] == "undone"
    assert client.post("/api/corrections/nothing/undo", json={}).status_code == 404


def test_what_is_wrong_with_a_request_is_said(client: TestClient) -> None:
    reply = client.post("/api/corrections", json=WRONG | {"to": "观摩"})
    assert (reply.status_code, reply.json()["title"]) == (400, "没有“观摩”这个角色")
    assert client.post("/api/corrections", json=WRONG | {"document": "没有"}).status_code == 400
    assert client.post("/api/corrections", json=WRONG | {"start": 9}).status_code == 200  # without an end the number says where
    assert client.post("/api/corrections", json=WRONG | {"colour": "red"}).status_code == 422


def test_facts_with_their_places(client: TestClient) -> None:
    start = PAPER.index("（县水利局负责")
    items = client.get(f"/api/documents/{OFFICE}/facts", params={"start": start, "end": start + 3}).json()["items"]
    assert {one["about"] for one in items} == {"县水利局负责", "相关职能配合"}
    assert {one["quote"] for one in items} == {"（县水利局负责，相关职能配合）"}
    assert client.get("/api/documents/nothing/facts").status_code == 404


def test_a_correction_takes_a_key_for_writing_and_stands_in_the_audit_log(zp: Zhengpu, tmp_path: Path) -> None:
    reads, writes = zp.keys.add("门户", ["read", "ask"], "2024-01-01"), zp.keys.add("督查室", ["write"], "2024-01-01")
    log = AuditLog(tmp_path / "audit")
    client = TestClient(create_app(zp, audit=log))
    assert client.post("/api/corrections", json=WRONG).status_code == 403
    assert client.post("/api/corrections", json=WRONG, headers={"Authorization": f"Bearer {reads}"}).status_code == 403
    made = client.post("/api/corrections", json=WRONG | {"by": "李静"}, headers={"Authorization": f"Bearer {writes}"}).json()
    assert made["by"] == "李静（督查室）"
    assert client.get("/api/corrections", headers={"Authorization": f"Bearer {reads}"}).json()["total"] == 1
    log.close()
    entries = [json.loads(line) for line in audit_lines(tmp_path / "audit")]
    done = [one for one in entries if one["action"] == "correct"]
    assert [(one["key"], one["status"], one["correction"], one["says"]) for one in done] == [("督查室", 200, made["id"], made["text"])]
    assert sum(one["action"] == "refused" for one in entries) == 2


def ran(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, [*words])
    return done.exit_code, done.output


def test_by_command(zp: Zhengpu, tmp_path: Path) -> None:
    store = ["--store", str(zp.settings.store)]
    zp.close()
    code, told = ran("correct", OFFICE, "不是单位", "--unit", "相关职能", "--why", "泛指", "--by", "李静", *store)
    assert (code, told.split("  ", 1)[1].strip()) == (0, "“相关职能”不是单位。已用上。")
    key = told.split()[0]
    assert "李静" in ran("corrections", *store)[1]
    assert "县水利局负责" in ran("corrections", OFFICE, "--facts", *store)[1]
    assert "1个用例" in ran("corrections", "--export", str(tmp_path / "用例.jsonl"), *store)[1]
    assert json.loads((tmp_path / "用例.jsonl").read_text("utf-8"))["unit"] == "相关职能"
    assert ran("corrections", "--undo", key, "--why", "看错了", *store)[1].strip().endswith("已撤销。")
    assert "换角色" in ran("corrections", "--kinds")[1]
    assert "没有可以写进定义文件的更正" in ran("learn", *store)[1]


def test_through_a_service(zp: Zhengpu) -> None:
    from zhengpu.corrections.correction_request import CorrectionRequest

    given: dict[str, Any] = WRONG | {"by": "李静"}
    with served(zp) as url, RemoteService(ServiceNote(url)) as there:
        made = there.corrections.correct(CorrectionRequest(**given))
        assert there.corrections.listed() == zp.corrections.listed() == (made,)
        assert there.corrections.facts(OFFICE) == zp.corrections.facts(OFFICE)
        assert [*there.corrections.cases()] == [*zp.corrections.cases()]
        assert there.corrections.learned() == zp.corrections.learned()
        assert there.corrections.undo(made.id, "王强").state == "undone"


def test_they_are_there_when_the_store_is_opened_again(zp: Zhengpu) -> None:
    from zhengpu.corrections.correction_request import CorrectionRequest

    zp.corrections.correct(CorrectionRequest(**WRONG))
    listed = zp.corrections.listed()
    zp.close()
    with open_zhengpu(str(zp.settings.store)) as again:
        assert again.corrections.listed() == listed
        assert len(again.ask("县财政局牵头哪些任务").items) == 1
