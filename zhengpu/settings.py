"""Where things are: the store, the base of IRIs, the sample data. Environment variables are read here alone."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import Field, dataclass, fields
from pathlib import Path
from typing import Any

from zhengpu.graph.errors import UsageError, reason
from zhengpu.graph.names import DEFAULT_BASE

__all__ = ["Settings", "data_folder", "settings"]


DEFAULT_STORE = "./zhengpu-store"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the person chose. Each may stand in a settings file under its name, or in the environment as `ZHENGPU_…`.

    `store` is a folder or the address of a SPARQL 1.1 server; `base` that of IRIs. Of the service: where it listens (`host`, `port`), the
    `hosts` it answers to, the path it stands under behind a proxy (`root_path`), the origins of other sites whose pages may ask `/sparql`
    (`cors`; `*` is any), addresses of `proxies` whose X-Forwarded-For and -Proto
    count; `admin_key` allows everything, `keys` is the file of the other keys and `audit` the folder of the audit log, where they do not
    stand in the store's folder, `receipts` the file of receipts likewise (`off`: they are kept no longer than the process lives), `news`
    the file of what changed; `webhook` is the address that `zhengpu watch` tells it to, `webhook_hosts` the hosts it may be told to,
    `webhook_secret` what that is signed with; `model` is the OpenAI-compatible address of a model on the closed network that may propose
    how to take a question that was not read (none: there is none), with `model_name` and `model_key`;
    `allow_update`, `mcp` and `without_keys` as the options of `zhengpu serve`.
    """

    store: str = DEFAULT_STORE
    base: str = DEFAULT_BASE
    admin_key: str | None = None
    keys: str | None = None
    audit: str | None = None
    receipts: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    hosts: tuple[str, ...] = ()
    root_path: str = ""
    cors: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    allow_update: bool = False
    mcp: bool = False
    without_keys: bool = False
    news: str | None = None
    webhook: str | None = None
    webhook_hosts: tuple[str, ...] = ()
    webhook_secret: str | None = None
    model: str | None = None
    model_name: str = "default"
    model_key: str | None = None

    @property
    def remote(self) -> bool:
        """True if the store is a server."""
        return self.store.startswith(("http://", "https://"))

    @property
    def key_path(self) -> Path | None:
        """Where keys are kept; None if nowhere is named for a store on a server."""
        return Path(self.keys) if self.keys else None if self.remote else Path(self.store) / "keys.json"

    @property
    def news_path(self) -> Path | None:
        """Where it is kept what changed; None as above."""
        return Path(self.news) if self.news else None if self.remote else Path(self.store) / "news.jsonl"

    @property
    def audit_folder(self) -> Path | None:
        """Where the audit log is kept; None as above."""
        return Path(self.audit) if self.audit else None if self.remote else Path(self.store) / "audit"


def settings(store: str | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """An argument wins over the environment, that over the settings file, that over the default.

    The file is the one `ZHENGPU_CONFIG` names, else `zhengpu/settings.toml` in the user's folder of settings, else that in `/etc`.
    Raises `UsageError` for a name or value that is none.

    >>> settings(environment={"ZHENGPU_STORE": "/srv/plans", "ZHENGPU_HOSTS": "a.cn, b.cn"}).hosts
    ('a.cn', 'b.cn')
    """
    known = os.environ if environment is None else environment
    chosen = _filed(known)
    for field in fields(Settings):
        if said := known.get(f"ZHENGPU_{field.name.upper()}"):
            chosen[field.name] = _value(said, field, f"环境变量 ZHENGPU_{field.name.upper()}")
    if store:
        chosen["store"] = store
    return Settings(**chosen)


def _filed(known: Mapping[str, str]) -> dict[str, Any]:
    own = known.get("XDG_CONFIG_HOME") or (str(Path(known["HOME"]) / ".config") if known.get("HOME") else None)
    places = [Path(above) / "zhengpu" / "settings.toml" for above in (own, "/etc") if above]
    named = known.get("ZHENGPU_CONFIG")
    path = Path(named) if named else next((place for place in places if place.is_file()), None)
    if path is None:
        return {}
    try:
        said = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"读不了设置文件 {path}", reason(error), "请检查路径和权限") from error
    except ValueError as error:
        raise UsageError(f"设置文件 {path} 不是 TOML", str(error), "请按提示的行列修改") from error
    names = {field.name: field for field in fields(Settings)}
    if unknown := sorted(set(said) - set(names)):
        raise UsageError(f"设置文件 {path} 里有不认识的“{unknown[0]}”", f"可以设置的有 {'、'.join(names)}", "请改写它")
    return {name: _value(value, names[name], f"设置文件 {path} 的 {name}") for name, value in said.items()}


def _value(said: object, field: Field[Any], where: str) -> object:
    """A value as its field wants it; text of the environment is read as what it stands for."""
    wanted = type(field.default)
    if wanted is bool and isinstance(said, str):
        said = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}.get(said.lower(), said)
    elif wanted is int and isinstance(said, str) and said.isdigit():
        said = int(said)
    elif wanted is tuple and isinstance(said, str):
        said = [part.strip() for part in said.split(",") if part.strip()]
    if wanted is tuple and isinstance(said, list) and all(isinstance(part, str) for part in said):
        return tuple(said)
    if type(said) is wanted or (wanted is type(None) and isinstance(said, str)):
        return said
    shapes = {bool: "true 或 false", int: "整数", tuple: "一列文字"}
    raise UsageError(f"{where} 的值不对", f"它应当是{shapes.get(wanted, '文字')}", "请改写它")


def data_folder() -> Path:
    """The sample plan with its annotations and questions: inside the installed package, or `data/` of the checkout."""
    installed = Path(__file__).parent / "data"
    return installed if installed.is_dir() else Path(__file__).parent.parent / "data"
