"""A small plan in so many texts: the same number, other tasks; and the forgery that bears its number."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["FIRST", "FORGED", "KEY", "SECOND", "paper"]

KEY = "丰原政办发-2024-18号"
_HEAD = """丰原县人民政府办公室文件

丰原政办发〔2024〕18号

丰原县人民政府办公室
关于印发丰原县养老服务提升行动计划的通知

各乡镇人民政府，县直有关单位：

现将《丰原县养老服务提升行动计划》印发给你们，请认真贯彻执行。

丰原县人民政府办公室

{day}

丰原县养老服务提升行动计划

一、重点任务

"""


def paper(tasks: Sequence[str], day: str = "2024年3月5日") -> bytes:
    """The plan with these tasks, as a file."""
    body = "\n".join(f"{number}.{task}" for number, task in enumerate(tasks, start=1))
    return (_HEAD.format(day=day) + body + "\n").encode()


_TASKS = (
    "建设养老服务中心。2024年底前建成养老服务中心3个。（县民政局牵头，县财政局配合）",
    "培训护理人员。全年培训护理人员200人。（县民政局负责）",
    "改造敬老院。完成敬老院改造2所。（县民政局牵头，县住建局配合）",
    "开办老年食堂。年底前开办老年食堂10个。（县商务局牵头，县市场监管局配合）",
)
FIRST = paper(_TASKS)
SECOND = paper(
    (_TASKS[0].replace("3个", "5个").replace("县财政局", "县卫健局"), *_TASKS[1:3], "发放高龄津贴。按月发放高龄津贴。（县财政局负责）")
)
FORGED = "丰原政办发〔2024〕18号\n\n丰原县养老服务提升行动计划\n\n一、任务\n1.开展一次宣传。（县民政局负责）\n".encode()
