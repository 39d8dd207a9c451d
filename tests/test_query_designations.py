"""Documents named as people name them: by words of the title, place, level, number, year, number of tasks."""

from __future__ import annotations

import pytest

from zhengpu.graph.facts import Iri
from zhengpu.graph.folding import Folding
from zhengpu.graph.ontology import load_ontology
from zhengpu.graph.store import EmbeddedStore
from zhengpu.ingest.files.reading import read
from zhengpu.ingest.pipeline import learn, load_reader
from zhengpu.query.asking import Asker
from zhengpu.query.words.designations import DocumentBag, designated, load_designation_words

ZONE, PILOT, SCHOOL, STATE, COUNTY, CITY, MARKET = (
    Iri(f"urn:{name}") for name in ("zone", "pilot", "school", "state", "county", "city", "market")
)
BAGS = (
    DocumentBag(ZONE, "国务院关于促进综合保税区高水平开放的若干意见", issuer="国务院", level="国", number="国发(2019)3号", year=2019, size=21),
    DocumentBag(PILOT, "国务院关于支持自由贸易试验区深化改革若干措施的通知", issuer="国务院", level="国", number="国发(2018)38号", year=2018, size=53),
    DocumentBag(SCHOOL, "职业教育改革实施方案", issuer="国务院", level="国", number="国发(2019)4号", year=2019, size=20),
    DocumentBag(STATE, "国务院办公厅关于进一步优化营商环境的实施意见", issuer="国务院办公厅", level="国", number="国办发(2020)24号", year=2020, size=22),
    DocumentBag(COUNTY, "甲县推进服务业提质增效2022年行动计划", frozenset({"甲县"}), frozenset({"乙市"}), "甲县政府", "县", "甲政办发(2022)26号", 2022, 64),
    DocumentBag(CITY, "关于推进人才集聚工程的实施意见", frozenset({"丙丁市", "丙丁"}), level="市", year=2012, size=44),
    DocumentBag(MARKET, "优化提升营商环境专项行动方案", frozenset({"戊己省", "戊己"}), issuer="省政府办公厅", level="省", year=2019, size=58),
)  # fmt: skip
SMALL = {"支持", "负责", "牵头", "提到"}
NAMED = [
    ("综保区那份里海关总署管几条", "综保区那份", {ZONE}),
    ("自贸区53条和别的", "自贸区53条", {PILOT}),
    ("职教20条什么时候印发的", "职教20条", {SCHOOL}),
    ("营商环境24号文分几块", "营商环境24号文", {STATE}),
    ("38号文里谁牵头", "38号文", {PILOT}),
    ("丙丁那份人才文件有几条", "丙丁那份人才文件", {CITY}),
    ("县里那个，今年建多少", "县里那个", {COUNTY}),
    ("三份国务院文件里各是哪条", "三份国务院文件", {ZONE, PILOT, SCHOOL, STATE}),
    ("省级文件有几份", "省级文件", {MARKET}),
    ("支持综保区的文件", "综保区的文件", {ZONE}),
    ("人社部负责、又不属于自贸区文件的", "又不属于自贸区文件", {ZONE, SCHOOL, STATE, COUNTY, CITY, MARKET}),
    ("除了职教方案以外还有哪些", "除了职教方案以外", {ZONE, PILOT, STATE, COUNTY, CITY, MARKET}),
    ("在哪些省的文件里能找到", "省的", {MARKET}),
    ("县一级的只有哪一份", "县一级的", {COUNTY}),
    ("营商环境那份一共多少条", "营商环境那份", {STATE, MARKET}),
]
NOT_NAMED = ["有哪些文件", "哪些单位牵头", "那个单位负责", "2019年的文件", "24号到期的任务", "哪份文件提到托育", "这项工作谁负责"]


@pytest.mark.parametrize(("question", "said", "documents"), NAMED, ids=[row[0] for row in NAMED])
def test_a_name_designates_the_documents_it_is_true_of(question: str, said: str, documents: set[Iri]) -> None:
    (found,) = designated(question, BAGS, SMALL.__contains__)
    assert question[found.start : found.end] == said
    assert set(found.documents) == documents


@pytest.mark.parametrize("question", NOT_NAMED)
def test_what_names_no_document_narrows_nothing(question: str) -> None:
    assert [d for d in designated(question, BAGS, SMALL.__contains__) if not d.whole] == []


def test_two_names_side_by_side_mean_both() -> None:
    first, second = designated("综保区那份和职教20条谁在前", BAGS, SMALL.__contains__)
    assert set(first.documents) == set(second.documents) == {ZONE, SCHOOL}


def test_as_many_as_are_counted_are_named_side_by_side() -> None:
    (found,) = designated("综保区和职教两份文件里各管哪条", BAGS, SMALL.__contains__)
    assert set(found.documents) == {ZONE, SCHOOL}


def test_a_number_of_papers_is_kept() -> None:
    (found,) = designated("丙丁那两份文件合起来要多少", BAGS, SMALL.__contains__)
    assert (found.number, found.documents) == (2, (CITY,))


def test_a_paper_without_a_head_is_called_by_the_place_its_places_lie_in() -> None:
    text = "一、重点任务\n1.建设港口。在青岛高新区建设码头。\n2.建设园区。在青岛西海岸新区建设园区。\n3.建设车站。在青岛建设车站3个。\n"
    store = EmbeddedStore(None)
    store.replace(learn(read(text.encode(), "plan.txt"), load_reader(store.names), topics=False).graph)
    (bag,) = Asker(store, load_ontology()).known.wording.bags("")
    assert "青岛" in bag.places
    assert bag.level == "市"


def test_a_title_cut_short_that_no_text_prints_means_the_paper() -> None:
    question = "综保区的条目"
    (found,) = designated(question, BAGS, SMALL.__contains__, printed=lambda word: False)
    assert (found.documents, question[found.start : found.end]) == ((ZONE,), "综保区")
    assert designated(question, BAGS, SMALL.__contains__) == []


def test_all_documents_narrow_nothing() -> None:
    for question in ("手头这批文件里谁管", "这七份里谁管"):
        (found,) = designated(question, BAGS, SMALL.__contains__)
        assert found.whole
        assert len(found.documents) == len(BAGS)


@pytest.mark.parametrize(("said", "found"), load_designation_words().examples)
def test_examples_of_the_file(said: str, found: str) -> None:
    (there,) = designated(Folding().fold(said), BAGS, SMALL.__contains__)
    assert said[there.start : there.end] == found
