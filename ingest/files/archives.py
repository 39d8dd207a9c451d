"""Paths → files: folders walked, zip archives of plans and letters with attachments opened in memory.

Nothing is written to disk, whatever a member is called.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from zhengpu.graph.errors import UnreadableDocument, UsageError
from zhengpu.ingest.bytes.package import Package, member_names
from zhengpu.ingest.bytes.signatures import package_kind
from zhengpu.ingest.formats import FORMATS, FileLimits
from zhengpu.ingest.formats.mail import attachments
from zhengpu.ingest.formats.policy_json import papers

__all__ = ["expand", "hidden", "readable_name", "unpack", "within"]

_DEPTH = 3
"""An archive may hold archives, down to here."""


def expand(paths: Iterable[Path | str], *, limits: FileLimits = FileLimits()) -> Iterator[tuple[str, bytes]]:  # noqa: B008 - frozen
    """Every file under the paths, as (name, bytes), in the order of names.

    A member of an archive is called `archive.zip/member`, what is attached to a letter `letter.eml/name`, a paper of several in the answer of a
    policy library `answer.json/1 title.html`. What cannot be opened (an archive
    made to burst, one with a password, one archive inside another too often) comes as it is, so that `ingest.reading.read` says why it is no
    document and the next one is still read. No more of a file is read than shows that it is too large.
    """
    for path in map(Path, paths):
        if path.is_dir():
            for inside in within(path):
                yield from unpack(readable_name(inside), _bytes(path / inside, limits), limits=limits)
        elif path.is_file():
            yield from unpack(readable_name(path.name), _bytes(path, limits), limits=limits)
        else:
            raise UsageError(f"没有找到《{path}》", "这里没有这个文件或文件夹", "请检查路径")


def readable_name(name: str) -> str:
    """A file's name as text: disks know bytes, and old Windows wrote them in GBK; what is neither gets a sign that stands for it.

    >>> import os
    >>> readable_name(os.fsdecode("乙县.txt".encode("gbk"))), readable_name("乙县.txt"), readable_name(os.fsdecode(bytes([255])))
    ('乙县.txt', '乙县.txt', '�')
    """
    with contextlib.suppress(UnicodeEncodeError):
        name.encode()
        return name
    data = name.encode("utf-8", "surrogateescape") if not _HALVES.search(name) else name.encode("utf-8", "replace")
    with contextlib.suppress(UnicodeDecodeError):
        return data.decode("gb18030")
    return data.decode("utf-8", "replace")


_HALVES = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Halves of characters that stand for no byte."""


def within(folder: Path) -> Iterator[str]:
    """The names of all files below a folder that are for reading, in order: none that is hidden, none that a link has from elsewhere."""
    for inside in _inside(folder):
        if not hidden(PurePosixPath(inside)) and (folder / inside).resolve().is_relative_to(folder.resolve()):
            yield inside


def _inside(folder: Path, above: str = "") -> Iterator[str]:
    """Names of all files below a folder, in order; one folder's names in memory at a time, and no paths, which are ten times larger."""
    names: list[tuple[str, bool, bool]] = []
    with contextlib.suppress(PermissionError), os.scandir(folder / above) as entries:  # a folder that is not ours has nothing for us
        names = sorted((entry.name, entry.is_dir(follow_symlinks=False), entry.is_file()) for entry in entries)
    for name, is_folder, is_file in names:
        if is_folder:
            yield from _inside(folder, f"{above}{name}/")
        elif is_file:
            yield above + name


def unpack(name: str, data: bytes, *, limits: FileLimits = FileLimits()) -> Iterator[tuple[str, bytes]]:  # noqa: B008 - frozen
    """A file as it is, or the files of an archive, as `expand` hands them on."""
    yield from _opened(name, data, _Allowance(limits))


def _bytes(path: Path, limits: FileLimits) -> bytes:
    with path.open("rb") as file:
        return file.read(limits.size + 1)


class _Allowance:
    """What an archive may still hold: all that are inside one another share it."""

    def __init__(self, limits: FileLimits) -> None:
        self.left = limits

    def spend(self, package: Package) -> None:
        """Take off what one of them holds."""
        inside = package.archive.infolist()
        unpacked = self.left.unpacked - sum(member.file_size for member in inside)
        self.left = replace(self.left, unpacked=unpacked, members=self.left.members - len(inside))


def _opened(name: str, data: bytes, allowed: _Allowance, depth: int = 0) -> Iterator[tuple[str, bytes]]:
    names = member_names(data)
    if depth < _DEPTH and (attached := list(attachments(data, name))):
        yield name, data
        for own, file in attached:
            yield from _opened(f"{name}/{own}", file, allowed, depth + 1)
        return
    if depth < _DEPTH and (several := list(papers(data, name))):
        for own, page in several:
            yield f"{name}/{own}", page
        return
    document = any(name.lower().endswith(form.suffixes) or form.recognise(data, name) for form in FORMATS)  # though perhaps a broken one
    if not names or document or package_kind(data) or len(data) > allowed.left.size or depth == _DEPTH:
        yield name, data
        return
    try:
        package = Package.open(data, name, allowed.left)
        allowed.spend(package)
        # everything before the first is handed on: a broken member makes the archive one that is not read in part
        members = [(_called(info.filename, info.flag_bits), info.filename) for info in package.archive.infolist() if not info.is_dir()]
        members = [(called, member) for called, member in members if called.parts and not hidden(called)]
        contents = [(called, package.bytes_of(member)) for called, member in sorted(members)]
    except UnreadableDocument:
        yield name, data
        return
    for called, content in contents:
        yield from _opened(f"{name}/{called}", content, allowed, depth + 1)


def _called(name: str, flags: int) -> PurePosixPath:
    """A member's name: in GBK where the archive does not say UTF-8 (Windows writes so), never pointing outside."""
    if not flags & 0x800:
        with contextlib.suppress(UnicodeEncodeError, UnicodeDecodeError):
            name = name.encode("cp437").decode("gb18030")
    parts = name.replace("\\", "/").split("/")
    return PurePosixPath(*(part for part in parts if part not in ("", ".", "..") and not part.endswith(":")))


def hidden(path: PurePosixPath) -> bool:
    """Left by file managers and office programs (`.DS_Store`, `__MACOSX`, `~$plan.docx`), never a plan."""
    return any(part.startswith((".", "~$", "__MACOSX")) for part in path.parts)
