"""Names in the text of tasks."""

from __future__ import annotations

import doctest
import subprocess
import sys

import pytest

from zhengpu.graph.chinese import Passage
from zhengpu.graph.places import load_places
from zhengpu.ingest.claims import Citation, Mention
from zhengpu.ingest.names import citations, headed, mentions, phrases, quoted, sites
from zhengpu.ingest.names.mentions import load_mentions, table
from zhengpu.ingest.names.phrases import Phrases
from zhengpu.ingest.names.sites import Sites
from zhengpu.ingest.text import ranges

TABLE = table()
KINDS = {"programmes": "Programme", "projects": "Project", "places": "Place"}
MODULES = [citations, headed, mentions, phrases, quoted, ranges, sites]


@pytest.fixture(scope="module")
def mentions():
    return load_mentions()


def passage(text: str) -> Passage:
    return Passage(text, tuple(range(len(text))))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_examples_in_docstrings(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("example", TABLE["example"], ids=lambda each: each["text"])
def test_what_is_a_name(mentions, example):
    found = mentions.read(passage(example["text"]), 0, 0)
    for key, kind in KINDS.items():
        assert [each.label for each in found if isinstance(each, Mention) and each.kind == kind] == example.get(key, []), key
    assert [f"{each.title}#{each.number or ''}" for each in found if isinstance(each, Citation)] == example.get("cites", [])


@pytest.mark.parametrize("example", TABLE["counterexample"], ids=lambda each: each["text"])
def test_what_is_none(mentions, example):
    assert mentions.read(passage(example["text"]), 0, 0) == (), example["why"]


@pytest.mark.parametrize("example", TABLE["example"], ids=lambda each: each["text"])
def test_every_name_stands_where_it_says(mentions, example):
    text = example["text"]
    for each in mentions.read(passage(text), 0, 0):
        if isinstance(each, Mention) and each.rule != "shared-head":
            assert text[each.span.slice].replace("“", "").replace("”", "") in each.label.replace("“", "").replace("”", "")


def test_the_closing_clause_names_nothing_but_its_area(mentions):
    text = "支持油品贸易。（负责部门：甲市平台管理局，适用范围：浙江自贸试验区）"
    found = mentions.read(passage(text), 0, 0, [(7, len(text))])
    assert [(each.kind, each.label) for each in found] == [("Place", "浙江自贸试验区")]


def test_the_territory_of_the_document_has_its_short_name(mentions):
    text = "引进平台企业落户新绛。"
    assert [each.label for each in mentions.read(passage(text), 0, 0, own=frozenset({"新绛县", "新绛"}))] == ["新绛"]
    assert mentions.read(passage(text), 0, 0, own=frozenset({"绛县"})) == ()


def test_a_county_named_in_full_may_be_named_in_short():
    sites = Sites(TABLE, Phrases.of(TABLE["phrases"]), load_places())
    assert sites.named_counties("新绛县", ["支持临漳县、平潭口岸建设。"]) == {"新绛县", "新绛", "临漳", "平潭"}
    assert "临漳" not in sites.named_counties(None, ["支持临漳建设。"])


def test_a_short_title_stands_for_the_full_one(mentions):
    short = {"通用目录": "甲省中介服务事项通用目录"}
    (cite,) = mentions.read(passage("动态调整《通用目录》。《通用目录》在网上公布。"), 0, 11, short=short)
    assert (cite.title, cite.canonical) == ("通用目录", "甲省中介服务事项通用目录")
    (cite,) = mentions.read(passage("调整《通用目录》，公布《甲省中介服务事项通用目录》。"), 0, 0, short=short)
    assert (cite.title, cite.canonical) == ("甲省中介服务事项通用目录", None)


def test_topics_are_words_of_the_task(mentions):
    text = "推进冷链物流发展。支持冷链物流园区建设，培育冷链物流企业，完善农产品冷链物流设施。"
    topics = mentions.topics(passage(text), 3, 9)
    assert 1 <= len(topics) <= 3
    assert topics[0].label == "冷链物流"
    assert all(each.task == 3 and text[each.span.slice] == each.label for each in topics)


def test_a_task_of_one_sentence_has_topics_of_its_first_clause(mentions):
    text = "加强校园食品安全管理，开展食堂明厨亮灶。（县教育局牵头）"
    labels = [each.label for each in mentions.topics(passage(text), 0, 20, [(20, len(text))])]
    assert labels[0] == "校园食品安全"
    assert not any("教育局" in label or label == "管理" for label in labels)


def test_reading_names_does_not_load_jieba():
    code = (
        "import sys; from zhengpu.graph.chinese import Passage; from zhengpu.ingest.names.mentions import load_mentions; text = '实施绿色制造提升行动。';"
        "print(load_mentions().read(Passage(text, tuple(range(len(text)))), 0, 0)[0].label, 'jieba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8")
    assert done.stdout.split() == ["绿色制造提升行动", "False"]
