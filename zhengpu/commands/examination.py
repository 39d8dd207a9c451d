"""`zhengpu doctor`: is everything here that the product needs?"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata, util

from zhengpu.graph.errors import ZhengpuError
from zhengpu.hosting.files import is_bundled
from zhengpu.settings import Settings, data_folder

__all__ = ["Finding", "examine"]

_PACKAGES = ("pyoxigraph", "rdflib", "networkx", "jieba", "pyvis", "fastapi", "uvicorn", "lxml", "python-docx", "openpyxl", "pdfplumber")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the examination; what is `optional` may be missing."""

    fine: bool
    text: str
    optional: bool = False


def examine(chosen: Settings) -> Iterator[Finding]:
    """Python, packages, sample data, the store, and the optional helpers."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(sys.version_info >= (3, 11), f"Python {version}（需要3.11以上）")
    for name in _PACKAGES:
        try:
            yield Finding(True, f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            yield Finding(False, f"缺少 {name}：请重新安装政谱")
    yield Finding(data_folder().is_dir(), f"样例数据 {data_folder()}")
    yield from _definitions()
    yield _store(chosen)
    office = shutil.which("soffice") or shutil.which("libreoffice")
    yield Finding(office is not None, "LibreOffice（读 doc、wps、rtf 时用）" + ("" if office else "：没有安装"), optional=True)
    ocr = util.find_spec("rapidocr") is not None
    yield Finding(ocr, "rapidocr（读扫描件时用）" + ("" if ocr else "：没有安装，pip install zhengpu[ocr]"), optional=True)
    yield Finding(*_fonts(), optional=True)
    missing = "" if is_bundled() else "：安装时没有打包，/sparql 是普通输入框；在源码目录运行 python hatch_build.py 可补上"
    yield Finding(not missing, f"SPARQL 编辑器{missing}", optional=True)


def _definitions() -> Iterator[Finding]:
    from zhengpu.definitions.checking import FILES, definition_faults

    faults = tuple(definition_faults())
    yield from (Finding(False, str(fault)) for fault in faults)
    if not faults:
        yield Finding(True, f"定义文件 {len(FILES) + 1}个")


def _store(chosen: Settings) -> Finding:
    from zhengpu.service import open_store

    try:
        store = open_store(chosen)
        count = len(store.documents())
        store.close()
    except ZhengpuError as error:
        return Finding(False, f"图谱库 {chosen.store}：{error}")
    return Finding(True, f"图谱库 {chosen.store}：{count}份文件")


def _fonts() -> tuple[bool, str]:
    program = shutil.which("fc-list")
    if program is None:
        return True, "中文字体：由浏览器的系统提供"
    found = subprocess.run([program, ":lang=zh-cn"], capture_output=True, check=False, timeout=30).stdout.strip()
    return bool(found), "中文字体" + ("" if found else "：没有找到，Debian 请装 fonts-noto-cjk")
