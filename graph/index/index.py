"""What questions look up, derived from the graph into one SQLite file beside it; never a second truth.

The whole face:

    index = store.index            one for each store: `index.sqlite` in its folder, or in memory where the store has no folder
    index.rows(sql, *values)       look something up; values are always bound
    index.settled()                bring it up to date: re-read what changed since, or build it where there is none
    index.rebuild(told)            make it anew from the graph (`told(done, of)` is called now and then)
    index.check()                  compare all of it with one made anew; what differs, table by table
    index.changing(graph, …)       the store wraps every change in this

The graph is read in *pages*: one for each named graph of a document, one for each thing that the names graph describes. A page fills
the tables of every part (`graph.index.parts`, a visible tuple); its rows carry its number and go when it goes. IRIs stand in tables
as numbers: `thing (id, iri)`; a column that holds them says so in the schema (`REFERENCES thing`).

Before a graph is changed its name is written down as *doubted*, and on disk; after the change it is read again and the doubt goes in the
same transaction as the new rows are written. So whatever dies in between, the doubt is there at the next start. An index that was made
for another store, or by other code, is made anew.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import groupby
from pathlib import Path
from typing import Protocol

from pyoxigraph import Quad

from zhengpu.graph.errors import StoreBroken
from zhengpu.graph.facts import Iri
from zhengpu.graph.index.index_page import page
from zhengpu.graph.index.index_part import IndexPart, Value, Writer, everything_named
from zhengpu.graph.index.index_parts import parts as all_parts
from zhengpu.graph.index.texts import pairs
from zhengpu.graph.names import Names

__all__ = ["Graphs", "Index"]


_CORE = """
    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
    CREATE TABLE doubt (graph TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE thing (id INTEGER PRIMARY KEY, iri TEXT UNIQUE);
    CREATE TABLE page (id INTEGER PRIMARY KEY, graph INTEGER, subject INTEGER, UNIQUE (graph, subject));
    CREATE TABLE naming (page INTEGER, thing INTEGER, PRIMARY KEY (page, thing)) WITHOUT ROWID;
"""
_FILE = "index.sqlite"
_EVERYTHING = Iri("*")
"""Stands for all graphs where nobody knows which ones a change touches."""
_OFTEN = 50


class Graphs(Protocol):
    """What the index needs of a store."""

    names: Names

    def graphs(self) -> Iterable[Iri]:
        """The names of all graphs; the default graph, if there is something in it, is called by the empty text."""

    def said(self, graph: Iri, subject: Iri | None = None) -> Iterable[Quad]:
        """What a graph says (of one subject), the quads of a subject side by side."""


class Index:
    """See the module. Safe to share between threads."""

    def __init__(self, store: Graphs, folder: Path | None = None, parts: tuple[IndexPart, ...] | None = None) -> None:
        self._store, self._path = store, folder / _FILE if folder is not None else None
        self._parts = all_parts() if parts is None else parts
        self._lock = threading.RLock()
        self._changing: Counter[Iri] = Counter()
        self._open: sqlite3.Connection | None = None
        self._doubts: set[Iri] = set()
        self._stopped = False
        self.state = 0
        """Goes up whenever what it says may have changed."""

    @property
    def in_step(self) -> bool:
        """Whether it is there and says what the graph says now."""
        with self._lock:
            return self._existing() is not None and not self._doubts and not any(self._changing.values())

    def rows(self, sql: str, *values: Value) -> list[tuple[Value, ...]]:
        """The rows of a SELECT, as the index stands; who asks a question calls `settled` first."""
        with self._lock:
            return self._base.execute(sql, values).fetchall()

    def settled(self, told: Callable[[int, int], None] | None = None) -> Index:
        """Bring it up to date with the graph; itself."""
        with self._lock:
            base = self._existing()
            if base is None or (_EVERYTHING in self._doubts and not self._changing[_EVERYTHING]):
                self.rebuild(told)
            elif doubted := sorted(graph for graph in self._doubts if not self._changing[graph]):
                with _transaction(base):
                    write = Writer(base)
                    for done, graph in enumerate(doubted):
                        if told is not None and done % _OFTEN == 0:
                            told(done, len(doubted))
                        self._reread(graph, write)
                    base.executemany("DELETE FROM doubt WHERE graph = ?", [(graph,) for graph in doubted])
                self._doubts -= set(doubted)
                self.state += 1
        return self

    @contextmanager
    def changing(self, *graphs: Iri) -> Iterator[None]:
        """Around a change of these graphs in the store (of any, where none is named): nothing is lost whatever dies when."""
        graphs = graphs or (_EVERYTHING,)
        with self._lock:
            if base := self._existing():  # without an index there is nothing that could be stale
                base.execute("PRAGMA synchronous = FULL")
                try:
                    with _transaction(base, "图谱库没有写成"):
                        base.executemany("INSERT OR IGNORE INTO doubt VALUES (?)", [(graph,) for graph in graphs])
                finally:
                    base.execute("PRAGMA synchronous = NORMAL")
            self._changing.update(graphs)
        try:
            yield
        finally:
            with self._lock:
                self._changing.subtract(graphs)
                if self._open is not None:
                    self._doubts.update(graphs)

    def rebuild(self, told: Callable[[int, int], None] | None = None) -> None:
        """Make it anew from the graph. The old one stays until the new one is whole."""
        with self._lock:
            beside = None if self._path is None else self._path.with_name(_FILE + ".part")
            if beside is not None:
                beside.unlink(missing_ok=True)
            try:
                made = _connected(beside)
            except sqlite3.Error as error:
                raise _broken(error) from error
            try:
                if beside is not None:
                    made.execute("PRAGMA journal_mode = OFF")
                    made.execute("PRAGMA synchronous = OFF")
                made.execute("PRAGMA cache_size = -200000")
                with _transaction(made):
                    self._fill(made, told)
                made.execute("PRAGMA synchronous = FULL")
                made.execute("PRAGMA optimize")
                made.execute("PRAGMA cache_size = -16000")
            except BaseException:
                made.close()
                if beside is not None:
                    beside.unlink(missing_ok=True)
                raise
            self.close()
            if beside is not None and self._path is not None:
                made.close()
                _remove(self._path)
                beside.replace(self._path)
                made = _connected(self._path)
            self.state += 1
            self._open, self._doubts = made, {graph for graph, times in self._changing.items() if times}

    def begin_as(self, other: Index, changed: Iterable[Iri]) -> None:
        """Begin as a copy of the index of another store, in memory; the graphs in which the two stores differ are read anew."""
        copy = _connected(None)
        with other._lock:
            other.settled()._base.backup(copy)
        with self._lock:
            self.close()
            self._open, self._doubts = copy, set(changed)
            copy.execute("DELETE FROM doubt")

    def check(self) -> tuple[str, ...]:
        """The tables that differ from those of an index made anew, compared by what they say; none if all is well."""
        other = Index(self._store, None, self._parts)
        other.rebuild()
        with self._lock:
            self.settled()
            return tuple(table for table in self._tables if _told(self, table) != _told(other, table))

    def close(self) -> None:
        """Let go of the file; it is opened again when it is needed."""
        with self._lock:
            if self._open is not None:
                self._open.close()
            self._open = None

    def stop(self) -> None:
        """Break off whatever is looked up or built, from any thread, for good: the process is about to end."""
        self._stopped = True
        if (base := self._open) is not None:
            with suppress(sqlite3.Error):
                base.interrupt()

    # ── inside ──

    def _going(self) -> None:
        if self._stopped:
            raise StoreBroken("没有查完", "程序正在结束", "请稍后再试")

    @property
    def _tables(self) -> tuple[str, ...]:
        return tuple(table for part in self._parts for table in part.tables)

    @property
    def _base(self) -> sqlite3.Connection:
        if self._existing() is None:
            self.rebuild()
        assert self._open is not None
        return self._open

    def _existing(self) -> sqlite3.Connection | None:
        """The index there is; one that does not fit is nobody's."""
        self._going()
        if self._open is None and self._path is not None and self._path.exists():
            try:
                base = _connected(self._path)
                if self._fits(base):
                    self._open = base
                    self._doubts = {Iri(graph) for (graph,) in base.execute("SELECT graph FROM doubt")}
                else:
                    base.close()
            except sqlite3.OperationalError as error:  # no room, no right
                raise _broken(error) from error
            except sqlite3.DatabaseError:  # damaged
                pass
            if self._open is None:
                _remove(self._path)
        return self._open

    def _fits(self, base: sqlite3.Connection) -> bool:
        """Whether this index was made for this store by this code, and is whole."""
        with suppress(sqlite3.OperationalError):  # no such table
            return dict(base.execute("SELECT name, value FROM meta")) == self._stamp()
        return False

    def _stamp(self) -> dict[str, str]:
        """What an index must have been made with: the tables, the code and word lists beside this file, the store's own mark."""
        schema = "".join(part.schema + part.keys for part in self._parts)
        floor = Path(__file__).parent.parent
        files = sorted(path for pattern in ("*.py", "*.ttl", "index/*.py", "gazetteers/*") for path in floor.glob(pattern))
        code = [f"{path.name} {stat.st_size} {stat.st_mtime_ns}" for path in files if (stat := path.stat())]
        mark = ""
        if self._path is not None:
            with suppress(OSError):
                mark = (self._path.parent / "quads" / "IDENTITY").read_text()
        return {"schema": schema, "code": "\n".join(code), "store": mark, "base": self._store.names.base}

    def _fill(self, base: sqlite3.Connection, told: Callable[[int, int], None] | None) -> None:
        """All pages into empty tables; the pages of documents first, because what things are called depends on them."""
        for schema in (_CORE, *(part.schema for part in self._parts)):
            _run(base, schema)
        write = Writer(base)
        shared = self._store.names.names_graph
        # what ledgers said of tasks, and what plans said before, is no plan's word: questions about the plans never meet it
        graphs = sorted(graph for graph in self._store.graphs() if graph != shared and graph not in self._store.names.apart)
        for done, graph in enumerate(graphs):
            self._going()
            if told is not None and done % _OFTEN == 0:
                told(done, len(graphs))
            self._write(graph, None, self._store.said(graph), write)
        for subject, quads in groupby(self._store.said(shared), key=lambda quad: quad.subject):
            self._write(shared, Iri(getattr(subject, "value", str(subject))), quads, write)
        for part in self._parts:
            _run(base, part.keys)
        write.add("meta", self._stamp().items())
        write.add("doubt", ((graph,) for graph, times in self._changing.items() if times))

    def _reread(self, graph: Iri, write: Writer) -> None:
        """A graph's page, and the pages of everything it named before or names now."""
        shared = self._store.names.names_graph
        if graph == shared or graph in self._store.names.apart:
            return
        stale = self._dropped(graph, None, write) | self._write(graph, None, self._store.said(graph), write)
        for thing in sorted(stale):
            self._dropped(shared, thing, write)
            self._write(shared, thing, self._store.said(shared, thing), write)

    def _write(self, graph: Iri, subject: Iri | None, quads: Iterable[Quad], write: Writer) -> set[Iri]:
        """Add a page, if it says anything; what it names."""
        place = (write.number(graph), write.number(subject) if subject else 0)
        read = page(0, graph, subject, quads)
        if not read.said:
            return set()
        write.rows("INSERT INTO page (graph, subject) VALUES (?, ?)", *place)
        (found,) = write.rows("SELECT id FROM page WHERE graph = ? AND subject = ?", *place)
        number = int(str(found[0]))
        numbered = type(read)(number, graph, subject, read.said)
        for part in self._parts:
            part.fill(numbered, write)
        named = everything_named(numbered)
        write.add("naming", ((number, write.number(thing)) for thing in named))
        return named

    def _dropped(self, graph: Iri, subject: Iri | None, write: Writer) -> set[Iri]:
        """Remove a page with all its rows; what it named."""
        place = (write.number(graph), write.number(subject) if subject else 0)
        for (number,) in write.rows("SELECT id FROM page WHERE graph = ? AND subject = ?", *place):
            named = {Iri(str(iri)) for (iri,) in write.rows("SELECT iri FROM naming JOIN thing ON id = thing WHERE page = ?", number)}
            for table in ("naming", *self._tables):
                write.rows(f"DELETE FROM {table} WHERE page = ?", number)
            write.rows("DELETE FROM page WHERE id = ?", number)
            return named
        return set()


def _connected(path: Path | None) -> sqlite3.Connection:
    base = sqlite3.connect(str(path) if path is not None else ":memory:", isolation_level=None, check_same_thread=False)
    if path is not None:
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = NORMAL")
        base.execute("PRAGMA mmap_size = 1073741824")
    base.execute("PRAGMA temp_store = MEMORY")
    base.create_function("pairs", 1, pairs, deterministic=True)
    return base


@contextmanager
def _transaction(base: sqlite3.Connection, failed: str = "提问用的索引没有写成") -> Iterator[None]:
    """All or nothing, and the house's own error."""
    try:
        base.execute("BEGIN IMMEDIATE")
        yield
        base.execute("COMMIT")
    except sqlite3.Error as error:
        with suppress(sqlite3.Error):
            base.execute("ROLLBACK")
        raise _broken(error, failed) from error
    except BaseException:
        with suppress(sqlite3.Error):
            base.execute("ROLLBACK")
        raise


def _run(base: sqlite3.Connection, script: str) -> None:
    """Each statement of a script, inside the transaction that is open (`executescript` would end it)."""
    statement = ""
    for piece in script.split(";"):
        statement += piece + ";"
        if sqlite3.complete_statement(statement):  # not so inside a trigger
            base.execute(statement)
            statement = ""


def _remove(path: Path) -> None:
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)


def _told(index: Index, table: str) -> list[str]:
    """What a table says, numbers of things replaced by their IRIs and those of pages left out, so that two indexes can be compared."""
    columns = [str(row[1]) for row in index.rows(f"PRAGMA table_info({table})") if row[1] != "page"]
    meant = {str(row[3]): str(row[2]) for row in index.rows(f"PRAGMA foreign_key_list({table})")}
    names = {other: {row[0]: row[1] for row in index.rows(f"SELECT * FROM {other}")} for other in set(meant.values())}
    rows = (zip(columns, row, strict=True) for row in index.rows(f"SELECT {', '.join(columns)} FROM {table}"))
    return sorted(repr([names[meant[column]].get(cell) if column in meant else cell for column, cell in row]) for row in rows)


def _broken(error: Exception, failed: str = "提问用的索引打不开") -> StoreBroken:
    return StoreBroken(failed, f"索引文件：{error}", "请检查磁盘空间和文件夹权限；图谱的内容没有改变")
