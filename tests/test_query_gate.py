"""The gate: what it lets through, what it refuses and where it says so; compared with two parsers that have nothing to do with it."""

from __future__ import annotations

import pyoxigraph
import pytest
from rdflib.namespace import NamespaceManager
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parser import parseQuery, parseUpdate

from zhengpu.graph.errors import BadQuery
from zhengpu.graph.names import PREFIXES
from zhengpu.query.analyst.gate import MAX_LENGTH, MAX_NESTING, Gate, check
from zhengpu.query.analyst.lexer import marked, tokens

QUERIES = [
    "SELECT * WHERE { ?s ?p ?o }",
    "select distinct ?s where { ?s a zp:Task } order by desc(?s) limit 10 offset 5",
    "BASE <http://example.org/> PREFIX : <#> PREFIX 政: <http://x/> ASK { :a 政:局 <rel> }",
    'SELECT ?x { ?x rdfs:label "县文旅局"@zh ; zp:number 12, 1.5, 1e6, .5, -3, +4.0E-2 , true . }',
    "SELECT ?x { ?x rdfs:label 'SERVICE <http://x/> { LOAD }' } # SERVICE <http://x/>",
    "SELECT ?x { ?x rdfs:label '''it's ''quoted'' \\''' SERVICE''' , \"\"\"a \"b\" \n c\"\"\" }",
    "SELECT ?service ?load { ?service zp:service ?load . _:service zp:x.y [] }",
    "SELECT ?s { ?s zp:leads/^zp:leads|!(rdf:type|^zp:x)* ?o . ?s (zp:a+/zp:b?)* ?o }",
    "SELECT (COUNT(DISTINCT ?s) AS ?n) (GROUP_CONCAT(?l; SEPARATOR='、') AS ?t) { ?s rdfs:label ?l } GROUP BY ?p HAVING (COUNT(*) > 2)",
    "SELECT * { ?a ?b ?c FILTER(?a < ?b && ?c >= 3 || !BOUND(?a)) FILTER NOT EXISTS { ?a ?b ?c } MINUS { ?a ?b 1 } }",
    "SELECT * { { ?a ?b ?c } UNION { ?a ?b ?d } OPTIONAL { ?a ?b ?e } BIND(IF(?a = 1, 'x', STR(?b)) AS ?f) }",
    "SELECT * { VALUES (?a ?b) { (1 UNDEF) (<x:a> 'z') } } VALUES ?c { 1 2 }",
    "SELECT * FROM <http://example.org/g> FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
    "CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s skos:prefLabel ?l }",
    "CONSTRUCT WHERE { ?s rdfs:label ?l }",
    "DESCRIBE <http://example.org/a> ?x WHERE { ?x a zp:Unit }",
    "DESCRIBE zp:Task",
    "ASK { ?s ?p '2022-11-01'^^xsd:date }",
    "ASK { (1 2 (3)) ?p [ zp:a [ zp:b ?c ] ] }",
    "SELECT ?s { { SELECT ?s (MAX(?n) AS ?m) { ?s zp:number ?n } GROUP BY ?s LIMIT 3 } }",
    "ASK { <http://\\u0041/> ?p '\\u4E2D\\U00002070E' }",
    "SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), '^[^{}]*SERVICE', 'i') && ?o IN (1, 2) && ?p NOT IN ()) }",
    "SELECT (NOW() AS ?t) (RAND() AS ?r) (UUID() AS ?u) (BNODE() AS ?b) {}",
    "SELECT * { ?s zp:a%20b\\~c-d.e ?o . ?s zp:7 zp: }",
    "",
    "SELECT",
    "SELECT * {",
    "SELECT * { ?s ?p ?o ]",
    "SELECT * { ?s ?p 'open }",
    "SELECT * { ?s ?p 'a\nb' }",
    "SELECT * { ?s ?p '''open'' }",
    "SELECT * { ?s foo ?o }",
    "SELECT * WHERE { ?s ？p ?o }",
    "SELECT * { ?s ?p “引号” }",
    "SELCT * { ?s ?p ?o }",
    "{ ?s ?p ?o }",
    "ASK { ?s ?p 'bad \\q escape' }",
    "ASK { <not an iri> ?p ?o }",
]
UPDATES = [
    "INSERT DATA { GRAPH <x:g> { <x:a> <x:b> 'LOAD' } } ; DELETE WHERE { ?s ?p 1 }",
    "WITH <x:g> DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } USING <x:h> WHERE { ?s ?p ?o }",
    "CLEAR ALL ; DROP SILENT GRAPH <x:g> ; CREATE GRAPH <x:h> ; COPY <x:a> TO <x:b> ; MOVE <x:a> TO DEFAULT ; ADD DEFAULT TO <x:b>",
    "PREFIX a: <x:> DELETE DATA { a:b a:c a:d }",
]
OUTSIDE = [
    "SERVICE <http://example.org/> { ?s ?p ?o }",
    "service<http://example.org/>{ ?s ?p ?o }",
    "SeRvIcE SILENT ?where { ?s ?p ?o }",
    "SERVICE/**/ <http://example.org/> { }",
    "# comment\nSERVICE#comment\n<http://example.org/> { }",
    "\\u0053ERVICE <http://example.org/> { }",
    "S\\U00000045RVICE <http://example.org/> { }",
    "service:x { ?s ?p ?o }",
    "SERVICE:x { ?s ?p ?o }",
    "SERVICESILENT<http://example.org/>{}",
    "?s ?p true SERVICE <http://example.org/> {}",
    "?s ?p trueSERVICE <http://example.org/> {}",
    "?s ?p 1SERVICE <http://example.org/> {}",
    "?s ?p 1.SERVICE <http://example.org/> {}",
    "?s ?p 'a'SERVICE <http://example.org/> {}",
    "?s ?p 'SERVICE'. SERVICE <http://example.org/> {}",
    "?s ?p '\\''. SERVICE <http://example.org/> {} # '",
    "?s ?p '''#'''. SERVICE <http://example.org/> {}",
    "FILTER(?a<?b#>\n) SERVICE <http://example.org/> {}",
    "FILTER EXISTS { OPTIONAL { { SELECT * { SERVICE <http://example.org/> {} } } } }",
    "GRAPH <x:SERVICE> { } SERVICE <http://example.org/> {}",
    "MINUS { SERVICE <file:///etc/passwd> {} }",
]


def by_rdflib(text: str) -> str | None:
    """The form as rdflib's parser sees it, None where it refuses."""
    manager = prepareQuery("ASK {}", initNs=PREFIXES).prologue.namespace_manager
    assert isinstance(manager, NamespaceManager)
    try:
        return str(parseQuery(text)[1].name).removesuffix("Query").lower()
    except Exception:  # rdflib raises whatever its grammar library raises
        try:
            return "update" if parseUpdate(text).request else None
        except Exception:
            return None


def by_gate(text: str) -> str | None:
    try:
        return check(text).form
    except BadQuery:
        return None


@pytest.mark.parametrize("text", QUERIES + UPDATES)
def test_agrees_with_rdflib(text: str) -> None:
    theirs, ours = by_rdflib(text), by_gate(text)
    if theirs is not None:
        assert ours == theirs
    if ours is None:
        assert theirs is None


def test_accepts_what_the_engine_accepts() -> None:
    store = pyoxigraph.Store()
    for text in QUERIES:
        try:
            store.query(text, prefixes=PREFIXES)
        except SyntaxError:
            continue
        assert by_gate(text), text


@pytest.mark.parametrize("position", range(4))
@pytest.mark.parametrize("what", ["SERVICE <http://x/> {}", "'SERVICE'", "# SERVICE\n", "<x:SERVICE>"])
def test_only_the_word_counts(what: str, position: int) -> None:
    parts = ["SELECT ?s", "{ ?s ?p", "}", "LIMIT 1"]
    text = " ".join([*parts[:position], what, *parts[position:]])
    assert any(token.kind == "word" and token.text == "SERVICE" for token in tokens(text)) == what.startswith("SERVICE")


@pytest.mark.parametrize("pattern", OUTSIDE)
def test_nothing_leads_outside(pattern: str) -> None:
    with pytest.raises(BadQuery):
        check(f"SELECT * {{ {pattern} }}")


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://example.org/a.ttl>",
        "load silent <file:///etc/passwd> into graph <x:g>",
        "PREFIX a: <x:> CLEAR ALL; LOAD a:b",
        "LOAD:b",
        "CLEAR ALL;LOAD<http://example.org/>",
        "L\\u004fAD <http://example.org/>",
    ],
)
def test_load_is_refused(text: str) -> None:
    with pytest.raises(BadQuery, match="LOAD"):
        check(text)


def test_names_spelled_like_it_pass() -> None:
    assert check("PREFIX service: <x:> SELECT * { GRAPH service:g { service:a service:b service:c } }").form == "select"
    assert check("PREFIX load: <x:> INSERT DATA { load:a load:b load:c }").form == "update"


@pytest.mark.parametrize(
    ("text", "what", "line", "column"),
    [
        ("SELECT *\n { ?s ?p ?o", "没有合上", 2, 2),
        ("ASK { ?s ?p ?o } }", "多了一个", 1, 18),
        ("ASK { ?s ?p 'a }", "引号", 1, 13),
        ("ASK {\r\n ?s lable ?o }", "lable", 2, 5),
        ("ASK { ?s ?p ?o ；}", "全角", 1, 16),
        ("ASK { ?s ?p ?o \0}", "NUL", 1, 16),
        (b"ASK { ?s ?p '\xff' }", "UTF-8", None, None),
        ("ASK { ?s ?p '\ud800' }", "UTF-8", None, None),
        ("ASK {}".encode("utf-16"), "UTF-8", None, None),
        (" \n# nothing", "空", 1, 1),
        ("ASK {}" + " " * MAX_LENGTH, "太长", None, None),
        (b"ASK {}" + b" " * 5 * MAX_LENGTH, "太长", None, None),
        ("ASK " + "{" * 5000 + "}" * 5000, "太深", 1, 5 + MAX_NESTING),
        ("ASK { FILTER" + "(" * 5000 + "1" + ")" * 5000 + "}", "太深", 1, 12 + MAX_NESTING),
        ("ASK { ?s ?p " + "[" * 5000 + "]" * 5000 + "}", "太深", 1, 12 + MAX_NESTING),
    ],
)
def test_says_what_and_where(text: str | bytes, what: str, line: int | None, column: int | None) -> None:
    with pytest.raises(BadQuery) as refused:
        check(text)
    assert what in str(refused.value)
    assert (refused.value.line, refused.value.column) == (line, column)


def test_caret_stands_under_the_place() -> None:
    assert marked("a\nSELECT 局 x", 2, 10).split("\n") == ["SELECT 局 x", "       　 ^"]
    long = marked("x" * 5000 + "!" + "x" * 5000, 1, 5001)
    shown, caret = long.split("\n")
    assert shown[caret.index("^")] == "!"
    assert len(shown) <= 100


@pytest.mark.parametrize(
    ("text", "rows", "expected"),
    [
        ("SELECT * { ?s ?p ?o }", 5, "SELECT * { ?s ?p ?o }\nLIMIT 5\n"),
        ("SELECT * { ?s ?p ?o } # end", 5, "SELECT * { ?s ?p ?o } # end\nLIMIT 5\n"),
        ("SELECT * { ?s ?p ?o } LIMIT 3", 5, "SELECT * { ?s ?p ?o } LIMIT 3"),
        ("SELECT * { ?s ?p ?o } LIMIT 30 OFFSET 2", 5, "SELECT * { ?s ?p ?o } LIMIT 5 OFFSET 2"),
        ("SELECT * { { SELECT * {} LIMIT 9 } } OFFSET 2", 5, "SELECT * { { SELECT * {} LIMIT 9 } } OFFSET 2\nLIMIT 5\n"),
        ("SELECT * {} VALUES ?x { 1 }", 5, "SELECT * {} \nLIMIT 5\nVALUES ?x { 1 }"),
        ("ASK { ?s ?p ?o }", 5, "ASK { ?s ?p ?o }"),
    ],
)
def test_rows_are_limited_in_the_text(text: str, rows: int, expected: str) -> None:
    assert check(text).limited(rows) == expected
    pyoxigraph.Store().query(expected)


def test_what_may_be_remembered() -> None:
    assert not check("SELECT ?now { ?now zp:rand 'NOW()' }").volatile
    assert check("SELECT (NOW() AS ?t) {}").volatile
    assert check("SELECT * FROM <x:g> {}").dataset
    assert not check("SELECT * { ?s ?p 'FROM' }").dataset


def test_gate_remembers_and_forgets() -> None:
    gate = Gate(remember=2)
    first = gate.check("ASK {}")
    assert gate.check("ASK {}") is first
    gate.check("ASK { }")
    gate.check("ASK {  }")
    assert gate.check("ASK {}") is not first


def test_code_points_are_resolved_outside_strings() -> None:
    checked = check("\\u0053ELECT * { ?s ?p '\\u0041' }")
    assert checked.form == "select"
    assert checked.text.startswith("SELECT")
