"""What questions may lean on: scope, follow-ups, words of the ontology; and what is refused."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib import resources

import pytest

from zhengpu.graph.errors import BadQuestion
from zhengpu.graph.ontology import load_ontology
from zhengpu.graph.store import EmbeddedStore
from zhengpu.query.asking import Asker
from zhengpu.query.words.scope import load_scope
from zhengpu.query.words.words import load_words
from zhengpu.service import Zhengpu

TODAY = date(2022, 11, 1)
SCOPE = tomllib.loads(resources.files("zhengpu.query.words").joinpath("scope.toml").read_text("utf-8"))["rule"]


@pytest.mark.parametrize("question", [q for rule in SCOPE for q in rule["examples"]])
def test_what_no_plan_can_tell_is_out_of_scope(sample: Zhengpu, question: str) -> None:
    answer = sample.ask(question, today=TODAY)
    assert answer.outcome == "out_of_scope"
    assert answer.note


@pytest.mark.parametrize("question", [q for rule in SCOPE for q in rule["counter_examples"]])
def test_what_a_plan_can_tell_is_in_scope(question: str) -> None:
    assert load_scope().reason(question, (), ()) is None


def test_a_cue_of_the_ontology_is_a_word_of_questions() -> None:
    ontology = load_ontology()
    table = load_words(ontology).table
    for kind in ontology.kinds.values():
        for cue in kind.cues:
            assert any(f"kind.{kind.term.partition(':')[2]}" in word.symbols for word in table[cue])


def test_an_empty_store_says_so() -> None:
    for question in ("有哪些任务", "县文旅局牵头哪些任务", "今天天气怎么样"):
        answer = Asker(EmbeddedStore(None), load_ontology()).ask(question, today=TODAY)
        assert answer.outcome == "nothing"
        assert "空" in (answer.note or "")


@pytest.mark.parametrize("question", ["", "  \n", "问" * 1001])
def test_a_question_that_is_empty_or_too_long_is_refused(sample: Zhengpu, question: str) -> None:
    with pytest.raises(BadQuestion):
        sample.ask(question, today=TODAY)


@pytest.mark.parametrize(
    ("previous", "question", "numbers"),
    [
        ("县工信科技局参与了哪些任务", "其中有牵头单位的呢", [12, 18, 19, 20, 25, 30, 35]),
        ("县文旅局牵头哪些任务", "那县教育局呢", []),
        ("县文旅局参与哪些任务", "牵头的呢", [35]),
        ("县文旅局参与哪些任务", "其中哪些涉及5G", [18]),
    ],
)
def test_a_follow_up_leans_on_the_question_before(sample: Zhengpu, previous: str, question: str, numbers: list[int]) -> None:
    answer = sample.ask(question, today=TODAY, previous=previous)
    assert answer.outcome in ("answered", "nothing")
    assert [i.number for i in answer.items] == numbers


def test_a_follow_up_may_count_by_units(sample: Zhengpu) -> None:
    answer = sample.ask("按单位数一下", today=TODAY, previous="县文旅局参与哪些任务")
    assert answer.kind == "table"
    assert ("县文旅局", "9") in [i.cells for i in answer.items]


def test_this_year_falls_back_to_the_year_of_the_plans_and_says_so(sample: Zhengpu) -> None:
    answer = sample.ask("今年年底前要完成哪些任务", today=date(2026, 11, 1))
    assert answer.outcome == "answered"
    assert answer.relaxed
    assert "2022" in (answer.note or "")
    assert {11, 16, 17} <= {i.number for i in answer.items}


def test_suggestions_are_questions_with_an_answer(sample: Zhengpu) -> None:
    for suggestion in sample.asker.suggest("文旅", limit=4):
        assert sample.ask(suggestion.text, today=TODAY).outcome == "answered"
