"""Where annotated plans and question sets are: the sample in `data/`, and whatever stands beside the checkout in `../shared`."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

__all__ = ["ROOT", "SHARED", "Annotated", "annotated", "question_sets", "scorer"]

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


@dataclass(frozen=True, slots=True)
class Annotated:
    """A plan's text and its annotation."""

    name: str
    text: Path
    gold: Path


def annotated() -> tuple[Annotated, ...]:
    """All annotated plans that are here, the sample first."""
    golds = {path.name.removesuffix(".gold.json"): path for path in sorted((SHARED / "eval").glob("*.gold.json"))}
    golds = {"xinjiang-2022-26": ROOT / "data" / "xinjiang-2022-26.gold.json"} | golds
    found = []
    for name, gold in golds.items():
        text = next((p for p in (ROOT / "data" / f"{name}.txt", SHARED / "samples" / f"{name}.txt") if p.is_file()), None)
        if text is not None:
            found.append(Annotated(name, text, gold))
    return tuple(found)


def question_sets() -> dict[str, tuple[Path, bool]]:
    """Question sets by name; True where they are asked of all plans together."""
    sets = {"dev": (ROOT / "data" / "xinjiang-2022-26.questions.jsonl", False)}
    for name, together in (("unanswerable", False), ("corpus", True)):
        path = SHARED / "eval" / f"questions.{name}.jsonl"
        if path.is_file():
            sets[name] = (path, together)
    return sets


def scorer(name: str) -> ModuleType | None:
    """`score_extraction` or `score_answers`, if it stands beside the checkout."""
    path = SHARED / "eval" / f"{name}.py"
    spec = spec_from_file_location(name, path) if path.is_file() else None
    if spec is None or spec.loader is None:
        return None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
