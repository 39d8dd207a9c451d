"""Folders watched: what came, changed and went; what the graph says afterwards; the log, the feed and the webhook."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from tests.served import served
from zhengpu.cli import app
from zhengpu.graph.errors import EnvironmentTrouble, StoreBroken, UsageError
from zhengpu.http import create_app
from zhengpu.remote_service import RemoteService, ServiceNote
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings
from zhengpu.watching.folder_watch import FolderWatch, WatchChoice
from zhengpu.watching.news import NewsLog
from zhengpu.watching.news_feed import news_feed
from zhengpu.watching.watched_state import load_watched
from zhengpu.watching.webhook import Webhook

FAIR = "乙县2023年工作要点\n乙政发〔2023〕5号\n一、文旅\n1.办好庙会。（县文旅局牵头）\n2.修好戏台。（县教育局负责）\n"
OTHER = FAIR.replace("办好庙会", "办好灯会")
ROADS = "丙县2023年工作要点\n一、交通\n1.修好农村公路30公里。（县交通局牵头）\n"
ATOM = "{http://www.w3.org/2005/Atom}"
HASTY = WatchChoice(hasty=True)


@pytest.fixture
def zp(tmp_path: Path) -> Iterator[Zhengpu]:
    chosen = Settings(store=str(tmp_path / "store"))
    with Zhengpu(open_store(chosen), chosen) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plans").mkdir()
    return tmp_path / "plans"


def opening(reader: Zhengpu | RemoteService) -> Callable[[], object]:
    @contextmanager
    def opened() -> Iterator[Zhengpu | RemoteService]:
        yield reader

    return opened


def watching(folder: Path, reader: Zhengpu | RemoteService, news: NewsLog, choice: WatchChoice = HASTY) -> FolderWatch:
    return FolderWatch(folder, opening(reader), news, choice)  # type: ignore[arg-type]


def words(zp: Zhengpu) -> str:
    return "".join(zp.text(listed.id) or "" for listed in zp.documents())


def told(news: NewsLog) -> list[str]:
    return [entry.what for entry in news.entries()]


def test_what_comes_and_changes_is_read_and_what_goes_is_said(zp: Zhengpu, folder: Path) -> None:
    watch = watching(folder, zp, zp.news)
    assert list(watch.round()) == []
    (folder / "庙会.txt").write_text(FAIR, "utf-8")
    assert [name for name, _ in watch.round()] == ["庙会.txt"]
    assert list(watch.round()) == []
    (folder / "庙会.txt").write_text(OTHER, "utf-8")
    assert len(list(watch.round())) == 1
    assert "灯会" in words(zp)
    assert "庙会" not in words(zp)
    [listed] = zp.documents()
    assert len(zp.versions.listed(listed.id)) == 2  # what it said before stays
    (folder / "庙会.txt").unlink()
    [(_, gone)] = watch.round()
    assert gone.text().startswith("文件不在了")
    assert len(zp.documents()) == 1
    assert told(zp.news) == ["read", "replaced", "gone"]


def test_another_file_does_not_take_the_place_of_a_document_unless_that_is_wanted(zp: Zhengpu, folder: Path) -> None:
    (folder / "甲.txt").write_text(FAIR, "utf-8")
    watch = watching(folder, zp, zp.news)
    list(watch.round())
    (folder / "乙.txt").write_text(OTHER, "utf-8")
    [(_, outcome)] = watch.round()
    assert outcome.differences
    assert "庙会" in words(zp)
    assert told(zp.news) == ["read", "conflict"]
    again = FolderWatch(folder, opening(zp), zp.news, replace(HASTY, replacing=True), watch.seen)  # type: ignore[arg-type]
    (folder / "乙.txt").touch()
    list(again.round())
    assert "灯会" in words(zp)


def test_a_file_is_not_read_while_it_is_being_copied(zp: Zhengpu, folder: Path) -> None:
    watch = watching(folder, zp, zp.news, WatchChoice())
    path = folder / "大.txt"
    for end in (20, 40, len(ROADS)):
        path.write_text(ROADS[:end], "utf-8")
        assert list(watch.round()) == []
    assert len(list(watch.round())) == 1
    assert [listed.tasks for listed in zp.documents()] == [1]


def test_what_cannot_be_read_is_told_once_and_hinders_nothing(zp: Zhengpu, folder: Path) -> None:
    (folder / "坏.docx").write_bytes(b"PK\x03\x04nothing")
    (folder / "诗.txt").write_text("床前明月光", "utf-8")
    (folder / "路.txt").write_text(ROADS, "utf-8")
    os.symlink("/etc/hostname", folder / "外.txt")
    watch = watching(folder, zp, zp.news)
    assert len(list(watch.round())) == 3
    assert list(watch.round()) == []
    assert sorted(told(zp.news)) == ["failed", "failed", "read"]


def test_each_document_of_an_archive_follows_it(zp: Zhengpu, folder: Path) -> None:
    def export(text: str) -> None:
        with zipfile.ZipFile(folder / "网站导出.zip", "w") as archive:
            archive.writestr("a.txt", text)
            archive.writestr("b.txt", ROADS)

    export(FAIR)
    watch = watching(folder, zp, zp.news)
    list(watch.round())
    export(OTHER)
    list(watch.round())
    assert "灯会" in words(zp)
    assert sorted(told(zp.news)) == ["read", "read", "replaced"]


def test_a_folder_that_is_not_mounted_has_not_lost_its_files(zp: Zhengpu, folder: Path) -> None:
    (folder / "路.txt").write_text(ROADS, "utf-8")
    watch = watching(folder, zp, zp.news)
    list(watch.round())
    folder.rename(folder.with_name("away"))
    with pytest.raises(StoreBroken, match="没有挂上"):
        list(watch.round())
    folder.with_name("away").rename(folder)
    assert list(watch.round()) == []
    assert told(zp.news) == ["read"]


def test_a_file_that_met_no_service_is_read_the_next_time(zp: Zhengpu, folder: Path) -> None:
    (folder / "路.txt").write_text(ROADS, "utf-8")
    ways = [opening(RemoteService(ServiceNote("http://127.0.0.1:9/"))), opening(zp)]
    watch = FolderWatch(folder, lambda: ways.pop(0)(), zp.news, HASTY)  # type: ignore[arg-type, return-value]
    with pytest.raises(EnvironmentTrouble):
        list(watch.round())
    assert len(list(watch.round())) == 1
    assert len(zp.documents()) == 1


def test_through_a_running_service_the_same(zp: Zhengpu, folder: Path) -> None:
    with served(zp) as address, RemoteService(ServiceNote(address + "/")) as service:
        watch = watching(folder, service, zp.news)
        for text in (FAIR, OTHER):
            (folder / "庙会.txt").write_text(text, "utf-8")
            list(watch.round())
    assert told(zp.news) == ["read", "replaced"]


def test_the_command_remembers_between_its_runs(tmp_path: Path, folder: Path) -> None:
    (folder / "路.txt").write_text(ROADS, "utf-8")
    call = ["watch", str(folder), "--once", "--store", str(tmp_path / "store")]
    first, second = CliRunner().invoke(app, call), CliRunner().invoke(app, call)
    assert "任务" in first.output
    assert second.output == ""
    assert list(load_watched(tmp_path / "store" / "watched.json").folders[str(folder)]) == ["路.txt"]
    (tmp_path / "store" / "watched.json").write_text("{")
    assert isinstance(CliRunner().invoke(app, call).exception, StoreBroken)
    assert isinstance(CliRunner().invoke(app, ["watch", str(tmp_path / "none"), "--once"]).exception, UsageError)


def test_every_change_is_in_the_feed_whatever_way_it_came(zp: Zhengpu) -> None:
    client = TestClient(create_app(zp))
    empty = ElementTree.fromstring(client.get("/api/changes.atom").content)
    assert empty.findall(f"{ATOM}entry") == []
    key = client.post("/api/documents", files={"files": ("庙会.txt", FAIR.encode())}).json()["files"][0]["document"]
    client.post("/api/documents", files={"files": ("庙会.txt", FAIR.encode())})  # the same once more is no news
    client.post("/api/documents", params={"replace": "1"}, files={"files": ("灯会.txt", OTHER.encode())})
    zp.versions.restore(key, 1)
    client.delete(f"/api/documents/{key}")
    said = client.get("/api/changes").json()
    assert [one["what"] for one in said] == ["read", "replaced", "restored", "removed"]
    assert {one["document"] for one in said} == {key}
    assert [one["what"] for one in client.get("/api/changes", params={"since": said[1]["id"]}).json()] == ["restored", "removed"]
    reply = client.get("/api/changes.atom")
    assert reply.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(reply.content)
    entries = feed.findall(f"{ATOM}entry")
    assert [one.find(f"{ATOM}category").get("term") for one in entries] == ["removed", "restored", "replaced", "read"]  # type: ignore[union-attr]
    assert len({one.findtext(f"{ATOM}id") for one in entries}) == 4
    assert feed.findtext(f"{ATOM}updated") == max(one["time"] for one in said)


def test_reading_the_feed_takes_a_key_where_reading_does(zp: Zhengpu) -> None:
    zp.keys.add("门户", ["read"], "2024-01-02")
    client = TestClient(create_app(zp))
    assert client.get("/api/changes.atom").status_code == 401
    assert client.get("/api/changes").status_code == 401


def test_names_of_any_signs_make_a_feed(tmp_path: Path) -> None:
    news = NewsLog(tmp_path / "news.jsonl")
    news.add("failed", file="坏\udcff\x00\x1b<&>.txt", note="]]>\ufffe")
    [entry] = ElementTree.fromstring(news_feed(news.latest(9))).findall(f"{ATOM}entry")
    assert "<&>.txt" in (entry.findtext(f"{ATOM}title") or "")


def test_the_log_is_turned_over_and_a_line_cut_off_is_passed_over(tmp_path: Path) -> None:
    news = NewsLog(tmp_path / "news.jsonl", size=2000)
    for number in range(100):
        news.add("read", title=f"第{number}份")
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 5000
    with (tmp_path / "news.jsonl").open("ab") as file:
        file.write(b'{"id":"x","ti')
    assert news.entries()[-1].title == "第99份"
    assert oct((tmp_path / "news.jsonl").stat().st_mode & 0o777) == "0o600"


@contextmanager
def listening(status: int, headers: dict[str, str] | None = None) -> Iterator[tuple[str, list[tuple[str, bytes, str]]]]:
    got: list[tuple[str, bytes, str]] = []

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.path, body, self.headers.get("Zhengpu-Signature", "")))
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()

        do_GET = do_POST  # noqa: N815 - the library's name

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answering)
    running = threading.Thread(target=server.serve_forever, daemon=True)
    running.start()
    yield f"http://127.0.0.1:{server.server_port}/hook", got
    server.shutdown()
    server.server_close()


def test_a_webhook_gets_what_is_new_signed(tmp_path: Path) -> None:
    entry = NewsLog(tmp_path / "news.jsonl").add("read", title="甲县计划")
    with listening(204) as (url, got):
        Webhook(url, ["127.0.0.1"], secret="s").tell([entry])
    [(path, body, signature)] = got
    assert path == "/hook"
    assert json.loads(body)["changes"][0]["title"] == "甲县计划"
    assert signature == "sha256=" + hmac.new(b"s", body, hashlib.sha256).hexdigest()


def test_a_webhook_does_not_follow_where_it_is_sent(tmp_path: Path) -> None:
    entry = NewsLog(None).add("read")
    with (
        listening(200) as (inside, reached),
        listening(307, {"Location": inside}) as (url, _),
        pytest.raises(EnvironmentTrouble, match="没有跟去"),
    ):
        Webhook(url, ["127.0.0.1"]).tell([entry])
    assert reached == []


@pytest.mark.parametrize(
    "url",
    [
        "http://elsewhere.example/", "http://a.intra.cn.evil.example/", "http://intra.cn/", "http://a.intra.cn@evil.example/",
        "http://u:p@a.intra.cn/", "ftp://a.intra.cn/", "file:///etc/passwd", "a.intra.cn", "http://", "http://[::1", "http://127.0.0.1/", "http://localhost/",
    ],
)  # fmt: skip
def test_only_hosts_that_the_settings_allow_are_told(url: str) -> None:
    with pytest.raises(UsageError):
        Webhook(url, [".intra.cn", "hooks.gov.cn"])
    Webhook("https://A.intra.cn:8443/x", [".intra.cn"])


def test_what_could_not_be_sent_is_sent_the_next_time(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGPU_WEBHOOK_HOSTS", "127.0.0.1")
    call = ["watch", str(folder), "--once", "--store", str(tmp_path / "store"), "--webhook"]
    with listening(503) as (url, got):
        assert CliRunner().invoke(app, [*call, url]).exit_code == 0  # nothing to tell yet
        (folder / "路.txt").write_text(ROADS, "utf-8")
        assert isinstance(CliRunner().invoke(app, [*call, url]).exception, EnvironmentTrouble)
        assert len(got) == 1
        port = int(url.rsplit(":", 1)[1].partition("/")[0])
    with again(port) as got:
        assert CliRunner().invoke(app, [*call, url]).exit_code == 0
        assert CliRunner().invoke(app, [*call, url]).exit_code == 0
    assert [[one["what"] for one in json.loads(body)["changes"]] for body in got] == [["read"]]


@contextmanager
def again(port: int) -> Iterator[list[bytes]]:
    got: list[bytes] = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", port), Taking)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield got
    server.shutdown()
    server.server_close()
