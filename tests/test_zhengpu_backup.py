"""Backups: everything comes back, damage is noticed, nothing is overwritten."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from benchmarks.plans import Generator
from graph.errors import InputError, StoreBroken, UsageError
from graph.store import EmbeddedStore
from zhengpu.backup import contents, restore, verify, write
from zhengpu.originals import Originals
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
