"""Who does what in papers without clauses: what sentences say becomes duties of their own kind, and only where no clause is printed."""

from __future__ import annotations

from functools import cache
from itertools import product

import pytest

from zhengpu.graph.chinese import Passage
from zhengpu.ingest.document import Document
from zhengpu.ingest.extraction import extraction
from zhengpu.ingest.pipeline import Learned, Reader, learn, load_reader

MEASURE = """松河县古树名木保护办法
第一章　总则
第一条　为保护古树名木，制定本办法。
第二条　县林业局负责古树名木的普查、认定和档案管理。
各乡镇人民政府应当落实管护人，并按月巡查。
第三条　损毁古树的，由县林业局责令改正；涉嫌犯罪的，移送公安机关。
第四条　县财政局会同县林业局制定补助标准，报县人民政府批准。
第五条　任何单位不得擅自砍伐古树。
"""


@cache
def reader() -> Reader:
    return load_reader()


def read(text: str) -> Learned:
    return learn(Document("paper.txt", "text/plain", text), reader(), topics=False)


def said(text: str) -> list[tuple[str, str]]:
    passage = Passage(text, tuple(range(len(text))))
    return [(part.role, unit.text) for clause in reader().clauses.running(passage) for part in clause.parts for unit in part.units]


def test_a_paper_of_articles_says_who_does_what() -> None:
    learned = read(MEASURE)
    found = {(learned.plan.tasks[duty.task].number, duty.role, duty.unit) for duty in learned.claims.duties}
    assert found == {
        (2, "responsible", "县林业局"),
        (2, "responsible", "各乡镇人民政府"),
        (3, "responsible", "县林业局"),
        (4, "leads", "县财政局"),
        (4, "responsible", "县林业局"),
    }
    for duty in learned.claims.duties:
        assert duty.running
        assert duty.rule.startswith("running/")
        assert duty.confidence < 0.8
        assert duty.unit in MEASURE[duty.clause.slice]
        assert "\n" not in MEASURE[duty.clause.slice]


def test_what_sentences_say_is_told_as_such() -> None:
    learned = read(MEASURE)
    tasks = extraction(learned.plan, learned.claims)["tasks"]
    assert all(task["responsibility"] == [] for task in tasks)
    assert tasks[3]["running"] == [{"unit": "县财政局", "role": "leads"}, {"unit": "县林业局", "role": "responsible"}]
    assert learned.report.running == learned.report.duties == 5
    assert learned.report.quality == "partly"
    assert "按句子的说法读出5条职责" in learned.report.reasons[0]


def test_a_printed_clause_is_all_its_task_has() -> None:
    text = "松河县水利要点\n1.修堤。各乡镇人民政府要配合施工。（县水利局负责）\n2.清淤。县财政局要保障经费，各乡镇人民政府负责清理。\n"
    learned = read(text + "3.护林。县林业局要巡山。（县林业局负责）\n")
    by_task = {(duty.task, duty.unit): duty.running for duty in learned.claims.duties}
    assert by_task[0, "县水利局"] is False
    assert (0, "各乡镇人民政府") not in by_task
    assert learned.report.running == sum(by_task.values())


def test_a_rule_stated_once_turns_no_sentence() -> None:
    text = "松河县水利要点\n（责任单位列第一位的为牵头单位，下同）\n1.清淤。县水利局、县财政局要保障经费。\n"
    assert {duty.role for duty in read(text).claims.duties} <= {"responsible"}


def test_a_heading_whose_text_says_who_is_a_task() -> None:
    text = (
        "松河县河湖巡查方案\n一、巡查内容\n（一）巡查频次。每周不少于一次。\n（二）巡查记录。使用统一表格。\n"
        "二、工作安排\n县水利局要在五月底前完成培训。各乡镇人民政府每月报送情况。\n三、附则\n另有规定的从其规定。\n"
    )
    learned = read(text)
    assert [task.title for task in learned.plan.tasks] == ["巡查频次", "巡查记录", "工作安排"]
    assert [(duty.task, duty.unit) for duty in learned.claims.duties] == [(2, "县水利局"), (2, "各乡镇人民政府")]


NAMES = ["县水利局", "各乡镇人民政府", "省数据资源主管部门", "国务院有关部门", "县防汛抗旱指挥部办公室", "登记机关", "各地区"]
BINDING = ["应当{}", "要{}", "须按照规定{}", "负责{}", "应当在十日内{}", "要认真做好准备，及时{}"]
LOOSE = ["不得{}", "可以{}", "不应{}", "已{}", "无需{}"]
DEEDS = ["核对名册", "疏浚河道", "砍定界桩"]


@pytest.mark.parametrize(("name", "bound"), list(product(NAMES, BINDING)))
def test_any_body_is_bound_by_any_word_that_binds(name: str, bound: str) -> None:
    for deed in DEEDS:
        assert said(f"1.事项。{name}{bound.format(deed)}。") == [("responsible", name)]
        assert said(f"1.事项。遇有特殊情况的，{name}{bound.format(deed)}，并存档备查。") == [("responsible", name)]


@pytest.mark.parametrize(("name", "loose"), list(product(NAMES, LOOSE)))
def test_nobody_is_bound_by_what_is_denied_allowed_or_past(name: str, loose: str) -> None:
    for deed in DEEDS:
        assert said(f"1.事项。{name}{loose.format(deed)}。") == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "around",
    ["鼓励{}参与普查。", "经{}同意后实施。", "宣传“{}要带头”的做法。", "在{}指导下开展。", "报{}备案。", "接受{}监督。", "为{}提供便利。"],
)
def test_a_body_that_does_not_act_has_no_duty(name: str, around: str) -> None:
    assert said("1.事项。" + around.format(name)) == []


def test_cost_is_linear() -> None:
    assert len(said("1.事项。" + "县水利局要疏浚河道，" * 2000)) > 0
    assert said("应当由" * 5000) == []
    assert said("、".join(["县水利局"] * 3000)) == []


def test_what_stands_under_a_heading_holds_for_tasks_that_say_nothing() -> None:
    text = (
        "松河县河湖巡查方案\n一、加强巡查\n各乡镇、各有关部门要分片包干。\n（一）巡查频次。每周不少于一次。\n（二）巡查记录。县水利局要统一表格。\n"
        "二、加强保障\n（一）经费保障。足额安排。\n（二）人员保障。配齐人手。\n"
    )
    learned = read(text)
    found = {(duty.task, duty.unit, duty.rule) for duty in learned.claims.duties}
    assert found == {(0, "各乡镇", "running/modal/section"), (0, "各有关部门", "running/modal/section"), (1, "县水利局", "running/modal")}
    assert min(duty.confidence for duty in learned.claims.duties) == 0.5
