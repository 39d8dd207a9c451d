"""Printed names become units."""

from __future__ import annotations

import pytest

from zhengpu.graph.facts import Span
from zhengpu.graph.names import Names
from zhengpu.graph.offices import load_offices
from zhengpu.ingest.claims import Claims, Duty
from zhengpu.ingest.plan import Basis, DocumentHead, Found, Plan
from zhengpu.ingest.resolve import resolve

NOWHERE = Span(0, 1)
OFFICES = load_offices()


def resolved(jurisdiction: str | None, *printed: str | tuple[str, str], based_on: str = "某计划"):
    duties = [
        Duty(
            0,
            name if isinstance(name, str) else name[0],
            "responsible",
            1,
            NOWHERE,
            NOWHERE,
            "test",
            None if isinstance(name, str) else name[1],
        )
        for name in printed
    ]
    place = Found(jurisdiction, NOWHERE) if jurisdiction else None
    head = DocumentHead(jurisdiction=place, based_on=(Basis(based_on, None, NOWHERE),), interpreted_by=Found("发改局", NOWHERE))
    return resolve(Plan(head, (), ()), Claims(duties=tuple(duties)), OFFICES, OFFICES.places, Names())


def test_one_unit_under_several_names():
    found = resolved("新绛县", "县发改局", "发展和改革局", "新绛县发展和改革局")
    assert len({found.unit(name).iri for name in ("县发改局", "发展和改革局", "新绛县发展和改革局", "发改局")}) == 1
    assert found.unit("县发改局").aliases == ("发改局", "县发改局", "发展和改革局")
    assert [merge.full for merge in found.merges] == ["新绛县发展和改革局"]


def test_the_same_name_in_two_places_is_two_units():
    assert resolved("新绛县", "县财政局").unit("县财政局").iri != resolved("绛县", "县财政局").unit("县财政局").iri
    assert resolved("陕西省", "省财政厅").unit("省财政厅").iri != resolved("浙江省", "省财政厅").unit("省财政厅").iri


def test_the_same_unit_in_two_documents_is_one():
    assert resolved("新绛县", "省财政厅").unit("省财政厅").iri == resolved("山西省", "财政厅").unit("财政厅").iri
    assert resolved("浙江省", "税务总局").unit("税务总局").iri == resolved(None, "国家税务总局").unit("国家税务总局").iri


def test_an_elided_prefix_is_restored_where_it_is_known():
    found = resolved("浙江省", ("商务厅", "省商务厅"), "省商务厅")
    assert found.unit("商务厅", "省商务厅") == found.unit("省商务厅")
    assert found.unit("商务厅", "省商务厅").aliases == ("商务厅", "省商务厅")


def test_the_development_zone_of_a_document_is_one_unit():
    names = ("开发区管委会", "县经开区", "新绛经济技术开发区管委会")
    found = resolved("新绛县", *names)
    assert {found.unit(name).full for name in names} == {"新绛经济技术开发区管理委员会"}


def test_one_of_two_development_zones_is_not_guessed():
    found = resolved("新绛县", "开发区管委会", "新绛经济技术开发区管委会", "新绛经济开发区管委会", "高新区管委会")
    assert len({found.unit(name).iri for name in ("开发区管委会", "新绛经济技术开发区管委会", "新绛经济开发区管委会", "高新区管委会")}) == 4


def test_groups_stay_as_printed():
    unit = resolved("新绛县", "各镇人民政府").unit("各镇人民政府")
    assert (unit.kind, unit.full, unit.aliases) == ("UnitGroup", "各镇人民政府", ())


def test_a_second_name_is_an_alias():
    assert "市人工智能局" in resolved("杭州市", "市数据局（市人工智能局）").unit("市数据局（市人工智能局）").aliases


def test_other_papers_tell_places_of_one_name_apart():
    nanjing, fuzhou = (resolved("鼓楼区", "区财政局", based_on=title) for title in ("南京市服务业计划", "福州市服务业计划"))
    assert nanjing.unit("区财政局").iri != fuzhou.unit("区财政局").iri
    assert nanjing.chain == ("江苏省", "南京市", "鼓楼区")


def test_a_name_not_met_before_is_resolved_too():
    assert resolved("新绛县").unit("县财政局").full == "新绛县财政局"


@pytest.mark.parametrize(("label", "key"), [("万安镇", "新绛县/万安镇"), ("新绛", "新绛县"), ("浙江", "浙江省"), ("西安", "西安市")])
def test_places(label, key):
    assert resolved("新绛县").place_key(label) == key
