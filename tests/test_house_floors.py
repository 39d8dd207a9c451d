"""The house keeps its floors: who may import whom, no rings, no relative imports, `__all__` everywhere and true."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "graph": {"graph"},
    "ingest": {"graph", "ingest"},
    "query": {"graph", "query"},
    "viz": {"graph", "viz"},
    "zhengpu": {"graph", "ingest", "query", "viz", "zhengpu"},
}
MODULES = sorted(p for floor in MAY_IMPORT for p in (ROOT / floor).rglob("*.py"))


def imports(path: Path, *, top_level_only: bool = False) -> set[str]:
    """Absolute names of modules that a file imports."""
    tree = ast.parse(path.read_text("utf-8"))
    found: set[str] = set()
    for node in tree.body if top_level_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            inner = {f"{node.module}.{alias.name}" for alias in node.names} & {name_of(p) for p in MODULES}
            found |= inner or {node.module or ""}
    return found


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_floor_imports_only_what_is_below(path: Path) -> None:
    floor = path.relative_to(ROOT).parts[0]
    ours = {name.split(".")[0] for name in imports(path)} & set(MAY_IMPORT)
    assert ours <= MAY_IMPORT[floor], f"{path}: {sorted(ours - MAY_IMPORT[floor])}"


def test_no_import_rings() -> None:
    names = {name_of(p) for p in MODULES}
    graph = {name_of(p): {n for n in imports(p, top_level_only=True) if n in names} for p in MODULES}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, f"ring: {' → '.join((*trail, name))}"
        if name not in done:
            for following in graph[name]:
                visit(following, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


@pytest.mark.parametrize("path", [p for p in MODULES if p.name != "__init__.py" and p.name != "__main__.py"], ids=name_of)
def test_every_module_says_what_it_offers(path: Path) -> None:
    module = importlib.import_module(name_of(path))
    assert module.__doc__, f"{path} has no docstring"
    assert hasattr(module, "__all__"), f"{path} has no __all__"
    assert all(hasattr(module, name) for name in module.__all__)
    assert len(set(module.__all__)) == len(module.__all__)
