"""Text → clean running text that knows where every character came from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zhengpu.graph.cleaning import flow, page_furniture
from zhengpu.graph.facts import Span


@given(st.text(alphabet="一二甲乙，。 \n\t\f１２Ａｂ5%（）—-·\ue000\u200b", max_size=80))
def test_no_character_is_invented_and_none_out_of_order(text: str) -> None:
    clean = flow(text)
    assert len(clean.text) == len(clean.offsets)
    assert list(clean.offsets) == sorted(set(clean.offsets))
    half = str.maketrans({chr(c): chr(c - 0xFEE0) for c in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))})
    assert all(c in (text[o].translate(half), ".", " ") for c, o in zip(clean.text, clean.offsets, strict=True))
    assert all(0 < b < len(clean.text) for b in clean.breaks)


def test_words_cut_by_lines_pages_and_blanks_are_whole_again() -> None:
    clean = flow("高新技术企业“倍增计\n— 12 —\n\n划”，2022 年 ４ ~ １２ 周")
    assert clean.text == "高新技术企业“倍增计划”，2022年4~12周"


def test_private_use_character_between_digits_is_the_decimal_point() -> None:
    assert flow("超１\ue010２ 万亿元").text == "超1.2万亿元"


def test_latin_words_stay_apart() -> None:
    assert flow("采用 Vision Transformer 模型").text == "采用Vision Transformer模型"


def test_furniture_is_cut_out() -> None:
    text = "甲乙【打印】丙丁"
    assert flow(text, [Span(2, 6)]).text == "甲乙丙丁"


def test_page_numbers_rules_and_running_heads() -> None:
    pages = "".join(f"某县公报 第{i}期\n建设{word}道路，\n改善{word}交通。\n- {i} -\n" for i, word in enumerate("东南西北", 1))
    cut = [pages[span.slice].strip() for span in page_furniture(pages)]
    assert cut.count("某县公报 第1期") == 1
    assert "- 3 -" in cut
    assert not any("建设" in line for line in cut)


def test_a_label_that_comes_back_is_no_running_head() -> None:
    text = "".join(f"{i}．修路。\n完成时限：持续推进\n" for i in range(1, 9)) + "— 1 —\n"
    assert [text[span.slice] for span in page_furniture(text)] == ["— 1 —"]


def test_one_repeated_character_is_a_drawn_rule() -> None:
    assert flow("文件\n" + "欗" * 44 + "\n通知").text == "文件通知"


def test_numbers_in_the_rows_of_a_drawn_table_are_no_page_numbers() -> None:
    assert page_furniture("1\n修路\n2\n架桥\n3\n") == ()


def test_indents_stand_for_line_breaks_that_were_lost() -> None:
    run = flow("甲县行动计划　　为推动发展，制定本计划。　　一、总体要求　　二、主要任务")
    assert [run.text[a:b] for a, b in run.lines(0, len(run.text))] == [
        "甲县行动计划",
        "为推动发展，制定本计划。",
        "一、总体要求",
        "二、主要任务",
    ]
    assert flow("甲县　　乙县\n丙县").breaks == (4,)


def test_a_number_that_ends_a_page_is_no_text() -> None:
    text = "一、目标\n3.培育企业。\n\n                 3\n\f     4. 应用赋能。\n1\n2\n\n     4\n\f5. 支撑。"
    assert flow(text).text == "一、目标3.培育企业。4.应用赋能。125.支撑。"
