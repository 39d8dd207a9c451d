"""Widening, only as promised: X配合… → tasks X shares with others; 谁牵头X without a lead → the responsible units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from zhengpu.graph.facts import Iri
from zhengpu.query.answers.running import RunResult
from zhengpu.query.known import Known
from zhengpu.query.meaning import Both, Count, Having, Meaning, Of, One, Set, Step, Via, Whether, exchange, parts

__all__ = ["Widened", "widened", "wider_note"]

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


def wider_note(known: Known, wide: Widened, found: RunResult) -> str:
    """What a wider reading would find, in words; empty where the strict one found something, or the wider nothing.

    A count of two and “no task names it” cannot stand side by side.
    """
    members = () if found.count or found.boolean else known.members(wide.meaning)
    if not members:
        return ""
    if wide.form == "responsible":
        return f"没有写明牵头单位；列出的{len(members)}个是负责单位。"
    name = known.wording.name[wide.unit].label if wide.unit and wide.unit in known.wording.name else wide.label
    led = sorted(known.wording.task[iri].number for iri in known.members(wide.led)) if wide.led is not None else []
    lead = f"，其中第{'、'.join(map(str, led))}项由它牵头" if led else ""
    listed = "" if found.kind in ("count", "yesno") else "，一并列出"
    return f"没有任务把{name}列为配合单位；它与其他单位共同承担{len(members)}项任务{lead}{listed}。"
