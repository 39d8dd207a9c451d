"""The territory of a paper, found in its issuer's name, is a place of the gazetteer, and the bodies of its tasks are that place's."""

from __future__ import annotations

import pytest

from zhengpu.graph.facts import Iri
from zhengpu.graph.names import Names
from zhengpu.ingest.document import Document
from zhengpu.ingest.pipeline import Reader, learn, load_reader

PAPER = """{place}人民政府办公室文件

{place}人民政府办公室关于印发{place}2022年行动计划的通知

各乡镇人民政府，县直各有关单位：

现印发给你们，请认真贯彻执行。

{place}人民政府办公室
2022年10月19日

{place}2022年行动计划

一、文旅

1.办好庙会。（{place}财政局牵头，教育局配合）
"""


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


def read(reader: Reader, place: str) -> tuple[set[Iri], set[str]]:
    """The territories, and the units with a role, of a paper issued by a place."""
    graph = learn(Document("计划.txt", "text/plain", PAPER.format(place=place)), reader, topics=False).graph
    territories = {Iri(str(fact.object)) for fact in graph.facts if fact.relation == "zp:jurisdiction"}
    return territories, {fact.subject for fact in graph.facts if fact.relation in ("zp:leads", "zp:cooperatesOn")}


def test_counties_of_two_characters_are_found(reader: Reader) -> None:
    """涉县, 磁县, 唐县, 雄县 … 芒市: every one in force whose name says its kind."""
    names = Names()
    short = [place for place in reader.places.all() if len(place.name) == 2 and place.until is None and not place.name.endswith("区")]
    assert len(short) > 90
    for place in short:
        key = reader.places.key(place)
        territories, units = read(reader, place.name)
        assert territories == {names.place(key)}, place
        assert units == {names.unit(key, f"{place.name}财政局"), names.unit(key, f"{place.name}教育局")}, place


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("邯郸市磁县", "磁县"),
        ("河北雄县", "雄县"),
        ("石家庄市赵县", "赵县"),
        ("晋城市城区", "山西省/晋城市/城区"),
        ("长治市郊区", "山西省/长治市/郊区"),
        ("山西省运城市新绛县", "新绛县"),
    ],
)
def test_a_territory_written_with_the_ones_above_it(reader: Reader, printed: str, key: str) -> None:
    place = key.split("/")[-1]
    territories, units = read(reader, printed)
    assert territories == {Names().place(key)}
    assert units == {Names().unit(key, f"{place}财政局"), Names().unit(key, f"{place}教育局")}


def of(text: str, reader: Reader) -> str | None:
    found = learn(Document("计划.txt", "text/plain", text), reader, topics=False).plan.head.jurisdiction
    return found.value if found else None


TASKS = "一、文旅\n1.办好庙会。繁荣我市夜经济。（市文旅局牵头）\n2.修缮古城。（市住建局牵头）\n"


def test_without_an_issuer_the_title_or_a_paper_of_its_own_level_says_whose_plan_it_is(reader: Reader) -> None:
    assert of(f"运城市文旅行动方案\n{TASKS}", reader) == "运城市"
    assert of(f"文旅行动方案\n根据《运城市文旅规划》，制定本方案。\n{TASKS}", reader) == "运城市"
    assert of(f"文旅行动方案\n根据《山西省文旅规划》，制定本方案。\n{TASKS}", reader) is None  # the city's, not the province's
    assert of(f"文旅行动方案\n根据《运城市文旅规划》《临汾市文旅规划》，制定本方案。\n{TASKS}", reader) is None
    assert of(f"推进城市更新行动方案\n{TASKS}", reader) is None


def test_short_names_that_a_paper_declares_are_the_body_itself(reader: Reader) -> None:
    text = (
        "运城市文旅行动方案\n成立运城市文旅产业促进中心（以下简称“文旅中心”）。\n一、文旅\n"
        "1.办好庙会。（文旅中心牵头）\n2.修缮古城。（运城市文旅产业促进中心牵头）\n"
    )
    graph = learn(Document("计划.txt", "text/plain", text), reader, topics=False).graph
    assert len({fact.subject for fact in graph.facts if fact.relation == "zp:leads"}) == 1
