"""Files that are a zip inside (docx, xlsx, ofd, archives of plans): checked before anything is unpacked, XML without entities."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhengpu.graph.errors import UnreadableDocument
from zhengpu.ingest.bytes.format import FileLimits

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["ZIP_MARKS", "Package", "member_names", "unread_parts"]

_MARK = b"PK\x03\x04"
_END = b"PK\x05\x06"
ZIP_MARKS = (_MARK, _END)
"""How a zip begins; an empty one with its end."""
_DIRECTORY = 4 << 20
"""Bytes of the table of contents; a plan's file has some hundred entries of about a hundred bytes."""

_HARMLESS = 8 << 20
"""Members up to this size are not measured against the ratio: short XML of one repeated line packs well."""

_TODO = "请确认文件来源，或用原来的软件打开后另存一份再读"

_PARTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?:word|xl)/media/.+\.(?:png|jpe?g|gif|bmp|tiff?|webp)", re.I), "图片"),
    (re.compile(r"(?:word|xl)/media/.+\.(?:emf|wmf)", re.I), "图形"),
    (re.compile(r"(?:word|xl)/charts/chart\d*\.xml"), "图表"),
    (re.compile(r"(?:word|xl)/diagrams/data\d*\.xml"), "示意图"),
    (re.compile(r"(?:word|xl)/embeddings/.+"), "嵌入的文件"),
    (re.compile(r"(?:word/comments\.xml|xl/comments\d*\.xml|xl/threadedComments/.+\.xml)"), "批注"),
)
"""Parts of office packages that hold signs which no reader of ours reads."""


def _directory_fits(data: bytes) -> bool:
    """Whether the table of contents is small enough to be read at all (zip64, never needed here, is refused with it)."""
    end = data.rfind(_END, max(0, len(data) - 66_000))
    return end >= 0 and int.from_bytes(data[end + 12 : end + 16], "little") <= _DIRECTORY


def member_names(data: bytes) -> frozenset[str]:
    """The names in a zip, or nothing if it is none or not to be touched."""
    if not data.startswith(ZIP_MARKS) or not _directory_fits(data):
        return frozenset()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return frozenset(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return frozenset()


@dataclass(frozen=True, slots=True)
class Package:
    """An opened zip whose counts, sizes and ratios are within the limits."""

    name: str
    archive: zipfile.ZipFile

    @classmethod
    def open(cls, data: bytes, name: str, limits: FileLimits) -> Package:
        """Checks everything the table of contents says; what it says is then enforced while unpacking."""
        if not _directory_fits(data):
            raise UnreadableDocument(f"没有打开《{name}》", "它是 ZIP 一类的包，目录损坏，或大得不像一份文件", _TODO)
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise UnreadableDocument(f"打不开《{name}》", "它不是完好的压缩文件", _TODO) from error
        members = archive.infolist()
        total = sum(member.file_size for member in members)
        if len(members) > limits.members:
            raise UnreadableDocument(f"没有打开《{name}》", f"里面有 {len(members)} 个成员，上限是 {limits.members} 个", _TODO)
        if total > limits.unpacked:
            why = f"展开后有 {total / 1e6:.0f} MB，上限是 {limits.unpacked / 1e6:.0f} MB"
            raise UnreadableDocument(f"没有打开《{name}》", why, _TODO)
        if any(member.flag_bits & 1 for member in members):
            raise UnreadableDocument(f"没有打开《{name}》", "它是加密的", "请解除密码后再读")
        for member in members:
            if member.file_size > _HARMLESS and member.file_size > member.compress_size * limits.ratio:
                why = f"成员展开后是压缩前的 {member.file_size // max(member.compress_size, 1)} 倍，像是有意制作的"
                raise UnreadableDocument(f"没有打开《{name}》", why, _TODO)
        return cls(name, archive)

    def __contains__(self, member: object) -> bool:
        return isinstance(member, str) and member in self.archive.NameToInfo

    def bytes_of(self, member: str) -> bytes:
        """One member's bytes. `zipfile` stops at the size the table of contents promised, and checks the sum."""
        info = self.archive.NameToInfo.get(member)
        if info is None:
            raise UnreadableDocument(f"读不出《{self.name}》", f"里面缺少 {member}", _TODO)
        try:
            return self.archive.read(info)
        except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError) as error:
            raise UnreadableDocument(f"读不出《{self.name}》", f"里面的 {member} 已损坏", _TODO) from error

    def xml(self, member: str) -> _Element:
        """One member as XML. Office formats have no document type; one that declares entities is refused, none is resolved."""
        from lxml import etree

        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(self.bytes_of(member), parser)
        except etree.XMLSyntaxError as error:
            raise UnreadableDocument(f"读不出《{self.name}》", f"里面的 {member} 不是合法的 XML，或嵌套过深", _TODO) from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise UnreadableDocument(f"没有读《{self.name}》", f"里面的 {member} 定义了实体，正常的文件没有", _TODO)
        return root


def unread_parts(names: Iterable[str]) -> Iterator[tuple[str, int]]:
    """What is in a package and was not read, with how many parts.

    >>> list(unread_parts(["word/document.xml", "word/media/image1.png", "word/media/image2.jpeg", "word/comments.xml"]))
    [('图片', 2), ('批注', 1)]
    """
    found = Counter(kind for name in names for pattern, kind in _PARTS if pattern.fullmatch(name))
    yield from ((kind, found[kind]) for _, kind in _PARTS if kind in found)
