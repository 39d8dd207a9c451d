"""XML elements by their local names: the transitional and the strict kind of a format differ in their namespaces alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["attribute", "child", "children", "local"]


def local(element: _Element) -> str:
    """A tag without its namespace; nothing for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: _Element | None, name: str) -> Iterator[_Element]:
    """The child elements of that name."""
    return iter(()) if element is None else (one for one in element if local(one) == name)


def child(element: _Element | None, *path: str) -> _Element | None:
    """The first child of that name, step by step."""
    for name in path:
        element = next(children(element, name), None)
    return element


def attribute(element: _Element | None, name: str = "val") -> str | None:
    """An attribute, whatever its namespace."""
    if element is None:
        return None
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), None)
