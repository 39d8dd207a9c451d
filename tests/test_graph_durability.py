"""A store that is killed, full, read-only, taken or broken: a clear sentence, and nothing lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from benchmarks.plans import write_plans
from zhengpu.graph.errors import StoreBroken, StoreBusy
from zhengpu.graph.facts import DocumentGraph, Entity
from zhengpu.graph.names import Names
from zhengpu.graph.store import EmbeddedStore
from zhengpu.graph.triples import document_quads
from zhengpu.ingest.many.journal import Journal

NAMES = Names()


def paper(number: int, size: int = 10) -> DocumentGraph:
    """A document with so many tasks."""
    document = NAMES.document(f"甲政发〔2022〕{number}号", "计划")
    tasks = tuple(
        Entity(NAMES.within(document, "task", str(n)), "Task", f"任务{n}", (("zp:number", n),), (("zp:inDocument", document),))
        for n in range(size)
    )
    title = Entity(document, "Document", None, (("dct:title", f"计划{number}"),))
    return DocumentGraph(document, "正文", (title, *tasks), (), ())


_WRITER = """
import sys
from pathlib import Path
from zhengpu.graph.store import EmbeddedStore
from tests.test_graph_durability import paper
store = EmbeddedStore(Path(sys.argv[1]))
for number in range(1000):
    store.replace(paper(number, 40))
    print(number, flush=True)
"""


def _kill_while_writing(folder: Path, after: int) -> int:
    """Kill a process that writes documents, when it has acknowledged so many; the number of the last it acknowledged."""
    root = str(Path(__file__).parent.parent)
    with subprocess.Popen([sys.executable, "-c", _WRITER, str(folder)], stdout=subprocess.PIPE, cwd=root, text=True) as writer:
        assert writer.stdout is not None
        last = -1
        for line in writer.stdout:
            last = int(line)
            if last == after:
                os.kill(writer.pid, signal.SIGKILL)
    return last


@pytest.mark.parametrize("after", [0, 7, 20])
def test_what_was_acknowledged_survives_a_kill_and_nothing_is_there_in_part(tmp_path: Path, after: int) -> None:
    last = _kill_while_writing(tmp_path / "store", after)
    with EmbeddedStore(tmp_path / "store") as store:
        there = set(store.documents())
        assert {paper(number).iri for number in range(last + 1)} <= there
        counts = store.query("SELECT ?d (COUNT(?t) AS ?n) { ?t zp:inDocument ?d } GROUP BY ?d")
        assert {n for _, n in counts} == {40}
        assert len(counts) == len(there)


def test_files_of_a_killed_bulk_load_go_at_the_next_start(tmp_path: Path) -> None:
    EmbeddedStore(tmp_path / "store").close()
    orphan = tmp_path / "store" / "quads" / "bulk-1.sst"
    orphan.write_bytes(b"half")
    with EmbeddedStore(tmp_path / "store") as store:
        assert not orphan.exists()
        store.replace(paper(1))
        assert len(store.documents()) == 1


def test_a_bulk_load_that_does_not_parse_leaves_nothing(tmp_path: Path) -> None:
    lines = "".join(f"{quad} .\n" for quad in document_quads(paper(1), NAMES)).encode()
    (tmp_path / "bad.nq").write_bytes(lines + b"<broken")
    with EmbeddedStore(tmp_path / "store") as store:
        with (tmp_path / "bad.nq").open("rb") as file, pytest.raises(StoreBroken, match="没有写成"):
            store.build(file)
        assert list(store.quads()) == []


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path / "store"), pytest.raises(StoreBusy, match="另一个程序"):
        EmbeddedStore(tmp_path / "store")


def test_a_broken_store_says_so(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path / "store") as store:
        store.replace(paper(1))
    (tmp_path / "store" / "quads" / "CURRENT").write_text("nothing\n")
    with pytest.raises(StoreBroken, match="打不开"):
        EmbeddedStore(tmp_path / "store")


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("x")
    with pytest.raises(StoreBroken, match="打不开"):
        EmbeddedStore(tmp_path / "store")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("what", ["store", "job"])
def test_a_read_only_folder(what: str) -> None:
    """Opened by somebody who may not write there: root becomes nobody for it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "fixed").mkdir(mode=0o555)
        child = os.fork()
        if child == 0:
            if os.geteuid() == 0:
                os.setuid(65534)
            try:
                _open(what, folder / "fixed")
            except StoreBroken as error:
                os._exit(0 if "权限" in str(error) or "可写" in str(error) else 2)
            finally:
                os._exit(1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert list((folder / "fixed").iterdir()) == []


def _open(what: str, folder: Path) -> None:
    if what == "store":
        EmbeddedStore(folder / "store")
    else:
        Journal(folder / "reading", NAMES)


@pytest.mark.slow
def test_a_full_disk_while_a_corpus_is_read_loses_nothing(tmp_path: Path) -> None:
    """Wherever the room ends (diary, shards, bulk load, originals), a clear sentence; with room again the same command ends the job."""
    write_plans(tmp_path / "plans", 55, tasks=1)
    program = """
import resource, signal, sys
from zhengpu.cli import main
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
room = int(sys.argv.pop(1))
if room:
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
main()
"""
    root = str(Path(__file__).parent.parent)
    for room in (4_000, 60_000, 400_000, 0):
        command = [sys.executable, "-c", program, str(room), "ingest", str(tmp_path / "plans"), "--store", str(tmp_path / "store")]
        done = subprocess.run(command, capture_output=True, text=True, cwd=root, check=False)
        assert "Traceback" not in done.stderr
        assert done.returncode == (3 if room else 0), done.stderr
        assert not room or "磁盘" in done.stderr
    with EmbeddedStore(tmp_path / "store") as store:
        assert len(store.documents()) == 55
        assert not store.index.check()


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    """A limit on the size of files stands for a disk without room."""
    program = """
import resource, signal, sys
from pathlib import Path
from zhengpu.graph.errors import StoreBroken
from zhengpu.graph.store import EmbeddedStore
from tests.test_graph_durability import paper
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = EmbeddedStore(Path(sys.argv[1]))
store.replace(paper(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
try:
    for number in range(2, 60):
        store.replace(paper(number, 400))
except StoreBroken as error:
    print(error)
"""
    root = str(Path(__file__).parent.parent)
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path / "store")], capture_output=True, text=True, cwd=root, check=False)
    assert "图谱库没有写成" in done.stdout, done.stderr
    with EmbeddedStore(tmp_path / "store") as store:
        assert paper(1).iri in store.documents()
        counts = store.query("SELECT ?d (COUNT(?t) AS ?n) { ?t zp:inDocument ?d } GROUP BY ?d")
        assert {n for _, n in counts} <= {10, 400}
