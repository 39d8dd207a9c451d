"""What is asked of the paper itself and of how it is built: terms, trees, and what is no such question."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from zhengpu.graph.facts import Iri
from zhengpu.graph.ontology import load_ontology
from zhengpu.query.papers.heading_tree import HeadingTree
from zhengpu.query.papers.structure_terms import StructureVocabulary, structure_words
from zhengpu.query.reading.question_reader import QuestionReader
from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.query.words.catalogued import SectionEntry
from zhengpu.query.words.designations import load_designation_words
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings

TODAY = date(2024, 6, 1)
PLANS = Path(__file__).parent / "plans_qa"
TOLD = {
    "哪天落款": "2023-08-14",
    "印制是几号": "2023-08-16",
    "哪天起施行": "2023-10-01",
    "管到哪天": "2028-09-30",
}


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zhengpu]:
    chosen = Settings(store=str(tmp_path_factory.mktemp("rooms")))
    with Zhengpu(open_store(chosen), chosen) as zp:
        zp.add((PLANS / "reading-rooms.txt").read_bytes(), "reading-rooms.txt")
        yield zp


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zhengpu]:
    chosen = Settings(store=str(tmp_path_factory.mktemp("market")))
    with Zhengpu(open_store(chosen), chosen) as zp:
        zp.add((PLANS / "night-market.txt").read_bytes(), "night-market.txt")
        yield zp


@pytest.mark.parametrize("row", structure_words().examples, ids=lambda row: row[0])
def test_the_terms_of_the_definition_file_are_read(rooms: Zhengpu, row: tuple[str, str]) -> None:
    said, terms = row
    known = rooms.asker.known
    reader = QuestionReader(known, TODAY, ())
    builder = reader.builder(())
    vocabulary = StructureVocabulary(load_concepts(), load_designation_words().papers["kinds"], builder.headings(), builder.titles())
    found = vocabulary.terms(reader.heard(known.linker.link(said, known.wording, TODAY)))
    assert " ".join(t.kind for t in found if t.kind != "help") == terms


@pytest.mark.parametrize("question", TOLD)
def test_the_days_of_a_paper_are_told_apart(rooms: Zhengpu, question: str) -> None:
    answer = rooms.ask(question, today=TODAY)
    assert answer.rules == ("sense: paper",)
    assert [item.date for item in answer.items] == [TOLD[question]]
    assert all(item.evidence for item in answer.items)


@pytest.mark.parametrize("around", ["领导问，{}", "请问这份文件{}", "{}？急等", "这个通知 {}"])
def test_words_around_it_change_nothing(rooms: Zhengpu, around: str) -> None:
    answer = rooms.ask(around.format("抄送给哪些单位"), today=TODAY)
    assert [item.label for item in answer.items] == ["县委办公室", "县人大常委会办公室", "县政协办公室", "县法院"]


@pytest.mark.parametrize("question", ["奖励发给谁", "流动书车什么时候启用", "书屋由谁管", "图书更新目录由谁制定", "谁负责解释故事比赛规则"])
def test_what_the_paper_says_is_not_asked_of_the_paper_itself(rooms: Zhengpu, question: str) -> None:
    assert "sense: paper" not in rooms.ask(question, today=TODAY).rules


@pytest.mark.parametrize("question", ["第八部分有几条", "讲航天的那一部分有几条", "第二部分第九条的标题", "县文旅局在第四部分牵头几条"])
def test_a_part_that_is_not_there_is_no_other_part(rooms: Zhengpu, question: str) -> None:
    assert "sense: structure" not in rooms.ask(question, today=TODAY).rules


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("哪几个部分超过两条", ["改善阅读条件", "举办读书活动"]),
        ("第二部分和第五部分的标题", ["改善阅读条件", "保障用书安全"]),
        ("第3条到第5条都叫什么", ["延长开放时间", "选聘管理员", "开展业务培训"]),
    ],
)
def test_parts_are_told_by_their_size_and_rows_of_places(rooms: Zhengpu, question: str, labels: list[str]) -> None:
    answer = rooms.ask(question, today=TODAY)
    assert answer.outcome == "answered"
    assert sorted(item.label or "" for item in answer.items) == sorted(labels)


@pytest.mark.parametrize(
    ("question", "count"), [("第二部分到第四部分一共几条", 9), ("第二到第四部分共几条", 9), ("阅读条件那部分有几条", 3)]
)
def test_items_of_parts_are_counted(rooms: Zhengpu, question: str, count: int) -> None:
    assert rooms.ask(question, today=TODAY).count == count


STRUCTURE = {
    "特色培育行动和食品安全行动两节归在哪个一级标题下": ("sections", {"重点任务"}),
    "请依次列出一级标题": ("sections", {"总体要求", "重点任务", "保障措施"}),
    "登记卡、快检这些写在哪个行动里": ("sections", {"食品安全行动"}),
    "讲小吃的那一块叫什么行动": ("sections", {"特色培育行动"}),
    "重点任务里一共设了几个“行动”": ("count", 3),
    "三个行动底下加起来有多少条": ("count", 7),
}


@pytest.mark.parametrize("question", STRUCTURE)
def test_parts_are_called_as_their_headings_end(market: Zhengpu, question: str) -> None:
    answer = market.ask(question, today=TODAY)
    kind, found = STRUCTURE[question]
    assert answer.kind == kind
    assert (answer.count if kind == "count" else {item.label for item in answer.items}) == found


def test_papers_that_are_issued_together_are_told_from_parts_of_one() -> None:
    nouns = load_designation_words().nouns
    joint = [("甲县河道管理办法", "1"), ("总则", "1/一"), ("甲县堤防巡查细则", "2"), ("总则", "2/一")]
    parts = [("总体要求", "一"), ("实施方案", "二"), ("目标", "二/（一）")]

    def tree(rows: list[tuple[str, str]]) -> HeadingTree:
        return HeadingTree([SectionEntry(Iri(f"urn:{n}"), Iri("urn:d"), *row) for n, row in enumerate(rows)], nouns)

    assert tree(joint).enclosing
    assert tree(joint).below(()) == (0, 2)
    assert tree(joint).below((2,)) == (3,)
    assert not tree(parts).enclosing


def test_words_of_papers_stand_in_the_ontology() -> None:
    relations = load_ontology().relations
    assert {"落款", "盖章"} <= set(relations["dct:publisher"].paper_cues)
    assert all(relation.domain == "zp:Document" for relation in relations.values() if relation.paper_cues)
