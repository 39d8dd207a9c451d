"""A text read back from pages is the list that its plain text gives: law 3 over the golden plans."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from benchmarks.renderings.geometry import Geometry
from benchmarks.renderings.typeset import Leaf, as_ofd_pages, as_pdf_pages, set_paragraphs, set_table
from zhengpu.ingest.document import Document
from zhengpu.ingest.files.reading import read
from zhengpu.ingest.pipeline import Learned, Reader, learn, load_reader

PLANS = Path(__file__).parent / "plans"
NAMES = ("long_county_plan", "city_notice_with_plan", "chapters_and_articles", "contents_without_pages")


@cache
def reader() -> Reader:
    return load_reader()


def told(learned: Learned) -> list[tuple[int, str, list[tuple[str, str]]]]:
    duties = learned.claims.duties
    return [
        (task.number, task.title, [(duty.unit, duty.role) for duty in duties if duty.task == i])
        for i, task in enumerate(learned.plan.tasks)
    ]


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("ending", ["pdf", "ofd"])
def test_pages_give_what_the_text_gives(name: str, columns: int, ending: str) -> None:
    text = (PLANS / f"{name}.txt").read_text(encoding="utf-8")
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    leaves = set_paragraphs(lines, columns=columns, size=14.0 if columns == 1 else 10.5)
    data = as_pdf_pages(leaves) if ending == "pdf" else as_ofd_pages(leaves)
    paged = learn(read(data, f"plan.{ending}", isolate=False), reader(), topics=False)
    assert told(paged) == told(learn(Document("plan.txt", "text/plain", "\n".join(lines)), reader(), topics=False))


ROWS = (
    ("序号", "工作任务", "牵头单位", "配合单位", "完成时限"),
    ("1", "修缮老城街巷，增设夜间照明", "县住建局", "县财政局、县城管局", "2027年6月底"),
    ("2", "开行城乡公交专线", "县交通局", "县财政局", "2027年底"),
    ("3", "建设社区养老食堂", "县民政局", "各镇人民政府", "2027年9月底"),
)
WIDE = Geometry(landscape=True, size=16.0, widest=30.0)


@pytest.mark.parametrize(
    "data",
    [
        as_pdf_pages(set_table("石桥县2027年为民实事任务表", ROWS, WIDE), sideways=True),
        as_pdf_pages(set_table("石桥县2027年为民实事任务表", ROWS, WIDE), turned=True),
        as_pdf_pages(set_table("石桥县2027年为民实事任务表", ROWS, WIDE), turned=True).replace(b"0 0 595 842", b"0 0 842 595"),
    ],
    ids=["drawn sideways", "turned", "turned, with the sides of the other way"],
)
def test_wide_sheets_are_read_however_they_are_turned(data: bytes) -> None:
    learned = learn(read(data, "list.pdf", isolate=False), reader(), topics=False)
    assert [task.title for task in learned.plan.tasks] == [row[1] for row in ROWS[1:]]
    assert [claim.code for claim in learned.claims.deadlines] == ["2027-06-30", "2027-12-31", "2027-09-30"]


def test_columns_of_a_gazette_page_below_a_title_over_both() -> None:
    leaf = Leaf()
    heads = ["石桥县人民政府公报 2027年第3期", "关于印发石桥县2027年老城更新计划的通知", "石政办发〔2027〕6号"]
    leaf.words = [(150.0, 60.0 + 24 * n, 14.0, head) for n, head in enumerate(heads)]
    tasks = [(title, unit) for _, title, unit, *_ in ROWS[1:]] + [
        ("整修沿河步道", "县水利局"),
        ("新建公厕六座", "县城管局"),
        ("更换老旧电梯", "县市场监管局"),
    ]
    for at, (title, unit) in enumerate(tasks):
        x, y = (64.0, 150.0) if at < 3 else (312.0, 150.0)
        for line, text in enumerate((f"{at + 1}.{title}。完善配套，", f"{'方便出行，' * (1 + at % 2)}按月公开。（{unit}", "负责）")):
            leaf.words.append((x + (0.0 if line else 21.0), y + 17 * (3 * (at % 3) + line), 10.5, text))
    learned = learn(read(as_pdf_pages([leaf]), "gazette.pdf", isolate=False), reader(), topics=False)
    assert [(task.number, task.title) for task in learned.plan.tasks] == [(at + 1, title) for at, (title, _) in enumerate(tasks)]
    assert [duty.unit for duty in learned.claims.duties] == [unit for _, unit in tasks]


def test_boxes_that_a_page_is_laid_out_in_are_no_table() -> None:
    works = ("疏通排水暗渠", "更换老化管线", "增设消防通道", "修补临街墙面", "栽种行道树木")
    units = ("县住建局、县水利局", "县城管局", "县消防救援大队", "县住建局", "县林业局")
    said = "结合各片区实际情况摸清底数，逐条街巷列出清单并向居民公示，先急后缓分批推进，完工一处验收一处，确保居民生活不受影响"
    lines = ["白杨县老城更新2029年行动计划", "一、重点任务"]
    for number, (work, unit) in enumerate(zip(works * 3, units * 3, strict=True)):
        lines += [
            f"（{'一二三四五六七八九十'[number] if number < 10 else '十' + '一二三四五'[number - 10]}）{work}",
            f"{said}。（责任单位：{unit}）",
        ]
    leaves = set_paragraphs(lines)
    for leaf in leaves:  # a web page printed: boxes around its text, with an empty one beside each
        heights = (40.0, leaf.words[len(leaf.words) // 2][1] - 4.0, 790.0)
        leaf.rules.extend((40.0, y, 590.0, y) for y in heights)
        leaf.rules.extend((x, heights[0], x, heights[-1]) for x in (40.0, 560.0, 590.0))
    paged = learn(read(as_pdf_pages(leaves), "plan.pdf", isolate=False), reader(), topics=False)
    assert told(paged) == told(learn(Document("plan.txt", "text/plain", "\n".join(lines)), reader(), topics=False))
