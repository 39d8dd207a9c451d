"""A process that reads beside the one that answers: the same readings, and its death is one file's misfortune."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks.plans import Generator
from zhengpu.commands.bulk import Told, told
from zhengpu.graph.errors import InputError
from zhengpu.graph.names import DEFAULT_BASE
from zhengpu.ingest.many.aside import Aside, Asides, ReadingLimits, in_turn_beside
from zhengpu.ingest.many.corpus import Source, digest, read_batch
from zhengpu.keeping.backup import contents
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings

PLANS = list(Generator(tasks=2).plans(3))
HOSTILE = f"甲县2022年工作计划\n一、重点任务\n1.增长粮食产量{'5%、' * 200_000}。（县农业农村局牵头）\n".encode()
"""Reading it takes hours: longer than any limit."""


@pytest.fixture(scope="module")
def aside() -> Iterator[Aside]:
    child = Aside(DEFAULT_BASE)
    yield child
    child.close()


def test_it_reads_what_this_process_reads(aside: Aside) -> None:
    for plan in PLANS:
        here = read_batch((Source(plan.name, plan.text.encode()),), DEFAULT_BASE)[0]
        there = aside.read(plan.text.encode(), plan.name)
        assert (there.document, there.packed, there.report) == (here.document, here.packed, here.report)


def test_a_file_that_cannot_be_read_is_said_and_the_next_is_read(aside: Aside) -> None:
    assert "空的" in (aside.read(b"", "空.txt").error or "")
    assert aside.read(PLANS[0].text.encode(), "一.txt").error is None


def test_a_child_that_dies_is_started_again() -> None:
    psutil = pytest.importorskip("psutil")
    beside = {child.pid for child in psutil.Process().children()}  # those that other tests left
    aside = Aside(DEFAULT_BASE)
    try:
        aside.read(PLANS[0].text.encode(), "一.txt")
        children = [
            child for child in psutil.Process().children() if child.pid not in beside and "zhengpu.ingest.many.aside" in child.cmdline()
        ]
        assert len(children) == 1
        children[0].suspend()
        children[0].kill()
        assert aside.read(PLANS[0].text.encode(), "一.txt").document is not None
    finally:
        aside.close()


def test_a_file_that_takes_too_long_ends_its_child_and_the_next_is_read() -> None:
    aside = Aside(DEFAULT_BASE, ReadingLimits(seconds=8))
    try:
        assert "还没有读完" in (aside.read(HOSTILE, "久.txt").error or "")
        assert aside.read(PLANS[0].text.encode(), "一.txt").error is None
    finally:
        aside.close()


def test_a_file_that_takes_too_much_memory_is_said() -> None:
    aside = Aside(DEFAULT_BASE, ReadingLimits(seconds=60, memory=300 << 20))
    try:
        large = ("县文旅局、县教育局牵头落实。\n" * 400_000).encode()
        assert "内存" in (aside.read(large, "大.txt").error or "")
        assert aside.read(PLANS[0].text.encode(), "一.txt").error is None
    finally:
        aside.close()


def test_others_are_read_while_one_takes_for_ever_and_it_can_be_broken_off() -> None:
    asides = Asides(DEFAULT_BASE, ReadingLimits(children=2))
    with ThreadPoolExecutor(1) as threads:
        try:
            with asides.one() as held:
                long = threads.submit(held.read, HOSTILE, "久.txt")
                with asides.one() as other:
                    assert other.read(PLANS[0].text.encode(), "一.txt").error is None
                assert not long.done()
                held.end()
                assert "取消" in (long.result().error or "")
                assert held.read(PLANS[0].text.encode(), "一.txt").error is None
        finally:
            asides.close()


def test_a_service_that_reads_aside_keeps_the_same(tmp_path: Path) -> None:
    said = []
    for apart in (False, True):
        chosen = Settings(store=str(tmp_path / str(apart)))
        with Zhengpu(open_store(chosen), chosen) as zp:
            zp.aside = apart
            found = [zp.accept(plan.text.encode(), plan.name) for plan in PLANS]
            with pytest.raises(InputError, match="空的"):
                zp.accept(b"", "空.txt")
            said.append((found, contents(zp.store, zp.originals)))
    assert said[0] == said[1]


def test_the_command_line_reads_within_limits_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, data in (("a.txt", HOSTILE), ("b.txt", PLANS[0].text.encode())):
        (tmp_path / name).write_bytes(data)
    chosen = Settings(store=str(tmp_path / "store"))
    with Zhengpu(open_store(chosen), chosen) as zp:
        monkeypatch.setitem(zp.__dict__, "readers", Asides(DEFAULT_BASE, ReadingLimits(seconds=8, children=1)))
        assert told(zp, [str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]) == Told(1, ("a.txt",), 0)
        assert len(zp.documents()) == 1


def test_a_job_of_many_files_reads_within_limits_too() -> None:
    sources = [Source(plan.name, plan.text.encode()) for plan in PLANS]
    found = [(sources[0], Source("久.txt", HOSTILE)), tuple(sources[1:])]
    with in_turn_beside(ReadingLimits(seconds=8, children=1)) as run:
        read = [result for batch in run(iter(found), DEFAULT_BASE) for result in batch]
    assert [result.error is None for result in read] == [True, False, True, True]
    assert [result.digest for result in read] == [digest(source) for batch in found for source in batch]
    here = read_batch((sources[0],), DEFAULT_BASE)[0]
    assert read[0] == here
