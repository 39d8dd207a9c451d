"""The same product on three stores: `python -m benchmarks.stores` asks a folder, `oxigraph serve` and Virtuoso 7 the same things over HTTP.

The analysts' queries with the rows they must return, and every question of the sample; prints each difference.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx

from benchmarks.materials import ROOT, SHARED
from benchmarks.service import running
from tests.test_graph_server_store import oxigraph, virtuoso
from zhengpu.service import open_zhengpu

__all__ = ["main"]


def main() -> None:
    """Print how many queries return their rows, and how many answers differ from the folder's."""
    with tempfile.TemporaryDirectory() as name:
        answers: dict[str, list[Any]] = {}
        for store, opened in (("folder", _folder), ("oxigraph", oxigraph), ("virtuoso", virtuoso)):
            with ExitStack() as stack:
                address = stack.enter_context(opened(Path(name)))
                with open_zhengpu(address) as zp:
                    plan = ROOT / "data" / "xinjiang-2022-26.txt"
                    zp.add(plan.read_bytes(), plan.name)
                base = stack.enter_context(running(address))
                client = stack.enter_context(httpx.Client(base_url=base, timeout=120, trust_env=False))
                print(f"{store}: queries {_queries(client)}")
                answers[store] = list(_questions(client))
        for store in ("oxigraph", "virtuoso"):
            pairs = list(zip(answers["folder"], answers[store], strict=True))
            different = [ours["question"] for ours, theirs in pairs if _told(ours) != _told(theirs)]
            if "-v" in sys.argv:
                for ours, theirs in pairs:
                    if _told(ours) != _told(theirs):
                        print(json.dumps([_told(ours), _told(theirs)], ensure_ascii=False, indent=1))
            print(f"{store}: {len(pairs) - len(different)}/{len(pairs)} answers as from the folder {different[:5]}")


@contextmanager
def _folder(root: Path) -> Iterator[str]:
    yield str(root / "folder")


def _queries(client: httpx.Client) -> str:
    right, wrong = 0, []
    paths = sorted((SHARED / "eval" / "queries").glob("*.rq"))
    for path in paths:
        expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
        answer = client.get("/sparql", params={"query": path.read_text("utf-8")}, headers={"accept": "application/sparql-results+json"})
        if answer.is_success and _same(answer.json(), expected):
            right += 1
        else:
            wrong.append(path.stem)
    return f"{right}/{len(paths)} {wrong}"


def _same(answer: dict[str, Any], expected: Any) -> bool:
    columns = answer["head"]["vars"]
    rows = [[_cell(row.get(column, {}).get("value")) for column in columns] for row in answer["results"]["bindings"]]
    wanted = expected["rows"] if isinstance(expected, dict) else expected
    listed = [[_cell(value) for value in (row.values() if isinstance(row, dict) else row)] for row in wanted]
    if len(rows) != len(listed):
        return False
    left = list(listed)
    for row in rows:
        found = next((one for one in left if len(one) == len(row) and all(_agree(a, b) for a, b in zip(row, one, strict=True))), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _cell(value: Any) -> str:
    try:
        return str(float(value))
    except (TypeError, ValueError):
        return "" if value is None else str(value)


def _agree(got: str, wanted: str) -> bool:
    return got == wanted or got.rsplit("#", 1)[-1] == wanted or (len(wanted) > 3 and wanted in got)


def _questions(client: httpx.Client) -> Iterator[Any]:
    for line in (ROOT / "data" / "xinjiang-2022-26.questions.jsonl").read_text("utf-8").splitlines():
        yield client.post("/api/ask", json={"question": json.loads(line)["question"], "today": "2022-11-01"}).json()


def _told(answer: dict[str, Any]) -> Any:
    items = [{key: value for key, value in item.items() if key != "evidence"} for item in answer.get("items", [])]
    evidence = [sorted(json.dumps(one, sort_keys=True) for one in item.get("evidence", [])) for item in answer.get("items", [])]
    return answer.get("outcome"), answer.get("kind"), answer.get("answer"), answer.get("count"), items, evidence


if __name__ == "__main__":
    main()
