"""Files whose names are of any bytes and any length are read, kept, backed up and watched like others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from zhengpu.graph.facts import Iri
from zhengpu.ingest.files.archives import readable_name
from zhengpu.keeping.originals import Originals
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings

PLAN = "乙县2023年工作要点\n一、文旅\n1.办好庙会。（县文旅局牵头）\n".encode()
NAMES = {
    "gbk": ("乙县.txt".encode("gbk"), "乙县.txt"),
    "no encoding": (b"\xff\xfe.txt", "\ufffd\ufffd.txt"),
    "as long as a disk allows": (("长" * 83 + ".txt").encode(), None),
    "signs that move the cursor": (b"a\x1b[31m\n.txt", "a\ufffd[31m\ufffd.txt"),
    "the other way round": ("a\u202etxt.exe.txt".encode(), "a\ufffdtxt.exe.txt"),
}


@pytest.mark.parametrize(("raw", "kept"), NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("aside", [False, True])
def test_it_is_read_and_its_file_kept(tmp_path: Path, raw: bytes, kept: str | None, aside: bool) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / os.fsdecode(raw)).write_bytes(PLAN)
    chosen = Settings(store=str(tmp_path / "store"))
    with Zhengpu(open_store(chosen), chosen) as zp:
        zp.aside = aside
        [outcome] = zp.ingest([tmp_path / "in"])
        assert outcome.error is None
        outcome.name.encode()  # it can be said
        assert zp.originals is not None
        [path] = zp.originals.paths()
        assert path.name == kept or (kept is None and path.name.startswith("长长") and path.name.endswith(".txt"))
        assert (zp.originals.folder / path).read_bytes() == PLAN
        assert zp.news.entries()[-1].what == "read"


@pytest.mark.parametrize(
    "name", ["a\0.txt", "长" * 300 + ".docx", "x." + "长" * 300, "..", "/", "\\..\\..", "", "\udcff.txt", chr(0xD800) + ".txt"]
)
def test_whatever_it_is_called_it_is_kept_in_its_folder(tmp_path: Path, name: str) -> None:
    originals = Originals(tmp_path / "originals")
    originals.keep(Iri("https://example.org/id/document/甲-1"), name, PLAN)
    [path] = originals.paths()
    assert path.parts[0] == "甲-1"
    assert [found.read_bytes() for found in (tmp_path / "originals" / "甲-1").iterdir()] == [PLAN]


def test_a_name_that_is_text_stays_as_it_is() -> None:
    for name in ("乙县.txt", "a b.txt", "é.txt", "𠀀.txt"):
        assert readable_name(name) == name
