"""Where a speaker pauses who sets no marks: behind the particles that end a clause or hold the floor (嘛, 啊, 呃)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from zhengpu.query.words.speech import TaggedWord

__all__ = ["paused"]

_PARTICLES = frozenset("啊呀哇呢嘛吗吧啦喽哈哦喔噢呃嗯额诶哎唉欸咳")
"""The particles of mood and the interjections of one character: a closed class of the language (语气词, 叹词)."""
_JOINING = ("然后", "就是说", "完了")
"""With these a speaker goes on."""


def paused(text: str, cut: Callable[[str], Sequence[TaggedWord]]) -> str:
    """A comma behind each particle that stands as a word of its own inside a text, and before a word that goes on.

    >>> from zhengpu.query.words.speech import load_speech
    >>> paused("我是种地的嘛然后那个大棚啊补多少", load_speech().cut)
    '我是种地的嘛，然后那个大棚啊，补多少'
    >>> paused("酒吧街归谁管呢", load_speech().cut)
    '酒吧街归谁管呢'
    """
    words = list(cut(text))
    if not any(w.surface in _PARTICLES for w in words[:-1]):
        return text
    out: list[str] = []
    at = 0
    for word, after in zip(words, [*words[1:], None], strict=True):
        out.append(text[at : word.start])
        if word.surface in _JOINING and out and (before := "".join(out)[-1:]).isalpha() and before not in _PARTICLES:
            out.append("，")
        out.append(word.surface)
        at = word.end
        if word.surface in _PARTICLES and after is not None and after.surface[:1].isalnum() and after.surface not in _PARTICLES:
            out.append("，")
    return "".join(out) + text[at:]
