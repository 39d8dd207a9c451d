"""Is the store sound? Every block of every ordering is read, originals and index are compared with what they should be."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Store

from zhengpu.graph.errors import ZhengpuError, reason
from zhengpu.graph.store import EmbeddedStore
from zhengpu.graph.versions.earlier import earlier_versions, standing_text
from zhengpu.keeping.originals import Originals

__all__ = ["Damage", "damages"]

_FILE = re.compile(r"[\w-]+\.(?:sst|log|blob)\b|MANIFEST-\d+|CURRENT")
_ORDERS: dict[str, tuple[str, ...]] = {
    "全部": (),
    "按主语": ("subject",),
    "按谓语": ("predicate",),
    "按宾语": ("object",),
    "按图": ("graph_name",),
    "按图和谓语": ("predicate", "graph_name"),
    "按图和宾语": ("object", "graph_name"),
}
"""By what a pattern is bound that makes the engine read each of its orderings."""


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is not as it should be: what, and what to do."""

    what: str
    todo: str

    def text(self) -> str:
        """One line.

        >>> Damage("索引与图谱不符", "删去 index.sqlite").text()
        '索引与图谱不符。删去 index.sqlite。'
        """
        return f"{self.what}。{self.todo}。"


def damages(store: EmbeddedStore, originals: Originals | None) -> Iterator[Damage]:
    """Everything that is wrong, none if all is well. Reads the whole store, writes nothing into it."""
    broken = tuple(_quads(store.engine))
    yield from broken
    if broken:  # what else there is to see could not be told from this
        return
    yield from _versions(store)
    if originals is not None:
        yield from _originals(store, originals)
    if store.path is not None:
        yield from _index(store, store.path / "index.sqlite")


def _quads(engine: Store) -> Iterator[Damage]:
    """Each ordering that the engine keeps holds the same statements; a block that fails its checksum says in which file it is."""
    found: dict[str, int] = {}
    seen = set[str]()
    for name, bound in _ORDERS.items():
        try:
            found[name] = _count(engine, bound)
            sum(1 for _ in engine.named_graphs())
        except (OSError, RuntimeError, ValueError) as error:
            named = _FILE.search(str(error))
            where = f"图谱库的文件 quads/{named[0]}" if named else "图谱库的文件"
            if where not in seen:
                yield Damage(f"{where} 已损坏（{_said(error)}）", "请停下服务，从备份恢复：zhengpu restore 备份 --store 新文件夹")
            seen.add(where)
    if len(set(found.values())) > 1:
        told = "，".join(f"{name}{count}条" for name, count in found.items())
        yield Damage(f"图谱库的几种排列说的不一样：{told}", "请从备份恢复，或用 zhengpu export nquads 导出后重新导入")


def _count(engine: Store, bound: tuple[str, ...]) -> int:
    """All statements, counted by way of the ordering that patterns with these positions bound are looked up in."""
    everything = engine.quads_for_pattern(None, None, None, None)
    if not bound:
        return sum(1 for _ in everything)
    count = 0
    for terms in {tuple(getattr(quad, position) for position in bound) for quad in everything}:
        wanted = dict.fromkeys(("subject", "predicate", "object", "graph_name")) | dict(zip(bound, terms, strict=True))
        for quad in engine.quads_for_pattern(*wanted.values()):
            # on disk the engine gives neighbours too where a number ends in 0xff
            count += all(getattr(quad, position) == term for position, term in zip(bound, terms, strict=True))
    return count


def _versions(store: EmbeddedStore) -> Iterator[Damage]:
    """Every earlier version can be read back as it was packed, belongs to a document that is there, and none is missing in between."""
    documents, expected = {*store.documents()}, dict[str, int]()
    for version in earlier_versions(store):
        called = f"《{version.document.rsplit('/', 1)[-1]}》第{version.number}版"
        try:
            version.nquads  # noqa: B018 - reading it is the check
        except ZhengpuError as error:
            yield Damage(f"旧版 {called} 读不出（{error.why.rstrip('。')}）", "请从备份恢复：zhengpu restore 备份 --store 新文件夹")
        if version.document not in documents:
            yield Damage(f"旧版 {called} 不属于图谱里的任何文件", "请从备份恢复，或重新读入那份文件")
        if version.number != expected.setdefault(version.document, 1):
            yield Damage(f"旧版 {called} 之前缺了一版", "请从备份恢复：zhengpu restore 备份 --store 新文件夹")
        expected[version.document] = version.number + 1


def _originals(store: EmbeddedStore, originals: Originals) -> Iterator[Damage]:
    """Every document that was read from a file has it, it can be read and is the one that was read; so with earlier versions."""
    kept = {path.parts[0]: path for path in originals.paths()}
    wanted = [(document.rsplit("/", 1)[-1], standing_text(document, store.said(document, document)).file) for document in store.documents()]
    wanted += [(f"{version.document.rsplit('/', 1)[-1]}@{version.number}", version.file) for version in earlier_versions(store)]
    for key, digest in wanted:
        if (path := kept.pop(key, None)) is None:
            continue
        try:
            data = (originals.folder / path).read_bytes()
        except OSError as error:
            yield Damage(f"原件 {path} 读不出（{reason(error)}）", "请从备份取回，或重新上传")
            continue
        if not data:
            yield Damage(f"原件 {path} 是空的", "请从备份取回，或重新上传")
        elif digest and hashlib.sha256(data).hexdigest() != digest:
            yield Damage(f"原件 {path} 不是当时读的那个文件（摘要不符）", "请从备份取回，或重新上传")
    for path in kept.values():
        yield Damage(f"原件 {path} 不属于图谱里的任何文件", "可以删去")


def _index(store: EmbeddedStore, path: Path) -> Iterator[Damage]:
    """The index says what one made anew would say; one that is not there will be made."""
    if not path.exists():
        return
    todo = f"请删去 {path.name}，下次提问时会重新建立"
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as base:
            found = [str(line) for (line,) in base.execute("PRAGMA quick_check")]
        if any(line != "ok" and not line.startswith("NULL value in") for line in found):  # keys of ours may be empty
            yield Damage(f"提问用的索引 {path.name} 已损坏", todo)
            return
        if tables := store.index.check():
            yield Damage(f"提问用的索引 {path.name} 与图谱不符（{'、'.join(tables)}）", todo)
    except (sqlite3.Error, ZhengpuError) as error:
        yield Damage(f"提问用的索引 {path.name} 读不了（{error}）", todo)


def _said(error: Exception) -> str:
    """What the engine says, short."""
    text = str(error).partition(":")[2].strip() or str(error)
    return json.dumps(text.partition(":")[0][:60], ensure_ascii=False).strip('"')
