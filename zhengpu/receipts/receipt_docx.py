"""A receipt as a Word document: one page upright, with its sentences."""

from __future__ import annotations

import io
from typing import Any

from zhengpu.commands.terminal import item_text
from zhengpu.exports.sheets import clean, dress
from zhengpu.receipts.receipt import Receipt
from zhengpu.receipts.receipt_words import made_text
from zhengpu.receipts.rerun import Rerun

__all__ = ["receipt_docx"]

_MOST_ITEMS = 500


def receipt_docx(receipt: Receipt, rerun: Rerun | None = None) -> bytes:
    """The document's bytes; with a rerun, its verdict stands in it."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    book = Document()
    dress(book)
    section = book.sections[0]
    if section.orientation == WD_ORIENT.LANDSCAPE:
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = section.page_height, section.page_width
    book.add_heading("问答收据", level=1).alignment = WD_ALIGN_PARAGRAPH.CENTER
    asked, answer = receipt.asked, receipt.answer
    lines = [("问题", asked.question), ("答案", answer.answer), ("理解", answer.interpretation), ("说明", _note(receipt))]
    lines += [("接着问", asked.previous), ("限定文件", "、".join(asked.documents or ())), ("文本", asked.as_of)]
    for name, text in lines:
        if text:
            _line(book, name, text)
    if answer.items:
        book.add_paragraph().add_run("逐条依据").bold = True
    for item in answer.items[:_MOST_ITEMS]:
        book.add_paragraph(clean(f"· {item_text(item)}"))
        titles = {one.id: one.title for one in receipt.documents}
        for e in item.evidence[:3]:
            source = f"《{titles.get(e.document, e.document)}》第{e.start}至{e.end}字"
            book.add_paragraph(clean(f"　　“{e.quote}”（{source}）"))
    if len(answer.items) > _MOST_ITEMS:
        book.add_paragraph(f"……还有{len(answer.items) - _MOST_ITEMS}条，见接口。")
    for one in receipt.documents:
        _line(book, "依据文件", f"《{one.title}》{one.number or ''}，第{one.version}版，摘要 {one.digest}")
    if rerun is not None:
        _line(book, "再答一次", "；".join((rerun.text().rstrip("。"), *rerun.changed, *rerun.notes)))
    _line(book, "收据号", receipt.id)
    _line(book, "时间", f"{made_text(receipt)}；“今年”以 {asked.today} 为准")
    _line(book, "图谱版本", f"{receipt.revision}；程序 {receipt.program}")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _note(receipt: Receipt) -> str:
    note = receipt.answer.note or ""
    return "" if note == receipt.answer.answer else note


def _line(book: Any, name: str, text: str) -> None:
    paragraph = book.add_paragraph()
    paragraph.add_run(f"{name}：").bold = True
    paragraph.add_run(clean(text))
