"""`zhengpu demo`: the sample plan read, asked, drawn, and served."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import typer

from zhengpu.commands.terminal import answer_text, report_text
from zhengpu.service import open_zhengpu
from zhengpu.settings import data_folder

__all__ = ["QUESTIONS", "SAMPLE", "demonstrate"]

SAMPLE = "xinjiang-2022-26.txt"
QUESTIONS = data_folder() / "demo-questions.txt"
_TODAY = date(2022, 11, 1)
_VIEWS: tuple[tuple[str, dict[str, str]], ...] = (("matrix", {}), ("surroundings", {"of": "县文旅局"}), ("cooperation", {}))


def demonstrate(folder: Path, port: int | None) -> None:
    """Read, ask, draw into `folder`; then serve on `port` unless it is None."""
    from zhengpu.viz.page import page
    from zhengpu.viz.views import portable

    started = time.perf_counter()
    shutil.rmtree(folder / "store", ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    sample = data_folder() / SAMPLE
    with open_zhengpu(str(folder / "store")) as zp:
        typer.echo(report_text(sample.name, zp.add(sample.read_bytes(), sample.name).report))
        for question in QUESTIONS.read_text("utf-8").splitlines():
            typer.echo(f"\n问：{question}\n{answer_text(zp.ask(question, today=_TODAY))}")
        typer.echo("")
        for name, parameters in _VIEWS:
            path = folder / f"{name}.html"
            drawn = zp.view(name, **parameters)
            path.write_text(page(portable(zp.store, drawn), zp.ontology), "utf-8")
            typer.echo(f"图：{drawn.title}（{len(drawn.nodes)}个节点，{len(drawn.edges)}条关系）→ {path}")
        typer.echo(f"用时{time.perf_counter() - started:.1f}秒。图谱在 {folder / 'store'}，图用浏览器打开即可。")
        if port is not None:
            from zhengpu.hosting.serving import serve

            zp.settings = replace(zp.settings, port=port)
            serve(zp)
