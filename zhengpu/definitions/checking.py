"""Every definition file against its shape: a misspelt key, role or term is told with file, entry and key.

`zhengpu doctor` and the tests ask; a start does not, it would cost a second.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import resources
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from zhengpu.definitions.graph_files import GRAPH_FILES
from zhengpu.definitions.ingest_files import INGEST_FILES
from zhengpu.definitions.product_files import PRODUCT_FILES
from zhengpu.definitions.query_files import QUERY_FILES
from zhengpu.graph.ontology import check_ontology, ontology_text

__all__ = ["FILES", "DefinitionFault", "check_file", "definition_faults"]

FILES: Mapping[str, type[BaseModel]] = GRAPH_FILES | INGEST_FILES | QUERY_FILES | PRODUCT_FILES
"""The shape of every definition file by its path in the source."""

_CALLED = ("name", "title", "word", "full", "printed", "form", "text", "source")
"""What an entry is called by, the first it has."""
_ONTOLOGY = "graph/ontology.ttl"


@dataclass(frozen=True, slots=True)
class DefinitionFault:
    """One thing wrong in a definition file; `entry` is empty where the key stands outside every entry."""

    file: str
    entry: str
    key: str
    what: str

    def __str__(self) -> str:
        place = f"{self.file}：{f'条目“{self.entry}”，' if self.entry else ''}键“{self.key}”"
        return f"{place}：{self.what}"


def definition_faults() -> Iterator[DefinitionFault]:
    """What is wrong in the files as installed; nothing where all is well.

    >>> list(definition_faults())
    []
    """
    for file in FILES:
        floor, _, rest = file.partition("/")
        root = resources.files("zhengpu") if floor == "zhengpu" else resources.files(f"zhengpu.{floor}")
        yield from check_file(file, root.joinpath(*rest.split("/")).read_text("utf-8"))
    for entry, key, what in check_ontology(ontology_text()):
        yield DefinitionFault(_ONTOLOGY, entry, key, what)


def check_file(file: str, text: str) -> Iterator[DefinitionFault]:
    """What is wrong in a text as the file of that name (a key of `FILES`).

    >>> for fault in check_file("ingest/targets/years.toml", 'year = "("\\ntold = "去年"\\nheadigns = []\\nheadings = [["一", 1, 2]]'):
    ...     print(fault)
    ingest/targets/years.toml：键“year”：不是正则表达式：missing ), unterminated subpattern at position 0
    ingest/targets/years.toml：键“headigns”：没有这个键，是不是 headings？
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        yield DefinitionFault(file, "", "", f"不是 TOML：{error}")
        return
    try:
        FILES[file].model_validate(data)
    except ValidationError as error:
        for each in error.errors():
            yield _fault(file, data, each)
    yield from _twice(file, data)


def _twice(file: str, data: Mapping[str, Any]) -> Iterator[DefinitionFault]:
    """Entries of one list with one name."""
    for key, entries in data.items():
        if isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries):
            names = [entry["name"] for entry in entries if isinstance(entry.get("name"), str)]
            for name in dict.fromkeys(name for name in names if names.count(name) > 1):
                yield DefinitionFault(file, name, key, "有两个条目叫这个名字")


def _fault(file: str, data: Mapping[str, Any], error: ErrorDetails) -> DefinitionFault:
    here: Any = data
    place, entry, keys = error["loc"], "", []
    for step in place:
        if isinstance(step, int):
            here = here[step] if isinstance(here, list) and step < len(here) else {}
            if isinstance(here, dict) and not entry:
                entry = next((str(here[name]) for name in _CALLED if name in here), f"第{step + 1}条")
        elif isinstance(here, dict) and (step in here or error["type"] == "missing"):
            keys.append(str(step))
            here = here.get(step, {})
    return DefinitionFault(file, entry, ".".join(keys), _said(error, _siblings(file, place)))


def _said(error: ErrorDetails, known: tuple[str, ...]) -> str:
    match error["type"]:
        case "extra_forbidden":
            near = get_close_matches(str(error["loc"][-1]), known, n=1)
            return f"没有这个键，是不是 {near[0]}？" if near else f"没有这个键（可以写：{'、'.join(known)}）"
        case "missing":
            return "缺少这个键"
        case "value_error":
            return str(error["ctx"]["error"])
        case "literal_error":
            return f"不能是 {error['input']!r}（可以写：{error['ctx']['expected']}）"
        case _:
            return f"写的是 {str(error['input'])[:40]!r}：{error['msg']}"


def _siblings(file: str, place: tuple[int | str, ...]) -> tuple[str, ...]:
    """The keys that may stand where an unknown one stands."""
    model: Any = FILES[file]
    for step in place[:-1]:
        if isinstance(step, str) and step in getattr(model, "model_fields", {}):
            model = model.model_fields[step].annotation
            while not (isinstance(model, type) and issubclass(model, BaseModel)) and hasattr(model, "__args__"):
                model = model.__args__[-1]
    return tuple(getattr(model, "model_fields", {}))
