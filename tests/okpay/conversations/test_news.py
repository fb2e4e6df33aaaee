import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from okpay.conversations import stream
from okpay.conversations.news import QUEUE_LIMIT, Event, News, PostgresNews, make_news
from okpay.services import Services
from okpay.settings import Settings
from okpay.store.database import Database
from tests.okpay import postgres as postgresql
from tests.okpay.conftest import hang_up, settings_for, stop
from tests.okpay.engine_double import EngineDouble
from tests.okpay.support import Talk, end, eventually


async def test_a_listener_hears_of_its_conversation() -> None:
    news = News()
    async with news.subscribe("a") as heard:
        await news.publish("typing", "a", "bot")
        assert heard.get_nowait() == Event("typing", "a", "bot")


async def test_a_listener_hears_nothing_of_others() -> None:
    news = News()
    async with news.subscribe("a") as heard:
        await news.publish("changed", "b")
        assert heard.empty()


async def test_who_listens_to_all_hears_all() -> None:
    news = News()
    async with news.subscribe() as heard:
        await news.publish("changed", "a")
        await news.publish("changed", "b")
        assert [heard.get_nowait().conversation_id for _ in range(2)] == ["a", "b"]


async def test_a_listener_that_does_not_keep_up_holds_nobody_up() -> None:
    news = News()
    async with news.subscribe("a") as slow, news.subscribe("a") as quick:
        for _ in range(QUEUE_LIMIT + 10):
            await news.publish("changed", "a")
            quick.get_nowait()
        assert slow.qsize() == QUEUE_LIMIT


async def test_after_the_end_nothing_is_heard() -> None:
    news = News()
    async with news.subscribe("a") as heard:
        pass
    await news.publish("changed", "a")
    assert heard.empty()


async def test_the_kind_of_news_fits_the_database(database: Database) -> None:
    assert isinstance(make_news(database), PostgresNews) != database.is_sqlite


# Between processes


@pytest.fixture
async def two(postgres_url: str) -> AsyncIterator[tuple[PostgresNews, PostgresNews]]:
    """The news of two processes on one database."""
    both = PostgresNews(postgres_url), PostgresNews(postgres_url)
    listening = [asyncio.create_task(news.run()) for news in both]
    await eventually(lambda: _listening(postgres_url, 2))
    yield both
    for task in listening:
        await end(task)
    for news in both:
        if news._speaker:
            await news._speaker.close()


def sessions(url: str, like: str = "%") -> int:
    """How many connections of the database under test are open."""
    name = make_url(url).query["application_name"]
    with postgresql.connected(url) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE application_name = %s AND query LIKE %s AND pid <> pg_backend_pid()",
            (name, like),
        ).fetchone()
    assert found is not None
    return int(found[0])


async def _listening(url: str, times: int) -> bool:
    return sessions(url, "LISTEN%") == times


def cut_all_connections(url: str) -> None:
    name = make_url(url).query["application_name"]
    with postgresql.connected(url) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = %s AND pid <> pg_backend_pid()",
            (name,),
        )


async def test_news_goes_from_one_process_to_the_other(two: tuple[PostgresNews, PostgresNews]) -> None:
    here, there = two
    async with there.subscribe("a") as heard:
        await here.publish("state", "a", "queued")
        assert await asyncio.wait_for(heard.get(), 3) == Event("state", "a", "queued")


async def test_one_hears_its_own_news_once(two: tuple[PostgresNews, PostgresNews]) -> None:
    here, there = two
    async with here.subscribe("a") as heard, there.subscribe("a") as afar:
        await here.publish("changed", "a")
        await asyncio.wait_for(afar.get(), 3)
        await asyncio.sleep(0.05)
        assert heard.qsize() == 1


async def test_news_keeps_its_order(two: tuple[PostgresNews, PostgresNews]) -> None:
    here, there = two
    async with there.subscribe("a") as heard:
        await asyncio.gather(*(here.publish("state", "a", str(n)) for n in range(30)))
        received = [(await asyncio.wait_for(heard.get(), 3)).value for _ in range(30)]
        assert received == [str(n) for n in range(30)]


async def test_news_that_nobody_understands_does_not_end_the_listening(
    two: tuple[PostgresNews, PostgresNews], postgres_url: str
) -> None:
    here, there = two
    with postgresql.connected(postgres_url) as stranger:
        stranger.execute("NOTIFY okpay_news, 'not json'")
        stranger.execute("""NOTIFY okpay_news, '{"from": "x", "topic": "changed", "more": 1}'""")
    async with there.subscribe("a") as heard:
        await asyncio.sleep(0.1)
        await here.publish("changed", "a")
        assert (await asyncio.wait_for(heard.get(), 3)).topic == "changed"


async def test_a_cut_connection_is_made_again(
    two: tuple[PostgresNews, PostgresNews], postgres_url: str
) -> None:
    here, there = two
    await here.publish("changed", "a")
    cut_all_connections(postgres_url)
    await eventually(lambda: _listening(postgres_url, 2))
    # The first word after the cut may be lost: that costs time and nothing else.
    await here.publish("changed", "a")
    async with there.subscribe("a") as heard:
        await here.publish("changed", "a")
        assert (await asyncio.wait_for(heard.get(), 3)).topic == "changed"


async def test_a_database_that_is_away_does_not_keep_the_news_from_this_process() -> None:
    news = PostgresNews("postgresql+psycopg://postgres@127.0.0.1:1/none?connect_timeout=1")
    async with news.subscribe("a") as heard:
        await news.publish("changed", "a")
        assert heard.get_nowait().topic == "changed"


async def test_a_message_sent_in_one_process_is_heard_in_the_other(
    chosen: Settings, parts: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite there is no news between processes; the stream looks by itself when it keeps alive."""
    if parts.database.is_sqlite:
        monkeypatch.setattr(stream, "KEEPALIVE_SECONDS", 0.1)
    other = Services.build(chosen)
    await other.start()
    talk = await Talk.begin(parts)
    listener = Talk(other, talk.id, talk.token).listen()
    await listener.has(lambda heard: heard.states)
    await talk.say("一")
    await listener.has(lambda heard: heard.seqs == [1, 2])
    await listener.stop()
    await stop(other)


async def test_stopping_leaves_no_connection_open(
    postgres_url: str, engine: EngineDouble, tmp_path: Path
) -> None:
    parts = Services.build(settings_for(postgres_url, engine, tmp_path))
    await parts.start()
    talk = await Talk.begin(parts)
    await talk.say("一")
    await talk.settled()
    await parts.stop()

    async def none_left() -> bool:
        return sessions(postgres_url) == 0

    try:
        await eventually(none_left, within=1)
    finally:
        await hang_up(parts)


async def test_psycopg_is_not_asked_for_more_than_one_connection_to_speak(
    two: tuple[PostgresNews, PostgresNews], postgres_url: str
) -> None:
    here, _ = two
    await asyncio.gather(*(here.publish("changed", "a") for _ in range(20)))
    assert sessions(postgres_url) == 3
    assert isinstance(here._speaker, psycopg.AsyncConnection)
