"""Head and foot matter in the ways papers print it."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

import pytest

from zhengpu.ingest.document import Document
from zhengpu.ingest.duties.clauses import Clauses, grammar
from zhengpu.ingest.outline.outline import outline
from zhengpu.ingest.plan import DocumentHead

PLAN = "为做好工作，制定本方案。\n一、重点任务\n1.修路。（县交通运输局负责）\n2.架桥。（县住建局负责）\n"
RECIPIENTS = tomllib.loads(files("zhengpu.ingest.outline").joinpath("outline.toml").read_text(encoding="utf-8"))["recipients"]


@cache
def clauses() -> Clauses:
    return Clauses.of(grammar())


def head(text: str) -> DocumentHead:
    return outline(Document("plan.txt", "text/plain", text), clauses()).head


@pytest.mark.parametrize("line", RECIPIENTS["examples"])
def test_addressees(line: str) -> None:
    read = head(f"某某县人民政府关于修路的通知\n{line}\n现将有关事项通知如下。\n{PLAN}").recipients
    assert read
    assert all(found.value in line for found in read)


@pytest.mark.parametrize("line", RECIPIENTS["counter"])
def test_other_lines_with_a_colon_are_no_addressees(line: str) -> None:
    assert head(f"修路行动方案\n{line}\n到2025年修路。\n{PLAN}").recipients == ()


def test_title_of_the_attached_plan_not_of_the_notice() -> None:
    notice = "安宁县人民政府关于印发修路行动方案的通知\n安政发〔2024〕3号\n各乡镇：\n现将《修路行动方案》印发给你们。\n"
    read = head(f"{notice}安宁县人民政府\n2024年5月1日\n修路行动方案\n{PLAN}")
    assert read.title is not None
    assert read.title.value == "修路行动方案"
    assert read.number is not None
    assert read.number.value == "安政发〔2024〕3号"
    assert [found.value for found in read.recipients] == ["各乡镇"]


def test_notice_with_nothing_attached_keeps_its_own_title() -> None:
    read = head(f"安宁县人民政府关于加快修路的意见\n{PLAN}安宁县人民政府\n2024年5月1日\n")
    assert read.title is not None
    assert read.title.value == "安宁县人民政府关于加快修路的意见"
    assert read.issued is not None
    assert read.issued.value == "2024-05-01"


def test_title_broken_over_lines() -> None:
    read = head(f"关于加快推进农村公路\n高质量发展的\n实施意见\n{PLAN}")
    assert read.title is not None
    assert read.title.value == "关于加快推进农村公路高质量发展的实施意见"


def test_number_of_another_paper_is_not_the_number() -> None:
    assert head(f"修路行动方案\n根据《修路规划》（国发〔2020〕1号），制定本方案。\n{PLAN}").number is None


def test_number_run_into_the_title_by_a_lost_line_break() -> None:
    read = head(f"国务院关于加快修路的若干意见国发〔2020〕1号各省、自治区、直辖市人民政府：现提出以下意见。{PLAN}")
    assert read.number is not None
    assert read.number.value == "国发〔2020〕1号"


@pytest.mark.parametrize(
    ("printed", "iso"), [("2024年5月1日", "2024-05-01"), ("二〇二三年十月十八日", "2023-10-18"), ("二○二四年元月二十一日", "2024-01-21")]
)
def test_dates_of_a_signature(printed: str, iso: str) -> None:
    read = head(f"安宁县人民政府关于加快修路的意见\n{PLAN}安宁县人民政府\n{printed}\n").issued
    assert read is not None
    assert read.value == iso


def test_date_of_printing_only_where_there_is_no_signature() -> None:
    read = head(f"修路行动方案\n{PLAN}安宁县人民政府办公室 2024年6月2日印发\n").issued
    assert read is not None
    assert read.value == "2024-06-02"


def test_joint_issuers_stay_as_printed() -> None:
    read = head(f"东海省教育厅等七部门关于加快建校的通知\n各市教育局：\n现通知如下。\n{PLAN}")
    assert read.issuer is not None
    assert read.issuer.value == "东海省教育厅等七部门"
    assert read.jurisdiction is not None
    assert read.jurisdiction.value == "东海省"


def test_bases_named_after_the_words_of_rule_33() -> None:
    first = "根据《甲规划》（国发〔2020〕1号）和《乙计划》精神，开展《丙手册》宣传。为落实《丁意见》，制定本方案。"
    read = head(f"修路行动方案\n{first}\n一、任务\n按照《戊办法》修路。\n").based_on
    expected = [("甲规划", "国发〔2020〕1号"), ("乙计划", None), ("丁意见", None)]
    assert [(basis.title, basis.number) for basis in read] == expected


def test_copies_and_interpreter() -> None:
    read = head(f"修路行动方案\n{PLAN}本文件由县发改局负责解读。\n抄送：县委办、人大办，法院，存。\n")
    assert [found.value for found in read.copied_to] == ["县委办", "人大办", "法院"]
    assert read.interpreted_by is not None
    assert read.interpreted_by.value == "县发改局"


def test_a_poem_has_no_head() -> None:
    read = head("床前明月光，疑是地上霜。\n举头望明月，低头思故乡。\n")
    assert (read.number, read.issuer, read.issued, read.recipients) == (None, None, None, ())


def test_number_alone_in_brackets_below_a_title_that_stands_twice() -> None:
    title = "丰原县人民政府办公室关于印发支持民宿发展政策和丰原县民宿行动计划（2024-2026年）的通知\n"
    found = head(
        f"{title}{title}\n（丰政办秘〔2024〕7号）\n\n各乡镇人民政府：\n《支持民宿发展政策》《丰原县民宿行动计划（2024-2026年）》"
        "已经县政府同意，现印发给你们。\n丰原县人民政府办公室\n2024年3月2日\n支持民宿发展政策\n一、奖补\n（一）评星奖补。（县文旅局负责）\n"
        "（二）贷款贴息。（县财政局负责）\n丰原县民宿行动计划（2024-2026年）\n一、任务\n（一）培训管家。（县文旅局负责）\n（二）改厕。（县住建局负责）\n"
    )
    assert found.title is not None
    assert found.number is not None
    assert found.title.value == "支持民宿发展政策和丰原县民宿行动计划（2024-2026年）"
    assert found.number.value == "丰政办秘〔2024〕7号"


def test_lines_of_the_site_are_no_title_and_no_addressees() -> None:
    found = head(
        "首页 新闻 公开 服务 互动 数据\n首页 > 政策 > 详情\n【引证码】 ABC.1.23\n原文链接：https://example.com/1.html\n"
        "丰原县科技局关于印发《丰原县“算力+”行动方案》的通知\n发布时间：2025-01-02\n来源：丰原发布\n2025-01-02\n各乡镇人民政府：\n"
        "现将《丰原县“算力+”行动方案》印发给你们。\n丰原县“算力+”行动方案\n一、任务\n（一）建机房。（县数据局负责）\n（二）上云。（县工信局负责）\n"
    )
    assert found.issuer is not None
    assert (found.issuer.value, [name.value for name in found.recipients]) == ("丰原县科技局", ["各乡镇人民政府"])


def test_copies_run_on_over_full_stops_and_the_printer_is_the_issuer_of_last_resort() -> None:
    found = head(
        "丰原县数据行动方案\n一、任务\n1.建库。（县数据局牵头）\n2.联网。（县政府办牵头）\n"
        "抄送：县委各部门，县法院，县检察院。各民主党派县委，县工商联。\n　　丰原县人民政府办公室2024年5月6日印发\n"
    )
    assert [name.value for name in found.copied_to] == ["县委各部门", "县法院", "县检察院", "各民主党派县委", "县工商联"]
    assert found.issuer is not None
    assert found.issuer.value == "丰原县人民政府办公室"


def test_signature_over_two_lines_and_a_plan_handed_on_in_other_words() -> None:
    found = head(
        "关于印发《丰原县低空经济产业发展方案》的通知\n各乡镇人民政府：\n现将《丰原县低空经济发展方案》印发给你们。\n"
        "丰原县新兴产业发展（低空经济）\n领导小组办公室（代章）\n2024年5月6日\n丰原县低空经济产业发展方案\n"
        "一、任务\n（一）建起降点。（县交通局负责）\n（二）办展会。（县商务局负责）\n"
    )
    assert found.issuer is not None
    assert found.title is not None
    assert found.issuer.value == "丰原县新兴产业发展（低空经济）领导小组办公室"
    assert found.title.value == "丰原县低空经济产业发展方案"


def test_what_a_paper_says_of_its_own_force() -> None:
    found = head(
        "机密★2年\n特急\n丰原县人民政府办公室\n关于支持民宿发展的若干措施\n丰政办规〔2025〕3号\n统一编号：FYXZ-2025-0003\n"
        f"各乡镇人民政府：\n{PLAN}本措施自2025年3月1日起施行，有效期3年。《丰原县民宿奖补办法》（丰政办发〔2020〕9号）同时废止。\n"
        "附件：1.奖补标准\n2.申报表\n丰原县人民政府办公室\n2025年2月10日\n（此件公开发布）\n丰原县人民政府办公室2025年2月12日印发\n"
    )
    single = (found.secrecy, found.urgency, found.unified_number, found.effective, found.validity, found.issued, found.printed)
    expected = ["机密", "特急", "FYXZ-2025-0003", "2025-03-01", "3年", "2025-02-10", "2025-02-12"]
    assert [value.value if value else None for value in single] == expected
    assert [(paper.title, paper.number) for paper in found.repeals] == [("丰原县民宿奖补办法", "丰政办发〔2020〕9号")]
    assert [name.value for name in found.attachments] == ["奖补标准", "申报表"]
    assert found.number is not None
    assert found.number.value == "丰政办规〔2025〕3号"


def test_a_date_in_brackets_below_the_title_and_joint_issuers_one_a_line() -> None:
    found = head(f"中共丰原县委\n丰原县人民政府\n关于推进乡村振兴的实施意见\n（2025年1月20日）\n{PLAN}")
    assert found.issuer is not None
    assert found.issued is not None
    assert (found.issuer.value, found.issued.value) == ("中共丰原县委丰原县人民政府", "2025-01-20")


def test_a_task_of_repealing_papers_is_no_repeal_by_the_plan() -> None:
    found = head(f"清理工作方案\n{PLAN}3.清理文件。清理《甲县收费办法》等文件，废止过时的规定。（县司法局负责）\n")
    assert found.repeals == ()
    assert found.effective is None


def test_a_paper_in_articles_tells_its_basis_and_its_day_in_them() -> None:
    found = head(
        "丰原县教育局关于印发《丰原县校车管理细则》的通知\n丰教发〔2023〕7号\n各学校：\n现将《丰原县校车管理细则》印发给你们，请遵照执行。\n"
        "丰原县教育局\n2023年4月18日\n丰原县校车管理细则\n第一条 为加强管理，根据《校车安全管理条例》（国务院令第617号），制定本细则。\n"
        "第二条 校车应当年检。\n第三条 本细则由县教育局负责解释，自2023年6月1日起施行，有效期5年。\n"
    )
    assert [(basis.title, basis.number) for basis in found.based_on] == [("校车安全管理条例", "国务院令第617号")]
    assert found.effective is not None
    assert found.interpreted_by is not None
    assert (found.effective.value, found.interpreted_by.value) == ("2023-06-01", "县教育局")


def test_two_labels_of_a_portal_in_a_line_and_a_day_in_figures() -> None:
    found = head(
        "索引号：11510822MB0000001X/2024-00012　　公开方式：主动公开\n发布机构：丰原县人民政府　　成文日期：2024-05-06\n"
        "文  号：丰府发〔2024〕6号　　有效性：有效\n"
        f"丰原县人民政府\n关于加快冷链物流发展的实施意见\n各乡镇人民政府：\n{PLAN}"
    )
    assert found.issued is not None
    assert found.number is not None
    assert (found.issued.value, found.number.value) == ("2024-05-06", "丰府发〔2024〕6号")


def test_the_signer_beside_the_number() -> None:
    found = head(f"丰原省人民政府文件\n丰政发〔2024〕18号          签发人：王建国\n丰原省人民政府关于修路的意见\n各市人民政府：\n{PLAN}")
    assert found.signer is not None
    assert found.signer.value == "王建国"


def test_a_title_line_that_ends_in_papers_is_no_letterhead() -> None:
    found = head(f"丰原县人民政府关于全面清理行政规范性文件\n有关工作的指导意见\n丰政发〔2024〕8号\n各乡镇人民政府：\n{PLAN}")
    assert found.title is not None
    assert found.title.value == "丰原县人民政府关于全面清理行政规范性文件有关工作的指导意见"


def test_small_brackets_of_old_fonts() -> None:
    found = head(f"丰原县教育局关于修缮校舍的通知\n丰教发﹝2024﹞15号\n各学校：\n{PLAN}")
    assert found.number is not None
    assert found.number.value == "丰教发〔2024〕15号"
    assert [name.value for name in found.recipients] == ["各学校"]
