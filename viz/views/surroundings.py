"""A thing and its neighbours in columns, opened step by step; nothing moves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from zhengpu.graph.errors import UsageError
from zhengpu.graph.facts import Iri
from zhengpu.graph.names import local
from zhengpu.graph.ontology import Ontology, load_ontology
from zhengpu.graph.store import Store
from zhengpu.viz.neighbours import in_order, neighbours, other_end
from zhengpu.viz.reserve import with_reserve
from zhengpu.viz.things import Thing, Triple, evidence, find, things
from zhengpu.viz.view import Edge, Node, NodeGroup, Parameter, View, ViewKind

__all__ = ["CHART", "STEP", "view"]

STEP = 30
"""At most so many new things a step."""

_MOST_STEPS = 40


@dataclass(slots=True)
class _Picture:
    """What has been placed so far: the column of each thing, the triples drawn, what a limit left out."""

    columns: dict[Iri, int] = field(default_factory=dict)
    triples: dict[Triple, None] = field(default_factory=dict)
    hidden: Counter[Iri] = field(default_factory=Counter)


def view(store: Store, *, of: str, open: str = "") -> View:  # noqa: A002 - the name people see in the address
    """The neighbours of one thing. `open` lists (blank between) the IRIs to open as well, one more step each time one is named."""
    centre = find(store, of)
    steps = [Iri(part) for part in open.split()]
    if len(steps) > _MOST_STEPS:
        raise UsageError(f"最多展开{_MOST_STEPS}步", f"网址里写了{len(steps)}步", "请换一个事物作为中心重新开始")
    ontology = load_ontology()
    picture = _Picture(columns={centre.iri: 0})
    asked: Counter[Iri] = Counter()
    for step in (centre.iri, *steps):
        if step in picture.columns:
            asked[step] += 1
            _open(store, picture, step, ontology, centre.iri)
    return _view(store, centre, picture, asked, ontology, {"of": of, "open": " ".join(steps)})


def _open(store: Store, picture: _Picture, thing: Iri, ontology: Ontology, centre: Iri) -> None:
    """Place the next neighbours of a thing: those of rare relations first, then by printed number and name."""
    triples = neighbours(store, [thing], ontology)
    others = things(store, {other_end(triple, thing) for triple in triples})
    here = picture.columns[thing]
    outwards = not any(s == thing for s, _, _ in triples)
    new: list[Iri] = []
    left_out: set[Iri] = set()
    for s, p, o in in_order(thing, triples, others, ontology):
        other = s if o == thing else o
        if other not in picture.columns:
            if len(new) >= STEP:
                left_out.add(other)
                continue
            new.append(other)
            # What points at the centre stands on its left, what it points at on its right; later steps grow outwards.
            side = (1 if s == thing or outwards else -1) if thing == centre else (1 if here > 0 else -1)
            picture.columns[other] = here + side
        picture.triples[s, p, o] = None
    picture.hidden[thing] = len(left_out)


def _view(store: Store, centre: Thing, picture: _Picture, asked: Counter[Iri], ontology: Ontology, parameters: dict[str, str]) -> View:
    placed = things(store, picture.columns)
    where = evidence(store, list(picture.triples))
    beyond: defaultdict[Iri, set[Iri]] = defaultdict(set)
    for s, _, o in neighbours(store, placed, ontology):
        for one, other in ((s, o), (o, s)):
            if one in placed and other not in placed:
                beyond[one].add(other)
    # In the order of placing, so that what a step added stays together.
    keys = {iri: f"n{index}" for index, iri in enumerate(iri for iri in picture.columns if iri in placed)}
    nodes = tuple(
        Node(
            key,
            placed[iri].label,
            placed[iri].kind,
            iri,
            {
                "column": picture.columns[iri],
                "number": placed[iri].number,
                "open": asked[iri],
                "beyond": len(beyond[iri]),
                "centre": iri == centre.iri,
            },
        )
        for iri, key in keys.items()
    )
    labels = {relation.iri: relation.label for relation in ontology.relations.values()}
    edges = tuple(
        Edge(keys[s], keys[o], local(p), labels.get(p, local(p)), evidence=where.get((s, p, o), ()))
        for s, p, o in picture.triples
        if s in keys and o in keys
    )
    more = sum(picture.hidden.values())
    rest = f"另有{more}个没有画出。" if more else ""
    return View(
        name="surroundings",
        title=f"{_titled(centre)}的周边",
        caption=f"{len(nodes) - 1}个相邻事物、{len(edges)}条关系。{rest}",
        nodes=nodes,
        edges=edges,
        more=more,
        parameters={name: value for name, value in parameters.items() if value},
        groups=_columns(nodes),
    )


def _columns(nodes: Sequence[Node]) -> tuple[NodeGroup, ...]:
    members: dict[int, list[str]] = {}
    for node in nodes:
        column = node.properties["column"]
        members.setdefault(column if isinstance(column, int) else 0, []).append(node.key)
    return tuple(NodeGroup(f"c{index}", "", tuple(members[column])) for index, column in enumerate(sorted(members)))


def _titled(thing: Thing) -> str:
    return f"任务{thing.number}“{thing.label}”" if thing.kind == "Task" and thing.number is not None else thing.label


CHART = ViewKind(
    name="surroundings",
    title="周边",
    about=f"一个单位、任务、文件或目标的相邻事物，分列排开，逐步展开，每步至多{STEP}个",
    parameters=(Parameter("of", "事物（名称、文号、任务编号或网址）", required=True), Parameter("open", "已展开的事物的网址，空格分开")),
    view=view,
    portable=partial(with_reserve, step=STEP),
)
