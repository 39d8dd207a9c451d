"""A question that may mean several things: each choice with the first line of its answer, so that one sees what one chooses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from zhengpu.graph.errors import InputError

if TYPE_CHECKING:
    from zhengpu.query.answer import Answer, Choice

__all__ = ["with_first_lines"]

_MOST = 8
"""So many choices are answered beforehand; nobody weighs more than these."""

_LONGEST = 120


def with_first_lines(answer: Answer, ask: Callable[[str], Answer]) -> Answer:
    """The same answer, each of its choices with what `ask` says to its question.

    >>> from zhengpu.query.answer import Answer, Choice
    >>> asked = Answer("1", "财政厅牵头什么", "ambiguous", choices=(Choice(None, "甲省财政厅", "甲省财政厅牵头什么"),))
    >>> with_first_lines(asked, lambda question: Answer("2", question, "answered", answer="1项任务：设立基金。")).choices[0].answer
    '1项任务：设立基金。'
    """
    if not answer.choices:
        return answer
    return replace(answer, choices=tuple(_told(one, ask) if at < _MOST else one for at, one in enumerate(answer.choices)))


def _told(choice: Choice, ask: Callable[[str], Answer]) -> Choice:
    try:
        found = ask(choice.question)
    except InputError:
        return choice
    line = found.answer.partition("\n")[0] if found.outcome in ("answered", "nothing") else ""
    return replace(choice, answer=line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…")
