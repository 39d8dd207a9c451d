"""Units of measure: a prefix and a base make a unit, whichever they are; numbers of one measure can be set beside each other."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from importlib.resources import files

import pytest

from zhengpu.graph.comparing.measures import load_measures
from zhengpu.graph.measured_units import load_measured_units
from zhengpu.graph.quantities import load_quantities

TABLE = tomllib.loads(files("zhengpu.graph").joinpath("units.toml").read_text("utf-8"))
UNITS, QUANTITIES = load_measured_units(), load_quantities()


@pytest.mark.parametrize(("unit", "name", "size"), TABLE["examples"]["read"])
def test_an_example(unit: str, name: str, size: str) -> None:
    assert UNITS.measure(unit) == ((name, Decimal(size)) if name else None)


@pytest.mark.parametrize("entry", TABLE["measure"], ids=[entry["name"] for entry in TABLE["measure"]])
def test_every_prefix_goes_with_every_base(entry: dict[str, object]) -> None:
    """A quantity of every unit that the grammar makes is read with the whole unit, alone and by another."""
    made = [unit for unit, (name, _) in UNITS.units.items() if name == entry["name"]]
    assert made
    for unit in made:
        read = [(str(q.value), q.unit) for q in QUANTITIES.find(f"规模达到12{unit}，累计")]
        assert read == ([] if entry["class"] == "never" else [("12", unit)]), unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("建设3MW储能", "MW"),
        ("降至0.3kWh/m²以下", "kWh/m²"),
        ("不超过40毫克每升", "毫克每升"),
        ("电价0.5元/kWh", "元/kWh"),
        ("推理时延小于5ms", "ms"),
        ("配置20T存储", "T"),
    ],
)
def test_a_unit_is_read_whole(text: str, unit: str) -> None:
    assert [q.unit for q in QUANTITIES.find(text)] == [unit]


@pytest.mark.parametrize("text", ["5G网络", "4K电视", "1080P高清", "100G-PON", "10kV线路", "28nm工艺", "5A级景区", "3D打印", "2Cr13钢"])
def test_what_is_no_unit(text: str) -> None:
    assert list(QUANTITIES.find(text)) == []


def test_units_of_one_measure_compare() -> None:
    measures = load_measures()
    assert measures.dimension("GWh") == measures.dimension("千瓦时") == measures.dimension("度") != measures.dimension("MW")
    assert measures.base(Decimal(1), "GWh") == measures.base(Decimal(1000000), "度")
    assert measures.dimension("P") == measures.dimension("EFLOPS")
