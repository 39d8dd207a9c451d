"""Corrections of any facts of any plan, in any order: read again they hold, taken back nothing of them is left, nobody loses a name."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.test_house_floors import ROOT
from tests.test_zhengpu_corrections import said
from zhengpu.corrections.correction_request import CorrectionRequest
from zhengpu.graph.corrections.correction_kinds import load_correction_kinds
from zhengpu.graph.corrections.placed_facts import PlacedFact, role_terms
from zhengpu.graph.errors import InputError, UsageError
from zhengpu.graph.ontology import load_ontology
from zhengpu.keeping.soundness import damages
from zhengpu.service import Zhengpu

PLANS = sorted((ROOT / "tests" / "plans").glob("*.txt"))
NAMELESS = """SELECT DISTINCT ?x { GRAPH ?g { ?s ?p ?x . ?x ?a ?b FILTER(?p IN (prov:agent, zp:hasTarget, zp:inSection)) }
FILTER NOT EXISTS { ?x rdfs:label ?l } }"""


def drawn(chance: random.Random, facts: list[PlacedFact], text: str, document: str) -> CorrectionRequest:
    """Any correction that might be said of one of these facts."""
    fact, kind = chance.choice(facts), chance.choice([*load_correction_kinds()])
    units = [one.printed for one in facts if one.term in role_terms().values()] or ["某局"]
    place, roles = fact.places[0], [role.label for role in load_ontology().roles()]
    given: dict[str, Any] = {"start": place.start, "end": place.end}
    match kind:
        case "role":
            given |= {"unit": fact.printed, "to": chance.choice(roles)}
        case "duty":
            given |= {"unit": chance.choice(units), "to": chance.choice(roles)}
        case "wrong":
            given |= {"term": chance.choice(["", fact.term]), "unit": chance.choice(["", fact.printed])}
        case "date":
            given |= {"to": chance.choice(["2031-01-31", "每季度"])}
        case "task":
            given |= {"number": str(chance.randint(101, 199)), "title": text[place.start : place.start + 6].strip()}
        case "not-unit":
            given = {"unit": chance.choice(units)}
        case _:
            given = {"unit": chance.choice(units), "to": chance.choice(units)}
    return CorrectionRequest(document, kind, **given)


@pytest.mark.parametrize("seed", range(5))
def test_whatever_is_corrected_holds_and_can_be_taken_back(empty: Zhengpu, seed: int) -> None:
    chance = random.Random(seed)
    for path in chance.sample(PLANS, 2):
        empty.add(path.read_bytes(), path.name)
    before, keys = said(empty), list[str]()
    for _ in range(14):
        document = chance.choice(empty.documents()).id
        facts = [fact for fact in empty.corrections.facts(document) if fact.places]
        if not facts:
            continue
        try:
            keys.append(empty.corrections.correct(drawn(chance, facts, empty.text(document) or "", document)).id)
        except (InputError, UsageError):
            continue
    corrected = said(empty)
    assert [*empty.query(NAMELESS)] == []
    assert empty.originals is not None
    assert [*damages(empty.store, empty.originals)] == []  # type: ignore[arg-type]
    for entry in empty.documents():
        empty.reread(entry.id)
    assert said(empty) == corrected
    keys = list(dict.fromkeys(keys))
    for key in chance.sample(keys, len(keys)):
        empty.corrections.undo(key)
    assert said(empty) == before
