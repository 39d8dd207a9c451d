"""A query said in Chinese, as far as its words go: modest, and open about what it cannot say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from zhengpu.endpoint.vocabulary import Vocabulary
from zhengpu.graph.names import PREFIXES, iri_text
from zhengpu.graph.store import Store
from zhengpu.query.analyst.gate import check
from zhengpu.query.analyst.lexer import Token, resolved, tokens

__all__ = ["Explanation", "explain"]

_MOST_NAMES = 50


@dataclass(frozen=True, slots=True)
class Explanation:
    """Sentences about a query, and the names in it that nothing here knows."""

    lines: tuple[str, ...]
    unknown: tuple[str, ...]


def explain(text: str, known: Vocabulary, store: Store) -> Explanation:
    """What the query asks for, by the labels of what it names. Raises `BadQuery` for what the gate refuses.

    >>> from zhengpu.graph.ontology import load_ontology
    >>> from zhengpu.graph.store import EmbeddedStore
    >>> from zhengpu.endpoint.vocabulary import load_vocabulary
    >>> said = explain("SELECT ?t { ?u zp:leads ?t } LIMIT 5", load_vocabulary(load_ontology()), EmbeddedStore())
    >>> said.lines
    ('这个查询列出符合条件的行。', '条件：?u 牵头 ?t。', '另外：只要前面若干行（LIMIT）。')
    """
    checked = check(text)
    found = list(tokens(checked.text))
    names = _Names(found, known, store)
    statements = list(_statements(found))
    clauses = [_clause(statement, names) for statement in statements]
    patterns = list(dict.fromkeys(clause for clause in clauses if clause))
    words = dict.fromkeys(known.words[word] for token in found if token.kind == "word" and (word := token.text.lower()) in known.words)
    lines = [f"这个查询{known.forms[checked.form]}。"]
    if patterns:
        lines.append(f"条件：{'；'.join(patterns)}。")
    if untold := clauses.count(None):
        named = "、".join(names.named())
        lines.append(f"还有{untold}处条件写法复杂，或名称不认识，没有说出来；整个查询用到：{named or '没有认识的名称'}。")
    if values := list(dict.fromkeys(_unquoted(token.text) for token in found if token.kind == "string")):
        lines.append(f"用到的文字：{'、'.join(f'“{value}”' for value in values[:_MOST_NAMES])}。")
    if words:
        lines.append(f"另外：{'；'.join(words)}。")
    return Explanation(tuple(lines), names.unknown())


class _Names:
    """What the names of one query are called."""

    def __init__(self, found: Sequence[Token], known: Vocabulary, store: Store) -> None:
        self._known, self._prefixes = known, dict(PREFIXES)
        for word, name, iri in zip(found, found[1:], found[2:], strict=False):
            if word.text.lower() == "prefix" and name.kind == "name" and iri.kind == "iri":
                self._prefixes[name.text.removesuffix(":")] = resolved(iri.text[1:-1])
        declared = {index + step for index, token in enumerate(found) if token.text.lower() in ("prefix", "base") for step in (1, 2)}
        used = [token for index, token in enumerate(found) if index not in declared and token.kind in ("iri", "name")]
        self._written = {token.text: self._iri(token) for token in used}
        self._things = _labels(store, [iri for iri in self._written.values() if iri and iri not in known.terms])

    def _iri(self, token: Token) -> str | None:
        if token.kind == "iri":
            return resolved(token.text[1:-1])
        prefix, _, rest = token.text.partition(":")
        return self._prefixes[prefix] + rest.replace("\\", "") if prefix in self._prefixes else None

    def label(self, token: Token) -> str | None:
        """The label of what a name or an IRI stands for; None if nothing knows it."""
        iri = self._written.get(token.text) or ""
        term = self._known.terms.get(iri)
        return term.label if term else self._things.get(iri)

    def block(self, word: str) -> str:
        """What is said before a condition in braces after this word."""
        return self._known.blocks.get(word, "")

    def named(self) -> list[str]:
        """Every label, once."""
        terms = self._known.terms
        found = (terms[iri].label if iri in terms else self._things.get(iri) for iri in self._written.values() if iri)
        return list(dict.fromkeys(label for label in found if label))

    def unknown(self) -> tuple[str, ...]:
        """What nothing knows, as written. Datatypes and our own graph names need no explaining."""
        skipped = PREFIXES["xsd"]
        return tuple(
            text
            for text, iri in self._written.items()
            if iri is None or (iri not in self._known.terms and iri not in self._things and not iri.startswith(skipped))
        )


def _labels(store: Store, iris: Iterable[str]) -> dict[str, str]:
    listed = " ".join(iri_text(iri) for iri in list(dict.fromkeys(iris))[:_MOST_NAMES] if ":" in iri)
    if not listed:
        return {}
    rows = store.query(f"SELECT ?s ?l {{ VALUES ?s {{ {listed} }} ?s rdfs:label ?l }}")
    return {str(subject): str(label) for subject, label in rows}


@dataclass(frozen=True, slots=True)
class _Statement:
    """A predicate and objects; their subject, None where that is not plain; the word before the braces they stand in."""

    subject: Token | None
    rest: tuple[Token, ...]
    block: str


def _statements(found: Sequence[Token]) -> Iterator[_Statement]:
    """What stands between the braces, cut at full stops and semicolons."""
    blocks: list[str] = []
    round_depth = 0
    subject: Token | None = None
    parts: list[Token] = []
    opens, until, word = True, "", ""
    for token in found:
        text = token.text.lower() if token.kind == "word" else token.text
        is_word = token.kind == "word" and text != "a"
        ends = is_word or (token.kind == "sign" and text in ("{", "}", ".", ";"))
        if ends and not round_depth:
            if opens and parts:
                subject = parts.pop(0)
            if "[" in [part.text for part in parts]:
                subject = None  # what follows may belong to the blank node
            if parts:
                yield _Statement(subject, tuple(parts), next((block for block in reversed(blocks) if block), ""))
            parts, opens = [], text != ";"
            if is_word and text in _SILENT:
                until = _SILENT[text]
            elif text in (until, "where"):
                until = ""
        if text == "{" and token.kind == "sign":
            blocks.append(word if word in _BLOCKS else "")
        elif text == "}" and token.kind == "sign":
            blocks.pop()
        if token.kind == "sign":
            round_depth += {"(": 1, ")": -1}.get(text, 0)
        if not ends and blocks and not round_depth and not until and text != ")":
            parts.append(token)
        word = f"not {text}" if word == "not" else text if is_word else ""


_BLOCKS = ("optional", "minus", "exists", "not exists")
# After these words no triples come until the brace named here.
_SILENT = {"select": "{", "graph": "{", "values": "}", "order": "}", "group": "}", "having": "}", "limit": "}", "construct": "}"}


def _clause(statement: _Statement, names: _Names) -> str | None:
    """A plain triple pattern in words; None for anything else, which is not guessed at."""
    rest = statement.rest
    about = _said(statement.subject, names) if statement.subject else None
    end = next((index for index in range(1, len(rest), 2) if rest[index].text not in _STEPS), len(rest))
    path = [_STEPS.get(token.text) or _step(token, names) for token in rest[:end]]
    objects = [_said(token, names) for token in _values(rest[end:])]
    if about is None or not objects or None in path or None in objects:
        return None
    mark = names.block(statement.block)
    return f"{mark}{about} {''.join(step or '' for step in path)} {'、'.join(one or '' for one in objects)}"


def _step(token: Token, names: _Names) -> str | None:
    return "是" if token.text == "a" else _said(token, names)


_STEPS = {"/": "的", "|": "或"}


def _values(tokens_: Sequence[Token]) -> Iterator[Token]:
    """The objects, without commas, languages and datatypes."""
    typed = False
    for token in tokens_:
        if not typed and token.text not in (",", "^^") and token.kind != "language":
            yield token
        typed = token.text == "^^"


def _said(token: Token, names: _Names) -> str | None:
    if token.kind in ("iri", "name"):
        return names.label(token)
    if token.kind == "string":
        return f"“{_unquoted(token.text)}”"
    return token.text if token.kind in ("variable", "number") else None


def _unquoted(text: str) -> str:
    return text[3:-3] if text[:3] in ('"""', "'''") else text[1:-1]
