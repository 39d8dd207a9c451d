"""What only looks like a plan is told kindly: our own exports, damaged files, mixed encodings, zips of stored texts, poems."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from tests.drawn_plan import FIRST, SECOND, store
from tests.written_plan import as_mail
from zhengpu.cli import app
from zhengpu.exports import EXPORTS
from zhengpu.exports.export import EVERYTHING
from zhengpu.graph.errors import NotAPlan, UnreadableDocument
from zhengpu.http import create_app
from zhengpu.ingest.bytes.compound import COMPOUND, streams
from zhengpu.ingest.bytes.encoding import decode
from zhengpu.ingest.files.archives import unpack
from zhengpu.ingest.files.reading import read
from zhengpu.service import Zhengpu
from zhengpu.settings import Settings
from zhengpu.viz.page import page

PLAN = "青石县2024年工作计划\n1.办好庙会。（县文旅局牵头，县公安局配合）\n2.修好渠道。（县水利局负责）\n"
POEM = "登鹳雀楼\n白日依山尽，\n黄河入海流。\n欲穷千里目，\n更上一层楼。\n"


def noise(count: int) -> bytes:
    return random.Random(7).randbytes(count)


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def document(text: str) -> bytes:
    from docx import Document

    made, file = Document(), io.BytesIO()
    for line in text.splitlines():
        made.add_paragraph(line)
    made.save(file)
    return file.getvalue()


@pytest.mark.parametrize("export", EXPORTS, ids=lambda one: one.name)
def test_what_we_export_is_not_read_back_as_a_plan(export: object, tmp_path: Path) -> None:
    from zhengpu.exports.export import Export

    assert isinstance(export, Export)
    with Zhengpu(store(FIRST, SECOND), Settings()) as zp:
        path = tmp_path / f"file{export.suffix}"
        export.write(zp, path, EVERYTHING)
    with pytest.raises(UnreadableDocument, match="政谱导出的"):
        read(path.read_bytes(), path.name, isolate=False)


def test_pictures_are_not_read_back_and_other_tables_are(tmp_path: Path) -> None:
    with Zhengpu(store(FIRST, SECOND), Settings()) as zp:
        drawn = page(zp.view("matrix"), zp.ontology)
    with pytest.raises(UnreadableDocument, match="网页图"):
        read(drawn.encode(), "矩阵.html", isolate=False)
    other = "序号,任务,牵头单位,角色,落实情况\n1,修渠道,县水利局,牵头,已完成\n"
    assert read(other.encode(), "清单.csv", isolate=False).tables


@pytest.mark.parametrize("name", ["乱.doc", "乱.rtf", "乱.docx", "乱.pdf", "乱.xls", "乱.txt"])
def test_random_bytes_are_no_document_whatever_their_name(name: str) -> None:
    with pytest.raises(UnreadableDocument):
        read(noise(5000), name, isolate=False)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (COMPOUND + noise(9000), "坏.doc"),
        (COMPOUND + bytes(9000), "空.doc"),
        (COMPOUND + bytes(22) + struct.pack("<H", 1) + bytes(9000), "怪.wps"),
        (b"{\\rtf1\\ansi " + noise(4000) + b"}", "坏.rtf"),
    ],
)
def test_files_that_only_begin_as_office_files_are_told_broken(data: bytes, name: str) -> None:
    assert streams(data) & {"WordDocument"} == set()
    with pytest.raises(UnreadableDocument, match="已损坏"):
        read(data, name, isolate=False)


def test_a_broken_docx_is_one_broken_document() -> None:
    whole = document(PLAN)
    for data in (whole[: len(whole) // 2], zipped({"word/other.xml": b"<a/>"})):
        assert [name for name, _ in unpack("计划.docx", data)] == ["计划.docx"]
        with pytest.raises(UnreadableDocument, match=r"计划\.docx"):
            read(data, "计划.docx", isolate=False)


def test_text_in_utf8_with_a_tail_in_gbk_is_read_whole() -> None:
    for tail in ("附件：任务分工表\n", "联系人：办公室 Room 12", "另：请各单位按时报送。\n此件公开发布。\n"):
        said = decode(PLAN.encode() + tail.encode("gb18030"))
        assert said is not None
        assert said.text == PLAN + tail
        assert [one.code for one in said.diagnostics] == ["encoding-mixed"]
        span = said.diagnostics[0].span
        assert span is not None
        assert said.text[span.start :] == tail
    same_line = decode(PLAN.rstrip().encode() + "以上请落实".encode("gb18030"))
    assert same_line is not None
    assert same_line.text == PLAN.rstrip() + "以上请落实"


def test_utf8_with_a_lost_byte_stays_utf8() -> None:
    data = PLAN.encode() * 5
    said = decode(data[:40] + data[41:])
    assert said is not None
    assert said.encoding == "utf-8"
    assert said.text.count("\ufffd") <= 2
    assert not said.diagnostics


def test_what_is_attached_to_a_letter_is_read_as_files() -> None:
    found = dict(unpack("信.eml", as_mail()))
    assert list(found) == ["信.eml", "信.eml/计划.docx"]
    assert read(found["信.eml/计划.docx"], "计划.docx", isolate=False).text
    assert [one.quote for one in read(as_mail(), "信.eml", isolate=False).left if one.kind == "unread-part"] == ["附件《计划.docx》"]


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (zipped({"ppt/presentation.xml": b"<p/>"}), "汇报.pptx", "演示文稿"),
        (zipped({"mimetype": b"application/epub+zip", "a.xhtml": b"<p/>"}, zipfile.ZIP_STORED), "书.epub", "EPUB"),
        (zipped({"xl/workbook.bin": b"1"}), "表.xlsb", "xlsb"),
        (b"\x05admin" + b" " * 150, "夹/~$计划.docx", "名字以 ~\\$ 开头"),
    ],
)
def test_files_of_other_programs_are_named_and_not_taken_apart(data: bytes, name: str, why: str) -> None:
    assert [called for called, _ in unpack(name, data)] == [name]
    with pytest.raises(UnreadableDocument, match=why):
        read(data, name, isolate=False)


def test_tables_with_commas_are_known_under_any_name() -> None:
    table = "序号,任务,牵头单位\n1,修渠道,县水利局\n2,建水库,县发改局\n"
    assert read(table.encode("gb18030"), "清单.xlsx", isolate=False).tables
    assert not read("一, 二, 三。\n四。\n".encode(), "说明", isolate=False).tables


def test_a_zip_of_stored_texts_is_an_archive_and_no_text() -> None:
    wide = (PLAN * 40).encode("utf-16-le")
    archive = zipped({"甲.txt": PLAN.encode(), "乙.txt": wide}, zipfile.ZIP_STORED)
    found = dict(unpack("一批.zip", archive))
    assert sorted(found) == ["一批.zip/乙.txt", "一批.zip/甲.txt"]
    assert read(found["一批.zip/乙.txt"], "乙.txt").text == PLAN * 40
    with pytest.raises(UnreadableDocument, match="ZIP"):
        read(zipped({"a.bin": wide}, zipfile.ZIP_STORED), "a.bin", isolate=False)


def test_a_poem_is_kept_only_if_wanted(tmp_path: Path) -> None:
    poem, plan, folder = tmp_path / "诗.txt", tmp_path / "计划.txt", str(tmp_path / "store")
    poem.write_text(POEM, "utf-8")
    plan.write_text(PLAN, "utf-8")
    done = CliRunner().invoke(app, ["ingest", str(poem), str(plan), "--store", folder])
    assert done.exit_code == 0
    assert "没有收入《诗.txt》" in done.stderr
    assert "不像行动计划" in done.stderr
    assert "读入1份文件" in done.stdout
    assert "登鹳雀楼" not in CliRunner().invoke(app, ["list", "--store", folder]).stdout
    assert CliRunner().invoke(app, ["ingest", str(poem), "--store", folder]).exit_code == 1
    assert CliRunner().invoke(app, ["ingest", str(poem), "--any", "--store", folder]).exit_code == 0


def test_many_files_keep_plans_only(tmp_path: Path) -> None:
    from zhengpu.commands.bulk import told

    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(60):
        text = POEM + str(number) if number % 20 == 0 else PLAN.replace("2024", str(1960 + number))
        (folder / f"{number:02}.txt").write_text(text, "utf-8")
    from zhengpu.service import open_zhengpu

    with open_zhengpu(str(tmp_path / "store")) as zp:
        said = told(zp, [str(folder)])
        assert (said.learned, len(said.failed)) == (57, 3)
        assert len(zp.documents()) == 57


def test_an_upload_takes_a_batch_and_keeps_plans_only(empty: Zhengpu) -> None:
    with TestClient(create_app(empty)) as client:
        batch = zipped({"计划.txt": PLAN.encode(), "诗.txt": POEM.encode()}, zipfile.ZIP_STORED)
        done = client.post("/api/documents", files=[("files", ("一批.zip", batch))]).json()["files"]
        assert [(one["name"], one["tasks"], one["code"]) for one in done] == [
            ("一批.zip/计划.txt", 2, None),
            ("一批.zip/诗.txt", 0, NotAPlan.code),
        ]
        assert client.get("/api/documents").json()["total"] == 1
        done = client.post("/api/documents?any=1", files=[("files", ("诗.txt", POEM.encode()))]).json()["files"]
        assert done[0]["error"] is None
        report = client.get(f"/api/documents/{done[0]['document']}/report").json()
        assert report["quality"] == "poor"
        many = zipped({f"{n}.txt": PLAN.encode() for n in range(201)})
        assert "最多200个" in client.post("/api/documents", files=[("files", ("多.zip", many))]).json()["files"][0]["error"]
