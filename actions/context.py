"""What the actions work with: the articles, their search and the deployment's phrases, loaded once."""

from functools import cache

from okpay.knowledge.article import Locale
from okpay.knowledge.library import Library, load_library
from okpay.knowledge.placeholders import Placeholders
from okpay.knowledge.search import ArticleIndex
from okpay.settings import settings


@cache
def library() -> Library:
    """All articles, checked."""
    return load_library(settings().knowledge_dir)


@cache
def index(locale: Locale) -> ArticleIndex:
    """Search in one language."""
    return ArticleIndex(library().get(article, locale) for article in library().ids)


@cache
def placeholders(locale: Locale) -> Placeholders:
    """The deployment's settings in one language's words."""
    available = locale if locale in library().locales else library().locales[0]
    return Placeholders.load(settings().knowledge_dir, available, settings())


def warm() -> None:
    """Load everything now, so that no customer waits for it."""
    for locale in library().locales:
        index(locale)
        placeholders(locale)
