"""What all tests share: no way out of the machine, a named skip for missing helper programs, the sample plan as read."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zhengpu.ingest.many.aside import Asides
from zhengpu.service import Zhengpu
from zhengpu.settings import Settings, data_folder

SAMPLE = "xinjiang-2022-26"
APART = {
    "test_house_wheel.py": "wheel",
    "test_house_bundle.py": "wheel",
    "test_ingest_corpus.py": "corpus",
    "test_ingest_aside.py": "corpus",
}
"""Files of tests that `make quick` leaves to `make test`."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever opens a Chromium is of the browser, whatever file it stands in; some files are apart as they are.

    What takes long comes first, file by file: two workers are then done at about the same time (`--no-loadscope-reorder`).
    """
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        if marker := APART.get(item.path.name):
            item.add_marker(marker)
    tests = Counter(item.path for item in items)
    browsers = {item.path for item in items if item.get_closest_marker("browser")}
    items.sort(key=lambda item: (item.path.name not in APART, item.path not in browsers, -tests[item.path], item.path))


def _local(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a socket of the file system
    host = str(address[0])
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(autouse=True)
def no_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches an address other than loopback."""
    for name in ("connect", "connect_ex"):
        original = getattr(socket.socket, name)

        def guarded(self: socket.socket, address: Any, original: Any = original) -> Any:
            assert _local(address), f"a test tried to reach {address}"
            return original(self, address)

        monkeypatch.setattr(socket.socket, name, guarded)


class SharedChildren:
    """The processes that read beside a product, by base: each takes seconds to start, so the products of a session share them.

    In place of `Zhengpu.readers`; as nothing is put into the product, one that is closed leaves them to the next one.
    """

    def __init__(self) -> None:
        self._kept: dict[str, Asides] = {}

    def __get__(self, zp: Zhengpu, kind: type[Zhengpu]) -> Asides:
        base = zp.store.names.base
        if base not in self._kept:
            self._kept[base] = Asides(base)
        return self._kept[base]

    def close(self) -> None:
        for asides in self._kept.values():
            asides.close()


@pytest.fixture(scope="session", autouse=True)
def shared_children() -> Iterator[None]:
    """All products of a session read with the same children."""
    shared = SharedChildren()
    with pytest.MonkeyPatch.context() as here:
        here.setattr(Zhengpu, "readers", shared)
        yield
    shared.close()


def need(program: str, *others: str) -> str:
    """The path of a helper program; without it a named skip, or a failure where CI is set."""
    for name in (program, *others):
        if found := shutil.which(name):
            return found
    message = f"helper program missing: {program}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def sample_text() -> str:
    """The sample plan's text."""
    return (data_folder() / f"{SAMPLE}.txt").read_text("utf-8")


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zhengpu]:
    """The product over a store that holds the sample plan; read only, or forget what you add."""
    from zhengpu.service import open_zhengpu

    with open_zhengpu(str(tmp_path_factory.mktemp("sample") / "store")) as zp:
        path = data_folder() / f"{SAMPLE}.txt"
        zp.add(path.read_bytes(), path.name)
        yield zp


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Zhengpu]:
    """The product over an empty store."""
    from zhengpu.service import open_store

    chosen = Settings(store=str(tmp_path / "store"))
    with Zhengpu(open_store(chosen), chosen) as zp:
        yield zp
