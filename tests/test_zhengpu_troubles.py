"""What goes wrong, told to people as pages and to programs as problems; costly pages kept while the graph stands still."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.drawn_plan import FIRST, SECOND, Duty, plan, store
from zhengpu.http import create_app
from zhengpu.service import Zhengpu
from zhengpu.settings import Settings

PERSON = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def client() -> Iterator[TestClient]:
    """The service over two small plans; two counties have a unit of one name."""
    other = plan("乙政发〔2022〕3号", "乙县计划", (Duty(1, "修路", (("县水利局", "leads"),)),))
    with Zhengpu(store(FIRST, SECOND, other), Settings()) as zp, TestClient(create_app(zp), raise_server_exceptions=False) as found:
        found.app_state["zp"] = zp
        yield found


def test_an_empty_store_answers_every_page(empty: Zhengpu) -> None:
    with TestClient(create_app(empty), raise_server_exceptions=False) as client:
        for kind in ("Task", "Unit", "Target", "Policy", "Programme", "Project", "Place"):
            said = client.get("/", params={"kind": kind})
            assert said.status_code == 200
            assert "没有符合这些条件的" in said.text
        for name in ("matrix", "cooperation", "tree", "targets", "basis", "compare"):
            said = client.get(f"/view/{name}", headers=PERSON)
            assert said.status_code == 200, name
            assert 'width="-' not in said.text


@pytest.mark.parametrize("path", ["/none", "/id/unit/none", "/?offset=-1", "/?q=x&today=then", "/documents/none", "/ns/none"])
def test_a_browser_gets_a_page_and_a_program_a_problem(path: str, client: TestClient) -> None:
    person, program = client.get(path, headers=PERSON), client.get(path, headers={"accept": "application/json"})
    assert person.status_code == program.status_code >= 400
    assert person.headers["content-type"].startswith("text/html")
    assert "回到提问" in person.text
    if not path.startswith("/documents"):
        assert program.headers["content-type"] == "application/problem+json"


def test_interfaces_speak_to_programs_whoever_asks(client: TestClient) -> None:
    for path in ("/api/documents/none", "/api/none", "/static/none.css"):
        assert client.get(path, headers=PERSON).headers["content-type"] == "application/problem+json"


def test_a_name_that_several_have_offers_them_and_no_addresses(client: TestClient) -> None:
    said = client.get("/view/surroundings", params={"of": "县"}, headers=PERSON)
    assert said.status_code == 400
    assert "可以指图谱里的" in said.text
    main = said.text.partition("<main")[2]
    shown = main.replace("&amp;", "&")
    assert "单位 县财政局" in shown
    assert ">https://" not in shown
    way = shown.partition('aria-label="您要看的是哪一个"')[2].partition('href="')[2].partition('"')[0]
    assert client.get(way).status_code == 200


def test_a_name_that_nothing_has_can_be_looked_for(client: TestClient) -> None:
    said = client.get("/view/surroundings", params={"of": "天文台"}, headers=PERSON)
    assert "在任务里找“天文台”" in said.text


def test_names_are_completed_units_first(client: TestClient) -> None:
    found = client.get("/api/names", params={"q": "财政"}).json()
    assert found[0]["kind"] == "单位"
    assert found[0]["iri"].endswith("县财政局")
    assert client.get("/api/names", params={"q": " "}).json() == []


def test_a_costly_page_is_kept_until_the_graph_changes(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    zp: Zhengpu = client.app_state["zp"]
    drawn: list[str] = []
    view = zp.view
    monkeypatch.setattr(zp, "view", lambda name, **given: (drawn.append(name), view(name, **given))[1])
    first = client.get("/view/matrix")
    assert first.headers["cache-control"] == "no-cache"
    assert client.get("/view/matrix").text == first.text
    assert drawn == ["matrix"]
    assert client.get("/view/matrix", headers={"if-none-match": first.headers["etag"]}).status_code == 304
    plain = client.get("/view/matrix", headers={"accept-encoding": "identity"})
    assert plain.text == first.text
    zp.store.forget(zp.store.documents()[0])
    assert client.get("/view/matrix", headers={"if-none-match": first.headers["etag"]}).status_code == 200
    assert drawn == ["matrix", "matrix"]


def test_every_answer_says_whether_it_may_be_kept(client: TestClient) -> None:
    for path in ("/", "/documents", "/?kind=Task", "/api/tasks"):
        assert client.get(path).headers["cache-control"] == "no-cache"


def test_of_very_many_names_the_index_tells_those_of_units(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhengpu.api.MOST_TASKS", 1)
    found = client.get("/api/names", params={"q": "财政"}).json()
    assert [one["text"] for one in found] == ["县财政局"]
