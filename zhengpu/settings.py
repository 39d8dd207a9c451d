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

    `store` is a folder or the address of a SPARQL 1.1 server; `admin_key` allows everything over HTTP. `keys` is the file of the other
    keys, `audit` the folder of the audit log, where they do not stand in the store's folder; `hosts` are names the service answers to.
    """

    store: str = DEFAULT_STORE
    base: str = DEFAULT_BASE
    admin_key: str | None = None
    keys: str | None = None
    audit: str | None = None
    hosts: tuple[str, ...] = ()

    @property
    def remote(self) -> bool:
        """True if the store is a server."""
        return self.store.startswith(("http://", "https://"))

    @property
    def key_path(self) -> Path | None:
        """Where keys are kept; None if nowhere is named for a store on a server."""
        return Path(self.keys) if self.keys else None if self.remote else Path(self.store) / "keys.json"

    @property
    def audit_folder(self) -> Path | None:
        """Where the audit log is kept; None as above."""
        return Path(self.audit) if self.audit else None if self.remote else Path(self.store) / "audit"


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
        keys=known.get("ZHENGPU_KEYS") or None,
        audit=known.get("ZHENGPU_AUDIT") or None,
        hosts=tuple(name.strip() for name in (known.get("ZHENGPU_HOSTS") or "").split(",") if name.strip()),
    )


def data_folder() -> Path:
    """The sample plan with its annotations and questions: inside the installed package, or `data/` of the checkout."""
    installed = Path(__file__).parent / "data"
    return installed if installed.is_dir() else Path(__file__).parent.parent / "data"
