"""A confirmation: somebody looked at an entry of the review queue and found the reading right."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Confirmation"]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """`key` is the entry's: a digest of what it says and the words it rests on, so that it counts until either changes.

    `about` is what was confirmed, in words, and `document` the key of the document, for the list of confirmations.
    """

    key: str
    by: str
    on: str
    about: str = ""
    document: str = ""
    why: str = ""
