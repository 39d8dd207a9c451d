"""A misused command says in Chinese what is wrong, and ends with code 2."""

from __future__ import annotations

import sys

import pytest

from zhengpu.cli import main

MISUSES = {
    ("foo",): "没有 foo 这个命令",
    ("serve", "--prt", "3"): "没有 --prt 这个选项",
    ("--port", "8123", "serve"): "--port 要写在命令后面。\n它是 serve、demo 等命令的选项",
    ("serve", "--port", "x"): "选项 --port 的值不对。\n它应当是0到65535的整数",
    ("ingest", "--workers", "0", "x"): "它应当是不小于1的整数",
    ("ask",): "缺少 参数",
    ("view", "matrix"): "缺少 选项 -o/--output",
    ("ask", "--today", "昨天", "x"): "它应当是日期，如 2023-05-01",
    ("serve", "--port"): "选项 --port 用得不对",
    ("keys", "fly"): "不认识 keys fly",
}


@pytest.mark.parametrize(("words", "said"), MISUSES.items(), ids=" ".join)
def test_what_is_wrong_is_said(
    words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["zhengpu", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert said in told
    assert "Error" not in told
    assert "Usage" not in told


@pytest.mark.parametrize(("words", "code"), [(("--version",), 0), (("--help",), 0), ((), 2)])
def test_what_is_asked_for_is_printed(
    words: tuple[str, ...], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["zhengpu", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert (ended.value.code or 0) == code
    said = capsys.readouterr()
    assert "zhengpu" in said.out + said.err or "政谱" in said.out + said.err
