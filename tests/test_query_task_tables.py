"""A plan whose tasks are a table: rows that are tasks are asked for as tasks, whatever the layout; other tables stay records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from tests.test_ingest_table_layout import drawn
from zhengpu.ingest.bytes.draft import Draft
from zhengpu.ingest.bytes.draft_cell import DraftCell
from zhengpu.ingest.document import Document
from zhengpu.ingest.pipeline import learn, load_reader
from zhengpu.query.answer import Answer
from zhengpu.service import Zhengpu, open_zhengpu

TODAY = date(2028, 3, 1)
TITLE = "澄湖市2028年冷链物流行动计划"
HEADS = ["序号", "重点举措", "实施路径", "责任单位", "完成时限"]
TASKS = [
    ["1", "夯实冷库底座", "新建产地冷库12座，改造老旧冷库，推动仓储企业接入冷链云平台。", "市商务局、市交通局", "2028年6月"],
    ["2", "夯实冷库底座", "培育冷链运输车队，新增冷藏车90辆以上，推广多温层配送。", "市交通局", "2028年9月"],
    ["3", "强化检测监管", "开展冷链食品抽检，全年抽检肉类水产样品3500批次，结果向社会公布。", "市市场监管局、市商务局", "2028年12月"],
    ["4", "强化检测监管", "举办冷链技能大赛。", "市人社局", "2028年10月"],
]
SITES = [
    ["序号", "项目名称", "总投资（亿元）", "建设地点", "建设周期"],
    *(["1", "北汀冷链园", "12.5", "澄湖市北汀县", "2026-2028"], ["2", "南屿中转仓", "3.2", "澄湖市南屿区", "2027-2029"]),
    ["3", "东埠海鲜港", "9", "澄湖市北汀县", "2028"],
]


def laid_out() -> Document:
    rows = [[n, group if at % 2 == 0 else "", *rest] for at, (n, group, *rest) in enumerate(TASKS)]
    text = f"{TITLE}\n\n附件1\n冷链物流工作任务清单\n{drawn([HEADS, *rows], wide=True, middle=False, apart=True)}\n"
    return Document("计划.txt", "text/plain", f"{text}\n附件2\n冷链重点项目清单\n{drawn(SITES, wide=True, middle=False, apart=True)}\n")


def of_word() -> Document:
    draft = Draft()
    draft.paragraph(TITLE)
    for title, rows in (("附件1 冷链物流工作任务清单", [HEADS, *TASKS]), ("附件2 冷链重点项目清单", SITES)):
        draft.paragraph(title)
        draft.table(DraftCell(r, c, said) for r, row in enumerate(rows) for c, said in enumerate(row))
    return draft.document("计划.docx", "application/docx")


@pytest.fixture(scope="module", params=[laid_out, of_word], ids=["blanks", "word"])
def plan(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zhengpu]:
    with open_zhengpu(str(tmp_path_factory.mktemp("cold") / "store")) as zp:
        zp.store.replace(learn(request.param(), load_reader(), topics=False).graph)
        yield zp


def told(answer: Answer) -> list[object]:
    return [float(i.value) if i.value is not None else i.date or (i.number if answer.kind == "tasks" else i.label) for i in answer.items]


@pytest.mark.parametrize(
    ("question", "kind", "found"),
    [
        ("市商务局负责的任务有哪些", "tasks", [1, 3]),
        ("2028年9月要完成的是哪几项", "tasks", [2]),
        ("冷藏车要新增多少辆", "value", [90.0]),
        ("肉类水产样品抽检多少批次", "value", [3500.0]),
        ("冷链技能大赛由谁负责", "units", ["市人社局"]),
        ("北汀县的项目有哪些", "text", ["北汀冷链园", "东埠海鲜港"]),
        ("总投资不足10亿元的是哪几个项目", "text", ["南屿中转仓", "东埠海鲜港"]),
    ],
)
def test_rows_of_tasks_and_of_records(plan: Zhengpu, question: str, kind: str, found: list[object]) -> None:
    answer = plan.ask(question, today=TODAY)
    assert (answer.outcome, answer.kind, told(answer)) == ("answered", kind, found), (answer.answer, answer.note)
    text = plan.text(answer.items[0].document or "")
    assert all(text[e.start : e.end] == e.quote for item in answer.items for e in item.evidence)


def test_what_tasks_do_not_know_is_read_from_the_table_and_yields_tasks(plan: Zhengpu) -> None:
    answer = plan.ask("重点举措是夯实冷库底座的有哪些", today=TODAY)
    assert answer.kind == "tasks"
    assert all(item.iri and item.evidence for item in answer.items)


def test_rows_are_counted_as_tasks(plan: Zhengpu) -> None:
    assert plan.ask("任务清单总共列了几条", today=TODAY).count == len(TASKS)


def test_a_count_of_rows_is_no_figure_of_a_task(plan: Zhengpu) -> None:
    answer = plan.ask("产地冷库新建多少座", today=TODAY)
    assert (answer.kind, told(answer)) == ("value", [12.0]), answer.answer
