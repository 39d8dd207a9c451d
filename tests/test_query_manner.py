"""How something is asked: what kind of answer, whose part, one or several; and answers that compete."""

from __future__ import annotations

import pytest

from benchmarks.learn import ways_of_asking
from benchmarks.softmax import WayOfAsking, learned_manner
from zhengpu.query.manner.manner import load_manner
from zhengpu.query.passages.passage_actors import actor_rows
from zhengpu.query.sureness.confidence import Competition


@pytest.mark.parametrize(
    ("manner", "kind"),
    [
        ("X到底归哪家张罗", "units"),
        ("X卡在哪天", "date"),
        ("X顶天能给多少", "value"),
        ("X算不算数", "yesno"),
        ("U都在哪几条里", "tasks"),
        ("X是照着哪份文件来的", "documents"),
        ("你觉得X办得成吗", "beyond"),
    ],
)
def test_words_that_stand_in_no_list_ask_for_their_kind(manner: str, kind: str) -> None:
    assert load_manner().read(manner).likely(0.0)[0] == kind


@pytest.mark.parametrize(("manner", "part"), [("X谁领着干", "lead"), ("X谁在旁边帮忙", "help"), ("X除了U还有谁", "others")])
def test_the_part_of_an_office_is_told_by_how_it_is_asked(manner: str, part: str) -> None:
    parts = load_manner().read(manner).parts
    assert max(parts, key=lambda name: parts[name]) == part


def test_several_things_are_told_from_one() -> None:
    read = load_manner().read
    assert read("X是哪几家").numbers["several"] > 0.5 > read("X是哪一家").numbers["several"]


def test_what_is_learned_reads_what_it_has_not_seen() -> None:
    rows = [WayOfAsking("X归谁管", "units", "all"), WayOfAsking("X归谁抓", "units", "all"), WayOfAsking("X几号前", "date", "")] * 3
    reader = learned_manner(rows)
    assert reader.read("X归谁办").likely(0.5) == ["units"]
    assert learned_manner(rows).weights == reader.weights


def test_every_way_of_asking_is_another() -> None:
    ways = [(way.manner, way.kind, way.part) for way in ways_of_asking()]
    assert len(ways) > 800
    assert len(set(ways)) > 0.9 * len(ways)


def test_answers_compete_with_each_other_and_with_none() -> None:
    competition = Competition({"said": 2.0, "none": 1.0})
    alone = competition.among([{"said": 1.0}], {"none": 1.0})
    beside = competition.among([{"said": 1.0}, {"said": 1.0}], {"none": 1.0})
    assert alone[0] > 0.7 > beside[0] > 0.4
    assert sum(beside) < 1


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("报统筹地区医保经办机构审核。", "统筹地区医保经办机构"),
        ("经所在单位同意，可以到企业兼职。", "所在单位"),
        ("应当征得市土地储备中心同意；", "市土地储备中心"),
    ],
)
def test_who_acts_in_a_sentence_is_found_though_no_clause_names_him(sentence: str, name: str) -> None:
    assert name in {sentence[a:b] for row in actor_rows(sentence) for a, b in row.places}
