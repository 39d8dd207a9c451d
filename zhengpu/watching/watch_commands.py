"""`zhengpu watch`: folders read again when something in them changes, and whoever wants to know is told."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhengpu.commands.store_option import StoreOption
from zhengpu.graph.errors import EnvironmentTrouble, UsageError
from zhengpu.settings import Settings, settings

if TYPE_CHECKING:
    from zhengpu.keeping.intake import Outcome
    from zhengpu.watching.folder_watch import FolderWatch, WatchReader
    from zhengpu.watching.news import NewsEntry, NewsLog
    from zhengpu.watching.watched_state import WatchedState

__all__ = ["watch"]

_STATE = "watched.json"
_AT_ONCE = 200
"""So many changes go in one call."""


def watch(
    folders: Annotated[list[Path], typer.Argument(help="文件夹，可以多个")],
    every: Annotated[float, typer.Option("--every", help="隔多少秒看一遍", min=0.1)] = 30.0,
    once: Annotated[bool, typer.Option("--once", help="看一遍就结束（供 cron 用）")] = False,
    replace_: Annotated[bool, typer.Option("--replace", help="别处来的另一文本也替换图谱里的（原来的一版留着）")] = False,
    anything: Annotated[bool, typer.Option("--any", help="不像行动计划的也收入")] = False,
    webhook: Annotated[str | None, typer.Option("--webhook", help="把更新发到这个地址；主机要在设置 webhook_hosts 里")] = None,
    state: Annotated[Path | None, typer.Option("--state", help="看过哪些文件记在这里（默认在图谱库里）")] = None,
    store: StoreOption = None,
) -> None:
    """监视文件夹：新来的、改过的文件自动重读，不见了的只说明；更新写进订阅源（服务的 /api/changes.atom），也可以发到 webhook。"""
    from zhengpu.watching.folder_watch import FolderWatch, WatchChoice
    from zhengpu.watching.news import NewsLog
    from zhengpu.watching.watched_state import load_watched

    chosen = settings(store)
    chosen = replace(chosen, webhook=webhook) if webhook else chosen
    if state is None and chosen.remote:
        raise UsageError("没有地方记看过哪些文件", "图谱库在 SPARQL 服务器上", "请加 --state 文件")
    kept = state or Path(chosen.store) / _STATE
    saved, news, choice = load_watched(kept), NewsLog(chosen.news_path), WatchChoice(anything, replace_, once)
    watches = [FolderWatch(folder, _opening(store), news, choice, saved.folders.get(str(folder.resolve()))) for folder in folders]
    teller = _Teller(chosen, news, saved.told)
    ended = threading.Event()
    with _ended_by(ended):
        while True:
            trouble = _round(watches, teller, kept, saved, ended)
            if once and trouble is not None:
                raise trouble
            if once or ended.wait(every):
                return


def _opening(store: str | None) -> Callable[[], AbstractContextManager[WatchReader]]:
    """Opens the store, or the service that holds it, for one round."""

    @contextmanager
    def opening() -> Iterator[WatchReader]:
        from zhengpu.commands.opening import opened
        from zhengpu.service import Zhengpu

        with opened(store) as zp:
            if isinstance(zp, Zhengpu):
                zp.aside = True  # a file made to hurt ends a child
            yield zp

    return opening


class _Teller:
    """Sends what was not sent yet; what could not be sent waits."""

    def __init__(self, chosen: Settings, news: NewsLog, told: Mapping[str, str]) -> None:
        from zhengpu.watching.webhook import Webhook

        self.told, self._news, self._url = dict(told), news, chosen.webhook or ""
        self._hook = Webhook(self._url, chosen.webhook_hosts, secret=chosen.webhook_secret) if self._url else None
        if self._hook is not None and self._url not in self.told:  # what was before is not told
            self.told[self._url] = next((entry.id for entry in news.latest(1)), "")

    def tell(self) -> None:
        while self._hook is not None and (entries := self._news.since(self.told[self._url])[:_AT_ONCE]):
            self._hook.tell(entries)
            self.told[self._url] = entries[-1].id


def _round(
    watches: list[FolderWatch], teller: _Teller, kept: Path, saved: WatchedState, ended: threading.Event
) -> EnvironmentTrouble | None:
    """Look into each folder once, save what was seen, tell it; the last trouble that will perhaps have gone the next time."""
    from zhengpu.watching.watched_state import WatchedState, save_watched

    def save() -> None:
        save_watched(kept, WatchedState({**saved.folders, **{str(one.folder): one.seen for one in watches}}, teller.told))

    trouble = None
    for one in watches:
        try:
            for name, came in one.round():
                _say(name, came)
                if ended.is_set():
                    break
        except EnvironmentTrouble as error:
            trouble = error
            _complain(error)
        save()
    try:
        teller.tell()
    except EnvironmentTrouble as error:
        trouble = error
        _complain(error)
    save()
    return trouble


def _say(name: str, came: Outcome | NewsEntry) -> None:
    from zhengpu.commands.terminal import report_text
    from zhengpu.ingest.files.archives import readable_name
    from zhengpu.keeping.intake import Outcome

    shown = readable_name(name)
    if not isinstance(came, Outcome):
        typer.echo(came.text())
    elif came.report is None:
        typer.echo(f"{shown}：没有读入。{came.error}", err=True)
    else:
        typer.echo(report_text(shown, came.report) + (f"\n  {came.note}" if came.note else ""))


def _complain(error: EnvironmentTrouble) -> None:
    sys.stderr.write(f"{error}\n")


@contextmanager
def _ended_by(ended: threading.Event) -> Iterator[None]:
    """Ctrl-C and SIGTERM end the watch after the file that is being read."""
    before = {number: signal.signal(number, lambda *_: ended.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
