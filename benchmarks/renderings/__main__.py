"""`python -m benchmarks.renderings [FOLDER]`: duties and tasks F1 by shape, and how rightly readings judge themselves; FOLDER keeps the files."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.renderings.scores import print_shapes

if __name__ == "__main__":
    print_shapes(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
