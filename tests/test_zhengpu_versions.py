"""Versions: another text of a number is shown, never put in place in silence; whatever stood once can be read and put back."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from tests.commanded import commanded
from tests.paper import FIRST, FORGED, KEY, SECOND, paper
from tests.served import browser, served, silent_page
from zhengpu.commands.bulk import read_corpus
from zhengpu.exports.rdf import load
from zhengpu.graph.citing import unbound
from zhengpu.graph.errors import InputError
from zhengpu.graph.facts import Iri
from zhengpu.graph.store import EmbeddedStore
from zhengpu.graph.versions.contents import ReadContents, ReadTarget, ReadTask
from zhengpu.graph.versions.earlier import earlier_versions
from zhengpu.graph.versions.taking import OtherVersion
from zhengpu.graph.versions.version_difference import compared_versions
from zhengpu.http import create_app
from zhengpu.keeping.backup import contents, packed, restore, verify
from zhengpu.keeping.intake import Outcome
from zhengpu.keeping.soundness import damages
from zhengpu.remote_service import RemoteService, ServiceNote
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings


@pytest.fixture
def zp(empty: Zhengpu) -> Zhengpu:
    """A store that holds the first text."""
    empty.add(FIRST, "计划.txt")
    return empty


def everything(zp: Zhengpu) -> set[str]:
    return {str(quad) for quad in zp.store.quads()}


def originals(zp: Zhengpu) -> dict[str, bytes]:
    assert zp.originals is not None
    return {path.parts[0]: (zp.originals.folder / path).read_bytes() for path in zp.originals.paths()}


# ── what another text would change ──


def task(number: int | None, title: str, *duties: tuple[str, str], targets: tuple[str, ...] = (), text: str = "") -> ReadTask:
    return ReadTask(number, title, text or title, frozenset(duties), tuple(ReadTarget("", one) for one in targets))


def test_what_two_readings_have_apart() -> None:
    lead, help_ = ("牵头", "县民政局"), ("配合", "县财政局")
    before = ReadContents(
        {"标题": "计划"}, (task(1, "建中心", lead, help_, targets=("建成3个",)), task(2, "办食堂", lead), task(3, "培训护理员"))
    )
    after = ReadContents(
        {"标题": "新计划"}, (task(1, "建中心", lead, targets=("建成5个",)), task(2, "培训护理员"), task(3, "发放津贴", help_))
    )
    found = compared_versions(before, after)
    assert [one.called for one in found.gained] == ["3. 发放津贴"]
    assert [one.called for one in found.lost] == ["2. 办食堂"]
    assert [(one.after.called, one.changes) for one in found.changed] == [
        ("1. 建中心", ("少了县财政局配合", "目标有变化")),
        ("2. 培训护理员", ("序号由3变为2",)),
    ]
    assert found.duties_gained == ("3. 发放津贴：县财政局配合",)
    assert found.duties_lost == ("1. 建中心：县财政局配合", "2. 办食堂：县民政局牵头")
    assert found.targets_changed == ("1. 建中心：“建成3个” → “建成5个”",)
    assert found.head == (("标题", "计划", "新计划"),)
    assert found.summary() == ("任务3→3项（多1项、少1项、改2项），职责3→2条（多1条、少2条），目标1→1个（改1个），标题由“计划”变为“新计划”")


@pytest.mark.parametrize("seed", range(40))
def test_a_difference_accounts_for_every_task_duty_and_target(seed: int) -> None:
    """Before + gained − lost is after, whatever the two readings: of tasks, duties and targets."""
    chance = random.Random(seed)
    titles, units = ["建中心", "办食堂", "培训护理员", "改造敬老院"], ["民政局", "财政局", "住建局"]

    def drawn() -> ReadContents:
        made = []
        for number in range(1, chance.randint(1, 7)):
            duties = [(chance.choice("牵配"), unit) for unit in units if chance.random() < 0.5]
            targets = tuple(f"{chance.choice('建改')}{chance.randint(1, 3)}个" for _ in range(chance.randint(0, 3)))
            made.append(task(chance.choice([number, None]), chance.choice(titles), *duties, targets=targets, text=chance.choice(titles)))
        return ReadContents({}, tuple(made), tuple(ReadTarget("", "全县建成9个") for _ in range(chance.randint(0, 2))))

    before, after = drawn(), drawn()
    found = compared_versions(before, after)
    assert len(before.tasks) + len(found.gained) - len(found.lost) == len(after.tasks)
    assert before.duties + len(found.duties_gained) - len(found.duties_lost) == after.duties
    assert before.targets_in_all + len(found.targets_gained) - len(found.targets_lost) == after.targets_in_all
    assert compared_versions(before, before).empty
    back = compared_versions(after, before)
    assert (len(back.gained), len(back.lost)) == (len(found.lost), len(found.gained))


# ── taking files in ──


def test_the_same_bytes_change_nothing(zp: Zhengpu) -> None:
    before = everything(zp)
    (outcome,) = zp.ingest([_file(zp, FIRST, "另存.txt")])
    assert outcome.note == "与图谱里的相同，没有改动。"
    assert everything(zp) == before


def test_the_same_words_in_another_file_change_nothing(zp: Zhengpu) -> None:
    before, files = everything(zp), originals(zp)
    (outcome,) = zp.ingest([_file(zp, FIRST.replace(b"\n\n", b"\n \n\n"), "排版.txt")])
    assert "只是文件不同，没有改动" in outcome.note
    assert (everything(zp), originals(zp)) == (before, files)


@pytest.mark.parametrize("aside", [False, True])
def test_a_forgery_of_seven_lines_takes_nobody_s_place(zp: Zhengpu, aside: bool) -> None:
    zp.aside = aside
    before, files = everything(zp), originals(zp)
    (outcome,) = zp.ingest([_file(zp, FORGED, "假.txt")])
    assert outcome.report is None
    assert "没有替换《丰原县养老服务提升行动计划》" in (outcome.error or "")
    assert "任务4→1项（多1项、少4项）" in (outcome.error or "")
    assert "请先核对它是不是同一份文件的新文本" in (outcome.error or "")
    assert any(line.startswith("少掉的任务（4）：1. 建设养老服务中心") for line in outcome.differences)
    assert (everything(zp), originals(zp)) == (before, files)
    with pytest.raises(OtherVersion):
        zp.add(FORGED, "假.txt")


def test_even_a_forgery_that_is_wanted_loses_nothing(zp: Zhengpu) -> None:
    text, documents = zp.text(KEY), {quad for quad in everything(zp) if f"/document/{KEY}>" in quad.rsplit(" ", 1)[-1]}
    (outcome,) = zp.ingest([_file(zp, FORGED, "假.txt")], replacing=True)
    assert "已替换" in outcome.note
    assert zp.text(KEY) == FORGED.decode()
    assert zp.versions.text(KEY, 1) == text == FIRST.decode()
    assert originals(zp) == {KEY: FORGED, f"{KEY}@1": FIRST}
    zp.versions.restore(KEY, 1)
    assert originals(zp) == {KEY: FIRST, f"{KEY}@1": FIRST, f"{KEY}@2": FORGED}
    assert documents <= everything(zp)
    assert [(one.number, one.restored) for one in zp.versions.listed(KEY)] == [(1, None), (2, None), (3, 1)]


def test_a_text_that_was_replaced_comes_back_only_by_restoring(zp: Zhengpu) -> None:
    zp.add(SECOND, "二.txt", replacing=True)
    for wanted in (False, True):
        (outcome,) = zp.ingest([_file(zp, FIRST, "计划.txt")], replacing=wanted)
        assert "这一份是第1版，已被后来的文本替换" in outcome.note
    assert [one.number for one in zp.versions.listed(KEY)] == [1, 2]
    assert zp.text(KEY) == SECOND.decode()


def test_from_which_day_a_version_counts(zp: Zhengpu) -> None:
    zp.add(SECOND, "二.txt", replacing=True)
    zp.add(paper(("办好老年大学。（县教育局负责）",), day="2024年9月1日"), "三.txt", replacing=True)
    listed = zp.versions.listed(KEY)
    assert [one.since for one in listed] == [date(2024, 3, 5), listed[0].replaced, date(2024, 9, 1)]
    assert listed[0].replaced == date.today()
    assert [one.stands for one in listed] == [False, False, True]


def test_forgetting_a_document_forgets_its_versions(zp: Zhengpu) -> None:
    zp.add(SECOND, "二.txt", replacing=True)
    assert zp.forget(KEY)
    assert originals(zp) == {}
    assert not [line for line in everything(zp) if KEY in line]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_nothing_that_stood_is_lost(empty: Zhengpu, seed: int) -> None:
    """Any sequence of ingesting, replacing, restoring, rereading: every text that ever stood is there, as text, as file, as facts."""
    chance = random.Random(seed)
    texts = [FIRST, SECOND, FORGED, *(paper((f"办好第{n}件实事。（县民政局负责）", "建好场馆。（县教育局牵头）")) for n in range(3))]
    stood: dict[str, set[str]] = {}
    for _ in range(14):
        match chance.choice(["ingest", "replace", "replace", "restore", "reread"]):
            case "restore" if empty.documents() and (earlier := empty.versions.listed(KEY)[:-1]):
                empty.versions.restore(KEY, chance.choice(earlier).number)
            case "reread" if empty.documents():
                empty.reread(KEY)
            case done:
                data = chance.choice(texts)
                list(empty.ingest([_file(empty, data, f"{chance.random()}.txt")], replacing=done == "replace"))
        stood.setdefault(empty.text(KEY) or "", {str(quad) for quad in unbound(empty.store.said(_iri(empty)), empty.store.names)})
        listed = empty.versions.listed(KEY)
        assert [one.number for one in listed] == list(range(1, len(listed) + 1))
        held = {empty.versions.text(KEY, one.number): one for one in listed}
        assert stood.keys() <= held.keys()
        for text, one in held.items():
            assert {str(quad) for quad in empty.versions.quads(KEY, one.number)} == stood[text]
            kept = empty.originals.found(_iri(empty), 0 if one.stands else one.number)  # type: ignore[union-attr]
            assert kept is not None
            assert kept.read_bytes().decode() == text
    assert isinstance(empty.store, EmbeddedStore)
    assert list(damages(empty.store, empty.originals)) == []


def test_a_job_over_many_files_keeps_the_first_and_tells_of_the_others(tmp_path: Path) -> None:
    for name, data in (("1.txt", FIRST), ("2.txt", SECOND), ("3.txt", FORGED), ("4.txt", FIRST)):
        (tmp_path / name).write_bytes(data)
    files = [str(tmp_path / f"{n}.txt") for n in range(1, 5)]
    with EmbeddedStore(tmp_path / "store") as store:
        told = [one for one in read_corpus(store, files) if isinstance(one, Outcome)]
        assert [(one.name, bool(one.error), bool(one.differences)) for one in told] == [("2.txt", True, True), ("3.txt", True, True)]
        (document,) = store.documents()
        assert store.text(document) == FIRST.decode()
        told = [one for one in read_corpus(store, files, replacing=True) if isinstance(one, Outcome)]
        assert [one.note[:4] for one in told] == ["已替换：", "已替换：", "这一份是"]
        assert store.text(document) == FORGED.decode()
        again = contents(store).digest
        list(read_corpus(store, files, replacing=True))
        assert contents(store).digest == again, "the same job once more changes nothing"
        assert [version.text for version in earlier_versions(store)] == [FIRST.decode(), SECOND.decode()]


def test_backup_and_verify_hold_versions_too(zp: Zhengpu, tmp_path: Path) -> None:
    zp.add(SECOND, "二.txt", replacing=True)
    told = packed(zp.store, tmp_path / "备份.zip", zp.originals)
    assert len(told.files) == 2
    chosen = Settings(store=str(tmp_path / "again"))
    with Zhengpu(open_store(chosen), chosen) as other:
        assert restore(other.store, tmp_path / "备份.zip") == told
        assert other.versions.text(KEY, 1) == FIRST.decode()
        other.versions.restore(KEY, 1)
        assert other.ask("改造敬老院由谁牵头").items
    assert verify(chosen, None)[0]


def test_a_damaged_version_is_told_by_verify(zp: Zhengpu) -> None:
    zp.add(SECOND, "二.txt", replacing=True)
    assert isinstance(zp.store, EmbeddedStore)
    assert zp.originals is not None
    held = list(zp.store.said(zp.store.names.versions_graph))
    spoilt = [f"{quad.triple} ." for quad in held if not quad.predicate.value.endswith(("versionQuads", "versionNumber"))]
    node = held[0].subject
    spoilt += [f'{node} <https://w3id.org/zhengpu/ns#versionQuads> "H4sI" ; <https://w3id.org/zhengpu/ns#versionNumber> 2 .']
    zp.store.update(
        f"CLEAR GRAPH <{zp.store.names.versions_graph}> ; INSERT DATA {{ GRAPH <{zp.store.names.versions_graph}> {{ {' '.join(spoilt)} }} }}"
    )
    (zp.originals.folder / KEY / "二.txt").write_bytes(b"another")
    said = " ".join(damage.text() for damage in damages(zp.store, zp.originals))
    assert "读不出" in said
    assert "之前缺了一版" in said
    assert "不是当时读的那个文件" in said


# ── through the service ──


def test_the_service_asks_before_it_replaces(zp: Zhengpu) -> None:
    client = TestClient(create_app(zp))

    def sent(data: bytes, **how: str) -> dict[str, object]:
        reply = client.post("/api/documents", files=[("files", ("新.txt", data))], params=how)
        return {"status": reply.status_code} | reply.json()

    refused = sent(SECOND)
    assert (refused["status"], refused["code"]) == (409, "other-version")
    (one,) = refused["files"]  # type: ignore[misc]
    assert one["document"] == KEY  # type: ignore[index]
    assert one["difference"]["tasks"]["lost"] == ["4. 开办老年食堂"]  # type: ignore[index]
    assert [v["number"] for v in client.get(f"/api/documents/{KEY}/versions").json()["versions"]] == [1]
    taken = sent(SECOND, replace="1")
    assert taken["status"] == 200
    assert taken["files"][0]["kept"] == 1  # type: ignore[index]
    assert client.get(f"/api/documents/{KEY}/versions/1/text").text == FIRST.decode()
    found = client.get(f"/api/documents/{KEY}/versions/1/difference").json()
    assert found["tasks"]["gained"] == ["4. 发放高龄津贴"]
    assert client.post(f"/api/documents/{KEY}/versions/1/restore").status_code == 200
    assert client.get(f"/api/documents/{KEY}/text").text == FIRST.decode()
    assert client.get(f"/api/documents/{KEY}/versions/9/text").json()["code"] == "no-such-version"
    assert client.get("/api/documents/无/versions").status_code == 404


def test_commands_work_through_the_service_that_holds_the_store(zp: Zhengpu, tmp_path: Path) -> None:
    with served(zp) as address, RemoteService(ServiceNote(f"{address}/")) as service:
        (outcome,) = service.ingest([_file(zp, SECOND, "新.txt")])
        assert "没有替换" in (outcome.error or "")
        assert any("少掉的任务" in line for line in outcome.differences)
        (outcome,) = service.ingest([_file(zp, SECOND, "新.txt")], replacing=True)
        assert outcome.note.startswith("已替换")
        assert service.versions.listed(KEY) == zp.versions.listed(KEY)
        assert service.versions.text(KEY, 1) == FIRST.decode()
        assert service.versions.told_difference(KEY, 1) == zp.versions.told_difference(KEY, 1)
        assert "已换回第1版" in service.versions.told_restoration(KEY, 1)
        with pytest.raises(InputError):
            service.versions.text(KEY, 99)
    assert zp.text(KEY) == FIRST.decode()


def test_the_command_line_from_the_forgery_to_the_restoration(tmp_path: Path) -> None:
    for name, data in (("计划.txt", FIRST), ("假.txt", FORGED)):
        (tmp_path / name).write_bytes(data)
    at = ("--store", str(tmp_path / "store"))
    assert commanded("ingest", str(tmp_path / "计划.txt"), *at).returncode == 0
    refused = commanded("ingest", str(tmp_path / "假.txt"), *at)
    assert refused.returncode == 1
    assert "没有替换" in refused.stderr
    assert "请先核对它是不是同一份文件的新文本" in refused.stderr
    assert "其中1份是已有文件的另一文本，没有替换" in refused.stdout
    assert commanded("ingest", "--replace", str(tmp_path / "假.txt"), *at).returncode == 0
    listed = commanded("versions", KEY, *at)
    assert "第1版" in listed.stdout
    assert "第2版" in listed.stdout
    assert commanded("versions", KEY, "--show", "1", *at).stdout.strip() == FIRST.decode().strip()
    assert "任务4→1项" in commanded("versions", KEY, "--compare", "1", *at).stdout
    assert commanded("versions", KEY, "--restore", "1", *at).returncode == 0
    assert json.loads(commanded("ask", "--json", "谁牵头改造敬老院", *at).stdout)["outcome"] == "answered"
    assert commanded("versions", "没有这份", *at).returncode == 1


def _iri(zp: Zhengpu) -> Iri:
    return zp.store.names.document("丰原政办发〔2024〕18号", "")


def _file(zp: Zhengpu, data: bytes, name: str) -> Path:
    path = Path(zp.settings.store).parent / name
    path.write_bytes(data)
    return path


def test_the_pages_of_versions(zp: Zhengpu) -> None:
    zp.add(SECOND, "二.txt", replacing=True)
    client = TestClient(create_app(zp))
    page = client.get(f"/documents/{KEY}/versions").text
    assert "第2版（现行）" in page
    assert "多出的任务（1）：4. 发放高龄津贴" in page
    old = client.get(f"/documents/{KEY}/versions/1").text
    assert "不是现行文本" in old
    assert "开办老年食堂" in old
    assert client.get(f"/documents/{KEY}/versions/2", follow_redirects=False).headers["location"] == f"/documents/{quote(KEY)}"
    assert client.get(f"/documents/{KEY}/versions/7").status_code == 404


@pytest.fixture
def chromium() -> Iterator[Any]:
    with browser() as opened:
        yield opened


def test_a_click_replaces_and_a_click_restores(zp: Zhengpu, chromium: Any) -> None:
    with served(zp) as home, silent_page(chromium, home) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"{home}/documents")
        page.set_input_files("#files", str(_file(zp, SECOND, "新文本.txt")))
        page.locator("#upload button").click()
        page.get_by_text("看差别").click()
        assert page.get_by_text("少掉的任务（1）：4. 开办老年食堂").is_visible()
        assert zp.text(KEY) == FIRST.decode()
        page.get_by_role("button", name="替换，原来的一版留着").click()
        page.get_by_text("已替换").wait_for()
        assert zp.text(KEY) == SECOND.decode()
        page.goto(f"{home}/documents/{quote(KEY)}/versions")
        page.get_by_role("button", name="换回这一版").click()
        page.get_by_text("第3版（现行）").wait_for()
    assert zp.text(KEY) == FIRST.decode()


# ── asking of texts as they were ──

CANTEEN = "谁牵头开办老年食堂"


def test_questions_are_answered_from_the_text_of_then(zp: Zhengpu) -> None:
    before = zp.ask(CANTEEN)
    zp.add(SECOND, "二.txt", replacing=True)
    assert zp.ask(CANTEEN).outcome == "nothing"
    for as_of in (f"{KEY}@1", "2024-06-30", "丰原政办发〔2024〕18号@1"):
        then = zp.ask(CANTEEN, as_of=as_of)
        assert then.items == before.items
        assert (then.outcome, then.as_of, then.versions) == ("answered", as_of, {KEY: 1})
        assert "用第1版（现行的是第2版）" in (then.note or "")
    text = zp.versions.text(KEY, 1)
    assert all(text[e.start : e.end] == e.quote for item in zp.ask(CANTEEN, as_of=f"{KEY}@1").items for e in item.evidence)
    now = zp.ask("谁负责发放高龄津贴", as_of=f"{date.today()}")
    assert (now.outcome, now.versions) == ("answered", {})
    assert "与现行的相同" in (now.note or "")
    none = zp.ask(CANTEEN, as_of="2020-01-01")
    assert (none.outcome, none.answer) == ("nothing", "2020-01-01还没有图谱里的任何一份文件。")


def test_a_day_leaves_out_what_did_not_hold_yet(zp: Zhengpu) -> None:
    later = paper(("办好老年大学。（县教育局负责）",), day="2025年2月1日").replace("18号".encode(), "19号".encode())
    zp.add(later, "后来.txt")
    assert zp.ask("谁负责办好老年大学").outcome == "answered"
    then = zp.ask("谁负责办好老年大学", as_of="2024-12-31")
    assert then.outcome == "nothing"
    assert "当时还没有，不在内" in (then.note or "")
    assert zp.ask(CANTEEN, as_of="2024-12-31").items == zp.ask(CANTEEN).items


@pytest.mark.parametrize("as_of", ["昨天", "2024-13-01", f"{KEY}@0", "@1", "没有这份@1", f"{KEY}@9"])
def test_what_no_text_is_meant_by_is_told(zp: Zhengpu, as_of: str) -> None:
    with pytest.raises(InputError):
        zp.ask(CANTEEN, as_of=as_of)
    reply = TestClient(create_app(zp)).post("/api/ask", json={"question": CANTEEN, "as_of": as_of})
    assert (reply.status_code, reply.json()["code"]) == (400, "input")


def test_as_of_everywhere(zp: Zhengpu) -> None:
    zp.add(SECOND, "二.txt", replacing=True)
    client = TestClient(create_app(zp))
    said = client.get("/api/ask", params={"q": CANTEEN, "as_of": f"{KEY}@1"}).json()
    assert (said["outcome"], said["versions"]) == ("answered", {KEY: 1})
    page = client.get("/", params={"q": CANTEEN, "as_of": f"{KEY}@1"}).text
    assert f"/documents/{quote(KEY)}/versions/1?start=" in page
    assert "改按现行文本" in page
    place = said["items"][0]["evidence"][0]
    marked = client.get(f"/documents/{KEY}/versions/1", params={"start": place["start"], "end": place["end"]}).text
    assert f'<mark id="hit">{place["quote"]}</mark>' in marked
    with served(zp) as address, RemoteService(ServiceNote(f"{address}/")) as service:
        assert service.ask(CANTEEN, as_of=f"{KEY}@1").versions == {KEY: 1}
    assert json.loads(json.dumps(said)) == said


# ── the way in by RDF ──


def test_an_import_mixes_no_two_texts(zp: Zhengpu, tmp_path: Path) -> None:
    chosen = Settings(store=str(tmp_path / "other"))
    with Zhengpu(open_store(chosen), chosen) as other:
        other.add(SECOND, "二.txt")
        other.export("nquads", tmp_path / "二.nq")
    before = everything(zp)
    with pytest.raises(InputError, match="要改动图谱里已有的文件"):
        load(zp, tmp_path / "二.nq")
    forged = f"<x:unit> <https://w3id.org/zhengpu/ns#leads> <x:task> <{_iri(zp)}> .\n"
    (tmp_path / "假.nq").write_text(forged, "utf-8")
    with pytest.raises(InputError, match="1条陈述要改动"):
        load(zp, tmp_path / "假.nq")
    assert everything(zp) == before
    zp.export("nquads", tmp_path / "一.nq")
    load(zp, tmp_path / "一.nq")
    assert everything(zp) == before


def test_an_export_brings_versions_along(zp: Zhengpu, tmp_path: Path) -> None:
    zp.add(SECOND, "二.txt", replacing=True)
    zp.export("nquads", tmp_path / "全部.nq")
    chosen = Settings(store=str(tmp_path / "other"))
    with Zhengpu(open_store(chosen), chosen) as other:
        load(other, tmp_path / "全部.nq")
        assert other.versions.text(KEY, 1) == FIRST.decode()
        assert other.ask(CANTEEN, as_of=f"{KEY}@1").items == zp.ask(CANTEEN, as_of=f"{KEY}@1").items
