"""A damaged store says what is damaged, and never answers as if nothing were there."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.plans import Generator
from zhengpu.graph.errors import StoreBroken, StoreBusy
from zhengpu.keeping.backup import verify
from zhengpu.keeping.soundness import damages
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings

QUESTION = "有多少项任务"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of some plans whose files are all on disk and in order."""
    folder = tmp_path_factory.mktemp("whole") / "store"
    chosen = Settings(store=str(folder))
    with Zhengpu(open_store(chosen), chosen) as zp:
        for plan in Generator(tasks=4).plans(2):
            zp.add(plan.text.encode(), plan.name)
        assert isinstance(zp.store.text(zp.documents()[0].iri), str)
        zp.ask(QUESTION)
    return folder


def _copy(whole: Path, tmp_path: Path) -> Settings:
    shutil.copytree(whole, tmp_path / "store")
    return Settings(store=str(tmp_path / "store"))


def _bitten(path: Path, at: float = 0.5) -> None:
    data = bytearray(path.read_bytes())
    data[int(len(data) * at)] ^= 0xFF
    path.write_bytes(data)


def test_a_sound_store_is_said_to_be_sound(whole: Path, tmp_path: Path) -> None:
    sound, lines = verify(_copy(whole, tmp_path), None)
    assert sound, lines
    assert lines[0].startswith("图谱库：2份文件")


@pytest.mark.parametrize("at", [0.1, 0.5, 0.9])
def test_every_damaged_file_of_statements_is_found(whole: Path, tmp_path: Path, at: float) -> None:
    names = [path.name for path in (whole / "quads").glob("*.sst")]
    assert names
    for name in names:
        shutil.rmtree(tmp_path / "store", ignore_errors=True)
        chosen = _copy(whole, tmp_path)
        _bitten(tmp_path / "store" / "quads" / name, at)
        try:
            sound, lines = verify(chosen, None)
        except StoreBroken as error:
            sound, lines = False, (str(error),)
        assert not sound
        assert any("已损坏" in line and "备份" in line for line in lines), lines


SPOILS: dict[str, tuple[Callable[[Path], None], str]] = {
    "an original that is gone empty": (lambda store: next(store.glob("originals/*/*")).write_bytes(b""), "是空的"),
    "an original of nobody": (
        lambda store: (store / "originals" / "别的").mkdir() or (store / "originals" / "别的" / "x").touch(),
        "不属于",
    ),
    "a bitten index": (lambda store: [_bitten(store / "index.sqlite", at / 40) for at in range(1, 40)] and None, "index.sqlite"),
}


@pytest.mark.parametrize(("spoil", "said"), SPOILS.values(), ids=SPOILS)
def test_what_stands_beside_is_checked_too(whole: Path, tmp_path: Path, spoil: Callable[[Path], None], said: str) -> None:
    chosen = _copy(whole, tmp_path)
    spoil(tmp_path / "store")
    sound, lines = verify(chosen, None)
    assert not sound
    assert any(said in line for line in lines), lines


def test_damage_is_not_taken_for_a_lock_nor_for_nothing(whole: Path, tmp_path: Path) -> None:
    chosen = _copy(whole, tmp_path)
    for path in (tmp_path / "store" / "quads").glob("*.sst"):
        for at in range(1, 20):
            _bitten(path, at / 20)
    (tmp_path / "store" / "index.sqlite").unlink()
    with pytest.raises(StoreBroken) as told, Zhengpu(open_store(chosen), chosen) as zp:
        zp.documents()
    assert not isinstance(told.value, StoreBusy)


def test_numbers_that_end_in_ff_are_counted_once(tmp_path: Path) -> None:
    from pyoxigraph import Literal, NamedNode, Quad

    from zhengpu.graph.store import EmbeddedStore

    with EmbeddedStore(tmp_path / "store") as store:
        about, graph = NamedNode("x:p"), NamedNode("x:g")
        store.load(Quad(NamedNode(f"x:{n}"), about, Literal(n), graph) for n in range(600))
        assert list(damages(store, None)) == []
