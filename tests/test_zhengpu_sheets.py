"""Evidence on the page: every character of a paged file has its place, the place is where its signs are, and the page is shown with it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from fastapi.testclient import TestClient

from benchmarks.renderings.typeset import Leaf, as_ofd_pages, as_pdf_pages
from tests import written_plan
from zhengpu.graph.errors import InputError, UnreadableDocument
from zhengpu.graph.facts import Span
from zhengpu.graph.sheets.sheet_book import PlacedLine, Sheet, SheetBook
from zhengpu.http import create_app
from zhengpu.ingest.document import Document
from zhengpu.ingest.files.confined import draw
from zhengpu.ingest.files.reading import format_of, read
from zhengpu.ingest.formats import FileLimits
from zhengpu.service import Zhengpu

TEXT = ["甲县2024年工作计划", "1.新建公园3处。（县住建局牵头，县财政局配合）", "2.改造管网5公里。（县水利局负责）"]
FIRST, SECOND = written_plan.as_pdf(), written_plan.as_ofd()


def leaf(*lines: str, x: float = 90.0, top: float = 100.0) -> Leaf:
    return Leaf(words=[(x, top + 40 * at, 14.0, line) for at, line in enumerate(lines)])


def two_pages(kind: str) -> bytes:
    leaves = [leaf(*TEXT), leaf("3.建好场馆。（县文旅局负责）", x=200.0, top=300.0)]
    return as_ofd_pages(leaves) if kind == "ofd" else as_pdf_pages(leaves, turned=kind == "turned", sideways=kind == "sideways")


def unplaced(document: Document) -> str:
    assert document.layout is not None
    placed = {at for line in document.layout.lines for at in range(line.span.start, line.span.end)}
    return "".join(sign for at, sign in enumerate(document.text) if not sign.isspace() and at not in placed)


@pytest.mark.parametrize(("data", "name"), [(FIRST, "a.pdf"), (SECOND, "a.ofd"), (two_pages("pdf"), "b.pdf"), (two_pages("ofd"), "b.ofd")])
def test_every_character_has_a_place(data: bytes, name: str) -> None:
    document = read(data, name, isolate=False)
    assert unplaced(document) == ""
    assert document.layout is not None
    starts = [line.span.start for line in document.layout.lines]
    assert starts == sorted(starts)


@pytest.mark.parametrize("kind", ["pdf", "turned", "sideways", "ofd"])
def test_the_place_is_where_the_words_stand(kind: str) -> None:
    document = read(two_pages(kind), f"a.{'ofd' if kind == 'ofd' else 'pdf'}", isolate=False)
    assert document.layout is not None
    for words, page, left, line in (("县财政局", 1, 90 + 14 * 15.5, 140), ("县文旅局", 2, 200 + 14 * 7, 300)):
        start = document.text.index(words)
        (mark,) = document.layout.marks(document.text, start, start + 4)
        (box,) = mark.boxes
        assert (mark.page, mark.width, mark.height) == (page, pytest.approx(595, abs=1), pytest.approx(842, abs=1))
        assert box[0] == pytest.approx(left, abs=8)
        assert box[2] - box[0] == pytest.approx(4 * 14, abs=8)
        assert box[1] < line + 9 < box[3]


@pytest.mark.parametrize("kind", ["pdf", "turned", "sideways"])
def test_the_picture_has_ink_where_the_mark_is_and_none_above_it(kind: str) -> None:
    from PIL import Image

    data = two_pages(kind)
    document = read(data, "a.pdf")
    form, book = format_of(data, "a.pdf"), document.layout
    assert form is not None
    assert book is not None
    picture = Image.open(io.BytesIO(draw(form, data, "a.pdf", FileLimits(), 2, book.sheets[1]).data)).convert("L")
    start = document.text.index("县文旅局")
    (mark,) = book.marks(document.text, start, start + 4)
    scale = picture.width / mark.width
    assert picture.height == pytest.approx(mark.height * scale, abs=2)
    left, top, right, bottom = (round(edge * scale) for edge in mark.boxes[0])
    assert picture.crop((left, top, right, bottom)).getextrema()[0] < 128
    assert picture.crop((left, top - 40, right, top - 4)).getextrema()[0] == 255


def test_a_cell_that_goes_on_on_the_next_page_is_marked_on_both() -> None:
    head = [(90.0, 60.0, 12.0, "序号"), (160.0, 60.0, 12.0, "任务"), (360.0, 60.0, 12.0, "责任单位")]
    page = [(80.0, y, 500.0, y) for y in (55.0, 80.0, 140.0)] + [(x, 55.0, x, 140.0) for x in (80.0, 150.0, 350.0, 500.0)]
    rows = [(90.0, 90.0, 12.0, "1"), (160.0, 90.0, 12.0, "新建公园三处，改造老"), (360.0, 90.0, 12.0, "县住建局")]
    rest = [(160.0, 90.0, 12.0, "旧管网五公里。")]
    data = as_pdf_pages([Leaf(words=head + rows, rules=page), Leaf(words=head + rest, rules=page)])
    document = read(data, "a.pdf", isolate=False)
    start = document.text.index("新建公园")
    end = document.text.index("五公里") + 3
    assert document.layout is not None
    assert unplaced(document) == ""
    assert {mark.page for mark in document.layout.marks(document.text, start, end)} == {1, 2}


def test_recognised_lines_are_placed_in_the_pictures_own_pixels() -> None:
    from types import SimpleNamespace

    from PIL import Image

    from zhengpu.ingest.formats.ocr import _recognised

    lines = [(text, 100, 200 + 60 * at) for at, text in enumerate(TEXT)]
    boxes = [[(x, y), (x + 30 * len(text), y), (x + 30 * len(text), y + 32), (x, y + 32)] for text, x, y in lines]
    found = SimpleNamespace(boxes=boxes, txts=[text for text, _, _ in lines], scores=[0.9] * len(lines))
    document = _recognised(iter([Image.new("RGB", (1000, 1400), "white")]), lambda _: found, "扫描.png", "image/*")
    assert document.layout is not None
    assert unplaced(document) == ""
    start = document.text.index("2.改造")
    (mark,) = document.layout.marks(document.text, start, start + 3)
    assert (mark.width, mark.height) == (1000, 1400)
    assert mark.boxes[0][1] < 336 < mark.boxes[0][3]


def test_pages_are_drawn_within_limits_and_what_is_broken_is_told() -> None:
    form = format_of(FIRST, "a.pdf")
    assert form is not None
    with pytest.raises(UnreadableDocument):
        draw(form, FIRST, "a.pdf", FileLimits(seconds=0.01), 1, Sheet(595, 842, 0))
    with pytest.raises(UnreadableDocument):
        draw(form, FIRST[: len(FIRST) // 3], "a.pdf", FileLimits(), 1, Sheet(595, 842, 0))
    with pytest.raises(InputError):
        draw(form, FIRST, "a.pdf", FileLimits(), 9, Sheet(595, 842, 0))
    text = format_of("一、任务".encode(), "a.txt")
    assert text is not None
    with pytest.raises(UnreadableDocument):
        draw(text, "一、任务".encode(), "a.txt", FileLimits(), 1, Sheet(595, 842))


def test_a_page_of_any_shape_gives_a_small_picture() -> None:
    huge = Leaf(width=14000.0, height=300.0, words=[(50.0, 50.0, 14.0, TEXT[1])])
    data = as_pdf_pages([huge])
    form = format_of(data, "a.pdf")
    assert form is not None
    from PIL import Image

    drawn = Image.open(io.BytesIO(draw(form, data, "a.pdf", FileLimits(), 1, Sheet(14000, 300, 0)).data))
    assert drawn.width <= 1240
    assert drawn.height <= 2480


def test_signs_of_an_ofd_are_escaped() -> None:
    data = as_ofd_pages([leaf("1.<script>alert(1)</script>&测试。（县住建局负责）")])
    form = format_of(data, "a.ofd")
    assert form is not None
    drawn = draw(form, data, "a.ofd", FileLimits(), 1, Sheet(595, 842)).data.decode()
    assert "<script" not in drawn
    assert "&lt;script" in drawn


# ── in the product ──


@pytest.fixture
def client(empty: Zhengpu) -> TestClient:
    empty.add(two_pages("pdf"), "计划.pdf")
    return TestClient(create_app(empty), raise_server_exceptions=False)


def key_of(client: TestClient) -> str:
    key: str = client.get("/api/documents").json()["items"][0]["id"]
    return key


def test_evidence_says_on_which_page_it_stands(client: TestClient) -> None:
    reply = client.get("/api/ask", params={"q": "县文旅局负责哪些任务"}).json()
    (item,) = reply["items"]
    (page,) = item["evidence"][0]["pages"]
    assert page["page"] == 2
    asked = {name: item["evidence"][0][name] for name in ("start", "end")}
    assert client.get(f"/api/documents/{key_of(client)}/places", params=asked).json()["pages"] == [page]


def test_the_reading_pane_shows_the_page_and_the_mark(client: TestClient) -> None:
    key = key_of(client)
    at = client.get(f"/api/documents/{key}/text").text.index("县文旅局")
    shown = client.get(f"/documents/{key}", params={"start": at, "end": at + 4}).text
    assert f"/api/documents/{key}/pages/2" in shown or "/pages/2" in shown
    assert shown.count('class="hit"') == 1
    assert 'class="hit"' in client.get(f"/documents/{key}", params={"show": "pages", "start": at, "end": at + 4}).text
    assert "共2页" in client.get(f"/documents/{key}", params={"show": "pages"}).text
    picture = client.get(f"/api/documents/{key}/pages/2")
    assert picture.headers["content-type"] == "image/png"
    assert "sandbox" in picture.headers["content-security-policy"]
    assert client.get(f"/api/documents/{key}/pages/3").status_code == 400
    assert client.get("/api/documents/没有/pages/1").status_code == 404


def test_a_text_without_pages_says_so(empty: Zhengpu) -> None:
    empty.add("\n".join(TEXT).encode(), "计划.txt")
    client = TestClient(create_app(empty), raise_server_exceptions=False)
    reply = client.get("/api/ask", params={"q": "县水利局负责哪些任务"}).json()
    assert "pages" not in reply["items"][0]["evidence"][0]
    key = key_of(client)
    assert client.get(f"/api/documents/{key}/pages/1").status_code == 400
    assert "没有原件的页面" in client.get(f"/documents/{key}", params={"show": "pages"}).text
    assert client.get(f"/documents/{key}").status_code == 200


def test_places_survive_a_new_reading_without_the_original_and_a_restored_version(empty: Zhengpu) -> None:
    empty.add(two_pages("pdf"), "计划.pdf")
    entry = empty.documents()[0]
    before = empty.sheets.book(entry.id)
    assert before is not None
    assert empty.originals is not None
    empty.originals.forget(entry.iri)
    assert empty.reread(entry.id) is not None
    assert empty.sheets.book(entry.id) == before
    assert not empty.sheets.has_pictures(entry.id)
    with pytest.raises(InputError):
        empty.sheets.picture(entry.id, 1)


def test_what_cannot_be_drawn_is_not_tried_again_and_another_file_is_not_shown(empty: Zhengpu, monkeypatch: pytest.MonkeyPatch) -> None:
    from zhengpu.ingest.files import confined

    empty.add(two_pages("pdf"), "计划.pdf")
    entry = empty.documents()[0]
    tried: list[Any] = []

    def broken(*given: Any) -> None:
        tried.append(given)
        raise UnreadableDocument("没有读", "坏了", "换一个")

    monkeypatch.setattr(confined, "draw", broken)
    for _ in range(3):
        with pytest.raises(UnreadableDocument):
            empty.sheets.picture(entry.id, 1)
    assert len(tried) == 1
    assert empty.originals is not None
    empty.originals.keep(entry.iri, "别的.pdf", FIRST)
    with pytest.raises(InputError, match="没有保存"):
        empty.sheets.picture(entry.id, 2)
    assert len(tried) == 1


def test_a_part_of_a_line_takes_its_share_of_the_room() -> None:
    book = SheetBook((Sheet(100, 100, 0),), (PlacedLine(1, Span(0, 6), (0, 0, 50, 10)), PlacedLine(1, Span(7, 9), (0, 20, 20, 30))))
    (mark,) = book.marks("县局2024\n负责", 2, 8)
    assert mark.boxes == ((25.0, 0, 50.0, 10), (0.0, 20, 10.0, 30))
    assert book.marks("县局2024\n负责", 6, 7) == ()
