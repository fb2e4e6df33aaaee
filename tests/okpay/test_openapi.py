"""Whatever is sent, allowed by the description or not, nothing makes the service fail."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from anyio.from_thread import start_blocking_portal
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error

from okpay.app import create_app
from okpay.conversations.news import PostgresNews
from tests.okpay.conftest import OPERATOR_KEY, settings_for
from tests.okpay.engine_double import EngineDouble
from tests.okpay.support import Server, description

# A stream does not end; it is tested by itself.
schema = schemathesis.openapi.from_dict(description()).exclude(path_regex="/events$")


@pytest.fixture
def service(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The service on a real port, in a thread of its own, and nobody there is limited."""
    engine = EngineDouble()
    unlimited = {"messages_per_minute": 10**9, "conversations_per_minute": 10**9}
    chosen = settings_for(database_url, engine, tmp_path_factory.mktemp("service")).model_copy(
        update=unlimited
    )
    app = create_app(chosen)
    server = Server(app)
    with start_blocking_portal() as portal:
        portal.call(engine.start)
        with portal.wrap_async_context_manager(app.router.lifespan_context(app)):
            portal.call(server.start)
            with httpx.Client(base_url=server.url) as client:
                yield client
            portal.call(server.stop)
            news = app.state.services.news
            if isinstance(news, PostgresNews) and news._speaker:
                portal.call(news._speaker.close)
        portal.call(engine.die)


@schema.parametrize()
@settings(
    max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)
def test_no_request_makes_the_service_fail(case: schemathesis.Case[Any], service: httpx.Client) -> None:
    begun = service.post("/api/v1/conversations", json={}).json()
    # Without a conversation that is there, nothing but a 404 would be tested.
    case.path_parameters = {**case.path_parameters, "conversation_id": begun["conversation_id"]}
    headers = {"Authorization": f"Bearer {begun['token']}", "X-API-Key": OPERATOR_KEY}
    response = case.call(base_url=str(service.base_url), headers=headers)
    case.validate_response(response, checks=[not_a_server_error])
    if response.status_code >= 400:
        assert set(response.json()["error"]) <= {"code", "message", "fields"}
