"""Putting a reading into the store without losing what stood there: nothing, a new reading of the same text, or a version.

The one way by which files come into a store, whoever brings them: the command line, a service, a job over many files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pyoxigraph import Quad

from zhengpu.graph.citing import unbound
from zhengpu.graph.corrections.applying import CorrectionEffect
from zhengpu.graph.corrections.correction_book import CorrectionBook, CorrectionChange, correction_book
from zhengpu.graph.errors import InputError
from zhengpu.graph.facts import Iri
from zhengpu.graph.identity import own_title
from zhengpu.graph.store import Store
from zhengpu.graph.versions.contents import read_contents
from zhengpu.graph.versions.earlier import EarlierVersion, earlier_versions, packed_version, standing_text
from zhengpu.graph.versions.version_difference import VersionDifference, compared_versions

__all__ = ["OtherVersion", "Taken", "reread", "restored", "taken"]

Taking = Literal["new", "same", "reread", "same-words", "known", "replaced"]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a reading.

    `how`: `new` (nothing stood there), `same` (nothing changed), `reread` (the same file, read otherwise than before), `same-words` (another
    file with the same words: nothing changed), `known` (it is version `kept`, replaced before: nothing changed), `replaced` (what stood
    there is version `kept` now). `effects` is what people's corrections did to it.
    """

    document: Iri
    how: Taking
    kept: int = 0
    difference: VersionDifference | None = None
    effects: tuple[CorrectionEffect, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether it is what the document says from now on."""
        return self.how in ("new", "same", "reread", "replaced")

    def text(self) -> str:
        """What to tell whoever brought the file; empty for a new document.

        >>> Taken(Iri("urn:d"), "same").text()
        '与图谱里的相同，没有改动。'
        """
        return self._told() + self._corrected()

    def _corrected(self) -> str:
        """What became of the corrections, where there are any."""
        counted = Counter[str](effect.state for effect in self.effects if self.stands)
        told = [f"{counted[state]}条{words}" for state, words in _EFFECTS.items() if counted[state]]
        return f"更正：{'，'.join(told)}。" if told else ""

    def _told(self) -> str:
        back = f"zhengpu versions {self.document.rsplit('/', 1)[-1]} --restore {self.kept}"
        if self.how == "known":
            return f"这一份是第{self.kept}版，已被后来的文本替换，没有改动；要换回它请用 {back}。"
        if self.how == "replaced":
            told = f"已替换：{self.difference.summary()}；" if self.difference else "已替换；"
            return f"{told}原来的是第{self.kept}版，留着，可以恢复（{back}）。"
        return _TOLD[self.how]


_TOLD = {
    "new": "",
    "same": "与图谱里的相同，没有改动。",
    "reread": "与图谱里的是同一个文件，按现在的规则重读了一遍。",
    "same-words": "文字与图谱里的相同，只是文件不同，没有改动；确实要换成这个文件请加 --replace。",
}


class OtherVersion(InputError):
    """Another text under the number (or title) of a document that is there, and nobody said that it is to take its place."""

    code = "other-version"

    def __init__(self, document: Iri, title: str, difference: VersionDifference) -> None:
        self.document, self.difference = document, difference
        key = document.rsplit("/", 1)[-1]
        why = f"新的一份若替换它：{difference.summary()}"
        if difference.strange:
            why += "。少了一多半任务，请先核对它是不是同一份文件的新文本"
        todo = "确实要替换请加 --replace（网页点“替换”，接口 replace=1）；原来的一版会留着，随时可以恢复"
        super().__init__(f"没有替换《{title}》：图谱里已有这个文号（编号 {key}）的文件，两份内容不同，图谱没有改动", why, todo)


_EFFECTS = {"applied": "已用上", "agreed": "与现在的阅读一致", "gone": "不再适用（那处文字已不在）"}


Shelve = Callable[[Iri, int], None]
"""Called before a document's text becomes the version of this number: its file is to be kept as that version's."""


def taken(
    store: Store,
    document: Iri,
    quads: Sequence[Quad],
    *,
    replacing: bool,
    on: date,
    at_once: bool = True,
    shelve: Shelve | None = None,
) -> Taken:
    """Put a reading in its place. Raises `OtherVersion` where another text stands there and `replacing` is not wanted.

    `on` is the day that a version replaced now is said to be replaced on. A text that was replaced before does not come back by being
    read again: `restored` does that. Whatever comes to stand has people's corrections in it (`graph.corrections`).
    """
    document, quads = store.placed(document, quads)
    standing, book = list(store.said(document)), correction_book(store)
    change = book.change(document, quads)
    if not standing:
        return Taken(_put(store, document, change, at_once=at_once), "new", effects=change.reading.effects)
    old, new = standing_text(document, standing), standing_text(document, quads)
    if old.same_file(new):
        now = change.reading.quads
        if {*standing} == {*now} or {*unbound(standing, store.names)} == {*unbound(now, store.names)}:
            return Taken(document, "same", effects=change.reading.effects)
        _put(store, document, change, at_once=at_once)
        return Taken(document, "reread", effects=change.reading.effects)
    if old.same_words(new) and not replacing:
        return Taken(document, "same-words")
    earlier = earlier_versions(store, document)
    for version in reversed(earlier):
        if (version.file == new.file) if version.file and new.file else version.text == new.text:
            return Taken(document, "known", version.number)
    difference = compared_versions(read_contents(document, standing), read_contents(document, change.reading.quads))
    if not replacing:
        raise OtherVersion(document, own_title(document, standing) or document.rsplit("/", 1)[-1], difference)
    return _replaced(store, document, standing, book, change, len(earlier) + 1, difference, on, 0, at_once, shelve)


def reread(store: Store, document: Iri, quads: Sequence[Quad]) -> Taken:
    """Put a new reading of the text that stands in place of the old one."""
    document, quads = store.placed(document, quads)
    change = correction_book(store).change(document, quads)
    return Taken(_put(store, document, change), "reread", effects=change.reading.effects)


def restored(store: Store, version: EarlierVersion, *, on: date, shelve: Shelve | None = None) -> Taken:
    """Put an earlier version back; what stands there now is kept as a version too. Nothing happens where it is the one that stands."""
    document = version.document
    standing, quads = list(store.said(document)), unbound(version.quads, store.names)
    if standing_text(document, standing) == standing_text(document, quads):
        return Taken(document, "same")
    book = correction_book(store)
    change = book.change(document, quads)
    difference = compared_versions(read_contents(document, standing), read_contents(document, change.reading.quads))
    number = len(earlier_versions(store, document)) + 1
    return _replaced(store, document, standing, book, change, number, difference, on, version.number, True, shelve)


def _put(store: Store, document: Iri, change: CorrectionChange, *, kept: Sequence[Quad] = (), at_once: bool = True) -> Iri:
    return store.put(document, change.reading.quads, kept=(*kept, *change.kept), dropped=change.dropped, at_once=at_once)


def _replaced(
    store: Store,
    document: Iri,
    standing: Sequence[Quad],
    book: CorrectionBook,
    change: CorrectionChange,
    number: int,
    difference: VersionDifference,
    on: date,
    successor: int,
    at_once: bool,
    shelve: Shelve | None,
) -> Taken:
    # A version is kept as it was read: corrections are put to it whenever it is used, those made later too.
    kept = packed_version(document, book.as_read(document, standing), store.names, number=number, replaced=on, successor=successor)
    if shelve is not None:
        shelve(document, number)
    _put(store, document, change, kept=kept, at_once=at_once)
    return Taken(document, "replaced", number, difference, change.reading.effects)
