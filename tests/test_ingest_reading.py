"""Bytes → document: encodings, what is refused, files made to hurt, folders and archives."""

from __future__ import annotations

import os
import stat
import sys
import zipfile
import zlib
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.written_plan import LINES, WRITERS, as_docx, packed
from zhengpu.graph.errors import UnreadableDocument, UsageError, ZhengpuError
from zhengpu.ingest.files.archives import expand, unpack
from zhengpu.ingest.files.reading import FileLimits, read

TEXT = "\r\n".join(LINES) + "\r\n"
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


# encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_text_is_kept_exactly_in_every_encoding(encoding: str) -> None:
    assert read(TEXT.encode(encoding), "plan.txt").text == TEXT


def test_a_table_of_figures_and_marks_in_gbk_is_no_utf8() -> None:
    text = "城关镇分工,,\n事项,县水利局,县财政局\n" + "".join(f"{n},任务{n}号,★,○\n" for n in range(1, 30))
    assert read(text.encode("gb18030"), "a.txt").text == text


def test_traditional_characters_in_big5_are_read_and_the_guess_is_said() -> None:
    text = "縣文化和旅遊局牽頭，縣財政局配合，辦好春節的廟會、燈會。\n" * 5
    document = read(text.encode("big5"), "plan.txt")
    assert document.text == text
    assert [diagnostic.code for diagnostic in document.diagnostics] == ["encoding-guessed"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_damaged_byte_is_said_with_its_place(encoding: str) -> None:
    data = bytearray((TEXT * 20).encode(encoding))
    data[len(data) // 2 & ~1] = 0xFF
    document = read(bytes(data), "plan.txt")
    (diagnostic,) = (one for one in document.diagnostics if one.code == "damaged-characters")
    assert diagnostic.severity == "warning"
    assert diagnostic.span is not None
    assert document.text[diagnostic.span.slice] == "\ufffd"
    assert document.text.startswith(TEXT[:40])


def test_a_private_character_between_digits_stays_and_is_noted() -> None:
    document = read("总投资１\ue010２亿元，2\ue010 5万亩，\ue011。".encode(), "plan.txt")
    places = [(diagnostic.code, document.text[diagnostic.span.slice]) for diagnostic in document.diagnostics if diagnostic.span]
    assert places == [("private-decimal-point", "\ue010"), ("private-decimal-point", "\ue010"), ("private-characters", "\ue011")]


def test_twenty_megabytes_in_one_line() -> None:
    text = "县文旅局牵头，县财政局配合；" * 500_000
    assert read(text.encode(), "plan.txt").text == text


# refused


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"", "plan.txt", "空的"),
        (b" \r\n\t\xe3\x80\x80\n", "plan.txt", "空白"),
        (b"\xef\xbb\xbf", "plan.txt", "空白"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "plan.txt", "PNG 图片"),
        (b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20, "plan.txt", "JPEG 图片"),
        (bytes(range(256)) * 20, "plan.txt", "看不出"),
        (b"\x1f\x8b\x08\0" + bytes(200), "plan.txt", "gzip"),
        (b"<?xml version='1.0'?><a>x</a>", "plan.xml", "XML"),
        (b"PK\x03\x04" + bytes(100), "plan.docx", "ZIP"),
        (b"%PDF-1.7\nnothing", "plan.pdf", "没有文字|不是完好的"),
    ],
)
def test_what_is_no_document_is_refused_with_a_reason(data: bytes, name: str, why: str) -> None:
    with pytest.raises(UnreadableDocument, match=why):
        read(data, name)


def test_a_file_past_the_limit_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="太大"):
        read(TEXT.encode() * 10, "plan.txt", limits=FileLimits(size=1000))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([writer() for writer in WRITERS.values()]), st.integers(0, 10_000))
def test_rubbish_is_read_or_refused_never_more(noise: bytes, plan: bytes, at: int) -> None:
    """A file damaged in the middle ends in a document or in an error of the house."""
    at %= len(plan)
    with suppress(ZhengpuError):
        assert read(plan[:at] + noise + plan[at + len(noise) :], "plan", isolate=False).text.strip()


# made to hurt


def docx_of(xml: str | bytes) -> bytes:
    return packed({"word/document.xml": xml})


def docx_saying(text: str, document_type: str = "") -> bytes:
    return docx_of(f"{document_type}<w:document {WORD}><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>")


def test_a_docx_that_bursts_is_refused_before_it_is_unpacked() -> None:
    paragraph = b"<w:p><w:r><w:t>" + b"a" * 1000 + b"</w:t></w:r></w:p>"
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as member:
        for _ in range(120):
            member.write(paragraph * 1000)
    assert len(file.getvalue()) < 400_000
    with pytest.raises(UnreadableDocument, match="倍"):
        read(file.getvalue(), "bomb.docx")


def test_a_table_of_contents_that_lies_does_not_help() -> None:
    data = bytearray(docx_of(b"<w:document>" + b" " * 5_000_000))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")  # the size it claims to have
    with pytest.raises(UnreadableDocument):
        read(bytes(data), "liar.docx")


def test_too_many_members() -> None:
    with pytest.raises(UnreadableDocument, match="成员"):
        read(packed({"word/document.xml": "<a/>"} | {f"{number}": "" for number in range(300)}), "a.docx", limits=FileLimits(members=200))


def test_billion_laughs() -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    with pytest.raises(UnreadableDocument, match=r"实体|XML"):
        read(docx_saying("&l9;", f'<!DOCTYPE x [<!ENTITY l0 "哈">{entities}]>'), "laughs.docx")


def test_no_outside_entity_is_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密")
    with pytest.raises(UnreadableDocument, match="实体"):
        read(docx_saying("甲&e;", f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'), "entity.docx")
    page = f'<!DOCTYPE html [<!ENTITY e SYSTEM "{secret.as_uri()}">]><html><body><p>县文旅局牵头&e;。</p></body></html>'
    assert "机密" not in read(page.encode(), "entity.html").text


def test_xml_nested_past_all_measure() -> None:
    with pytest.raises(UnreadableDocument):
        read(docx_of("<a>" * 100_000 + "</a>" * 100_000), "deep.docx")


def test_scripts_of_a_page_are_no_text() -> None:
    scripts = "<script>document.write('假话。')</script><svg><script>x</script></svg>"
    page = f"<html><body>{scripts}<p onclick='steal()'>县文旅局牵头。</p>{scripts}</body></html>"
    assert read(page.encode(), "a.html").text == "县文旅局牵头。\n"


def slow_pdf() -> bytes:
    """A page of sixty million bytes of drawing, packed into a few thousand."""
    stream = zlib.compress(b"0 0 m 1 1 l S\n" * 4_500_000, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(stream), stream),
    ]
    body = b"".join(b"%d 0 obj%b endobj\n" % (number, content) for number, content in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF"


@pytest.mark.slow
def test_a_pdf_that_hangs_ends_and_the_next_file_is_read() -> None:
    data = slow_pdf()
    assert len(data) < 400_000
    with pytest.raises(UnreadableDocument, match=r"秒|退出"):
        read(data, "slow.pdf", limits=FileLimits(seconds=2))
    assert read(as_docx(), "next.docx").text.startswith(LINES[0])


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits memory")
def test_a_reader_that_wants_too_much_memory_ends() -> None:
    line = "县文旅局" * 25_000
    data = docx_saying("</w:t></w:r></w:p><w:p><w:r><w:t>".join([line] * 100))
    roomy = FileLimits(ratio=100_000)
    assert read(data, "greedy.docx", limits=roomy).text == f"{line}\n" * 100
    with pytest.raises(UnreadableDocument):
        read(data, "greedy.docx", limits=replace(roomy, memory=100 << 20))


def test_a_deep_tree_of_pages() -> None:
    objects = b"".join(b"%d 0 obj<</Type/Pages/Kids[%d 0 R %d 0 R]/Count 9>>endobj\n" % (n, n + 1, n + 1) for n in range(2, 5000))
    data = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" + objects + b"trailer<</Root 1 0 R>>\n%%EOF"
    with pytest.raises(UnreadableDocument):
        read(data, "deep.pdf", limits=FileLimits(seconds=20))


# LibreOffice


@pytest.mark.skipif(os.name != "posix", reason="the stand-in is a script")
def test_the_converter_gets_a_profile_of_its_own_and_its_failure_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for LibreOffice that notes what it was asked and makes a docx, or does not."""
    program = tmp_path / "soffice"
    ready = tmp_path / "ready.docx"
    program.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/asked\nfor last; do :; done\n[ -f {ready} ] && cp {ready} "${{last%.*}}.docx"\n')
    ready.write_bytes(as_docx())
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert read(WRITERS["office"](), "plan.rtf").text.startswith(LINES[0])
    asked = (tmp_path / "asked").read_text()
    assert "--headless" in asked
    assert "-env:UserInstallation=file:///" in asked
    ready.unlink()
    with pytest.raises(UnreadableDocument, match="LibreOffice"):
        read(WRITERS["office"](), "plan.rtf")


# folders and archives


def test_folders_and_archives_are_expanded_in_order(tmp_path: Path) -> None:
    inner = packed({"丙.txt": "丙"})
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "乙.zip").write_bytes(packed({"甲.txt": "甲", "__MACOSX/甲.txt": "x", ".DS_Store": "x", "内.zip": inner}))
    (tmp_path / "a.docx").write_bytes(as_docx())
    (tmp_path / "~$a.docx").write_bytes(b"lock")
    found = dict(expand([tmp_path]))
    assert list(found) == ["a.docx", "b/乙.zip/内.zip/丙.txt", "b/乙.zip/甲.txt"]
    assert found["b/乙.zip/内.zip/丙.txt"].decode() == "丙"


def test_names_in_gbk_are_read() -> None:
    data = packed({"AAAA.txt": "x"}).replace(b"AAAA", "甲乙".encode("gbk"))
    assert [name for name, _ in expand_bytes(data)] == ["plans.zip/甲乙.txt"]


def expand_bytes(data: bytes) -> list[tuple[str, bytes]]:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plans.zip"
        path.write_bytes(data)
        return list(expand([path]))


def test_a_member_cannot_point_outside() -> None:
    names = [name for name, _ in expand_bytes(packed({"../../etc/passwd": "x", "/root/a.txt": "x", "C:\\b.txt": "x"}))]
    assert sorted(names) == ["plans.zip/b.txt", "plans.zip/etc/passwd", "plans.zip/root/a.txt"]


def test_an_archive_that_bursts_is_handed_on_unopened_and_refused_by_reading(tmp_path: Path) -> None:
    (tmp_path / "bomb.zip").write_bytes(packed({"zeros.txt": b"0" * 30_000_000}))
    (tmp_path / "plan.txt").write_text(TEXT, "utf-8")
    outcomes = {}
    for name, data in expand([tmp_path]):
        try:
            outcomes[name] = read(data, name).text[:5]
        except UnreadableDocument as error:
            outcomes[name] = error.why
    assert list(outcomes) == ["bomb.zip", "plan.txt"]
    assert "倍" in outcomes["bomb.zip"]
    assert outcomes["plan.txt"] == TEXT[:5]


def test_archives_in_one_another_share_what_one_may_hold() -> None:
    inner = packed({f"{n}.txt": b"x" * 1000 for n in range(8)})
    outer = packed({f"{n}.zip": inner for n in range(10)})
    assert len(list(unpack("all.zip", outer))) == 80
    few = list(unpack("all.zip", outer, limits=FileLimits(members=40)))
    assert sum(name.endswith(".txt") for name, _ in few) == 24  # three of the ten; the others are handed on as they are
    small = list(unpack("all.zip", outer, limits=FileLimits(unpacked=40_000)))
    assert sum(len(data) for name, data in small if name.endswith(".txt")) <= 40_000


def test_archives_in_archives_end() -> None:
    data = packed({"plan.txt": "x"})
    for _ in range(6):
        data = packed({"inner.zip": data})
    ((name, content),) = expand_bytes(data)
    with pytest.raises(UnreadableDocument, match="ZIP"):
        read(content, name)


def test_a_path_that_is_not_there() -> None:
    with pytest.raises(UsageError, match="没有找到"):
        list(expand(["no-such-file"]))


def test_radicals_and_compatibility_characters_are_read_as_the_usual_ones() -> None:
    text = "⼀、重点任务\n1.修路。（县⾃然资源局、县⼈⺠政府办、⻓乐镇）\n"
    document = read(text.encode(), "plan.txt")
    assert document.text == "一、重点任务\n1.修路。（县自然资源局、县人民政府办、长乐镇）\n"
    assert len(document.text) == len(text)
