"""The README's generated lists: `python tests/readme.py` writes them, `test_house_docs.py` compares."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
READMES = (ROOT / "README.md", ROOT / "README.en.md")
_BLOCK = re.compile(r"(<!-- generated:(\w+) -->\n).*?(<!-- /generated -->)", re.DOTALL)


def commands() -> str:
    """Every command with the first line of its help."""
    import typer.main

    from zhengpu.cli import app

    group = typer.main.get_command(app)
    listed = group.commands.items()  # type: ignore[attr-defined]
    return table(("命令", "作用"), [(f"`zhengpu {name}`", (command.help or "").split("\n")[0]) for name, command in listed])


def relations() -> str:
    """Every relation that has an example."""
    from zhengpu.graph.ontology import load_ontology

    found = [r for r in load_ontology().relations.values() if r.example_sentence]
    return table(("关系", "名称", "例句", "例问"), [(f"`{r.term}`", r.label, r.example_sentence, r.example_question) for r in found])


def formats() -> str:
    """What can be read."""
    from zhengpu.ingest.formats import FORMATS

    return table(("格式", "后缀"), [(f.name, " ".join(f.suffixes)) for f in FORMATS])


def exports() -> str:
    """What can be written."""
    from zhengpu.exports import EXPORTS

    return table(("导出", "内容", "后缀"), [(f"`{e.name}`", e.title, e.suffix) for e in EXPORTS])


def views() -> str:
    """What can be drawn."""
    from zhengpu.viz.views import VIEWS

    return table(("图", "名称", "参数"), [(f"`{v.name}`", v.title, " ".join(f"`{p.name}`" for p in v.parameters)) for v in VIEWS])


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |\n" for line in lines)


BLOCKS: dict[str, Callable[[], str]] = {
    "commands": commands,
    "relations": relations,
    "formats": formats,
    "exports": exports,
    "views": views,
}


def generated(text: str) -> str:
    """The text with every block made anew."""
    return _BLOCK.sub(lambda m: m[1] + BLOCKS[m[2]]() + m[3], text)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    for path in READMES:
        path.write_text(generated(path.read_text("utf-8")), "utf-8")
