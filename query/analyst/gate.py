"""The gate before the engine: what a SPARQL text says is decided here, in plain Python, before any of it runs.

The engine would follow SERVICE and LOAD into the network and one query of a few thousand nested braces kills its process,
so every text passes here first. The lexer tells strings, IRIs, comments, names and words apart; what is refused is refused
for where it stands, never for what a string or a comment says.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from zhengpu.graph.errors import BadQuery
from zhengpu.query.analyst.lexer import Token, full_width, refused, resolved, tokens

__all__ = ["MAX_LENGTH", "MAX_NESTING", "Checked", "Form", "Gate", "check"]

MAX_LENGTH = 131_072
"""Characters of a query; the longest analysts' queries seen are a fiftieth of it."""

MAX_NESTING = 100
"""Brackets inside brackets; the engine recurses on each of them."""

Form = Literal["select", "ask", "construct", "describe", "update"]

_CLOSES = {"}": "{", ")": "(", "]": "["}

# Every word of SPARQL 1.1, and those of 1.2 the engine knows. A word outside is refused: the engine splits words without
# blanks between them (`trueSERVICE<…>`), so an unknown one may hide a known one.
_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
    a abs add adjust all as asc ask avg base bind bnode bound by ceil clear coalesce concat construct contains copy count create
    data datatype day default delete desc describe distinct drop encode_for_uri exists false filter floor from graph group
    group_concat haslang haslangdir having hours if in insert into iri isblank isiri isliteral isnumeric istriple isuri lang
    langdir langmatches lateral lcase limit load max md5 min minus minutes month move named not now object offset optional order
    predicate prefix rand reduced regex replace round sameterm sample seconds select separator service sha1 sha256 sha384 sha512
    silent str strafter strbefore strdt strends strlang strlangdir strlen strstarts struuid subject substr sum timezone to triple
    true tz ucase undef union unsaid uri using uuid values version where with year
        """,
    )
)
_REACHES_OUT = frozenset({"service", "load"})
_QUERY_WORDS: dict[str, Form] = {"select": "select", "ask": "ask", "construct": "construct", "describe": "describe"}
_UPDATE_WORDS = frozenset({"insert", "delete", "load", "clear", "create", "drop", "add", "move", "copy", "with"})
_PROLOGUE = frozenset({"base", "prefix", "version"})
_NEVER_TWICE_THE_SAME = frozenset({"rand", "now", "uuid", "struuid", "bnode"})
# After these a name stands for itself, however it is spelled; anywhere else the engine may read `service:x {` as SERVICE.
_BEFORE_A_NAME = frozenset({"prefix", "graph", "from", "named", "with", "using", "to", "into", "add", "copy", "move"})


@dataclass(frozen=True, slots=True)
class Checked:
    """A text the engine may see. `text` has code point escapes outside of strings and IRIs resolved.

    >>> check("select * { ?s ?p ?o }").form
    'select'
    """

    text: str
    form: Form
    volatile: bool
    """Asking again may give something else (NOW, RAND, UUID …): not to be kept."""
    dataset: bool
    """The text itself names its dataset (FROM, USING, WITH)."""
    limit: int | None
    """The number after the outermost LIMIT of a SELECT."""
    sliced: bool
    """The outermost SELECT has a LIMIT or an OFFSET."""
    limit_place: tuple[int, int]
    """Where in `text` the outermost LIMIT's number stands, or (twice the same) where a LIMIT may be put."""
    star: int | None = None
    """Where the `*` of the outermost SELECT stands."""
    variables: tuple[str, ...] = ()
    """All variables as they come in the text, without the question mark."""
    wheres: tuple[tuple[int, int | None], ...] = ()
    """For each operation of an update that has a pattern: where WHERE stands, and the start of the pattern of a `DELETE WHERE`."""

    @property
    def is_update(self) -> bool:
        """It would change the graph."""
        return self.form == "update"

    def limited(self, rows: int, columns: Iterable[str] = ()) -> str:
        """The text of a SELECT, asking for at most so many rows and, instead of `*`, for these columns in the order of the text.

        >>> check("SELECT * { ?s ?p ?o } LIMIT 500 OFFSET 2").limited(10)
        'SELECT * { ?s ?p ?o } LIMIT 10 OFFSET 2'
        >>> check("SELECT * { ?s ?p ?o } VALUES ?s { 1 }").limited(10, ["o", "p", "s"])
        'SELECT ?s ?p ?o { ?s ?p ?o } \\nLIMIT 10\\nVALUES ?s { 1 }'
        """
        if self.form != "select":
            return self.text
        text, shown = self.text, set(columns)
        if self.limit is None or self.limit > rows:
            start, end = self.limit_place
            text = text[:start] + (str(rows) if self.limit is not None else f"\nLIMIT {rows}\n") + text[end:]
        if self.star is not None and shown and shown <= set(self.variables):
            text = text[: self.star] + " ".join(f"?{name}" for name in self.variables if name in shown) + text[self.star + 1 :]
        return text


class Gate:
    """`check` that remembers the texts it has seen lately."""

    def __init__(self, remember: int = 1000, max_length: int = MAX_LENGTH, max_nesting: int = MAX_NESTING) -> None:
        self._seen: OrderedDict[str | bytes, Checked] = OrderedDict()
        self._remember = remember
        self.max_length, self.max_nesting = max_length, max_nesting

    def check(self, text: str | bytes) -> Checked:
        """See the function `check`."""
        found = self._seen.pop(text, None)
        if found is None:
            found = check(text, max_length=self.max_length, max_nesting=self.max_nesting)
        self._seen[text] = found  # the latest last
        # pop() with a default: two threads may both find the oldest text
        while len(self._seen) > self._remember:
            self._seen.pop(next(iter(self._seen)), None)
        return found


def check(text: str | bytes, *, max_length: int = MAX_LENGTH, max_nesting: int = MAX_NESTING) -> Checked:
    """Lex a query or update and refuse what must not reach the engine. Raises `BadQuery` with line and column.

    >>> check("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
        ...
    zhengpu.graph.errors.BadQuery: 查询里不能用 SERVICE。第1行第12列：
    SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }
               ^
    政谱不替查询访问别的地址。请删去这一部分，或先把需要的数据导入图谱。
    """
    written = _decoded(text, max_length)
    try:
        found = list(tokens(written))
    except BadQuery:
        # SPARQL resolves \uXXXX before it looks at anything else; the engine does so inside strings and IRIs only.
        plain = resolved(written)
        if plain == written:
            raise
        written, found = plain, list(tokens(plain))
    depths = _depths(written, found, max_nesting)
    _words_allowed(written, found, depths)
    return _classified(written, found, depths)


def _decoded(text: str | bytes, max_length: int) -> str:
    if len(text) > max_length * (4 if isinstance(text, bytes) else 1):
        raise BadQuery("查询太长", f"最多{max_length}个字符", "请拆成几个查询")
    try:
        written = text.decode("utf-8", "strict") if isinstance(text, bytes) else text
        written.encode("utf-8")
    except UnicodeError as error:
        raise BadQuery("查询不是 UTF-8", f"第{getattr(error, 'start', 0) + 1}个字节（字符）不能解读", "请用 UTF-8 发送查询") from error
    if len(written) > max_length:
        raise BadQuery("查询太长", f"共{len(written)}个字符，最多{max_length}个", "请拆成几个查询")
    if (nul := written.find("\0")) >= 0:
        raise refused(written, nul, "查询里有 NUL 字符", "它不能出现在 SPARQL 里", "请删去它")
    return written.removeprefix("\ufeff")


def _words_allowed(text: str, found: list[Token], depths: list[int]) -> None:
    for index, token in enumerate(found):
        if token.kind == "word":
            word = token.text.lower()
            if word in _REACHES_OUT:
                raise _reaches_out(text, token, word)
            if word not in _WORDS:
                for offset, character in enumerate(token.text):
                    if not character.isalnum() and unicodedata.normalize("NFKC", character) != character:
                        raise full_width(text, token.start + offset)
                near = difflib.get_close_matches(word, _WORDS, 1)
                todo = f"是不是想写 {near[0].upper()}？变量要以 ? 开头" if near else "变量要以 ? 开头，文字要放在引号里"
                raise refused(text, token.start, f"SPARQL 里没有“{token.text[:40]}”这个词", "它不是关键词或函数名", todo)
        elif token.kind == "name" and (prefix := token.text.partition(":")[0].lower()) in _REACHES_OUT:
            before = found[index - 1].text.lower() if index else ""
            after = found[index + 1].text if index + 1 < len(found) else ""
            if before not in _BEFORE_A_NAME and (after == "{" if prefix == "service" else not depths[index]):
                raise _reaches_out(text, token, prefix)


def _depths(text: str, found: list[Token], max_nesting: int) -> list[int]:
    """How many brackets are open at each token."""
    opened: list[Token] = []
    depths: list[int] = []
    for token in found:
        if token.kind == "sign" and token.text in ("{", "(", "["):
            opened.append(token)
            if len(opened) > max_nesting:
                raise refused(text, token.start, "括号套得太深", f"最多{max_nesting}层", "请改写查询")
        depths.append(len(opened))
        if token.kind == "sign" and token.text in _CLOSES:
            if not opened or opened[-1].text != _CLOSES[token.text]:
                raise refused(text, token.start, f"多了一个“{token.text}”", "前面没有与它配对的括号", "请检查括号是否成对")
            opened.pop()
    if opened:
        raise refused(text, opened[-1].start, f"“{opened[-1].text}”没有合上", "后面没有与它配对的括号", "请检查括号是否成对")
    return depths


def _classified(text: str, found: list[Token], depths: list[int]) -> Checked:
    form = _form(text, found)
    words = {token.text.lower() for token in found if token.kind == "word"}
    start = end = len(text)
    limit: int | None = None
    sliced, pattern_seen = False, False
    wheres: list[tuple[int, int | None]] = []
    for index, (token, depth) in enumerate(zip(found, depths, strict=True)):
        word = token.text.lower() if token.kind == "word" else token.text
        if depth == 1 and word == "{":
            pattern_seen = True
        if depth:
            continue
        if word == "where":
            shorthand = index > 0 and found[index - 1].text.lower() == "delete"
            wheres.append((token.start, found[index + 1].start if shorthand and index + 1 < len(found) else None))
        elif word in ("limit", "offset"):
            sliced = True
            if word == "limit" and index + 1 < len(found) and found[index + 1].text.isdecimal():
                number = found[index + 1]
                limit, start, end = int(number.text), number.start, number.start + len(number.text)
        elif word == "values" and pattern_seen and limit is None:
            start = end = token.start
    return Checked(
        text=text,
        form=form,
        volatile=not words.isdisjoint(_NEVER_TWICE_THE_SAME),
        dataset=not words.isdisjoint({"from", "using", "with"}),
        limit=limit,
        sliced=sliced,
        limit_place=(start, end),
        star=_star(found) if form == "select" else None,
        variables=tuple(dict.fromkeys(token.text[1:] for token in found if token.kind == "variable")),
        wheres=tuple(wheres) if form == "update" else (),
    )


def _star(found: list[Token]) -> int | None:
    """The first word SELECT is the outermost one."""
    start = next(index for index, token in enumerate(found) if token.kind == "word" and token.text.lower() == "select")
    for token in found[start + 1 :]:
        if token.text.lower() not in ("distinct", "reduced"):
            return token.start if token.text == "*" else None
    return None


def _form(text: str, found: list[Token]) -> Form:
    """What the first word after the prologue asks for."""
    for token in found:
        word = token.text.lower() if token.kind == "word" else ""
        if word in _QUERY_WORDS:
            return _QUERY_WORDS[word]
        if word in _UPDATE_WORDS:
            return "update"
        if token.kind not in ("iri", "name", "string") and word not in _PROLOGUE and token.text != ";":
            raise refused(
                text, token.start, "查询的开头不对", f"“{token.text[:40]}”不能开始一个查询", "请以 SELECT、ASK、CONSTRUCT 或 DESCRIBE 开始"
            )
    raise BadQuery("查询是空的", "没有 SELECT、ASK、CONSTRUCT 或 DESCRIBE", "请写一个查询", line=1, column=1)


def _reaches_out(text: str, token: Token, word: str) -> BadQuery:
    return refused(
        text, token.start, f"查询里不能用 {word.upper()}", "政谱不替查询访问别的地址", "请删去这一部分，或先把需要的数据导入图谱"
    )
