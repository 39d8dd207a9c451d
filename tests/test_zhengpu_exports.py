"""Every export is opened again by the library its readers use; what stands in it is what stands in the graph."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.drawn_plan import FIRST, SECOND, Duty, plan, store
from tests.test_viz_page import HOSTILE
from zhengpu.cli import app
from zhengpu.exports import EXPORTS, find_export
from zhengpu.exports.rdf import load
from zhengpu.graph.errors import InputError, UsageError
from zhengpu.graph.store import EmbeddedStore
from zhengpu.service import Zhengpu
from zhengpu.settings import Settings

DUTIES = 11
"""Units in roles over both plans."""


@pytest.fixture(scope="module")
def plans() -> Iterator[Zhengpu]:
    """Two small plans."""
    with Zhengpu(store(FIRST, SECOND), Settings()) as zp:
        yield zp


@pytest.fixture(scope="module")
def nasty() -> Iterator[Zhengpu]:
    """A plan whose every label is hostile."""
    labels = [*HOSTILE, "=HYPERLINK(1)", "+1+1", "-2", "@SUM(A1)"]
    duties = tuple(
        Duty(number, text, ((f"{text}局", "leads"),), targets=((text, number, "个", None),), cites=(f"《{text}》",))
        for number, text in enumerate(labels, 1)
    )
    with Zhengpu(store(plan("甲〔2022〕1号", HOSTILE[1], duties)), Settings()) as zp:
        yield zp


def written(zp: Zhengpu, name: str, folder: Path, **scope: str) -> Path:
    """The export as a file."""
    export = find_export(name)
    path = folder / f"file{export.suffix}"
    assert export.write(zp, path, export.scope(zp, **scope))
    return path


def counted(zp: Zhengpu, pattern: str) -> int:
    return int(str(zp.query(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}").one))


def quads(path: Path, form: str) -> set[tuple[Any, ...]]:
    from rdflib import Dataset

    dataset = Dataset()
    dataset.parse(path, format=form)
    return {(s, p, o, str(getattr(g, "identifier", g))) for s, p, o, g in dataset.quads()}


@pytest.mark.parametrize("which", ["plans", "nasty"])
def test_json_ld_has_readable_keys_and_loses_nothing(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    zp = request.getfixturevalue(which)
    path = written(zp, "jsonld", tmp_path)
    assert quads(path, "json-ld") == quads(written(zp, "nquads", tmp_path), "nquads")
    said = json.loads(path.read_text("utf-8"))
    nodes = [node for graph in said["graph"] for node in graph["graph"]]
    assert nodes
    keys = {key for node in nodes for key in node}
    assert {"id", "type", "label", "leads", "number", "inDocument"} <= keys
    assert not [key for key in keys if ":" in key]
    tasks = [node for node in nodes if node.get("type") == "zp:Task"]
    assert 1 in {task["number"] for task in tasks}
    assert all(task["inDocument"].startswith("id/document/") for task in tasks)


@pytest.mark.parametrize(("name", "suffix"), [("nquads", ".nq"), ("trig", ".trig")])
def test_rdf_comes_back_as_it_was(name: str, suffix: str, plans: Zhengpu, tmp_path: Path) -> None:
    path = written(plans, name, tmp_path)
    with Zhengpu(EmbeddedStore(None), Settings()) as other:
        assert load(other, path) == len(list(plans.store.quads()))
        assert set(other.store.quads()) == set(plans.store.quads())


def test_turtle_has_every_triple_once(plans: Zhengpu, tmp_path: Path) -> None:
    from rdflib import Graph

    assert len(Graph().parse(written(plans, "turtle", tmp_path))) == len({quad.triple for quad in plans.store.quads()})


@pytest.mark.parametrize("which", ["plans", "nasty"])
@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_networks_keep_every_role(name: str, which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    import networkx

    zp = request.getfixturevalue(which)
    path = written(zp, name, tmp_path)
    # Both libraries forget that a file without parallel edges was meant to allow them.
    network = networkx.MultiDiGraph((networkx.read_graphml if name == "graphml" else networkx.read_gexf)(path))
    relations = Counter(data["relation"] for _, _, data in network.edges(data=True))
    for role in ("leads", "cooperatesOn", "responsibleFor"):
        assert relations[role] == counted(zp, f"?u zp:{role} ?t")
    labels = {data["label"] for _, data in network.nodes(data=True)}
    assert len(network) == len({*network})
    if which == "plans":
        assert {"县文旅局", "办好节会", "乙市服务业行动计划"} <= {label.strip("《》") for label in labels}
    else:
        assert "<script>window.pwned=1</script>" in labels


def test_csv_has_a_row_for_every_duty(plans: Zhengpu, tmp_path: Path) -> None:
    path = written(plans, "csv", tmp_path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(path.open(encoding="utf-8-sig", newline="")))
    assert len(rows) == DUTIES == counted(plans, "?r a zp:Responsibility")
    assert [row["角色"] for row in rows if row["任务"] == "办好节会"] == ["牵头", "配合"]
    for row in rows:
        text = FIRST.text if row["文号"] == "甲政发〔2022〕1号" else SECOND.text
        assert text[int(row["起"]) : int(row["止"])] == row["原文依据"]


def test_the_ledger_counts_as_the_graph_does(plans: Zhengpu, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(written(plans, "ledger-xlsx", tmp_path))
    assert book.sheetnames == ["任务台账", "责任分解表", "单位汇总", "量化目标", "督查台账"]
    assert [sheet.max_row - 1 for sheet in book] == [
        counted(plans, "?t a zp:Task"),
        counted(plans, "?r a zp:Responsibility"),
        len(plans.query("SELECT DISTINCT ?u { ?u zp:takesPartIn ?t }")),
        counted(plans, "?x a zp:Target"),
        counted(plans, "?t a zp:Task"),
    ]
    for sheet in book:
        assert sheet.freeze_panes
        assert sheet.auto_filter.ref == sheet.dimensions
    tasks = [
        {head.value: cell.value for head, cell in zip(book["任务台账"][1], row, strict=True)}
        for row in book["任务台账"].iter_rows(min_row=2)
    ]
    festival = next(row for row in tasks if row["任务"] == "办好节会")
    assert (festival["牵头单位"], festival["配合单位"], festival["引用文件"]) == ("县文旅局", "县财政局", "《乙市会展办法》")
    assert festival["职责原文"] in FIRST.text
    base = next(row for row in tasks if row["任务"] == "建设基站")
    assert (base["牵头单位"], base["责任单位"], base["完成时限"]) == ("县工信局", "县工信局", "2022-06-30")
    totals = {row[0].value: row[2].value for row in book["单位汇总"].iter_rows(min_row=2)}
    assert totals["县工信局"] == 1  # two roles in one task are one task
    assert totals["县财政局"] == counted(plans, "?u rdfs:label '县财政局'@zh ; zp:takesPartIn ?t")


def test_the_ledger_prints_as_an_office_would(plans: Zhengpu, sample: Zhengpu, tmp_path: Path) -> None:
    from openpyxl import load_workbook
    from openpyxl.utils import range_boundaries

    for zp, columns in ((sample, 10), (plans, 11)):
        book = load_workbook(written(zp, "ledger-xlsx", tmp_path))
        for sheet in book:
            assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
            assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
            assert sheet.print_title_rows == "$1:$1"
            assert sheet.title in sheet.oddHeader.center.text
            assert "&P" in sheet.oddFooter.center.text
        # One plan stands in the title; of several plans each row tells its own.
        assert range_boundaries(book["任务台账"].print_area.split("!")[1])[2] == columns
    assert (
        load_workbook(written(sample, "ledger-xlsx", tmp_path))["任务台账"].oddHeader.center.text
        == "《新绛县推进服务业提质增效2022年行动计划》任务台账"
    )
    dates = [row[8] for row in load_workbook(written(sample, "ledger-xlsx", tmp_path))["任务台账"].iter_rows(min_row=2, values_only=True)]
    assert "每月10日前" in dates


def test_a_row_is_high_enough_for_its_longest_cell(sample: Zhengpu, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    sheet = load_workbook(written(sample, "ledger-xlsx", tmp_path))["任务台账"]
    heights = {row[0].value: sheet.row_dimensions[row[0].row].height for row in sheet.iter_rows(min_row=2)}
    assert heights[1] > heights[2] > 15


def test_one_unit_and_one_document(plans: Zhengpu, tmp_path: Path) -> None:
    from docx import Document
    from openpyxl import load_workbook

    book = load_workbook(written(plans, "ledger-xlsx", tmp_path, unit="县财政局", document="甲政发-2022-1号"))
    assert [row[2].value for row in book["任务台账"].iter_rows(min_row=2)] == ["办好节会", "发展网络货运", "培育夜市"]
    assert {row[3].value for row in book["责任分解表"].iter_rows(min_row=2)} == {"县财政局"}
    assert [row[0].value for row in book["单位汇总"].iter_rows(min_row=2)] == ["县财政局"]
    assert book["量化目标"].max_row == 3
    sheets = Document(str(written(plans, "tasks-docx", tmp_path, unit="县财政局")))
    assert [p.text for p in sheets.paragraphs if p.style.name == "Heading 1"] == ["县财政局任务单"]
    assert "共4项任务：负责2项，配合2项。" in sheets.paragraphs[1].text
    assert find_export("tasks-docx").file_name(find_export("tasks-docx").scope(plans, unit="县财政局")) == "单位任务单-县财政局"


def test_unknown_names_are_told(plans: Zhengpu) -> None:
    with pytest.raises(InputError):
        find_export("csv").scope(plans, unit="没有的局")
    with pytest.raises(InputError):
        find_export("csv").scope(plans, document="没有的文件")
    with pytest.raises(UsageError):
        find_export("turtle").scope(plans, unit="县财政局")


def test_the_task_sheets_have_every_duty(plans: Zhengpu, tmp_path: Path) -> None:
    from docx import Document

    document = Document(str(written(plans, "tasks-docx", tmp_path)))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert len(headings) == len(document.tables) == len(plans.query("SELECT DISTINCT ?u { ?u zp:takesPartIn ?t }"))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows[1:]]
    duties = [row for row in rows if len(set(row)) > 1]
    assert len(duties) == DUTIES
    assert all(row[4] in FIRST.text + SECOND.text for row in duties)
    assert next(row[5] for row in duties if row[1] == "建设基站") == "2022年6月30日"
    for table in document.tables:
        assert table.rows[0]._tr.trPr.xpath("w:tblHeader")


def test_hostile_labels_are_text_in_every_file(nasty: Zhengpu, tmp_path: Path) -> None:
    from docx import Document
    from openpyxl import load_workbook

    book = load_workbook(written(nasty, "ledger-xlsx", tmp_path))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert "=HYPERLINK(1)" in {cell.value for cell in cells}
    assert not [cell for cell in cells if cell.hyperlink]
    assert "长" * 10_000 in {cell.value for cell in cells}
    assert all(len(sheet.oddHeader.center.text) < 255 for sheet in book)
    rows = list(csv.reader(written(nasty, "csv", tmp_path).open(encoding="utf-8-sig", newline="")))
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t")]
    document = Document(str(written(nasty, "tasks-docx", tmp_path)))
    assert "<script>window.pwned=1</script>局任务单" in {p.text for p in document.paragraphs}
    page = written(nasty, "atlas", tmp_path).read_text("utf-8")
    assert "<script>window.pwned" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_an_empty_store_gives_an_empty_file(export: Any, empty: Zhengpu, tmp_path: Path) -> None:
    assert export.write(empty, tmp_path / f"file{export.suffix}", export.scope(empty))
    assert (tmp_path / f"file{export.suffix}").exists()


def test_the_command_line_narrows_and_sets(tmp_path: Path) -> None:
    from docx import Document

    home = str(tmp_path / "store")
    with Zhengpu(EmbeddedStore(Path(home)), Settings(store=home)) as zp:
        zp.store.replace(FIRST)
    run = CliRunner().invoke
    done = run(app, ["export", "tasks-docx", "--unit", "县文旅局", "-o", str(tmp_path / "one.docx"), "--store", home])
    assert (done.exit_code, "1个单位" in done.output) == (0, True)
    assert len(Document(str(tmp_path / "one.docx")).tables) == 1
    drawn = run(app, ["view", "matrix", "--set", "sort=name", "-o", str(tmp_path / "m.html"), "--store", home])
    assert drawn.exit_code == 0
    assert isinstance(run(app, ["view", "matrix", "--set", "sort", "-o", "x.html", "--store", home]).exception, UsageError)
    assert isinstance(run(app, ["export", "csv", "--unit", "甲", "-o", "x.csv", "--store", home]).exception, InputError)


def test_the_ledger_of_the_sample(sample: Zhengpu, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(written(sample, "ledger-xlsx", tmp_path))
    assert [sheet.max_row - 1 for sheet in book][:3] == [64, 159, 38]
    assert book["量化目标"].max_row - 1 == counted(sample, "?x a zp:Target")
    text = sample.text(sample.documents()[0].id)
    assert text is not None
    for row in book["责任分解表"].iter_rows(min_row=2, values_only=True):
        assert text[row[9] : row[10]] == row[5]
    assert len(list(csv.reader(written(sample, "csv", tmp_path).open(encoding="utf-8-sig", newline="")))) == 160
