"""Pages of government portals: the text of the document without what the portal puts around it.

Nothing is fetched, run or resolved: the parser gets bytes and gives a tree. The document is the deepest element that holds
nearly all of the page's prose (sentences outside links); what is furniture is said by `html.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass, replace
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING

from zhengpu.graph.errors import UnreadableDocument
from zhengpu.ingest.bytes.draft import Draft
from zhengpu.ingest.bytes.draft_cell import DraftCell
from zhengpu.ingest.bytes.encoding import decode
from zhengpu.ingest.bytes.format import FileLimits, Format
from zhengpu.ingest.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

__all__ = ["HTML", "Furniture"]

_MEDIA_TYPE = "text/html"
_SUFFIXES = (".html", ".htm", ".shtml", ".xhtml", ".jhtml")
_OPENING = re.compile(
    rb"^(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+html|html|head|body|meta|title|table|div|section|article|main)\b", re.I | re.S
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.I)
_HIDDEN = re.compile(r"(display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_LONGEST_PIECE = 60
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_SENTENCE = re.compile(r"[^，。；\n]*[，。；]")

_BLOCKS = frozenset({
    "address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_NEARLY_ALL = 0.9
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "center"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "br"})


@dataclass(frozen=True, slots=True)
class Furniture:
    """`html.toml`: what of a page is no text of the document."""

    elements: frozenset[str]
    marks: frozenset[str]
    content: frozenset[str]
    titles: frozenset[str]
    described: frozenset[str]
    lines: re.Pattern[str]

    @classmethod
    def load(cls) -> Furniture:
        """From the table beside this file."""
        table = tomllib.loads(resources.files("zhengpu.ingest.formats").joinpath("html.toml").read_text("utf-8"))
        names = {key: frozenset(table[key]) for key in ("elements", "marks", "content", "titles", "described")}
        return cls(**names, lines=re.compile("|".join(f"(?:{line['form']})" for line in table["lines"])))

    def is_line(self, line: str) -> bool:
        """Whether a whole line is furniture, blanks not counted."""
        return self.lines.fullmatch("".join(line.split())) is not None

    def is_element(self, element: HtmlElement) -> bool:
        """Whether an element is furniture, by its name, its id and class, or because it is not shown."""
        if not isinstance(element.tag, str) or element.tag in self.elements or "hidden" in element.attrib:
            return True
        if _HIDDEN.search(element.get("style", "")):
            return True
        named = f"{element.get('id', '')} {element.get('class', '')}"
        return not self.is_content(element) and any(word.lower() in self.marks for word in _WORD.findall(named))

    def is_content(self, element: HtmlElement) -> bool:
        """Whether an element carries a name known for holding documents."""
        return element.get("id", "") in self.content or any(word in self.content for word in element.get("class", "").split())


def _recognise(data: bytes, name: str) -> bool:
    if _OPENING.match(data[:4096].lstrip(b"\xef\xbb\xbf")):
        return True
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _OPENING.match(data[2:8192].replace(b"\0", b"")) is not None
    return name.lower().endswith(_SUFFIXES) and re.search(rb"<(?:p|br|div|span|td|a|font|h\d)[\s>/]", data[:65536], re.I) is not None


def _read(data: bytes, name: str, limits: FileLimits) -> Document:
    from lxml import html

    declared = _CHARSET.search(data[:4096])
    # gb2312 as declared means what its writers had: the whole of GB18030
    charset = declared[1].decode("ascii").lower() if declared else None
    decoded = decode(data, "gb18030" if charset in ("gb2312", "gbk") else charset)
    if decoded is None:
        raise UnreadableDocument(f"读不出网页《{name}》的文字", "它不是任何一种常见的中文编码", "请另存为 UTF-8 网页后再读")
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    # the text goes in as bytes: a declaration inside a str is an error to the parser
    root = html.document_fromstring(decoded.text.encode("utf-8", errors="replace"), parser=parser)
    furniture = Furniture.load()
    titles = _titles(root, furniture)
    everything = Counter(_pieces(root))
    _strip(root, furniture)
    draft = Draft()
    lines = _HtmlWriter(draft, furniture)
    main = _main(root, furniture)
    opening = re.sub(r"\s", "", main.text_content())[:600]
    for line in _described(root, main, furniture):
        draft.paragraph(line)
    for title in titles:
        if re.sub(r"\s", "", title) not in opening:
            draft.paragraph(title)
        break
    lines.write(main)
    for piece, count in (everything - Counter(_pieces(main))).items():
        draft.left("aside", piece[:_LONGEST_PIECE], count=count)
    if pictures := sum(1 for _ in main.iter("img")):
        draft.left("unread-part", "图片", count=pictures)
    return replace(draft.document(name, _MEDIA_TYPE), diagnostics=decoded.diagnostics)


def _pieces(root: HtmlElement) -> Iterator[str]:
    """The texts that a page shows, as they stand in its elements."""
    for text in root.xpath(".//text()[not(ancestor::script or ancestor::style or ancestor::head)]"):
        if piece := " ".join(str(text).split()):
            yield piece


def _titles(root: HtmlElement, furniture: Furniture) -> list[str]:
    """The page's own word for the title: the meta element of the portals' guideline, then the first-level heading."""
    named = [element.get("content", "") for element in root.iter("meta") if element.get("name") in furniture.titles]
    headings = [" ".join(element.text_content().split()) for element in root.iter("h1")]
    return [title.strip() for title in (*named, *headings[:1]) if len(title.strip()) > 4]


def _described(root: HtmlElement, main: HtmlElement, furniture: Furniture) -> Iterator[str]:
    """What the page says of the document outside its text: label and value in one line or in two cells."""
    own = set(_lines(main))
    outside = [line for line in _lines(root) if line not in own]
    for line, following in pairwise([*outside, ""]):
        label, _, value = "".join(line.split()).replace(":", "：").partition("：")
        value = value or "".join(following.split())
        if label in furniture.described and value and value.rstrip("：:") not in furniture.described:
            yield f"{label}：{value}"


def _strip(root: HtmlElement, furniture: Furniture) -> None:
    """Takes furniture out; an element that holds most of the page is kept whatever its name."""
    total = _prose(root)
    for element in list(root.iter()):
        if element is root or element.tag == "body" or element.getparent() is None:
            continue
        if furniture.is_element(element) and (
            not isinstance(element.tag, str) or element.tag in furniture.elements or _prose(element) < total / 2
        ):
            element.drop_tree()


def _prose(element: HtmlElement) -> int:
    """How many characters of sentences an element holds outside links."""
    text = "\n".join(str(text) for text in element.xpath(".//text()[not(ancestor::a) and not(ancestor::script) and not(ancestor::style)]"))
    return sum(len(sentence) for sentence in _SENTENCE.findall(text))


def _main(root: HtmlElement, furniture: Furniture) -> HtmlElement:
    """The deepest element that holds nearly all prose and tables of data, or all containers known to hold documents."""
    body = root.find("body")
    element = body if body is not None else root
    tables = {table: sum(len(cell.text) for cell in cells) for table in element.iter("table") if (cells := _cells(table))}

    def weight(part: HtmlElement) -> int:
        return _prose(part) + sum(tables.get(table, 0) for table in part.iter("table"))

    total = weight(element)
    known = [found for found in element.iter() if furniture.is_content(found) and not any(map(furniture.is_content, found.iterancestors()))]
    known = [found for found in known if weight(found)]
    if sum(map(weight, known)) * 2 > total:
        inside = {part for found in known for part in found.iter()}
        beside = [table for table in tables if table not in inside and not _is_list_of_links(table) and not _describes(table, furniture)]
        main = _around([*known, *beside])
        _prune(main, [*known, *beside])
        return main
    while True:
        for child in element:
            if (
                child.tag in _BLOCKS
                and weight(child) >= total * _NEARLY_ALL > 0
                and child not in tables
                and not _is_beside_text(child, furniture)
            ):
                element = child
                break
        else:
            _prune(element, [])
            return element


def _is_beside_text(element: HtmlElement, furniture: Furniture) -> bool:
    """Whether paragraphs stand above or below a table that are part of the document with it: its title, its notes."""
    if element.tag != "table" and element.find(".//table") is None:
        return False
    beside = [*element.itersiblings(preceding=True), *element.itersiblings()]
    lines = (line for other in beside if other.tag in _PARAGRAPHS and other.find(".//a") is None for line in _lines(other))
    return any(not furniture.is_line(line) for line in lines)


def _describes(table: HtmlElement, furniture: Furniture) -> bool:
    """A portal's own table about the document: 发文字号, 成文日期."""
    return any("".join(line.split()).rstrip("：:") in furniture.described for line in _lines(table))


def _around(parts: list[HtmlElement]) -> HtmlElement:
    """The deepest element that holds all parts."""
    chains = [[*reversed(list(part.iterancestors())), part] for part in parts]
    last = chains[0][0]
    for level in zip(*chains, strict=False):
        if any(one is not level[0] for one in level):
            break
        last = level[0]
    return last


def _prune(main: HtmlElement, parts: list[HtmlElement]) -> None:
    """Takes lists of links out of the document, and beside several containers what is in none of them and says no sentence."""
    needed = {one for part in parts for one in (*part.iter(), *part.iterancestors())}
    for element in list(main.iter()):
        if element is main or element in needed or element.tag not in _BLOCKS or element.getparent() is None:
            continue
        if _is_list_of_links(element) or (len(parts) > 1 and not _prose(element) and element.tag not in _HEADINGS):
            element.drop_tree()


def _is_list_of_links(element: HtmlElement) -> bool:
    """Most of its characters stand in several links, and none of them is part of a sentence."""
    links = element.xpath(".//a")
    linked = sum(len("".join(link.itertext()).strip()) for link in links)
    return len(links) > 1 and linked * 2 > len("".join(element.text_content().split())) and not _prose(element)


def _cells(table: HtmlElement) -> list[DraftCell]:
    """The cells of a table of data; empty for a table that only lays out a page."""
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    if next(table.iterdescendants("table"), None) is not None or len(rows) < 2:
        return []
    cells: list[DraftCell] = []
    taken: dict[int, int] = {}  # column → first row below a cell that spans rows
    for number, row in enumerate(rows):
        column = 0
        for element in row:
            if element.tag not in ("td", "th"):
                continue
            while taken.get(column, 0) > number:
                column += 1
            across, down = _extent(element, "colspan", 100), min(_extent(element, "rowspan", 1000), len(rows) - number)
            taken.update(dict.fromkeys(range(column, column + across), number + down))
            cells.append(DraftCell(number, column, "\n".join(_lines(element)), down, across))
            column += across
    shown = range(min(len(rows), 50))
    wide = [row for row in shown if sum(bool(cell.text) and cell.row <= row < cell.row + cell.rows for cell in cells) > 1]
    return cells if len(wide) * 2 > len(shown) else []


def _extent(element: HtmlElement, attribute: str, most: int) -> int:
    value = element.get(attribute, "1").strip()
    return min(max(int(value), 1), most) if value.isascii() and value.isdigit() else 1


def _lines(element: HtmlElement) -> list[str]:
    """An element's text, a line for each block and each <br>."""
    pieces: list[str] = []
    for text in _walk(element):
        pieces.append(text)
    return [line for part in "".join(pieces).split("\n") if (line := part.strip())]


def _walk(element: HtmlElement) -> Iterator[str]:
    yield _SPACE.sub(" ", element.text or "")
    for child in element:
        block = child.tag in _BLOCKS
        yield "\n" if block or child.tag == "br" else ""
        yield from _walk(child)
        yield "\n" if block else ""
        yield _SPACE.sub(" ", child.tail or "")


class _HtmlWriter:
    """Writes a tree down: inline text gathers until a block ends it."""

    def __init__(self, draft: Draft, furniture: Furniture) -> None:
        self._draft = draft
        self._furniture = furniture
        self._line: list[str] = []

    def write(self, element: HtmlElement) -> None:
        self._write(element)
        self._end()

    def _write(self, element: HtmlElement) -> None:
        if element.tag == "table" and (cells := _cells(element)):
            self._end()
            self._draft.table(cells)
            return
        if element.tag == "pre":
            for line in element.text_content().split("\n"):
                self._text(line)
                self._end()
            return
        self._text(element.text)
        number = _first_number(element)
        for child in element:
            block = child.tag in _BLOCKS
            if block or child.tag == "br":
                self._end()
            if child.tag == "li" and number is not None:
                self._text(f"{number}.")
                number += 1
            self._write(child)
            if block:
                self._end()
            self._text(child.tail)

    def _text(self, text: str | None) -> None:
        if text:
            self._line.append(_SPACE.sub(" ", text))

    def _end(self) -> None:
        line = "".join(self._line).strip()
        self._line.clear()
        if line and not self._furniture.is_line(line):
            self._draft.paragraph(line)


def _first_number(element: HtmlElement) -> int | None:
    """The number a browser would print before the first item of an ordered list."""
    if element.tag != "ol":
        return None
    start = element.get("start", "1").strip()
    return int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1


HTML = Format("html", _MEDIA_TYPE, _SUFFIXES, _recognise, _read)
