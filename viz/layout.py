"""Places for the nodes of a network: communities apart, the busy in the middle, labels free; the same on every load."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence

__all__ = ["positions"]

_FEW = 150
"""Up to so many nodes a spring layout is worth its quadratic time; beyond, communities stand as discs."""

_ROUNDS = 300
_WIDE, _HIGH = 132.0, 86.0
"""Room for a label with its circle."""

_AIR, _ASPECT = 3.0, 2.3
"""How much wider than its labels the picture is, and its shape."""


def positions(
    sizes: Mapping[str, float], edges: Sequence[tuple[str, str, float]], communities: Sequence[Sequence[str]]
) -> dict[str, tuple[float, float]]:
    """x and y for each key of `sizes`, in pixels around the origin.

    >>> positions({"a": 1.0}, [], [["a"]])
    {'a': (0.0, 0.0)}
    """
    if not sizes:
        return {}
    joined = {end for one, other, _ in edges for end in (one, other)}
    if len(joined) <= _FEW:
        places = _packed(
            [_component(part, sizes, edges, communities) for part in _components([key for key in sizes if key in joined], edges)]
        )
    else:
        places = _discs({key: size for key, size in sizes.items() if key in joined}, communities)
    _row_below(places, [key for key in sizes if key not in joined])
    middle_x = sum(x for x, _ in places.values()) / len(places)
    middle_y = sum(y for _, y in places.values()) / len(places)
    return {key: (round(places[key][0] - middle_x, 1), round(places[key][1] - middle_y, 1)) for key in sizes}


def _components(keys: Sequence[str], edges: Sequence[tuple[str, str, float]]) -> list[list[str]]:
    """The parts of the network that no edge joins, the largest first."""
    near: defaultdict[str, list[str]] = defaultdict(list)
    for one, other, _ in edges:
        near[one].append(other)
        near[other].append(one)
    found: list[list[str]] = []
    seen: set[str] = set()
    for start in keys:
        part: list[str] = []
        waiting = [start]
        while waiting:
            key = waiting.pop()
            if key not in seen:
                seen.add(key)
                part.append(key)
                waiting += near[key]
        if part:
            found.append(part)
    return sorted(found, key=len, reverse=True)


def _component(
    part: Sequence[str], sizes: Mapping[str, float], edges: Sequence[tuple[str, str, float]], communities: Sequence[Sequence[str]]
) -> dict[str, tuple[float, float]]:
    own = set(part)
    places = _springs(_discs({key: sizes[key] for key in sizes if key in own}, communities), edges, communities)
    places = _even(places)
    _spread(places)
    return places


def _packed(parts: Sequence[Mapping[str, tuple[float, float]]]) -> dict[str, tuple[float, float]]:
    """The parts side by side in rows, about as wide as a window."""
    boxes = []
    for part in parts:
        left, right = min(x for x, _ in part.values()), max(x for x, _ in part.values())
        top, bottom = min(y for _, y in part.values()), max(y for _, y in part.values())
        boxes.append((part, left, top, right - left + _WIDE * 1.3, bottom - top + _HIGH * 1.6))
    area = sum(wide * high for _, _, _, wide, high in boxes)
    row = max([math.sqrt(area * _ASPECT) * 1.15, *(wide for _, _, _, wide, _ in boxes)])
    places: dict[str, tuple[float, float]] = {}
    x = y = tallest = 0.0
    for part, left, top, wide, high in boxes:
        if x > 0 and x + wide > row:
            x, y, tallest = 0.0, y + tallest, 0.0
        places |= {key: (at[0] - left + x, at[1] - top + y) for key, at in part.items()}
        x, tallest = x + wide, max(tallest, high)
    return places


def _discs(sizes: Mapping[str, float], communities: Sequence[Sequence[str]]) -> dict[str, tuple[float, float]]:
    """Each community as a sunflower disc, the discs themselves as a sunflower: no two nodes on one spot."""
    golden = math.pi * (3 - math.sqrt(5))
    step = math.sqrt(_WIDE * _HIGH)
    known = {key for members in communities for key in members}
    all_groups = [[key for key in members if key in sizes] for members in communities] + [[key] for key in sizes if key not in known]
    places: dict[str, tuple[float, float]] = {}
    area = 0.0
    for index, members in enumerate(filter(None, all_groups)):
        radius = step * math.sqrt(len(members)) * 0.62
        far = 0.0 if index == 0 else math.sqrt(area / math.pi) * 1.15 + radius
        area += math.pi * (radius + step * 0.4) ** 2
        centre = (far * math.cos(index * golden), far * math.sin(index * golden) * 0.8)
        for place, key in enumerate(sorted(members, key=lambda k: (-sizes[k], k))):
            out = step * 0.58 * math.sqrt(place)
            places[key] = (centre[0] + out * math.cos(place * golden) * 1.2, centre[1] + out * math.sin(place * golden) * 0.85)
    return places


def _springs(
    start: Mapping[str, tuple[float, float]], edges: Sequence[tuple[str, str, float]], communities: Sequence[Sequence[str]]
) -> dict[str, tuple[float, float]]:
    """Fruchterman–Reingold from the discs; springs inside a community pull harder, so communities stay apart."""
    keys = list(start)
    at = [complex(*start[key]) for key in keys]
    index = {key: i for i, key in enumerate(keys)}
    home = {key: number for number, members in enumerate(communities) for key in members}
    springs = [
        (index[a], index[b], math.log2(1 + weight) * (1.0 if home.get(a) == home.get(b) else 0.25))
        for a, b, weight in edges
        if a in index and b in index
    ]
    chance = random.Random(7)
    at = [z + complex(chance.uniform(-1, 1), chance.uniform(-1, 1)) for z in at]
    ideal = 120.0
    rounds = _ROUNDS if len(at) <= 60 else _ROUNDS // 2
    for turn in range(rounds):
        heat = ideal * (1 - turn / rounds)
        force = [-0.12 * z for z in at]  # towards the middle, so that those without partners do not drift away
        for i, here in enumerate(at):
            for j in range(i):
                gap = here - at[j]
                push = gap * (ideal * ideal / max(abs(gap) ** 2, 1.0))
                force[i] += push
                force[j] -= push
        for i, j, pull in springs:
            gap = at[i] - at[j]
            draw = gap * (abs(gap) / ideal * pull * 0.35)
            force[i] -= draw
            force[j] += draw
        at = [z + f / max(abs(f), 1e-9) * min(abs(f), heat) for z, f in zip(at, force, strict=True)]
    return {key: (z.real, z.imag) for key, z in zip(keys, at, strict=True)}


def _even(places: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Half place, half rank: opens the crowded middle, draws the far ones in, and fits a wide window."""
    high = math.sqrt(len(places) * _WIDE * _HIGH * _AIR / _ASPECT)
    evened: list[dict[str, float]] = []
    for axis, extent in ((0, high * _ASPECT), (1, high)):
        order = sorted(places, key=lambda key: (places[key][axis], key))
        low, top = places[order[0]][axis], places[order[-1]][axis]
        span = max(top - low, 1.0)
        evened.append(
            {key: ((places[key][axis] - low) / span + rank / max(len(order) - 1, 1)) / 2 * extent for rank, key in enumerate(order)}
        )
    return {key: (evened[0][key], evened[1][key]) for key in places}


def _row_below(places: dict[str, tuple[float, float]], alone: Sequence[str]) -> None:
    """Those without partners stand in rows under the others."""
    left = min((x for x, _ in places.values()), default=0.0)
    right = max((x for x, _ in places.values()), default=0.0)
    bottom = max((y for _, y in places.values()), default=-_HIGH * 1.5)
    a_row = max(1, int((right - left) / (_WIDE * 1.9)) + 1, math.isqrt(len(alone)))
    for place, key in enumerate(alone):
        places[key] = (left + place % a_row * _WIDE * 1.9, bottom + (1.5 + place // a_row) * _HIGH)


def _spread(places: dict[str, tuple[float, float]]) -> None:
    """Push apart, in place, nodes whose labels would cover each other."""
    for _ in range(200):
        moved = False
        cells: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
        for key, (x, y) in places.items():
            cells[math.floor(x / _WIDE), math.floor(y / _HIGH)].append(key)
        for (column, row), here in list(cells.items()):
            near = [k for dx in (-1, 0, 1) for dy in (-1, 0, 1) for k in cells.get((column + dx, row + dy), ())]
            for one in here:
                for other in near:
                    if one < other:
                        moved |= _part(places, one, other)
        if not moved:
            return


def _part(places: dict[str, tuple[float, float]], one: str, other: str) -> bool:
    (ax, ay), (bx, by) = places[one], places[other]
    across, down = _WIDE - abs(ax - bx), _HIGH - abs(ay - by)
    if across <= 1 or down <= 1:
        return False
    if across / _WIDE < down / _HIGH:
        push = across / 2 * (1 if ax >= bx else -1)
        places[one], places[other] = (ax + push, ay), (bx - push, by)
    else:
        push = down / 2 * (1 if ay >= by else -1)
        places[one], places[other] = (ax, ay + push), (bx, by - push)
    return True
