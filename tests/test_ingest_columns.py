"""Targets in the columns of a table of tasks: the head of a column dates its numbers, the title names them."""

from __future__ import annotations

from zhengpu.ingest.document import Document
from zhengpu.ingest.pipeline import learn, load_reader

TEXT = """某市2024年民生实事方案
一、任务清单
| 序号 | 任务 | 2023年完成情况 | 2024年目标 | 2025年目标 | 责任单位 | 完成时限 |
| --- | --- | --- | --- | --- | --- | --- |
| 1 | 建设社区食堂 | 15个 | 新建20个 | 30个以上 | 市民政局 | 12月 |
| 2 | 改造老旧小区 | 40个 | 50个 | 惠及居民5000户 | 市住建局 | 2024年3月、6月 |
"""


def test_heads_of_columns_date_their_numbers() -> None:
    claims = learn(Document("清单", "text/plain", TEXT), load_reader(), topics=False).claims
    found = [(t.task, t.indicator, t.op, str(t.value), t.unit, t.deadline) for t in claims.targets]
    assert found == [
        (0, "社区食堂", "=", "20", "个", "2024-12-31"),
        (0, "社区食堂", ">=", "30", "个", "2025-12-31"),
        (1, "老旧小区", "=", "50", "个", "2024-12-31"),
        (1, "居民", "=", "5000", "户", "2025-12-31"),
    ]
    assert [TEXT[t.span.slice] for t in claims.targets][:2] == ["新建20个", "30个以上"]
    codes = {(d.task, d.code) for d in claims.deadlines}
    assert codes >= {(0, "2024-12-31"), (1, "2024-03-31"), (1, "2024-06-30")}
