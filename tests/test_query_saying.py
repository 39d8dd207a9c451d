"""Meaning → Chinese: the paraphrase and the answer's sentence come from the meaning, and say what it says."""

from __future__ import annotations

from decimal import Decimal

import pytest

from zhengpu.graph.ontology import load_ontology
from zhengpu.query.answer import Answer, AnswerItem, Kind
from zhengpu.query.meaning import (
    Average,
    Both,
    Compared,
    Count,
    Describe,
    Either,
    Having,
    Meaning,
    Minus,
    Of,
    One,
    Placed,
    Set,
    Step,
    Top,
    Via,
    Where,
    Whether,
)
from zhengpu.query.saying.paraphrase import phrase
from zhengpu.query.saying.saying import AnswerWords, Saying
from zhengpu.query.saying.sentence import sentence

ONTOLOGY = load_ontology()
TASK, UNIT = "zp:Task", "zp:Unit"
LEADS, HELPS, ANY = Step(("zp:leads",)), Step(("zp:cooperatesOn",)), Step(("zp:takesPartIn",))


def unit(name: str) -> One:
    return One(UNIT, (), name)


def tasks(name: str, step: Step = ANY) -> Via:
    return Via(unit(name), step, TASK)


FIFTH: Set = One(TASK, (), "第5条")
CULTURE, HEALTH = "县文旅局", "县卫体局"


def told(meaning: Meaning, kind: Kind, **values: object) -> str:
    noun, measure = ("任务", "项") if kind != "units" else ("单位", "个")
    answer = Answer("1", "", "answered", kind, **values)  # type: ignore[arg-type]
    return sentence(answer, phrase(meaning, ONTOLOGY), noun, measure)


@pytest.mark.parametrize(
    ("meaning", "yes", "no"),
    [
        (Both((FIFTH, tasks(CULTURE, LEADS))), "是，县文旅局牵头第5条。", "否，县文旅局不牵头第5条。"),
        (Minus(FIFTH, tasks(CULTURE, HELPS)), "是，县文旅局不配合第5条。", "否，县文旅局配合第5条。"),
        (Minus(FIFTH, tasks(CULTURE, LEADS)), "是，县文旅局不牵头第5条。", "否，县文旅局牵头第5条。"),
        (tasks(CULTURE, LEADS), "是，有县文旅局牵头的任务。", "否，没有县文旅局牵头的任务。"),
        (Where(One("zp:Target", (), "5G基站"), "schema:value", "=", 300), "是，5G基站为300。", "否，5G基站不为300。"),
        (Where(One("zp:Target", (), "5G基站"), "schema:value", ">=", 300), "是，5G基站不少于300。", "否，5G基站少于300。"),
        (Where(One("zp:Target", (), "5G基站"), "schema:value", "<", 300), "是，5G基站小于300。", "否，5G基站不少于300。"),
        (Where(One("zp:Target", (), "5G基站"), "schema:value", "<=", 300), "是，5G基站不超过300。", "否，5G基站超过300。"),
        (Minus(Of(TASK), Via(Via(Of(TASK), ANY.turned, UNIT), LEADS, TASK)), "是，有没有牵头单位的任务。", "否，没有没有牵头单位的任务。"),
    ],
)
def test_yes_and_no_say_opposite_things(meaning: Set, yes: str, no: str) -> None:
    assert told(Whether(meaning), "yesno", boolean=True) == yes
    assert told(Whether(meaning), "yesno", boolean=False) == no


@pytest.mark.parametrize(
    ("meaning", "said"),
    [
        (tasks(CULTURE, LEADS), "县文旅局牵头2项任务。"),
        (Either((tasks(CULTURE), tasks(HEALTH))), "县文旅局或县卫体局参与2项任务。"),
        (Both((tasks(CULTURE), tasks(HEALTH))), "县文旅局和县卫体局共同参与2项任务。"),
        (Having(tasks(CULTURE), ANY.turned, "=", 1), "只由县文旅局参与2项任务。"),
        (Having(tasks(CULTURE), ANY.turned, ">=", 2), "县文旅局与其他单位共同承担的任务共2项。"),
        (Minus(tasks(CULTURE), tasks(HEALTH)), "县文旅局参与的任务（不含县卫体局参与的）共2项。"),
        (Via(Via(Of(TASK), ANY.turned, UNIT), LEADS, TASK), "有牵头单位的任务共2项。"),
        (Of(TASK), "任务共2项。"),
        (Where(tasks(CULTURE), "rdfs:label", "contains", "负责"), "县文旅局参与、标题含“负责”的任务共2项。"),
    ],
)
def test_a_count_is_a_deed_only_where_somebody_does_it(meaning: Set, said: str) -> None:
    assert told(Count(meaning), "count", count=2) == said


def test_sizes_are_told_with_what_they_are_worked_out_from() -> None:
    sizes = (AnswerItem(label=CULTURE, count=2), AnswerItem(label=HEALTH, count=5))
    first, second = tasks(CULTURE), tasks(HEALTH)
    shown = "（县文旅局2项，县卫体局5项）。"
    assert told(Compared(first, second, "difference"), "count", count=-3, items=sizes).endswith(f"县卫体局参与的任务少3项{shown}")
    assert told(Compared(second, first, "difference"), "count", count=3, items=sizes).endswith(f"县文旅局参与的任务多3项{shown}")
    assert told(Compared(first, second, "gap"), "count", count=3, items=sizes).endswith(f"相差3项{shown}")
    assert told(Compared(first, second, "more"), "yesno", boolean=False, items=sizes) == "否，县文旅局2项，县卫体局5项。"
    assert told(Placed(unit(CULTURE), Of(UNIT), ANY), "count", count=2, items=sizes[:1]) == "县文旅局参与任务数排第2位（县文旅局2项）。"
    mean = (AnswerItem(value=Decimal("2.5"), unit="个", text="5÷2=2.5个"),)
    assert told(Average(Of(TASK), ANY.turned), "value", items=mean) == "平均每项任务涉及单位2.5个（5÷2=2.5个）。"
    each = (AnswerItem(label=CULTURE, count=2),)
    assert told(Count(Of(TASK), ANY.turned, UNIT), "table", items=each) == "每个单位参与的任务：县文旅局2项。"


def test_roles_and_values_are_told_of_their_things() -> None:
    in_roles = (AnswerItem(label=CULTURE, roles=("牵头",)),)
    asked = Both((Via(FIFTH, ANY.turned, UNIT), unit(CULTURE)))
    assert told(asked, "units", items=in_roles) == "县文旅局在第5条中的角色：县文旅局（牵头）。"
    assert (
        told(Describe(FIFTH, ("zp:deadline", "zp:deadlineText")), "date", items=(AnswerItem(label="2022年底"),))
        == "第5条的期限：2022年底。"
    )
    busiest = Top(Of(UNIT), LEADS)
    assert told(busiest, "units", items=(AnswerItem(label=CULTURE, count=3),)) == "牵头任务最多的单位：县文旅局（3项）。"


def test_what_is_spelt_anew_is_spelt_anew_in_the_answer() -> None:
    said = Saying("5g基站有多少", AnswerWords("size", "5g基站", deed="建5g基站")).replace("5g", "5G")
    assert (said, said.answer.subject, said.answer.deed) == ("5G基站有多少", "5G基站", "建5G基站")
