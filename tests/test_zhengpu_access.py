"""Who may do what: keys and their scopes, the names a service answers to, the audit log, bodies that lie about their size."""

from __future__ import annotations

import base64
import json
import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from zhengpu.access.audit import AuditEntry, AuditLog, audit_lines
from zhengpu.access.keys import KeyFile
from zhengpu.cli import app
from zhengpu.graph.errors import InputError, StoreBroken, UsageError
from zhengpu.hosting.serving import serve
from zhengpu.http import create_app
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings

PLAN = ("小.txt", "乙县2023年工作要点\n一、文旅\n1.办好庙会。（县文旅局牵头）\n".encode())
QUESTION = {"question": "县文旅局牵头哪些任务"}


@pytest.fixture
def zp(tmp_path: Path) -> Iterator[Zhengpu]:
    chosen = Settings(store=str(tmp_path / "store"))
    with Zhengpu(open_store(chosen), chosen) as opened:
        yield opened


def _bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def _statuses(client: TestClient, headers: dict[str, str]) -> dict[str, int]:
    return {
        "read": client.get("/api/tasks", headers=headers).status_code,
        "sparql": client.get("/sparql", params={"query": "ASK {}"}, headers=headers).status_code,
        "ask": client.post("/api/ask", json=QUESTION, headers=headers).status_code,
        "page": client.get("/", params={"q": QUESTION["question"]}, headers=headers).status_code,
        "write": client.post("/api/documents", files={"files": PLAN}, headers=headers).status_code,
        "backup": client.get("/api/backup", headers=headers).status_code,
        "health": client.get("/healthz", headers=headers).status_code,
    }


ALL = {"read": 200, "sparql": 200, "ask": 200, "page": 200, "write": 200, "backup": 200, "health": 200}


def test_each_key_does_what_it_is_for_and_no_more(zp: Zhengpu) -> None:
    client = TestClient(create_app(zp))
    assert _statuses(client, {}) == ALL  # no keys yet
    made = {name: zp.keys.add(name, scopes.split(), "2024-01-02") for name, scopes in KEYS.items()}
    shut = {"read": 401, "sparql": 401, "ask": 401, "page": 401, "write": 403, "backup": 403, "health": 200}
    assert _statuses(client, {}) == shut
    assert _statuses(client, _bearer("zp_guessed")) == shut
    assert _statuses(client, _bearer(made["读"])) == shut | {"read": 200, "sparql": 200}
    assert _statuses(client, _bearer(made["问"])) == shut | {"ask": 200, "page": 200}
    assert _statuses(client, {"X-Api-Key": made["写"]}) == shut | {"write": 200}
    assert _statuses(client, _bearer(made["管"])) == ALL
    assert zp.keys.remove("管")
    assert _statuses(client, _bearer(made["管"])) == shut


KEYS = {"读": "read", "问": "ask", "写": "write", "管": "admin"}


def test_an_administrators_key_alone_shuts_changes_and_not_reading(zp: Zhengpu) -> None:
    zp.keys.add("运维", ["admin"], "2024-01-02")
    assert _statuses(TestClient(create_app(zp)), {}) == ALL | {"write": 403, "backup": 403}


def test_a_browser_may_send_the_key_as_a_password_but_no_other_site_may_use_that(zp: Zhengpu) -> None:
    key = zp.keys.add("窗口", ["read", "write"], "2024-01-02")
    client = TestClient(create_app(zp))
    basic = {"Authorization": "Basic " + base64.b64encode(f"任意:{key}".encode()).decode()}
    refused = client.get("/documents")
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Basic ")
    assert client.get("/documents", headers=basic).status_code == 200
    assert client.post("/api/documents", files={"files": PLAN}, headers=basic).status_code == 200
    elsewhere = basic | {"Origin": "https://evil.example"}
    assert client.post("/api/documents", files={"files": PLAN}, headers=elsewhere).status_code == 403


def test_keys_are_kept_as_digests_in_a_file_of_their_owner(zp: Zhengpu) -> None:
    key = zp.keys.add("门户", ["ask", "read"], "2024-01-02")
    path = Path(zp.settings.store) / "keys.json"
    assert key not in path.read_text("utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    found = KeyFile(path).ring.holder(key)
    assert found is not None
    assert found.scopes == ("read", "ask")
    with pytest.raises(InputError, match="已经有了"):
        zp.keys.add("门户", ["ask"], "")
    with pytest.raises(UsageError, match="fly"):
        zp.keys.add("新", ["fly"], "")
    with pytest.raises(UsageError, match="可以做什么"):
        zp.keys.add("新", [], "")


def test_a_damaged_key_file_lets_nobody_in(zp: Zhengpu) -> None:
    zp.keys.add("门户", ["read"], "2024-01-02")
    (Path(zp.settings.store) / "keys.json").write_text("[{")
    with pytest.raises(StoreBroken, match="已损坏"):
        _ = KeyFile(zp.settings.key_path).ring
    assert TestClient(create_app(zp)).get("/api/tasks").status_code == 503


@pytest.mark.parametrize(
    ("host", "status"),
    [
        *((host, 200) for host in ("127.0.0.1:8000", "[::1]", "localhost", "10.1.2.3:80", "plans.gov.cn:8000", "a.intra.cn")),
        *((host, 421) for host in ("evil.example", "plans.gov.cn.evil.example", "intra.cn", "localhost.evil.example")),
    ],
)
def test_a_name_that_was_pointed_here_is_not_answered(zp: Zhengpu, host: str, status: int) -> None:
    client = TestClient(create_app(zp, names=("plans.gov.cn", ".intra.cn")))
    assert client.get("/healthz", headers={"Host": host}).status_code == status
    assert client.get("/sparql", params={"query": "ASK {}"}, headers={"Host": host}).status_code == status
    assert client.post("/api/documents", files={"files": PLAN}, headers={"Host": host}).status_code == status


@pytest.mark.parametrize(("origin", "status", "allowed"), [("https://data.cn", 204, "https://data.cn"), ("https://evil.cn", 405, None)])
def test_pages_of_another_site_ask_sparql_only_where_that_is_allowed(zp: Zhengpu, origin: str, status: int, allowed: str | None) -> None:
    zp.settings = replace(zp.settings, cors=("https://data.cn",))
    said = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    with TestClient(create_app(zp), base_url="http://127.0.0.1") as client:
        assert client.options("/sparql", headers=said).status_code == status
        told = client.get("/sparql", params={"query": "ASK {}"}, headers={"Origin": origin}).headers
        assert (told.get("access-control-allow-origin"), "Origin" in told["vary"]) == (allowed, True)
        assert "access-control-allow-credentials" not in told
        assert "access-control-allow-origin" not in client.get("/api/tasks", headers={"Origin": origin}).headers


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "plans.gov.cn"])
def test_other_machines_are_not_let_in_without_keys(zp: Zhengpu, host: str) -> None:
    with pytest.raises(UsageError, match="一个密钥也没有"):
        serve(Zhengpu(zp.store, replace(zp.settings, host=host, port=0)))


def test_what_was_done_is_written_down(zp: Zhengpu, tmp_path: Path) -> None:
    key = zp.keys.add("门户", ["admin", "read"], "2024-01-02")
    audit = AuditLog(tmp_path / "audit")
    client = TestClient(create_app(replaced(zp, tmp_path / "audit"), audit=audit))
    for headers in (_bearer(key), {}):
        client.post("/api/ask", json=QUESTION, headers=headers)
    document = client.post("/api/documents", files={"files": PLAN}, headers=_bearer(key)).json()["files"][0]["document"]
    client.get("/healthz")
    client.get("/static/site.css")
    client.delete(f"/api/documents/{document}", headers=_bearer(key))
    said = [json.loads(line) for line in audit_lines(tmp_path / "audit")]
    assert [(one["action"], one["key"], one["status"]) for one in said] == [
        ("ask", "门户", 200),
        ("refused", None, 401),
        ("upload", "门户", 200),
        ("forget", "门户", 204),
    ]
    assert said[0]["question"] == QUESTION["question"]
    assert said[2]["files"] == ["小.txt"]
    assert key not in "".join(audit_lines(tmp_path / "audit"))
    exported = client.get("/api/audit", headers=_bearer(key))
    assert exported.text.splitlines()[0] == next(audit_lines(tmp_path / "audit")).strip()
    assert client.get("/api/audit").status_code == 403


def replaced(zp: Zhengpu, audit: Path) -> Zhengpu:
    """The same over the same store, with the audit log elsewhere."""
    return Zhengpu(zp.store, replace(zp.settings, audit=str(audit)))


def test_the_audit_log_is_turned_over_and_read_in_order(tmp_path: Path) -> None:
    audit = AuditLog(tmp_path, size=1000, files=12)
    for number in range(60):
        audit.record(
            AuditEntry("2024-01-02T03:04:05Z", "10.0.0.8", None, "ask", "POST", "/api/ask", 200, 1, {"question": f"100%问{number}"})
        )
    audit.close()
    assert len(list(tmp_path.iterdir())) > 5
    assert [json.loads(line)["question"] for line in audit_lines(tmp_path)] == [f"100%问{number}" for number in range(60)]


def test_a_body_that_does_not_say_its_size_is_counted(zp: Zhengpu, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhengpu.http.LARGEST_BODY", 1000)
    client = TestClient(create_app(zp))
    for path in ("/api/ask", "/sparql", "/api/documents"):
        kind = {"Content-Type": "application/sparql-query" if path == "/sparql" else "application/json"}
        reply = client.post(path, content=(b"x" * 100 for _ in range(20)), headers=kind)
        if path != "/api/documents":
            assert (reply.status_code, reply.json()["code"]) == (413, "too-large"), path
        else:
            assert reply.status_code in (413, 422)


def test_keys_and_records_from_the_command_line(tmp_path: Path) -> None:
    store = ["--store", str(tmp_path / "store")]
    run = CliRunner()
    made = run.invoke(app, ["keys", "add", "门户", "--scope", "read", *store])
    assert made.exit_code == 0
    key = made.stdout.strip()
    assert KeyFile(tmp_path / "store" / "keys.json").ring.holder(key) is not None
    assert "门户" in run.invoke(app, ["keys", *store]).stdout
    assert run.invoke(app, ["keys", "remove", "门户", *store]).exit_code == 0
    assert "还没有密钥" in run.invoke(app, ["keys", *store]).stdout
    audit = AuditLog(tmp_path / "store" / "audit")
    audit.record(AuditEntry("2024-01-02T03:04:05Z", "10.0.0.8", None, "ask", "POST", "/api/ask", 200, 1))
    audit.close()
    assert json.loads(run.invoke(app, ["audit", *store]).stdout)["action"] == "ask"


def test_files_of_the_store_are_their_owners_alone_and_exports_are_not(tmp_path: Path) -> None:
    store, out = ["--store", str(tmp_path / "store")], tmp_path / "out.nq"
    before = os.umask(0o022)
    try:
        (tmp_path / PLAN[0]).write_bytes(PLAN[1])
        assert CliRunner().invoke(app, ["ingest", str(tmp_path / PLAN[0]), *store]).exit_code == 0
        os.umask(0o022)
        assert CliRunner().invoke(app, ["export", "nquads", "-o", str(out), *store]).exit_code == 0
    finally:
        os.umask(before)
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (tmp_path / "store").rglob("*")} == {0}
    assert stat.S_IMODE(out.stat().st_mode) == 0o644
