"""What a question says of sets of tasks and units, as a value."""

from __future__ import annotations

from dataclasses import dataclass, field

from zhengpu.query.asked.asked_kinds import Form
from zhengpu.query.kinds import TASK
from zhengpu.query.meaning import Set

__all__ = ["SetQuestion", "UnitSaid"]


@dataclass
class UnitSaid:
    """Units with what is said of their part in tasks.

    `roles`: each with whether it is so (none: any part); `positive`: whether tasks of theirs are meant or those without them; `only`: they
    and nobody else; `foremost`: named before all others; `every`: all of them together.
    """

    units: list[Set]
    roles: list[tuple[str, bool]] = field(default_factory=list)
    positive: bool = True
    only: bool = False
    foremost: bool = False
    every: bool = False


@dataclass
class SetQuestion:
    """What is asked of which sets.

    `kind` tasks or units, `many` of them where a ranking is asked for; `role`, `more_roles`: in which units are asked for or counted, each with
    the word that says it; `within`, `besides`: parts with and without; `items`, `besides_items`: tasks with and without; `shared`: units of
    every one of these items; `excepted`, `excepted_roles`, `excepted_levels`: units that are left out, or tasks that have none in this role;
    `held`: roles that the tasks must have; `partner`: others beside it; `helped`: who helps it; `crowd`: how many units a task has, in a role;
    `most`: the most or the fewest; `next_to`: after this one in the ranking; `first`: by deadline the first or the last; `timed`: a time is
    said; `logic`: by name what of all this puts sets together.
    """

    form: Form = "list"
    kind: str = TASK
    many: int = 1
    role: tuple[str, str] | None = None
    more_roles: list[tuple[str, str]] = field(default_factory=list)
    within: list[Set] = field(default_factory=list)
    besides: list[Set] = field(default_factory=list)
    items: list[Set] = field(default_factory=list)
    besides_items: list[Set] = field(default_factory=list)
    shared: bool = False
    units: list[UnitSaid] = field(default_factory=list)
    excepted: list[Set] = field(default_factory=list)
    excepted_roles: list[tuple[str, str]] = field(default_factory=list)
    held: list[tuple[str, str]] = field(default_factory=list)
    excepted_levels: list[str] = field(default_factory=list)
    partner: Set | None = None
    helped: Set | None = None
    crowd: tuple[str, int, str | None] | None = None
    most: bool | None = None
    next_to: Set | None = None
    first: bool | None = None
    timed: bool = False
    logic: set[str] = field(default_factory=set)
