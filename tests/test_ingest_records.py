"""Every table with a head is kept as records: heads, rows, cells with their places, whatever draws the table."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import pytest

from zhengpu.graph.facts import Span
from zhengpu.ingest.bytes.draft import Draft
from zhengpu.ingest.bytes.draft_cell import DraftCell
from zhengpu.ingest.document import Cell, Document, Table
from zhengpu.ingest.files.reading import read
from zhengpu.ingest.pipeline import Learned, Reader, learn, load_reader
from zhengpu.ingest.records.record_table import RecordTable
from zhengpu.ingest.records.record_words import load_record_words
from zhengpu.ingest.spaced.pieces import text_width


def drawn(*rows: str) -> str:
    """Rows (cells parted by |) set in columns as a page's text shows them: a wide sign takes two places."""
    parted = [row.split("|") for row in rows]
    wide = [max(text_width(row[c]) for row in parted) + 3 for c in range(len(parted[0]))]
    return "".join(
        "".join(cell + " " * (w - text_width(cell)) for cell, w in zip(row, wide, strict=True)).rstrip() + "\n" for row in parted
    )


HEADS = "序号|场地名称|状态|建设主体|投资(万元)|所在乡镇"
FIRST = (
    *(HEADS, "|||||", "1|云岭通用机场|在建|云岭航投公司|12,600|东坪镇", "|||||", "|桃源河垂直起||||"),
    *("2||拟建|/|860|桃源乡", "|降点||||", "|||||", "3|南站屋顶停机坪|建成|市交投集团|/|城关镇"),
)
SECOND = (HEADS, "4|石门物流起降场|拟建|石门供应链公司|2,300|东坪镇", "5|东坪维修站|在建|云岭航投公司|410|东坪镇", "合计||||16,170|")
LAID_OUT = f"""云岭市支持低空经济发展行动方案

  一、总体要求
  坚持企业主体，到2028年低空经济规模明显扩大。
  附件：1.起降场地建设清单
        2.补助标准表

附件 1
                          起降场地建设清单
{drawn(*FIRST)}

                                   — 2 —
\f
{drawn(*SECOND)}
"""


@cache
def reader() -> Reader:
    return load_reader()


def learned(text: str) -> Learned:
    return learn(Document("方案", "text/plain", text), reader(), topics=False)


def cells(table: RecordTable) -> list[list[str]]:
    return [[cell.passage.text if cell.filled else "" for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize("between", ["", f"{' ' * 60}是否\n"], ids=["heads", "a piece of a head"])
def test_a_table_laid_out_over_two_pages_is_one_table(between: str) -> None:
    (table,) = learned(LAID_OUT.replace("\f\n", f"\f\n{between}")).claims.tables
    assert (table.title and table.title.value, table.annex and table.annex.value) == ("起降场地建设清单", "附件1")
    assert [(column.head, column.unit) for column in table.columns][3:5] == [("建设主体", ""), ("投资", "万元")]
    assert [row.label for row in table.rows] == [
        "云岭通用机场",
        "桃源河垂直起降点",
        "南站屋顶停机坪",
        "石门物流起降场",
        "东坪维修站",
        "合计",
    ]
    assert [row.total for row in table.rows] == [False] * 5 + [True]
    assert cells(table)[1] == ["2", "桃源河垂直起降点", "拟建", "", "860", "桃源乡"]
    amounts = [row.cells[4].amount for row in table.rows]
    assert [(str(a.value), a.unit) if a else None for a in amounts][:3] == [("12600", "万元"), ("860", "万元"), None]


def test_every_cell_is_a_node_with_the_place_where_it_is_printed() -> None:
    found = learned(LAID_OUT)
    nodes = {entity.iri.rsplit("/id/", 1)[1].split("/")[0]: entity for entity in found.graph.entities}
    assert {"table", "column", "row", "cell"} <= set(nodes)
    for entity in found.graph.entities:
        assert all(found.document.text[e.span.slice] == e.quote for e in entity.evidence)
    wrapped = next(e for e in found.graph.entities if dict(e.properties).get("zp:cellText") == "桃源河垂直起降点")
    assert [e.quote for e in wrapped.evidence] == ["桃源河垂直起", "降点"]


HTML = """<html><body><h1>白河县营商环境提升工作要点</h1><p>一、主要指标</p>
<p>表1 主要指标（单位：个）</p>
<table><tr><th rowspan="2">领域</th><th rowspan="2">指标</th><th colspan="2">目标值</th><th rowspan="2">属性</th></tr>
<tr><th>2026年</th><th>2028年</th></tr>
<tr><td rowspan="2">政务</td><td>一网通办事项</td><td>120</td><td>200以上</td><td>预期性</td></tr>
<tr><td>跨省通办窗口</td><td>3</td><td>8</td><td>约束性</td></tr>
<tr><td>金融</td><td>信易贷网点</td><td>—</td><td>15</td><td>预期性</td></tr></table>
<p>表2 挂点企业名单</p>
<table><tr><td>企业名称</td><td>所在园区</td><td>员工人数</td></tr>
<tr><td colspan="3">制造业</td></tr><tr><td>白河锻压厂</td><td>南园</td><td>430人</td></tr>
<tr><td colspan="3">服务业</td></tr><tr><td>蓝湾物流</td><td>北园</td><td>85人</td></tr></table></body></html>"""


def test_heads_over_two_rows_merged_cells_and_groups() -> None:
    first, second = learn(read(HTML.encode(), "要点.html", isolate=False), reader(), topics=False).claims.tables
    assert [column.head for column in first.columns] == ["领域", "指标", "目标值 2026年", "目标值 2028年", "属性"]
    assert [row.cells[0].passage.text for row in first.rows] == ["政务", "政务", "金融"]  # a merged cell holds for all its rows
    assert first.name == 1
    last = first.rows[0].cells[3].amount
    assert last is not None
    assert (str(last.value), last.op, last.unit) == ("200", ">=", "个")
    assert not first.rows[2].cells[2].filled
    assert (second.annex and second.annex.value, second.title and second.title.value) == ("表2", "挂点企业名单")
    assert [(row.label, row.cells[-1].passage.text) for row in second.rows] == [("白河锻压厂", "制造业"), ("蓝湾物流", "服务业")]


def test_a_docx_table_that_goes_on_and_one_of_tasks() -> None:
    draft = Draft()
    draft.paragraph("青泽县2027年河道管护任务表")
    tasks = [["序号", "任务", "责任单位", "时限"], ["1", "加固堤防", "县水利局", "5月"], ["2", "拆除违建", "县城管局", "8月"]]
    for rows in (tasks, [tasks[0], ["3", "安装探头", "县应急管理局", "年底"]]):
        draft.table(DraftCell(r, c, said) for r, row in enumerate(rows) for c, said in enumerate(row))
    found = learn(draft.document("plan.docx", "application/docx"), reader(), topics=False)
    assert len(found.plan.tasks) == 3
    (table,) = found.claims.tables
    assert [row.label for row in table.rows] == ["加固堤防", "拆除违建", "安装探头"]


def test_no_table_no_records() -> None:
    assert learned("甲县计划\n一、文旅\n1.办好庙会。（县文旅局牵头）\n").claims.tables == ()


@pytest.mark.parametrize(
    ("text", "op", "value", "unit"),
    [("≥40", ">=", "40", ""), ("1,200万元", "=", "1200", "万元"), ("不超过3个", "<=", "3", "个"), ("12%", "=", "12", "%")],
)
def test_the_number_that_is_all_a_cell_says(text: str, op: str, value: str, unit: str) -> None:
    amount = load_record_words().read(text)
    assert amount is not None
    assert (amount.op, str(amount.value), amount.unit) == (op, value, unit)


def entries() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = tomllib.loads(files("zhengpu.ingest.records").joinpath("records.toml").read_text("utf-8"))
    return found


def test_examples_of_the_definition_file() -> None:
    words, data = load_record_words(), entries()
    for text, number in data["title"]["annex_examples"]:
        assert (found := words.annex.match(text))
        assert found["number"] == number
    assert not any(words.annex.match(text) for text in data["title"]["annex_counter"])
    for key, pattern in (("title", words.unit_above), ("head", words.unit_in_head)):
        for text, unit in data[key]["unit_examples"]:
            assert (found := pattern.search(text))
            assert found["unit"] == unit
    for text, value in data["cell"]["amount_examples"]:
        assert (amount := words.read(text))
        assert str(amount.value) == value
    assert not any(words.read(text) for text in data["cell"]["amount_counter"])


def test_evidence_lies_in_the_text() -> None:
    found = learned(LAID_OUT)
    assert all(Span(0, len(found.document.text)).end >= e.span.end for entity in found.graph.entities for e in entity.evidence)


def test_a_page_on_which_two_columns_are_read_as_one() -> None:
    text = "序号  名称  投资  镇\n 1   甲站   12  东镇\n" + "序号  名称  投资  镇\n 2   乙站   7   西镇\n 3   丙站   30  东镇\n"
    heads = ["序号", "名称", "投资", "镇"]

    def place(words: str, start: int) -> Span:
        at = text.index(words, start)
        return Span(at, at + len(words))

    second = text.index("序号", 5)
    first_cells = [place(w, 0) for w in heads] + [place(w, 13) for w in ("1", "甲站", "12", "东镇")]
    first = Table(tuple(Cell(i // 4, i % 4, span) for i, span in enumerate(first_cells)), Span(0, second - 1))
    rows = [
        ("序号", "名称", "投资  镇"),
        ("2", "乙站", "7   西镇"),
        ("3", "丙站", "30  东镇"),
    ]
    joined = tuple(Cell(r, c, place(words, second)) for r, row in enumerate(rows) for c, words in enumerate(row))
    document = Document("表", "application/pdf", text, (first, Table(joined, Span(second, len(text)))))
    (table,) = learn(document, reader(), topics=False).claims.tables
    assert [cell.passage.text for row in table.rows for cell in row.cells][4:] == ["2", "乙站", "7", "西镇", "3", "丙站", "30", "东镇"]
