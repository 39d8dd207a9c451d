"""The versions of documents in a store: listed, read, compared, put back.

From which day a version counts (`since`): the first from the day printed in it (in force, else issued); a later one from its own printed
day where that is later than the one of the version before, else from the day it took that version's place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pyoxigraph import Quad

from zhengpu.graph.citing import unbound
from zhengpu.graph.corrections.correction_book import correction_book
from zhengpu.graph.errors import InputError
from zhengpu.graph.facts import Iri
from zhengpu.graph.versions.contents import read_contents
from zhengpu.graph.versions.earlier import EarlierVersion, earlier_versions, printed_day, standing_text
from zhengpu.graph.versions.taking import Taken, restored
from zhengpu.graph.versions.version_difference import VersionDifference, compared_versions

if TYPE_CHECKING:
    from zhengpu.catalogue import DocumentListing
    from zhengpu.service import Zhengpu

__all__ = ["ToldDifference", "VersionListing", "VersionShelf", "counted_from"]


@dataclass(frozen=True, slots=True)
class VersionListing:
    """One version: `since` the day from which it counts (none: always), `dated` the day printed in it, `replaced` the day another took its
    place (none: it stands); `restored` is the version that it is again; `digest` is the SHA-256 of its text, `file` that of its file.
    """

    number: int
    tasks: int
    since: date | None
    dated: date | None
    replaced: date | None
    restored: int | None
    digest: str
    file: str | None
    original: str | None

    @property
    def stands(self) -> bool:
        """Whether it is what the document says now."""
        return self.replaced is None


@dataclass(frozen=True, slots=True)
class ToldDifference:
    """What differs between two versions: one sentence, and a line for each sort of difference."""

    summary: str
    lines: tuple[str, ...] = ()


def counted_from(earlier: Sequence[EarlierVersion], dated: date | None) -> tuple[date | None, ...]:
    """From which day each version counts, the standing one (printed day `dated`) last.

    >>> counted_from((), date(2024, 3, 5))
    (datetime.date(2024, 3, 5),)
    """
    printed = [*(version.dated for version in earlier), dated]
    days = [printed[0]]
    for before, version in enumerate(earlier):
        own, last = printed[before + 1], printed[before]
        newer = own is not None and (last is None or own > last) and not version.successor
        days.append(own if newer else version.replaced)
    return tuple(days)


class VersionShelf:
    """Over one open `Zhengpu`. Every verb raises `InputError` for a document or version that is not there."""

    def __init__(self, zp: Zhengpu) -> None:
        self._zp = zp

    def listed(self, key: str) -> tuple[VersionListing, ...]:
        """All versions of a document, the first first, the standing one last."""
        entry = self._entry(key)
        earlier, standing = earlier_versions(self._zp.store, entry.iri), list(self._zp.store.said(entry.iri, entry.iri))
        now, dated = standing_text(entry.iri, standing), printed_day(entry.iri, standing)
        since = counted_from(earlier, dated)
        restored_from = [0, *(version.successor for version in earlier)]
        found = [
            VersionListing(
                version.number,
                version.tasks,
                since[place],
                version.dated,
                version.replaced,
                restored_from[place] or None,
                standing_text(entry.iri, version.quads).digest,
                version.file or None,
                self._original(entry.iri, version.number),
            )
            for place, version in enumerate(earlier)
        ]
        last = (since[-1], dated, None, restored_from[-1] or None, now.digest, now.file or None, self._original(entry.iri, 0))
        return (*found, VersionListing(len(earlier) + 1, entry.tasks, *last))

    def quads(self, key: str, number: int) -> list[Quad]:
        """What a version says, its citations by title meaning nobody."""
        entry = self._entry(key)
        earlier = earlier_versions(self._zp.store, entry.iri)
        if number == len(earlier) + 1:
            return unbound(self._zp.store.said(entry.iri), self._zp.store.names)
        read = unbound(self._version(entry, number, earlier).quads, self._zp.store.names)
        return [*correction_book(self._zp.store).change(entry.iri, read).reading.quads]

    def text(self, key: str, number: int) -> str:
        """A version's text as it was read."""
        entry = self._entry(key)
        return standing_text(entry.iri, self.quads(key, number)).text

    def difference(self, key: str, before: int, after: int = 0) -> VersionDifference:
        """What is in one version and not in another (0: the standing one)."""
        entry = self._entry(key)
        last = len(earlier_versions(self._zp.store, entry.iri)) + 1
        old, new = (read_contents(entry.iri, self.quads(key, number or last)) for number in (before, after))
        return compared_versions(old, new)

    def told_difference(self, key: str, before: int, after: int = 0, most: int = 0) -> ToldDifference:
        """The same in words, at most so many things of a sort (0: all)."""
        found = self.difference(key, before, after)
        return ToldDifference(found.summary(), tuple(found.lines(most)))

    def restore(self, key: str, number: int) -> Taken:
        """Put a version back; what stands now is kept as a version too."""
        entry, zp = self._entry(key), self._zp
        with zp.changing():
            version = self._version(entry, number, earlier_versions(zp.store, entry.iri))
            shelve = zp.originals.shelve if zp.originals is not None else None
            found = restored(zp.store, version, on=date.today(), shelve=shelve)
            if zp.originals is not None and found.stands:
                zp.originals.unshelve(entry.iri, number)
        if found.how == "replaced":
            zp.news.add("restored", document=entry.id, title=entry.title, note=f"换回第{number}版，换下来的留作第{found.kept}版。")
        return found

    def told_restoration(self, key: str, number: int) -> str:
        """Put a version back and say what that did."""
        found = self.restore(key, number)
        if found.how != "replaced" or found.difference is None:
            return f"现在的就是第{number}版的文字，没有改动。"
        return f"已换回第{number}版：{found.difference.summary()}；换下来的留作第{found.kept}版，可以再换回来。"

    def _entry(self, key: str) -> DocumentListing:
        entry = self._zp.document(key)
        if entry is None:
            raise InputError(f"没有文件“{key[:80]}”", "图谱里没有这个编号或文号", "请用 zhengpu list 或 /api/documents 查看编号")
        return entry

    def _version(self, entry: DocumentListing, number: int, earlier: Sequence[EarlierVersion]) -> EarlierVersion:
        if not 1 <= number <= len(earlier):
            known = f"旧版有第1到第{len(earlier)}版" if earlier else "它没有被替换过"
            raise InputError(f"《{entry.title}》没有第{number}版可用", f"{known}，现行的是第{len(earlier) + 1}版", "请先列出各版")
        return earlier[number - 1]

    def _original(self, document: Iri, version: int) -> str | None:
        found = self._zp.originals.found(document, version) if self._zp.originals is not None else None
        return found.name if found is not None else None
