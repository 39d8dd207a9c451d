"""The command line, called in the process of the tests."""

from __future__ import annotations

import gc
import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from zhengpu.cli import main


def commanded(*arguments: str | Path, store: Path | None = None, given: str | None = None) -> CompletedProcess[str]:
    """What a person sees of one call of the program, `given` on its standard input, without waiting for a Python to start.

    >>> commanded("ask").returncode
    2
    """
    gc.collect()  # what the call before left open is closed
    words = ["zhengpu", *map(str, arguments)]
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with pytest.MonkeyPatch.context() as here, redirect_stdout(out), redirect_stderr(err):
        here.setattr(sys, "argv", words)
        here.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((given or "").encode()), "utf-8"))
        if store:
            here.setenv("ZHENGPU_STORE", str(store))
        with pytest.raises(SystemExit) as ended:
            main()
    code = int(ended.value.code or 0)
    return CompletedProcess(words, code, *(stream.buffer.getvalue().decode() for stream in (out, err)))  # type: ignore[attr-defined]
