"""Who did what: one JSON object a line, in files that are turned over at a size, newest last."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from logging.handlers import RotatingFileHandler
from pathlib import Path

from zhengpu.graph.errors import StoreBroken, reason

__all__ = ["AuditEntry", "AuditLog", "audit_lines"]

_FILE = "audit.jsonl"
_SIZE, _FILES = 16 << 20, 20


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One request: `time` (ISO, UTC), the address it came from, the name of its key, what was done, its status, and what it was about."""

    time: str
    client: str
    key: str | None
    action: str
    method: str
    path: str
    status: int
    milliseconds: int
    about: Mapping[str, object] = field(default_factory=dict)

    def line(self) -> str:
        """As it stands in the file.

        >>> AuditEntry("2024-01-02T03:04:05Z", "10.0.0.8", "门户", "ask", "POST", "/api/ask", 200, 31, {"question": "谁牵头"}).line()
        '{"time":"2024-01-02T03:04:05Z","client":"10.0.0.8","key":"门户","action":"ask","method":"POST","path":"/api/ask","status":200,"ms":31,"question":"谁牵头"}'
        """
        said = {"time": self.time, "client": self.client, "key": self.key, "action": self.action, "method": self.method}
        said |= {"path": self.path, "status": self.status, "ms": self.milliseconds, **self.about}  # type: ignore[dict-item]
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


class AuditLog:
    """Files in a folder of their own. A full disk stops no answer; it is said once on standard error."""

    def __init__(self, folder: Path, *, size: int = _SIZE, files: int = _FILES) -> None:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = _Turning(folder / _FILE, maxBytes=size, backupCount=files, encoding="utf-8")
        except OSError as error:
            raise StoreBroken(f"写不了审计记录 {folder}", reason(error), "请检查磁盘空间和文件夹权限") from error
        self._lock = threading.Lock()

    def record(self, entry: AuditEntry) -> None:
        """Write one down."""
        with self._lock:
            self._file.handle(logging.LogRecord("audit", logging.INFO, "", 0, entry.line(), None, None))

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


class _Turning(RotatingFileHandler):
    _said = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name is the library's
        if not self._said:
            super().handleError(record)
        self._said = True


def audit_lines(folder: Path) -> Iterator[str]:
    """Everything recorded, oldest first."""
    turned = sorted(folder.glob(f"{_FILE}.*"), key=lambda path: int(path.suffix[1:]) if path.suffix[1:].isdigit() else 0, reverse=True)
    for path in (*turned, folder / _FILE):
        if path.is_file():
            with path.open(encoding="utf-8") as file:
                yield from file
