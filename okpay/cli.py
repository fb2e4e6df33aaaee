"""The command line: okpay run, train, eval, knowledge, agent, telegram."""

import asyncio
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text
from sqlalchemy.exc import SQLAlchemyError

from okpay import training
from okpay.bench import bench as run_bench
from okpay.desk.accounts import LONGEST_NAME, NameTaken, add_agent
from okpay.dialogs import DialogFileError, Outcome, play, read_dialogs
from okpay.engine_process import EngineProgramError
from okpay.evaluation import Error, Report, evaluate
from okpay.knowledge import drawing
from okpay.knowledge.article import DEFAULT_LOCALE, Locale
from okpay.knowledge.library import KnowledgeError, load_library
from okpay.settings import Settings, settings
from okpay.store.database import Database
from okpay.supervisor import StartError, Supervisor, check_ports

if TYPE_CHECKING:
    from okpay.channels.telegram.check import Finding

app = typer.Typer(no_args_is_help=True, add_completion=False, help="OKPAY's customer-service assistant.")
eval_app = typer.Typer(no_args_is_help=True, help="Measure it.")
agent_app = typer.Typer(no_args_is_help=True, help="Accounts of the desk.")
app.add_typer(eval_app, name="eval")
knowledge_app = typer.Typer(no_args_is_help=True, help="The articles.")
app.add_typer(agent_app, name="agent")
app.add_typer(knowledge_app, name="knowledge")
telegram_app = typer.Typer(no_args_is_help=True, help="The Telegram bot.")
app.add_typer(telegram_app, name="telegram")

console = Console()
problems = Console(stderr=True)

CONFUSIONS_SHOWN = 15


@contextmanager
def _one_line_errors() -> Iterator[None]:
    try:
        yield
    except (EngineProgramError, StartError, NameTaken, DialogFileError) as error:
        _fail(str(error))
    except KnowledgeError as error:
        for fault in error.faults:
            problems.print(fault, style="red", highlight=False, markup=False)
        raise typer.Exit(1) from error
    except ValidationError as error:
        _fail("; ".join(_setting_fault(fault) for fault in error.errors()))
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        # Its own words may hold the password.
        _fail(f"the database of OKPAY_DATABASE_URL cannot be had ({type(error).__name__})")
    except OSError as error:
        _fail(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}")


def _setting_fault(fault: ErrorDetails) -> str:
    return f"OKPAY_{'_'.join(map(str, fault['loc'])).upper()}: {fault['msg']}"


def _fail(reason: str) -> NoReturn:
    problems.print(f"okpay: {reason}", style="red", highlight=False, markup=False, soft_wrap=True)
    raise typer.Exit(1)


def _say(words: str) -> None:
    console.print(f"[dim]{time.strftime('%H:%M:%S')}[/dim]  {words}", highlight=False, soft_wrap=True)


@contextmanager
def _progress(title: str) -> Iterator[Callable[[str, int, int], None]]:
    """A bar that follows the engine's programs; on a pipe, a line for each stage."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=None)
        seen: list[str] = []

        def step(stage: str, done: int, total: int) -> None:
            if stage not in seen:
                seen.append(stage)
                if not console.is_terminal:
                    _say(f"{title}: {stage}")
            bar.update(task, description=f"{title}: {stage}", completed=done, total=total)

        yield step


def _train(chosen: Settings) -> Path:
    began = time.monotonic()
    with _progress("training") as step:
        model = training.train(chosen, step)
    _say(f"trained in {time.monotonic() - began:.1f} s: {model}")
    return model


def _present_model(chosen: Settings) -> Path:
    model = training.model_file(chosen)
    return model if model.exists() else _train(chosen)


@app.command()
def run() -> None:
    """Run everything on this machine; Ctrl-C stops all of it."""
    with _one_line_errors():
        chosen = settings()
        load_library(chosen.knowledge_dir)
        check_ports(chosen)
        training.prepare_encoder(chosen)
        model = _present_model(chosen)
        _say("starting engine, actions and service")
        asyncio.run(Supervisor(chosen, model, _say).run())


@app.command()
def train() -> None:
    """Train a model of the present data."""
    with _one_line_errors():
        _train(settings())


@eval_app.command("nlu")
def eval_nlu(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Lines of text, tab, intent.")],
    json_out: Annotated[Path | None, typer.Option("--json", help="Write the report there as JSON.")] = None,
    errors: Annotated[
        bool, typer.Option("--errors", help="Show the wrong lines, and the training examples that misled.")
    ] = False,
) -> None:
    """Measure understanding with the trained pipeline."""
    with _one_line_errors():
        model = _present_model(settings())
        with _progress("evaluating") as step:
            report = evaluate(file, model, settings(), step, explain=errors)
        _show_errors(report.errors)
        _show(report)
        if json_out:
            json_out.write_text(report.model_dump_json(indent=1), encoding="utf-8")


Address = Annotated[str | None, typer.Option("--url", help="A running assistant; default: this machine's.")]


@eval_app.command("dialogs")
def eval_dialogs(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Scripted conversations (YAML).")],
    url: Address = None,
) -> None:
    """Hold scripted conversations with a running assistant."""
    with _one_line_errors():
        dialogs = read_dialogs(file)
        outcomes = [asyncio.run(play(dialog, url or _address())) for dialog in dialogs]
        _show_dialogs(outcomes)
        if any(outcome.fault for outcome in outcomes):
            raise typer.Exit(1)


@app.command()
def bench(
    customers: Annotated[int, typer.Option(min=1, help="How many talk at once.")] = 10,
    rounds: Annotated[int, typer.Option(min=1, max=10, help="How often each walks through a guide.")] = 4,
    url: Address = None,
) -> None:
    """Measure a running assistant under load."""
    with _one_line_errors():
        figures = asyncio.run(run_bench(url or _address(), customers, rounds))
    console.print(
        f"customers        {figures.customers}, {figures.failed} without an answer", highlight=False
    )
    console.print(
        f"turns            {figures.turns}, {figures.turns_per_second:.1f} a second", highlight=False
    )
    console.print(
        f"first answer     p50 {figures.p50_ms:.0f} ms, p95 {figures.p95_ms:.0f} ms", highlight=False
    )
    if figures.failed:
        raise typer.Exit(1)


def _address() -> str:
    chosen = settings()
    return f"http://{chosen.host}:{chosen.port}"


def _show_dialogs(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.fault:
            console.print(f"{outcome.name}: {outcome.fault}", highlight=False, markup=False, soft_wrap=True)
    held = sum(outcome.fault is None for outcome in outcomes)
    console.print(f"{held} of {len(outcomes)} conversations went as they should", highlight=False)


@knowledge_app.command("check")
def knowledge_check() -> None:
    """Read all articles, and say what is wrong with them."""
    with _one_line_errors():
        library = load_library(settings().knowledge_dir)
    languages = ", ".join(library.locales)
    console.print(f"{len(library.ids)} articles in {languages}: nothing is wrong", highlight=False)


@knowledge_app.command("show")
def knowledge_show(
    article_id: Annotated[str, typer.Argument(metavar="ID", help="The article's id.")],
    locale: Annotated[Locale, typer.Option(help="In which language.")] = DEFAULT_LOCALE,
    as_mermaid: Annotated[bool, typer.Option("--mermaid", help="As a Mermaid flowchart.")] = False,
) -> None:
    """Draw an article's guide as a tree."""
    with _one_line_errors():
        library = load_library(settings().knowledge_dir)
    if article_id not in library:
        _fail(f"there is no article {article_id!r}; the articles are {', '.join(library.ids)}")
    article = library.get(article_id, locale)
    if as_mermaid:
        typer.echo(drawing.mermaid(article))
    else:
        console.print(drawing.tree(article))


@agent_app.command("add")
def agent_add(
    name: Annotated[str, typer.Argument(help="The name to log in with; customers see it.")],
    role: Annotated[
        Literal["agent", "supervisor", "admin"], typer.Option(help="What the account may do.")
    ] = "agent",
    make: Annotated[bool, typer.Option("--make-password", help="Make a password and print it.")] = False,
) -> None:
    """Add an account; the password is asked for, or made."""
    with _one_line_errors():
        settings()
        if not 0 < len(name.strip()) <= LONGEST_NAME:
            _fail(f"a name has between 1 and {LONGEST_NAME} characters")
        password = secrets.token_urlsafe(12) if make else _ask_password()
        asyncio.run(_add_agent(name, role, password))
    console.print(f"{name} ({role}) can log in at /desk", highlight=False, markup=False)
    if make:
        console.print(f"password: {password}", highlight=False, markup=False)


def _ask_password() -> str:
    password = str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    if len(password) < 8:
        _fail("the password needs at least 8 characters")
    return password


async def _add_agent(name: str, role: Literal["agent", "supervisor", "admin"], password: str) -> None:
    database = Database(settings().database)
    try:
        await database.migrate()
        await add_agent(database, name, role, password)
    except NameTaken as error:
        raise NameTaken(f"there is an agent named {name} already") from error
    finally:
        await database.close()


@telegram_app.command("check")
def telegram_check() -> None:
    """Say what is wrong with the bot's token, its webhook or its polling."""
    with _one_line_errors():
        findings = asyncio.run(_telegram_findings())
    for finding in findings:
        mark = "[green]ok[/green]   " if finding.is_right else "[red]wrong[/red]"
        console.print(mark, Text(finding.words), highlight=False, soft_wrap=True)
    if not all(finding.is_right for finding in findings):
        raise typer.Exit(1)


async def _telegram_findings() -> "list[Finding]":
    from okpay.channels.telegram.check import check

    return [finding async for finding in check(settings())]


def _show_errors(errors: list[Error]) -> None:
    for error in errors:
        lines = [error.text, f"  {error.expected} taken for {error.intent}, {error.confidence:.2f} sure"]
        lines += [f"  {near.cosine:.3f}  {error.intent}: {near.text}" for near in error.misled_by]
        lines += [f"  {near.cosine:.3f}  {error.expected}: {near.text}" for near in error.right]
        console.print("\n".join(lines), highlight=False, markup=False, soft_wrap=True)


def _show(report: Report) -> None:
    table = Table("intent", "lines", "precision", "recall", "F1")
    for one in report.per_intent:
        table.add_row(
            one.intent, str(one.lines), f"{one.precision:.3f}", f"{one.recall:.3f}", f"{one.f1:.3f}"
        )
    console.print(table)
    for expected, intent, count in report.confusions[:CONFUSIONS_SHOWN]:
        console.print(f"{count:4}  {expected} taken for {intent}", highlight=False)
    outcome = ", ".join(f"{name} {count}" for name, count in report.outcome.items())
    latency = report.latency_ms
    console.print(f"lines            {report.n}", highlight=False)
    console.print(f"accuracy         {report.accuracy:.4f}", highlight=False)
    console.print(f"macro F1         {report.macro_f1:.4f}", highlight=False)
    console.print(f"outcome          {outcome}", highlight=False)
    console.print(f"answered wrongly {report.wrong_answer_rate:.4f}", highlight=False)
    console.print(
        f"parse            p50 {latency['p50']:.1f} ms, p95 {latency['p95']:.1f} ms", highlight=False
    )
    console.print(f"in batches       {report.lines_per_second:.0f} lines a second", highlight=False)
