"""What is said about accuracy is what the benchmarks measured: nothing counted by hand, first tries apart."""

from __future__ import annotations

import json
import tomllib
from datetime import date

import pytest
from fastapi.testclient import TestClient

from benchmarks.accuracy_page import accuracy_data
from benchmarks.plan_pairs import PairScore
from tests.test_house_floors import ROOT
from zhengpu.commands.accuracy_report import accuracy_text, load_accuracy
from zhengpu.http import create_app
from zhengpu.service import Zhengpu

STORED = json.loads((ROOT / "benchmarks" / "last.json").read_text("utf-8"))["figures"]
TOLD = tomllib.loads((ROOT / "benchmarks" / "accuracy.toml").read_text("utf-8"))


def test_the_figures_are_those_of_the_stored_run() -> None:
    found = {group.key: group for group in load_accuracy().groups}
    titles = {one["title"]: one["name"] for one in TOLD["layer"]}
    assert found["layers"].rows
    assert {titles[str(title)]: rate for title, rate in found["layers"].rows} == {
        name: STORED[f"all {name}"] for name in titles.values() if f"all {name}" in STORED
    }
    questions = {one["title"]: one["name"] for one in TOLD["questions"]}
    for title, many, rate, wrong in found["questions"].rows:
        name = questions[str(title)]
        assert rate == STORED.get(f"book {name}", STORED.get(f"questions {name}"))
        assert wrong in (None, STORED.get(f"book {name} answered wrongly"))
        assert isinstance(many, int)
        assert many > 0
    for place, name in ((2, "precision"), (4, "recall"), (5, "recall with possible ones")):
        rates = [
            rate
            for key, rate in STORED.items()
            if key.startswith("pairs ") and key.endswith(f" {name}") and not key.startswith("pairs all")
        ]
        assert sorted(row[place] for row in found["pairs"].rows) == sorted(rates)  # type: ignore[type-var]


def test_first_tries_are_apart_and_kept_as_entered() -> None:
    found = load_accuracy()
    assert [(one.what, one.made, one.right, one.wanted, one.found) for one in found.first_tries] == [
        (one["what"], one["made"], one["right"], one["wanted"], one["found"]) for one in TOLD["first_try"]
    ]
    for one in found.first_tries:
        assert one.precision == (round(one.right / one.made, 6) if one.made else None)
        assert one.recall == (round(one.found / one.wanted, 6) if one.wanted else None)


def test_a_run_becomes_the_page_without_counting_anew() -> None:
    figures = {"all tasks": 0.5, "book sample": 0.25, "book sample answered wrongly": 2, "shape list txt, tabs: duties": 0.75}
    pair = PairScore("x", "甲～乙", made=4, right=3, wanted=2, found=1, maybe=2)
    made = accuracy_data(figures | {"shape list txt, tabs: tasks": 1.0}, [pair], date(2026, 1, 2))
    rows = {group["key"]: group["rows"] for group in made["groups"]}
    assert rows["layers"] == [["任务", 0.5]]
    assert rows["questions"][0][2:] == [0.25, 2]
    assert rows["shapes"] == [["清单，文本，制表符", 0.75, 1.0]]
    assert rows["pairs"] == [["甲～乙", 4, 0.75, 2, 0.5, 1.0]]
    assert (made["measured"], "plans" in rows) == ("2026-01-02", False)


def test_the_page_the_data_and_the_command(empty: Zhengpu, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from zhengpu.cli import main

    with TestClient(create_app(empty)) as client:
        page = client.get("/accuracy", headers={"accept": "text/html"}).text
        for shown in ("第一次", "调过的", "还不行的", "make bench", TOLD["first_try"][0]["what"], TOLD["limit"][0]["text"][:12]):
            assert shown in page
        assert client.get("/api/accuracy").json() == dict(load_accuracy().data)
    monkeypatch.setattr("sys.argv", ["zhengpu", "accuracy"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    told = capsys.readouterr().out
    assert told.strip() == accuracy_text(load_accuracy()).strip()
    assert told.index("【第一次】") < told.index("【调过的】") < told.index("【还不行的】")
