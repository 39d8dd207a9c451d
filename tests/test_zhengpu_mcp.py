"""The Model Context Protocol, spoken with by the official SDK's own client: over standard input and over HTTP, with keys and limits."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.served import served_app
from zhengpu.http import create_app
from zhengpu.remote_service import NOTE, ServiceNote
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings

mcp = pytest.importorskip("mcp")
from mcp.client.streamable_http import streamable_http_client  # noqa: E402

ROOT = Path(__file__).parent.parent
PLAN = "乙县2023年工作要点\n一、文旅\n1.办好庙会。（县文旅局牵头，县教育局配合）\n2.修好戏台3座。（县教育局负责）\n"
TOOLS = {"ask", "find", "evidence", "sparql", "report", "progress", "compare", "checkup"}


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    found = Settings(store=str(tmp_path / "store"))
    with Zhengpu(open_store(found), found) as zp:
        zp.add(PLAN.encode(), "乙.txt")
    return found


def _with(server: Any, talk: Callable[[Any], Awaitable[None]], mode: str = "auto") -> None:
    async def run() -> None:
        async with mcp.Client(server, mode=mode) as client:
            await talk(client)

    asyncio.run(run())


def _stdio(chosen: Settings) -> Any:
    command = ["-m", "zhengpu", "mcp", "--store", chosen.store]
    return mcp.StdioServerParameters(command=sys.executable, args=command, env={**os.environ, "PYTHONPATH": str(ROOT)})


async def _said(client: Any, tool: str, **arguments: Any) -> dict[str, Any]:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    return dict(result.structured_content)


async def _refused(client: Any, tool: str, **arguments: Any) -> str:
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    return str(result.content[0].text)


async def _everything(client: Any) -> None:
    listed = (await client.list_tools()).tools
    assert {tool.name for tool in listed} == TOOLS
    assert all(tool.annotations.read_only_hint and tool.description for tool in listed)
    assert sum(len(tool.model_dump_json()) for tool in listed) < 10_000  # they stand in every conversation
    answer = await _said(client, "ask", question="县文旅局牵头哪些任务")
    assert (answer["outcome"], [item["label"] for item in answer["items"]]) == ("answered", ["办好庙会"])
    assert answer == await _said(client, "ask", question="县文旅局牵头哪些任务")
    proof = answer["items"][0]["evidence"][0]
    read = await _said(client, "evidence", document=proof["document"], start=proof["start"], end=proof["end"], around=4)
    assert read["quote"] == proof["quote"]
    assert PLAN.count(read["before"] + read["quote"] + read["after"]) == 1
    assert (await _said(client, "ask", question="今天天气怎么样"))["outcome"] != "answered"
    assert [item["title"] for item in (await _said(client, "find", words="戏台"))["items"]] == ["修好戏台3座"]
    assert (await _said(client, "find", kind="unit"))["total"] == 2
    (document,) = (await _said(client, "find", kind="document"))["items"]
    assert (await _said(client, "report", document=document["id"]))["tasks"] == 2
    checked = await _said(client, "checkup", document=document["id"], limit=1)
    assert (checked["tasks"], len(checked["findings"]), checked["total"]["findings"] > 1) == (2, 1, True)
    assert "没有这份文件" in await _refused(client, "checkup", document="没有这份?")
    assert await _refused(client, "compare", a=document["id"], b=document["id"])
    stands = await _said(client, "progress")
    assert (stands["loaded"], stands["total"], stands["lights"]["红"]) == (False, 2, 0)
    assert "还没有载入进展" in stands["summary"]
    table = await _said(client, "sparql", query="SELECT ?n { ?t zp:number ?n } ORDER BY ?n", limit=1)
    assert table == {"columns": ["n"], "rows": [["1"]], "cut": True}
    assert (await _said(client, "sparql", query="ASK { ?t a zp:Task }")) == {"boolean": True}
    assert "办好庙会" in (await _said(client, "sparql", query="CONSTRUCT { ?t rdfs:label ?l } { ?t a zp:Task; rdfs:label ?l }"))["turtle"]
    assert await _refused(client, "sparql", query="DROP ALL")
    assert "没有合上" in await _refused(client, "sparql", query="SELECT {")
    assert "没有这份文件" in await _refused(client, "report", document="没有这份?")
    assert "没有这一段" in await _refused(client, "evidence", document=document["id"], start=5, end=10_000_000)
    assert await _refused(client, "ask", question="")


def test_over_standard_input_on_the_store_itself(chosen: Settings) -> None:
    _with(_stdio(chosen), _everything)


def test_older_clients_shake_hands_first(chosen: Settings) -> None:
    _with(_stdio(chosen), _everything, mode="legacy")


def test_over_http_with_the_callers_own_key(chosen: Settings) -> None:
    with Zhengpu(open_store(chosen), chosen) as zp:
        whole = zp.keys.add("助手", ["read", "ask"], "2024-01-02")
        asks = zp.keys.add("窗口", ["ask"], "2024-01-02")

        async def only_asks(client: Any) -> None:
            assert (await _said(client, "ask", question="县文旅局牵头哪些任务"))["outcome"] == "answered"
            assert "密钥" in await _refused(client, "sparql", query="ASK {}")

        async def nothing(client: Any) -> None:
            assert "密钥" in await _refused(client, "ask", question="县文旅局牵头哪些任务")

        with served_app(create_app(zp, names=(), mcp=True)) as address:
            for key, talk in ((whole, _everything), (asks, only_asks), ("zp_guessed", nothing), ("", nothing)):
                asyncio.run(_over_http(f"{address}/mcp", key, talk))
            message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
            for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
                assert httpx.post(f"{address}/mcp", json=message, headers=headers).status_code in (403, 421)


async def _over_http(url: str, key: str, talk: Callable[[Any], Awaitable[None]]) -> None:
    import httpx2

    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with httpx2.AsyncClient(headers=headers, timeout=60) as http, mcp.Client(streamable_http_client(url, http_client=http)) as client:
        await talk(client)


def test_through_the_service_that_holds_the_store(chosen: Settings) -> None:
    with Zhengpu(open_store(chosen), chosen) as zp, served_app(create_app(zp)) as address:
        (Path(chosen.store) / NOTE).write_text(ServiceNote(f"{address}/", zp.keys.own()).text(), "utf-8")
        _with(_stdio(chosen), _everything)
