"""What a watch remembers between its rounds and its lives: how each file was last seen, what came of it, what was told to whom."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from zhengpu.graph.errors import StoreBroken, reason

__all__ = ["SeenFile", "WatchedState", "load_watched", "save_watched"]


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as it was read: its stamp (size, times of change of what it says and of what is said of it), the ids of the documents that came of it."""

    stamp: tuple[int, int, int]
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WatchedState:
    """All files by folder and name; `told` is the id of the last news that was sent to each webhook."""

    folders: Mapping[str, Mapping[str, SeenFile]] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)


def load_watched(path: Path) -> WatchedState:
    """What was saved; nothing where nothing was. Raises `StoreBroken`."""
    try:
        said = json.loads(path.read_text("utf-8"))
        folders = {
            folder: {name: SeenFile((*map(int, one["stamp"]),), tuple(one["documents"])) for name, one in files.items()}  # type: ignore[arg-type]
            for folder, files in said["folders"].items()
        }
        return WatchedState(folders, dict(said["told"]))
    except FileNotFoundError:
        return WatchedState()
    except OSError as error:
        raise StoreBroken(f"读不了 {path}", reason(error), "请检查文件的权限") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreBroken(f"监视记录 {path} 已损坏", str(error), "可以删去它：下一轮把文件夹从头读一遍，相同的不会改动") from error


def save_watched(path: Path, state: WatchedState) -> None:
    """Put it in place of what was saved. Raises `StoreBroken`."""
    beside = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(asdict(state), file)  # in ASCII: names may be of any bytes
        beside.replace(path)
    except OSError as error:
        raise StoreBroken(f"没有存成 {path}", reason(error), "请检查磁盘空间和文件夹权限") from error
