"""What a file is when it is no document: the first bytes of common kinds, for a message that says so."""

from __future__ import annotations

__all__ = ["PICTURES", "is_binary", "kind_of", "package_kind"]

PICTURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"BM", "BMP"),
)

_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "ZIP 压缩包"),
    (b"PK\x05\x06", "ZIP 压缩包"),
    (b"Rar!\x1a\x07", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Office 文件"),
    (b"%PDF-", "PDF"),
    (b"\x7fELF", "程序"),
    (b"MZ", "程序"),
    (b"ID3", "音频"),
    (b"OggS", "音频"),
    (b"<?xml", "XML"),
    (b"SQLite format 3\0", "数据库"),
)


_PACKAGES: tuple[tuple[bytes, str], ...] = (
    (b"mimetypeapplication/epub+zip", "电子书（EPUB）"),
    (b"ppt/presentation.xml", "演示文稿（pptx）"),
    (b"xl/workbook.bin", "二进制工作簿（xlsb）"),
    (b"Index/Document.iwa", "苹果 iWork 文件"),
    (b"visio/document.xml", "Visio 图"),
    (b"AndroidManifest.xml", "安装包"),
)
"""Zips that are no archives of documents, by what stands among their names."""
_NAMES = 1 << 16


def package_kind(data: bytes) -> str | None:
    """A Chinese word for a zip that is one document of a kind that is not read.

    >>> package_kind(b"PK\\x03\\x04..ppt/presentation.xml..")
    '演示文稿（pptx）'
    """
    if not data.startswith(b"PK"):
        return None
    names = data[:256] + data[-_NAMES:]
    return next((kind for mark, kind in _PACKAGES if mark in names), None)


def kind_of(data: bytes) -> str | None:
    """A Chinese word for what the bytes are, if they are something well known.

    >>> kind_of(b"GIF89a...")
    'GIF 图片'
    """
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP 图片"
    if data[4:8] == b"ftyp":
        return "视频或 HEIC 图片"
    if package := package_kind(data):
        return package
    pictures = ((mark, f"{kind} 图片") for mark, kind in PICTURES)
    return next((kind for mark, kind in (*pictures, *_OTHERS) if data.startswith(mark)), None)


def is_binary(data: bytes) -> bool:
    """Whether the first bytes are a mark that no text begins with, whatever the rest decodes to: a zip of stored texts is no text.

    >>> is_binary(b"PK\\x03\\x04\\x14..."), is_binary(b"BM 2024")
    (True, False)
    """
    marks = (mark for mark, _ in (*PICTURES, *_OTHERS))
    return any(data.startswith(mark) and any(byte < 9 or 13 < byte < 32 or byte > 126 for byte in mark) for mark in marks)
