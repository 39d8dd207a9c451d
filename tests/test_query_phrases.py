"""What one sentence, its clause and its heading say to a question: the answers that compete, each as it stands in a plan of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from zhengpu.query.deciding.one_question import OneQuestion
from zhengpu.query.passages.passage_asker import PassageCandidate, PassageCandidates
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings

PLAN = """云泽市人民政府办公室关于印发云泽市2024年水网考核办法的通知

云政办发〔2024〕7号

一、河道治理（6分）

1．清理河道漂浮物，完善巡查台账。（0.5分）（6月底完成，牵头单位：市水利局）

2．建设智慧水库平台，汇集雨情和水情。每年组织防汛演练不少于3场、培训不少于20次，吸引志愿者参加巡河不少于60人。（1.5分）（持续推进，牵头单位：市应急局）

二、节水示范

3．打造节水样板，培育节水型企业40家、节水标杆园区2个左右。（东岭市水务发展中心负责）

4．打造节水样板，培育节水型企业25家。（西屏市水务发展中心负责）

三、宣传

5．实施居民家庭“滴水有账”积分奖励机制，推动节水课堂向学校、商圈、车站等人流密集场所延伸。依托省级水文监测创新中心，开展用水体检。支持农业园区申报水权交易试点、再生水利用补助。（市水利局负责）

6．支持桃湾镇、芦花口岸建设水文站，推进流域洪水预报平台升级。常态化开展“河长说水”“护河接力”等宣传活动，推广雨水回收、中水回用、滴灌喷灌等节水技术。将取水许可权限下放至有管理能力的乡镇水管机构，各乡镇要摸排用水大户。对评为三星、四星、五星的站点，分别补助2万元、4万元、6万元。（市水利局负责）
"""
Asked = Callable[[str], list[PassageCandidate]]


@pytest.fixture(scope="module")
def candidates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    chosen = Settings(store=str(tmp_path_factory.mktemp("water")))
    with Zhengpu(open_store(chosen), chosen) as zp:
        zp.add(PLAN.encode(), "云泽市水网考核.txt")

        def asked(question: str) -> list[PassageCandidate]:
            weighed = OneQuestion(zp.asker.known, question, date(2024, 6, 1), "", ()).weighed()
            return [c for found in weighed if isinstance(found, PassageCandidates) for c in found.candidates]

        yield asked


def _told(found: list[PassageCandidate], kind: str) -> list[str]:
    """What the candidates of a kind say, the best passage first."""
    items = [item for c in found if c.answer.kind == kind for item in c.answer.items]
    return [f"{item.value}{item.unit}" if kind == "value" else item.date or item.label or "" for item in items]


@pytest.mark.parametrize(
    ("question", "kind", "first"),
    [
        ("西屏那个节水样板要培育几家企业", "value", "25家"),  # a place that only the name of the unit has
        ("东岭的节水标杆园区弄几个", "value", "2个"),
        ("水利局的台账啥时候弄好", "date", "2024-06-30"),  # the day of the clause holds for its sentences
        ("雨情水情汇集到平台上，最晚到哪天", "date", "ongoing"),
        ("培训一年搞几回", "value", "20次"),  # what a number counts, by a measure of its kind
        ("巡河一年拉来多少个志愿者", "value", "60人"),
        ("防汛演练一年办几趟", "value", "3场"),
    ],
)
def test_the_nearest_sentence_says_it_first(candidates: Asked, question: str, kind: str, first: str) -> None:
    assert _told(candidates(question), kind)[:1] == [first]


@pytest.mark.parametrize(("question", "told"), [("清理漂浮物那条值几分", "0.5分"), ("河道治理那一块一共几分", "6分")])
def test_numbers_beside_the_sentences_of_a_task_hold_for_them(candidates: Asked, question: str, told: str) -> None:
    found = candidates(question)
    assert told in _told(found, "value")
    assert all("6月" not in (item.label or "") for c in found for item in c.answer.items if c.answer.kind == "value")


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("给居民家庭的那个奖励机制叫啥名字", ["“滴水有账”积分奖励机制"]),
        ("节水课堂往哪些地方铺", ["学校、商圈、车站等人流密集场所"]),
        ("用水体检靠的是哪家创新中心", ["省级水文监测创新中心"]),
        ("农业园区除了水权交易，还能申报哪种补助", ["再生水利用补助"]),
        ("节水课堂要进的是哪三类场所", ["学校", "商圈", "车站"]),
    ],
)
def test_a_part_of_the_sentence_answers_what_is_asked_by_name(candidates: Asked, question: str, labels: list[str]) -> None:
    told = [[item.label for item in c.answer.items] for c in candidates(question) if "part_of.text" in dict(c.signs)]
    assert labels in told[:4]


def _labels(found: list[PassageCandidate], kind: str) -> list[list[str]]:
    return [[item.label or "" for item in c.answer.items] for c in found if c.answer.kind == kind]


@pytest.mark.parametrize(
    ("question", "kind", "labels"),
    [
        ("洪水预报要升级的是哪个平台", "text", ["流域洪水预报平台"]),  # the name without its verb
        ("搞宣传的那些活动都叫什么名字", "text", ["“河长说水”", "“护河接力”"]),
        ("推广的是哪三种节水技术", "text", ["雨水回收", "中水回用", "滴灌喷灌"]),  # as many as are asked for
        ("水文站要建在哪个口岸", "places", ["芦花口岸"]),  # the place, not the clause
        ("水文站布在哪些地方", "places", ["桃湾镇", "芦花口岸"]),
        ("取水许可的权限放给谁了", "units", ["有管理能力的乡镇水管机构"]),
        ("用水大户由谁去摸排", "units", ["各乡镇"]),
        ("补助6万元要评到几星", "text", ["五星"]),
    ],
)
def test_a_sentence_is_answered_out_of_exactly(candidates: Asked, question: str, kind: str, labels: list[str]) -> None:
    assert labels in _labels(candidates(question), kind)


@pytest.mark.parametrize(("grade", "told"), [("三星", "2万元"), ("五星", "6万元")])
def test_a_number_of_a_row_belongs_to_its_own_thing(candidates: Asked, grade: str, told: str) -> None:
    found = [c for c in candidates(f"评上{grade}的站点补助多少钱") if dict(c.signs).get("paired.value") == 1]
    assert _told(found, "value") == [told]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("东岭和西屏的节水型企业各培育几家", ["40家", "25家"]),  # in two sentences, told apart by who acts
        ("防汛演练跟培训每年分别办多少", ["3场", "20次"]),  # two numbers of one sentence
    ],
)
def test_two_numbers_are_told_where_each_of_two_is_asked(candidates: Asked, question: str, told: list[str]) -> None:
    assert [_told([c], "value") for c in candidates(question) if "side_by_side.value" in dict(c.signs)] == [told]


def test_whose_sentence_it_is_is_a_sign(candidates: Asked) -> None:
    signs = [dict(c.signs) for c in candidates("应急局的平台最晚哪天建好") if c.answer.kind == "date"]
    assert (signs[0]["passage.party"], signs[0]["passage.party_lost"]) == (1, 0)
