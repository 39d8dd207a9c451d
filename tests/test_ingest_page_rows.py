"""Rows of tables without rules: headings between them wherever they stand, rows that a page's end cuts, bare numbers between lines."""

from __future__ import annotations

import pytest

from benchmarks.renderings.geometry import Geometry
from benchmarks.renderings.typeset import as_ofd_pages, as_pdf_pages, as_printed_text, set_table
from zhengpu.ingest.document import Document, Table
from zhengpu.ingest.files.reading import read
from zhengpu.ingest.tables.aligned import aligned_tables

HEADS = ("建设内容", "主办单位", "协办单位", "办结时间")
UNITS = ("县交通局", "县水利局", "县民政局", "县教育局", "县文旅局", "县林业局")
WORKS = (
    "改造农村公路危桥",
    "整修灌区渠道并配套量水设施",
    "新建村级养老服务站点",
    "扩建城南小学教学楼和运动场",
    "开放博物馆夜间展览",
    "补植河岸防护林带",
)
ROWS = (
    HEADS,
    *(
        (
            f"{WORKS[n % 6]}，完成第{'一二三四五六七八九'[n % 9]}批{'清查登记' if n % 2 else '竣工验收和资料归档'}",
            UNITS[n % 6],
            "、".join(UNITS[(n + k) % 6] for k in range(1, 2 + n % 4)),
            "2028年底" if n % 3 else "",
        )
        for n in range(24)
    ),
)


def tables(data: bytes, ending: str) -> tuple[Document, list[Table]]:
    document = read(data, f"list.{ending}", isolate=False)
    return document, list(aligned_tables(document.text)) if ending == "txt" else list(document.tables)


def rows(data: bytes, ending: str) -> list[tuple[str, ...]]:
    document, found = tables(data, ending)
    out = []
    for table in found:
        lines: dict[int, dict[int, str]] = {}
        for cell in table.cells:
            row = lines.setdefault(cell.row, {})
            row[cell.column] = row.get(cell.column, "") + "".join(document.text[cell.span.slice].split())
        out += [tuple(row.get(column, "") for column in range(4)) for _, row in sorted(lines.items())]
    return out


@pytest.mark.parametrize("upright", ["top", "middle"])
@pytest.mark.parametrize("ending", ["pdf", "ofd", "txt"])
def test_a_row_that_the_end_of_a_page_cuts_is_one(ending: str, upright: str) -> None:
    geometry = Geometry(
        rules="none", size=12.0, widest=11.0, padding=4.0, inner=6.0, leading=1.9, broken=True, heads=False, upright=upright
    )  # type: ignore[arg-type]
    leaves = set_table("青石县2028年实事任务表", ROWS, geometry)
    assert len(leaves) > 2
    data = {"pdf": as_pdf_pages, "ofd": as_ofd_pages}[ending](leaves) if ending != "txt" else as_printed_text(leaves, 6.5)
    found = rows(data, ending)
    assert [row for row in ROWS if row not in found] == []


@pytest.mark.parametrize("centred", [False, True])
@pytest.mark.parametrize("ending", ["pdf", "txt"])
def test_headings_between_rows_are_told_by_their_numbers(ending: str, centred: bool) -> None:
    headed = (HEADS, ("（一）交通",), *ROWS[1:6], ("（二）民生",), *ROWS[6:11], ("（三）生态",), *ROWS[11:15])
    geometry = Geometry(rules="none", size=10.0, widest=16.0, padding=10.0, centred=centred)
    leaves = set_table("青石县2028年实事任务表", headed, geometry)
    found = rows(as_pdf_pages(leaves) if ending == "pdf" else as_printed_text(leaves, 5.5), ending)
    assert [row for row in ROWS[1:15] if row not in found] == []
    assert [row[0] for row in found if row[1:] == ("", "", "")] == ["（一）交通", "（二）民生", "（三）生态"]


def test_a_bare_number_between_lines_is_a_rows_number() -> None:
    text = (
        "  序号    任务        单位\n\n"
        "          修复古城墙   县文旅局、县\n"
        "   1\n"
        "          并开放参观   住建局\n\n"
        "   2      建设书院    县教育局\n\n"
        "   3      开放古塔    县文旅局\n\n"
        "          疏浚护城河   县水利局、县\n"
        "   4\n"
        "          并种植睡莲   林业局\n\n"
        "                 5\n"
    )
    cells = [cell for table in aligned_tables(text) for cell in table.cells if cell.column == 0]
    assert [text[cell.span.slice] for cell in cells] == ["序号", "1", "2", "3", "4"]


def test_a_mark_that_hangs_over_its_column_joins_no_columns() -> None:
    geometry = Geometry(rules="none", size=14.0, widest=9.0, inner=5.6, upright="top")
    found = rows(as_pdf_pages(set_table("青石县2028年实事任务表", ROWS[:8], geometry)), "pdf")
    assert [row for row in ROWS[:8] if row not in found] == []


def test_what_is_left_of_a_row_stands_below_heads_said_again() -> None:
    head = "序号    工作内容                办结时间    主办单位        协办单位\n"
    text = (
        head + "\n"
        "1     整修南渠并配套闸门          12月     县水利局        县财政局、县林业局\n\n"
        "2     新建村级养老站点           9月      县民政局        县财政局\n\n"
        "                                             县林业局、县财政\n"
        "3     补植河岸防护林带           11月     县农业局\n"
        "                                             局，各镇政府、县\n"
        "\n                       - 1 -\n"
        "\f" + head + "                                             城管局\n\n"
        "4     开放博物馆夜间展览          6月      县文旅局        县公安局\n\n"
        "5     扩建城南小学             8月      县教育局        县住建局\n"
    )
    rows: dict[int, list[str]] = {}
    for table in aligned_tables(text):
        for cell in table.cells:
            rows.setdefault(cell.row, []).append(text[cell.span.slice])
    assert [row[0] for row in rows.values()] == ["序号", "1", "2", "3", "4", "5"]
    assert "".join(rows[3]).endswith("县林业局、县财政局，各镇政府、县城管局")


def test_a_column_is_parted_from_marks_that_end_where_it_begins() -> None:
    geometry = Geometry(rules="none", size=12.0, widest=9.0, inner=5.0, upright="top", leading=1.9, padding=3.6)
    units = ("县交通局、县水利局、县林业局", "县民政局、县教育局", "县文旅局")
    listed = (
        ("序号", "工作内容", "主办单位", "协办单位", "办结时间"),
        *((f"{n}.", f"{WORKS[n % 6]}", UNITS[n % 6], units[n % 3], "持续推进") for n in range(1, 13)),
    )
    document = read(as_pdf_pages(set_table("青石县任务表", listed, geometry)), "list.pdf", isolate=False)
    (table,) = document.tables
    dates = [document.text[cell.span.slice] for cell in table.cells if cell.column == 4 and cell.row]
    assert dates == ["持续推进"] * 12


def test_heads_of_one_line_and_of_two_stand_about_one_middle() -> None:
    listed = (
        ("承办单位（主）", "办结时间点", "协办单位", "工作内容"),
        ("县水利局", "", "县财政局\n县林业局\n县农业局", "整修南渠配套闸门"),
        ("县民政局", "", "县财政局\n县住建局\n县教育局\n县公安局", "新建村级养老站点"),
        ("县文旅局", "", "县公安局", "开放古塔夜间展览"),
        ("县教育局", "", "县住建局\n县财政局", "扩建城南中心小学"),
    )
    geometry = Geometry(rules="none", size=14.0, padding=8.4, inner=7.0, widest=4.0, margin=50.0)
    for leaves, data in ((leaves, as_pdf_pages(leaves)) for leaves in [set_table("青石县任务表", listed, geometry)]):
        assert max(sum(abs(word[1] - other[1]) < 2 for other in leaves[0].words) for word in leaves[0].words) < 3
        assert [row for row in listed if tuple("".join(cell.split()) for cell in row) not in rows(data, "pdf")] == []


@pytest.mark.parametrize("ending", ["pdf", "ofd"])
def test_the_first_and_the_last_row_of_a_table_without_heads(ending: str) -> None:
    """The first begins with a line above its number, under the title; the last stands alone on a page."""
    named = "县发展和改革局牵头，县水利局、县林业局配合"
    listed = tuple((str(n), f"{WORKS[n % 6]}第{n}期", named, "年底前") for n in range(1, 24))
    geometry = Geometry(rules="none", size=12.0, widest=12.0, padding=8.0, heads=False)
    whole = next(count for count in range(12, 24) if len(set_table("青石县任务分工", listed[:count], geometry)) > 1)
    leaves = set_table("青石县任务分工", listed[:whole], geometry)
    found = rows({"pdf": as_pdf_pages, "ofd": as_ofd_pages}[ending](leaves), ending)  # type: ignore[operator]
    assert found == [tuple("".join(cell.split()) for cell in row) for row in listed[:whole]]


def test_a_text_with_one_line_of_three_cells_has_its_table() -> None:
    text = (
        "                    主办单位（负\n"
        "      建设内容                            协办单位           办结时间\n"
        "                    责）\n"
        "      整修南渠配                           县财政局、县林\n"
        "                    县水利局\n"
        "      套闸门。                            业局\n\n"
        "      新建养老站                           县住建局、县公\n"
        "                    县民政局\n"
        "      点。                              安局\n\n"
        "      开放古塔夜                           县公安局\n"
        "                    县文旅局\n"
        "      间展览。\n"
    )
    (table,) = aligned_tables(text)
    found: dict[int, str] = {}
    for cell in table.cells:
        found[cell.row] = found.get(cell.row, "") + text[cell.span.slice]
    assert [found[row] for row in sorted(found)][1:] == [
        "整修南渠配套闸门。县水利局县财政局、县林业局",
        "新建养老站点。县民政局县住建局、县公安局",
        "开放古塔夜间展览。县文旅局县公安局",
    ]
