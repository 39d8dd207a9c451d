"""What a file is when it is no document: the first bytes of common kinds, for a message that says so."""

from __future__ import annotations

__all__ = ["PICTURES", "is_binary", "kind_of"]

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


def kind_of(data: bytes) -> str | None:
    """A Chinese word for what the bytes are, if they are something well known.

    >>> kind_of(b"GIF89a...")
    'GIF 图片'
    """
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP 图片"
    if data[4:8] == b"ftyp":
        return "视频或 HEIC 图片"
    pictures = ((mark, f"{kind} 图片") for mark, kind in PICTURES)
    return next((kind for mark, kind in (*pictures, *_OTHERS) if data.startswith(mark)), None)


def is_binary(data: bytes) -> bool:
    """Whether the first bytes are a mark that no text begins with, whatever the rest decodes to: a zip of stored texts is no text.

    >>> is_binary(b"PK\\x03\\x04\\x14..."), is_binary(b"BM 2024")
    (True, False)
    """
    marks = (mark for mark, _ in (*PICTURES, *_OTHERS))
    return any(data.startswith(mark) and any(byte < 9 or 13 < byte < 32 or byte > 126 for byte in mark) for mark in marks)
