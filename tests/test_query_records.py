"""Tables are asked like what stands in them: heads and cells are the vocabulary, every word that matters is used."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from tests.test_ingest_records import HTML, drawn
from zhengpu.ingest.bytes.draft import Draft
from zhengpu.ingest.bytes.draft_cell import DraftCell
from zhengpu.ingest.document import Document
from zhengpu.ingest.pipeline import learn, load_reader
from zhengpu.query.answer import Answer
from zhengpu.service import Zhengpu, open_zhengpu

TODAY = date(2026, 11, 29)
SITES = (
    *("序号|场地名称|状态|建设主体|投资(万元)|建设期限|所在乡镇", "1|云岭通用机场|在建|云岭航投公司|12,600|2025-2027|东坪镇"),
    *("2|桃源河垂直起降点|拟建|/|860|2027-2028|桃源乡", "3|南站屋顶停机坪|建成|市交投集团|/|2024-2025|城关镇"),
    *("4|石门物流起降场|拟建|石门供应链公司|2,300|2026-2029|东坪镇", "5|东坪物流站|在建|云岭航投公司|410|2026|东坪镇"),
)
PLAN = f"""云岭市支持低空经济发展行动方案

  一、总体要求
  1.办好低空经济大会。（市经信局牵头，市科技局配合）
  附件：1.起降场地清单

附件 1
                          起降场地清单
{drawn(*SITES)}
"""


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zhengpu]:
    with open_zhengpu(str(tmp_path_factory.mktemp("sites") / "store")) as zp:
        zp.add(PLAN.encode(), "方案.txt")
        yield zp


@pytest.fixture(scope="module")
def points(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zhengpu]:
    with open_zhengpu(str(tmp_path_factory.mktemp("points") / "store")) as zp:
        zp.add(HTML.encode(), "要点.html")
        yield zp


def labels(answer: Answer) -> list[str | None]:
    return [item.label for item in answer.items]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("还在拟建的场地有哪些", ["桃源河垂直起降点", "石门物流起降场"]),
        ("投资超过2000万的场地有哪些", ["云岭通用机场", "石门物流起降场"]),
        ("投资在1亿元以上的是哪几个", ["云岭通用机场"]),
        ("哪个场地投资最大", ["云岭通用机场"]),
        ("最便宜的场地叫啥", ["东坪物流站"]),
        ("工期最长的是哪个", ["石门物流起降场"]),
        ("没填投资的是哪些", ["南站屋顶停机坪"]),
        ("建设主体那栏空着的场地是哪个", ["桃源河垂直起降点"]),
        ("在东坪镇又是在建的", ["云岭通用机场", "东坪物流站"]),
        ("东坪的场地里不是在建的有哪些", ["石门物流起降场"]),
        ("除了东坪镇以外的场地有哪些", ["桃源河垂直起降点", "南站屋顶停机坪"]),
        ("通用机场谁建", ["云岭航投公司"]),
        ("石门物流起降场在哪个乡镇", ["东坪镇"]),
        ("南站停机坪工期多长", ["2024-2025"]),
        ("2029年建成的场地是哪个", ["石门物流起降场"]),
        ("2026年开工的有哪些场地", ["石门物流起降场", "东坪物流站"]),
        ("哪个乡镇的场地最多", ["东坪镇"]),
        ("哪个乡镇一个在建的都没有", ["桃源乡", "城关镇"]),
        ("涉及哪些乡镇", ["东坪镇", "桃源乡", "城关镇"]),
        ("投资前两名的场地", ["云岭通用机场", "石门物流起降场"]),
        ("附件1是什么表", ["起降场地清单"]),
        ("第3个场地是什么", ["南站屋顶停机坪"]),
        ("云岭通用机场是在建还是拟建", ["在建"]),
    ],
)
def test_rows_and_cells(sites: Zhengpu, question: str, found: list[str]) -> None:
    answer = sites.ask(question, today=TODAY)
    assert (answer.outcome, labels(answer)) == ("answered", found), answer.answer
    text = sites.text(answer.items[0].document or "")
    assert all(item.evidence for item in answer.items)
    assert all(text[e.start : e.end] == e.quote for item in answer.items for e in item.evidence)


@pytest.mark.parametrize(
    ("question", "count"),
    [("还在拟建的有几个", 2), ("东坪镇有几个场地", 3), ("场地一共几个", 5), ("在桃源乡又是在建的有几个", 0), ("涉及几个乡镇", 3)],
)
def test_counts(sites: Zhengpu, question: str, count: int) -> None:
    assert sites.ask(question, today=TODAY).count == count


@pytest.mark.parametrize(
    ("question", "truth"),
    [
        ("石门物流起降场是不是在建", False),
        ("东坪物流站在建吗", True),
        ("有没有投资超过1亿元的场地", True),
        ("通用机场填了建设主体吗", True),
    ],
)
def test_yes_and_no(sites: Zhengpu, question: str, truth: bool) -> None:
    assert sites.ask(question, today=TODAY).boolean is truth


def test_amounts_are_added_up_and_said_to_be(sites: Zhengpu) -> None:
    answer = sites.ask("东坪镇的场地投资一共多少", today=TODAY)
    assert [(str(item.value), item.unit) for item in answer.items] == [("15310", "万元")]
    assert "算出" in (answer.note or "")


def test_groups_are_a_table(sites: Zhengpu) -> None:
    answer = sites.ask("按状态统计各有几个场地", today=TODAY)
    assert [(item.label, item.count) for item in answer.items] == [("在建", 2), ("拟建", 2), ("建成", 1)]


def test_a_blank_is_said_to_be_one(sites: Zhengpu) -> None:
    answer = sites.ask("桃源河垂直起降点的建设主体是谁", today=TODAY)
    assert answer.outcome == "nothing"
    assert "没有填" in (answer.note or "")


def test_no_is_said_of_whole_cells_alone(sites: Zhengpu) -> None:
    answer = sites.ask("城关镇拟建的场地有哪些", today=TODAY)
    assert answer.outcome == "nothing"
    assert "5行" in (answer.note or "")


@pytest.mark.parametrize(
    "question",
    [
        "被取消的场地有几个",
        "只有通用机场在建吗",
        "投资增长最快的场地",
        "亏损的场地有哪些",
        "云岭通用机场的跑道多长",
        "石门物流起降场为什么拟建",
    ],
)
def test_a_word_that_is_not_used_makes_no_reading(sites: Zhengpu, question: str) -> None:
    answer = sites.ask(question, today=TODAY)
    assert not any(rule.startswith("table") for rule in answer.rules)


def test_which_of_two_is_asked_back(sites: Zhengpu) -> None:
    answer = sites.ask("物流那个场地投资多少", today=TODAY)
    assert answer.outcome == "ambiguous"
    assert [choice.label for choice in answer.choices] == ["石门物流起降场", "东坪物流站"]
    assert sites.ask(answer.choices[0].question, today=TODAY).items[0].label == "2,300万元"


def test_tasks_are_still_asked_of_the_text(sites: Zhengpu) -> None:
    assert sites.ask("市科技局参与哪些任务", today=TODAY).kind == "tasks"


@pytest.mark.parametrize(
    "question",
    [
        "还在拟建的场地有哪些", "投资超过2000万的场地有哪些", "哪个场地投资最大", "没填投资的是哪些", "东坪镇的场地里不是在建的有哪些",
        "2026年开工的有哪些场地", "工期最长的是哪个", "通用机场谁建", "涉及哪些乡镇", "哪个乡镇一个在建的都没有", "按状态统计各有几个场地",
    ],
)  # fmt: skip
def test_the_query_shown_finds_the_same(sites: Zhengpu, question: str) -> None:
    answer = sites.ask(question, today=TODAY)
    rows = list(sites.query(answer.sparql or ""))
    assert len(rows) == len(answer.items)
    said = [str(cell) for row in rows for cell in row]
    assert all(item.label in said for item in answer.items)


@pytest.mark.parametrize(
    ("question", "value", "unit", "op"),
    [
        ("一网通办事项2028年的目标是多少", "200", "个", ">="),
        ("跨省通办窗口2026年多少个", "3", "个", "="),
        ("蓝湾物流员工人数多少", "85", "人", "="),
    ],
)
def test_values_of_other_tables(points: Zhengpu, question: str, value: str, unit: str, op: str) -> None:
    answer = points.ask(question, today=TODAY)
    assert [(str(i.value), i.unit, i.op) for i in answer.items] == [(value, unit, op)], answer.answer


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("约束性指标有哪些", ["跨省通办窗口"]),
        ("政务领域的指标有哪几个", ["一网通办事项", "跨省通办窗口"]),
        ("制造业的挂点企业有哪些", ["白河锻压厂"]),
        ("员工最多的企业是哪家", ["白河锻压厂"]),
        ("哪个指标没填2026年的目标", ["信易贷网点"]),
    ],
)
def test_rows_of_other_tables(points: Zhengpu, question: str, found: list[str]) -> None:
    answer = points.ask(question, today=TODAY)
    assert labels(answer) == found, answer.answer


def test_a_table_of_word(tmp_path: Path) -> None:
    rows = [
        ["政策名称", "出台单位", "类别", "奖励上限"],
        ["稳岗返还", "市人社局", "就业", "50万元"],
        ["首店补助", "市商务局", "消费", "100万元"],
    ]
    rows += [["技改贴息", "市工信局", "工业", "200万元"], ["见习补贴", "市人社局", "就业", "—"]]
    draft = Draft()
    draft.paragraph("南浦市惠企政策汇编")
    draft.paragraph("附件1 惠企政策目录")
    draft.table(DraftCell(r, c, said) for r, row in enumerate(rows) for c, said in enumerate(row))
    document: Document = draft.document("目录.docx", "application/docx")
    with open_zhengpu(str(tmp_path / "store")) as zp:
        zp.store.replace(learn(document, load_reader(), topics=False).graph)
        assert labels(zp.ask("就业类的政策有哪些", today=TODAY)) == ["稳岗返还", "见习补贴"]
        assert labels(zp.ask("奖励上限超过80万的政策有哪些", today=TODAY)) == ["首店补助", "技改贴息"]
        assert labels(zp.ask("技改贴息是哪个单位出台的", today=TODAY)) == ["市工信局"]


def test_columns_of_yes_and_no_and_of_times_by_month(tmp_path: Path) -> None:
    rows = [
        "序号|企业名称|项目名称|总投资（亿元）|建设周期|是否政府投资（是/否）|建设地点",
        "1|甲川公司|风机叶片项目|12|2024.03-2026.10|否|青泽市南桥区",
    ]
    rows += [
        "2|乙川集团|储能电站项目|3000万美元|2026.05-2028.12|是|青泽市北桥区",
        "3|甲川公司|塔筒项目|2.5|2025.01-2026.06|否|青泽市南桥区",
    ]
    rows += ["4|丙川公司|运维中心|0.8|2026.11-2027.03|是|青泽市东桥区"]
    draft = Draft()
    draft.paragraph("青泽市新能源行动计划")
    draft.paragraph("附件2 重点项目清单")
    draft.table(DraftCell(r, c, said) for r, row in enumerate(rows) for c, said in enumerate(row.split("|")))
    asked = {
        "政府投资的项目有哪些": ["储能电站项目", "运维中心"],
        "总投资最大的项目是哪个": ["风机叶片项目"],
        "南桥有几个项目": ["风机叶片项目", "塔筒项目"],
        "2026年开工的项目有哪些": ["储能电站项目", "运维中心"],
        "最早建成的是哪个项目": ["塔筒项目"],
        "建设周期不到两年的项目有哪些": ["塔筒项目", "运维中心"],
        "总投资最少的两个项目": ["运维中心", "塔筒项目"],
        "甲川的项目有哪些，各投多少": ["12亿元", "2.5亿元"],
    }
    with open_zhengpu(str(tmp_path / "store")) as zp:
        zp.store.replace(learn(draft.document("计划.docx", "application/docx"), load_reader(), topics=False).graph)
        for question, found in asked.items():
            answer = zp.ask(question, today=TODAY)
            assert labels(answer) == found, (question, answer.answer)
        answer = zp.ask("总投资合计多少", today=TODAY)
        assert [str(item.value) for item in answer.items] == ["15.3"]
        assert "单位不同" in (answer.note or "")


def test_examples_of_the_definition_file(sites: Zhengpu) -> None:
    data = tomllib.loads(files("zhengpu.query.records").joinpath("record_questions.toml").read_text("utf-8"))
    for example in data["example"]:
        answer = sites.ask(example["asked"], today=TODAY)
        said = next((rule.partition(": ")[2] for rule in answer.rules if rule.startswith("table")), "")
        assert said == example["means"], (example, answer.answer)


HOMES = """<html><body><h1>岚河市养老服务体系建设三年行动方案</h1><p>附件1：养老服务指标表</p>
<table><tr><th>指标名称</th><th>单位</th><th>2025年</th><th>2028年</th><th>责任单位</th></tr>
<tr><td>护理型床位占比</td><td>%</td><td>55</td><td>≥70</td><td>市民政局</td></tr>
<tr><td>社区食堂数量</td><td>个</td><td>80</td><td>200</td><td>市民政局、市商务局</td></tr>
<tr><td>家庭养老床位</td><td>张</td><td>—</td><td>2000</td><td>市卫健委</td></tr></table><p>附件2：新改建养老机构名单</p>
<table><tr><th>机构名称</th><th>所在县区</th><th>床位数（张）</th><th>投资（万元）</th><th>建设性质</th><th>运营方</th></tr>
<tr><td>松鹤苑</td><td>临岚区</td><td>320</td><td>6800</td><td>新建</td><td>康悦集团</td></tr>
<tr><td>桑榆里</td><td>临岚区</td><td>150</td><td>2100</td><td>改造</td><td>/</td></tr>
<tr><td>泽县敬老院</td><td>泽县</td><td>90</td><td>未定</td><td>扩建</td><td>泽县民政局</td></tr></table>
<p>附件3：政策措施清单</p><table><tr><th>类别</th><th>政策事项</th><th>补贴标准</th><th>受理部门</th></tr>
<tr><td rowspan="2">床位类</td><td>新建床位补助</td><td>每张1万元</td><td>市民政局</td></tr>
<tr><td>改造床位补助</td><td>每张5000元</td><td>市民政局</td></tr>
<tr><td>人才类</td><td>入职奖补</td><td>每人3000元</td><td>市人社局</td></tr></table></body></html>"""


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zhengpu]:
    with open_zhengpu(str(tmp_path_factory.mktemp("homes") / "store")) as zp:
        zp.add(HOMES.encode(), "方案.html")
        yield zp


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("护理型床位占比2028年要达到多少", ["≥70%"]),
        ("社区食堂到2028年建多少个", ["200个"]),
        ("没有2025年数据的指标是哪个", ["家庭养老床位"]),
        ("2028年超过1000的指标有哪些", ["家庭养老床位"]),
        ("松鹤苑有多少张床", ["320张"]),
        ("松鹤苑谁来运营", ["康悦集团"]),
        ("临岚区要建哪些养老机构", ["松鹤苑", "桑榆里"]),
        ("松鹤苑和桑榆里哪个床位多", ["松鹤苑"]),
        ("哪家机构的投资还没定", ["泽县敬老院"]),
        ("投资在2000到7000之间的机构有哪些", ["松鹤苑", "桑榆里"]),
        ("除了临岚区，其他县区有哪些机构", ["泽县敬老院"]),
        ("排第二的机构有多少张床位", ["150张"]),
        ("市民政局受理哪些政策", ["新建床位补助", "改造床位补助"]),
        ("新建床位补助的标准是多少", ["每张1万元"]),
        ("床位类补贴各是多少", ["每张1万元", "每张5000元"]),
    ],
)
def test_indicators_homes_and_policies(homes: Zhengpu, question: str, found: list[str]) -> None:
    answer = homes.ask(question, today=TODAY)
    assert labels(answer) == found, answer.answer


@pytest.mark.parametrize(("question", "count"), [("康悦集团运营几家机构", 1), ("岚河市有多少家机构是扩建的", 1), ("附件3有几条政策", 3)])
def test_counted_by_any_measure(homes: Zhengpu, question: str, count: int) -> None:
    assert homes.ask(question, today=TODAY).count == count


POINTS = """<html><body><h1>汀江县创建文明城市工作方案</h1><p>附件1</p><p>测评指标表</p>
<table><tr><td>测评项目</td><td>测评内容</td><td>分值</td><td>完成时限</td></tr><tr><td rowspan="2">市容</td><td>背街小巷整治</td><td>12分</td>
<td>2026年6月底</td></tr><tr><td>农贸市场提升</td><td>8分</td><td>2026年9月底</td></tr><tr><td>秩序</td><td>文明交通</td><td>15分</td>
<td>2026年5月底</td></tr></table><p>附件2</p><p>重点点位清单</p><table><tr><td>点位名称</td><td>点位类别</td><td>所在镇街</td><td>点位长</td>
<td>联系电话</td><td>存在问题数</td></tr><tr><td>南门市场</td><td>农贸市场</td><td>南门街道</td><td>李向东</td><td>6231101</td><td>14</td></tr>
<tr><td>汀江广场</td><td>广场公园</td><td>临江街道</td><td>王敏</td><td>——</td><td>3</td></tr><tr><td>实验小学</td><td>校园周边</td><td>临江街道</td>
<td>林芳</td><td>6231106</td><td>0</td></tr></table><p>附件3</p><p>经费预算表（单位：万元）</p><table><tr><td>支出项目</td><td>预算金额</td>
<td>资金来源</td></tr><tr><td>宣传氛围营造</td><td>80</td><td>县财政</td></tr><tr><td>市场改造</td><td>650</td><td>县财政、社会资本</td></tr>
<tr><td>城管平台</td><td>320</td><td>上级补助</td></tr><tr><td>合计</td><td>1050</td><td></td></tr></table></body></html>"""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zhengpu]:
    with open_zhengpu(str(tmp_path_factory.mktemp("town") / "store")) as zp:
        zp.add(POINTS.encode(), "方案.html")
        yield zp


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("背街小巷整治多少分", ["12分"]),
        ("低于10分的测评内容有哪些", ["农贸市场提升"]),
        ("2026年6月底前要完成的测评内容有哪些", ["背街小巷整治", "文明交通"]),
        ("市容一共多少分", ["20分"]),
        ("南门市场的点位长是谁", ["李向东"]),
        ("没留电话的点位是哪个", ["汀江广场"]),
        ("哪个点位没有问题", ["实验小学"]),
        ("存在问题超过10个的点位有哪些", ["南门市场"]),
        ("林芳管的点位有多少问题", ["0"]),
        ("各类点位分别有几个", ["农贸市场", "广场公园", "校园周边"]),
        ("市场改造的钱从哪来", ["县财政、社会资本"]),
        ("县财政出钱的项目有哪些", ["宣传氛围营造", "市场改造"]),
        ("城管平台花多少钱", ["320万元"]),
        ("附件3是什么表", ["经费预算表"]),
        ("预算总共多少万元", ["1050万元"]),
    ],
)
def test_scores_points_and_budgets(town: Zhengpu, question: str, found: list[str]) -> None:
    answer = town.ask(question, today=TODAY)
    assert labels(answer) == found, answer.answer
