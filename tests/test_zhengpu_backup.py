"""Backups: everything comes back, damage is noticed, nothing is overwritten."""

from __future__ import annotations

import json
import threading
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.plans import Generator
from tests.served import served
from zhengpu.graph.errors import EnvironmentTrouble, InputError, StoreBroken, StoreBusy, UsageError
from zhengpu.graph.store import EmbeddedStore
from zhengpu.keeping.backup import contents, restore, verify, write
from zhengpu.keeping.originals import Originals
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings


@pytest.fixture
def filled(tmp_path: Path) -> Settings:
    """A store of two plans."""
    chosen = Settings(store=str(tmp_path / "store"))
    with Zhengpu(open_store(chosen), chosen) as zp:
        for plan in Generator(tasks=2).plans(2):
            zp.add(plan.text.encode(), plan.name)
    return chosen


def test_everything_comes_back(tmp_path: Path, filled: Settings) -> None:
    told = write(filled, tmp_path / "b.zip")
    assert (told.documents, len(told.files)) == (2, 2)
    other = Settings(store=str(tmp_path / "other"))
    with EmbeddedStore(Path(other.store)) as store:
        restore(store, tmp_path / "b.zip")
    assert verify(other, tmp_path / "b.zip")[0]
    first, second = (Originals(Path(chosen.store) / "originals") for chosen in (filled, other))
    assert [(p, (first.folder / p).read_bytes()) for p in first.paths()] == [(p, (second.folder / p).read_bytes()) for p in second.paths()]


@pytest.mark.slow
def test_the_same_content_is_the_same_digest_in_whatever_order(tmp_path: Path) -> None:
    stores = []
    for turn in (1, -1):
        chosen = Settings(store=str(tmp_path / str(turn)))
        with Zhengpu(open_store(chosen), chosen) as zp:
            for plan in list(Generator(tasks=2).plans(3))[::turn]:
                zp.add(plan.text.encode(), plan.name)
            stores.append(contents(zp.store))
    assert stores[0] == stores[1]


def test_a_change_is_told(tmp_path: Path, filled: Settings) -> None:
    write(filled, tmp_path / "b.zip")
    with Zhengpu(open_store(filled), filled) as zp:
        zp.forget(zp.documents()[0].id)
        assert len(list(Originals(Path(filled.store) / "originals").paths())) == 1
    same, lines = verify(filled, tmp_path / "b.zip")
    assert not same
    assert "不同" in lines[-1]


@pytest.mark.parametrize("member", ["quads.nq", "originals/"])
def test_damage_is_noticed_and_nothing_is_restored(tmp_path: Path, filled: Settings, member: str) -> None:
    write(filled, tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as whole, zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
        for name in whole.namelist():
            data = whole.read(name)
            bad.writestr(name, data[:-3] if name.startswith(member) else data)
    with EmbeddedStore(tmp_path / "other") as store:
        with pytest.raises(InputError, match="不完好"):
            restore(store, tmp_path / "bad.zip")
        assert list(store.quads()) == []
    (tmp_path / "no.zip").write_bytes(b"no zip")
    with pytest.raises(InputError, match="不完好"):
        verify(filled, tmp_path / "no.zip")


@pytest.mark.parametrize("name", ["../out.txt", "../../out.txt", "/out.txt/x", "out.txt"])
def test_a_member_that_points_outside_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="之外"):
        Originals(tmp_path / "originals").keep_at(Path(name), b"x")
    assert list(tmp_path.rglob("out.txt*")) == []


def test_restoring_over_something_is_refused(tmp_path: Path, filled: Settings) -> None:
    write(filled, tmp_path / "b.zip")
    with EmbeddedStore(Path(filled.store)) as store, pytest.raises(UsageError, match="不是空的"):
        restore(store, tmp_path / "b.zip")


def test_no_half_backup_is_left(tmp_path: Path, filled: Settings) -> None:
    with pytest.raises(StoreBroken, match="没有写成"):
        write(filled, tmp_path / "missing" / "b.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["store"]


@pytest.mark.slow
def test_a_backup_while_the_service_answers_and_reads(tmp_path: Path, filled: Settings) -> None:
    """The command goes through the service that holds the folder; what is uploaded meanwhile is there whole or not at all."""
    more = list(Generator(tasks=2).plans(8))[2:]
    with Zhengpu(open_store(filled), filled) as zp, served(zp) as address:
        note = Path(filled.store) / "service.json"
        note.write_text(json.dumps({"url": address + "/"}), "utf-8")
        uploads = threading.Thread(target=lambda: [zp.add(plan.text.encode(), plan.name) for plan in more])
        uploads.start()
        told = [write(filled, tmp_path / f"{n}.zip") for n in range(3)]
        uploads.join()
        last = write(filled, tmp_path / "last.zip")
        assert verify(filled, tmp_path / "last.zip")[1][-1].startswith("图谱库正由服务使用")
    assert [len(each.files) for each in told] == [each.documents for each in told]
    assert last.documents == 8
    assert verify(filled, tmp_path / "last.zip")[0]
    assert not list(Path(filled.store).glob("snapshot-*"))
    for n, each in enumerate(told):
        other = tmp_path / f"other-{n}"
        with EmbeddedStore(other) as store:
            assert restore(store, tmp_path / f"{n}.zip") == each
            assert contents(store, Originals(other / "originals")) == each


def test_a_service_that_keeps_its_key_gives_no_backup(tmp_path: Path, filled: Settings) -> None:
    guarded = replace(filled, admin_key="k")
    with Zhengpu(open_store(guarded), guarded) as zp, served(zp) as address:
        (Path(filled.store) / "service.json").write_text(json.dumps({"url": address + "/"}), "utf-8")
        with pytest.raises(EnvironmentTrouble, match="ZHENGPU_ADMIN_KEY"):
            write(filled, tmp_path / "b.zip")
        assert write(guarded, tmp_path / "b.zip").documents == 2


def test_a_store_held_by_another_program_says_so(tmp_path: Path, filled: Settings) -> None:
    with EmbeddedStore(Path(filled.store)):
        with pytest.raises(StoreBusy):
            write(filled, tmp_path / "b.zip")
        (Path(filled.store) / "service.json").write_text('{"url": "http://127.0.0.1:9/"}', "utf-8")
        with pytest.raises(StoreBusy):
            write(filled, tmp_path / "b.zip")
    assert not list(tmp_path.glob("b.zip*"))
