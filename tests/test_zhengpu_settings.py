"""Settings from a file, the environment and the command line; the service under a path of somebody else's site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.drawn_plan import FIRST, SECOND, store
from zhengpu.graph.errors import UsageError
from zhengpu.http import create_app
from zhengpu.service import Zhengpu
from zhengpu.settings import Settings, settings

FILE = """
store = "/srv/plans"
host = "0.0.0.0"
port = 8080
hosts = ["plans.gov.cn", ".intra.cn"]
mcp = true
"""


def _file(tmp_path: Path, text: str) -> dict[str, str]:
    path = tmp_path / "settings.toml"
    path.write_text(text, "utf-8")
    return {"ZHENGPU_CONFIG": str(path)}


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    named = _file(tmp_path, FILE)
    found = settings(environment=named)
    assert (found.store, found.host, found.port, found.mcp) == ("/srv/plans", "0.0.0.0", 8080, True)
    assert found.hosts == ("plans.gov.cn", ".intra.cn")
    said = {"ZHENGPU_STORE": "/other", "ZHENGPU_HOSTS": "a.cn, b.cn", "ZHENGPU_MCP": "no", "ZHENGPU_PORT": "9000"}
    over = settings(environment=named | said)
    assert (over.store, over.hosts, over.mcp, over.port) == ("/other", ("a.cn", "b.cn"), False, 9000)
    assert settings("/third", named | said).store == "/third"
    assert settings(environment={}) == Settings()


def test_the_users_own_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "zhengpu").mkdir()
    (tmp_path / "zhengpu" / "settings.toml").write_text(FILE, "utf-8")
    assert settings(environment={"XDG_CONFIG_HOME": str(tmp_path)}).port == 8080


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("stor = 'x'", "stor"),
        ("port = 'x'", "port"),
        ("mcp = 1", "mcp"),
        ("hosts = [1]", "hosts"),
        ("port = true", "port"),
        ("store", "TOML"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        settings(environment=_file(tmp_path, text))


@pytest.mark.parametrize("name", ["ZHENGPU_PORT", "ZHENGPU_MCP"])
def test_a_mistake_in_the_environment_is_named(name: str) -> None:
    with pytest.raises(UsageError, match=name):
        settings(environment={name: "x"})


def test_every_setting_has_a_default_that_tells_its_shape() -> None:
    assert {type(field.default) for field in fields(Settings)} <= {str, int, bool, tuple, type(None)}


@pytest.fixture(scope="module")
def plans() -> Iterator[Zhengpu]:
    with Zhengpu(store(FIRST, SECOND), Settings()) as zp:
        yield zp


PAGES = ("/", "/?kind=Unit", "/documents", "/sparql", "/docs", "/view/matrix")
_ADDRESS = re.compile(r'(?:href|src|action)="(/[^"]*)"')


def test_every_address_of_every_page_stands_under_the_root(plans: Zhengpu) -> None:
    bare = TestClient(create_app(plans))
    client = TestClient(create_app(replaced(plans, root_path="/zhengpu/")))
    for page in PAGES:
        accept = {"Accept": "text/html"}
        here, there = bare.get(page, headers=accept), client.get(f"/zhengpu{page}", headers=accept)
        assert there.status_code == here.status_code == 200
        found, under = _ADDRESS.findall(here.text), _ADDRESS.findall(there.text)
        assert under == [f"/zhengpu{address}" for address in found], page
        assert found
        for address in sorted(set(found))[:30]:
            assert client.get(f"/zhengpu{address}", headers=accept).status_code == bare.get(address, headers=accept).status_code, address
        assert client.get(page, headers=accept).text == there.text  # where the proxy takes the path away


def replaced(zp: Zhengpu, **chosen: str) -> Zhengpu:
    """The same over the same store, with other settings."""
    return Zhengpu(zp.store, replace(zp.settings, **chosen))  # type: ignore[arg-type]


def test_scripts_ask_under_the_root_and_data_is_left_as_it_is(plans: Zhengpu) -> None:
    bare, client = TestClient(create_app(plans)), TestClient(create_app(replaced(plans, root_path="zhengpu")))
    for name in ("documents.js", "site.js", "sparql.js", "view.js"):
        asked = re.findall(r"[\"`](/(?:zhengpu/)?(?:api|documents|sparql|view)\b)", client.get(f"/zhengpu/static/{name}").text)
        assert asked, name
        assert all(address.startswith("/zhengpu/") for address in asked)
    for path in ("/api/documents", "/api/tasks", "/openapi.json", "/view/matrix/file", "/static/site.css"):
        if path != "/openapi.json":
            assert client.get(f"/zhengpu{path}").content == bare.get(path).content, path
    assert client.get("/openapi.json").json()["servers"] == [{"url": "/zhengpu"}]
    answer = client.post("/zhengpu/sparql", data={"query": "ASK {}"})
    assert answer.json()["boolean"] is True


DEPLOY = Path(__file__).parent.parent / "deploy"


def test_the_files_for_installing_say_what_there_is() -> None:
    found = settings(environment={"ZHENGPU_CONFIG": str(DEPLOY / "settings.toml")})
    assert (found.store, found.proxies) == ("/var/lib/zhengpu/store", ("127.0.0.1",))
    unit, image = ((DEPLOY / name).read_text("utf-8") for name in ("zhengpu.service", "Containerfile"))
    known = {f"ZHENGPU_{field.name.upper()}" for field in fields(Settings)} | {"ZHENGPU_CONFIG"}
    assert set(re.findall(r"\bZHENGPU_\w+", unit + image)) <= known
    assert "/bin/zhengpu serve" in unit
    assert 'ENTRYPOINT ["zhengpu"]\nCMD ["serve"]' in image
    assert "USER zhengpu" in image


@pytest.mark.parametrize("times", [0, 1, 2, 3])
def test_a_root_named_again_and_again_gets_nobody_past_the_door(tmp_path: Path, times: int) -> None:
    with Zhengpu(store(FIRST), Settings(store=str(tmp_path), root_path="/zhengpu", admin_key="k")) as zp:
        client = TestClient(create_app(zp))
        for path in ("/api/backup", "/api/audit", "//api/audit", "/./api/audit"):
            assert client.get("/zhengpu" * times + path).status_code in (403, 404), path
        assert client.get("/zhengpu" * times + "/api/audit", headers={"X-Admin-Key": "k"}).status_code == 200
