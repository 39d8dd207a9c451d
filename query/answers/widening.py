"""Widening, only as promised: X配合… → tasks X shares with others; 谁牵头X without a lead → the responsible units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from zhengpu.graph.facts import Iri
from zhengpu.query.meaning import Both, Count, Having, Meaning, Of, One, Set, Step, Via, Whether, exchange, parts

__all__ = ["Widened", "widened"]

_ANY = Step(("zp:takesPartIn",))
_DUTY = Step(("zp:leads", "zp:responsibleFor"))


@dataclass(frozen=True, slots=True)
class Widened:
    """A wider set and why; `led` are the tasks that the unit leads."""

    meaning: Set
    form: Literal["shared", "responsible"]
    label: str = ""
    unit: Iri | None = None
    led: Set | None = None


def widened(meaning: Meaning) -> Widened | None:
    """The wider reading of a strict one, None if there is none.

    >>> widened(Via(One("zp:Unit", ("urn:u",), "县文旅局"), Step(("zp:cooperatesOn",)), "zp:Task")).form
    'shared'
    """
    source = meaning.source if isinstance(meaning, Count | Whether) else meaning
    for part in parts(source):
        match part:
            case Via(One(kind="zp:Unit", iris=iris, label=label) as unit, Step(("zp:cooperatesOn",), True), "zp:Task") if iris:
                shared = Having(Via(unit, _ANY, "zp:Task"), _ANY.turned, ">=", 2)
                wider = exchange(source, part, shared)
                led = Both((shared, Via(unit, Step(("zp:leads",)), "zp:Task")))
                return Widened(cast(Set, wider), "shared", label, iris[0], led)
            case Via(tasks, Step(("zp:leads",), False), "zp:Unit") if source is part and not isinstance(tasks, Of):
                return Widened(Via(tasks, _DUTY.turned, "zp:Unit"), "responsible")
            case _:
                pass
    return None
