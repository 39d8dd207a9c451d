"""The directory of an OLE compound file (doc, wps, xls, et): which streams it holds, read from the directory and nowhere else."""

from __future__ import annotations

import struct

__all__ = ["COMPOUND", "streams"]

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER = 512
_ENTRY = 128
_LONGEST_CHAIN = 4096
_SECTOR_BITS = (9, 12)
_END = 0xFFFFFFFA
"""Sector numbers from here on are no sectors."""


def streams(data: bytes) -> frozenset[str]:
    """The names of all streams and storages; none for what is no compound file or a damaged one.

    >>> streams(b"no such file")
    frozenset()
    """
    if not data.startswith(COMPOUND) or len(data) < _HEADER:
        return frozenset()
    if (bits := int.from_bytes(data[30:32], "little")) not in _SECTOR_BITS:
        return frozenset()
    size = 1 << bits
    table = _allocation(data, size)
    names: set[str] = set()
    sector = int.from_bytes(data[48:52], "little")
    for _ in range(_LONGEST_CHAIN):
        at = (sector + 1) * size
        if sector >= _END or at > len(data):
            break
        for entry in range(at, min(at + size, len(data) - _ENTRY + 1), _ENTRY):
            length = int.from_bytes(data[entry + 64 : entry + 66], "little")
            if data[entry + 66] and 2 <= length <= 64:
                names.add(data[entry : entry + length - 2].decode("utf-16-le", errors="replace"))
        sector = table[sector] if sector < len(table) else _END
    return frozenset(names)


def _allocation(data: bytes, size: int) -> list[int]:
    """Which sector follows which, from the table's first 109 sectors (files up to 7 MB; a directory seldom lies further back)."""
    table: list[int] = []
    for (sector,) in struct.iter_unpack("<I", data[76:_HEADER]):
        at = (sector + 1) * size
        if sector >= _END or at + size > len(data):
            break
        table.extend(value for (value,) in struct.iter_unpack("<I", data[at : at + size]))
    return table
