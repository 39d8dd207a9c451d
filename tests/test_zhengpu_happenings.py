"""What happened and what falls due: lists, files, feeds; the same happening has one name for ever."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from fastapi.testclient import TestClient

from tests.drawn_plan import Duty, plan, store
from tests.paper import FIRST, KEY, SECOND
from tests.returned_ledger import TODAY, filled, two_plans
from zhengpu.corrections.correction_request import CorrectionRequest
from zhengpu.http import create_app
from zhengpu.oversight.happenings import deadline_news
from zhengpu.service import Zhengpu
from zhengpu.settings import Settings

ATOM = {"a": "http://www.w3.org/2005/Atom"}
DAY = {"today": TODAY.isoformat()}


@pytest.fixture
def zp(tmp_path: Path) -> Iterator[Zhengpu]:
    """Two plans; the ledger of one came back: task 1 goes on, task 2 is done."""
    with two_plans() as found:
        said = {1: {"进展": "主体完工", "状态": "进行中", "更新时间": "2024-06-08"}, 2: {"状态": "已完成", "更新时间": "2024-06-08"}}
        found.take_ledger(filled(found, tmp_path, said), "甲县.xlsx", reporter="县督查室", today=TODAY)
        yield found


@pytest.fixture
def client(zp: Zhengpu) -> Iterator[TestClient]:
    """The service over them."""
    with TestClient(create_app(zp), raise_server_exceptions=False) as opened:
        yield opened


def entries(text: str) -> list[tuple[str, str, str, str]]:
    """(id, title, updated, summary) of every entry of a feed."""
    found = Xml.fromstring(text)
    return [
        (*(one.findtext(f"a:{part}", "", ATOM) for part in ("id", "title", "updated", "summary")),)
        for one in found.findall("a:entry", ATOM)
    ]


def test_deadlines_are_news_when_they_come_near_and_when_they_have_passed(zp: Zhengpu) -> None:
    def titles(day: date) -> list[str]:
        docket = zp.oversight.docket(day)
        return [one.title for one in deadline_news(docket, docket.items)]

    assert titles(date(2024, 4, 30)) == []
    assert titles(date(2024, 5, 1)) == ["即将到期：1. 建设数字档案馆"]
    # Reported done: no news. Not reported on at all: its date has passed, and no more is said.
    assert titles(date(2024, 7, 5)) == ["时限已过：1. 举办招聘会", "逾期：1. 建设数字档案馆"]


def test_the_same_news_keeps_its_name_and_its_day(zp: Zhengpu) -> None:
    one, other = (deadline_news(zp.oversight.docket(day), zp.oversight.docket(day).items) for day in (TODAY, TODAY + timedelta(days=3)))
    assert {(news.name, news.on) for news in one} <= {(news.name, news.on) for news in other}
    assert len({news.name for news in other}) == len(other)


def test_without_a_ledger_a_date_has_passed_and_nobody_is_called_late() -> None:
    with two_plans() as zp:
        docket = zp.oversight.docket(date(2024, 7, 5))
        told = [f"{one.title}{one.told}" for one in deadline_news(docket, docket.items)]
    assert len(told) == 3
    assert all("不知道是否完成" in one and "逾期" not in one for one in told)


def test_the_feed_of_deadlines_is_narrowed_like_the_page(client: TestClient) -> None:
    page = client.get("/progress", params=DAY, headers={"accept": "text/html"}).text
    assert 'type="application/atom+xml"' in page
    assert "/progress.atom?today=2024-06-10" in page
    sent = client.get("/progress.atom", params=DAY)
    assert sent.headers["content-type"].startswith("application/atom+xml")
    assert [title for _, title, _, _ in entries(sent.text)] == ["逾期：1. 建设数字档案馆", "即将到期：1. 举办招聘会"]
    assert entries(sent.text)[0][2] == "2024-06-01T00:00:00+08:00"
    (one,) = entries(client.get("/progress.atom", params=DAY | {"document": "丙政发-2024-9号"}).text)
    assert "2024年6月20日" in one[3]
    assert client.get("/progress.atom", params={"today": "2020-01-01"}).text.count("<entry>") == 0
    assert client.get("/progress.rss").status_code == 422


def test_what_happened_is_listed_narrowed_and_sent(client: TestClient) -> None:
    page = client.get("/changes").text
    for shown in ("主体完工", "县督查室报", "甲县民生实事计划", "进展", "/changes.atom"):
        assert shown in page, shown
    every = client.get("/changes.json").json()
    moments = [one["on"].removesuffix("Z") for one in every["items"]]
    assert moments == sorted(moments, reverse=True)
    reports = client.get("/changes.json", params={"sort": "report"}).json()
    assert reports["total"] == 2
    assert client.get("/changes.json", params={"document": "丙政发-2024-9号", "sort": "report"}).json()["total"] == 0
    feed = entries(client.get("/changes.atom").text)
    assert len(feed) == every["total"] == len({name for name, _, _, _ in feed})
    assert client.get("/changes.csv").content.decode("utf-8-sig").splitlines()[0] == "日期,种类,什么,说明,文件,链接"
    assert client.get("/changes.xlsx").content.startswith(b"PK")


def test_documents_that_came_and_changed_and_corrections_are_happenings(empty: Zhengpu) -> None:
    empty.add(FIRST, "一.txt")
    empty.add(SECOND, "二.txt", replacing=True)
    made = empty.corrections.correct(
        CorrectionRequest(KEY, kind="换角色", unit="县民政局", number="2", to="牵头", by="李静", why="原文如此")
    )
    empty.corrections.undo(made.id, "王芳", "看错了")
    with TestClient(create_app(empty)) as client:
        found = client.get("/changes.json").json()["items"]
        assert [one["sort"] for one in found] == ["correction", "correction", "document", "document"]
        assert [found[0]["told"], found[2]["what"], found[3]["what"]] == ["王芳撤销：看错了", "replaced", "read"]
        for one in found:  # every link leads somewhere
            assert client.get(one["address"].partition("#")[0], headers={"accept": "text/html"}).status_code == 200, one["address"]
        assert client.get("/changes.json", params={"sort": "document"}).json()["total"] == 2
        assert all(one["name"].partition("#")[0] in client.get("/changes.atom").text for one in found)


def test_nothing_a_plan_says_breaks_a_feed() -> None:
    hostile = plan("甲政发〔2024〕1号", "甲<县>&\x0b计划", (Duty(1, "]]><entry>&\ufffe<script>", (("县<局>", "leads"),), due=TODAY),))
    with Zhengpu(store(hostile), Settings()) as zp, TestClient(create_app(zp)) as client:
        (one,) = entries(client.get("/progress.atom", params=DAY).text)
        assert one[1] == "即将到期：1. ]]><entry>&<script>"
        assert "<script>" not in client.get("/changes").text


def test_documents_are_narrowed_ordered_and_sent(client: TestClient) -> None:
    found = client.get("/documents.json", params={"words": "就业 丙"}).json()
    assert [one["title"] for one in found["items"]] == ["丙县促进就业工作方案"]
    by_tasks = client.get("/documents.json", params={"sort": "tasks"}).json()["items"]
    assert [one["tasks"] for one in by_tasks] == [4, 1]
    assert client.get("/documents.csv").content.decode("utf-8-sig").startswith("标题,文号")
    assert client.get("/documents.xlsx").content.startswith(b"PK")
    page = client.get("/documents", params={"words": "就业"}).text
    assert "2份里的1份" in page
    assert "/documents.csv?words=" in page
    assert "没有这样的文件" in client.get("/documents", params={"words": "海洋"}).text
    assert client.get("/documents", params={"sort": "no"}).status_code == 400


def test_an_answer_goes_along_as_json(client: TestClient) -> None:
    told = client.get("/answer.json", params={"q": "县档案局牵头哪些任务"}).json()
    assert told["outcome"] == "answered"
    assert "/answer.json?" in client.get("/", params={"q": "县档案局牵头哪些任务"}).text
