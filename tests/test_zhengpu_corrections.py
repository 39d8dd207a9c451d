"""Corrections: said once, they hold at every reading, are taken back one by one, and nothing that was said is ever lost."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from tests.corrected_paper import CHANGED, FORGED_PAPER, OFFICE, PAPER, RELAID, SECOND_PAPER
from zhengpu.corrections.correction_request import CorrectionRequest
from zhengpu.graph.corrections.correction_kinds import load_correction_kinds
from zhengpu.graph.errors import InputError, UsageError
from zhengpu.graph.store import EmbeddedStore
from zhengpu.graph.versions.taking import OtherVersion
from zhengpu.keeping.backup import packed, restore
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings

ALL: tuple[dict[str, Any], ...] = (
    {"kind": "不是单位", "unit": "相关职能", "why": "泛指"},
    {"kind": "换角色", "unit": "县财政局", "number": "1", "to": "牵头"},
    {"kind": "漏了职责", "unit": "县发改局", "words": "县水利局负责", "to": "配合"},
    {"kind": "换日期", "words": "2024年6月底前", "to": "2024年9月底"},
    {"kind": "是一个单位", "unit": "县环境局", "to": "县生态环境分局"},
    {"kind": "不是一个单位", "unit": "县河长办", "to": "青溪县总河长办公室"},
    {"kind": "漏了任务", "number": "31", "title": "疏通排水沟"},
    {"kind": "读错了", "words": "新建管网20公里"},
)


@pytest.fixture
def zp(empty: Zhengpu) -> Zhengpu:
    empty.add(PAPER.encode(), "方案.txt")
    return empty


def said(zp: Zhengpu) -> set[str]:
    """What the documents and the names say, without the graph of corrections."""
    return {str(quad) for quad in zp.store.quads() if str(zp.store.names.corrections_graph) not in str(quad.graph_name)}


def correct(zp: Zhengpu, **given: Any) -> str:
    return zp.corrections.correct(CorrectionRequest(OFFICE, by="李静", **given)).id


def duties(zp: Zhengpu, number: int, key: str = OFFICE) -> set[tuple[str, str]]:
    found = zp.query(
        f"SELECT ?name ?label {{ ?t zp:inDocument ?d ; zp:number {number} ; zp:responsibility ?r . ?r zp:printed ?name ; zp:relation ?label "
        f"FILTER(STRENDS(STR(?d), '{key}')) }}"
    )
    return {(str(name), str(role).rsplit("#", 1)[-1]) for name, role in found}


def asked(zp: Zhengpu, question: str, **given: Any) -> int:
    """How many tasks an answer has."""
    return len(zp.ask(question, **given).items)


def states(zp: Zhengpu) -> dict[str, str]:
    return {one.kind: one.state for one in zp.corrections.listed()}


# ── what each kind does ──


def test_what_is_no_unit_has_no_duties_and_no_name(zp: Zhengpu) -> None:
    assert ("相关职能", "cooperatesOn") in duties(zp, 2)
    correct(zp, **ALL[0])
    assert duties(zp, 2) == {("县水利局", "responsibleFor")}
    assert not zp.store.ask('ASK { ?u rdfs:label "相关职能"@zh }')


def test_another_role(zp: Zhengpu) -> None:
    correct(zp, **ALL[1])
    assert {name for name, role in duties(zp, 1) if role == "leads"} == {"县水利局", "县财政局"}
    assert asked(zp, "县财政局牵头哪些任务") == 1
    evidence = zp.ask("第1条由谁牵头").items[1].evidence[0]
    assert evidence.quote == PAPER[evidence.start : evidence.end] == "（县水利局牵头，县财政局、县农业农村局配合）"


def test_a_duty_that_was_missed_of_a_unit_nobody_named(zp: Zhengpu) -> None:
    text = PAPER.replace("3座。（县水利局负责", "3座，县发改局搞好立项。（县水利局负责")
    zp.add(text.encode(), "方案.txt", replacing=True)
    correct(zp, kind="漏了职责", unit="县发改局", words="县发改局搞好立项", to="配合")
    assert ("县发改局", "cooperatesOn") in duties(zp, 2)
    assert zp.store.ask('ASK { ?u skos:prefLabel "青溪县发展和改革局"@zh }')


def test_another_date(zp: Zhengpu) -> None:
    correct(zp, **ALL[3])
    found = zp.query("SELECT DISTINCT ?d { ?t zp:number 1 ; zp:deadline ?d }")
    assert [str(row[0]) for row in found] == ["2024-09-30"]


def test_two_names_of_one_unit_in_every_document(zp: Zhengpu) -> None:
    zp.add(SECOND_PAPER.encode(), "绿化.txt")
    correct(zp, **ALL[4])
    (one,) = zp.corrections.listed()
    assert one.others == 1
    assert asked(zp, "县生态环境分局参与哪些任务") == asked(zp, "县环境局参与哪些任务") == 3
    zp.forget("青政办发-2024-9号")
    zp.add(SECOND_PAPER.encode(), "绿化.txt")  # and in those that come later
    assert asked(zp, "县生态环境分局牵头哪些任务") == 1
    zp.corrections.undo(one.id)
    assert asked(zp, "县环境局参与哪些任务") == 2


def test_only_here_if_that_is_meant(zp: Zhengpu) -> None:
    zp.add(SECOND_PAPER.encode(), "绿化.txt")
    correct(zp, **ALL[4], everywhere=False)
    assert zp.corrections.listed()[0].others == 0
    assert duties(zp, 1, "青政办发-2024-9号") == {("县环境局", "leads"), ("县水利局", "cooperatesOn")}
    assert zp.store.ask('ASK { ?u skos:altLabel|rdfs:label "县环境局"@zh ; zp:leads ?t }')


def test_one_name_of_two_units(zp: Zhengpu) -> None:
    correct(zp, **ALL[5])
    assert zp.store.ask('ASK { ?u skos:prefLabel "青溪县总河长办公室"@zh ; zp:leads ?t }')


def test_a_task_that_was_missed(zp: Zhengpu) -> None:
    correct(zp, **ALL[6])
    correct(zp, kind="漏了职责", words="由县城管局负责", unit="县城管局", to="负责")
    assert duties(zp, 31) == {("县城管局", "responsibleFor")}
    assert duties(zp, 3) == {("县住建局", "leads"), ("县水利局", "cooperatesOn")}
    titles = [str(row[0]) for row in zp.query("SELECT ?l { ?t a zp:Task ; rdfs:label ?l ; zp:position ?p } ORDER BY ?p")]
    assert titles == ["修好灌溉渠道", "加固水库大坝", "建设供水管网", "疏通排水沟", "整治河道", "落实资金"]
    assert zp.ask("县城管局参与哪些任务").items[0].number == 31
    assert zp.store.ask('ASK { ?t zp:number 31 ; zp:inSection/rdfs:label "工程建设"@zh }')


def test_a_task_that_another_one_swallowed_takes_what_stands_in_it(zp: Zhengpu) -> None:
    correct(
        zp, kind="漏了任务", number="21", title="完成小型水库除险加固3座", words="完成小型水库除险加固3座。（县水利局负责，相关职能配合）"
    )
    assert duties(zp, 21) == {("县水利局", "responsibleFor"), ("相关职能", "cooperatesOn")}
    assert duties(zp, 2) == set()
    assert zp.store.ask('ASK { ?t zp:number 2 ; zp:text "2.加固水库大坝。"@zh }')
    assert zp.store.ask("ASK { ?t zp:number 21 ; zp:hasTarget ?x } ")
    assert not zp.store.ask("ASK { ?t zp:number 2 ; zp:hasTarget ?x } ")


def test_what_was_read_wrongly_is_unsaid(zp: Zhengpu) -> None:
    correct(zp, **ALL[7])
    assert not zp.store.ask('ASK { ?x a zp:Target ; zp:text ?t FILTER(CONTAINS(?t, "20公里")) }')
    correct(zp, kind="读错了", words="4.整治河道", term="zp:Task")
    assert not zp.store.ask("ASK { ?t a zp:Task ; zp:number 4 }")


# ── they hold ──


@pytest.fixture
def corrected(zp: Zhengpu) -> Zhengpu:
    for one in ALL:
        correct(zp, **one)
    return zp


@pytest.mark.parametrize("text", [PAPER, RELAID])
def test_the_same_text_read_again_is_read_as_corrected(corrected: Zhengpu, text: str) -> None:
    before = states(corrected)
    found = {number: duties(corrected, number) for number in (1, 2, 3, 4, 5, 31)}
    corrected.add(text.encode(), "方案.txt", replacing=True)
    corrected.reread(OFFICE)
    assert states(corrected) == before
    assert {number: duties(corrected, number) for number in found} == found


def test_reading_the_same_bytes_changes_nothing(corrected: Zhengpu) -> None:
    before = {str(quad) for quad in corrected.store.quads()}
    outcome = corrected.accept(PAPER.encode(), "方案.txt")[2]
    assert outcome.how == "same"
    assert {str(quad) for quad in corrected.store.quads()} == before


def test_a_later_text_keeps_what_still_applies_and_tells_of_the_rest(corrected: Zhengpu) -> None:
    outcome = corrected.accept(CHANGED.encode(), "方案.txt", replacing=True)[2]
    assert "更正：" in outcome.text()
    assert "不再适用" in outcome.text()
    assert states(corrected) == {
        "not-unit": "applied",
        "role": "applied",
        "duty": "applied",
        "date": "applied",
        "same": "applied",
        "split": "applied",
        "task": "applied",
        "wrong": "gone",
    }
    corrected.versions.restore(OFFICE, 1)
    assert states(corrected)["wrong"] == "applied"
    assert ("县财政局", "leads") in duties(corrected, 1)


def test_a_clause_of_another_task_is_not_the_one_that_was_meant(zp: Zhengpu) -> None:
    correct(zp, kind="换角色", unit="县财政局", number="5", to="牵头")
    text = PAPER.replace("5.落实资金。把钱用在刀刃上。", "5.开展绩效评价，公开评价结果，接受社会监督。")
    zp.add(text.encode(), "方案.txt", replacing=True)
    assert states(zp) == {"role": "gone"}
    assert duties(zp, 5) == {("县财政局", "responsibleFor")}


def test_a_forgery_takes_nothing_with_it(corrected: Zhengpu) -> None:
    with pytest.raises(OtherVersion):
        corrected.add(FORGED_PAPER.encode(), "假.txt")
    before = said(corrected)
    corrected.add(FORGED_PAPER.encode(), "假.txt", replacing=True)
    assert {state for kind, state in states(corrected).items() if load_correction_kinds()[kind].place} == {"gone"}
    assert len(corrected.corrections.listed()) == len(ALL)
    corrected.versions.restore(OFFICE, 1)
    assert before <= said(corrected)


def test_forgotten_and_read_again(corrected: Zhengpu) -> None:
    before = said(corrected)
    corrected.forget(OFFICE)
    assert set(states(corrected).values()) == {"missing"}
    corrected.add(PAPER.encode(), "方案.txt")
    assert said(corrected) == before


def test_questions_of_the_past_are_answered_as_corrected(corrected: Zhengpu) -> None:
    corrected.add(CHANGED.encode(), "方案.txt", replacing=True)
    assert asked(corrected, "县财政局牵头哪些任务", as_of=f"{OFFICE}@1") == 1
    assert "县财政局牵头" not in "".join(corrected.versions.told_difference(OFFICE, 1).lines)


def test_backup_and_restore_lose_nothing(corrected: Zhengpu, tmp_path: Path) -> None:
    corrected.corrections.undo(corrected.corrections.listed()[0].id, "王强", "看错了")
    listed = corrected.corrections.listed()
    assert isinstance(corrected.store, EmbeddedStore)
    packed(corrected.store, tmp_path / "b.zip", corrected.originals)
    chosen = Settings(store=str(tmp_path / "anew"))
    with Zhengpu(open_store(chosen), chosen) as anew:
        restore(anew.store, tmp_path / "b.zip")
        assert anew.corrections.listed() == listed
        for one in listed:
            if one.state != "undone":
                anew.corrections.undo(one.id)
        assert said(anew) == said_uncorrected(tmp_path)


def said_uncorrected(tmp_path: Path) -> set[str]:
    chosen = Settings(store=str(tmp_path / "plain"))
    with Zhengpu(open_store(chosen), chosen) as plain:
        plain.add(PAPER.encode(), "方案.txt")
        return said(plain)


# ── taken back ──


@pytest.mark.parametrize("seed", range(6))
def test_taking_all_back_in_any_order_gives_the_reading_back(zp: Zhengpu, seed: int) -> None:
    chance, before = random.Random(seed), said(zp)
    keys = [correct(zp, **one) for one in chance.sample(ALL, len(ALL))]
    with_one = None
    for key in chance.sample(keys, len(keys)):
        if len([one for one in zp.corrections.listed() if one.state != "undone"]) == 1:
            with_one = said(zp)
        assert zp.corrections.undo(key, "王强", "重新看过").state == "undone"
    assert with_one != before
    assert said(zp) == before
    assert {one.undone_by for one in zp.corrections.listed()} == {"王强"}


def test_one_that_is_taken_back_leaves_the_others(corrected: Zhengpu) -> None:
    (role,) = [one.id for one in corrected.corrections.listed() if one.kind == "role"]
    corrected.corrections.undo(role)
    assert ("县财政局", "cooperatesOn") in duties(corrected, 1)
    assert duties(corrected, 2) == {("县水利局", "responsibleFor"), ("县发改局", "cooperatesOn")}
    with pytest.raises(InputError, match="已经撤销"):
        corrected.corrections.undo(role)


def test_said_twice_is_said_once(zp: Zhengpu) -> None:
    assert correct(zp, **ALL[0]) == correct(zp, **ALL[0])
    assert len(zp.corrections.listed()) == 1


# ── what cannot be meant ──


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"kind": "不认识的"}, "没有“不认识的”这种更正"),
        ({"kind": "换角色", "unit": "县财政局", "number": "1"}, "应当是什么"),
        ({"kind": "换角色", "unit": "县财政局", "to": "牵头"}, "没有说在哪里"),
        ({"kind": "换角色", "unit": "县财政局", "number": "1", "to": "观摩"}, "没有“观摩”这个角色"),
        ({"kind": "换角色", "unit": "县财政局", "number": "1", "to": "配合"}, "已经是配合"),
        ({"kind": "换角色", "unit": "县财政局", "words": "局", "to": "牵头"}, "处"),
        ({"kind": "不是单位", "unit": "县教育局"}, "原文里没有"),
        ({"kind": "不是单位", "unit": "灌溉渠道"}, "没有被读成单位"),
        ({"kind": "换日期", "words": "2024年6月底前", "to": "过一阵子"}, "看不懂日期"),
        ({"kind": "是一个单位", "unit": "县环境局", "to": "县教育局"}, "没有叫“县教育局”的单位"),
        ({"kind": "读错了", "words": "关于印发"}, "这里没有读到什么"),
        ({"kind": "漏了任务", "number": "十", "title": "疏通排水沟"}, "编号不是数字"),
    ],
)
def test_what_cannot_be_meant_is_said(zp: Zhengpu, given: dict[str, Any], told: str) -> None:
    before = said(zp)
    with pytest.raises((InputError, UsageError), match=told):
        correct(zp, **given)
    assert said(zp) == before
    assert zp.corrections.listed() == ()


def test_test_cases_hold_the_words_and_what_is_to_be_read(corrected: Zhengpu) -> None:
    cases = {one["kind"]: one for one in map(json.loads, corrected.corrections.cases())}
    assert len(cases) == len(ALL)
    assert cases["not-unit"]["text"] == "2.加固水库大坝。完成小型水库除险加固3座。（县水利局负责，相关职能配合）"
    assert ["县水利局", "responsible"] in cases["not-unit"]["duties"]
    assert cases["date"]["deadlines"] == ["2024-09-30"]
    assert cases["task"]["title"] == "疏通排水沟"


def test_kinds_say_what_they_say() -> None:
    import tomllib

    from tests.test_house_docs import ROOT

    for entry in tomllib.loads((ROOT / "graph" / "corrections" / "kinds.toml").read_text("utf-8"))["kind"]:
        for given, told in entry["examples"]:
            assert load_correction_kinds()[entry["key"]].told(given) == told


# ── answers, and what can be learned ──


def test_an_answer_that_rests_on_a_correction_says_so(zp: Zhengpu) -> None:
    assert "更正" not in (zp.ask("县财政局参与哪些任务").note or "")
    key = correct(zp, **ALL[1])
    told = f"其中有更正过的：县财政局在这里是牵头，不是配合（李静，{zp.corrections.found(key).on[:10]}，更正{key}）。"
    for question in ("县财政局参与哪些任务", "县财政局牵头哪些任务", "第1条由谁牵头"):
        assert told in (zp.ask(question).note or ""), question
    for question in ("县水利局参与哪些任务", "第5条由谁负责"):
        assert "更正" not in (zp.ask(question).note or ""), question
    zp.corrections.undo(key)
    assert "更正" not in (zp.ask("县财政局参与哪些任务").note or "")


def test_an_answer_that_rests_on_a_corrected_date_says_so(zp: Zhengpu) -> None:
    correct(zp, **ALL[3])
    found = zp.ask("第1条什么时候完成")
    assert "2024年9月" in found.answer
    assert "更正过的：日期应当是2024年9月30日" in (found.note or "")
    evidence = found.items[0].evidence[0]
    assert PAPER[evidence.start : evidence.end] == evidence.quote


def test_a_receipt_tells_what_a_correction_changed(zp: Zhengpu) -> None:
    receipt = zp.receipts.find(zp.ask("县财政局配合哪些任务").id)
    assert receipt is not None
    assert zp.receipts.again(receipt).same
    key = correct(zp, **ALL[1])
    assert not zp.receipts.again(receipt).same
    zp.corrections.undo(key)
    assert zp.receipts.again(receipt).same


def test_what_is_general_is_proposed_with_what_else_would_change(zp: Zhengpu) -> None:
    zp.add(SECOND_PAPER.replace("县水利局配合", "相关职能配合").encode(), "绿化.txt")
    before = {str(quad) for quad in zp.store.quads()}
    assert zp.corrections.learned().entries == ()
    keys = [correct(zp, **ALL[0]), correct(zp, **ALL[3]), correct(zp, **ALL[4])]
    found = zp.corrections.learned()
    (word, names) = found.entries
    assert (word.file, word.entry) == ("ingest/duties/clauses.toml", '"相关职能"')
    assert [change.document for change in word.changes] == ["青政办发-2024-9号"]
    assert any("相关职能" in line for line in word.changes[0].lines)
    assert names.file == "graph/gazetteers/cores.tsv"
    assert [change.document for change in names.changes] == ["青政办发-2024-9号"]
    assert len(found.cases) == 1
    for key in keys:
        zp.corrections.undo(key)
    assert before <= {str(quad) for quad in zp.store.quads()}  # nothing was written but the corrections


def test_a_word_for_a_role_is_proposed_and_what_else_it_says(zp: Zhengpu) -> None:
    zp.add(PAPER.replace("县水利局负责，", "县水利局承办，").encode(), "方案.txt", replacing=True)
    zp.add(SECOND_PAPER.replace("县住建局负责", "县住建局承办").encode(), "绿化.txt")
    correct(zp, kind="换角色", unit="县水利局", number="2", to="牵头")
    (proposed,) = zp.corrections.learned().entries
    assert (proposed.file, proposed.place, proposed.entry) == ("graph/ontology.ttl", "zp:leads 的 zp:trigger", '"承办"@zh')
    assert [(one.document, one.lines) for one in proposed.changes] == [("青政办发-2024-9号", ("第2条：县住建局由负责变为牵头",))]
