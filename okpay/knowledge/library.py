"""All articles in all languages, read once and checked as a whole."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from okpay.knowledge.article import (
    DEFAULT_LOCALE,
    LOCALES,
    TITLE_LIMITS,
    Article,
    Locale,
    ToArticle,
    ToStep,
)
from okpay.knowledge.placeholders import placeholder_names, used_placeholders
from okpay.knowledge.reader import ArticleError, read_article


class KnowledgeError(ValueError):
    """The knowledge as a whole is not sound; `faults` has a line for each thing that is wrong."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Library:
    """The articles by language and id."""

    articles: Mapping[Locale, Mapping[str, Article]]

    @property
    def ids(self) -> tuple[str, ...]:
        """Every topic, in order of name."""
        return tuple(sorted(self.articles[DEFAULT_LOCALE]))

    @property
    def locales(self) -> tuple[Locale, ...]:
        """The languages that have articles."""
        return tuple(locale for locale in LOCALES if self.articles.get(locale))

    def get(self, article_id: str, locale: Locale) -> Article:
        """The article in that language, else in the default one; KeyError for an unknown id."""
        return self.articles.get(locale, {}).get(article_id) or self.articles[DEFAULT_LOCALE][article_id]

    def __contains__(self, article_id: object) -> bool:
        return article_id in self.articles[DEFAULT_LOCALE]


def load_library(folder: Path) -> Library:
    """Read and check every article below `folder`; raises KnowledgeError with all the faults."""
    articles: dict[Locale, dict[str, Article]] = {}
    faults: list[str] = []
    for locale in LOCALES:
        found = articles.setdefault(locale, {})
        for path in sorted((folder / locale).glob("*.md")):
            try:
                found[path.stem] = read_article(path, locale)
            except ArticleError as error:
                faults.append(str(error))
    library = Library(articles)
    faults.extend(_faults(library))
    faults.extend(_placeholder_faults(folder, library))
    if faults:
        raise KnowledgeError(faults)
    return library


def _faults(library: Library) -> Iterator[str]:
    if not library.ids:
        yield f"no article in {DEFAULT_LOCALE}"
    for locale in library.locales:
        articles = library.articles[locale]
        for missing in sorted(set(library.ids) ^ set(articles)):
            yield f"{locale}/{missing}.md: not in every language"
        for name, article in articles.items():
            yield from (f"{locale}/{name}.md: {fault}" for fault in _article_faults(name, article, library))
            if name in library and _shape(article) != _shape(library.get(name, DEFAULT_LOCALE)):
                yield f"{locale}/{name}.md: its steps or answers are not those of {DEFAULT_LOCALE}"


def _placeholder_faults(folder: Path, library: Library) -> Iterator[str]:
    for locale in library.locales:
        known = placeholder_names(folder, locale)
        for name in library.articles[locale]:
            words = (folder / locale / f"{name}.md").read_text(encoding="utf-8")
            for unknown in sorted(used_placeholders(words) - known):
                yield f"{locale}/{name}.md: placeholder {unknown!r} does not exist"


def _article_faults(name: str, article: Article, library: Library) -> Iterator[str]:
    if article.id != name:
        yield f"its id is {article.id!r}"
    if len(article.title) > TITLE_LIMITS[article.locale]:
        yield f"its title is longer than {TITLE_LIMITS[article.locale]} characters"
    for other in article.front.related:
        if other not in library or other == name:
            yield f"related article {other!r} does not exist"
    yield from _guide_faults(article, library)


def _guide_faults(article: Article, library: Library) -> Iterator[str]:
    ids = [step.id for step in article.steps]
    if len(set(ids)) < len(ids):
        yield "two steps have the same id"
    for step in article.steps:
        if not step.body and not step.check:
            yield f"step {step.id!r} says nothing"
        for target in step.targets():
            if isinstance(target, ToStep) and target.step not in ids:
                yield f"step {step.id!r} leads to an unknown step {target.step!r}"
                return
            if isinstance(target, ToArticle) and target.article not in library:
                yield f"step {step.id!r} leads to an unknown article {target.article!r}"
    yield from _way_faults(article)


def _way_faults(article: Article) -> Iterator[str]:
    """Steps that no way reaches, and ways that come back to where they were."""
    reached: set[str] = set()

    def walk(step_id: str, way: tuple[str, ...]) -> Iterator[str]:
        if step_id in way:
            yield f"the way {' > '.join((*way, step_id))} goes in a circle"
            return
        if step_id in reached:
            return
        reached.add(step_id)
        for target in article.step(step_id).targets():
            if isinstance(target, ToStep):
                yield from walk(target.step, (*way, step_id))

    yield from walk(article.steps[0].id, ())
    for step in article.steps:
        if step.id not in reached:
            yield f"no way leads to step {step.id!r}"


def _shape(article: Article) -> object:
    """What must be the same in every language."""
    steps = [
        (
            step.id,
            step.target,
            [(answer.target, answer.role) for answer in step.check.answers] if step.check else None,
        )
        for step in article.steps
    ]
    return steps, article.front.related, article.front.urgent, article.front.ticket
