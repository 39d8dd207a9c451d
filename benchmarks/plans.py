"""`python -m benchmarks.plans FOLDER COUNT [--tasks 6] [--seed 0]`: realistic plans of any number, each with its gold.

Several shapes (brackets, labelled lines, articles), one jurisdiction after the other, lengths as uneven as real ones. The words are
data (`plans.toml`); plan `i` of a seed is the same whatever the number of plans. Gold has the shape of the shared annotations, limited to
layers the generator knows for certain.
"""

from __future__ import annotations

import argparse
import json
import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from zhengpu.graph.numerals import spell
from zhengpu.graph.places import Place, Places, load_places

__all__ = ["Generated", "Generator", "write_plans"]

LAYERS = ("document", "sections", "tasks", "responsibility", "cites", "targets")


@dataclass(frozen=True, slots=True)
class Generated:
    """One plan: a file name, its text, its annotation."""

    name: str
    text: str
    gold: dict[str, Any]


class Generator:
    """Makes plans. `tasks` is their mean number in one plan.

    >>> plan = Generator().plan(0)
    >>> plan == Generator().plan(0), plan.gold["document"]["title"] in plan.text
    (True, True)
    """

    def __init__(self, seed: int = 0, tasks: int = 6) -> None:
        self._seed, self._tasks = seed, tasks
        self._words = tomllib.loads((Path(__file__).parent / "plans.toml").read_text("utf-8"))
        self._places: Places = load_places()
        counties = [p for p in self._places.all() if p.until is None and p.level != "省" and p.name[-1] in "县市区"]
        self._counties: tuple[Place, ...] = tuple(random.Random(seed).sample(counties, len(counties)))

    def plans(self, count: int) -> Iterator[Generated]:
        """The first `count` plans."""
        return map(self.plan, range(count))

    def plan(self, index: int) -> Generated:
        """The plan of this number."""
        return _Plan(index, random.Random(f"{self._seed}/{index}"), self._words, self._counties, self._places, self._tasks).generated()


class _Plan:
    """One plan being written."""

    def __init__(
        self, index: int, dice: random.Random, words: dict[str, Any], counties: tuple[Place, ...], places: Places, tasks: int
    ) -> None:
        self._index, self._dice, self._words = index, dice, words
        self._place = counties[index % len(counties)]
        self._above = places.parents(self._place)
        self._year = words["years"][index // len(counties) % len(words["years"])]
        self._subject, self._shape = dice.choice(words["subject"]), dice.choice(words["shape"])
        # Few long plans, many short ones, as in life.
        self._count = max(1, min(round(dice.lognormvariate(0, 0.6) * tasks * 0.84), tasks * 12))
        self._number = f"{places.short(self._place.name)[0]}{self._shape['office']}〔{self._year}〕{index % 89 + 1}号"
        self._issued = date(self._year, 1, 5) + timedelta(days=dice.randrange(330))

    def generated(self) -> Generated:
        place, year, kind = self._place.name, self._year, self._shape["kind"]
        title = f"{place}{self._subject['name']}{year}年{kind}"
        issuer = f"{place}人民政府" + ("办公室" if "办" in self._shape["office"] else "")
        above = self._above[-1].name if self._above else "国务院"
        basis = f"{above}{self._subject['name']}{year}年{kind}"
        bodies, sections, tasks = self._body()
        day = f"{self._issued.year}年{self._issued.month}月{self._issued.day}日"
        lines = [
            f"{issuer}文件", self._number, f"{issuer}关于印发{title}的通知", "各镇人民政府，县直各有关单位：",
            f"《{title}》已经{place[-1]}人民政府同意，现印发给你们，请认真贯彻执行。", issuer, day, title,
            f"根据《{basis}》精神，结合我{place[-1]}实际，制定本{kind[-2:]}。", *bodies,
        ]  # fmt: skip
        document = {
            "title": title, "number": self._number, "issuer": issuer, "issued": self._issued.isoformat(), "jurisdiction": place,
            "recipients": ["各镇人民政府", "县直各有关单位"], "based_on": [{"title": basis, "number": None}],
            "headline_targets": [], "interpreted_by": None, "copied_to": [],
        }  # fmt: skip
        gold = {"layers": list(LAYERS), "document": document, "sections": sections, "tasks": tasks}
        return Generated(f"{self._place.code}-{year}-{self._index:05d}.txt", "\n\n".join(lines) + "\n", gold)

    def _body(self) -> tuple[list[str], list[dict[str, Any]], list[dict[str, Any]]]:
        shape, titles = self._shape, self._subject["sections"]
        parts = min(len(titles), self._count)
        cuts = sorted(self._dice.sample(range(1, self._count), parts - 1)) if parts > 1 else []
        lines: list[str] = []
        sections: list[dict[str, Any]] = []
        tasks: list[dict[str, Any]] = []
        for position in range(self._count):
            if position == 0 or position in cuts:
                chinese, title = spell(len(sections) + 1), titles[len(sections)]
                path = shape["path"].format(chinese=chinese)
                sections.append({"path": path, "title": title, "work_group": None})
                lines.append(shape["heading"].format(chinese=chinese, title=title))
            line, task = self._task(position + 1, sections[-1]["path"])
            lines.append(line)
            tasks.append(task)
        return lines, sections, tasks

    def _task(self, number: int, path: str) -> tuple[str, dict[str, Any]]:
        words, shape = self._dice.choice(self._words["task"]), self._shape
        n = self._dice.choice((2, 3, 5, 8, 12, 20, 60, 120, 200, 500))
        text = words["text"].format(year=self._year, n=n)
        wanted = self._dice.randint(1, len(words["bureaus"]))
        more = self._dice.sample(self._words["bureaus"], self._dice.randint(0, 2))
        units = list(dict.fromkeys(f"{self._place.name[-1]}{bureau}" for bureau in (*words["bureaus"][:wanted], *more)))
        lead, others = units[0], "、".join(units[1:])
        duty = (shape["duty"] if others else shape["alone"]).format(lead=lead, others=others)
        first, rest = shape["roles"]
        if not others and "负责" in shape["alone"]:
            first = "responsible"
        line = shape["task"].format(
            number=number, ordinal=spell(number), title=words["title"], text=text, duty=duty, lead=lead
        )  # fmt: skip
        target = words.get("target")
        targets = [
            {
                "text": text.split("。")[-2], "indicator": target["indicator"], "op": target["op"], "value": n, "value2": None,
                "unit": target["unit"], "deadline": f"{self._year}-12-31",
            }
        ] if target else []  # fmt: skip
        roles = [{"unit": lead, "role": first}, *({"unit": unit, "role": rest} for unit in units[1:])]
        task = {"number": number, "title": words["title"], "section": path, "responsibility": roles, "targets": targets}
        return line, task | {"cites": [{"title": title, "number": None} for title in words.get("cites", ())]}


def write_plans(folder: Path, count: int, *, seed: int = 0, tasks: int = 6, gold: bool = False) -> list[Path]:
    """Write plans into a folder (their gold beside it, in `FOLDER.gold`, where a reader of the folder does not take it for plans)."""
    folder.mkdir(parents=True, exist_ok=True)
    answers = folder.with_name(folder.name + ".gold")
    if gold:
        answers.mkdir(exist_ok=True)
    paths = []
    for plan in Generator(seed, tasks).plans(count):
        paths.append(folder / plan.name)
        paths[-1].write_text(plan.text, "utf-8")
        if gold:
            (answers / f"{plan.name.removesuffix('.txt')}.gold.json").write_text(
                json.dumps(plan.gold, ensure_ascii=False, indent=1), "utf-8"
            )
    return paths


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--tasks", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    paths = write_plans(given.folder, given.count, seed=given.seed, tasks=given.tasks, gold=True)
    print(f"{len(paths)} plans in {given.folder}, gold in {given.folder}.gold")


if __name__ == "__main__":
    main()
