"""Child processes that end with their parent, however it ends, and take everything they started with them.

The parent holds one end of a pipe and never writes to it; the child asks the kernel to kill its whole group when that end is closed. So it
works against kill -9, inside C code that never comes back, and for programs that the child started (LibreOffice). Where the system has no
such request (not Linux), a thread of the child waits for the end instead.

The parent's death is not what `PR_SET_PDEATHSIG` means: that is the death of the thread that started the child, and a server's threads come and go.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

__all__ = ["Child", "tie"]

_LINE = "ZHENGPU_LIFELINE"


class Child:
    """A process in a group of its own; `end` (from any thread, more than once) ends the group."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], *, folder: str | Path | None = None, quiet: bool = False
    ) -> None:
        theirs, self._line = os.pipe()
        self._lock = threading.Lock()
        tied = {"pass_fds": (theirs,), "start_new_session": True} if os.name == "posix" else {}
        try:
            self.process: subprocess.Popen[bytes] = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL if quiet else None,
                env={**environment, _LINE: str(theirs)} if tied else dict(environment),
                cwd=folder,
                **tied,  # type: ignore[call-overload]
            )
        except BaseException:
            os.close(self._line)
            raise
        finally:
            os.close(theirs)

    @property
    def alive(self) -> bool:
        """It has not ended, and nobody has ended it."""
        return self._line >= 0 and self.process.poll() is None

    def end(self) -> None:
        """Kill the group now; who waits for the process's words reads their end."""
        with self._lock:
            line, self._line = self._line, -1
            if line < 0:
                return
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if os.name == "posix":
                    os.killpg(self.process.pid, signal.SIGKILL)
                else:
                    self.process.kill()
            os.close(line)

    def close(self) -> None:
        """`end`, and wait until the process is gone."""
        self.end()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError, ValueError):
                    stream.close()
        self.process.wait()


def tie() -> None:
    """Called first thing in the child: from now on this process and its group end with the parent."""
    line = os.environ.pop(_LINE, "")
    if not line.isdigit():
        return
    number = int(line)
    os.set_inheritable(number, False)
    if sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(number, fcntl.F_SETSIG, signal.SIGKILL)
            fcntl.fcntl(number, fcntl.F_SETOWN, -os.getpgrp())
            fcntl.fcntl(number, fcntl.F_SETFL, fcntl.fcntl(number, fcntl.F_GETFL) | os.O_ASYNC)
    # also closes the gap before the request, in which the parent may have ended
    threading.Thread(target=_wait, args=(number,), daemon=True).start()


def _wait(line: int) -> None:
    with contextlib.suppress(OSError):
        os.read(line, 1)
    os.killpg(os.getpgrp(), signal.SIGKILL)
