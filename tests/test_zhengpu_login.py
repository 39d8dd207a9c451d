"""People log in: passwords as hashes, sessions in cookies, forms that other sites cannot send, guessing that takes ever longer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from typer.testing import CliRunner

from tests.served import browser, fits_and_is_accessible, served, silent_page
from zhengpu.access import passwords, sessions
from zhengpu.access.audit import AuditLog, audit_lines
from zhengpu.access.keys import AccessKey, KeyFile, KeyRing
from zhengpu.access.lock_out import LockOut
from zhengpu.access.passwords import PasswordCost, hashed, is_password
from zhengpu.access.sessions import SESSION_COOKIE, Sessions
from zhengpu.cli import app
from zhengpu.graph.errors import InputError, UsageError
from zhengpu.http import create_app
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings

PLAN = ("小.txt", "乙县2023年工作要点\n一、文旅\n1.办好庙会。（县文旅局牵头）\n".encode())
RIGHT, HOME = "correct horse", {"Origin": "http://testserver"}
PAGE = {"Accept": "text/html"}


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that take no time: what is tried here is what is done with them."""
    worked_out = passwords._worked_out
    monkeypatch.setattr(passwords, "_worked_out", lambda given, salt, _: worked_out(given, salt, PasswordCost(16, 1, 1)))


@pytest.fixture
def zp(tmp_path: Path) -> Iterator[Zhengpu]:
    chosen = Settings(store=str(tmp_path / "store"))
    with Zhengpu(open_store(chosen), chosen) as opened:
        opened.keys.add_person("张三", ["read", "ask", "write"], "2024-01-02", RIGHT)
        yield opened


def enter(client: TestClient, name: str = "张三", password: str = RIGHT, wanted: str = "/documents", **form: str) -> Response:
    page = client.get("/login", params={"wanted": wanted})
    token = re.search(r'name="token" value="([^"]+)"', page.text)
    given = {"name": name, "password": password, "wanted": wanted, "token": token[1] if token else ""}
    return client.post("/login", data=given | form, headers=HOME, follow_redirects=False)


def test_a_person_logs_in_reads_writes_and_logs_out(zp: Zhengpu) -> None:
    client = TestClient(create_app(zp))
    shut = client.get("/documents?x=1", headers=PAGE, follow_redirects=False)
    assert (shut.status_code, shut.headers["location"]) == (303, "/login?wanted=%2Fdocuments%3Fx%3D1")
    assert client.get("/api/tasks").status_code == 401
    came = enter(client)
    assert (came.status_code, came.headers["location"]) == (303, "/documents")
    cookie = came.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert client.get("/documents", headers=PAGE).status_code == 200
    assert client.post("/api/documents", files={"files": PLAN}, headers=HOME).status_code == 200
    assert client.get("/api/backup").status_code == 403  # not one of the scopes
    kept = client.cookies[SESSION_COOKIE]
    token = re.search(r'name="token" value="([^"]+)"', client.get("/login").text)
    assert token
    assert client.post("/logout", data={"token": token[1]}, headers=HOME, follow_redirects=False).status_code == 303
    client.cookies.set(SESSION_COOKIE, kept)
    assert client.get("/api/tasks").status_code == 401


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}])
def test_no_other_site_makes_a_browser_change_anything(zp: Zhengpu, headers: dict[str, str]) -> None:
    client = TestClient(create_app(zp))
    enter(client)
    assert client.post("/api/documents", files={"files": PLAN}, headers=headers).status_code == 403
    assert zp.documents() == ()
    assert client.get("/api/tasks", headers=headers).status_code == 200


def test_forms_of_other_sites_and_of_other_browsers_are_refused(zp: Zhengpu) -> None:
    client = TestClient(create_app(zp))
    assert enter(client, token="").status_code == 403
    assert enter(client, token="guessed").status_code == 403
    other = re.search(r'name="token" value="([^"]+)"', TestClient(client.app).get("/login").text)
    assert other
    assert enter(client, token=other[1]).status_code == 403
    page = client.get("/login")
    token = re.search(r'name="token" value="([^"]+)"', page.text)
    assert token
    assert page.headers["referrer-policy"] == "same-origin"  # else browsers do not say where the form comes from
    form = {"name": "张三", "password": RIGHT, "token": token[1]}
    assert client.post("/login", data=form, headers={"Origin": "https://evil.example"}).status_code == 403
    assert SESSION_COOKIE not in client.cookies
    enter(client)
    assert client.post("/logout", data={"token": "x"}, headers=HOME).status_code == 403
    assert client.get("/api/tasks").status_code == 200


def test_guessing_takes_ever_longer_and_does_not_shut_out_who_knows(zp: Zhengpu) -> None:
    client = TestClient(create_app(zp), client=("10.0.0.8", 1))
    assert [enter(client, password="wrong horse").status_code for _ in range(7)] == [403] * 5 + [429] * 2
    locked = enter(client)
    assert locked.status_code == 429
    assert int(locked.headers["retry-after"]) > 20
    elsewhere = TestClient(client.app, client=("10.0.0.9", 1))
    assert enter(elsewhere).status_code == 303


def test_many_names_from_one_address_and_many_addresses_for_one_name() -> None:
    now = [0.0]
    door = LockOut(lambda: now[0])
    assert [door.wait(f"人{n}", "10.0.0.8") > 0 for n in range(22)] == [False] * 20 + [True] * 2
    assert [door.wait("张三", f"10.0.1.{n}") > 0 for n in range(52)] == [False] * 50 + [True] * 2
    door = LockOut(lambda: now[0])
    waits = []
    for _ in range(20):
        if left := door.wait("张三", "10.0.0.8"):
            waits.append(left)
            now[0] += left + 0.1
    assert waits == sorted(waits)
    assert waits[0] == 30
    assert waits[-1] == 3600
    now[0] += 8000
    assert door.wait("张三", "10.0.0.8") == 0


def test_an_unknown_name_is_told_like_a_wrong_password(zp: Zhengpu, monkeypatch: pytest.MonkeyPatch) -> None:
    worked: list[str] = []
    cheap_one = passwords._worked_out
    monkeypatch.setattr(passwords, "_worked_out", lambda given, salt, cost: worked.append(given) or cheap_one(given, salt, cost))
    client = TestClient(create_app(zp))
    token = re.compile(r'value="[^"]*"')
    wrong, unknown = (enter(client, name=name, password="wrong horse") for name in ("张三", "李四"))
    assert wrong.status_code == unknown.status_code == 403
    assert token.sub("", wrong.text) == token.sub("", unknown.text)
    assert len(worked) == 2  # neither is told by its time


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/a\r\nX: y", "/logout"]
)
def test_logging_in_leads_to_no_other_site(zp: Zhengpu, wanted: str) -> None:
    assert enter(TestClient(create_app(zp)), wanted=wanted).headers["location"] == "/"


def test_who_is_taken_off_or_changed_is_out_at_once(zp: Zhengpu) -> None:
    client = TestClient(create_app(zp))
    enter(client)
    assert client.get("/api/tasks").status_code == 200
    assert zp.keys.change_password("张三", "another horse")
    assert client.get("/api/tasks").status_code == 401
    assert enter(client).status_code == 403
    assert enter(client, password="another horse").status_code == 303
    zp.keys.add("门户", ["read"], "2024-01-02")
    zp.keys.remove("张三")
    assert client.get("/api/tasks").status_code == 401
    assert not zp.keys.change_password("门户", "another horse")


def test_a_session_ends_when_nobody_comes_back_and_after_a_day_of_work() -> None:
    now = [0.0]
    person = AccessKey("张三", ("read",), "", password="x")
    ring, kept = KeyRing((person,)), Sessions(lambda: now[0])
    token = kept.begin(person)
    for _ in range(int(sessions.LONGEST // 3600)):
        now[0] += 3600
        assert kept.holder(token, ring) == person
    now[0] += 3600
    assert kept.holder(token, ring) is None
    idle = kept.begin(person)
    now[0] += sessions.IDLE + 1
    assert kept.holder(idle, ring) is None
    assert kept.holder("guessed", ring) is None


def test_over_tls_the_cookie_is_for_tls_alone(zp: Zhengpu) -> None:
    client = TestClient(create_app(zp), base_url="https://testserver")
    assert "Secure" in client.get("/login").headers["set-cookie"]


def test_under_a_path_it_leads_there_and_the_cookie_stays_there(zp: Zhengpu) -> None:
    client = TestClient(create_app(Zhengpu(zp.store, replace(zp.settings, root_path="/zhengpu"))))
    shut = client.get("/zhengpu/documents", headers=PAGE, follow_redirects=False)
    assert shut.headers["location"] == "/zhengpu/login?wanted=%2Fdocuments"
    page = client.get(shut.headers["location"])
    assert 'action="/zhengpu/login"' in page.text
    assert "Path=/zhengpu" in page.headers["set-cookie"]
    token = re.search(r'name="token" value="([^"]+)"', page.text)
    wanted = re.search(r'name="wanted" value="([^"]+)"', page.text)
    assert token
    assert wanted
    form = {"name": "张三", "password": RIGHT, "token": token[1], "wanted": wanted[1]}
    assert client.post("/zhengpu/login", data=form, headers=HOME, follow_redirects=False).headers["location"] == "/zhengpu/documents"


@pytest.mark.browser
def test_in_a_browser(zp: Zhengpu, tmp_path: Path) -> None:
    (tmp_path / PLAN[0]).write_bytes(PLAN[1])
    with browser() as opened, served(zp) as site, silent_page(opened, site, ignoring="403") as page:
        page.goto(f"{site}/documents")
        for password in ("wrong horse", RIGHT):
            page.fill("#name", "张三")
            page.fill("#password", password)
            page.click("main button")
        assert page.url == f"{site}/documents"
        page.set_input_files("input[type=file]", str(tmp_path / PLAN[0]))
        page.click("#upload button[type=submit]")
        page.locator("#outcome .done").wait_for()
        page.click("footer a[href='/login']")
        page.click("main button")
        page.goto(f"{site}/documents")
        assert page.url.startswith(f"{site}/login")


@pytest.mark.browser
def test_the_login_page_fits_and_is_accessible(zp: Zhengpu, tmp_path: Path) -> None:
    with browser() as opened, served(zp) as site:
        fits_and_is_accessible(opened, site, "/login", "light", tmp_path / "shots" / "login")


def test_who_came_and_who_tried_is_written_down_without_passwords(zp: Zhengpu, tmp_path: Path) -> None:
    audit = AuditLog(tmp_path / "audit")
    client = TestClient(create_app(zp, audit=audit))
    enter(client, password="wrong horse")
    enter(client)
    client.post("/api/ask", json={"question": "县文旅局牵头哪些任务"}, headers=HOME)
    said = [json.loads(line) for line in audit_lines(tmp_path / "audit")]
    assert [(one["action"], one["key"], one["status"], one.get("person")) for one in said] == [
        ("login", None, 403, "张三"),
        ("login", "张三", 303, "张三"),
        ("ask", "张三", 200, None),
    ]
    assert "horse" not in "".join(audit_lines(tmp_path / "audit"))


def test_passwords_are_kept_as_hashes_of_their_own(zp: Zhengpu) -> None:
    text = (Path(zp.settings.store) / "keys.json").read_text("utf-8")
    assert RIGHT not in text
    assert "scrypt$" in text
    first, second = hashed(RIGHT), hashed(RIGHT)
    assert first != second
    assert is_password(RIGHT, second)
    for odd in ("", "short", "x" * 201):
        with pytest.raises(InputError):
            zp.keys.add_person("李四", ["read"], "", odd)
    with pytest.raises(UsageError):
        zp.keys.add_person("李四", ["fly"], "", RIGHT)
    holder = zp.keys.ring.holder
    assert holder("") is None
    assert holder(RIGHT) is None  # a password is no key


def test_people_from_the_command_line(tmp_path: Path) -> None:
    store, run = ["--store", str(tmp_path / "store")], CliRunner()
    assert run.invoke(app, ["keys", "add", "王五", "--scope", "read", "--login", *store], input=RIGHT + "\n").exit_code == 0
    assert "登录" in run.invoke(app, ["keys", *store]).stdout
    assert run.invoke(app, ["keys", "password", "王五", *store], input="another horse\n").exit_code == 0
    person = KeyFile(tmp_path / "store" / "keys.json").ring.person("王五")
    assert person
    assert is_password("another horse", person.password)
    assert isinstance(run.invoke(app, ["keys", "password", "赵六", *store], input=RIGHT + "\n").exception, InputError)


def test_without_people_nothing_changes(tmp_path: Path) -> None:
    chosen = Settings(store=str(tmp_path / "store"))
    with Zhengpu(open_store(chosen), chosen) as opened:
        client = TestClient(create_app(opened))
        assert "还没有可以登录的人" in client.get("/login").text
        assert 'href="/login"' not in client.get("/").text
        opened.keys.add("门户", ["read"], "2024-01-02")
        assert client.get("/documents", headers=PAGE).headers["www-authenticate"].startswith("Basic ")
