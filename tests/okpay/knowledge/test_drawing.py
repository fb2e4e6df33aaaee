"""An article as a tree and as a flowchart."""

import io
import re

from rich.console import Console

from okpay.knowledge.article import LOCALES
from okpay.knowledge.drawing import mermaid, tree
from okpay.knowledge.library import load_library
from okpay.settings import ROOT
from tests.okpay.conftest import SAMPLE

ARTICLE = load_library(SAMPLE).get("payment_failed", "zh-CN")


def drawn() -> str:
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(tree(ARTICLE))
    return console.export_text()


def test_the_tree_has_every_step_and_every_answer() -> None:
    text = drawn()
    assert ARTICLE.title in text
    for step in ARTICLE.steps:
        assert step.title in text
        for answer in step.check.answers if step.check else ():
            assert f"{answer.label} → " in text


def test_the_flowchart_is_drawn_as_it_is_written() -> None:
    lines = mermaid(ARTICLE).splitlines()
    assert lines[0] == "flowchart TD"
    assert any(re.fullmatch(r' +balance\{"[^"]+<br>[^"]+"\}', line) for line in lines)
    assert any(re.fullmatch(r' +balance -->\|"[^"]+"\| to_human', line) for line in lines)
    assert '    to_human(["#human"])' in lines


def test_quotes_do_not_end_a_label() -> None:
    step = ARTICLE.steps[0].model_copy(update={"title": 'say "yes"'})
    article = ARTICLE.model_copy(update={"steps": (step, *ARTICLE.steps[1:])})
    assert "say #quot;yes#quot;" in mermaid(article)


def test_every_node_that_is_led_to_is_there() -> None:
    library = load_library(ROOT / "knowledge")
    for locale in LOCALES:
        for article_id in library.ids:
            text = mermaid(library.get(article_id, locale))
            led_to = set(re.findall(r"--> ?(?:\|[^|]+\| )?(\S+)$", text, re.M))
            assert led_to <= set(re.findall(r"^ +([\w-]+)[\[{(]", text, re.M)), article_id
