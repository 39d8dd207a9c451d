"""Questions in other words than the plan's: the sentence that speaks of it answers, with the clause of duty that holds for it, or nobody does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from benchmarks.learn import book_digest, written, written_manner
from zhengpu.commands.terminal import answer_text
from zhengpu.http import create_app
from zhengpu.query.manner.manner import load_manner
from zhengpu.query.passages.passage_book import PassageBook
from zhengpu.query.records.printed_cells import PrintedCells
from zhengpu.query.sureness.confidence import load_confidences
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings

TODAY = date(2024, 6, 1)
PLAN = """甲市人民政府办公室关于印发甲市绿色消费行动方案的通知

甲政办发〔2024〕9号

一、重点任务

（一）扩大绿色产品供给。鼓励商场设立节能家电专区，全年销售节能家电3万台。（市商务局牵头，市财政局配合）推动餐饮企业减少一次性餐具使用，开展“光盘行动”主题宣传。（市市场监管局牵头，市文旅局、市妇联配合）在社区布设旧衣物回收箱，打通回收“最后一百米”。（市城管局、市供销社负责）

（二）发展绿色出行。新建公共自行车站点120个，2024年10月底前全部投用。（市交通运输局负责）

（三）培育绿色家庭。每年评选绿色家庭50户，给予每户500元奖励，所需资金由市财政承担60%、县区财政承担40%。（市妇联负责）
"""


@pytest.fixture(scope="module")
def green(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zhengpu]:
    chosen = Settings(store=str(tmp_path_factory.mktemp("green")))
    with Zhengpu(open_store(chosen), chosen) as zp:
        zp.add(PLAN.encode(), "甲市绿色消费.txt")
        yield zp


def labels(zp: Zhengpu, question: str) -> tuple[str, list[str]]:
    answer = zp.ask(question, today=TODAY)
    return answer.outcome, [item.label or "" for item in answer.items]


@pytest.mark.parametrize(
    ("question", "units"),
    [
        ("少用一次性餐具那一句，后头写了哪些单位", ["市市场监管局", "市文旅局", "市妇联"]),
        ("社区里收旧衣物的回收箱由谁来摆", ["市城管局", "市供销社"]),
        ("光盘行动的宣传谁打头", ["市市场监管局"]),
        ("旧衣物回收除了城管局还有谁", ["市供销社"]),
    ],
)
def test_the_clause_behind_the_sentence_answers_who(green: Zhengpu, question: str, units: list[str]) -> None:
    assert labels(green, question) == ("answered", units)


def test_the_answer_quotes_the_sentence_and_the_clause(green: Zhengpu) -> None:
    answer = green.ask("社区里收旧衣物的回收箱由谁来摆", today=TODAY)
    text = green.store.text(next(iter(green.documents())).iri) or ""
    quotes = [e.quote for item in answer.items for e in item.evidence]
    assert {"（市城管局、市供销社负责）", "在社区布设旧衣物回收箱，打通回收“最后一百米”。"} <= set(quotes)
    assert all(text[e.start : e.end] == e.quote for item in answer.items for e in item.evidence)
    assert answer.note
    assert "按原文最接近的一句回答" in answer.note
    assert answer.rules[0] == "passage"


@pytest.mark.parametrize("question", ["妇联管不管旧衣物回收箱"])
def test_a_unit_of_another_clause_of_the_task_is_not_in_this_one(green: Zhengpu, question: str) -> None:
    answer = green.ask(question, today=TODAY)
    assert answer.outcome in ("answered", "not_understood")
    assert answer.outcome != "answered" or answer.boolean is False


@pytest.mark.parametrize(
    "question",
    [
        "节能家电专区要补贴多少钱",  # a number that is not there
        "旧衣物回收箱的验收由谁来做",
        "公共自行车站点建得怎么样了",
        "充电桩由谁来装",
    ],
)
def test_what_no_sentence_tells_is_not_answered(green: Zhengpu, question: str) -> None:
    assert green.ask(question, today=TODAY).outcome != "answered"


def test_sentences_nearest_to_a_question_without_answer_are_given_as_such(green: Zhengpu) -> None:
    answer = green.ask("旧衣物回收箱被人砸了怎么赔", today=TODAY)
    assert answer.outcome == "not_understood"
    assert any("旧衣物回收箱" in item.quote for item in answer.related)
    assert not answer.items


@pytest.mark.parametrize("question", ["旧衣物回收除了城管局还有谁", "光盘行动的宣传谁打头", "商场里弄节能家电专区，归谁管"])
def test_the_query_that_is_shown_finds_what_is_answered(green: Zhengpu, question: str) -> None:
    answer = green.ask(question, today=TODAY)
    assert answer.rules[0] == "passage"
    assert {str(unit) for unit, _ in green.query(answer.sparql or "")} == {str(item.iri) for item in answer.items}


def test_an_office_that_is_not_there_is_told_as_one_and_no_sentence_is_near(green: Zhengpu) -> None:
    answer = green.ask("市公安局负责哪些任务", today=TODAY)
    assert answer.outcome == "nothing"
    assert answer.interpretation == "您问的是：市公安局牵头或负责的任务"
    assert not answer.related


def test_the_page_and_the_command_say_that_they_are_no_answer(green: Zhengpu) -> None:
    question = "旧衣物回收箱被人砸了怎么赔"
    page = TestClient(create_app(green)).get("/", params={"q": question}).text
    assert "原文里最接近的几句，不是答案" in page
    assert "在社区布设旧衣物回收箱" in page
    assert "原文里最接近的一句，不是答案" in answer_text(green.ask(question, today=TODAY))


def test_every_clause_that_names_a_unit_is_its_evidence(green: Zhengpu) -> None:
    """A unit named in two clauses of a task has both, so that each sentence has its own clause whole."""
    known = green.asker.known
    book = PassageBook(green.store, known.wording, known.folding, PrintedCells(green.store))
    held = {p.text: [d.printed for d in p.duties] for p in book.inside(known.wording.every) if p.task}
    assert next(units for text, units in held.items() if text.startswith("推动餐饮")) == ["市市场监管局", "市文旅局", "市妇联"]
    assert next(units for text, units in held.items() if text.startswith("鼓励商场")) == ["市商务局", "市财政局"]


def test_weights_are_learned_from_the_book_as_it_stands() -> None:
    root = Path(__file__).parent.parent / "query"
    sure, manner = (root / "sureness" / "confidence.toml").read_text("utf-8"), (root / "manner" / "manner.json").read_text("utf-8")
    assert f'learned_from = "{book_digest()}"' in sure, "题库变了：请运行 make learn"
    assert written(load_confidences(), book_digest()) == sure
    assert written_manner(load_manner(), book_digest()) == manner
