"""The house keeps its floors: who may import whom, no rings, no relative imports, `__all__` everywhere and true."""

from __future__ import annotations

import ast
import importlib
import re
from collections import Counter
from functools import cache
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
ROOM = 16
MODULES = sorted(p for floor in MAY_IMPORT for p in (ROOT / floor).rglob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    parts = parts if parts[0] == "zhengpu" else ("zhengpu", *parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = frozenset(map(name_of, MODULES))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def imports(path: Path, *, top_level_only: bool = False) -> frozenset[str]:
    """Absolute names of modules that a file imports."""
    found: set[str] = set()
    for node in parsed(path).body if top_level_only else ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            inner = {f"{node.module}.{alias.name}" for alias in node.names} & NAMES
            found |= inner or {node.module or ""}
    return frozenset(found)


def floor_of(name: str) -> str | None:
    """The floor of a module of ours: `zhengpu.graph.store` → graph, `zhengpu.cli` → zhengpu; None for anybody else's."""
    first, _, rest = name.partition(".")
    if first != "zhengpu":
        return None
    second = rest.partition(".")[0]
    return second if second in MAY_IMPORT else "zhengpu"


def test_a_floor_imports_only_what_is_below() -> None:
    wrong = {
        f"{path.relative_to(ROOT)} → {name}"
        for path in MODULES
        for name in imports(path)
        if (floor := floor_of(name)) and floor not in MAY_IMPORT[path.relative_to(ROOT).parts[0]]
    }
    assert wrong == set()


def test_everything_is_imported_under_one_name() -> None:
    """A bare `graph` would be a user's own module in an installation."""
    bare = {
        f"{path.relative_to(ROOT)} → {name}"
        for path in MODULES
        for name in imports(path)
        if name.partition(".")[0] in set(MAY_IMPORT) - {"zhengpu"}
    }
    assert bare == set()


def test_one_word_a_thing_one_thing_a_word() -> None:
    """No two classes and no two modules of the product have one name."""
    classes = Counter(n.name for p in MODULES for n in parsed(p).body if isinstance(n, ast.ClassDef))
    modules = Counter(p.stem for p in MODULES if p.stem not in ("__init__", "__main__"))
    assert [name for name, n in classes.items() if n > 1] == []
    assert [name for name, n in modules.items() if n > 1] == []


def test_rooms_are_small_and_say_what_they_are() -> None:
    """A room holds about a dozen files, and its `__init__` says what comes in and what goes out."""
    for folder, files in Counter(p.parent for p in MODULES).items():
        room = folder.relative_to(ROOT)
        assert files <= ROOM or len(room.parts) == 1, f"{room}: {files} files"
        assert ast.get_docstring(parsed(folder / "__init__.py")), f"{room} does not say what it is"


def test_no_import_rings() -> None:
    graph = {name_of(p): imports(p, top_level_only=True) & NAMES for p in MODULES}
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


def test_no_query_pays_for_the_evidence_of_the_whole_store() -> None:
    """An OPTIONAL of several patterns is worked out by itself: one that begins at evidence reads all there is, whatever plan it is about."""
    begins = re.compile(r"OPTIONAL\s*\{+\s*(\?\w+\s+zp:evidence\s+\?|\?e\s+oa:hasS|\{_?selectors?\})", re.IGNORECASE)
    assert [(str(path), found[0]) for path in MODULES for found in begins.finditer(path.read_text("utf-8"))] == []


def test_what_an_option_begins_with_is_bound() -> None:
    """`OPTIONAL { ?t zp:inSection ?s } OPTIONAL { ?s rdfs:label ?x }`: where a task has no part, `?s` is anything that has a label."""
    option = re.compile(r"OPTIONAL\s*\{+\s*(?P<first>\?\w+) (?P<rest>[^{}]*)")
    found = []
    for path in MODULES:
        for query in re.findall(r'"""([^"]*\bOPTIONAL\b[^"]*)"""', path.read_text("utf-8")):
            required = re.sub(r"SELECT[^{]*|OPTIONAL\s*\{+[^{}]*(\{[^{}]*\}[^{}]*)*\}+", " ", query)
            maybe: set[str] = set()
            for one in option.finditer(query):
                if one["first"] in maybe and not re.search(re.escape(one["first"]) + r"\b", required):
                    found.append((path.name, one.group()))
                maybe |= set(re.findall(r"\?\w+", one["rest"]))
    assert found == []
