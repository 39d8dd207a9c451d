"""One spelling for one character: full width to half, capitals to small, traditional to simplified, one kind of bracket; by position."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, cached_property
from importlib.resources import files

__all__ = ["Folding", "printed", "unified"]

_HALF_MARKS = re.compile(r"[,:;!?().](?:(?<=[;!?()])|(?<=[,:])(?!\d)|(?<=\D[,:])|(?<=[\u4e00-\u9fff]\.)(?![\w.]))")
_FULL_MARKS = dict(zip(",:;!?().", "，：；！？（）。", strict=True))

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_LOOKALIKE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
_BRACKETS = dict(zip(map(ord, "〔【［[〕】］]"), map(ord, "(((())))"), strict=True))
_CAPITALS = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)} | {code: code - 0xFEE0 + 32 for code in range(0xFF21, 0xFF3B)}


class Folding:
    """Folds texts so that they can be compared; the result is as long as the text, so every position stays valid.

    A table of single characters is enough: both sides of a comparison are folded, so where one traditional character stands
    for two simplified ones it does not matter which is taken (and the table loads in 2 ms, a converter with phrases takes ten times that).

    >>> Folding().fold("新絳縣５Ｇ"), Folding().fold("各市、县〔市、区〕政府")
    ('新绛县5g', '各市、县(市、区)政府')
    """

    def fold(self, text: str) -> str:
        """Half width, small letters, simplified characters, round brackets."""
        return text.translate(_FULL_WIDTH | _CAPITALS | _BRACKETS) if text.isascii() else text.translate(self._table)

    def simplified(self, text: str) -> str:
        """Simplified characters, everything else as it is.

        >>> Folding().simplified("縣文旅局 A")
        '县文旅局 A'
        """
        return text.translate(self._simplified) if self._traditional.search(text) else text

    def plain(self, text: str) -> str:
        """What readers of sentences match on: simplified characters, and the marks of Chinese sentences whole wide.

        A mark between two digits stays (12,000; 8:30).

        >>> Folding().plain("新建3個,共12,000元;完成.")
        '新建3个，共12,000元；完成。'
        """
        text = self.simplified(text)
        return _HALF_MARKS.sub(lambda mark: _FULL_MARKS[mark[0]], text) if _HALF_MARKS.search(text) else text

    @cached_property
    def _simplified(self) -> dict[int, int]:
        return _pairs("traditional.tsv")

    @cached_property
    def _traditional(self) -> re.Pattern[str]:
        return re.compile(f"[{''.join(map(chr, self._simplified))}]")

    @cached_property
    def _table(self) -> dict[int, int]:
        unified = {code: self._simplified.get(usual, usual) for code, usual in _unified_table().items()}
        return self._simplified | _FULL_WIDTH | _CAPITALS | _BRACKETS | unified


def unified(text: str) -> str:
    """The usual characters for radicals and compatibility forms that look the same (⼈⼯, of text layers of PDFs), one for one.

    >>> unified("县⼈⺠政府⼯信局")
    '县人民政府工信局'
    """
    return text.translate(_unified_table()) if _LOOKALIKE.search(text) else text


@cache
def _unified_table() -> dict[int, int]:
    """Unicode's own equivalents where it has them; radicals of the supplement have none there and stand in a table."""
    forms = ((code, unicodedata.normalize("NFKC", chr(code))) for code in (*range(0x2F00, 0x2FE0), *range(0xF900, 0xFB00)))
    return _pairs("radicals.tsv") | {code: ord(usual) for code, usual in forms if len(usual) == 1 and ord(usual) != code}


def _pairs(name: str) -> dict[int, int]:
    """A table of single characters, left column to right."""
    lines = files("zhengpu.graph").joinpath("gazetteers", name).read_text(encoding="utf-8").splitlines()[1:]
    return {ord(line[0]): ord(line[2]) for line in lines}


def printed(words: str, plain: str, text: str, near: int = 0) -> str:
    """How `text` prints what `plain`, its folded form, says: the place nearest behind `near`, else before it.

    >>> printed("新绛县", "在新绛县建设", "在新絳縣建設")
    '新絳縣'
    """
    at = plain.find(words, near)
    at = at if at >= 0 else plain.rfind(words, 0, near + len(words))
    return text[at : at + len(words)] if at >= 0 else words
