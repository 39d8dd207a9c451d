"""What an export is: a name, a Chinese title, a file suffix, how it is written, and what it can be narrowed to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from zhengpu.graph.errors import InputError, UsageError
from zhengpu.graph.facts import Iri
from zhengpu.graph.names import iri_text, key, literal_text
from zhengpu.graph.oversight.docket import EVERY_TASK, Docket, DocketScope

if TYPE_CHECKING:
    from zhengpu.service import Zhengpu

__all__ = ["EVERYTHING", "Export", "ExportScope"]


@dataclass(frozen=True, slots=True)
class ExportScope:
    """The units (all of one name) and the document an export is narrowed to; nothing given means everything."""

    units: tuple[Iri, ...] = ()
    unit: str = ""
    document: Iri | None = None
    title: str = ""
    today: date | None = None
    """The day that deadlines are counted from; the day itself, where none is given."""

    def docket(self, zp: Zhengpu) -> Docket:
        """The tasks in scope as they stand on its day."""
        docket = zp.oversight.docket(self.today, DocketScope(document=self.document) if self.document else EVERY_TASK)
        if not self.units:
            return docket
        keys = {str(unit).split("/id/unit/", 1)[-1] for unit in self.units}
        return replace(docket, items=tuple(item for item in docket.items if any(duty.key in keys for duty in item.duties)))

    def conditions(self, *, unit: str = "?u", task: str = "?t") -> str:
        """The same as SPARQL: which units, which tasks.

        >>> ExportScope().conditions()
        ''
        """
        listed = " ".join(map(iri_text, self.units))
        who = f"VALUES {unit} {{ {listed} }} " if self.units else ""
        return who + (f"{task} zp:inDocument {iri_text(self.document)} . " if self.document else "")


EVERYTHING = ExportScope()


@dataclass(frozen=True, slots=True)
class Export:
    """`write(zp, path, scope)` puts the file there and returns in Chinese how much it holds."""

    name: str
    title: str
    suffix: str
    media_type: str
    write: Callable[[Zhengpu, Path, ExportScope], str]
    narrows: bool = False

    def scope(self, zp: Zhengpu, *, unit: str | None = None, document: str | None = None, today: date | None = None) -> ExportScope:
        """What is asked for, looked up. Raises `UsageError` if this export holds everything, `InputError` for unknown names."""
        if not unit and not document:
            return replace(EVERYTHING, today=today)
        if not self.narrows:
            raise UsageError(
                f"{self.title}总是导出全部内容", "只有台账、任务单、职责表、周报和日历可以限定单位或文件", "请去掉 unit、document"
            )
        units = _units(zp, unit) if unit else ()
        entry = zp.document(document) if document else None
        if document and entry is None:
            raise InputError("没有这份文件", f"图谱里没有编号为“{document[:80]}”的文件", "可用 zhengpu list 查看全部")
        return ExportScope(units, _label(zp, units), entry.iri if entry else None, entry.title if entry else "", today)

    def file_name(self, scope: ExportScope) -> str:
        """A name for the file, without suffix.

        >>> Export("csv", "职责表（CSV）", ".csv", "text/csv", lambda *_: "").file_name(ExportScope(unit="县文旅局"))
        '职责表-县文旅局'
        """
        return "-".join(key(part) for part in (self.title.partition("（")[0], scope.unit, scope.title) if part)


def _units(zp: Zhengpu, name: str) -> tuple[Iri, ...]:
    """The units with this IRI, key or any of these names."""
    named = iri_text(name if name.startswith(zp.store.names.base) else f"{zp.store.names.base}id/unit/{name}")
    text = literal_text(name, "zh")
    rows = zp.store.query(
        f"SELECT DISTINCT ?u {{ ?u zp:takesPartIn ?t . {{ ?u rdfs:label|skos:prefLabel|skos:altLabel {text} }} "
        f"UNION {{ VALUES ?u {{ {named} }} }} }} ORDER BY ?u"
    )
    found = tuple(Iri(str(unit)) for (unit,) in rows)
    if not found:
        raise InputError(f"没有名为“{name[:80]}”的单位", "图谱里没有它承担任务的记载", "请检查名称，或先用 zhengpu ask 问一问")
    return found


def _label(zp: Zhengpu, units: tuple[Iri, ...]) -> str:
    return str(zp.store.query(f"SELECT ?l {{ {iri_text(units[0])} rdfs:label ?l }}").one) if units else ""
