"""A small plan whose ledger came back, for tests of 督查 and of the pages for people."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from tests.drawn_plan import Duty, plan, store
from zhengpu.service import Zhengpu
from zhengpu.settings import Settings

TODAY = date(2024, 6, 10)
DUTIES = (
    Duty(1, "建设数字档案馆", (("县档案局", "leads"), ("县财政局", "cooperatesOn")), due=date(2024, 5, 31)),
    Duty(2, "开展节水改造", (("县水利局", "responsibleFor"),), due=date(2024, 6, 30)),
    Duty(3, "培训乡村医生", (("县卫健局", "leads"), ("县财政局", "cooperatesOn")), targets=(("培训", 300, "人", date(2024, 12, 31)),)),
    Duty(4, "修缮老旧桥梁", (("县交通局", "leads"),)),
)
OTHER = plan("丙政发〔2024〕9号", "丙县促进就业工作方案", (Duty(1, "举办招聘会", (("县人社局", "leads"),), due=date(2024, 6, 20)),))


def two_plans() -> Zhengpu:
    """Two plans in memory, nothing reported."""
    return Zhengpu(store(plan("甲政发〔2024〕2号", "甲县民生实事计划", DUTIES), OTHER), Settings())


def filled(zp: Zhengpu, folder: Path, said: Mapping[int, Mapping[str, Any]]) -> bytes:
    """The ledger of the first plan as it goes out, with what units write: cells by head, rows by the task's number."""
    file = folder / "out.xlsx"
    zp.export("ledger-xlsx", file, document="甲政发-2024-2号", today=TODAY)
    book, out = load_workbook(file), io.BytesIO()
    sheet = book["督查台账"]
    heads = {str(cell.value): cell.column for cell in sheet[1]}
    for line in range(2, sheet.max_row + 1):
        for head, value in said.get(int(str(sheet.cell(line, heads["序号"]).value)), {}).items():
            sheet.cell(line, heads[head]).value = value
    book.save(out)
    return out.getvalue()


def written(*lines: tuple[Any, ...], title: str = "台账") -> bytes:
    """A workbook of one sheet."""
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for line in lines:
        sheet.append(line)
    book.save(out)
    return out.getvalue()
