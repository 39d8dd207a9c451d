"""What plans rest on: the chain from superior policies through plans to the policies their tasks cite."""

from __future__ import annotations

from collections import defaultdict

from zhengpu.graph.facts import Iri
from zhengpu.graph.names import expand, iri_text, local
from zhengpu.graph.store import Store
from zhengpu.viz.things import Where, document_choices, evidence, find_document, relation_labels, text, things
from zhengpu.viz.view import Edge, Node, NodeGroup, Parameter, View, ViewKind

__all__ = ["CHART", "view"]

_BASED = "SELECT DISTINCT ?plan ?policy WHERE {{ ?plan eli:based_on ?policy . {only} }} ORDER BY ?plan ?policy"

_CITED = """SELECT DISTINCT ?plan ?task ?policy WHERE {{
  ?task zp:cites ?policy ; zp:inDocument ?plan . {only}
}} ORDER BY ?plan ?policy ?task"""


def view(store: Store, *, document: str = "") -> View:
    """Policies in columns: what a plan is based on stands left of it, what its tasks cite right of it.

    An edge plan → cited policy is as heavy as the tasks that cite it.
    """
    chosen = find_document(store, document)
    only = f"VALUES ?plan {{ {iri_text(chosen)} }}" if chosen else ""
    based = [(Iri(text(plan)), Iri(text(policy))) for plan, policy in store.query(_BASED.format(only=only))]
    citing: defaultdict[tuple[Iri, Iri], list[Iri]] = defaultdict(list)
    for plan, task, policy in store.query(_CITED.format(only=only)):
        citing[Iri(text(plan)), Iri(text(policy))].append(Iri(text(task)))
    plans = {plan for plan, _ in (*based, *citing)} | ({chosen} if chosen else set(store.documents()))
    known = things(store, {*plans, *(policy for _, policy in (*based, *citing)), *(task for tasks in citing.values() for task in tasks)})
    column = _columns(plans, based, list(citing))
    order = sorted((iri for iri in column if iri in known), key=lambda iri: (column[iri], known[iri].order))
    keys = {iri: f"n{index}" for index, iri in enumerate(order)}
    nodes = tuple(Node(keys[i], known[i].label, known[i].kind, i, {"column": column[i], "centre": i in plans}) for i in order)
    relation, cites = expand("eli:based_on"), expand("zp:cites")
    where = evidence(store, [(plan, relation, policy) for plan, policy in based])
    cited = evidence(store, [(task, cites, policy) for (_, policy), tasks in citing.items() for task in tasks])
    labels = relation_labels()
    edges = [
        Edge(keys[plan], keys[policy], local(relation), labels[local(relation)], evidence=where.get((plan, relation, policy), ()))
        for plan, policy in based
        if plan in keys and policy in keys
    ]
    for (plan, policy), tasks in citing.items():
        if plan in keys and policy in keys:
            places: Where = tuple(place for task in tasks for place in cited.get((task, cites, policy), ()))
            named = "、".join(f"{known[task].number}. {known[task].label}" for task in tasks if task in known)
            edges.append(Edge(keys[plan], keys[policy], local(cites), named, float(len(tasks)), places))
    return View(
        name="basis",
        title="政策依据链",
        caption=f"{len(plans)}份计划：依据{len({p for _, p in based})}份文件，任务引用{len({p for _, p in citing})}份文件。",
        nodes=nodes,
        edges=tuple(edges),
        parameters={"document": document} if document else {},
        groups=_groups(column, keys, plans),
        choices=document_choices(store, chosen),
    )


def _columns(plans: set[Iri], based: list[tuple[Iri, Iri]], cited: list[tuple[Iri, Iri]]) -> dict[Iri, int]:
    """What a plan is based on stands one column left of it (so chains of plans spread out), what is only cited right of all plans."""
    column = dict.fromkeys(plans, 0)
    for _ in range(len(plans) + 1):  # longer chains than plans would be rings
        moved = False
        for plan, policy in based:
            if column.get(policy, 1) >= column[plan]:
                column[policy] = column[plan] - 1
                moved = True
        if not moved:
            break
    for _, policy in cited:
        column.setdefault(policy, 1)
    return column


def _groups(column: dict[Iri, int], keys: dict[Iri, str], plans: set[Iri]) -> tuple[NodeGroup, ...]:
    groups = []
    for place in sorted(set(column.values())):
        members = [iri for iri in keys if column[iri] == place]
        label = "任务引用的文件" if place > 0 else "计划" if any(iri in plans for iri in members) else "上位依据"
        groups.append(NodeGroup(f"c{place}", label, tuple(keys[iri] for iri in members)))
    return tuple(group for group in groups if group.members)


CHART = ViewKind(
    name="basis",
    title="政策依据",
    about="计划依据哪些上位文件，任务又引用了哪些文件",
    parameters=(Parameter("document", "文件（编号、文号或标题）"),),
    view=view,
)
