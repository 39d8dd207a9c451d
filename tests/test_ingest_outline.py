"""Plans of many shapes → outlines, as golden files that read like a table of contents."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest

from zhengpu.ingest.document import Document
from zhengpu.ingest.duties.clauses import Clauses, grammar
from zhengpu.ingest.outline.outline import outline
from zhengpu.ingest.plan import Plan
from zhengpu.ingest.spaced.pieces import text_width

PLANS = Path(__file__).parent / "plans"
NAMES = sorted(path.stem for path in PLANS.glob("*.txt"))
DAMAGE = 0.005


@cache
def clauses() -> Clauses:
    return Clauses.of(grammar())


def read(text: str) -> Plan:
    return outline(Document("plan.txt", "text/plain", text), clauses())


def contents(plan: Plan) -> str:
    """A plan as the lines of its golden file: head, then sections and tasks in order."""
    head = plan.head
    lines = [
        f"{label}：{'；'.join(found.value for found in (value if isinstance(value, tuple) else (value,)))}"
        for label, value in (
            ("标题", head.title),
            ("文号", head.number),
            ("发文机关", head.issuer),
            ("成文日期", head.issued),
            ("地域", head.jurisdiction),
            ("主送", head.recipients),
            ("抄送", head.copied_to),
            ("解读", head.interpreted_by),
        )
        if value
    ]
    lines += [f"依据：{basis.title}{basis.number or ''}" for basis in head.based_on]
    for index, section in enumerate(plan.sections):
        lines.append(f"[{section.path}] {section.title}{f'（{section.work_group.value}）' if section.work_group else ''}")
        lines += [f"    {task.number} {task.title}" for task in plan.tasks if task.section == index]
    loose = [f"    {task.number} {task.title}" for task in plan.tasks if task.section is None]
    return "\n".join([*lines, *(["[]", *loose] if loose else [])]) + "\n"


@pytest.mark.parametrize("name", NAMES)
def test_outline_is_the_golden_one(name: str) -> None:
    expected = (PLANS / f"{name}.outline").read_text(encoding="utf-8")
    assert contents(read((PLANS / f"{name}.txt").read_text(encoding="utf-8"))) == expected


@pytest.mark.parametrize("name", NAMES)
def test_every_span_is_the_words_it_claims(name: str) -> None:
    text = (PLANS / f"{name}.txt").read_text(encoding="utf-8")
    plan = read(text)
    for task in plan.tasks:
        quote = squeezed(text[task.title_span.slice])  # a cell wrapped in a drawn table has other cells between its lines
        assert (quote[0], quote[-1]) == (task.title[0], task.title[-1])
        assert quote == squeezed(task.title) or task.columns
        for offset, char in zip(task.passage.offsets, task.passage.text, strict=True):  # a label's blank may stand for its colon
            assert text[offset] == char or char == "\n" or (char == "：" and text[offset].isspace())
    for section in plan.sections:
        assert squeezed(section.title) in squeezed(text[section.span.slice])
    for found in (plan.head.title, plan.head.number, plan.head.issuer, *plan.head.recipients, *plan.head.copied_to):
        assert found is None or squeezed(text[found.span.slice]) == squeezed(found.value)


def squeezed(text: str) -> str:
    return "".join(text.split())


def damaged(text: str, seed: int) -> str:
    """Line breaks and blanks lost or added at random."""
    dice = random.Random(seed)
    out: list[str] = []
    for character in text:
        if character not in "\n " or dice.random() >= DAMAGE:
            out.append(character)
        if dice.random() < DAMAGE:
            out.append(dice.choice("\n "))
    return "".join(out)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", ["city_notice_with_plan", "long_county_plan", "no_top_level", "list_with_one_clause"])
def test_damaged_breaks_and_blanks_change_nothing(name: str, seed: int) -> None:
    text = (PLANS / f"{name}.txt").read_text(encoding="utf-8")
    whole, hurt = read(text), read(damaged(text, seed))
    assert [(s.path, s.title) for s in hurt.sections] == [(s.path, s.title) for s in whole.sections]
    assert [(t.number, t.title) for t in hurt.tasks] == [(t.number, t.title) for t in whole.tasks]


def test_whole_body_on_one_line() -> None:
    lines = (PLANS / "rule_stated_once.txt").read_text(encoding="utf-8").split("附件：")[0]
    plan, whole = read(lines.replace("\n", "")), read(lines)
    assert [(t.title, plan.sections[t.section].path) for t in plan.tasks if t.section is not None] == [
        (t.title, whole.sections[t.section].path) for t in whole.tasks if t.section is not None
    ]


def test_wrapped_lines_with_page_numbers_read_like_whole_paragraphs() -> None:
    text = (PLANS / "long_county_plan.txt").read_text(encoding="utf-8")
    pages: list[str] = []
    for paragraph in text.split("\n"):
        pages += [paragraph[i : i + 28] for i in range(0, len(paragraph), 28)] or [""]
    for i, line in enumerate(range(20, len(pages), 20), 1):
        pages[line] = f"— {i} —\n\f{pages[line]}"
    whole, wrapped = read(text), read("\n".join(pages))
    assert contents(wrapped) == contents(whole)
    assert [squeezed(t.passage.text) for t in wrapped.tasks] == [squeezed(t.passage.text) for t in whole.tasks]


def test_text_of_another_paper_in_front_is_left_out() -> None:
    other = "关于做好目录工作的通知各县：一、抓好落实。请认真执行。市政府办公室2024年1月2日（此件公开发布）\n"
    text = (PLANS / "rule_stated_once.txt").read_text(encoding="utf-8")
    assert contents(read(other + text)) == contents(read(text))


def test_numbering_gap_is_a_diagnostic_with_its_place() -> None:
    text = "一、重点任务\n1.修路。（县交通运输局负责）\n3.架桥。（县交通运输局负责）\n"
    (gap,) = read(text).diagnostics
    assert gap.code == "numbering-gap"
    assert gap.span is not None
    assert text[gap.span.slice] == "3."


def test_items_without_any_clause_are_tasks_below_the_last_heading() -> None:
    plan = read("行动方案\n一、总体要求\n坚持稳中求进。\n二、主要任务\n（一）修路。\n建设道路。\n（二）架桥。\n建设桥梁。\n")
    assert [task.title for task in plan.tasks] == ["修路", "架桥"]
    assert [section.path for section in plan.sections] == ["一", "二"]


def test_one_long_line_is_read_in_one_go() -> None:
    plan = read("加快推进高质量发展，提升服务水平。" * 60_000)
    assert (plan.tasks, plan.sections) == ((), ())


def test_lists_nested_in_their_own_style_do_not_end_the_outer_numbering() -> None:
    first = "1.修路。（县交通运输局负责）\n2.架桥。（县住建局负责）\n"
    nested = "3.建校。要求：\n1.快；\n2.好。\n（县教育局负责）\n"
    plan = read(f"一、重点任务\n{first}{nested}4.通航。（县发改局负责）\n")
    assert [(task.number, task.title) for task in plan.tasks] == [(1, "修路"), (2, "架桥"), (3, "建校"), (4, "通航")]


def test_a_pile_of_ordinals_does_not_pile_up_depth() -> None:
    assert len(read("".join(f"{i % 7 + 1}.甲乙。\n" for i in range(5000))).tasks) > 1000


@pytest.mark.parametrize(
    ("printed", "numbers"),
    [
        (["12.", "25.", "37."], [12, 25, 37]),
        (["1.", "2.", "14.", "15."], [1, 2, 14, 15]),
        (["（3）", "（18）", "（29）"], [3, 18, 29]),
        (["三、", "八、", "十五、"], [3, 8, 15]),
        (["1.", "2.", "4.", "3.", "5."], [1, 2, 4, 3, 5]),
        (["101.", "102.", "110."], [101, 102, 110]),
        (["1.1.", "1.2.", "2.1."], [1, 2, 3]),
    ],
)
def test_a_number_is_as_printed(printed: list[str], numbers: list[int]) -> None:
    deeds = ["疏浚沟渠", "加固水闸", "栽植护岸林", "检修泵站", "巡查堤段"]
    lines = [f"{number}{deed}。全年完成{deed}任务。（县水利局负责）" for number, deed in zip(printed, deeds, strict=False)]
    plan = read("\n".join(["松河县2026年水利工作要点", *lines]))
    assert [(task.number, task.title) for task in plan.tasks] == list(zip(numbers, deeds, strict=False))


LONG = "配合单位：县发展改革局、县财政局、县自然资源局、县住房城乡建设局、县交通运输局、县水利局"


@pytest.mark.parametrize("mark", ["{n} ", "{n}\t", "{n}", "{n}﹒", "{n}．", "{n}·", "{n}、"])
def test_numbers_with_any_mark_below_long_lines_without_a_stop(mark: str) -> None:
    deeds = ["疏浚沟渠", "加固水闸", "检修泵站"]
    items = [f"{mark.format(n=n)}{deed}。全年完成{deed}任务。责任单位：县水利局；{LONG}" for n, deed in enumerate(deeds, 1)]
    plan = read("\n\n".join(["松河县2026年水利工作方案", "一、主要任务", *items]))
    assert [(task.number, task.title) for task in plan.tasks] == list(enumerate(deeds, 1))


def test_records_without_numbers_below_numbered_headings() -> None:
    """Title, text and who does it in lines of their own, under 一、 and 二、."""
    records = {"一、抓好建设": ["疏浚沟渠", "加固水闸"], "二、抓好管护": ["检修泵站", "巡查堤段"]}
    lines = ["松河县2026年水利工作方案"]
    for heading, deeds in records.items():
        lines.append(heading)
        for deed in deeds:
            lines += [deed, f"摸清底数，建立台账，逐项明确责任人，全年完成{deed}任务，年底前销号。", "责任单位：县水利局"]
    plan = read("\n".join(lines))
    assert [(section.path, section.title) for section in plan.sections] == [("一", "抓好建设"), ("二", "抓好管护")]
    assert [(task.title, task.section) for task in plan.tasks] == [("疏浚沟渠", 0), ("加固水闸", 0), ("检修泵站", 1), ("巡查堤段", 1)]


@pytest.mark.parametrize("width", [24, 44, 60])
@pytest.mark.parametrize("name", ["long_county_plan", "city_notice_with_plan", "chapters_and_articles"])
def test_lines_wrapped_at_any_width_are_read_as_paragraphs(name: str, width: int) -> None:
    """First lines are set in by two signs: whatever the width, the text is the same."""
    text = (PLANS / f"{name}.txt").read_text(encoding="utf-8")
    wrapped: list[str] = []
    for paragraph in text.split("\n"):
        line = "\u3000\u3000"
        for sign in paragraph.strip():
            if text_width(line + sign) > width and sign not in "，。；、：）”":
                wrapped.append(line)
                line = ""
            line += sign
        wrapped.append(line)
    assert contents(read("\n".join(wrapped))) == contents(read(text))


ARTICLES = [
    "保护古树名木，根据有关规定，制定本办法。",
    "县林业局负责古树普查，建立台账。",
    "有下列情形之一的，应当重新登记：",
    "本办法由县林业局负责解释。",
]


@pytest.mark.parametrize("ordinal", ["第{n}条　", "第{n}条 ", "第{n}条"])
@pytest.mark.parametrize(
    "below",
    [["古树死亡的，十日内注销。"], ["（一）树木枯死的；", "（二）经批准移植的。"], ["1.树木枯死的；", "2.经批准移植的；", "3.其他。"]],
)
def test_an_article_keeps_its_number_and_what_stands_below_it(ordinal: str, below: list[str]) -> None:
    lines = ["松河县古树名木保护办法", "第一章　总则"]
    for n, said in zip("一二三四", ARTICLES, strict=True):
        lines.append(ordinal.format(n=n) + said)
        lines += below if n == "三" else ["古树包括古树群。"] if n == "二" else []
    plan = read("\n".join(lines))
    assert plan.numbering == "printed"
    assert [task.number for task in plan.tasks] == [1, 2, 3, 4]
    assert all(line in plan.tasks[2].passage.text for line in below)
    assert "古树群" in plan.tasks[1].passage.text


def test_articles_keep_their_numbers_beside_the_items_of_an_annex() -> None:
    articles = [f"第{n}条 {said}" for n, said in zip("一二三四", ARTICLES, strict=True)]
    items = [f"{n}.填写第{n}栏。栏内不得涂改。" for n in range(1, 8)]
    plan = read("\n".join(["松河县古树名木保护办法", *articles, "附件", "古树登记表填写说明", *items]))
    assert [task.number for task in plan.tasks if "第1栏" not in task.passage.text][:4] == [1, 2, 3, 4]
    assert len({task.number for task in plan.tasks}) == len(plan.tasks)


def test_items_of_an_article_with_clauses_of_their_own_are_tasks() -> None:
    items = ["（一）普查古树。逐株建档。（县林业局负责）", "（二）巡查古树。每季一次。（各镇人民政府负责）"]
    plan = read("\n".join(["松河县古树名木保护办法", "第一条 保护古树，落实下列任务：", *items]))
    assert [task.title for task in plan.tasks] == ["普查古树", "巡查古树"]
