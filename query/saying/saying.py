"""A paraphrase, and beside it the words that its answer is made of: built together from the meaning, so that no answer takes Chinese apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, SupportsIndex

__all__ = ["AnswerForm", "AnswerWords", "Saying"]

AnswerForm = Literal["set", "size", "each", "mean", "whether", "larger", "difference", "gap", "place", "roles"]
"""What an answer tells: members, how many (each, on average), yes or no, which of two, by how much, how far apart, place, role."""


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """`subject` is what is told of; of a yes-or-no question what holds if it is true, and `denied` what holds if it is not.

    `deed` is the subject as a deed that takes a number of things (县文旅局牵头, of 县文旅局牵头的任务), where there is one;
    `turned` the subject of a difference asked the wrong way round.
    """

    form: AnswerForm
    subject: str
    denied: str = ""
    deed: str = ""
    turned: str = ""


class Saying(str):
    """The paraphrase as text; what is spelt anew in it (5G for 5g) is spelt anew in the answer's words.

    >>> said = Saying("5g基站是否为300", AnswerWords("whether", "5g基站为300", "5g基站不为300"))
    >>> said.replace("5g", "5G").answer.denied
    '5G基站不为300'
    """

    __slots__ = ("answer",)
    answer: AnswerWords

    def __new__(cls, text: str, answer: AnswerWords) -> Saying:
        """The text with the words of its answer."""
        made = super().__new__(cls, text)
        made.answer = answer
        return made

    def replace(self, old: str, new: str, count: SupportsIndex = -1, /) -> Saying:
        """See the class."""
        told = self.answer
        words = {name: getattr(told, name).replace(old, new, count) for name in ("subject", "denied", "deed", "turned")}
        return Saying(super().replace(old, new, count), replace(told, **words))
