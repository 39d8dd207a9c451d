"""Plans in unusual house styles: who does what, by when, and under which number."""

from __future__ import annotations

from functools import cache

import pytest

from zhengpu.ingest.document import Document
from zhengpu.ingest.pipeline import Learned, Reader, learn, load_reader

HEAD = "青禾县2024年重点工作方案\n一、重点任务\n"


@cache
def reader() -> Reader:
    return load_reader()


def read(body: str) -> Learned:
    return learn(Document("plan.txt", "text/plain", HEAD + body), reader(), topics=False)


def duties(learned: Learned) -> list[tuple[int, str, str]]:
    return [(learned.plan.tasks[duty.task].number, duty.role, duty.unit) for duty in learned.claims.duties]


def targets(learned: Learned) -> list[tuple[str | None, str, str, str | None]]:
    return [(each.indicator, each.op, str(each.value), each.unit) for each in learned.claims.targets]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "1.整治河道。\n责任单位：县水利局\n          县财政局\n          各乡镇人民政府\n2.改造厕所。\n责任单位：县卫健局\n",
            [
                (1, "responsible", "县水利局"),
                (1, "responsible", "县财政局"),
                (1, "responsible", "各乡镇人民政府"),
                (2, "responsible", "县卫健局"),
            ],
            id="names one a line behind a label",
        ),
        pytest.param(
            "1.整治河道。清淤3处。\n          县水利局\n2.改造厕所。改厕50座。\n          县卫健局、县住建局\n",
            [(1, "responsible", "县水利局"), (2, "responsible", "县卫健局"), (2, "responsible", "县住建局")],
            id="names alone on the last line",
        ),
        pytest.param(
            "1.整治河道。清淤3处。（县水利局负责）\n2.改造厕所。改厕50座。（县卫健局负责）\n3.扫雪除冰。主要责任单位为县城管局，配合单位为县交通局。\n"
            "4.普查文物。此项工作由县文旅局牵头，各乡镇配合。\n5.办学。（县教育局负责）\n",
            [
                (1, "responsible", "县水利局"),
                (2, "responsible", "县卫健局"),
                (3, "responsible", "县城管局"),
                (3, "cooperates", "县交通局"),
                (4, "leads", "县文旅局"),
                (4, "cooperates", "各乡镇"),
                (5, "responsible", "县教育局"),
            ],
            id="sentences beside brackets",
        ),
        pytest.param(
            "1.整治河道。清淤3处。（县水利局负责）\n2.健全体系。\n县级中心：组建中心。（县科技局负责）\n镇级中心：设立分中心。（各镇负责）\n3.改造厕所。（县卫健局负责）\n"
            "4.办学。（县教育局负责）\n5.办医。（县卫健局负责）\n",
            [
                (1, "responsible", "县水利局"),
                (2, "responsible", "县科技局"),
                (2, "responsible", "各镇"),
                (3, "responsible", "县卫健局"),
                (4, "responsible", "县教育局"),
                (5, "responsible", "县卫健局"),
            ],
            id="paragraphs of one item bear its number",
        ),
    ],
)
def test_who_does_what(body: str, expected: list[tuple[int, str, str]]) -> None:
    assert sorted(duties(read(body))) == sorted(expected)


def test_a_signature_below_the_last_list_is_no_unit() -> None:
    learned = read("1.整治河道。（县财政局负责）\n2.改造厕所。\n责任单位：县卫健局\n县水利局\n2024年3月1日\n")
    assert (2, "responsible", "县水利局") not in duties(learned)


@pytest.mark.parametrize("label", ["办理时限", "销号时间", "整改完成时限", "计划完成时间", "完结期限"])
def test_what_is_done_and_a_word_of_time_label_a_date(label: str) -> None:
    learned = read(f"1.整治河道。\n牵头单位：县水利局\n{label}：2024年11月\n2.改造厕所。\n牵头单位：县卫健局\n")
    assert [(each.task, each.code) for each in learned.claims.deadlines] == [(0, "2024-11-30")]


def test_a_label_of_time_with_how_long_it_takes_is_a_target() -> None:
    learned = read("1.压缩审批。办理时限：由6个工作日压缩至2个工作日。（县审批局负责）\n2.提速。审批时限：3个工作日。（县审批局负责）\n")
    assert targets(learned) == [("办理时限", "from-to", "6", "个工作日"), ("审批时限", "=", "3", "个工作日")]


def test_a_target_is_told_without_the_number_of_its_item() -> None:
    learned = read("1.2024年底前建成桥梁4座。（县交通局负责）\n2.养护道路。（县交通局负责）\n")
    assert [each.text for each in learned.claims.targets] == ["2024年底前建成桥梁4座"]


def test_a_paper_opens_with_what_it_is_for_and_no_result() -> None:
    learned = read(
        "为做好2025年春耕备耕工作，经县政府同意，现就有关事项通知如下：\n1.整治河道。（县水利局负责）\n2.改厕。（县卫健局负责）\n"
    )
    assert learned.claims.targets == ()


def test_an_ordinal_of_two_numbers_counts_nothing() -> None:
    text = (
        "临禾市污水治理方案\n1 总体目标\n1.1 到2026年，污水处理率达90%；到2028年，达95%。\n2 重点任务\n2.1 治理河道。（市水利局负责）\n"
        "2.2 治理湖泊。（市水利局负责）\n3 保障\n3.1 市财政每年安排专项资金不少于2000万元。\n"
    )
    learned = learn(Document("plan.txt", "text/plain", text), reader(), topics=False)
    expected = [("污水处理率", "90", "2026-12-31"), ("污水处理率", "95", "2028-12-31"), ("专项资金", "2000", "yearly")]
    assert [(each.indicator, str(each.value), each.deadline) for each in learned.claims.targets] == expected


def test_a_heading_that_names_an_office_and_who_helps_it() -> None:
    text = "青禾区2025年实事分解\n一、区教育局\n1.新建幼儿园4所。\n二、区住建局（配合单位：各街道）\n2.改造小区31个。\n"
    learned = learn(Document("plan.txt", "text/plain", text), reader(), topics=False)
    assert duties(learned) == [(1, "responsible", "区教育局"), (2, "responsible", "区住建局"), (2, "cooperates", "各街道")]


def test_what_is_done_by_a_date_stands_before_the_number() -> None:
    learned = read(
        "1.更换护眼灯2600间，9月1日前完成。（县教育局负责）\n2.主体工程6月底前开工，2025年6月底前竣工验收并投入使用。（县住建局负责）\n"
    )
    results = [(each.indicator, each.deadline) for each in learned.claims.targets if each.value is None]
    assert results == [("护眼灯", "2024-09-01"), ("主体工程", "2024-06-30"), ("主体工程", "2025-06-30")]
