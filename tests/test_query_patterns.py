"""The definition files of questions: every example is read by its row, every counter-example is not."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib import resources

import pytest

from zhengpu.graph.errors import BadQuestion, DefinitionError
from zhengpu.graph.ontology import load_ontology
from zhengpu.graph.store import EmbeddedStore
from zhengpu.query.asking import Asker, load_patterns
from zhengpu.query.grammar.patterns import Patterns
from zhengpu.query.words.scope import load_scope
from zhengpu.query.words.words import load_words
from zhengpu.service import Zhengpu

TODAY = date(2022, 11, 1)
ROWS = load_patterns().rows
SCOPE = tomllib.loads(resources.files("zhengpu.query.words").joinpath("scope.toml").read_text("utf-8"))["rule"]


SHOWN = [(r.name, q) for r in ROWS for q in r.examples]


@pytest.mark.parametrize(
    ("name", "question"), [pytest.param(*row, marks=[] if n % 4 == 0 else [pytest.mark.slow]) for n, row in enumerate(SHOWN)]
)
def test_an_example_is_read_by_its_pattern(sample: Zhengpu, name: str, question: str) -> None:
    before, _, asked = question.rpartition(" → ")
    answer = sample.asker.by_constructions(asked, today=TODAY, previous=before or None)
    assert answer.outcome in ("answered", "nothing")
    assert name in answer.rules


@pytest.mark.parametrize(("name", "question"), [(r.name, q) for r in ROWS for q in r.counter_examples])
def test_a_counter_example_is_not_read_by_its_pattern(sample: Zhengpu, name: str, question: str) -> None:
    assert name not in sample.ask(question, today=TODAY).rules


def test_pattern_names_are_used_once() -> None:
    assert len({r.name for r in ROWS}) == len(ROWS)


def test_nearly_every_pattern_shows_how_it_is_asked() -> None:
    """A row without an example is the exception."""
    assert sum(not row.examples for row in ROWS) * 25 <= len(ROWS)


@pytest.mark.parametrize("question", [q for rule in SCOPE for q in rule["examples"]])
def test_what_no_plan_can_tell_is_out_of_scope(sample: Zhengpu, question: str) -> None:
    answer = sample.ask(question, today=TODAY)
    assert answer.outcome == "out_of_scope"
    assert answer.note


@pytest.mark.parametrize("question", [q for rule in SCOPE for q in rule["counter_examples"]])
def test_what_a_plan_can_tell_is_in_scope(question: str) -> None:
    assert load_scope().reason(question, (), ()) is None


@pytest.mark.parametrize("row", [{"name": "x", "form": "a"}, {"name": "x", "form": "a", "meaning": "f("}])
def test_a_broken_row_is_a_definition_error(row: dict[str, str]) -> None:
    with pytest.raises(DefinitionError):
        Patterns([row])


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
