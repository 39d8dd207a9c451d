"""Small plans for the pictures' tests, made without reading: every span is found in the text the plan prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from zhengpu.graph.facts import DocumentGraph, Entity, Evidence, Fact, Iri, Naming, Span
from zhengpu.graph.names import Names
from zhengpu.graph.store import EmbeddedStore

NAMES = Names()
PLACE = "甲县"


@dataclass(frozen=True)
class Duty:
    """A task as the plan prints it: (unit, role) pairs, quantity targets as (indicator, value, unit, due), cited policies."""

    number: int
    title: str
    units: Sequence[tuple[str, str]]
    section: str = "一"
    targets: Sequence[tuple[str, int, str, date | None]] = ()
    cites: Sequence[str] = ()
    due: date | None = None


@dataclass
class _Made:
    entities: list[Entity] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    namings: dict[Iri, Naming] = field(default_factory=dict)

    def name(self, iri: Iri, kind: str, printed: str) -> Iri:
        self.namings[iri] = Naming(iri, kind, printed, printed)
        return iri


def unit(name: str) -> Iri:
    """The IRI of a unit of the plans."""
    return NAMES.unit(PLACE, name)


def plan(
    number: str, title: str, duties: Sequence[Duty], sections: dict[str, str] | None = None, based_on: Sequence[str] = ()
) -> DocumentGraph:
    """One document's graph. `sections` maps paths to headings."""
    sections = sections or {"一": "重点任务"}
    document, made = NAMES.document(number, title), _Made()
    lines = [title, *(f"{path}、{heading}" for path, heading in sections.items())]
    lines += [f"{d.number}.{d.title}。{''.join(d.cites)}（{'、'.join(f'{u}{r}' for u, r in d.units)}）" for d in duties]
    text = "\n".join([*lines, *based_on])

    def at(words: str) -> tuple[Evidence, ...]:
        start = text.index(words)
        return (Evidence(Span(start, start + len(words)), words),)

    made.entities.append(Entity(document, "Document", None, (("dct:title", title), ("zp:documentNumber", number))))
    made.namings[document] = Naming(document, "Document", title, title, number=number, own=True)
    for policy in based_on:
        iri = made.name(NAMES.document(None, policy), "Policy", policy)
        made.facts.append(Fact(document, "eli:based_on", iri, at(policy), "head"))
    for position, (path, heading) in enumerate(sections.items()):
        upper = path.rpartition("/")[0]
        links = [("zp:inDocument", document)] + ([("zp:inSection", NAMES.within(document, "section", upper))] if upper else [])
        iri = NAMES.within(document, "section", path)
        made.entities.append(Entity(iri, "Section", heading, (("zp:path", path), ("zp:position", position)), tuple(links), at(heading)))
    for duty in duties:
        _task(made, document, duty, at(lines[1 + len(sections) + list(duties).index(duty)]))
    return DocumentGraph(document, text, tuple(made.entities), tuple(made.facts), tuple(made.namings.values()))


def _task(made: _Made, document: Iri, duty: Duty, where: tuple[Evidence, ...]) -> None:
    iri = NAMES.within(document, "task", str(duty.number))
    links = [("zp:inDocument", document), ("zp:inSection", NAMES.within(document, "section", duty.section))]
    for order, (indicator, value, measure, due) in enumerate(duty.targets):
        target = NAMES.within(document, "target", f"{duty.number}-{order}")
        links.append(("zp:hasTarget", target))
        said = [("zp:indicator", indicator), ("zp:comparator", ">="), ("schema:value", Decimal(value)), ("schema:unitText", measure)]
        said += [("zp:deadline", due)] if due else []
        made.entities.append(Entity(target, "Target", f"{indicator}{value}{measure}", tuple(said), (("zp:inDocument", document),), where))
    properties = [("zp:number", duty.number), ("zp:text", where[0].quote)] + ([("zp:deadline", duty.due)] if duty.due else [])
    made.entities.append(Entity(iri, "Task", duty.title, tuple(properties), tuple(links), where))
    for order, (name, role) in enumerate(duty.units):
        doer = made.name(unit(name), "UnitGroup" if name.startswith("各") else "Unit", name)
        made.facts.append(Fact(doer, f"zp:{role}", iri, where, "bracket", order=order, printed=name))
    for policy in duty.cites:
        cited = made.name(NAMES.document(None, policy), "Policy", policy)
        made.facts.append(Fact(iri, "zp:cites", cited, where, "cites"))


FIRST = plan(
    "甲政发〔2022〕1号",
    "甲县服务业行动计划",
    (
        Duty(1, "办好节会", (("县文旅局", "leads"), ("县财政局", "cooperatesOn")), "一", cites=("《乙市会展办法》",)),
        Duty(
            2,
            "发展网络货运",
            (("县交通局", "responsibleFor"), ("县财政局", "responsibleFor")),
            "二/（一）",
            (("平台企业", 2, "家", date(2022, 12, 31)),),
        ),
        Duty(
            3,
            "建设基站",
            (("县工信局", "leads"), ("县工信局", "responsibleFor"), ("各镇人民政府", "cooperatesOn")),
            "二/（一）",
            due=date(2022, 6, 30),
        ),
        Duty(
            4,
            "培育夜市",
            (("县文旅局", "responsibleFor"), ("县财政局", "responsibleFor")),
            "二",
            (("夜市", 1, "个", None),),
            ("《乙市会展办法》",),
        ),
    ),
    {"一": "提升消费", "二": "促进流通", "二/（一）": "交通运输"},
    ("《乙市服务业行动计划》",),
)
SECOND = plan(
    "甲政发〔2023〕2号",
    "甲县数字经济行动计划",
    (Duty(1, "建设数据平台", (("县数据局", "leads"), ("县财政局", "cooperatesOn")), cites=("《乙市会展办法》",)),),
)


def store(*graphs: DocumentGraph) -> EmbeddedStore:
    """A store in memory that holds these plans (the first one without any argument)."""
    made = EmbeddedStore(None)
    for graph in graphs or (FIRST,):
        made.replace(graph)
    return made
