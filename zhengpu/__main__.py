"""`python -m zhengpu`."""

from __future__ import annotations

from zhengpu.cli import main

__all__: list[str] = []

main()
