"""Bytes → text: byte order mark, strict UTF-8, strict GB18030, and only then guesses, each of them said."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from zhengpu.graph.facts import Span
from zhengpu.ingest.document import Diagnostic

__all__ = ["Decoded", "decode"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_TOLERATED = 0.02
"""This share of the characters beyond ASCII may be damaged, and a text still counts as written in an encoding."""

_MOSTLY = 0.9
"""Of what is beyond ASCII in a piece in GBK at least this share is Chinese, marks included."""

_HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uff5e]")
_FREQUENT = re.compile("[，。、的]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, the encoding it was written in, and what was doubtful about that."""

    text: str
    encoding: str
    diagnostics: tuple[Diagnostic, ...] = ()


def decode(data: bytes, declared: str | None = None) -> Decoded | None:
    """The text of `data`, or None if no encoding fits; every character is kept, only a byte order mark goes.

    >>> decode("县文旅局".encode("gb18030")).encoding
    'gb18030'
    >>> decode("\\ufeff县文旅局".encode("utf-16-le")).text
    '县文旅局'
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, errors="replace")
            return Decoded(text, encoding)
    for likely in (declared, "utf-8"):
        if likely and (exact := _strict(data, likely)) is not None:
            return Decoded(exact, likely)
    if wide := _wide(data):
        return wide
    if mixed := _mixed(data):
        return mixed
    for encoding in ("utf-8", "gb18030"):
        text = data.decode(encoding, errors="replace")
        beyond_ascii = len(text) - len(text.encode("ascii", errors="ignore"))
        if text.count("\ufffd") <= beyond_ascii * _TOLERATED and "\0" not in text:
            return _traditional(data, text) if encoding == "gb18030" else Decoded(text, encoding)
    return _guess(data)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _share(pattern: re.Pattern[str], text: str) -> float:
    return len(pattern.findall(text)) / max(len(text), 1)


def _wide(data: bytes) -> Decoded | None:
    """UTF-16 without a byte order mark: its line ends and digits leave zero bytes, which no other encoding of Chinese has."""
    if b"\0" not in data or len(data) % 2:
        return None
    candidates = [(text, encoding) for encoding in ("utf-16-le", "utf-16-be") if (text := _strict(data, encoding)) is not None]
    if not candidates:
        return None
    text, encoding = max(candidates, key=lambda candidate: _share(_HAN, candidate[0][:20_000]))
    if _share(_HAN, text[:20_000]) < 0.3:
        return None
    return Decoded(text, encoding, (_guessed(encoding),))


def _mixed(data: bytes) -> Decoded | None:
    """UTF-8 with lines, or the end of a line, in GBK, as files have it to which another program appended something.

    A line that is UTF-8 but for a few damaged characters is no GBK; a file of which less is UTF-8 than GBK is no such file.

    >>> said = _mixed("一、办好庙会\\n".encode() + "附件：任务分工表".encode("gb18030"))
    >>> said.text, said.encoding
    ('一、办好庙会\\n附件：任务分工表', 'utf-8')
    """
    pieces: list[str] = []
    first, length, odd, own = -1, 0, 0, 0
    for line in data.splitlines(keepends=True):
        good = len(line)
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            text, good = line.decode("utf-8", errors="replace"), error.start
            if (rest := _foreign(line[good:])) is not None:
                text = line[:good].decode("utf-8") + rest
                odd += _beyond(line[good:])
                first = length if first < 0 else first
        own += _beyond(line[:good])
        pieces.append(text)
        length += len(text)
    if first < 0 or odd > own:
        return None
    message = "文件大部分是 UTF-8，有几行是 GBK，从这里开始，已分别按各自的编码读出。请对照原件。"
    return Decoded("".join(pieces), "utf-8", (Diagnostic("encoding-mixed", "note", message, Span(first, first + 1)),))


def _beyond(piece: bytes) -> int:
    """How many bytes are no ASCII."""
    return sum(byte > 127 for byte in piece)


def _foreign(piece: bytes) -> str | None:
    """The piece in GBK, if that makes it Chinese and UTF-8 would lose most of it."""
    text = _strict(piece, "gb18030")
    beyond = [char for char in text or "" if not char.isascii()]
    lost = piece.decode("utf-8", errors="replace").count("\ufffd")
    fits = 2 * lost > len(beyond) > 0 and len(_HAN.findall("".join(beyond))) >= _MOSTLY * len(beyond)
    return text if fits else None


def _traditional(data: bytes, text: str) -> Decoded:
    """Big5 often decodes as GB18030 too, into rare characters: the one with the frequent signs is the right one."""
    sample = text[:20_000]
    if _share(_FREQUENT, sample) < 0.02 and (other := _strict(data, "big5hkscs")) and _share(_FREQUENT, other[:20_000]) > 0.02:
        return Decoded(other, "big5hkscs", (_guessed("big5hkscs"),))
    return Decoded(text, "gb18030")


def _guess(data: bytes) -> Decoded | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data[: 1 << 18]).best()
    if best is None:
        return None
    text = data.decode(best.encoding, errors="replace")
    return Decoded(text.removeprefix("\ufeff"), best.encoding, (_guessed(best.encoding),))


def _guessed(encoding: str) -> Diagnostic:
    message = f"文件没有说明文字编码，按 {encoding} 读出。如有乱码，请另存为 UTF-8 后再读。"
    return Diagnostic("encoding-guessed", "warning", message)
