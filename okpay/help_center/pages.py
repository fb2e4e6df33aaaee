"""Articles as pages, drawn on the server."""

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from markdown_it import MarkdownIt
from markupsafe import Markup

from okpay.errors import ApiError
from okpay.knowledge.article import LOCALES, Article, Locale
from okpay.knowledge.placeholders import Placeholders
from okpay.services import Parts, Services
from okpay.texts import text

router = APIRouter(prefix="/help", include_in_schema=False)


def known_locale(locale: str) -> Locale:
    """A language of ours; ApiError for any other: there is no such page."""
    for one in LOCALES:
        if locale == one:
            return one
    raise ApiError.not_found()


Known = Annotated[Locale, Depends(known_locale)]

_templates = Jinja2Templates(directory=Path(__file__).parent / "templates")
# Raw HTML in an article is shown as text, never run.
_markdown = MarkdownIt("commonmark", {"html": False})


@router.get("/{locale}", response_class=HTMLResponse)
async def index(locale: Known, request: Request, parts: Parts) -> HTMLResponse:
    """All articles of a language."""
    articles = [_titled(parts, article_id, locale) for article_id in parts.library.ids]
    return _page(request, "index.html", locale, articles=articles)


@router.get("/{locale}/{article_id}", response_class=HTMLResponse)
async def article(locale: Known, article_id: str, request: Request, parts: Parts) -> HTMLResponse:
    """One article with all its steps."""
    if article_id not in parts.library:
        raise ApiError.not_found()
    shown = parts.library.get(article_id, locale)
    phrases = Placeholders.load(parts.settings.knowledge_dir, shown.locale, parts.settings)
    return _page(
        request,
        "article.html",
        shown.locale,
        f"/{article_id}",
        article=shown,
        lead=phrases.fill(shown.lead),
        steps=[
            {"title": step.title, "html": Markup(_markdown.render(phrases.fill(step.body)))}  # noqa: S704
            for step in shown.steps
        ],
        related=[_titled(parts, other, shown.locale) for other in shown.front.related],
    )


def _page(request: Request, template: str, locale: Locale, place: str = "", **values: Any) -> HTMLResponse:
    """A page; `place` is where it is below the language, so that it can be had in the others."""

    def words(key: str) -> str:
        return text(locale, f"help.{key}")

    languages = [(one, text(one, "language.name")) for one in LOCALES]
    shown = {"locale": locale, "words": words, "languages": languages, "place": place, **values}
    return _templates.TemplateResponse(request, template, shown)


def _titled(parts: Services, article_id: str, locale: Locale) -> dict[str, str]:
    found: Article = parts.library.get(article_id, locale)
    return {"id": found.id, "title": found.title, "summary": found.front.summary}
