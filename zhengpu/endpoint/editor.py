"""The page at `/sparql` for browsers: a query box with completion, a gallery of queries, results, a query said in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from importlib import resources
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response

from zhengpu.endpoint.completion import Place, completions
from zhengpu.endpoint.explanation import explain
from zhengpu.endpoint.naming import named
from zhengpu.endpoint.vocabulary import Vocabulary, load_vocabulary
from zhengpu.graph.names import PREFIXES
from zhengpu.hosting.files import is_bundled
from zhengpu.hosting.negotiation import GRAPH_OFFERS, TABLE_OFFERS
from zhengpu.hosting.wire import CompletionBody, Explained, ExplainRequest, NamedReply, NamesRequest
from zhengpu.pages.web_pages import page_environment
from zhengpu.query.analyst.gate import MAX_LENGTH
from zhengpu.service import Zhengpu

__all__ = ["Editor", "Example", "gallery"]

_TITLE, _GROUP = "# ", "# 分组："


@dataclass(frozen=True, slots=True)
class Example:
    """A query of the gallery. Its file begins with two comments: the title, and the group it stands in."""

    name: str
    title: str
    group: str
    text: str

    @property
    def link(self) -> str:
        """The page with this query in its box."""
        return "/sparql?" + urlencode({"query": self.text})


def gallery() -> tuple[Example, ...]:
    """All queries of `gallery/`, in the order of their names.

    >>> gallery()[0].title
    '收录的文件'
    """
    files = resources.files("zhengpu").joinpath("gallery").iterdir()
    return tuple(_example(file.name, file.read_text("utf-8")) for file in sorted(files, key=lambda f: f.name) if file.name.endswith(".rq"))


def _example(name: str, text: str) -> Example:
    title, group, query = text.split("\n", 2)
    return Example(name, title.removeprefix(_TITLE), group.removeprefix(_GROUP), f"{title}\n{query.strip()}\n")


class Editor:
    """Called, it gives the page; `router` has what the page asks for while someone writes.

    Where the build could not bundle YASQE, the page has a plain text box.
    """

    def __init__(self, zp: Zhengpu) -> None:
        self._zp, self._bundled = zp, is_bundled()

    def __call__(self) -> str:
        """The page. It is the same for every query: the script reads that out of the address."""
        return self._page

    @cached_property
    def _page(self) -> str:
        groups: dict[str, list[Example]] = {}
        for example in gallery():
            groups.setdefault(example.group, []).append(example)
        return (
            page_environment()
            .get_template("sparql.html")
            .render(
                title="SPARQL 查询",
                groups=groups,
                prefixes=PREFIXES,
                base=self._zp.settings.base,
                most=MAX_LENGTH,
                editor=self._bundled,
                tables=_offered(tuple(offer.name for offer in TABLE_OFFERS)),
                graphs=_offered(tuple(offer.name for offer in GRAPH_OFFERS)),
            )
        )

    @cached_property
    def _known(self) -> Vocabulary:
        return load_vocabulary(self._zp.ontology)

    @property
    def router(self) -> APIRouter:
        """Completion and explanation as JSON."""
        routes = APIRouter(prefix="/api/sparql", tags=["sparql"])

        @routes.get("/complete", response_model=list[CompletionBody], summary="写查询时的补全")
        def complete(
            q: Annotated[str, Query(max_length=200)], limit: Annotated[int, Query(ge=1, le=50)] = 12, first: Place | None = None
        ) -> Response:
            """按中文名称找类别、关系、单位、文件等，给出写进查询的名称或 IRI；`first` 是光标处该写什么，合适的排在前面。"""
            return JSONResponse([asdict(found) for found in completions(self._zp.store, self._known, q, limit, first=first)])

        @routes.post("/names", response_model=list[NamedReply], summary="结果里的 IRI 叫什么")
        def names(asked: NamesRequest) -> Response:
            """名称、种类和颜色的样式名；没有名称的 IRI 不在回答里。"""
            return JSONResponse([asdict(found) for found in named(self._zp.store, self._known, asked.iris)])

        @routes.post("/explain", response_model=Explained, summary="用中文说明一个查询")
        def explained(asked: ExplainRequest) -> Response:
            """只按查询里的词说明，不执行；说不出的地方会写明。"""
            said = explain(asked.query, self._known, self._zp.store)
            return JSONResponse(asdict(said))

        return routes


def _offered(names: tuple[str, ...]) -> Mapping[str, str]:
    """Each format with the ending of its files."""
    return {name: _ENDINGS.get(name, name) for name in names}


_ENDINGS = {"turtle": "ttl", "ntriples": "nt", "nquads": "nq", "rdfxml": "rdf"}
