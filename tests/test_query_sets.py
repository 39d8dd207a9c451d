"""Questions in which every word is said of units, parts and items: what is taken together, taken away, counted and ranked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from zhengpu.query.answer import Answer
from zhengpu.query.meaning import One
from zhengpu.query.sets.set_shapes import set_question
from zhengpu.query.sets.set_terms import SetTerm, set_words
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings

TODAY = date(2024, 6, 1)
PLANS = Path(__file__).parent / "plans_qa"
TASKS: dict[str, set[int]] = {
    "城管局的活，保障措施那块也算上": {1, 2, 3, 4, 8},
    "城管局的事有哪些，牵头的不牵头的都算": {1, 2, 3, 4, 8},
    "场地整治这部分里没有住建局的任务": {3},
    "讲食品安全的那一块里，城管局有份的是哪条": {4},
    "重点任务里哪几条跟财政局不沾边": {2, 3, 4, 6, 7},
    "保障措施里没写商务局的是哪几条": {8, 10},
    "特色培育行动里头，不归商务局牵头的有哪几条": {7},
    "只有城管局一家单干的是哪条": {3},
    "除了融媒体中心再没有别的单位的任务是哪一项": {10},
    "没有列公安局、城管局、市场监管局以外单位的是哪条": {8},
    "仅由文旅局和商务局两家承担的是哪一条": {7},
    "哪些任务没有牵头单位以外的责任单位": {3, 10},
    "重点任务里，哪几条没写责任单位": {3},
    "商务局和文旅局都有份的任务是哪些": {6, 7},
    "既有财政局、又有城管局的，是哪几条": {1},
    "既不归城管局也不归市场监管局的有哪些": {7, 9, 10},
    "财政局参与、但不牵头的任务": {1, 5},
    "市场监管局牵头而城管局也在的是哪一条": {4},
    "有城管局没住建局的任务是哪几条": {3, 4, 8},
    "城管局有份的里头，刨掉它自己单干的，还剩哪些": {1, 2, 4, 8},
    "城管局写在头一个的是哪几条": {2, 3},
    "场地整治行动里时限最早的是哪条": {3},
    "参与单位不止两家的是哪几条": {1, 2, 5, 6, 8},
    "引进小吃除外，商务局还掺和了哪些事": {7, 9},
}
COUNTS = {
    "城管局的任务有几条，保障措施不计在内": 4,
    "不算保障措施，财政局的任务还有几项": 2,
    "市场监管局在重点任务里有几条（保障部分除外）": 3,
    "算上保障措施，商务局总共几项": 3,
    "重点任务里期限不是持续推进的有几条": 5,
    "除财政局以外再无其他单位的有几条": 0,
    "牵头单位和责任单位，去掉重复的，一共多少个": 10,
}
UNITS = {
    "和城管局一块儿管照明线路的还有谁": {"县供电公司", "县住建局"},
    "食品快检那条，除了牵头的还有谁": {"县卫健局", "县财政局"},
    "开展食品快检那条，卫健局以外还有谁": {"县市场监管局", "县财政局"},
    "照明线路和巡查值守这两条里都出现的单位": {"县城管局"},
    "给商务局打下手的有哪些单位": {"县文旅局", "县市场监管局"},
    "任务条数仅次于城管局的是哪家": {"县市场监管局"},
    "除去城管局，任务最多的是哪家单位": {"县市场监管局"},
    "不计城管局，承担条目最多的部门是哪家": {"县市场监管局"},
}
WHETHER = {
    "公安局有任务没": True,
    "公安局在重点任务里有任务没有": False,
    "摊贩登记卡那条除了市场监管局和城管局就没别家了吧": True,
    "食品快检那条除了卫健局就没别家了吧": False,
    "增设垃圾收集点那条没有责任单位，只有牵头单位，对不对": True,
}
STRANGE = ["只有税务局牵头的是哪条", "喷泉广场那条除了城管局还有谁", "最少要办多少场演出", "不算保障措施，哪些摊位要搬走"]


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zhengpu]:
    chosen = Settings(store=str(tmp_path_factory.mktemp("market")))
    with Zhengpu(open_store(chosen), chosen) as zp:
        zp.add((PLANS / "night-market.txt").read_bytes(), "night-market.txt")
        yield zp


def asked(market: Zhengpu, question: str) -> Answer:
    return market.ask(question, today=TODAY)


@pytest.mark.parametrize("question", TASKS)
def test_tasks_are_taken_together_and_away(market: Zhengpu, question: str) -> None:
    answer = asked(market, question)
    assert {item.number for item in answer.items} == TASKS[question]
    assert all(item.evidence for item in answer.items)


@pytest.mark.parametrize("question", COUNTS)
def test_what_remains_is_counted(market: Zhengpu, question: str) -> None:
    assert (asked(market, question).count or 0) == COUNTS[question]


@pytest.mark.parametrize("question", UNITS)
def test_units_beside_others(market: Zhengpu, question: str) -> None:
    assert {item.label for item in asked(market, question).items} == UNITS[question]


@pytest.mark.parametrize("question", WHETHER)
def test_whether_there_is_one(market: Zhengpu, question: str) -> None:
    answer = asked(market, question)
    assert (answer.kind, answer.boolean) == ("yesno", WHETHER[question])


@pytest.mark.parametrize("question", STRANGE)
def test_a_word_that_nothing_explains_is_no_such_question(market: Zhengpu, question: str) -> None:
    assert "sense: sets" not in asked(market, question).rules


def test_a_row_is_read_only_where_every_letter_is_taken() -> None:
    unit, task = One("zp:Unit", (), "甲"), SetTerm("K", "条", 9, 10)
    row = [SetTerm("n", "没有", 0, 2), SetTerm("U", "甲", 2, 3, unit), SetTerm("w", "哪", 8, 9), task]
    found = set_question(row)
    assert found is not None
    assert [u.positive for u in found.units] == [False]
    assert set_question([*row, SetTerm("m", "最多", 10, 12)]) is None
    assert set_question(row[1:]) is None, "one unit and nothing that puts sets together"


def test_no_word_of_the_definition_file_does_two_things_that_exclude_each_other() -> None:
    words = set_words()
    assert not words["counted_in"] & words["leaving_out"]
    assert not words["own"] & words["whose"]
