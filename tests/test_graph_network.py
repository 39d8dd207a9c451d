"""The projection onto units and its measures."""

from __future__ import annotations

from zhengpu.graph.facts import Iri
from zhengpu.graph.network import communities, cooperation, measures

PARTS = [(Iri(u), Iri(t)) for u, t in (("u:a", "t:1"), ("u:b", "t:1"), ("u:a", "t:2"), ("u:b", "t:2"), ("u:c", "t:2"), ("u:d", "t:3"))]


def test_an_edge_for_each_pair_that_shares_a_task_with_the_shared_tasks_on_it() -> None:
    network = cooperation(PARTS)
    assert {(a, b): data["tasks"] for a, b, data in network.edges(data=True)} == {
        ("u:a", "u:b"): ("t:1", "t:2"),
        ("u:a", "u:c"): ("t:2",),
        ("u:b", "u:c"): ("t:2",),
    }
    assert all(data["weight"] == len(data["tasks"]) for _, _, data in network.edges(data=True))


def test_a_unit_in_two_roles_of_one_task_counts_once_and_one_without_partners_stays() -> None:
    network = cooperation([*PARTS, (Iri("u:a"), Iri("t:1"))])
    assert network.nodes["u:a"]["tasks"] == ("t:1", "t:2")
    assert "u:d" in network
    assert network.degree("u:d") == 0


def test_measures_count_tasks_partners_and_sharings() -> None:
    found = measures(cooperation(PARTS))
    assert (found[Iri("u:a")].load, found[Iri("u:a")].partners, found[Iri("u:a")].shared) == (2, 2, 3)
    assert found[Iri("u:d")].shared == 0
    assert found[Iri("u:a")].community == found[Iri("u:b")].community != found[Iri("u:d")].community


def test_between_is_highest_for_the_one_that_joins_two_groups() -> None:
    chain = [(Iri(f"u:{u}"), Iri(f"t:{t}")) for t, pair in enumerate(("ab", "bc", "cd", "ce")) for u in pair]
    found = measures(cooperation(chain))
    assert max(found, key=lambda u: found[u].between) == "u:c"


def test_communities_are_the_same_whatever_the_order_of_the_input() -> None:
    clique = [(Iri(f"u:{g}{i}"), Iri(f"t:{g}")) for g in "xy" for i in range(6)]
    joined = [*clique, (Iri("u:x0"), Iri("t:z")), (Iri("u:y0"), Iri("t:z"))]
    assert communities(cooperation(joined)) == communities(cooperation(list(reversed(joined))))
    assert [len(members) for members in communities(cooperation(joined))] == [6, 6]


def test_nothing_gives_an_empty_network() -> None:
    assert communities(cooperation([])) == ()
    assert measures(cooperation([])) == {}
