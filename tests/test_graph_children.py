"""Child processes end with their parent, whatever they are doing and however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from zhengpu.graph.children import Child

ROOT = Path(__file__).parent.parent
_CHILD = """
import re, subprocess, sys, time
from zhengpu.graph.children import tie
tie()
helper = subprocess.Popen(["sleep", "600"])
print(helper.pid, flush=True)
{work}
"""
_PARENT = """
import os, sys
from zhengpu.graph.children import Child
child = Child([sys.executable, "-c", sys.argv[1]], os.environ)
print(child.process.pid, child.process.stdout.readline().decode().strip(), flush=True)
sys.stdin.read()
"""
WORK = {"waiting": "time.sleep(600)", "in C code that never comes back": "re.match(r'(a+)+$', 'a' * 60 + 'b')"}


def _gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has asked after yet counts."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def _all_gone(pids: list[int]) -> bool:
    return any(all(map(_gone, pids)) or time.sleep(0.05) for _ in range(400))


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("work", WORK.values(), ids=WORK)
def test_a_child_and_its_helper_end_with_a_parent_that_is_killed(work: str) -> None:
    command = [sys.executable, "-c", _PARENT, _CHILD.format(work=work)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(pids) == 2
        assert not any(map(_gone, pids))
        parent.send_signal(signal.SIGKILL)
    assert _all_gone(pids)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_ending_a_child_ends_what_it_started() -> None:
    child = Child([sys.executable, "-c", _CHILD.format(work=WORK["waiting"])], {**os.environ, "PYTHONPATH": str(ROOT)})
    assert child.process.stdout is not None
    helper = int(child.process.stdout.readline())
    assert child.alive
    child.close()
    child.close()
    assert not child.alive
    assert _all_gone([helper])
