import httpx
import pytest
from fastapi import FastAPI

from okpay.services import Services


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages read no database: one kind will do."""
    return sqlite_url


@pytest.mark.parametrize(
    ("locale", "title"),
    [("zh-CN", "付款失败怎么办"), ("zh-TW", "付款失敗怎麼辦"), ("en", "My payment failed")],
)
async def test_the_index_links_every_article_in_its_language(
    client: httpx.AsyncClient, locale: str, title: str
) -> None:
    page = await client.get(f"/help/{locale}")
    assert page.status_code == 200
    assert f'<html lang="{locale}">' in page.text
    assert f'<a href="/help/{locale}/payment_failed">{title}</a>' in page.text
    assert f'href="/help/{locale}/limit_raise"' in page.text


async def test_an_article_shows_lead_steps_and_related_articles(client: httpx.AsyncClient) -> None:
    page = (await client.get("/help/zh-CN/payment_failed")).text
    assert "<h1>付款失败怎么办</h1>" in page
    assert "付款不成功，多半是几个常见的原因。" in page
    assert page.index("查看余额") < page.index("换个网络再试")
    assert 'href="/help/zh-CN/limit_raise"' in page


async def test_how_to_say_that_a_step_was_done_is_not_shown(client: httpx.AsyncClient) -> None:
    assert "网络没问题" not in (await client.get("/help/zh-CN/payment_failed")).text


async def test_placeholders_are_filled(client: httpx.AsyncClient, app: FastAPI) -> None:
    page = (await client.get("/help/zh-CN/payment_failed")).text
    assert "官网公布的客服热线" in page
    parts: Services = app.state.services
    parts.settings.hotline = "400-1"
    page = (await client.get("/help/zh-CN/payment_failed")).text
    assert "客服热线 400-1" in page
    assert "{{" not in page


async def test_html_in_an_article_is_shown_and_not_run(client: httpx.AsyncClient) -> None:
    page = (await client.get("/help/zh-CN/payment_failed")).text
    assert "&lt;b&gt;小心&lt;/b&gt;" in page
    assert "<b>小心" not in page


async def test_html_in_a_setting_is_shown_and_not_run(client: httpx.AsyncClient, app: FastAPI) -> None:
    parts: Services = app.state.services
    parts.settings.hotline = "<script>1</script>"
    assert "<script>1" not in (await client.get("/help/zh-CN/payment_failed")).text


@pytest.mark.parametrize(
    "path",
    [
        "/help/zh-CN/nothing",
        "/help/fr",
        "/help/fr/payment_failed",
        "/help/zh-CN/..%2fsettings",
        "/help/zh-CN/%00",
    ],
)
async def test_a_page_that_does_not_exist_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


async def test_a_page_may_run_its_own_scripts_only(client: httpx.AsyncClient) -> None:
    page = await client.get("/help/zh-CN")
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "<script>" not in page.text
    assert "style=" not in page.text


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_a_page_is_in_one_language(client: httpx.AsyncClient, locale: str) -> None:
    page = (await client.get(f"/help/{locale}/payment_failed")).text
    assert ("相关文章" in page) == (locale == "zh-CN")


async def test_a_page_leads_to_itself_in_the_other_languages(client: httpx.AsyncClient) -> None:
    page = (await client.get("/help/zh-TW/payment_failed")).text
    for locale, name in (("zh-CN", "简体中文"), ("zh-TW", "繁體中文"), ("en", "English")):
        assert f'href="/help/{locale}/payment_failed" lang="{locale}"' in page
        assert f">{name}</a>" in page
    assert page.count('aria-current="true"') == 1
    assert 'href="/help/en" lang="en"' in (await client.get("/help/zh-TW")).text
