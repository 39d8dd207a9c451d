"""Names in texts."""

from __future__ import annotations

import doctest

import pytest

from zhengpu.graph import folding, lexicon, nearness
from zhengpu.graph.facts import Iri
from zhengpu.graph.lexicon import Hit, Lexicon, NamedThing


@pytest.mark.parametrize("module", [folding, lexicon, nearness])
def test_examples(module):
    assert doctest.testmod(module).failed == 0


def thing(label, how="exact"):
    return NamedThing(Iri(f"urn:{label}"), "Unit", label, how)


NAMES = ["县文旅局", "文旅局", "县教育局", "市财政局", "5G基站", "县交通运输局", "县农业农村局"]


@pytest.fixture
def lexicon():
    return Lexicon([(name, thing(name)) for name in NAMES] + [("culture and tourism bureau", thing("县文旅局", "english"))])


def surfaces(hits: tuple[Hit, ...]):
    return [(hit.surface, hit.things[0].label, hit.things[0].how) for hit in hits]


def test_inner_names_are_there_too(lexicon):
    text = "县文旅局和县教育局"
    assert [hit.surface for hit in lexicon.overlapping(text)] == ["县文旅局", "文旅局", "县教育局"]


def test_every_hit_is_where_it_says(lexicon):
    text = "　縣文旅局，５ｇ基站 Culture and Tourism Bureau"
    hits = lexicon.overlapping(text)
    assert [text[hit.start : hit.end] for hit in hits] == [hit.surface for hit in hits]
    assert [hit.things[0].how for hit in hits] == ["traditional", "exact", "exact", "english"]


def test_latin_words_and_numbers_are_matched_whole(lexicon):
    assert lexicon.overlapping("15G基站") == ()
    assert lexicon.overlapping("agriculture and tourism bureau") == ()


def test_one_surface_for_two_things():
    lexicon = Lexicon([("省财政厅", thing("陕西省财政厅")), ("省财政厅", thing("浙江省财政厅")), ("省财政厅", thing("浙江省财政厅"))])
    assert [each.label for each in lexicon.overlapping("省财政厅")[0].things] == ["陕西省财政厅", "浙江省财政厅"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("县文旅居牵头哪些任务", "县文旅局"),
        ("县交通运愉局", "县交通运输局"),
        ("县交运输局", "县交通运输局"),
        ("县农业农材局负责什么", "县农业农村局"),
        ("问县农农村局", "县农业农村局"),
        ("xianwenlvju", "县文旅局"),
        ("xian wen lv ju 牵头什么", "县文旅局"),
    ],
)
def test_near(lexicon, written, meant):
    assert lexicon.near(written)[0].things[0].label == meant


@pytest.mark.parametrize("written", ["市文旅局", "省财政局", "县交通局运", "县财政", "今天天气如何"])
def test_not_near(lexicon, written):
    assert lexicon.near(written) == ()


def test_a_known_word_is_never_bent(lexicon):
    assert [hit.things[0].label for hit in lexicon.near("县体育局")] == ["县教育局"]
    assert lexicon.near("县体育局", known=lambda word: word == "县体育局") == ()


def test_names_are_words_for_jieba():
    assert "珍粮粮食种植专业合作社" in Lexicon([("珍粮粮食种植专业合作社", thing("x"))]).words("做好珍粮粮食种植专业合作社试点工作")
