"""`python -m benchmarks.plan_pairs [-v]`: precision and recall of pairs of tasks over annotated pairs of plans.

Our own pairs stand in `tests/comparisons` (texts and what a careful reader pairs), those of plans beside the checkout in `benchmarks/pairs`
(numbers of tasks only). Both were tuned on; first tries stand in `benchmarks/accuracy.toml`.
"""

from __future__ import annotations

import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.materials import ROOT, SHARED
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings

__all__ = ["PairScore", "pair_scores", "scored_pairs"]

_OWN, _OUTSIDE = ROOT / "tests" / "comparisons", ROOT / "benchmarks" / "pairs"
_ENDINGS = (".txt", ".pdf")


@dataclass(frozen=True, slots=True)
class PairScore:
    """Of the pairs that were made how many are right; of the matters that were annotated how many were paired, with those told as possible."""

    name: str
    shape: str
    made: int
    right: int
    wanted: int
    found: int
    maybe: int = 0
    missed: tuple[Any, ...] = ()
    wrong: tuple[Any, ...] = ()

    @property
    def precision(self) -> float:
        """The share of pairs that are right."""
        return self.right / self.made if self.made else 1.0

    @property
    def recall(self) -> float:
        """The share of matters that were paired."""
        return self.found / self.wanted if self.wanted else 1.0

    @property
    def told(self) -> float:
        """The share of matters that were paired, surely or possibly."""
        return self.maybe / self.wanted if self.wanted else 1.0


def scored_pairs() -> Iterator[PairScore]:
    """Every pair whose texts are here."""
    with tempfile.TemporaryDirectory() as folder:
        chosen = Settings(store=str(Path(folder) / "pairs"))
        with Zhengpu(open_store(chosen), chosen) as zp:
            for path in (*sorted(_OWN.glob("*.toml")), *sorted(_OUTSIDE.glob("*.toml"))):
                gold = tomllib.loads(path.read_text("utf-8"))
                files = [_text(path.parent, gold[side]) for side in ("a", "b")]
                if None not in files:
                    yield _scored(zp, path.stem, gold, [file for file in files if file])


def _text(folder: Path, name: str) -> Path | None:
    places = (folder / name, *(SHARED / part / f"{name}{ending}" for part in ("samples", "raw") for ending in _ENDINGS))
    return next((place for place in places if place.is_file()), None)


def _scored(zp: Zhengpu, name: str, gold: dict[str, Any], files: list[Path]) -> PairScore:
    a, b = (zp.add(file.read_bytes(), file.name).graph.iri for file in files)
    found = zp.compare(a, b)
    turned = found.a.iri != a
    made, maybe = (
        {(pair.b.number, pair.a.number) if turned else (pair.a.number, pair.b.number) for pair in pairs}
        for pairs in (found.pairs, found.maybe)
    )
    matters = [[tuple(one) for one in (entry if isinstance(entry[0], list) else [entry])] for entry in gold["tasks"]]
    fine = {pair for matter in matters for pair in matter} | {tuple(pair) for pair in gold.get("fair", ())}
    missed = tuple(matter for matter in matters if not made & set(matter))
    told = sum(bool((made | maybe) & set(matter)) for matter in matters)
    found_all = len(matters) - len(missed)
    wrong = tuple(sorted(made - fine))
    return PairScore(name, gold["shape"], len(made), len(made & fine), len(matters), found_all, told, missed, wrong)


def pair_scores(scores: Sequence[PairScore]) -> dict[str, float]:
    """Precision and recall by pair, and of all together."""
    out = {}
    for score in scores:
        out[f"pairs {score.name} precision"] = round(score.precision, 4)
        out[f"pairs {score.name} recall"] = round(score.recall, 4)
        out[f"pairs {score.name} recall with possible ones"] = round(score.told, 4)
    out["pairs all recall with possible ones"] = round(sum(one.maybe for one in scores) / max(sum(one.wanted for one in scores), 1), 4)
    out["pairs all precision"] = round(sum(one.right for one in scores) / max(sum(one.made for one in scores), 1), 4)
    out["pairs all recall"] = round(sum(one.found for one in scores) / max(sum(one.wanted for one in scores), 1), 4)
    return out


def main() -> None:
    """Print them."""
    for score in scored_pairs():
        rates = f"P {score.precision:.3f} ({score.right}/{score.made}) R {score.recall:.3f} ({score.found}/{score.wanted})"
        print(f"{score.name:<20} {rates}, with possible ones {score.told:.3f}")
        if "-v" in sys.argv:
            print(f"    wrong {score.wrong}\n    missed {score.missed}")


if __name__ == "__main__":
    main()
