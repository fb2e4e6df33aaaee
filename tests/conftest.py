"""Fixtures that several kinds of tests share."""

import warnings
from collections.abc import Iterator

import pytest

from tests.assistant import Assistant, Customer, running_assistant

with warnings.catch_warnings():
    # Its source has escape sequences that Python gave up; compiled anew they would be errors here.
    warnings.simplefilter("ignore")
    import jieba  # noqa: F401


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The three processes, started once for the whole run."""
    with running_assistant(tmp_path_factory.mktemp("assistant")) as running:
        yield running


@pytest.fixture
def customer(assistant: Assistant) -> Iterator[Customer]:
    """A new customer."""
    with Customer(assistant.url, locale="zh-CN", customer={"name": "李雷"}) as somebody:
        yield somebody
