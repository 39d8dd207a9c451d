"""Kinds of office files by their content, and what a Word file says outside its body."""

from __future__ import annotations

import struct

import pytest

from tests.written_plan import packed
from zhengpu.ingest.bytes.compound import COMPOUND, streams
from zhengpu.ingest.document import Document
from zhengpu.ingest.duties.clauses import Clauses, grammar
from zhengpu.ingest.duties.duties import duties
from zhengpu.ingest.files.reading import format_of, read
from zhengpu.ingest.outline.outline import outline

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def compound(*names: str, body: bytes = b"") -> bytes:
    """A compound file of one table sector, one directory sector and a body."""
    header = bytearray(512)
    header[:8] = COMPOUND
    header[30:32] = struct.pack("<H", 9)
    header[48:52] = struct.pack("<I", 1)
    header[76:512] = struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    entries = b""
    for name in ("Root Entry", *names):
        said = name.encode("utf-16-le") + b"\0\0"
        entries += said.ljust(64, b"\0") + struct.pack("<H", len(said)) + b"\x02" + bytes(61)
    return bytes(header) + table + entries.ljust(512, b"\0") + body


def test_the_kind_of_a_compound_file_stands_in_its_directory() -> None:
    style = "Book Title, Workbook".encode("utf-16-le")
    assert streams(compound("WordDocument", "1Table", body=style)) == {"Root Entry", "WordDocument", "1Table"}
    assert "Workbook" in streams(compound("Workbook"))
    assert streams(COMPOUND + bytes(40)) == frozenset()
    assert streams(compound("WordDocument")[:700]) == frozenset()


@pytest.mark.parametrize("kind", ["text", "spreadsheet"])
def test_open_documents_are_office_files(kind: str) -> None:
    import io
    import zipfile

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", "<x/>")
    form = format_of(file.getvalue(), "plan")
    assert form is not None
    assert form.name == "office"


def test_uof_is_an_office_file() -> None:
    data = b'<?xml version="1.0" encoding="UTF-8"?><uof:UOF xmlns:uof="http://schemas.uof.org/cn/2003/uof"/>'
    form = format_of(data, "plan.uof")
    assert form is not None
    assert form.name == "office"


def word(body: str, **parts: str) -> Document:
    members: dict[str, str | bytes] = {"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>"}
    members |= {f"word/{name}.xml": text for name, text in parts.items()}
    return read(packed(members), "plan.docx", isolate=False)


def paragraph(text: str, more: str = "") -> str:
    return f"<w:p><w:r><w:t>{text}</w:t>{more}</w:r></w:p>"


def test_a_rule_in_a_footnote_holds_from_the_task_that_calls_it() -> None:
    body = paragraph("一、任务") + paragraph("1.修路。（县交通局、县财政局）", '<w:footnoteReference w:id="2"/>')
    body += paragraph("2.挖渠。（县水利局、县住建局）")
    note = f'<w:footnote w:id="0" w:type="separator">{paragraph("--")}</w:footnote>'
    note += f'<w:footnote w:id="2">{paragraph("排第一的为牵头单位，其余为配合单位，下同。")}</w:footnote>'
    document = word(body, footnotes=f"<w:footnotes {W}>{note}</w:footnotes>")
    clauses = Clauses.of(grammar())
    found, _ = duties(outline(document, clauses), clauses)
    assert [(duty.task, duty.unit, duty.role) for duty in found] == [
        (0, "县交通局", "leads"),
        (0, "县财政局", "cooperates"),
        (1, "县水利局", "leads"),
        (1, "县住建局", "cooperates"),
    ]


def test_a_page_header_with_the_number_is_read_and_any_other_is_kept_aside() -> None:
    body = paragraph("东山县2025年行动计划") + paragraph("一、任务") + paragraph("1.修路。（县交通局负责）")
    numbered = f"<w:hdr {W}>{paragraph('东山县人民政府文件')}{paragraph('东政发〔2025〕3号')}</w:hdr>"
    running = f"<w:hdr {W}>{paragraph('东山县行动计划（送审稿）')}</w:hdr>"
    found = outline(word(body, header1=numbered), Clauses.of(grammar())).head
    assert found.number is not None
    assert found.issuer is not None
    assert (found.number.value, found.issuer.value) == ("东政发〔2025〕3号", "东山县人民政府")
    document = word(body, header1=running)
    assert [document.text[span.slice] for span in document.furniture] == ["东山县行动计划（送审稿）"]
