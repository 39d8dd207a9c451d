"""A corpus read on two hosts: scheduler and worker in one network namespace, a worker in another; the same bytes as from one process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks.plans import write_plans
from zhengpu.commands.bulk import read_corpus
from zhengpu.graph.store import EmbeddedStore
from zhengpu.ingest.many.corpus import FileResult
from zhengpu.keeping.backup import contents
from zhengpu.keeping.originals import Originals

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(find_spec("distributed") is None, reason="needs the extra cluster"),
    pytest.mark.skipif(shutil.which("ip") is None, reason="helper program missing: ip (Debian: iproute2)"),
    pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="network namespaces need root"),
]

HERE, THERE = "10.231.77.1", "10.231.77.2"


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@contextmanager
def hosts() -> Iterator[tuple[str, str]]:
    """Two network namespaces with a cable between them, and no way to anywhere else."""
    one, two = f"zp-one-{os.getpid()}", f"zp-two-{os.getpid()}"
    ends = f"zpa{os.getpid()}", f"zpb{os.getpid()}"
    try:
        try:
            ip("netns", "add", one)
            ip("netns", "add", two)
            ip("link", "add", ends[0], "type", "veth", "peer", "name", ends[1])
            for name, end, address in ((one, ends[0], HERE), (two, ends[1], THERE)):
                ip("link", "set", end, "netns", name)
                ip("-n", name, "addr", "add", f"{address}/24", "dev", end)
                ip("-n", name, "link", "set", end, "up")
                ip("-n", name, "link", "set", "lo", "up")
        except subprocess.CalledProcessError as error:
            pytest.skip(f"no network namespaces here: {error.stderr.decode().strip()}")
        yield one, two
    finally:
        for name in (one, two):
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)


@contextmanager
def running(host: str, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program on one of the hosts, ended with the block."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    silent = subprocess.DEVNULL
    with subprocess.Popen(["ip", "netns", "exec", host, sys.executable, *command], stdout=silent, stderr=silent, env=environment) as job:
        try:
            yield job
        finally:
            job.terminate()
            try:
                job.wait(20)
            except subprocess.TimeoutExpired:
                job.kill()


def worker(host: str, address: str) -> tuple[str, ...]:
    """The command of a worker."""
    common = ("--nthreads", "1", "--no-dashboard", "--death-timeout", "60")
    return host, "-m", "distributed.cli.dask_worker", f"tcp://{HERE}:8786", "--host", address, *common


@pytest.mark.parametrize("case", ["both", "lost", "other"])
def test_the_same_bytes_from_two_hosts(tmp_path: Path, case: str) -> None:
    """`lost`: the worker on the other host goes away in the middle. `other`: that worker alone, so it is sure that it reads."""
    plans = tmp_path / "plans"
    write_plans(plans, 150, tasks=6)
    with EmbeddedStore(tmp_path / "alone") as store:
        assert not [event for event in read_corpus(store, [str(plans)]) if isinstance(event, FileResult) and event.error]
        alone = contents(store, Originals(tmp_path / "alone" / "originals"))
    with hosts() as (one, two), ExitStack() as stack:
        stack.enter_context(running(one, "-m", "distributed.cli.dask_scheduler", "--host", HERE, "--port", "8786", "--no-dashboard"))
        if case != "other":
            stack.enter_context(running(*worker(one, HERE)))
        other = stack.enter_context(running(*worker(two, THERE)))
        command = ["-m", "zhengpu", "ingest", str(plans), "--store", str(tmp_path / "store"), "--cluster", f"tcp://{HERE}:8786"]
        job = stack.enter_context(running(one, *command))
        if case == "lost":
            readings = tmp_path / "store" / "reading" / "shards"
            until = time.monotonic() + 120
            while not (readings.is_dir() and len(list(readings.iterdir())) > 2) and time.monotonic() < until:
                time.sleep(0.05)
            other.kill()
        assert job.wait(300) == 0
    with EmbeddedStore(tmp_path / "store") as store:
        assert contents(store, Originals(tmp_path / "store" / "originals")) == alone
