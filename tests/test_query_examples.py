"""Every relation's and kind's example question is understood on the sample; what it shows is evidence."""

from __future__ import annotations

from datetime import date

import pytest

from zhengpu.graph.ontology import load_ontology
from zhengpu.service import Zhengpu

ONTOLOGY = load_ontology()
EXAMPLES = sorted({t.example_question for t in (*ONTOLOGY.kinds.values(), *ONTOLOGY.relations.values()) if t.example_question})


@pytest.mark.parametrize("question", EXAMPLES)
def test_the_example_question_is_understood(sample: Zhengpu, question: str) -> None:
    answer = sample.ask(question, today=date(2022, 11, 1))
    assert answer.outcome in ("answered", "nothing"), answer.answer
    if answer.outcome == "nothing":
        assert answer.checked
    text = sample.text("新政办发-2022-26号") or ""
    for item in answer.items:
        assert item.evidence
        for evidence in item.evidence:
            assert text[evidence.start : evidence.end] == evidence.quote
