"""Receipts in words: on the command line, and as the interface tells of a rerun."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from zhengpu.commands.terminal import answer_text
from zhengpu.query.answer import as_json
from zhengpu.receipts.receipt import Receipt
from zhengpu.receipts.rerun import Rerun

__all__ = ["again_body", "made_text", "receipt_text", "rerun_text"]


def made_text(receipt: Receipt) -> str:
    """When it was made, in Chinese and in the time of this machine."""
    made = datetime.fromisoformat(receipt.made.replace("Z", "+00:00")).astimezone()
    return made.strftime("%Y年%m月%d日 %H:%M:%S %Z").strip()


def again_body(rerun: Rerun) -> dict[str, Any]:
    """What a rerun found, as JSON values."""
    return {
        "same": rerun.same,
        "changed": list(rerun.changed),
        "notes": list(rerun.notes),
        "same_on_texts_of_then": rerun.then,
        "now": as_json(rerun.now),
    }


def rerun_text(rerun: Rerun) -> str:
    """The verdict, what changed, what else is not as it was."""
    out = [rerun.text()]
    out += [f"  ≠ {line}" for line in rerun.changed]
    out += [f"  注：{line}。" for line in rerun.notes]
    return "\n".join(out)


def receipt_text(receipt: Receipt) -> str:
    """A receipt in lines: what was asked and answered, and what it rests on."""
    asked = receipt.asked
    out = [f"收据 {receipt.id}（{made_text(receipt)}）", f"问：{asked.question}"]
    out += [f"  接着“{asked.previous}”问"] if asked.previous else []
    out += [f"  只问：{'、'.join(asked.documents)}"] if asked.documents else []
    out += [f"  按 {asked.as_of} 的文本"] if asked.as_of else []
    out += [f"  “今年”以 {asked.today} 为准", answer_text(receipt.answer)]
    for one in receipt.documents:
        out.append(f"依据：《{one.title}》{one.number or ''} 第{one.version}版，摘要 {one.digest}")
    out.append(f"图谱版本 {receipt.revision}，程序 {receipt.program}")
    return "\n".join(out)
