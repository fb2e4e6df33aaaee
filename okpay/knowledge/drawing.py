"""Draws an article's guide: as a tree for the terminal, and as the text of a Mermaid flowchart."""

from collections.abc import Iterator

from rich.text import Text
from rich.tree import Tree

from okpay.knowledge.article import Article, Step, Target, ToArticle, ToStep


def tree(article: Article) -> Tree:
    """Every way from the first step; what follows a step that several lead to is drawn once."""
    root = Tree(Text.assemble((article.title, "bold"), (f"  {article.id}", "dim")))
    drawn: set[str] = set()

    def draw(above: Tree, answer: str, target: Target) -> None:
        arrow = f"{answer} → " if answer else ""
        if not isinstance(target, ToStep):
            above.add(Text.assemble(arrow, (_leads_to(target), "green")))
            return
        step = article.step(target.step)
        question = f"  {step.check.question}" if step.check else ""
        here = above.add(
            Text.assemble(arrow, (step.title, "cyan"), question, (f"  {_leads_to(target)}", "dim"))
        )
        if step.id not in drawn:
            drawn.add(step.id)
            for label, following in _ways(step):
                draw(here, label, following)

    draw(root, "", ToStep(step=article.steps[0].id))
    return root


def mermaid(article: Article) -> str:
    """A flowchart: checks are diamonds, what lies beyond the article is round."""
    return "\n    ".join(("flowchart TD", *_steps(article), *_ends(article)))


def _steps(article: Article) -> Iterator[str]:
    for step in article.steps:
        if step.check:
            yield f"{step.id}{{{_quoted(f'{step.title}<br>{step.check.question}')}}}"
        else:
            yield f"{step.id}[{_quoted(step.title)}]"
        for answer, target in _ways(step):
            arrow = f"-->|{_quoted(answer)}|" if answer else "-->"
            yield f"{step.id} {arrow} {_node(target)}"


def _ends(article: Article) -> Iterator[str]:
    """What the guide leads to besides its steps, each once."""
    targets = (target for step in article.steps for _, target in _ways(step))
    for target in dict.fromkeys(target for target in targets if not isinstance(target, ToStep)):
        yield f"{_node(target)}([{_quoted(_leads_to(target))}])"


def _ways(step: Step) -> Iterator[tuple[str, Target]]:
    """The answers of the check, else the one way on."""
    if step.check:
        yield from ((answer.label, answer.target) for answer in step.check.answers)
    else:
        yield "", step.target


def _leads_to(target: Target) -> str:
    """As it is written in the article."""
    if isinstance(target, ToArticle):
        return f"{target.article}.md"
    return f"#{target.step if isinstance(target, ToStep) else target.end}"


def _node(target: Target) -> str:
    """A name of its own: `end` means something else to Mermaid."""
    if isinstance(target, ToStep):
        return target.step
    return f"to_{target.article if isinstance(target, ToArticle) else target.end}"


def _quoted(words: str) -> str:
    return '"' + words.replace('"', "#quot;") + '"'
