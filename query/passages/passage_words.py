"""A passage's own words to a question: the phrase that says most of it, within the sentence; and the yes or no it says."""

from __future__ import annotations

from zhengpu.graph.compact_text import CompactText
from zhengpu.graph.quantities import Quantity
from zhengpu.query.answer import AnswerItem
from zhengpu.query.passages.alignment import PHRASES
from zhengpu.query.passages.passage import DocumentPassage
from zhengpu.query.passages.passage_question import PassageAnswer, PassageQuestion, PassageQuotes
from zhengpu.query.phrases.printed_figures import load_figures
from zhengpu.query.phrases.verdicts import Verdict, load_verdicts

__all__ = ["PassageWords"]

_ENDS = "。；！？;!?"


class PassageWords:
    """Reads words and verdicts out of passages for one question."""

    def __init__(self, question: PassageQuestion, quotes: PassageQuotes) -> None:
        self._question, self._quotes = question, quotes

    def quote(self, passage: DocumentPassage) -> PassageAnswer:
        """The sentence, named by the phrase of it that says most of what was said."""
        text = CompactText(passage.text)
        align = self._question.align(text.said)
        start, end = align.fullest(PHRASES)
        whole, said = sum(w.weight for w in align.words), [w for w in align.words if start <= w.start and w.end <= end]
        own = self._quotes.own(passage)
        item = AnswerItem(
            passage.task, "Sentence", text.printed[start:end].strip(_ENDS) or text.printed, document=own.document,
            text=text.printed.strip(_ENDS), evidence=(own,),
        )  # fmt: skip
        signs = (("near", sum(w.weight for w in said) / whole if whole else 0.0),)
        return PassageAnswer("text", ("text", passage.document, passage.start), (item,), signs=signs)

    def _figures_agree(self, sentence: str) -> bool | None:
        """Whether the numbers of the question are the sentence's: not where it has others of the kind, None where it has none at all."""
        figures, agree = load_figures(), True
        printed = figures.numbers(sentence)
        for asked in figures.numbers(self._question.text):
            same = [q for q in printed if q.unit == asked.unit]
            if not same:
                return None
            agree &= any(_as_much(q, asked) for q in same)
        return agree

    def verdict(self, passage: DocumentPassage) -> PassageAnswer | None:
        """Yes or no, by the phrase that says most of the question; None where the sentence has no word that says so."""
        text = CompactText(passage.text)
        align = self._question.align(text.said)
        start, end = align.fullest(PHRASES)
        found = load_verdicts().of(self._question.text, text.said[start:end], denied=self._question.denied)
        as_printed = self._figures_agree(text.printed)
        if as_printed is None:
            return None
        if not as_printed:
            found = Verdict(self._question.denied, found.sort, plain=True)
        own = self._quotes.own(passage)
        item = AnswerItem(passage.task, "Sentence", text.printed.strip(_ENDS), document=own.document, text=text.printed, evidence=(own,))
        signs = ((f"asks.{found.sort}", 1.0), ("plain", float(found.plain)))
        return PassageAnswer("yesno", ("yesno", found.said, passage.start), (item,), boolean=found.said, signs=signs)


def _as_much(printed: Quantity, asked: Quantity) -> bool:
    """Whether a number is what is asked, or within what is asked (至少300个)."""
    if asked.op == ">=":
        return printed.value >= asked.value
    return printed.value <= asked.value if asked.op == "<=" else printed.value == asked.value
