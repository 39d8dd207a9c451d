"""The part `texts`: every title, label and text, found by any two of its characters that stand together.

A text is kept as printed and folded (`graph.folding`); the index over it holds its pairs of characters, so a search looks at the few texts
that have every pair of the words and tests only those. One character alone is looked for in every text.
"""

from __future__ import annotations

from itertools import pairwise

from zhengpu.graph.folding import Folding
from zhengpu.graph.index.index_page import IndexPage
from zhengpu.graph.index.index_part import Writer
from zhengpu.graph.index.links import about, lexical
from zhengpu.graph.names import expand

__all__ = ["TERMS", "Texts", "pairs", "saying"]

TERMS = ("rdfs:label", "zp:text")
"""The terms that are kept here."""

_ENOUGH = 60
"""So many pairs of long words narrow a search; the words themselves are tested anyway."""


class Texts:
    """`said`, and `pair`, which finds its rows by pairs of characters."""

    name = "texts"
    tables: tuple[str, ...] = ("said",)
    schema = """
        CREATE TABLE said (page INTEGER, term INTEGER REFERENCES thing, subject INTEGER REFERENCES thing, text TEXT, folded TEXT);
    """
    keys = """
        CREATE INDEX said_page ON said (page);
        CREATE INDEX said_subject ON said (subject, term);
        CREATE VIRTUAL TABLE pair USING fts5 (pairs, content = '', columnsize = 0, detail = 'none', tokenize = 'ascii');
        INSERT INTO pair (rowid, pairs) SELECT rowid, pairs(folded) FROM said;
        CREATE TRIGGER said_added AFTER INSERT ON said BEGIN
            INSERT INTO pair (rowid, pairs) VALUES (new.rowid, pairs(new.folded));
        END;
        CREATE TRIGGER said_gone AFTER DELETE ON said BEGIN
            INSERT INTO pair (pair, rowid, pairs) VALUES ('delete', old.rowid, pairs(old.folded));
        END;
    """

    def __init__(self) -> None:
        self._folding = Folding()

    def fill(self, page: IndexPage, write: Writer) -> None:
        """See `IndexPart.fill`."""
        for subject, said in about(page):
            for term in TERMS:
                texts = [lexical(cell) for cell in said.get(term, ())]
                head = (page.number, write.number(expand(term)), write.number(subject)) if texts else ()
                write.add("said", ((*head, text, self._folding.fold(text)) for text in texts))


def pairs(folded: str) -> str:
    """The pairs of characters of a text, each once, as words that any tokenizer leaves whole.

    >>> pairs("养老服务")
    '517bx8001 8001x670d 670dx52a1'
    """
    return " ".join(dict.fromkeys(f"{ord(a):x}x{ord(b):x}" for a, b in pairwise(folded)))


def saying(folded: str) -> str:
    """What `pair MATCH` takes to find the texts that may have these folded words (two characters or more)."""
    return " ".join(pairs(folded).split(" ")[:_ENOUGH])
