"""The kinds of corrections, as their definition file has them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from zhengpu.graph.errors import UsageError

__all__ = ["CorrectionKind", "correction_kind", "load_correction_kinds"]


@dataclass(frozen=True, slots=True)
class CorrectionKind:
    """A kind: its key and Chinese name, the sentence that tells one of it, what it needs and may have, whether it holds for one place of the
    text (else for a name), whether for that name in every document, and whether definition files could say it.
    """

    key: str
    name: str
    says: str
    needs: tuple[str, ...]
    may: tuple[str, ...]
    place: bool
    everywhere: bool
    general: bool

    def told(self, said: Mapping[str, str]) -> str:
        """One correction of this kind in words; a part that it does not have is left out.

        >>> correction_kind("date").told({"to": "2024-12-31"})
        '日期应当是2024-12-31'
        """
        text = self.says
        for name in (*self.needs, *self.may):
            blank = f"{{{name}}}"
            text = (
                text.replace(blank, said[name]) if said.get(name) else re.sub(f"[，（][^，（）]*{re.escape(blank)}[^，（）]*）?", "", text)
            )
        return text


@cache
def load_correction_kinds() -> Mapping[str, CorrectionKind]:
    """All kinds by key, in the file's order."""
    data = tomllib.loads(files("zhengpu.graph").joinpath("corrections", "kinds.toml").read_text(encoding="utf-8"))
    kept = ("key", "name", "says", "place", "everywhere", "general")
    made = (CorrectionKind(needs=tuple(one["needs"]), may=tuple(one["may"]), **{name: one[name] for name in kept}) for one in data["kind"])
    return {kind.key: kind for kind in made}


def correction_kind(name: str) -> CorrectionKind:
    """A kind by its key or its Chinese name. Raises `UsageError`.

    >>> correction_kind("换角色").key
    'role'
    """
    kinds = load_correction_kinds()
    found = kinds.get(name) or next((kind for kind in kinds.values() if kind.name == name), None)
    if found is None:
        known = "、".join(f"{kind.key}（{kind.name}）" for kind in kinds.values())
        raise UsageError(f"没有“{name[:40]}”这种更正", f"有的是：{known}", "请选一种")
    return found
