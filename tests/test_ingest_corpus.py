"""Many documents at once: the same graph whatever reads it, nothing lost when killed, a reason for every file that failed."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks.plans import Generator, write_plans
from zhengpu.commands.bulk import Pace, read_corpus, told
from zhengpu.commands.merges import merged, merges_text
from zhengpu.graph.errors import EnvironmentTrouble, MissingHelper, UsageError
from zhengpu.graph.names import DEFAULT_BASE, Names
from zhengpu.graph.store import EmbeddedStore
from zhengpu.ingest.many.corpus import FileResult, Source, batches, digest, in_turn, read_batch, sources
from zhengpu.ingest.many.journal import Journal
from zhengpu.keeping.backup import contents
from zhengpu.keeping.originals import Originals
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of plans, of which one is no plan, one is empty, and one stands in two files."""
    folder = tmp_path_factory.mktemp("plans") / "plans"
    paths = write_plans(folder, 24, tasks=3)
    (folder / "空白.txt").write_bytes(b"")
    (folder / "图片.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    (folder / "zz-另存.txt").write_text(paths[3].read_text("utf-8") + "\n", "utf-8")
    return folder


def opened(path: Path) -> Zhengpu:
    chosen = Settings(store=str(path))
    return Zhengpu(open_store(chosen), chosen)


def read_all(path: Path, plans: Path, **how: int) -> tuple[list[FileResult], str]:
    with EmbeddedStore(path) as store:
        outcomes = [event for event in read_corpus(store, [str(plans)], **how) if isinstance(event, FileResult)]  # type: ignore[arg-type]
        return outcomes, contents(store).digest


def test_a_corpus_says_what_its_documents_say_one_by_one(tmp_path: Path, plans: Path) -> None:
    outcomes, corpus = read_all(tmp_path / "corpus", plans)
    with opened(tmp_path / "single") as zp:
        for path in sorted(plans.iterdir()):
            if path.suffix == ".txt" and path.stat().st_size:
                zp.add(path.read_bytes(), path.name)
        assert len(zp.documents()) == 24
        assert contents(zp.store).digest == corpus
    assert [outcome.name for outcome in outcomes if outcome.error] == ["图片.png", "空白.txt"]
    assert not (tmp_path / "corpus" / "reading").exists()


def test_the_second_reading_and_additions_go_document_by_document(tmp_path: Path, plans: Path) -> None:
    first = tmp_path / "first"
    write_plans(first, 8, tasks=3)
    read_all(tmp_path / "store", first)
    _, grown = read_all(tmp_path / "store", plans)
    _, fresh = read_all(tmp_path / "fresh", plans)
    assert grown == fresh


CLUSTER = pytest.mark.skipif(find_spec("distributed") is None, reason="needs the extra cluster")


def kill_a_worker() -> None:
    """`kill -9` to one of the processes that read for this one."""
    psutil = pytest.importorskip("psutil")
    workers = [child for child in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(child.cmdline())]
    assert workers
    workers[0].kill()


@CLUSTER
@pytest.mark.slow
def test_the_same_bytes_from_two_workers_of_which_one_is_killed(tmp_path: Path, plans: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhengpu.ingest.many.corpus._BATCH_FILES", 2)
    killed = False
    with EmbeddedStore(tmp_path / "two") as store:
        for event in read_corpus(store, [str(plans)], workers=2):
            if not killed and isinstance(event, Pace) and event.read >= 8:
                kill_a_worker()
                killed = True
        two = contents(store, Originals(tmp_path / "two" / "originals"))
    read_all(tmp_path / "one", plans)
    with EmbeddedStore(tmp_path / "one") as store:
        assert two == contents(store, Originals(tmp_path / "one" / "originals"))
    assert killed
    assert len(two.files) == 24


@CLUSTER
@pytest.mark.slow
def test_a_cluster_without_workers_is_said(tmp_path: Path, plans: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr("zhengpu.ingest.many.corpus._PATIENCE", "0.2s")
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=None, silence_logs=50) as cluster,
        EmbeddedStore(tmp_path / "store") as store,
        pytest.raises(EnvironmentTrouble, match="没有工作进程"),
    ):
        list(read_corpus(store, [str(plans)], cluster=cluster.scheduler_address))


@CLUSTER
@pytest.mark.soak
@pytest.mark.parametrize("workers", [2, 3])
def test_the_same_bytes_from_any_number_of_workers_and_any_folder_first(tmp_path: Path, workers: int) -> None:
    folders = [tmp_path / "first", tmp_path / "second"]
    paths = write_plans(folders[0], 200, tasks=6)
    folders[1].mkdir()
    for path in paths[::3]:
        path.rename(folders[1] / path.name)
    digests = set()
    for count, order in ((1, folders), (workers, folders[::-1])):
        with EmbeddedStore(tmp_path / f"store-{count}") as store:
            for _ in read_corpus(store, list(map(str, order)), workers=count):
                pass
            digests.add(contents(store, Originals(tmp_path / f"store-{count}" / "originals")))
    assert len(digests) == 1


def test_a_job_that_was_stopped_goes_on(tmp_path: Path, plans: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhengpu.ingest.many.corpus._BATCH_FILES", 4)
    with EmbeddedStore(tmp_path / "store") as store:
        events = read_corpus(store, [str(plans)])
        next(events)
        events.close()
        assert store.documents() == ()
        assert (tmp_path / "store" / "reading" / "readings.sqlite").is_file()
        last = [event for event in read_corpus(store, [str(plans)]) if isinstance(event, Pace)][-1]
        assert last.known > 0
        resumed = contents(store).digest
    assert resumed == read_all(tmp_path / "other", plans)[1]


def test_a_job_begun_by_another_version_begins_anew(tmp_path: Path) -> None:
    (tmp_path / "reading").mkdir()
    with sqlite3.connect(tmp_path / "reading" / "readings.sqlite") as old:
        old.executescript("CREATE TABLE reading (digest TEXT); CREATE TABLE wanted (digest TEXT);")
    old.close()
    journal = Journal(tmp_path / "reading", Names())
    journal.want([("a", "一.txt")])
    journal.write([FileResult("一.txt", "a", error="没有读")])
    assert [outcome.error for outcome in journal.outcomes()] == ["没有读"]
    journal.close()


def test_the_order_of_arrival_does_not_matter(tmp_path: Path, plans: Path) -> None:
    readings = [r for found in in_turn(batches(sources([str(plans)])), DEFAULT_BASE) for r in found]
    written = []
    for turn in (readings, readings[::-1]):
        journal = Journal(tmp_path / str(len(written)), Names())
        journal.want([(r.digest, r.name) for r in readings])
        for reading in turn:
            journal.write([reading])
        written.append(journal.stream().read())
        journal.remove()
    assert written[0] == written[1]
    assert written[0].count(b"\n") > 1000


def test_one_number_of_two_places_and_titles_without_numbers(tmp_path: Path) -> None:
    """What needs a second look after a bulk load comes out as when the files are read one after the other."""
    folder = tmp_path / "few"
    folder.mkdir()
    head = "{place}人民政府办公室文件\n\n新政办发〔2022〕26号\n\n{place}人民政府办公室关于印发{title}的通知\n\n各镇人民政府：\n\n"
    body = "{place}人民政府办公室\n\n2022年1月2日\n\n{title}\n\n一、文旅\n\n1.办好庙会。落实《新乡县文旅行动计划》要求。（县文旅局负责）\n"
    for place in ("新绛县", "新乡县"):
        (folder / f"{place}.txt").write_text((head + body).format(place=place, title=f"{place}文旅行动计划"), "utf-8")
    _, corpus = read_all(tmp_path / "corpus", folder)
    with opened(tmp_path / "single") as zp:
        for path in sorted(folder.iterdir()):
            zp.add(path.read_bytes(), path.name)
        assert {entry.title for entry in zp.documents()} == {"新绛县文旅行动计划", "新乡县文旅行动计划"}
        assert contents(zp.store).digest == corpus
        read = next(entry.iri for entry in zp.documents() if entry.jurisdiction == "新乡县")
        other = next(entry.iri for entry in zp.documents() if entry.jurisdiction == "新绛县")
        assert zp.query(f"SELECT ?p {{ ?t zp:inDocument <{other}> ; zp:cites ?p }}").column("p") == (read,)
        assert all(zp.reread(entry.id) for entry in zp.documents())
        assert contents(zp.store).digest == corpus
        reasons = {m.iri: m.evidence for m in merged(zp.store)}
        assert "只写标题" in reasons[read]


NOTICE = "{place}人民政府办公室\n\n{day}\n\n{title}\n\n一、文旅\n\n1.办好庙会{n}。（县文旅局负责）\n"


def test_papers_of_one_number_or_title_keep_their_own_originals(tmp_path: Path) -> None:
    """One number in two places, in files of one name; one title without number on two days, and without any day in two texts."""
    papers = [
        ("新绛县", "2022年1月2日", ""),
        ("新乡县", "2022年1月2日", ""),
        ("新绛县", "2022年3月2日", "又"),
        ("新绛县", "", "甲"),
        ("新绛县", "", "乙"),
    ]
    for number, (place, day, n) in enumerate(papers):
        head = "{place}人民政府办公室文件\n\n新政办发〔2022〕26号\n\n{place}人民政府办公室关于印发工作方案的通知\n\n各镇人民政府：\n\n"
        text = (head if number < 2 else "") + NOTICE
        folder = tmp_path / "papers" / str(number)
        folder.mkdir(parents=True)
        (folder / "方案.txt").write_text(text.format(place=place, day=day, title="文旅融合工作方案", n=n), "utf-8")
    results = []
    for turn in (1, -1):
        folders = [str(folder) for folder in sorted((tmp_path / "papers").iterdir())][::turn]
        with opened(tmp_path / f"store{turn}") as zp:
            assert isinstance(zp.store, EmbeddedStore)
            for event in read_corpus(zp.store, folders):
                assert not isinstance(event, FileResult) or event.error is None
            kept = {path.parent.name: (Path(zp.originals.folder) / path).read_text("utf-8") for path in zp.originals.paths()}  # type: ignore[union-attr]
            assert len(zp.documents()) == 5
            assert all(zp.text(entry.id) == kept[entry.id] for entry in zp.documents())
            results.append(contents(zp.store, zp.originals))
    assert results[0] == results[1]


def test_what_was_merged_is_told_with_place_and_evidence(tmp_path: Path) -> None:
    with opened(tmp_path / "store") as zp:
        assert merges_text(zp.store) == "没有合并任何名称。"
        for place in ("江苏省南京市鼓楼区", "福建省福州市鼓楼区"):
            for n, unit in enumerate(("区财政局", f"{place}财政局")):
                notice = NOTICE.replace("县文旅局", unit).format(place=place, day="2022年1月2日", title=f"方案{n}行动计划", n="")
                zp.add(notice.encode(), f"{n}.txt")
        said = merges_text(zp.store).splitlines()
    assert [line.split()[:2] for line in said if "财政局" in line] == [
        ["鼓楼区财政局", "江苏省南京市鼓楼区"],
        ["鼓楼区财政局", "福建省福州市鼓楼区"],
    ]
    assert all(line.endswith("还原的全称和所在地相同") for line in said if "财政局" in line)
    assert said[-1].startswith("共")


@pytest.mark.parametrize("kind", ["memory", "file", "zip", "folder"])
def test_the_same_from_an_address_as_from_a_folder(tmp_path: Path, kind: str) -> None:
    """Files in folders and in an archive, at whatever address: the same names, the same bytes."""
    fsspec = pytest.importorskip("fsspec")
    folder = tmp_path / "plans"
    texts = {"a/1.txt": Generator().plan(1).text.encode(), "2.txt": b"x", ".hidden": b"no plan", "~$2.docx": b"no plan"}
    for name, data in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    with zipfile.ZipFile(folder / "b.zip", "w") as package:
        package.writestr("3.txt", b"y")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as package:
        for path in folder.rglob("*"):
            if path.is_file():
                package.write(path, path.relative_to(folder))
                fsspec.filesystem("memory").pipe_file(f"/{tmp_path.name}/{path.relative_to(folder)}", path.read_bytes())
    address = {
        "memory": f"memory://{tmp_path.name}",
        "file": folder.as_uri(),
        "zip": f"zip://::{(tmp_path / 'all.zip').as_uri()}",
        "folder": str(folder),
    }
    found = [(source.name, source.data) for source in sources([address[kind]])]
    assert found == [("2.txt", b"x"), ("a/1.txt", texts["a/1.txt"]), ("b.zip/3.txt", b"y")]


@pytest.mark.parametrize("address", ["memory://nothing-here", "nosuchkind://x", "zip://::file:///nothing/here.zip"])
def test_an_address_that_cannot_be_read_is_said(address: str) -> None:
    pytest.importorskip("fsspec")
    with pytest.raises(UsageError, match="读不了"):
        list(sources([address]))


def test_a_file_is_filed_under_its_name_and_bytes() -> None:
    assert digest(Source("a", b"1")) == digest(Source("a", b"1"))
    assert len({digest(Source("a", b"1")), digest(Source("b", b"1")), digest(Source("a", b"2"))}) == 3


def test_workers_of_another_version_are_refused() -> None:
    with pytest.raises(EnvironmentTrouble, match="版本"):
        read_batch((), DEFAULT_BASE, "another")


def test_without_the_extra_workers_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, plans: Path) -> None:
    monkeypatch.setattr("zhengpu.ingest.many.corpus.find_spec", lambda name: None)
    with EmbeddedStore(tmp_path / "store") as store, pytest.raises(MissingHelper, match="cluster"):
        list(read_corpus(store, [str(plans)], workers=2))


def test_one_bad_file_is_said_and_the_rest_is_read(tmp_path: Path, plans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(tmp_path / "store") as zp:
        said = told(zp, [str(plans)])
    assert (said.learned, sorted(said.failed), said.conflicts) == (25, ["图片.png", "空白.txt"], 0)
    printed = capsys.readouterr()
    assert "空白.txt：没有读入。" in printed.err
    assert "文字与图谱里的相同，只是文件不同，没有改动" in printed.out


def killed(plans: Path, store: Path, after: float) -> str:
    """Begin to read a folder, `kill -9` after so many seconds; what was printed until then."""
    command = [sys.executable, "-m", "zhengpu", "ingest", str(plans), "--store", str(store)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as job:
        time.sleep(after)
        os.kill(job.pid, signal.SIGKILL)
        assert job.stdout is not None
        return job.stdout.read().decode()


def sizes(store: EmbeddedStore) -> dict[str, int]:
    """Every graph of a document with the number of its quads."""
    return {iri: sum(1 for _ in store.said(iri)) for iri in store.documents()}


def lost_nothing(folder: Path, whole: dict[str, int], least: int) -> int:
    """After a kill: every document is there whole or not at all, none is gone, the index says what the graph says, no file is nobody's."""
    with EmbeddedStore(folder) as store:
        there = sizes(store)
        assert there.items() <= whole.items()
        assert len(there) >= least
        assert {graph for graph in store.graphs() if "/document/" in graph} == set(there)
        store.index.settled()
        assert not store.index.check()
    assert not list((folder / "quads").glob("bulk-*"))
    return len(there)


def kill_and_kill(tmp_path: Path, counts: tuple[int, int], times: int) -> None:
    """Kills while an empty store is built, then while documents are added; in the end everything is as if nothing had happened."""
    dice, folder = random.Random(7), tmp_path / "store"
    paths = write_plans(tmp_path / "plans", sum(counts), tasks=2)
    first = tmp_path / "first"
    first.mkdir()
    for path in paths[: counts[0]]:
        (first / path.name).write_bytes(path.read_bytes())
    read_all(tmp_path / "whole", tmp_path / "plans")
    with EmbeddedStore(tmp_path / "whole") as store:
        whole, said = sizes(store), contents(store, Originals(tmp_path / "whole" / "originals"))
    read = 0
    for plans, share in ((first, times - times // 2), (tmp_path / "plans", times // 2)):
        for _ in range(share):
            printed = killed(plans, folder, dice.uniform(0.3, 3.5))
            if folder.exists():
                read = lost_nothing(folder, whole, read)
            assert read >= sum(path.name in printed for path in plans.iterdir())
        read_all(folder, plans)
    with EmbeddedStore(folder) as store:
        assert contents(store, Originals(folder / "originals")) == said
    assert not (folder / "reading").exists()
    assert not [path for path in (folder / "originals").rglob("*") if path.name.startswith(".")]


def test_killed_at_any_moment(tmp_path: Path) -> None:
    kill_and_kill(tmp_path, (52, 6), 3)


@pytest.mark.soak
def test_killed_again_and_again(tmp_path: Path) -> None:
    """Twenty times at random moments."""
    kill_and_kill(tmp_path, (150, 250), 20)
