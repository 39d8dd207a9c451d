"""A settled reading over the sample plan → rows, items and their evidence; notes of a wider reading that contradict nothing."""

from __future__ import annotations

import pytest

from zhengpu.query.answer import AnswerItem, Kind
from zhengpu.query.answers.running import Runner, RunResult
from zhengpu.query.answers.widening import widened, wider_note
from zhengpu.query.known import Known
from zhengpu.query.meaning import Average, Both, Compared, Count, Having, Meaning, Minus, Of, One, Partners, Placed, Step, Top, Via, Whether
from zhengpu.query.meanings.readings import QuestionReading
from zhengpu.service import Zhengpu

TASK, UNIT = "zp:Task", "zp:Unit"
LEADS, HELPS, ANY = Step(("zp:leads",)), Step(("zp:cooperatesOn",)), Step(("zp:takesPartIn",))


@pytest.fixture(scope="module")
def known(sample: Zhengpu) -> Known:
    return sample.asker.known


def unit(known: Known, label: str) -> One:
    (iri,) = [row[0] for row in known.store.query(f'SELECT ?u {{ ?u a zp:Unit ; rdfs:label "{label}"@zh }}')]
    return One(UNIT, (iri,), label)


def run(known: Known, meaning: Meaning, kind: Kind) -> RunResult:
    return Runner(known).run(QuestionReading(meaning, kind))


def numbers(items: tuple[AnswerItem, ...]) -> list[int]:
    return sorted(item.number or 0 for item in items)


def test_every_item_shows_the_clause_that_says_so(known: Known, sample_text: str) -> None:
    """Quotes are cut from the text, and a task that somebody leads shows a clause with the leader and the word."""
    found = run(known, Via(unit(known, "县文旅局"), LEADS, TASK), "tasks")
    assert numbers(found.items) == [35]
    for quote in found.items[0].evidence:
        assert sample_text[quote.start : quote.end] == quote.quote
        assert "县文旅局" in quote.quote
        assert "牵头" in quote.quote


@pytest.mark.parametrize("meaning", ["tasks", "units", "partners", "busiest", "targets", "sections", "papers"])
def test_items_of_every_kind_have_evidence(known: Known, sample_text: str, meaning: str) -> None:
    culture = unit(known, "县文旅局")
    made: dict[str, tuple[Meaning, Kind]] = {
        "tasks": (Having(Of(TASK), ANY.turned, ">=", 4), "tasks"),
        "units": (Via(Via(culture, LEADS, TASK), ANY.turned, UNIT), "units"),
        "partners": (Partners(culture, ANY), "units"),
        "busiest": (Top(Of(UNIT), ANY, 3), "units"),
        "targets": (Via(Via(culture, ANY, TASK), Step(("zp:hasTarget",)), "zp:Target"), "targets"),
        "sections": (Via(Via(culture, LEADS, TASK), Step(("zp:inSection",)), "zp:Section"), "sections"),
        "papers": (Via(Of(TASK), Step(("zp:cites",)), "zp:Policy"), "documents"),
    }
    found = run(known, *made[meaning])
    assert found.items
    for item in found.items:
        assert item.evidence, item.label
        assert all(sample_text[quote.start : quote.end] == quote.quote for quote in item.evidence)


def test_counts_carry_what_they_counted(known: Known) -> None:
    found = run(known, Count(Via(unit(known, "县卫体局"), HELPS, TASK)), "count")
    assert found.count == len(found.items) == 2
    assert not found.empty


def test_a_no_shows_who_it_is_instead(known: Known) -> None:
    task = One(TASK, known.wording.numbered([35], ()), "第35条")
    led = Via(unit(known, "县卫体局"), LEADS, TASK)
    found = run(known, Whether(Both((task, led))), "yesno")
    assert found.boolean is False
    assert any("县文旅局牵头" in quote.quote for item in found.items for quote in item.evidence)
    assert run(known, Whether(Minus(task, led)), "yesno").boolean is True


def test_sizes_and_places(known: Known) -> None:
    culture, science = unit(known, "县文旅局"), unit(known, "县工信科技局")
    of_culture, of_science = (Count(Via(each, ANY, TASK)) for each in (culture, science))
    first, second = (run(known, each, "count").count or 0 for each in (of_culture, of_science))
    compared = run(known, Compared(of_culture.source, of_science.source, "difference"), "count")
    assert compared.count == first - second
    assert [item.count for item in compared.items] == [first, second]
    assert run(known, Compared(of_science.source, of_culture.source, "more"), "yesno").boolean is True
    better = sum(1 for item in run(known, Top(Of(UNIT), ANY, 999), "units").items if (item.count or 0) > first)
    assert run(known, Placed(culture, Of(UNIT), ANY), "count").count == better + 1
    (mean,) = run(known, Average(Of(TASK), ANY.turned), "value").items
    assert mean.value
    assert 1 < mean.value < 10


def test_ties_share_a_place(known: Known) -> None:
    found = run(known, Top(Of(UNIT), LEADS, 2), "units").items
    counts = [item.count or 0 for item in found]
    assert counts == sorted(counts, reverse=True)
    every = [item.count or 0 for item in run(known, Top(Of(UNIT), LEADS, 999), "units").items]
    assert len(found) == sum(count >= counts[1] for count in every)


@pytest.mark.parametrize(
    ("label", "wanted"),
    [("县卫体局", ""), ("县文旅局", "没有任务把县文旅局列为配合单位；它与其他单位共同承担6项任务，其中第35项由它牵头。")],
)
def test_a_wider_note_never_contradicts_the_count(known: Known, label: str, wanted: str) -> None:
    strict = Via(unit(known, label), HELPS, TASK)
    for meaning, kind in ((Count(strict), "count"), (Whether(strict), "yesno")):
        found, wide = run(known, meaning, kind), widened(meaning)  # type: ignore[arg-type]
        assert wide is not None
        assert wider_note(known, wide, found) == wanted
