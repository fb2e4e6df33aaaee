import httpx
import pytest
from fastapi import FastAPI

from okpay.services import Services
from okpay.store.database import Database
from tests.okpay.conftest import OPERATOR_KEY
from tests.okpay.engine_double import EngineDouble
from tests.okpay.postgres import connected


async def test_the_process_answers(client: httpx.AsyncClient, engine: EngineDouble) -> None:
    await engine.die()
    response = await client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


async def test_it_is_ready_with_database_and_engine(client: httpx.AsyncClient) -> None:
    response = await client.get("/readyz")
    assert response.json() == {"status": "ok", "database": "ok", "engine": "ok"}


async def test_without_the_engine_it_is_not_ready(client: httpx.AsyncClient, engine: EngineDouble) -> None:
    await engine.die()
    response = await client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["error"]["code"] == "unavailable"


async def test_without_a_model_it_is_not_ready(client: httpx.AsyncClient, engine: EngineDouble) -> None:
    engine.is_ready = False
    assert (await client.get("/readyz")).status_code == 503


async def test_without_the_database_it_is_not_ready(client: httpx.AsyncClient, app: FastAPI) -> None:
    parts: Services = app.state.services
    elsewhere = Database("postgresql+psycopg://postgres@127.0.0.1:1/none")
    # The parts stop with their own database.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "database", elsewhere)
        assert (await client.get("/readyz")).status_code == 503
    await elsewhere.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_it_is_ready_again_after_the_database_was_restarted(
    client: httpx.AsyncClient, database_url: str
) -> None:
    with connected(database_url) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = current_setting('application_name') AND pid <> pg_backend_pid()"
        )
    assert (await client.get("/readyz")).status_code == 200


async def test_the_counters_are_the_operators(client: httpx.AsyncClient) -> None:
    response = await client.get("/metrics", headers={"X-API-Key": OPERATOR_KEY})
    assert response.status_code == 200
    assert "# TYPE" in response.text
