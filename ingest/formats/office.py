"""doc, wps, rtf, xls, odt, ods, uof and their kin: turned into docx or xlsx by LibreOffice without a window, then read as those.

LibreOffice gets a profile of its own that is thrown away, macros forbidden, links not followed, proxies that lead nowhere, and the
time left; it runs in the same process group as the reader, so that it ends with it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from zhengpu.graph.errors import MissingHelper, UnreadableDocument
from zhengpu.ingest.bytes.compound import COMPOUND, streams
from zhengpu.ingest.bytes.format import FileLimits, Format
from zhengpu.ingest.document import Document
from zhengpu.ingest.formats.docx import DOCX
from zhengpu.ingest.formats.xlsx import XLSX

__all__ = ["OFFICE", "program"]

_MEDIA_TYPE = "application/msword"
_SUFFIXES = (".doc", ".wps", ".rtf", ".xls", ".et", ".dot", ".wpt", ".odt", ".ott", ".ods", ".uof", ".uot", ".uos", ".fodt", ".fods")
_PROGRAMS = (
    "soffice",
    "libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
_BOOKS = frozenset(["Workbook", "Book"])
_TEXTS = frozenset([*_BOOKS, "WordDocument", "CONTENTS", "MatOST"])
_WHOLE_DIRECTORY = 6 << 20
"""Of files up to here the whole directory is read."""
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_MOST_CONTROL = 0.01
_LOCKED = "EncryptedPackage"
_OPEN_DOCUMENT = re.compile(rb"^PK\x03\x04.{26}mimetypeapplication/vnd\.oasis\.opendocument\.(text|spreadsheet)", re.S)
_UOF = re.compile(rb"<(?:[\w\xc2-\xf4\x80-\xbf]+:)?UOF[\s>]")
_UOF_BOOK = "电子表格".encode()
_FLAT = re.compile(
    rb"<\?mso-application\s+progid=.(?P<old>Word|Excel)\.|<(?:\w+:)?(?:wordDocument|(?P<book>Workbook))\s[^>]*schemas[.-]microsoft[.-]com|"
    rb"<office:document\s[^>]*opendocument\.(?P<open>text|spreadsheet)"
)
"""One file of XML: of Office 2003, as many systems export it, or of OpenDocument."""

_SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "0"),
    ("Calc/Content/Update", "Link", "2"),
)
"""Of LibreOffice's registry, under org.openoffice.Office: nothing runs, nothing is fetched."""


def _recognise(data: bytes, name: str) -> bool:
    return _suffix(data) is not None


def _suffix(data: bytes) -> str | None:
    """The kind of a file by its content, as a suffix that LibreOffice knows.

    >>> _suffix(b"{\\\\rtf1"), _suffix(b"PDF")
    ('.rtf', None)
    """
    if data.startswith(b"{\\rtf"):
        return ".rtf"
    if data.startswith(COMPOUND):
        return ".xls" if streams(data) & _BOOKS else ".doc"
    if opened := _OPEN_DOCUMENT.match(data[:200]):
        return ".odt" if opened[1] == b"text" else ".ods"
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        if _UOF.search(data[:4096]):
            return ".uos" if _UOF_BOOK in data else ".uot"
        if flat := _FLAT.search(data[:4096]):
            return _flat_suffix(flat)
    return None


def _flat_suffix(flat: re.Match[bytes]) -> str:
    if flat["open"]:
        return ".fodt" if flat["open"] == b"text" else ".fods"
    return ".xls" if flat["old"] == b"Excel" or flat["book"] else ".doc"


def program() -> str | None:
    """Where LibreOffice is, if it is installed."""
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


def _read(data: bytes, name: str, limits: FileLimits) -> Document:
    suffix = _suffix(data) or ".doc"
    if _LOCKED in streams(data):
        raise UnreadableDocument(f"没有读《{name}》", "它设了打开密码", "请解除密码后再读")
    if why := _broken(data, suffix):
        raise UnreadableDocument(f"读不出《{name}》", why, "请用原来的软件打开，确认无误后另存一份再读")
    if (office := program()) is None:
        kind = "旧版 Office（doc、wps、xls）" if suffix in (".doc", ".xls") else suffix[1:]
        raise MissingHelper(
            f"没有读《{name}》",
            f"{kind} 文件要靠 LibreOffice 转换，这台机器上没有找到 soffice",
            "请安装 LibreOffice，或另存为 docx、xlsx 后再读",
        )
    target = XLSX if suffix in (".xls", ".ods", ".fods", ".uos") else DOCX
    with tempfile.TemporaryDirectory(prefix="zhengpu-office-", ignore_cleanup_errors=True) as folder:
        converted = _converted(office, data, suffix, target.name, Path(folder), limits)
        if converted is None:
            raise UnreadableDocument(
                f"读不出《{name}》", "LibreOffice 没能转换它，文件可能已损坏", "请用原来的软件打开，确认无误后另存一份再读"
            )
    return replace(target.read(converted, name, limits), media_type="text/rtf" if suffix == ".rtf" else _MEDIA_TYPE)


def _broken(data: bytes, suffix: str) -> str:
    """Why a file that begins rightly is none, or nothing: an OLE directory without a text, RTF full of control characters."""
    if data.startswith(COMPOUND) and len(data) < _WHOLE_DIRECTORY and not streams(data) & _TEXTS:
        return "它开头像旧版 Office 文件，里面却没有正文，文件已损坏"
    if suffix == ".rtf" and b"\\bin" not in data and len(_CONTROL.findall(data)) > _MOST_CONTROL * len(data):
        return "它开头像 rtf 文件，里面却不是文字，文件已损坏"
    return ""


def _converted(office: str, data: bytes, kind: str, suffix: str, folder: Path, limits: FileLimits) -> bytes | None:
    source = folder / f"plan{kind}"
    source.write_bytes(data)
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(_registry(), "utf-8")
    command = [office, "--headless", "--norestore", "--nolockcheck", "--nodefault", f"-env:UserInstallation={profile.parent.as_uri()}"]
    nowhere = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9", "no_proxy": "", "HOME": str(folder)}
    with suppress(subprocess.TimeoutExpired):
        subprocess.run(
            [*command, "--convert-to", suffix, "--outdir", str(folder), str(source)],
            env=os.environ | nowhere,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=limits.seconds * 0.9,
            check=False,
            preexec_fn=_unlimited if os.name == "posix" else None,
        )
    result = folder / f"plan.{suffix}"
    return result.read_bytes() if result.is_file() and result.stat().st_size <= limits.size else None


def _registry() -> str:
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'


def _unlimited() -> None:
    """LibreOffice maps more address space than a reader may: its memory is left to the machine, its time is not."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (resource.getrlimit(resource.RLIMIT_AS)[1],) * 2)


OFFICE = Format("office", _MEDIA_TYPE, _SUFFIXES, _recognise, _read)
