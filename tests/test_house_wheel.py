"""The wheel, installed into an empty environment, runs the demo from another folder."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

import zhengpu
from hatch_build import Bundle

ROOT = Path(__file__).parent.parent


@pytest.mark.slow
def test_the_wheel_runs_the_demo_from_another_folder(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--skip-dependency-check", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, timeout=300)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"zhengpu"}
    assert "zhengpu/py.typed" in names
    if Bundle(ROOT).fresh:
        assert {f"zhengpu/web/static/built/editor.{kind}" for kind in ("js", "css")} <= set(zipfile.ZipFile(wheel).namelist())
    venv.create(tmp_path / "env", with_pip=True)
    programs = tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    install = [programs / "python", "-m", "pip", "install", "-q", "-c", str(ROOT / "requirements.lock"), str(wheel)]
    subprocess.run(install, check=True, capture_output=True, timeout=600)
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    for own in ("graph", "query", "ingest", "viz"):  # a user's own modules, beside which ours must not matter
        (folder / f"{own}.py").write_text("MINE = True\n", "utf-8")
    both = "import zhengpu, graph, query, ingest, viz; from zhengpu.graph.store import Store; from zhengpu.query.asking import Asker; " + (
        "assert all(m.MINE for m in (graph, query, ingest, viz)); print(zhengpu.__version__)"
    )
    said = subprocess.run([programs / "python", "-c", both], cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert said.returncode == 0, said.stderr
    assert said.stdout.strip() == zhengpu.__version__
    done = subprocess.run(
        [programs / "zhengpu", "demo", "--no-serve"], cwd=folder, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "64项任务" in done.stdout
    assert "县文旅局牵头1项任务" in done.stdout
    assert {p.name for p in (folder / "zhengpu-demo").glob("*.html")} == {"matrix.html", "surroundings.html", "cooperation.html"}
