"""What came of asking a model."""

from __future__ import annotations

from dataclasses import dataclass

from zhengpu.query.answer import Answer

__all__ = ["Proposal"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What came of asking a model: an answer marked as proposed, or the reason why there is none."""

    model: str
    answer: Answer | None = None
    refused: str = ""

    def text(self) -> str:
        """For the terminal.

        >>> Proposal("m", refused="没有用到“养老”").text()
        '模型 m 的提议没有采用：没有用到“养老”。'
        """
        if self.answer is None:
            return f"模型 {self.model} 的提议没有采用：{self.refused.rstrip('。')}。"
        return f"模型 {self.model} 提议（没有算作读懂）：{self.answer.interpretation}\n  {self.answer.answer}"
