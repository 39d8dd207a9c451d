"""A complete SPARQL 1.1 lexer (and the 1.2 signs the engine knows), and the words for what is wrong at a place of a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from zhengpu.graph.errors import BadQuery

__all__ = ["Token", "full_width", "marked", "not_parsed", "refused", "resolved", "tokens"]

# The ranges of PN_CHARS_BASE, PN_CHARS_U and PN_CHARS in the SPARQL grammar.
_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_CHARS = _BASE + "_0-9\u00b7\u0300-\u036f\u203f-\u2040-"
_UCHAR = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ESCAPE = rf"\\[tbnrf\\\"']|{_UCHAR}"
_LOCAL = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_PREFIX = rf"(?:[{_BASE}](?:\.*+[{_CHARS}])*+)?"

# Possessive quantifiers (*+, ++): nothing here ever backtracks over more than one token.
_TOKEN = re.compile(
    "|".join(
        (
            r"(?P<space>[ \t\r\n]++)",
            r"(?P<comment>\#[^\r\n]*+)",
            rf"(?P<iri><(?:[^<>\"{{}}|^`\\\x00-\x20]|{_UCHAR})*+>)",
            rf"(?P<string>'''(?:'{{0,2}}(?:[^'\\]|{_ESCAPE}))*+'''"
            rf"|\"\"\"(?:\"{{0,2}}(?:[^\"\\]|{_ESCAPE}))*+\"\"\""
            rf"|'(?!'')(?:[^'\\\r\n]|{_ESCAPE})*+'|\"(?!\"\")(?:[^\"\\\r\n]|{_ESCAPE})*+\")",
            rf"(?P<variable>[?$][{_BASE}_0-9][{_BASE}_0-9\u00b7\u0300-\u036f\u203f-\u2040]*+)",
            rf"(?P<blank>_:[{_BASE}_0-9](?:\.*+[{_CHARS}])*+)",
            rf"(?P<name>{_PREFIX}:(?:(?:[{_BASE}_:0-9]|{_LOCAL})(?:\.*+(?:[{_CHARS}:]|{_LOCAL}))*+)?+)",
            r"(?P<number>(?:[0-9]++\.[0-9]*+|\.[0-9]++|[0-9]++)[eE][+-]?[0-9]++|[0-9]*+\.[0-9]++|[0-9]++)",
            r"(?P<language>@[A-Za-z]++(?:-{1,2}[A-Za-z0-9]++)*+)",
            rf"(?P<word>[{_BASE}_][{_CHARS}]*+)",
            r"(?P<sign>\^\^|\|\||&&|!=|<=|>=|<<|>>|[{}()\[\].,;|/^*+\-!=<>?&~])",
        )
    )
)
_UNICODE_ESCAPE = re.compile(_UCHAR)


class Token(NamedTuple):
    """A word of the query: what it is, what is written, where it starts."""

    kind: str
    text: str
    start: int


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text without blanks and comments.

    >>> [t.kind for t in tokens("ASK { ?s rdfs:label 'SERVICE'@en } # LOAD")]
    ['word', 'sign', 'variable', 'name', 'string', 'language', 'sign']
    """
    position = 0
    match = _TOKEN.match
    while position < len(text):
        found = match(text, position)
        if found is None or found.lastgroup is None:
            raise _unreadable(text, position)
        if found.lastgroup not in ("space", "comment"):
            yield Token(found.lastgroup, found[0], position)
        position = found.end()


def resolved(text: str) -> str:
    """Every \\uXXXX and \\UXXXXXXXX as its character, as SPARQL does before it looks at anything else.

    >>> resolved("\\\\u0053ERVICE")
    'SERVICE'
    """
    return _UNICODE_ESCAPE.sub(_resolve, text)


def _resolve(match: re.Match[str]) -> str:
    code = int(match[0][2:], 16)
    # surrogates and what lies beyond Unicode stay as written and are refused where they stand
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else match[0]


def marked(text: str, line: int, column: int) -> str:
    """The line with a caret under the column, both counted from 1; wide characters get a wide blank.

    >>> marked("ASK {\\n?局 x }", 2, 4)
    '?局 x }\\n \\u3000 ^'
    """
    lines = re.split(r"\r\n|\n|\r", text)
    written = lines[line - 1] if 0 < line <= len(lines) else ""
    start = max(0, column - 60)
    shown = written[start : start + 100].replace("\t", " ")
    before = "".join("　" if unicodedata.east_asian_width(c) in "WF" else " " for c in written[start : column - 1])
    return f"{shown}\n{before}^"


def _unreadable(text: str, position: int) -> BadQuery:
    character = text[position]
    if character in "'\"":
        return refused(
            text,
            position,
            "这里的引号没有合上（或字符串里有不认识的 \\ 写法）",
            "字符串到结尾也没有结束",
            "请补上引号；跨行的文字用三个引号",
        )
    if unicodedata.normalize("NFKC", character) != character:
        return full_width(text, position)
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    return refused(text, position, f"这里不能有“{shown}”", "SPARQL 没有这样的写法", "请删去它，或把文字放在引号里")


def full_width(text: str, position: int) -> BadQuery:
    """What is wrong with a full-width sign, and the one to write."""
    plain = unicodedata.normalize("NFKC", text[position])
    return refused(text, position, f"这里有全角符号“{text[position]}”", "SPARQL 只认半角符号", f"请改成“{plain}”")


def refused(text: str, position: int, what: str, why: str, todo: str) -> BadQuery:
    """A refusal that shows its place in the text."""
    line, column = _place(text, position)
    return BadQuery(what, f"第{line}行第{column}列：\n{marked(text, line, column)}\n{why}", todo, line=line, column=column)


def _place(text: str, position: int) -> tuple[int, int]:
    before = re.split(r"\r\n|\n|\r", text[:position])
    return len(before), len(before[-1]) + 1


def not_parsed(text: str, message: str) -> BadQuery:
    """What an engine's parser says, with the place it names shown in the text.

    >>> not_parsed("ASK { ?s ?p }", "error at 1:13: expected one of FILTER").column
    13
    """
    found = re.search(r"\bat (\d+):(\d+)", message)
    if found is None:
        return BadQuery("SPARQL 查询有语法错误", message, "请修改查询")
    line, column = int(found[1]), int(found[2])
    said = message.partition(": ")[2] or message
    why = f"第{line}行第{column}列：\n{marked(text, line, column)}\n在这里读不下去：{said}"
    return BadQuery("SPARQL 查询有语法错误", why, "请按提示的行列修改", line=line, column=column)
