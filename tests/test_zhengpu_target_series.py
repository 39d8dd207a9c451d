"""One target over plans and years: alike in name, place and measure; years, changes, files, pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.served import browser, fits_and_is_accessible, served
from zhengpu.comparisons.target_series import change_word, point_word, target_series
from zhengpu.graph.comparing.compared_plan import every_target
from zhengpu.http import create_app
from zhengpu.service import Zhengpu

PICTURES = Path(__file__).parent.parent / "build" / "screenshots"

_PAPER = """{place}人民政府办公室关于印发{place}{year}年工业发展行动计划的通知
{sign}政办发〔{year}〕{number}号

各乡镇人民政府，县直各单位：

现将《{place}{year}年工业发展行动计划》印发给你们，请认真组织实施。

{place}人民政府办公室
{year}年2月20日

{place}{year}年工业发展行动计划

一、重点任务

"""


def paper(place: str, year: int, number: int, *tasks: str) -> bytes:
    body = "\n".join(f"{n}.{task}" for n, task in enumerate(tasks, 1))
    return (_PAPER.format(place=place, year=year, number=number, sign=place[0]) + body + "\n").encode()


@pytest.fixture(scope="module")
def zp() -> Iterator[Zhengpu]:
    """Two years of one county, one year of another."""
    from zhengpu.graph.store import EmbeddedStore
    from zhengpu.settings import Settings

    with Zhengpu(EmbeddedStore(None), Settings()) as found:
        found.add(
            paper(
                "青溪县", 2023, 3,
                "培育企业。2023年底前规模以上工业企业达到40家。（县工信局负责）",
                "降低能耗。2023年底前工业固废综合利用率达到60%。（县发改局负责）",
                "建设园区。新建标准厂房2万平方米。（县住建局负责）",
            ),
            "一.txt",
        )  # fmt: skip
        found.add(
            paper(
                "青溪县", 2025, 8,
                "培育企业。2025年底前规模以上工业企业达到55家。（县工信局负责）",
                "降低能耗。2025年底前工业固废综合利用率达到64.5%。（县发改局负责）",
                "办好展会。2025年10月底前举办展会3场。（县商务局负责）",
            ),
            "二.txt",
        )  # fmt: skip
        found.add(paper("白河县", 2025, 1, "培育企业。2025年底前规模以上工业企业达到90家。（县工信局负责）"), "三.txt")
        yield found


@pytest.fixture
def client(zp: Zhengpu) -> Iterator[TestClient]:
    """The service over them."""
    with TestClient(create_app(zp), raise_server_exceptions=False) as opened:
        yield opened


def test_what_is_alike_in_name_place_and_measure_is_one_indicator(zp: Zhengpu) -> None:
    found = target_series(every_target(zp.store), zp.documents())
    several = {one.indicator: one for one in found if one.plans > 1}
    firms = several["规模以上工业企业"]
    assert (firms.place, [(point.year, point_word(point)) for point in firms.points]) == ("青溪县", [(2023, "40家"), (2025, "55家")])
    assert change_word(firms) == "+37.5%"
    assert change_word(several["工业固废综合利用率"]) == "+4.5个百分点"
    assert [(one.place, one.plans) for one in found if one.indicator == "规模以上工业企业"] == [("青溪县", 2), ("白河县", 1)]
    assert all(change_word(one) == "" for one in found if one.plans == 1)


def test_every_number_stands_where_its_link_leads(zp: Zhengpu) -> None:
    for one in target_series(every_target(zp.store), zp.documents()):
        for point in one.points:
            assert point.target.place is not None
            span = point.target.place.span
            assert (zp.text(point.document.id) or "")[span.start : span.end] == point.target.place.quote
            assert point.target.value in point.target.place.quote


def test_a_plan_without_a_date_of_its_own_stands_under_its_year_and_says_so(zp: Zhengpu) -> None:
    (halls,) = [one for one in target_series(every_target(zp.store), zp.documents()) if "厂房" in one.indicator]
    assert [(point.year, point.dated) for point in halls.points] == [(2023, False)]


def test_a_limit_is_not_set_against_a_goal(zp: Zhengpu) -> None:
    from dataclasses import replace

    known = [(home, target) for home, target in every_target(zp.store) if target.indicator == "规模以上工业企业"]
    turned = [(home, replace(target, comparator="<=") if target.value == "55" else target) for home, target in known]
    assert target_series(known, zp.documents())[0].change is not None
    assert target_series(turned, zp.documents())[0].change is None
    ranges = [(home, replace(target, size=None) if target.value == "55" else target) for home, target in known]
    assert target_series(ranges, zp.documents())[0].change is None


def test_the_page_narrows_orders_and_sends_its_rows(client: TestClient) -> None:
    page = client.get("/targets").text
    for shown in ("2个指标在两份以上的文件里有数", "+37.5%", "青政办发〔2025〕8号"):
        assert shown in page, shown
    assert "展会" not in page.partition("<tbody>")[2]
    told = client.get("/targets.json", params={"every": "1", "words": "工业 企业", "place": "白河县"}).json()
    assert (told["total"], told["items"][0]["points"][0]["value"]) == (1, "90")
    by_change = client.get("/targets.json", params={"sort": "name"}).json()["items"]
    assert [one["indicator"] for one in by_change] == sorted(one["indicator"] for one in by_change)
    csv = client.get("/targets.csv", params={"every": "1"}).content.decode("utf-8-sig").splitlines()
    assert csv[0] == "指标,地方,年份,数,计量单位,期限,文件,文号,原文"
    assert any(line.startswith("规模以上工业企业,青溪县,2025,55,家,") for line in csv)
    assert client.get("/targets.xlsx").content.startswith(b"PK")
    assert "没有这样的指标" in client.get("/targets", params={"words": "海水"}).text
    assert client.get("/targets", params={"sort": "no"}).status_code == 422


def test_an_empty_store_has_such_a_page_too(empty: Zhengpu) -> None:
    with TestClient(create_app(empty)) as client:
        assert "没有指标" in client.get("/targets").text


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for the module."""
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with browser() as opened:
        yield opened


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_and_has_no_serious_finding(scheme: str, chromium: Any, zp: Zhengpu) -> None:
    with served(zp) as site:
        fits_and_is_accessible(chromium, site, "/targets?every=1", scheme, PICTURES / "list-targets")
