"""What a query process does to itself before it touches a query: no new sockets, bounded memory, bounded CPU time."""

from __future__ import annotations

import ctypes
import platform
import struct
import sys

__all__ = ["allow_cpu", "bound_memory", "forbid_sockets"]

_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO with EPERM
# The number of socket(2) and the word by which the kernel names the instruction set.
_SOCKET = {"x86_64": (41, 0xC000003E), "aarch64": (198, 0xC00000B7)}
_X32 = 0x40000000  # x86-64's second table of calls would be a way around


def forbid_sockets() -> bool:
    """Make socket(2) fail in this process for good; False where the system has no such means (see `missing_limits`)."""
    known = _SOCKET.get(platform.machine())
    if sys.platform != "linux" or known is None:
        return False
    number, machine = known
    load, equal, at_least, answer = 0x20, 0x15, 0x35, 0x06  # BPF: LD|W|ABS, JMP|JEQ|K, JMP|JGE|K, RET|K
    program = [
        (load, 0, 0, 4),  # the instruction set
        (equal, 0, 4, machine),
        (load, 0, 0, 0),  # the number of the call
        (at_least, 2, 0, _X32),
        (equal, 1, 0, number),
        (answer, 0, 0, _ALLOW),
        (answer, 0, 0, _REFUSE),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in program))
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program), ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    zero = ctypes.c_ulong(0)
    if libc.prctl(_NO_NEW_PRIVILEGES, ctypes.c_ulong(1), zero, zero, zero) != 0:
        return False
    return bool(libc.prctl(_SET_SECCOMP, ctypes.c_ulong(_FILTER), header, zero, zero) == 0)


def bound_memory(size: int) -> bool:
    """Let allocations beyond `size` fail; False where the system has no such means."""
    if sys.platform == "win32":
        return False
    import resource

    try:
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    except (ValueError, OSError):
        return False
    return True


def allow_cpu(seconds: float) -> bool:
    """Let the process use so many seconds of CPU time from now on, then the system ends it."""
    if sys.platform == "win32":
        return False
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + seconds) + 2, hard))
    return True
