"""The pages: hostile labels stay text, nothing comes from outside, tables tell what pictures show."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from tests.drawn_plan import FIRST, SECOND, store
from zhengpu.graph.facts import Evidence, Iri, Span
from zhengpu.graph.ontology import load_ontology
from zhengpu.viz.asset import ASSETS, asset
from zhengpu.viz.atlas import atlas, paragraphs
from zhengpu.viz.columns import clip, columns, width
from zhengpu.viz.layout import positions
from zhengpu.viz.page import data, page
from zhengpu.viz.style import contrast, css, style_of
from zhengpu.viz.timeline import timeline
from zhengpu.viz.view import Edge, Node, NodeGroup, ParameterChoice, View
from zhengpu.viz.views import VIEWS, make

HOSTILE = (
    "<script>window.pwned=1</script>",
    "</script><script>window.pwned=2</script>",
    "{{7*7}}",
    "javascript:window.pwned=3",
    '"><img src=x onerror=window.pwned=4>',
    "'+(window.pwned=5)+'",
    "\u202e反向\u202c\u2067混\u2069",
    "长" * 10_000,
    "<!--<script>",
    "&lt;b&gt;\u2028]]>",
)
STYLE = style_of(load_ontology())
NAMES = tuple(one.name for one in VIEWS)
DOCUMENT = Iri("https://w3id.org/zhengpu/id/document/x")


def hostile(name: str) -> View:
    """A view with every hostile text in every place a text can stand."""
    many = range(len(HOSTILE))
    nodes = [
        Node(f"u{i}", h, "Unit", Iri(f"urn:{i}"), {"tasks": 1, "column": 0, "x": i * 90.0, "y": 0.0, "community": i})
        for i, h in enumerate(HOSTILE)
    ]
    nodes += [Node(f"t{i}", h, "Task", None, {"number": i, "column": 1, "ordinal": h}) for i, h in enumerate(HOSTILE)]
    said = {"value", "unit", "indicator", "deadline", "who"}
    nodes += [Node(f"g{i}", h, "Target", None, dict.fromkeys(said, h)) for i, h in enumerate(HOSTILE)]
    nodes += [Node("d0", HOSTILE[0], "Document"), Node("d1", HOSTILE[1], "Document")]

    def edge(source: str, relation: str, target: str, text: str) -> Edge:
        return Edge(source, target, relation, text, 2.0, ((DOCUMENT, Evidence(Span(0, len(text)), text)),))

    edges = [edge(f"u{i}", "leads", f"t{i}", h) for i, h in enumerate(HOSTILE)]
    edges += [edge(f"t{i}", "hasTarget", f"g{i}", h) for i, h in enumerate(HOSTILE)]
    edges += [edge(f"t{i}", "inDocument", "d0", h) for i, h in enumerate(HOSTILE)]
    edges += [edge(f"d{i % 2}", "takesPartIn", f"u{i}", h) for i, h in enumerate(HOSTILE)]
    groups = (
        NodeGroup("c0", HOSTILE[0], tuple(f"u{i}" for i in many), None),
        NodeGroup("c1", HOSTILE[4], tuple(f"t{i}" for i in many), None),
        NodeGroup("2022-12-31", HOSTILE[5], ("t1", "t2"), "c1"),
    )
    choices = (ParameterChoice("document", HOSTILE[4], HOSTILE[1], True), ParameterChoice("document", "b", HOSTILE[0]))
    return View(name, HOSTILE[4], HOSTILE[1], tuple(nodes), tuple(edges), 3, {"of": HOSTILE[1]}, groups, choices)


class Elements(HTMLParser):
    """What a browser would build: elements with attributes, the text outside scripts, the scripts."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text, self.scripts = "", list[tuple[dict[str, str | None], str]]()
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self._open.append(tag)
            self.scripts.append((dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        if self._open and tag == self._open[-1]:
            self._open.pop()

    def handle_data(self, text: str) -> None:
        if self._open:
            self.scripts[-1] = (self.scripts[-1][0], self.scripts[-1][1] + text)
        else:
            self.text += text


@pytest.mark.parametrize("mode", ["inline", "served"])
@pytest.mark.parametrize("name", [*NAMES, "network"])
def test_hostile_labels_make_no_element_and_no_script(name: str, mode: str) -> None:
    harmless = View(name, "图", "图", hostile(name).nodes, hostile(name).edges, 3, {}, hostile(name).groups)
    tame = {tag for tag, _ in Elements(page(harmless, load_ontology(), mode=mode)).elements}  # type: ignore[arg-type]
    built = Elements(page(hostile(name), load_ontology(), mode=mode))  # type: ignore[arg-type]
    assert "img" not in {tag for tag, _ in built.elements}
    assert {tag for tag, _ in built.elements} - {"form", "select", "option", "input"} <= tame
    assert not [key for _, attributes in built.elements for key in attributes if key.startswith("on") or key == "style"]
    addresses = [value or "" for _, attributes in built.elements for key, value in attributes.items() if key in ("href", "src", "action")]
    assert not [address for address in addresses if not address.startswith(("/", "#", "data:,"))]
    assert "49" not in re.findall(r"\d+", built.text.split("表格")[0])


@pytest.mark.parametrize("name", NAMES)
def test_hostile_labels_are_shown_as_text(name: str) -> None:
    shown = Elements(page(hostile(name), load_ontology())).text
    for label in HOSTILE[:6]:
        assert clip(label) in shown
    assert "长" * 200 not in shown


@pytest.mark.parametrize("name", [*NAMES, "network"])
def test_the_data_block_is_json_that_no_label_ends(name: str) -> None:
    blocks = [
        text for attributes, text in Elements(page(hostile(name), load_ontology())).scripts if attributes.get("type") == "application/json"
    ]
    assert len(blocks) == 1
    held = json.loads(blocks[0])
    assert [row[0] for row in held["nodes"]] == [node.label for node in hostile(name).nodes]
    assert not re.search(r"[<>&\u2028\u2029]", blocks[0])


@pytest.mark.parametrize("name", NAMES)
def test_a_page_that_stands_alone_asks_nobody_and_runs_only_its_own_scripts(name: str) -> None:
    text = page(make(store(FIRST, SECOND), name, PARAMETERS.get(name, {})), load_ontology())
    built = Elements(text)
    assert not [1 for tag, attributes in built.elements if "src" in attributes or (tag == "link" and attributes.get("href") != "data:,")]
    policy = next(a["content"] for tag, a in built.elements if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert "unsafe" not in policy
    assert policy.count("'sha256-") == sum(attributes.get("type") != "application/json" for attributes, _ in built.scripts)
    assert ("html", {"lang": "zh-CN"}) in built.elements


@pytest.mark.parametrize("name", NAMES)
def test_a_served_page_has_no_inline_script_or_style(name: str) -> None:
    built = Elements(page(make(store(FIRST, SECOND), name, PARAMETERS.get(name, {})), load_ontology(), mode="served"))
    inline = [attributes for attributes, text in built.scripts if text.strip() and attributes.get("type") != "application/json"]
    assert inline == []
    assert "style" not in {tag for tag, _ in built.elements}
    asked = [(a.get("src") or a.get("href") or "") for tag, a in built.elements if tag == "script" or a.get("rel") == "stylesheet"]
    files = {address.split("?")[0].removeprefix("/static/") for address in asked if address}
    assert files
    assert files <= set(ASSETS)


PARAMETERS = {"surroundings": {"of": "县财政局"}, "compare": {"a": "甲政发〔2022〕1号", "b": "甲政发〔2023〕2号"}}


@pytest.mark.parametrize("name", NAMES)
def test_the_table_and_the_data_hold_every_edge_with_its_evidence(name: str) -> None:
    view = make(store(FIRST, SECOND), name, PARAMETERS.get(name, {}))
    built = Elements(page(view, load_ontology()))
    listed = [a["data-edge"] for tag, a in built.elements if tag == "button" and a.get("class") == "quote" and "data-edge" in a]
    assert set(listed) >= {str(place) for place in range(len(view.edges))}
    held = data(view, STYLE, "inline")
    assert [len(row[3]) if len(row) > 3 else 0 for row in held["edges"]] == [len(edge.evidence) for edge in view.edges]
    assert f"表格：{len(view.edges)}条关系" in built.text


def test_the_legend_counts_are_the_views() -> None:
    view = make(store(), "matrix")
    text = Elements(page(view, load_ontology())).text
    for label, relation in (("牵头", "leads"), ("负责", "responsibleFor"), ("配合", "cooperatesOn")):
        assert f"{label}{sum(edge.relation == relation for edge in view.edges)}" in text


def test_the_matrix_has_a_row_for_each_unit_a_column_for_each_task_and_a_mark_for_each_role() -> None:
    view = make(store(), "matrix")
    built = Elements(page(view, load_ontology()))
    assert sum(a.get("scope") == "row" for tag, a in built.elements if tag == "th") == len(view.of_kind("Unit", "UnitGroup"))
    assert sum((a.get("class") or "").startswith("mark ") for tag, a in built.elements if tag == "button") == len(view.edges)


def test_served_surroundings_expand_by_links_and_keep_what_is_open() -> None:
    view = make(store(), "surroundings", {"of": "县财政局", "open": make(store(), "surroundings", {"of": "1"}).nodes[0].iri or ""})
    links = [
        a.get("href") or "" for tag, a in Elements(page(view, load_ontology(), mode="served")).elements if (a.get("class") or "") == "more"
    ]
    assert links
    assert all(link.startswith("/view/surroundings?of=") and "+" in link.split("open=")[1] for link in links)
    assert not [a for _, a in Elements(page(view, load_ontology())).elements if a.get("class") == "more"]


def test_a_network_too_large_to_draw_keeps_every_edge_and_says_so() -> None:
    nodes = tuple(Node(f"n{i}", f"第{i}", "Unit") for i in range(2_500))
    edges = tuple(Edge(f"n{i}", f"n{i + 1}", role, "") for i in range(2_400) for role in ("leads", "guides"))
    text = page(View("network", "全部", "全部", nodes, edges), load_ontology())
    held = json.loads(next(t for a, t in Elements(text).scripts if a.get("type") == "application/json"))
    assert len(held["edges"]) == len(edges)
    assert {held["relations"][row[2]][0] for row in held["edges"]} == {"leads", "guides"}
    assert "超过两千个节点" in text
    assert "vis" not in held


def test_the_atlas_holds_text_views_and_search_and_stands_alone() -> None:
    text = atlas(store(FIRST, SECOND))
    built = Elements(text)
    tabs = [a.get("data-tab") for _, a in built.elements if a.get("role") == "tab"]
    assert tabs == ["text", "tree", "matrix", "cooperation", "targets", "basis"]
    assert FIRST.text.replace("\n", "") in built.text.replace("\n", "")
    assert [a for tag, a in built.elements if tag == "input" and a.get("id") == "search"]
    assert not [1 for tag, a in built.elements if "src" in a or (tag == "link" and a.get("href") != "data:,")]
    ids = [a["id"] for _, a in built.elements if "id" in a]
    assert len(set(ids)) == len(ids)


def test_the_atlas_of_an_empty_store_says_so() -> None:
    from zhengpu.graph.store import EmbeddedStore

    assert "还没有文件" in Elements(atlas(EmbeddedStore(None))).text


def test_paragraph_starts_count_code_points_of_the_document() -> None:
    text = "甲𠮷\n\n  乙丙\r\n丁"
    assert all(text[start : start + len(line)] == line for start, line in paragraphs(text))


# ── places, colours, dates ──


def test_boxes_of_a_column_do_not_overlap_and_stay_in_the_picture() -> None:
    drawn = columns(make(store(), "surroundings", {"of": "县财政局"}))
    for box in drawn.boxes:
        assert min(box.x, box.y) >= 0
        assert (box.x + box.width <= drawn.width, box.y + box.height <= drawn.height) == (True, True)
    rows = sorted((box.x, box.y) for box in drawn.boxes)
    assert all(a[0] != b[0] or b[1] - a[1] >= drawn.boxes[0].height for a, b in pairwise(rows))


def test_parallel_relations_are_drawn_side_by_side() -> None:
    view = make(store(), "surroundings", {"of": "建设基站"})
    paths = [curve.path for curve in columns(view).curves]
    assert len(paths) == len(view.edges)
    assert len(set(paths)) == len(paths)


@pytest.mark.parametrize("size", [2, 40, 400])
def test_places_are_free_and_the_same_every_time(size: int) -> None:
    sizes = {f"u{i}": float(i) for i in range(size)}
    edges = [(f"u{i}", f"u{i // 2}", 1.0) for i in range(1, size - size // 10)]
    groups = [[f"u{i}" for i in range(start, size, 3)] for start in range(min(3, size))]
    first = positions(sizes, edges, groups)
    assert first == positions(sizes, edges, groups)
    assert set(first) == set(sizes)
    assert len(set(first.values())) == size


def test_clip_cuts_by_width_and_only_when_needed() -> None:
    assert clip("abc" * 5, 10.0) == "abc" * 5
    assert width(clip("长" * 10_000)) <= 24
    assert len(clip("\u200b" * 10_000)) < 100


def test_every_colour_of_text_reads_on_white_and_on_dark() -> None:
    sheet = css(STYLE)
    light = re.findall(r"--s:(#[0-9A-F]{6})", sheet.partition("@media")[0])
    assert len(light) > len(STYLE.kinds)
    assert min(contrast(colour, "#FFFFFF") for colour in light) >= 4.5
    dark = re.findall(r"--s:(#[0-9A-F]{6})", sheet.partition("@media")[2])
    assert min(contrast(colour, "#10151C") for colour in dark) >= 4.5
    marks = re.findall(r"--c:(#[0-9A-F]{6});--i:(#[0-9A-F]{6})", sheet)
    assert min(contrast(colour, ink) for colour, ink in marks) >= 4.5


def test_roles_differ_without_colour() -> None:
    symbols = [STYLE.relation(role.term.partition(":")[2]).symbol for role in load_ontology().roles()]
    assert all(symbols)
    assert len(set(symbols)) == len(symbols)


def test_a_colour_that_is_none_never_reaches_the_style_sheet() -> None:
    from dataclasses import replace

    known = load_ontology()
    spoilt = replace(known, kinds={term: replace(kind, colour="red;}body{display:none") for term, kind in known.kinds.items()})
    assert "body{" not in css(style_of(spoilt))


def test_dates_stand_in_order_with_room_for_their_labels() -> None:
    days = ["2022-12-31", "2022-12-30", "2022-12-29", "2025-06-30"]
    line = timeline([NodeGroup(day, day, ("n0",)) for day in [*days, "每月10日前"]])
    assert line is not None
    assert [mark.day for mark in line.marks] == sorted(days)
    assert all(b.x - a.x >= 100 for a, b in pairwise(line.marks))
    assert timeline([]) is None


@pytest.mark.parametrize("name", ASSETS)
def test_no_asset_can_end_its_element_or_import_from_outside(name: str) -> None:
    text = asset(name, STYLE).text
    assert text.strip()
    assert "</script" not in text.lower()
    assert "@import" not in text
    assert not re.search(r"""(?:fetch|import|src\s*=|url)\s*\(?\s*["'`]https?:""", text)
