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
