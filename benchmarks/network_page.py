"""A network of 20,000 nodes and 40,000 role edges as a page: ours against pyvis' own `add_*` and `generate_html`.

    python benchmarks/network_page.py [nodes] [edges]

Prints seconds, bytes and role edges of both, and the ratios. pyvis gets the same labels and edges, directed, so that it keeps
parallel edges and skips its search for duplicates (its faster way).
"""

from __future__ import annotations

import json
import random
import re
import sys
import time

from zhengpu.graph.facts import Iri
from zhengpu.graph.ontology import load_ontology
from zhengpu.viz.page import page
from zhengpu.viz.view import Edge, Node, View

ROLES = ("leads", "cooperatesOn", "responsibleFor", "guides")


def network(nodes: int, edges: int) -> View:
    """Units and tasks with roles between them, the same on every run; some pairs have two roles."""
    chance = random.Random(7)
    labels = {relation.term.partition(":")[2]: relation.label for relation in load_ontology().relations.values()}
    units = nodes // 10
    things = tuple(
        Node(
            f"n{i}", f"第{i}号{'单位' if i < units else '任务'}", "Unit" if i < units else "Task", Iri(f"https://w3id.org/zhengpu/id/x/{i}")
        )
        for i in range(nodes)
    )
    found: dict[tuple[int, int, str], None] = {}
    while len(found) < edges:
        unit, task = min(chance.randrange(units), chance.randrange(units)), chance.randrange(units, nodes)
        found[unit, task, chance.choice(ROLES)] = None
    roles = tuple(Edge(f"n{unit}", f"n{task}", role, labels[role]) for unit, task, role in found)
    return View("network", "全部关系", f"{nodes}个节点、{edges}条关系。", things, roles)


def ours(view: View) -> str:
    """Our page."""
    return page(view, load_ontology(), mode="inline")


def pyvis(view: View) -> str:
    """pyvis' page, as its documentation makes it, with everything written into it."""
    from pyvis.network import Network

    drawn = Network(directed=True, cdn_resources="in_line")
    for node in view.nodes:
        drawn.add_node(node.key, label=node.label, title=node.kind)
    for edge in view.edges:
        drawn.add_edge(edge.source, edge.target, title=edge.label)
    return str(drawn.generate_html(notebook=False))


def main() -> None:
    """Measure and print."""
    nodes, edges = map(int, sys.argv[1:3]) if len(sys.argv) == 3 else (20_000, 40_000)
    view = network(nodes, edges)
    ours(network(10, 5))  # templates are compiled once a process
    started = time.perf_counter()
    mine = ours(view)
    seconds = time.perf_counter() - started
    held = re.search(r'class="data">(.*?)</script>', mine, re.S)
    assert held is not None
    data = json.loads(held[1])
    kept = sum(data["relations"][row[2]][0] in ROLES for row in data["edges"])
    print(f"政谱   {seconds:8.2f} s  {len(mine.encode()):>10,} 字节  {kept:,} 条角色关系", flush=True)
    started = time.perf_counter()
    theirs = pyvis(view)
    other = time.perf_counter() - started
    print(f"pyvis  {other:8.2f} s  {len(theirs.encode()):>10,} 字节")
    print(f"快 {other / seconds:.0f} 倍，大小为其 {len(mine.encode()) / len(theirs.encode()):.2f} 倍；关系保留 {kept}/{edges}")


if __name__ == "__main__":
    main()
