"""The API's own description, taken at its word: generated requests, replies as described, never a server error."""

from __future__ import annotations

import zlib
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from zhengpu.http import create_app
from zhengpu.service import Zhengpu

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 10


@pytest.fixture
def app(empty: Zhengpu, sample_text: str) -> Any:
    """The application over a store of its own: generated requests may upload and remove."""
    empty.add(sample_text.encode(), "plan.txt")
    return create_app(empty)


@pytest.mark.slow
@pytest.mark.parametrize("examples", [EXAMPLES, pytest.param(2_000, marks=pytest.mark.soak)])
def test_generated_requests_are_answered_as_described(app: Any, examples: int) -> None:
    from hypothesis import HealthCheck, Phase, given, seed, settings

    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 20
    for operation in operations:

        @seed(zlib.crc32(operation.label.encode()))
        @settings(max_examples=examples, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def replies(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=CHECKS)

        replies()


@pytest.mark.parametrize("address", ["/api/documents/%C2%8A", "/api/units/%C2%8A", "/id/unit/%C2%8A%5D", "/api/documents/%EE%80%80/report"])
def test_a_key_that_no_iri_can_hold_is_simply_not_there(app: Any, address: str) -> None:
    reply = TestClient(app).get(address)
    assert reply.status_code == 404
    assert reply.headers["content-type"] == "application/problem+json"


def test_a_wrong_method_is_told_the_right_ones(app: Any) -> None:
    reply = TestClient(app).put("/api/ask", json={})
    assert reply.status_code == 405
    assert {m.strip() for m in reply.headers["allow"].split(",")} >= {"GET", "POST"}
    assert reply.json()["detail"] == f"它接受 {reply.headers['allow']}。"
