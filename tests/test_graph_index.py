"""The index says what the graph says, whatever happens in between."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from tests.test_graph_store import citing, plan
from zhengpu.graph.facts import DocumentGraph, Evidence, Fact, Iri, Naming, Span
from zhengpu.graph.folding import Folding
from zhengpu.graph.forms import NamedThing
from zhengpu.graph.index.index import Index
from zhengpu.graph.index.surfaces import KeptForms
from zhengpu.graph.lexicon import Lexicon
from zhengpu.graph.names import PREFIXES, Names
from zhengpu.graph.store import EmbeddedStore

NAMES = Names()
LABEL = NamedNode(PREFIXES["rdfs"] + "label")


def placed(number: str, title: str, printed: str, place: str) -> DocumentGraph:
    """A plan of a place, with a unit of that place."""
    graph = plan(number, title, printed)
    unit, home = NAMES.unit(place, f"{place}财政局"), NAMES.place(place)
    task = NAMES.within(graph.iri, "task", "1")
    shown = (Evidence(Span(0, 2), graph.text[:2]),)
    facts = (
        Fact(graph.iri, "zp:jurisdiction", home, shown, "head"),
        Fact(unit, "zp:leads", task, shown, "duty", printed="县财政局", order=1),
    )
    namings = (Naming(unit, "Unit", "县财政局", f"{place}财政局", place=home), Naming(home, "Place", place, place))
    return DocumentGraph(graph.iri, graph.text, graph.entities, (*graph.facts, *facts), (*graph.namings, *namings))


def some(dice: random.Random) -> DocumentGraph:
    """A document that shares names, citations and its number with others."""
    number, title = f"甲政发〔2022〕{dice.randint(1, 6)}号", dice.choice(["计划", "养老规划", "方案"])
    if dice.random() < 0.3:
        return citing(number, "养老规划", dice.choice([None, "甲政发〔2022〕3号"]))
    if dice.random() < 0.5:
        return placed(number, title, dice.choice(["县文旅局", "文旅局"]), dice.choice(["新绛县", "绛县", "新乡县"]))
    return plan(number, title, dice.choice(["县文旅局", "文旅局", "县文化和旅游局"]), dice.randint(1, 3))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kept", [False, True], ids=["memory", "folder"])
def test_the_index_kept_up_is_the_index_made_anew(tmp_path: Path, seed: int, kept: bool) -> None:
    dice = random.Random(seed)
    with EmbeddedStore(tmp_path / "store" if kept else None) as store:
        store.index.settled()
        for step in range(25):
            documents = store.documents()
            if documents and dice.random() < 0.3:
                store.forget(dice.choice(documents))
            else:
                store.replace(some(dice))
            if step % 5 == 4:
                assert store.index.check() == ()
        for document in store.documents():
            store.forget(document)
        assert store.index.check() == ()
        assert store.index.rows("SELECT * FROM form") == store.index.rows("SELECT * FROM surface") == []


_DIES = """
import os, sys
from pathlib import Path
from zhengpu.graph.index.index import Index
from zhengpu.graph.store import EmbeddedStore
from tests.test_graph_store import plan
store = EmbeddedStore(Path(sys.argv[1]))
store.replace(plan("甲政发〔2022〕1号", "计划", "县文旅局"))
store.index.settled()
if sys.argv[2] == "before":  # the doubt is written, the graph is not
    type(store).engine = property(lambda self: os._exit(9))
    with store.index.changing(plan("甲政发〔2022〕1号", "", "县文旅局").iri):
        store.engine
store.replace(plan("甲政发〔2022〕1号", "改过的计划", "县文旅局"))
os._exit(9)
"""


@pytest.mark.parametrize(("moment", "title"), [("before", "计划"), ("after", "改过的计划")])
def test_a_crash_between_the_two_commits_is_noticed(tmp_path: Path, moment: str, title: str) -> None:
    root = str(Path(__file__).parent.parent)
    done = subprocess.run([sys.executable, "-c", _DIES, str(tmp_path / "store"), moment], cwd=root, check=False)
    assert done.returncode == 9
    with EmbeddedStore(tmp_path / "store") as store:
        assert not store.index.in_step
        assert store.index.settled().rows("SELECT title FROM document") == [(title,)]
        assert store.index.check() == ()


def test_a_change_is_seen_after_reopening(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path / "store") as store:
        store.replace(plan("甲政发〔2022〕1号", "计划", "县文旅局"))
        store.index.settled()
        store.replace(plan("甲政发〔2022〕2号", "另一计划", "县文旅局"))
    with EmbeddedStore(tmp_path / "store") as store:
        found = store.index.settled().rows("SELECT title FROM document ORDER BY title")
        assert found == [("另一计划",), ("计划",)]


@pytest.mark.parametrize("kept", [False, True], ids=["memory", "folder"])
def test_changes_nobody_can_follow_are_followed(tmp_path: Path, kept: bool) -> None:
    with EmbeddedStore(tmp_path / "store" if kept else None) as store:
        store.replace(plan("甲政发〔2022〕1号", "计划", "县文旅局"))
        store.index.settled()
        store.update(f"DELETE {{ GRAPH ?g {{ ?t <{LABEL.value}> ?l }} }} WHERE {{ GRAPH ?g {{ ?t a zp:Task ; <{LABEL.value}> ?l }} }}")
        assert store.index.settled().rows("SELECT title FROM task") == [("",)]
        store.load(list(EmbeddedStore().quads()))
        assert store.index.check() == ()


def test_everything_in_the_default_graph_is_found_too() -> None:
    source, store = EmbeddedStore(), EmbeddedStore()
    source.replace(placed("甲政发〔2022〕1号", "计划", "县文旅局", "新绛县"))
    store.load([Quad(quad.subject, quad.predicate, quad.object) for quad in source.quads()])
    for sql in (
        "SELECT title, number FROM document",
        "SELECT label, full, tasks FROM name ORDER BY full",
        "SELECT form FROM territory ORDER BY 1",
    ):
        assert store.index.settled().rows(sql) == source.index.settled().rows(sql) != []


def test_an_index_of_another_store_or_code_is_made_anew(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path / "a") as store:
        store.replace(plan("甲政发〔2022〕1号", "计划", "县文旅局"))
        store.index.settled()
    with EmbeddedStore(tmp_path / "b") as store:
        store.replace(plan("甲政发〔2022〕2号", "另一计划", "县文旅局"))
    (tmp_path / "b" / "index.sqlite").write_bytes((tmp_path / "a" / "index.sqlite").read_bytes())
    with EmbeddedStore(tmp_path / "b") as store:
        assert store.index.settled().rows("SELECT title FROM document") == [("另一计划",)]
    base = sqlite3.connect(tmp_path / "b" / "index.sqlite")
    base.execute("UPDATE meta SET value = 'older' WHERE name = 'code'")
    base.execute("DELETE FROM document")
    base.commit()
    base.close()
    with EmbeddedStore(tmp_path / "b") as store:
        assert store.index.settled().rows("SELECT title FROM document") == [("另一计划",)]


@pytest.mark.parametrize("damage", [b"", b"nothing", b"SQLite format 3\0" + b"x" * 5000])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    with EmbeddedStore(tmp_path / "store") as store:
        store.replace(plan("甲政发〔2022〕1号", "计划", "县文旅局"))
    (tmp_path / "store" / "index.sqlite").write_bytes(damage)
    (tmp_path / "store" / "index.sqlite.part").write_bytes(damage)  # what a killed build left
    with EmbeddedStore(tmp_path / "store") as store:
        assert store.index.settled().rows("SELECT title FROM document") == [("计划",)]
        assert not (tmp_path / "store" / "index.sqlite.part").exists()


def test_who_only_reads_plans_makes_no_index(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path / "store") as store:
        store.replace(plan("甲政发〔2022〕1号", "计划", "县文旅局"))
    assert not list((tmp_path / "store").glob("index*"))


def test_readers_see_whole_documents_while_others_are_written(tmp_path: Path) -> None:
    seen: set[tuple[int, int]] = set()
    with EmbeddedStore(tmp_path / "store") as store:
        store.index.settled()
        done = threading.Event()

        def read() -> None:
            while not done.is_set():
                ((documents, tasks),) = store.index.settled().rows("SELECT (SELECT COUNT(*) FROM document), (SELECT COUNT(*) FROM task)")
                seen.add((int(str(documents)), int(str(tasks))))

        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
        for number in range(1, 15):
            store.replace(plan(f"甲政发〔2022〕{number}号", "计划", "县文旅局"))
        done.set()
        for reader in readers:
            reader.join()
        assert all(documents == tasks for documents, tasks in seen)
        assert store.index.check() == ()


@pytest.mark.parametrize(
    "text", ["县文旅局和新绛县财政局", "縣文旅局", "县文旅居牵头什么", "xianwenlvju", "新绛县财政居", "问文局", "计划", "", "县" * 60]
)
def test_names_are_found_in_the_index_as_in_memory(text: str) -> None:
    store = EmbeddedStore()
    store.replace(placed("甲政发〔2022〕1号", "计划", "县文旅局", "新绛县"))
    store.replace(placed("甲政发〔2022〕2号", "计划", "文旅局", "绛县"))
    kept = KeptForms(store.index.settled())
    rows = store.index.rows("SELECT DISTINCT text FROM surface")
    listed = [(str(surface), thing) for (surface,) in rows for _, thing in kept.named(str(surface))]
    memory, index = Lexicon(listed), Lexicon.over(kept, Folding())
    for find in (Lexicon.overlapping, Lexicon.near):
        found = [[(hit.start, hit.end, {thing.iri for thing in hit.things}) for hit in find(lexicon, text)] for lexicon in (memory, index)]
        assert found[0] == found[1]
    assert memory.things("县财政局") == index.things("县财政局")


def test_a_short_name_stands_for_every_unit_that_is_printed_so() -> None:
    store = EmbeddedStore()
    for number, place in enumerate(("新绛县", "绛县", "新乡县"), 1):
        store.replace(placed(f"甲政发〔2022〕{number}号", f"计划{number}", "县文旅局", place))
    forms = KeptForms(store.index.settled())
    assert len(forms.named("县财政局")) == 3
    assert [thing.iri for _, thing in forms.named("新绛县财政局")] == [NAMES.unit("新绛县", "新绛县财政局")]
    assert all(isinstance(thing, NamedThing) and thing.kind == "zp:Unit" for _, thing in forms.named("财政局"))


def test_building_tells_how_far_it_is() -> None:
    store = EmbeddedStore()
    for number in range(60):
        store.replace(plan(f"甲政发〔2022〕{number}号", "计划", "县文旅局"))
    told: list[tuple[int, int]] = []
    Index(store).settled(lambda done, of: told.append((done, of)))
    assert told == [(0, 60), (50, 60)]


def test_what_is_bound_is_never_sql() -> None:
    store = EmbeddedStore()
    evil = "x'); DROP TABLE document; --"
    store.replace(plan("甲政发〔2022〕1号", evil, "县文旅局"))
    assert store.index.settled().rows("SELECT title FROM document WHERE title = ?", evil) == [(evil,)]
    assert KeptForms(store.index).named(evil.lower())[0][1].iri == Iri(NAMES.document("甲政发〔2022〕1号", evil))
