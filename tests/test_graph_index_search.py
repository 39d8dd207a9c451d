"""Exact search through the index: for every term the texts that a plain look at each of them finds, as documents come and go."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from zhengpu.graph.facts import DocumentGraph, Entity, Iri, Naming
from zhengpu.graph.folding import Folding
from zhengpu.graph.index import search
from zhengpu.graph.index.texts import pairs, saying
from zhengpu.graph.names import Names
from zhengpu.graph.store import EmbeddedStore
from zhengpu.service import Zhengpu

NAMES, FOLDING = Names(), Folding()
TERMS = ("rdfs:label", "zp:text")
ODD = (
    "建成５Ｇ基站100个，“一窗通办”率达98.5%。",
    "𠮷林省試點：PPP／BOT 模式（A\u3000B）\t第①批",
    "ŁÓDŹ·naïve—co‑op 😀👍🏽 ﬁ ½ ㎡ \u200b\ufeff",
    "養老服務、養老服務、養老服務；'; DROP TABLE said; -- \" * AND OR NOT",
    "〇〇〇一一一aaaaaaAAAA....",
)


def paper(number: int, texts: tuple[str, ...]) -> DocumentGraph:
    """A document with a task for each text; its title is the text's first half."""
    document = NAMES.document(f"某政办发〔2022〕{number}号", "")
    entities = [Entity(document, "Document", None)]
    for n, text in enumerate(texts):
        task = NAMES.within(document, "task", str(n))
        said = (("zp:number", n), ("zp:text", text))
        entities.append(Entity(task, "Task", text[: len(text) // 2 + 1], said, (("zp:inDocument", document),)))
    return DocumentGraph(document, "\n".join(texts), tuple(entities), (), (Naming(document, "Document", f"计划{number}", "", own=True),))


def texts_of(store: EmbeddedStore, term: str) -> dict[Iri, str]:
    """Every task's text, read from the graph."""
    return {Iri(str(x)): str(t) for x, t in store.query(f"SELECT ?x ?t {{ ?x a zp:Task ; {term} ?t }}")}


def terms_of(texts: list[str], how_many: int) -> list[str]:
    """Pieces of the texts, of mixed texts, and words that stand nowhere."""
    random, out = Random(20221101), []
    while len(out) < how_many:
        one, other = random.choice(texts), random.choice(texts)
        start = random.randrange(max(1, len(one) - 1))
        term = one[start : start + random.choice((2, 2, 2, 3, 3, 4, 6, 12, 40, 200))]
        if random.random() < 0.15:
            term = term[:2] + other[:2]
        if random.random() < 0.15:
            term = "".join(random.sample(term, len(term)))
        if len(term) >= 2:
            out.append(term)
    return out


def test_a_thousand_random_terms_are_found_where_a_plain_look_finds_them(sample: Zhengpu) -> None:
    store = sample.store
    assert isinstance(store, EmbeddedStore)
    document = store.replace(paper(1, ODD))
    try:
        index = store.index.settled()
        texts = {term: texts_of(store, term) for term in TERMS}
        everything = [text for said in texts.values() for text in said.values()]
        found = 0
        for term in TERMS:
            folded = {iri: FOLDING.fold(text) for iri, text in texts[term].items()}
            for words in map(FOLDING.fold, terms_of(everything + list(ODD) * 20, 1000)):
                wanted = {i: texts[term][i][f.find(words) : f.find(words) + len(words)] for i, f in folded.items() if words in f}
                assert search.printed(index, words, term) == wanted, words
                found += bool(wanted)
        assert found > 500
    finally:
        store.forget(document)


def test_contains_of_the_graph_says_the_same(sample: Zhengpu) -> None:
    index = sample.store.index.settled()
    for words in terms_of(list(texts_of(sample.store, "zp:text").values()), 60):  # type: ignore[arg-type]
        escaped = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        rows = sample.store.query(f'SELECT ?x {{ ?x a zp:Task ; zp:text ?t FILTER(CONTAINS(STR(?t), "{escaped}")) }}')
        printed = search.printed(index, FOLDING.fold(words), "zp:text")
        assert {iri for iri, form in printed.items() if form == words} == {str(x) for (x,) in rows}, words


def test_search_keeps_up_with_what_is_put_and_forgotten(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path / "store") as store:
        first = store.replace(paper(1, ("发展养老服务。", "建设5G基站。")))
        store.index.settled()
        store.replace(paper(2, ("完善养老服务设施。",)))
        index = store.index.settled()
        assert len(search.printed(index, "养老服务", "zp:text")) == 2
        assert len(search.printed(index, "养老服务", "zp:text", (first,))) == 1
        store.replace(paper(1, ("发展托育服务。",)))
        index = store.index.settled()
        assert not search.occurs(index, "5g基站")
        assert len(search.printed(index, "托育", "zp:text")) == 1
        assert index.rows("SELECT COUNT(*) FROM pair WHERE pair MATCH ?", saying("5g基站")) == [(0,)], "nothing is left of texts that went"
        assert store.index.check() == ()
        assert store.forget(first)
        assert not search.occurs(store.index.settled(), "托育")


@pytest.mark.parametrize("words", ["", "𠮷", "a", "'", "无此一说"])
def test_odd_terms(words: str) -> None:
    store = EmbeddedStore()
    store.replace(paper(1, ODD))
    index = store.index.settled()
    there = {iri for iri, text in texts_of(store, "zp:text").items() if words and words in FOLDING.fold(text)}
    assert set(search.printed(index, words, "zp:text")) == there
    assert search.occurs(index, words) == bool(there)
    assert {FOLDING.fold(form) for form in search.forms(index, words, "zp:text")} == ({words} if there else set())


def test_pairs_are_words_of_letters_and_digits() -> None:
    assert all(pair.isalnum() and pair.isascii() for text in ODD for pair in pairs(text).split())
    assert pairs("一") == ""
