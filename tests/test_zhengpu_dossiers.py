"""Pages for people: a unit, a task, a plan, the day of 督查; each with its data, lists narrowed and counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from tests.drawn_plan import Duty, plan, store
from tests.returned_ledger import OTHER, TODAY, filled, two_plans
from zhengpu.dossiers.dossier_pages import thing_link
from zhengpu.dossiers.linked_text import headings, linked_text
from zhengpu.dossiers.task_dossier import task_dossier
from zhengpu.dossiers.task_list import TaskListRequest, task_list
from zhengpu.http import create_app
from zhengpu.pages.explorer import ranked
from zhengpu.query.answer import AnswerItem
from zhengpu.service import Zhengpu
from zhengpu.settings import Settings

DAY = {"today": TODAY.isoformat()}
PLAN, TASK, UNIT = "甲政发-2024-2号", "甲政发-2024-2号/1", "甲县/县财政局"
PERSON = {"accept": "text/html"}


@pytest.fixture
def zp(tmp_path: Path) -> Iterator[Zhengpu]:
    """Two plans; the ledger of one came back with a report on one task."""
    with two_plans() as found:
        said = {1: {"进展": "主体完工", "状态": "进行中", "更新时间": "2024-06-08", "责任领导": "王某", "存在问题": "设备未到"}}
        found.take_ledger(filled(found, tmp_path, said), "甲县.xlsx", reporter="县督查室", today=TODAY)
        yield found


@pytest.fixture
def client(zp: Zhengpu) -> Iterator[TestClient]:
    """The service over them."""
    with TestClient(create_app(zp), raise_server_exceptions=False) as opened:
        yield opened


def test_a_unit_shows_its_roles_lights_dates_and_partners(client: TestClient) -> None:
    page = client.get(f"/unit/{quote(UNIT)}", params=DAY, headers=PERSON).text
    for shown in ("县财政局", "建设数字档案馆", "培训乡村医生", "2024-12-31", "县档案局", "没有报完成", "周边图", "/id/unit/"):
        assert shown in page, shown
    assert "开展节水改造" not in page
    assert "cooperatesOn cooperatesOn" not in page
    told = client.get(f"/unit/{quote(UNIT)}.json", params=DAY).json()
    assert (told["roles"], told["tasks"]["total"]) == ({"cooperatesOn": 2}, 2)
    assert [one["unit"] for one in told["partners"]] == ["县卫健局", "县档案局"]
    assert client.get(f"/unit/{quote(UNIT)}.csv", params=DAY | {"light": "红"}).text.count("\n") == 2
    assert client.get(f"/unit/{quote(UNIT)}.xlsx").content.startswith(b"PK")


def test_a_task_keeps_the_plans_word_and_the_reports_apart(client: TestClient) -> None:
    page = client.get(f"/task/{quote(TASK)}", params=DAY, headers=PERSON).text
    planned, _, reported = page.partition("<h2>进展</h2>")
    assert "以下是台账报的，计划没有说过" in reported
    for shown in ("主体完工", "设备未到", "县督查室", "甲县.xlsx", "责任领导", "2024-06-08"):
        assert shown in reported
        assert shown not in planned
    assert f"/documents/{quote(PLAN)}?start=" in planned
    told = client.get(f"/task/{quote(TASK)}.json", params=DAY).json()
    assert told["evidence"]["quote"] in told["text"]
    assert (told["light"], told["due_from"], told["reports"][0]["updated"]) == ("红", "plan", "2024-06-08")
    other = client.get(f"/task/{quote('丙政发-2024-9号/1')}", params=DAY, headers=PERSON).text
    assert "还没有载入这份文件的台账，不知道做得怎样" in other


def test_a_plan_has_its_head_outline_and_tasks(client: TestClient) -> None:
    page = client.get(f"/plan/{quote(PLAN)}", params=DAY, headers=PERSON).text
    for shown in ("甲县民生实事计划", "甲政发〔2024〕2号", "重点任务", "修缮老旧桥梁", "责任矩阵", "未报"):
        assert shown in page, shown
    told = client.get(f"/plan/{quote(PLAN)}.json", params=DAY).json()
    assert [len(part["tasks"]) for part in told["outline"]] == [4]
    assert told["tasks"]["total"] == 4
    assert client.get("/plan/none", headers=PERSON).status_code == 404


def test_a_paper_that_was_only_cited_leads_to_its_data() -> None:
    duties = (Duty(1, "甲", (("县财政局", "leads"),), cites=("《乙办法》",)),)
    with Zhengpu(store(plan("甲〔2024〕1号", "甲县计划", duties)), Settings()) as zp, TestClient(create_app(zp)) as client:
        (cited,) = (str(iri) for (iri,) in zp.query("SELECT ?x { ?t zp:cites ?x }"))
        assert client.get(thing_link(cited), follow_redirects=False).status_code == 303
        assert client.get(thing_link(cited), headers=PERSON).status_code == 200


def test_the_day_of_oversight_narrows_counts_and_sorts(client: TestClient, zp: Zhengpu) -> None:
    page = client.get("/progress", params=DAY).text
    for shown in ("红灯1项", "逾期1项", "未报3项", "没有载入台账", "单位记分", "计划写明的一个日期已过", "督查周报"):
        assert shown in page, shown
    found = task_list(zp.oversight.docket(TODAY), TaskListRequest(when="month", sort="due"))
    assert [item.title for item in found.items] == ["举办招聘会", "开展节水改造"]
    lights = {choice.value: choice.count for choice in task_list(zp.oversight.docket(TODAY), TaskListRequest()).choices["light"]}
    assert lights == {"红": 1, "黄": 1}
    assert client.get("/progress.csv", params=DAY | {"unit": UNIT}).text.count("\n") == 3
    assert client.get("/progress.json", params=DAY | {"light": "红"}).json()["total"] == 1
    assert "没有“紫”这种灯" in client.get("/progress", params={"light": "紫"}, headers=PERSON).text


def test_a_list_by_date_shows_where_today_is(client: TestClient) -> None:
    page = client.get("/progress", params=DAY | {"sort": "due"}, headers=PERSON).text
    before, line, after = page.partition('<tr class="today-line">')
    assert line
    assert "建设数字档案馆" in before.partition("<tbody>")[2]
    assert "举办招聘会" in after
    assert "today-line" not in after
    assert "today-line" not in client.get("/progress", params=DAY, headers=PERSON).text
    assert "today-line" not in client.get("/progress", params={"today": "2030-01-01", "sort": "due"}, headers=PERSON).text


def test_without_a_ledger_the_day_says_so() -> None:
    with two_plans() as zp, TestClient(create_app(zp)) as client:
        page = client.get("/progress", params=DAY).text
        assert "还没有载入进展，不知道做得怎样" in page
        assert 'class="light' not in page.partition("红黄绿灯的规则")[0]
        for path in (f"/unit/{quote(UNIT)}", f"/plan/{quote(PLAN)}"):
            assert "还没有载入进展，所以没有灯" in client.get(path, params=DAY).text


def test_an_empty_store_has_a_day_too(empty: Zhengpu) -> None:
    with TestClient(create_app(empty), raise_server_exceptions=False) as client:
        assert client.get("/progress").status_code == 200
        assert client.get("/api/progress").json()["total"] == 0
        for name in ("weekly-xlsx", "weekly-docx", "deadlines-ics", "ledger-xlsx"):
            assert client.get(f"/api/export/{name}").status_code == 200


def test_tasks_of_other_plans_that_share_words_are_related(sample: Zhengpu) -> None:
    item = next(item for item in sample.oversight.docket(TODAY).items if item.number == 35)
    found = task_dossier(sample, item.key, TODAY)
    assert found is not None
    assert found.related == ()  # one plan has no others
    assert found.topics
    assert found.before is not None
    assert found.before.number == 34
    assert {relation for relation, _, _, _ in found.duties} == {"牵头", "配合"}


def test_lists_and_answers_go_along_as_files(client: TestClient) -> None:
    page = client.get("/", params={"q": "县财政局参与哪些任务"}).text
    assert "/answer.csv?" in page
    assert 'name="previous" value="县财政局参与哪些任务"' in page
    csv = client.get("/answer.csv", params={"q": "县财政局参与哪些任务"}).content.decode("utf-8-sig")
    assert csv.splitlines()[0].startswith("序号,名称")
    assert "建设数字档案馆" in csv
    assert client.get("/answer.xlsx", params={"q": "县财政局参与哪些任务"}).content.startswith(b"PK")
    listed = client.get("/found.json", params={"kind": "Task", "unit": UNIT}).json()
    assert listed["total"] == len(listed["items"]) == 2
    assert "县财政局" in client.get("/found.csv", params={"kind": "Unit"}).text
    assert client.get("/found.csv", params={"kind": "Nothing"}).status_code == 400


def test_what_was_found_is_ordered_as_one_likes(client: TestClient) -> None:
    def labels(**given: str) -> list[str]:
        return [one["label"] for one in client.get("/found.json", params={"kind": "Task", **given}).json()["items"]]

    assert labels(sort="due") == ["建设数字档案馆", "举办招聘会", "开展节水改造", "修缮老旧桥梁", "培训乡村医生"]
    assert labels(sort="name") == sorted(labels())
    units = client.get("/found.json", params={"kind": "Unit", "sort": "tasks"}).json()["items"]
    assert units[0]["label"] == "县财政局"
    page = client.get("/", params={"kind": "Task", "sort": "due"}).text
    assert '<option value="due" selected>' in page
    assert "/found.csv?kind=Task&amp;sort=due" in page
    assert client.get("/found.json", params={"sort": "no"}).status_code == 400


def test_the_question_before_stands_over_the_answer(client: TestClient) -> None:
    page = client.get("/", params={"q": "那配合的呢", "previous": "县档案局牵头哪些任务"}).text
    assert "县档案局牵头哪些任务" in page
    assert "接着“" in page


def test_ties_are_ties() -> None:
    items = [AnswerItem(label=name, count=n) for name, n in (("甲", 3), ("乙", 3), ("丙", 1))]
    assert ranked(items) == ("并列第1", "并列第1", "第3")
    assert ranked(items[::-1]) == ranked([AnswerItem(label="甲")] * 2) == ranked(items[:1]) == ()


def test_a_place_has_its_plans_units_and_tasks(sample: Zhengpu) -> None:
    with TestClient(create_app(sample)) as client:
        page = client.get(f"/place/{quote('新绛县')}", headers=PERSON).text
        for shown in ("新绛县推进服务业提质增效2022年行动计划", "县财政局", "64项任务"):
            assert shown in page, shown
        told = client.get(f"/place/{quote('新绛县')}.json").json()
        assert told["units"][0]["tasks"] == 25
        assert client.get("/place/none", headers=PERSON).status_code == 404
        other = next(str(iri) for (iri,) in sample.query("SELECT ?x { ?t a zp:Task ; zp:place ?x }"))
        assert client.get(thing_link(other) + ".csv").text.count("\n") >= 2


def test_codes_of_deadlines_are_read_as_people_say_them() -> None:
    from zhengpu.commands.terminal import item_text

    assert item_text(AnswerItem(label="培训", deadline="yearly")) == "培训（每年）"
    assert item_text(AnswerItem(label="培训", deadline="2024-06-30")) == "培训（2024年6月30日）"


def test_the_text_leads_to_tasks_and_units_and_stays_what_it_is(sample: Zhengpu) -> None:
    entry = sample.documents()[0]
    text = sample.text(entry.id) or ""
    place = text.index("县文旅局牵头")
    pieces = linked_text(sample, entry.iri, text, place, place + 6)
    assert "".join(piece.text for piece in pieces) == text
    assert "".join(piece.text for piece in pieces if piece.marked) == "县文旅局牵头"
    leads = {piece.text: piece.address for piece in pieces if piece.address}
    assert leads["县文旅局"] == f"/unit/{quote('新绛县/新绛县文化和旅游局')}"
    assert sum(piece.address.startswith("/task/") for piece in pieces) == 64
    assert [one.depth for one in headings(sample, entry.iri, text)][:3] == [0, 0, 0]
    anchors = {piece.anchor for piece in pieces}
    assert all(f"s{one.start}" in anchors for one in headings(sample, entry.iri, text))


def test_units_of_one_name_are_told_apart_in_lists() -> None:
    first = plan("甲〔2024〕1号", "甲县计划", (Duty(1, "修路", (("财政局", "leads"),)),))
    with Zhengpu(store(first, OTHER), Settings()) as zp:
        one = zp.store.names.unit("乙县", "财政局")
        task = zp.oversight.docket(TODAY).items[0].task
        zp.store.update(
            f"INSERT DATA {{ GRAPH <urn:g> {{ <{task}> zp:responsibility <urn:r> . <urn:r> zp:relation zp:leads ; prov:agent <{one}> ; "
            'zp:printed "财政局" } }'
        )
        labels = [choice.label for choice in task_list(zp.oversight.docket(TODAY), TaskListRequest()).choices["unit"]]
        assert {"财政局（甲县）", "财政局（乙县）"} < {*labels}
        assert "县人社局" in labels


def test_the_first_page_tells_the_day(client: TestClient) -> None:
    page = client.get("/").text
    assert 'class="day-line"' in page
    assert "未报3项" in page
    assert 'class="day-line"' not in client.get("/", params={"q": "县财政局参与哪些任务"}).text
