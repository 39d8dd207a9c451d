"""Where things are: the store, the base of IRIs, the sample data. Environment variables are read here alone."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from zhengpu.graph.names import DEFAULT_BASE

__all__ = ["Settings", "data_folder", "settings"]


DEFAULT_STORE = "./zhengpu-store"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the person chose.

    `store` is a folder or the address of a SPARQL 1.1 server; `admin_key` allows changes over HTTP from elsewhere.
    """

    store: str = DEFAULT_STORE
    base: str = DEFAULT_BASE
    admin_key: str | None = None

    @property
    def remote(self) -> bool:
        """True if the store is a server."""
        return self.store.startswith(("http://", "https://"))


def settings(store: str | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """An argument wins over the environment (`ZHENGPU_STORE`, `ZHENGPU_BASE`, `ZHENGPU_ADMIN_KEY`), that over the default.

    >>> settings(environment={"ZHENGPU_STORE": "/srv/plans"}).store
    '/srv/plans'
    """
    known = os.environ if environment is None else environment
    return Settings(
        store=store or known.get("ZHENGPU_STORE") or DEFAULT_STORE,
        base=known.get("ZHENGPU_BASE") or DEFAULT_BASE,
        admin_key=known.get("ZHENGPU_ADMIN_KEY") or None,
    )


def data_folder() -> Path:
    """The sample plan with its annotations and questions: inside the installed package, or `data/` of the checkout."""
    installed = Path(__file__).parent / "data"
    return installed if installed.is_dir() else Path(__file__).parent.parent / "data"
