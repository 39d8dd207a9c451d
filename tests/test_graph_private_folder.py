"""What is kept between runs stands where nobody else may write."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from zhengpu.graph.private_folder import private_folder


def test_a_folder_of_ones_own_is_kept(tmp_path: Path) -> None:
    with private_folder({"XDG_CACHE_HOME": str(tmp_path)}) as folder:
        (folder / "x").touch()
    assert folder == tmp_path / "zhengpu"
    assert (folder / "x").exists()
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("planted", ["open", "link", "relative", "none"])
def test_one_that_others_may_write_to_is_not_used(tmp_path: Path, planted: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    if planted == "open":
        (tmp_path / "zhengpu").mkdir()
        (tmp_path / "zhengpu").chmod(0o777)
    elif planted == "link":
        (tmp_path / "zhengpu").symlink_to(tmp_path / "elsewhere")
    known = {"relative": {"XDG_CACHE_HOME": "cache"}, "none": {}}.get(planted, {"XDG_CACHE_HOME": str(tmp_path)})
    with private_folder(known) as folder:
        assert tmp_path not in folder.parents
    assert not folder.exists()


def test_a_dictionary_that_somebody_planted_is_not_loaded(tmp_path: Path) -> None:
    planted = tmp_path / "shared" / "jieba.cache"
    planted.parent.mkdir()
    planted.write_bytes(b"planted")
    script = "from zhengpu.graph.lexicon import Lexicon; assert Lexicon(()).words('县政府工作报告')"  # a dictionary is read once a process
    told = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "own"), "TMPDIR": str(tmp_path / "shared")}
    subprocess.run([sys.executable, "-c", script], env=told, check=True)
    assert planted.read_bytes() == b"planted"
    assert (tmp_path / "own" / "zhengpu" / "jieba.cache").exists()
