"""A view as one page: escaped, in Chinese, no outside address; served with the product's files or as one file that stands alone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from zhengpu.graph.dates import date_text
from zhengpu.graph.ontology import Ontology
from zhengpu.viz.asset import EVERY_VIEW, Asset, asset
from zhengpu.viz.boards import WITHIN, board, comparison, matrix, tree
from zhengpu.viz.columns import MEASURES, box_width, clip, columns, shown
from zhengpu.viz.network_page import DRAWN, first_threshold, network_data
from zhengpu.viz.style import GROUPS, Style, Swatch, style_of
from zhengpu.viz.view import Edge, Node, ParameterChoice, Plain, Reserve, View
from zhengpu.viz.views import VIEWS
from zhengpu.viz.views.surroundings import STEP

__all__ = ["POLICY", "STATIC", "Drawing", "Mode", "compiled", "data", "drawing", "page", "render", "script_json"]

Mode = Literal["served", "inline"]
"""`served`: styles and scripts come from `STATIC`, links lead into the product. `inline`: one file, no address at all."""

STATIC = "/static/"

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
"""The content security policy the served pages are written for."""

_TEMPLATES: Mapping[str, str] = {
    "matrix": "matrix.html",
    "surroundings": "columns.html",
    "basis": "columns.html",
    "tree": "tree.html",
    "targets": "targets.html",
    "compare": "compare.html",
}
"""What is not named here is drawn as a network."""

_UNMARKED: Mapping[str, tuple[str, ...]] = {"tree.html": WITHIN, "targets.html": ("*",)}
"""Relations that a picture tells by where things stand, not by a mark: a check box could not hide them."""

_ROWS = 3_000
"""A table of more relations than this is not written into the page; the panel lists those of the thing that is looked for."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a template gets for one view. `id` sets several drawings of one page apart; `index` is each node's place in the view."""

    id: str
    view: View
    style: Style
    mode: Mode
    template: str
    picture: Any
    data: Markup
    scripts: tuple[str, ...]
    index: Mapping[str, int]
    nodes: Mapping[str, Node]

    @property
    def served(self) -> bool:
        """Whether links into the product work."""
        return self.mode == "served"

    @property
    def legend(self) -> list[tuple[Swatch, int]]:
        """The relations that the picture has marks of, in the order of the ontology, each with its number of edges."""
        unmarked = _UNMARKED.get(self.template, ())
        counted = Counter(edge.relation for edge in self.view.edges if edge.relation not in unmarked) if "*" not in unmarked else Counter()
        known = [name for name in self.style.relations if name in counted]
        return [(self.style.relation(name), counted[name]) for name in [*known, *(n for n in counted if n not in self.style.relations)]]

    @property
    def kinds(self) -> list[tuple[Swatch, int]]:
        """The kinds that occur, each with its number of nodes."""
        counted = Counter(node.kind for node in self.view.nodes)
        known = [name for name in self.style.kinds if name in counted]
        return [(self.style.kind(name), counted[name]) for name in [*known, *(n for n in counted if n not in self.style.kinds)]]

    @property
    def tabled(self) -> bool:
        """Whether the table of all relations stands in the page."""
        return len(self.view.edges) <= _ROWS

    @property
    def large(self) -> bool:
        """Whether the network is too large to be drawn whole."""
        return len(self.view.nodes) > DRAWN

    @property
    def least(self) -> int:
        """The fewest shared tasks of a pair that is drawn at first."""
        return 1 if self.large else first_threshold(self.view)

    @property
    def choices(self) -> dict[str, list[ParameterChoice]]:
        """The choices by parameter."""
        found: dict[str, list[ParameterChoice]] = {}
        for choice in self.view.choices:
            found.setdefault(choice.parameter, []).append(choice)
        return found

    def link(self, **changed: str | None) -> str:
        """The address of this view with some parameters changed."""
        return view_link(self.view.name, {**self.view.parameters, **changed})

    @property
    def file_link(self) -> str:
        """The address of this view as one file that stands alone."""
        return view_link(f"{self.view.name}/file", self.view.parameters)


def view_link(name: str, parameters: Mapping[str, str | None]) -> str:
    """The address of a view.

    >>> view_link("surroundings", {"of": "县文旅局", "open": None})
    '/view/surroundings?of=%E5%8E%BF%E6%96%87%E6%97%85%E5%B1%80'
    """
    given = {key: value for key, value in parameters.items() if value}
    return f"/view/{quote(name)}" + (f"?{urlencode(given)}" if given else "")


def page(view: View, ontology: Ontology, *, mode: Mode = "inline") -> str:
    """The whole page of a view.

    >>> from zhengpu.graph.ontology import load_ontology
    >>> page(View("matrix", "<b>", "", (), ()), load_ontology()).count("<b>")
    0
    """
    one = drawing(view, style_of(ontology), mode)
    scripts = (*EVERY_VIEW, *one.scripts, *(("complete.js", "kept.js") if mode == "served" else ()))
    return render("page.html", style=one.style, mode=mode, title=view.title, scripts=scripts, drawing=one, charts=VIEWS)


def drawing(view: View, style: Style, mode: Mode, name: str = "v") -> Drawing:
    """A view made ready for its template."""
    template = _TEMPLATES.get(view.name, "network.html")
    picture: Any = None
    scripts: tuple[str, ...] = ()
    if template == "columns.html":
        picture = columns(view)
        scripts = ("columns.js",) if view.reserve and mode == "inline" else ()
    elif template == "matrix.html":
        picture = matrix(view)
    elif template == "tree.html":
        picture = tree(view)
    elif template == "targets.html":
        picture = board(view)
    elif template == "compare.html":
        picture = comparison(view, style)
    elif template == "network.html":
        scripts = ("vis-network.min.js", "network.js", "routes.js")
        picture = None if len(view.nodes) > DRAWN else network_data(view, style)
    index = {node.key: place for place, node in enumerate(view.nodes)}
    nodes = {node.key: node for node in view.nodes}
    return Drawing(
        name,
        view,
        style,
        mode,
        template,
        picture,
        script_json(data(view, style, mode, picture if template == "network.html" else None)),
        scripts,
        index,
        nodes,
    )


def data(view: View, style: Style, mode: Mode, vis: Any = None) -> dict[str, Any]:
    """What the scripts of a page know: nodes, edges and evidence as short rows, names of kinds and relations once."""
    kept = view.reserve if mode == "inline" else None
    every = view.nodes + (kept.nodes if kept else ())
    index = {node.key: place for place, node in enumerate(every)}
    documents: dict[str, int] = {}

    def where(edge: Edge) -> list[list[Any]]:
        return [
            [documents.setdefault(document.rsplit("/", 1)[-1], len(documents)), said.span.start, said.span.end, said.quote]
            for document, said in edge.evidence
        ]

    all_edges = view.edges + (kept.edges if kept else ())
    relations = {name: place for place, name in enumerate(dict.fromkeys(edge.relation for edge in all_edges))}
    kinds = {name: place for place, name in enumerate(dict.fromkeys(node.kind for node in every))}
    edges = [_row(edge, index, relations, style, where(edge)) for edge in all_edges]
    rows = [_node_row(node, kinds[node.kind]) for node in every]
    return {
        "name": view.name,
        "served": mode == "served",
        "large": len(view.nodes) > DRAWN,
        "kinds": [[name, style.kind(name).label, style.kind(name).css, style.kind(name).colour] for name in kinds],
        "relations": [[name, style.relation(name).label, style.relation(name).css, style.relation(name).colour] for name in relations],
        "groups": GROUPS,
        "nodes": rows[: len(view.nodes)],
        "edges": edges[: len(view.edges)],
        "documents": list(documents),
        **({"vis": vis} if vis else {}),
        **({"reserve": _reserve(kept, every, rows[len(view.nodes) :], edges[len(view.edges) :])} if kept else {}),
    }


def _reserve(kept: Reserve, every: Sequence[Node], nodes: list[list[Any]], edges: list[list[Any]]) -> dict[str, Any]:
    """What the script of the columns adds step by step: rows like those of the page, texts with their widths, the measures of a column."""
    texts = [shown(node) for node in every]
    return {
        "nodes": nodes,
        "edges": edges,
        "ways": [list(kept.ways.get(node.key, ())) for node in every],
        "texts": [[text, round(box_width(text), 1)] for text in texts],
        "measures": MEASURES,
        "step": STEP,
    }


def _node_row(node: Node, kind: int) -> list[Any]:
    """label, kind, IRI, properties; what is empty at the end is left out."""
    row: list[Any] = [
        node.label,
        kind,
        node.iri or 0,
        {key: _said(key, value) for key, value in node.properties.items() if value is not None and key not in ("x", "y")},
    ]
    while len(row) > 2 and not row[-1]:
        row.pop()
    return row


def _said(key: str, value: Plain) -> Plain:
    """A property as people read it: codes of deadlines (yearly:12-31) in words."""
    return "、".join(map(date_text, value.split("、"))) if key == "deadline" and isinstance(value, str) else value


def _row(edge: Edge, index: Mapping[str, int], relations: Mapping[str, int], style: Style, where: list[list[Any]]) -> list[Any]:
    """source, target, relation, evidence, weight, label; what says nothing new at the end is left out."""
    label = "" if edge.label == style.relation(edge.relation).label else edge.label
    row: list[Any] = [
        index[edge.source],
        index[edge.target],
        relations[edge.relation],
        where,
        edge.weight if edge.weight != 1 else 0,
        label,
    ]
    while len(row) > 3 and not row[-1]:
        row.pop()
    return row


def script_json(value: Any) -> Markup:
    """JSON that may stand inside a script element, whatever its strings hold.

    >>> print(script_json("</script>"))
    "\\u003c/script\\u003e"
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def render(template: str, *, style: Style, mode: Mode, title: str, scripts: Sequence[str], **values: Any) -> str:
    """A page template with its styles and scripts, linked or written into it."""
    sheets = (asset("view.css", style),)
    theme = asset("theme.js", style)
    files = tuple(asset(name, style) for name in dict.fromkeys(scripts))
    return (
        _environment()
        .get_template(template)
        .render(
            title=title,
            mode=mode,
            served=mode == "served",
            static=STATIC,
            sheets=sheets,
            theme=theme,
            files=files,
            policy=_own_policy(sheets, (theme, *files)),
            **values,
        )
    )


def _own_policy(sheets: Sequence[Asset], files: Sequence[Asset]) -> str:
    """The policy a page that stands alone carries: only the styles and scripts written into it, nothing from anywhere."""
    styles, scripts = (" ".join(f"'{one.integrity}'" for one in some) for some in (sheets, files))
    return f"default-src 'none'; style-src {styles}; script-src {scripts}; img-src data: blob:; base-uri 'none'; form-action 'none'"


def compiled() -> None:
    """Have every template ready, so that the first picture need not wait for it."""
    for name in _environment().list_templates():
        _environment().get_template(name)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"clip": clip, "shown": shown, "verbatim": Markup, "segment": lambda iri: quote(iri.rsplit("/", 1)[-1])}
    environment.globals["view_link"] = view_link
    return environment
