"""Receipts: every answer has one; asked anew it is the same, or what changed is told item by item; kept small, by several processes."""

from __future__ import annotations

import io
import json
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.commanded import commanded
from tests.paper import FIRST, KEY, SECOND, paper
from tests.served import browser, served, silent_page
from tests.test_graph_server_store import oxigraph
from zhengpu.graph.errors import InputError
from zhengpu.graph.versions.taking import OtherVersion
from zhengpu.http import create_app
from zhengpu.keeping.backup import packed, restore
from zhengpu.query.answer import Answer, AnswerItem, EvidenceItem
from zhengpu.receipts.receipt import AskedQuestion, Receipt, receipt_body, receipt_of_body
from zhengpu.receipts.receipt_file import ReceiptFile
from zhengpu.receipts.rerun import answers_apart, places_moved
from zhengpu.remote_service import RemoteService, ServiceNote
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings

LED = "县民政局牵头哪些任务"
TODAY = date(2024, 6, 1)


@pytest.fixture
def zp(empty: Zhengpu) -> Zhengpu:
    """A store that holds the first text."""
    empty.add(FIRST, "计划.txt")
    return empty


def again(zp: Zhengpu, key: str) -> Any:
    found = zp.receipts.find(key)
    assert found is not None
    return zp.receipts.again(found)


# ── what changed between two answers ──


def item(label: str, number: int, **more: Any) -> AnswerItem:
    quote = EvidenceItem(KEY, more.pop("quote", f"{label}。"), more.pop("start", 0), 9)
    return AnswerItem(iri=None, label=label, number=number, document=KEY, evidence=(quote,), **more)


def test_what_two_answers_have_apart() -> None:
    before = Answer("1", "问", "answered", "tasks", "牵头2项任务。", (item("建中心", 1, deadline="2024-12-31"), item("办食堂", 2)), count=2)
    after = replace(
        before, answer="牵头2项任务：…", items=(item("建中心", 1, deadline="2025-12-31", quote="新句。"), item("培训", 3)), count=3
    )
    assert list(answers_apart(before, after)) == [
        "数由2变为3",
        "少了：2. 办食堂",
        "多了：3. 培训",
        "1. 建中心：期限由“2024-12-31”变为“2025-12-31”，依据由「建中心。」变为「新句。」",
        "答句由“牵头2项任务。”变为“牵头2项任务：…”",
    ]
    assert list(answers_apart(before, before)) == []
    assert list(answers_apart(before, replace(before, items=before.items[::-1]))) == ["次序变了"]
    moved = replace(before, items=(item("建中心", 1, deadline="2024-12-31", start=3), before.items[1]))
    assert list(answers_apart(before, moved)) == [], "the same words further down are the same"
    assert places_moved(before, moved) == 1


@pytest.mark.parametrize("change", ["outcome", "kind-less", "value", "evidence", "boolean", "gained", "lost"])
def test_no_difference_of_an_answer_is_passed_over(change: str) -> None:
    one = Answer("1", "问", "answered", "value", "3个。", (item("目标", 1, value=Decimal(3)), item("乙", 2)), boolean=True)
    other = {
        "outcome": replace(one, outcome="nothing"),
        "kind-less": replace(one, interpretation="您问的是：别的"),
        "value": replace(one, items=(item("目标", 1, value=Decimal(5)), one.items[1])),
        "evidence": replace(one, items=(item("目标", 1, value=Decimal(3), quote="别的句子。"), one.items[1])),
        "boolean": replace(one, boolean=False),
        "gained": replace(one, items=(*one.items, item("丙", 3))),
        "lost": replace(one, items=one.items[:1]),
    }[change]
    assert list(answers_apart(one, other))
    assert list(answers_apart(other, one))


# ── ids and reruns ──


def test_the_same_question_of_the_same_store_has_the_same_receipt(zp: Zhengpu, tmp_path: Path) -> None:
    first = zp.ask(LED, today=TODAY)
    assert zp.ask(LED, today=TODAY).id == first.id
    assert zp.ask(LED, today=date(2024, 6, 2)).id != first.id
    assert zp.ask("谁负责培训护理人员", today=TODAY).id != first.id
    chosen = Settings(store=str(tmp_path / "other"))
    with Zhengpu(open_store(chosen), chosen) as other:
        other.add(FIRST, "另一个名字.txt")
        assert other.ask(LED, today=TODAY).id == first.id, "another process, another folder, the same papers"
        other.add(paper(("办节。（县文旅局牵头）",)).replace("18号".encode(), "19号".encode()), "别的.txt")
        assert other.ask(LED, today=TODAY).id != first.id, "the store is another one"


def test_a_receipt_tells_what_an_answer_rested_on(zp: Zhengpu) -> None:
    answer = zp.ask(LED, today=TODAY)
    found = zp.receipts.find(answer.id)
    assert found is not None
    assert found.answer == answer
    assert found.asked == AskedQuestion(LED, "2024-06-01")
    assert [(one.id, one.number, one.version) for one in found.documents] == [(KEY, "丰原政办发〔2024〕18号", 1)]
    assert found.documents[0].digest == zp.versions.listed(KEY)[0].file
    assert receipt_of_body(receipt_body(found)) == found


def test_asked_anew_it_is_the_same_until_the_plan_changes(zp: Zhengpu) -> None:
    key = zp.ask(LED, today=TODAY).id
    assert again(zp, key).same
    assert again(zp, key).notes == ()
    zp.add(SECOND.replace("县民政局牵头，县住建局".encode(), "县住建局牵头，县民政局".encode()), "二.txt", replacing=True)
    found = again(zp, key)
    assert not found.same
    assert "少了：3. 改造敬老院" in found.changed
    assert any(line.startswith("1. 建设养老服务中心：") and "依据由" in line for line in found.changed)
    assert found.notes[0].startswith("《丰原县养老服务提升行动计划》换过文本：当时是第1版")
    assert found.then is True, "on the text of then the answer is what it was"
    zp.versions.restore(KEY, 1)
    assert again(zp, key).same
    zp.forget(KEY)
    gone = again(zp, key)
    assert (gone.same, gone.then) == (False, None)
    assert gone.notes == ("《丰原县养老服务提升行动计划》已不在图谱里",)


def test_another_paper_that_changes_nothing_is_only_noted(zp: Zhengpu) -> None:
    key = zp.ask("谁牵头改造敬老院", today=TODAY).id
    other = paper(("办节。（县文旅局牵头）",)).replace("18号".encode(), "19号".encode())
    zp.add(other, "别的.txt")
    found = again(zp, key)
    assert found.same, found.changed
    assert found.notes == ("图谱的其他内容有过变化",)


def test_answers_from_the_past_stay_what_they_are(zp: Zhengpu) -> None:
    zp.add(SECOND, "二.txt", replacing=True)
    key = zp.ask(LED, as_of=f"{KEY}@1").id
    found = zp.receipts.find(key)
    assert found is not None
    assert [(one.version, one.digest) for one in found.documents] == [(1, zp.versions.listed(KEY)[0].file)]
    zp.versions.restore(KEY, 1)
    zp.versions.restore(KEY, 2)
    rerun = again(zp, key)
    assert not [line for line in rerun.changed if not line.startswith("说明由")], "but for the number of the version that stands"


def test_every_outcome_has_a_receipt(zp: Zhengpu) -> None:
    for question in ("县公安局牵头哪些任务", "今天天气怎么样", "嗯嗯啊啊", "牵头"):
        answer = zp.ask(question, today=TODAY)
        assert again(zp, answer.id).same, question


def test_the_questions_of_the_book_are_the_same_asked_anew(sample: Zhengpu) -> None:
    """On the sample: its own questions, every fourth."""
    lines = (Path(__file__).parent / "questions" / "blind-sample.jsonl").read_text("utf-8").splitlines()
    questions = [str(json.loads(line)["question"]) for line in lines][::4]
    keys = [sample.ask(question, today=date(2022, 11, 1)).id for question in questions]
    assert len(keys) >= 15
    assert [key for key in keys if not again(sample, key).same] == []


# ── where they are kept ──


def some(key: str, size: int = 0) -> Receipt:
    answer = Answer(key, "问", "nothing", answer="".join(chr(0x4E00 + (n * 7919) % 20000) for n in range(size)))
    return Receipt(key, "2024-06-01T00:00:00Z", AskedQuestion("问", "2024-06-01"), "r", "0", (), answer)


def test_the_oldest_go_where_there_are_too_many(tmp_path: Path) -> None:
    file = ReceiptFile(tmp_path / "receipts.sqlite", most=200_000)
    for n in range(300):
        file.keep(some(f"{n:03}", 2000))
    assert file.find("299") is not None
    assert file.find("000") is None
    file.close()
    with sqlite3.connect(tmp_path / "receipts.sqlite") as base:
        (total,) = base.execute("SELECT SUM(size) FROM receipt").fetchone()
    base.close()
    assert total < 200_000 * 3


def test_several_processes_and_threads_share_the_file(tmp_path: Path) -> None:
    files = [ReceiptFile(tmp_path / "receipts.sqlite") for _ in range(3)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: files[n % 3].keep(some(f"{n:03}")), range(120)))
    assert all(files[(n + 1) % 3].find(f"{n:03}") for n in range(120))
    assert len(list(files[0].bodies())) == 120
    for file in files:
        file.close()
    code = "import sys; from pathlib import Path; from zhengpu.receipts.receipt_file import ReceiptFile as File"
    code += "; print(File(Path(sys.argv[1])).find('007').id)"
    assert (
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "receipts.sqlite")], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "007"
    )


def test_where_the_file_cannot_be_written_no_answer_fails(zp: Zhengpu, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "一个文件").write_text("", "utf-8")
    zp.receipts.file = ReceiptFile(tmp_path / "一个文件" / "receipts.sqlite")
    answer = zp.ask(LED, today=TODAY)
    assert again(zp, answer.id).same
    assert capsys.readouterr().err.count("收据存不进") == 1


def test_receipts_can_be_turned_off(tmp_path: Path) -> None:
    chosen = Settings(store=str(tmp_path / "store"), receipts="off")
    with Zhengpu(open_store(chosen), chosen) as zp:
        zp.add(FIRST, "计划.txt")
        assert again(zp, zp.ask(LED).id).same
    assert not (tmp_path / "store" / "receipts.sqlite").exists()


# ── through the service, on the page, by command ──


def test_the_interface_and_the_page(zp: Zhengpu) -> None:
    client = TestClient(create_app(zp))
    key = client.post("/api/ask", json={"question": LED, "today": "2024-06-01"}).json()["id"]
    said = client.get(f"/api/answers/{key}").json()
    assert {"id", "made", "asked", "meaning", "revision", "program", "documents", "answer"} <= said.keys()
    assert "same" not in said
    assert client.get(f"/api/answers/{key}", params={"again": "1"}).json()["same"] is True
    page = client.get(f"/answers/{key}").text
    assert said["documents"][0]["digest"] in page
    assert "（县民政局牵头，县财政局配合）" in page
    assert f'href="/answers/{key}"' in client.get("/", params={"q": LED, "today": "2024-06-01"}).text
    zp.add(SECOND, "二.txt", replacing=True)
    changed = client.get(f"/api/answers/{key}", params={"again": "1"}).json()
    assert (changed["same"], changed["same_on_texts_of_then"]) == (False, True)
    assert "按收据当时的文本再答，与收据相同" in client.get(f"/answers/{key}", params={"again": "1"}).text
    word = client.get(f"/answers/{key}.docx", params={"again": "1"})
    from docx import Document

    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(word.content)).paragraphs)
    assert LED in text
    assert "（县民政局牵头，县财政局配合）" in text
    assert said["documents"][0]["digest"] in text
    assert client.get("/api/answers/0123").json()["code"] == "no-such-receipt"
    assert client.get("/answers/0123").status_code == 404
    with served(zp) as address, RemoteService(ServiceNote(f"{address}/")) as service:
        found = service.receipts.find(key)
        assert found == zp.receipts.find(key)
        assert found is not None
        assert service.receipts.again(found).changed == again(zp, key).changed
        assert service.receipts.find("0123") is None


def test_the_command_line(zp: Zhengpu, tmp_path: Path) -> None:
    key = zp.ask(LED, today=TODAY).id
    zp.close()
    at = ("--store", zp.settings.store)
    same = commanded("receipt", key, *at)
    assert same.returncode == 0
    assert "再答一次，与收据相同" in same.stdout
    (tmp_path / "二.txt").write_bytes(SECOND)
    assert commanded("ingest", "--replace", str(tmp_path / "二.txt"), *at).returncode == 0
    changed = commanded("receipt", key, "-o", str(tmp_path / "收据.docx"), *at)
    assert changed.returncode == 1
    assert "不同" in changed.stdout
    assert (tmp_path / "收据.docx").stat().st_size > 5000
    assert "≠ " in commanded("receipt", key, *at).stdout
    assert commanded("receipt", "没有", *at).returncode == 1


@pytest.fixture
def chromium() -> Iterator[Any]:
    with browser() as opened:
        yield opened


def test_the_page_prints_on_one_sheet(zp: Zhengpu, chromium: Any) -> None:
    key = zp.ask(LED, today=TODAY).id
    with served(zp) as home, silent_page(chromium, home) as page:
        page.goto(f"{home}/answers/{key}?again=1")
        assert "与收据相同" in page.locator(".verdict-box").inner_text()
        pdf = page.pdf(format="A4")
        page.emulate_media(media="print")
        assert not page.locator("header.bar").is_visible()
        assert page.locator(".receipt-answer").is_visible()
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") + pdf.count(b"/Type /Page/") <= 1


def test_a_backup_brings_receipts_along(zp: Zhengpu, tmp_path: Path) -> None:
    keys = [zp.ask(question, today=TODAY).id for question in (LED, "谁负责培训护理人员", "县公安局牵头哪些任务")]
    packed(zp.store, tmp_path / "备份.zip", zp.originals)
    chosen = Settings(store=str(tmp_path / "again"))
    with Zhengpu(open_store(chosen), chosen) as other:
        restore(other.store, tmp_path / "备份.zip")
        assert [other.receipts.find(key) for key in keys] == [zp.receipts.find(key) for key in keys]
        assert all(again(other, key).same for key in keys)
    with zipfile.ZipFile(tmp_path / "备份.zip") as whole, zipfile.ZipFile(tmp_path / "坏.zip", "w") as bad:
        for name in whole.namelist():
            data = whole.read(name)
            bad.writestr(name, data.replace("县民政局".encode(), "县财政局".encode()) if name == "receipts.jsonl" else data)
    chosen = Settings(store=str(tmp_path / "third"))
    with Zhengpu(open_store(chosen), chosen) as third, pytest.raises(InputError, match="收据与摘要不符"):
        restore(third.store, tmp_path / "坏.zip")


def test_several_workers_over_a_server_share_versions_and_receipts(tmp_path: Path) -> None:
    """A store on a SPARQL server: what one worker replaces another can ask of as it was; a receipt of one is found by the other."""
    with oxigraph(tmp_path) as address:
        chosen = Settings(store=address, receipts=str(tmp_path / "receipts.sqlite"))
        with Zhengpu(open_store(chosen), chosen) as one:
            one.add(FIRST, "计划.txt")
            with pytest.raises(OtherVersion):
                one.add(SECOND, "二.txt")
            key = one.ask(LED, today=TODAY).id
            one.add(SECOND, "二.txt", replacing=True)
            with Zhengpu(open_store(chosen), chosen) as other:
                assert [version.tasks for version in other.versions.listed(KEY)] == [4, 4]
                assert other.versions.text(KEY, 1) == FIRST.decode()
                assert other.ask("谁牵头开办老年食堂", as_of=f"{KEY}@1").outcome == "answered"
                found = again(other, key)
                assert (found.same, found.then) == (False, True)
                other.versions.restore(KEY, 1)
                assert again(other, key).same
                assert other.forget(KEY)
                assert not list(other.store.quads())
