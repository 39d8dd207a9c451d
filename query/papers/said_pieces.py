"""A question cut by a vocabulary of its own: stray spaces are nothing, and a word of the vocabulary counts wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from zhengpu.query.spoken.spoken_words import SpokenWord
from zhengpu.query.spoken.utterance import Utterance

__all__ = ["SaidPiece", "said_pieces"]

_PAUSE = "\n"
_QUOTES = frozenset("“”‘’「」『』\"'")
"""Around a name they say nothing more: 几个“行动”."""
_NAMED = re.compile(r"\w{2,}")
_WORD, _LETTER, _LETTERS = 0.9, 0.95, 0.02
_TOKEN, _CONTENT, _SCRAP = 1.0, 2.0, 3.0
"""What a token costs; one that may be made of words of the vocabulary (过期|作废, 抄没|抄给) as much as two of these."""


@dataclass(frozen=True, slots=True)
class SaidPiece:
    """A word of the vocabulary (`token` None), or a token of what was said; `start` and `end` are places in the question.

    `paper`: the name of a paper, which narrows the question from outside.
    """

    start: int
    end: int
    text: str
    token: SpokenWord | None = None
    paper: bool = False

    def has(self, *classes: str) -> bool:
        """Whether it is a token that does one of these things."""
        return self.token is not None and self.token.has(*classes)


def said_pieces(said: Utterance, spans: Callable[[str], Iterable[tuple[int, int]]]) -> list[SaidPiece]:
    """The row of pieces that leaves least unexplained. `spans`: where in a text words of the vocabulary stand."""
    text, places, starts = _said(said)
    edges: dict[int, list[tuple[float, int, SpokenWord | None]]] = {}
    for start, end in spans(text):
        long = end - start
        edges.setdefault(start, []).append((_LETTER if long == 1 else _WORD - _LETTERS * long, end, None))
    for start, end, spoken in starts:
        edges.setdefault(start, []).append((_CONTENT if spoken.content or _doubled(spoken) else _TOKEN, end, spoken))
    best: list[tuple[float, int, SpokenWord | None]] = [(float("inf"), 0, None)] * (len(text) + 1)
    best[0] = (0.0, 0, None)
    for at, character in enumerate(text):
        pause = character == _PAUSE
        for cost, end, token in (*edges.get(at, ()), (0.0 if pause else _SCRAP, at + 1, None)):
            if best[at][0] + cost < best[end][0] - 1e-9:
                best[end] = (best[at][0] + cost, at, token)
    out: list[SaidPiece] = [SaidPiece(start, end, said.text[start:end], paper=True) for start, end in _papers(said)]
    end = len(text)
    while end:
        _, start, token = best[end]
        if text[start:end] != _PAUSE:
            out.append(SaidPiece(places[start], places[end - 1] + 1, text[start:end], token))
        end = start
    return sorted(out, key=lambda piece: piece.start)


def _papers(said: Utterance) -> list[tuple[int, int]]:
    """Where papers are named: what is covered by nothing that was said."""
    covered = {at for token in (*said.tokens, *said.aside) for at in range(token.start, token.end)}
    return [m.span() for m in _NAMED.finditer("".join(_PAUSE if at in covered else c for at, c in enumerate(said.text)))]


def _doubled(token: SpokenWord) -> bool:
    """抄没抄给: a word that asks and does something besides."""
    return token.has("yesno") and len(token.classes) > 1


def _said(said: Utterance) -> tuple[str, list[int], list[tuple[int, int, SpokenWord]]]:
    """The text without blanks and without what was left aside, the place of each character, and the tokens by its places."""
    text: list[str] = []
    places: list[int] = []
    tokens: list[tuple[int, int, SpokenWord]] = []
    last: int | None = None
    for token in said.tokens:
        if last is not None and said.text[last : token.start].strip():
            text.append(_PAUSE)
            places.append(last)
        begin = len(text)
        for at in range(token.start, token.end):
            if not (said.text[at].isspace() or said.text[at] in _QUOTES):
                text.append(said.text[at])
                places.append(at)
        if len(text) > begin:
            tokens.append((begin, len(text), token))
        last = token.end
    return "".join(text), places, tokens
