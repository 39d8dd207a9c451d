"""Labels whose values stand on the lines below them, a name a line: read as if they stood behind the label, every position as it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

__all__ = ["with_values_beside"]

_LINE = re.compile(r"(?m)^[^\n]*$")
_LONGEST_LABEL, _LONGEST_VALUE = 16, 40
_SENTENCE = re.compile("[。；：:]")
_TAIL = "：:】] "


def with_values_beside(
    text: str, label: re.Pattern[str], begins: re.Pattern[str], role: Callable[[str], str], is_list: Callable[[str], bool]
) -> str:
    """The text with a blank for the line end between a bare label and its value, and a comma for each between two lines of whole names.

    `label` matches a label with its colon, `begins` what opens an item; `role` tells what a label assigns, `is_list` a line of nothing but names.
    The names end where a label, an item or an empty line follows: below them nothing else may stand, or the last was a title.

    >>> label = re.compile("(?:配合单位|完成时限)：")
    >>> shown = with_values_beside("配合单位：\\n县财政局\\n县水利局\\n完成时限：\\n6月", label, re.compile("[0-9]、"),
    ...     lambda head: "cooperates" if "单位" in head else "deadline", lambda line: line.endswith("局"))
    >>> shown
    '配合单位： 县财政局、县水利局\\n完成时限： 6月'
    """
    signs = list(text)
    lines = [match.span() for match in _LINE.finditer(text)] if label.search(text) else []
    for at, (start, end) in enumerate(lines):
        said = text[start:end].strip()
        if (told := label.fullmatch(said)) is None or len(said) > _LONGEST_LABEL:
            continue
        below = list(_values(text, lines[at + 1 :], label, begins))
        units = role(told[0].rstrip(_TAIL)) not in ("", "none", "deadline", "scope")
        count = next((place for place, line in enumerate(below) if not is_list(line)), len(below)) if units else 1
        if not below or not count:
            continue
        signs[end] = " "
        for (_, stop), _ in zip(lines[at + 1 :], below[1:] if count == len(below) else (), strict=False):
            signs[stop] = "、"
    return "".join(signs)


def _values(text: str, lines: Sequence[tuple[int, int]], label: re.Pattern[str], begins: re.Pattern[str]) -> Iterator[str]:
    """The short lines below a label, up to a label, an item or an empty line."""
    for start, end in lines:
        said = text[start:end].strip()
        if not said or len(said) > _LONGEST_VALUE or label.match(said) or begins.match(said) or _SENTENCE.search(said):
            return
        yield said
