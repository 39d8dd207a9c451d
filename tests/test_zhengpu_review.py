"""The review queue: what is doubtful stands in it, most doubtful first; confirmed or corrected it leaves, and comes back when it changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from tests.corrected_paper import OFFICE, PAPER, SECOND_PAPER
from tests.served import served
from tests.test_house_docs import ROOT
from zhengpu.access.audit import AuditLog, audit_lines
from zhengpu.cli import app
from zhengpu.corrections.correction_request import CorrectionRequest
from zhengpu.graph.corrections.correction_kinds import load_correction_kinds
from zhengpu.graph.corrections.doubt_rules import are_two_bodies, load_doubt_rules, office_core
from zhengpu.graph.corrections.review_queue import review_queue
from zhengpu.graph.errors import InputError, UsageError
from zhengpu.graph.offices import load_offices
from zhengpu.http import create_app
from zhengpu.keeping.backup import packed, restore
from zhengpu.remote_service import RemoteService, ServiceNote
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings

ODD = """北河县2024年园林工作实施方案
一、绿化
1.种好行道树。栽植行道树3000株。（县住建局牵头，县城管局配合
2.建设公园。建成口袋公园4个。（县园林局负责，县财政局配合）
4.管护古树。今年还要给18棵古树挂牌。（县林业局牵头，县园林绿化局配合）
"""


@pytest.fixture
def zp(empty: Zhengpu) -> Zhengpu:
    empty.add(PAPER.encode(), "方案.txt")
    empty.add(ODD.encode(), "园林.txt")
    return empty


def sorts(zp: Zhengpu) -> dict[str, int]:
    return {key: count for key, _, count in zp.reviewing.queue().sorts if count}


def test_what_is_doubtful_stands_in_it_the_most_doubtful_first(zp: Zhengpu) -> None:
    found = zp.reviewing.queue(limit=500)
    assert {"confidence", "alike", "number", "diagnostic", "once"} <= set(sorts(zp))
    assert [one.doubt for one in found.items] == sorted((one.doubt for one in found.items), reverse=True)
    about = {(one.sort, one.about) for one in found.items}
    assert ("confidence", "第1条：县住建局牵头") in about
    assert ("once", "县林业局（县林业局）") in about
    assert any(sort == "alike" and "县园林局" in text and "县园林绿化局" in text for sort, text in about)
    assert any(one.sort == "number" and "“2”之后是“4”" in one.about for one in found.items)
    assert next(one.about for one in found.items if one.sort == "once") == "相关职能（相关职能）"
    for one in found.items:  # every one with its place, if it has one
        text = zp.text(one.document) or ""
        if one.end and one.sort in ("alike", "once"):
            assert text[one.start : one.end] == one.words
        assert set(one.ways) <= set(load_correction_kinds())


def test_one_document_one_sort(zp: Zhengpu) -> None:
    assert {one.document for one in zp.reviewing.queue(document=OFFICE).items} == {OFFICE}
    assert {one.sort for one in zp.reviewing.queue(sort="once").items} == {"once"}
    with pytest.raises(UsageError, match="没有“colour”这种疑问"):
        zp.reviewing.queue(sort="colour")
    with pytest.raises(InputError, match="没有文件"):
        zp.reviewing.queue(document="没有的")


def test_what_was_confirmed_is_gone_until_the_words_change(zp: Zhengpu) -> None:
    (doubt,) = [one for one in zp.reviewing.queue(limit=500).items if one.about == "第1条：县住建局牵头"]
    before = zp.reviewing.queue().total
    zp.reviewing.confirm(doubt.key, "李静", "原文漏了括号")
    assert zp.reviewing.queue().total == before - 1
    zp.add(ODD.replace("1.种好行道树。", "1.种好行道树。\n").encode(), "园林.txt", replacing=True)
    assert doubt.key not in {one.key for one in zp.reviewing.queue(limit=500).items}
    zp.add(ODD.replace("（县住建局牵头，", "（县住建局牵头，县水利局、").encode(), "园林.txt", replacing=True)
    assert any(one.about == doubt.about for one in zp.reviewing.queue(limit=500).items)


def test_a_confirmation_is_taken_back(zp: Zhengpu) -> None:
    first = zp.reviewing.queue().items[0]
    zp.reviewing.confirm(first.key, "李静")
    (done,) = zp.reviewing.confirmations()
    assert (done.by, done.document) == ("李静", first.document)
    zp.reviewing.again(first.key)
    assert zp.reviewing.queue().items[0] == first
    with pytest.raises(InputError, match="没有确认过"):
        zp.reviewing.again(first.key)
    with pytest.raises(InputError, match="没有要核对的"):
        zp.reviewing.confirm("nothing")


def test_what_was_corrected_is_gone(zp: Zhengpu) -> None:
    zp.add(SECOND_PAPER.encode(), "绿化.txt")
    (twins,) = [one for one in zp.reviewing.queue(sort="alike", document=OFFICE).items if "环境" in one.about]
    zp.corrections.correct(CorrectionRequest(OFFICE, twins.ways[0], unit=twins.unit, to=twins.other))
    assert twins.key not in {one.key for one in zp.reviewing.queue(limit=500).items}
    unsure = next(one for one in zp.reviewing.queue(sort="confidence").items)
    zp.corrections.correct(CorrectionRequest(unsure.document, "读错了", start=unsure.start, end=unsure.end, unit=unsure.unit))
    assert unsure.key not in {one.key for one in zp.reviewing.queue(limit=500).items}


def test_confirmations_go_with_a_backup_beside_corrections(zp: Zhengpu, tmp_path: Path) -> None:
    first = zp.reviewing.queue().items[0]
    zp.reviewing.confirm(first.key, "李静")
    zp.corrections.correct(CorrectionRequest(OFFICE, "不是单位", unit="相关职能"))
    assert len(zp.reviewing.confirmations()) == 1
    packed(zp.store, tmp_path / "b.zip", zp.originals)
    chosen = Settings(store=str(tmp_path / "anew"))
    with Zhengpu(open_store(chosen), chosen) as anew:
        restore(anew.store, tmp_path / "b.zip")
        assert anew.reviewing.confirmations() == zp.reviewing.confirmations()
        assert anew.reviewing.queue() == zp.reviewing.queue()


def test_by_http(zp: Zhengpu, tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit")
    client = TestClient(create_app(zp, audit=log))
    first = client.get("/api/review", params={"limit": 1}).json()["items"][0]
    assert client.post(f"/api/review/{first['key']}/confirm", json={"by": "李静"}).json()["about"] == first["about"]
    assert [one["by"] for one in client.get("/api/review/confirmed").json()["items"]] == ["李静"]
    assert client.post(f"/api/review/{first['key']}/again").status_code == 200
    assert client.get("/api/review", params={"sort": "colour"}).status_code == 400
    assert client.get("/review").status_code == client.get("/corrections").status_code == 200
    assert client.get("/correct", params={"document": "没有"}).status_code == 404
    log.close()
    entries = [json.loads(line) for line in audit_lines(tmp_path / "audit")]
    assert [one["entry"] for one in entries if one["action"] == "confirm"] == [first["key"]] * 2
    zp.keys.add("门户", ["read"], "2024-01-01")
    assert client.post(f"/api/review/{first['key']}/confirm", json={}).status_code == 403


def test_through_a_service_and_by_command(zp: Zhengpu) -> None:
    with served(zp) as url, RemoteService(ServiceNote(url)) as there:
        assert there.reviewing.queue(limit=3) == zp.reviewing.queue(limit=3)
        item = there.reviewing.confirm(zp.reviewing.queue().items[0].key, "李静")
        assert there.reviewing.confirmations() == zp.reviewing.confirmations()
        there.reviewing.again(item.key)
    store = ["--store", str(zp.settings.store)]
    zp.close()
    told = CliRunner().invoke(app, ["review", *store]).output
    assert item.key in told
    assert "疑问" in told
    assert "已确认" in CliRunner().invoke(app, ["review", "--confirm", item.key, "--by", "李静", *store]).output
    assert "李静" in CliRunner().invoke(app, ["review", "--confirmed", *store]).output
    assert "已收回" in CliRunner().invoke(app, ["review", "--again", item.key, *store]).output


def test_an_empty_store_has_nothing_to_look_at(empty: Zhengpu) -> None:
    assert empty.reviewing.queue().total == 0
    assert "没有要核对的" in TestClient(create_app(empty)).get("/review").text


def test_the_rules_hold_what_their_examples_say() -> None:
    import tomllib

    data = tomllib.loads((ROOT / "graph" / "corrections" / "doubts.toml").read_text("utf-8"))
    rules = load_doubt_rules()

    def alike(one: str, other: str) -> float:
        return rules.alikeness(office_core(one, "甲县"), office_core(other, "甲县"))

    for entry in data["doubt"]:
        given, told = entry["example"]
        assert rules.sorts[entry["key"]].why.format(**given) == told
        assert set(entry["ways"]) <= set(load_correction_kinds())
    known = load_offices().knows
    assert all(map(known, data["once"]["examples_known"])) and not any(map(known, data["once"]["examples_unknown"]))  # noqa: PT018
    for one, other in data["alike"]["examples"]:
        assert alike(one, other), (one, other)
        assert not are_two_bodies(one, other), (one, other)
    for one, other in data["alike"]["bodies"]:
        assert are_two_bodies(one, other), (one, other)
    for one, other in data["alike"]["counter"]:
        assert not alike(one, other), (one, other)


def test_alike_names_that_are_two_bodies_by_kind_are_no_doubt_and_unknown_ones_come_behind_known(empty: Zhengpu) -> None:
    empty.add(
        "新绛县2024年工作计划\n"
        "1.办好学校。（新绛县园林局牵头，新绛县防汛抗旱应急工作指挥部配合）\n"
        "2.修好道路。（新绛县园林绿化局牵头，新绛县防汛抗旱应急工作指挥部办公室配合）\n"
        "3.清理河道。（新绛县人民政府牵头，新绛县青山镇人民政府配合）\n"
        "4.种树。（新绛县绿化推进专项协调小组牵头，新绛县绿化专项协调小组配合）\n".encode(),
        "丙.txt",
    )
    alike = [one for one in review_queue(empty.store) if one.sort == "alike"]
    named = [{one.unit, one.other} for one in alike]
    assert named[0] == {"新绛县园林局", "新绛县园林绿化局"}
    assert not any("办公室" in name or "人民政府" in name for pair in named for name in pair)
    assert all(one.doubt <= alike[0].doubt / 2 for one in alike[1:])
