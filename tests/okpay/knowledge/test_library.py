"""The articles are checked as a whole, and every fault is told at once."""

import re
import shutil
from pathlib import Path

import pytest

from okpay.knowledge.article import LOCALES
from okpay.knowledge.library import KnowledgeError, Library, load_library
from okpay.settings import Settings
from tests.okpay.conftest import SAMPLE

KNOWLEDGE = Settings(_env_file=None).knowledge_dir


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the sample, to be spoiled."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "knowledge"))


def spoil(folder: Path, old: str, new: str, file: str = "zh-CN/payment_failed.md") -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def faults(folder: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        load_library(folder)
    return caught.value.faults


def test_a_sound_library_is_loaded(folder: Path) -> None:
    library = load_library(folder)
    assert library.ids == ("limit_raise", "payment_failed")
    assert library.locales == LOCALES


def test_an_article_is_had_in_its_language() -> None:
    library = load_library(SAMPLE)
    assert library.get("payment_failed", "en").title == "My payment failed"
    assert library.get("payment_failed", "zh-CN").title == "付款失败怎么办"


def test_a_language_without_articles_gets_the_default(folder: Path) -> None:
    shutil.rmtree(folder / "en")
    library = load_library(folder)
    assert library.locales == ("zh-CN", "zh-TW")
    assert library.get("payment_failed", "en").locale == "zh-CN"


def test_an_unknown_article_is_not_there() -> None:
    library = load_library(SAMPLE)
    assert "payment_failed" in library
    assert "nothing" not in library
    with pytest.raises(KeyError):
        library.get("nothing", "zh-CN")


def test_an_empty_folder_is_a_fault(tmp_path: Path) -> None:
    assert faults(tmp_path) == ["no article in zh-CN"]


def test_an_article_that_misses_a_language(folder: Path) -> None:
    (folder / "en" / "limit_raise.md").unlink()
    assert "en/limit_raise.md: not in every language" in faults(folder)


def test_an_article_that_only_a_translation_has(folder: Path) -> None:
    for locale in ("zh-CN", "zh-TW"):
        (folder / locale / "limit_raise.md").unlink()
    assert any(fault.startswith("en/limit_raise.md: ") for fault in faults(folder))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("id: payment_failed", "id: payment_failure", "its id is 'payment_failure'"),
        ("title: 付款失败怎么办", f"title: {'长' * 25}", "its title is longer than 24 characters"),
        ("related: [limit_raise]", "related: [nothing]", "related article 'nothing' does not exist"),
        (
            "related: [limit_raise]",
            "related: [payment_failed]",
            "related article 'payment_failed' does not exist",
        ),
        ("{#network next=end}", "{#balance next=end}", "two steps have the same id"),
        ("(#network ", "(#nothing ", "leads to an unknown step 'nothing'"),
        ("(limit_raise.md ", "(nothing.md ", "leads to an unknown article 'nothing'"),
        ("next=end", "next=balance", "goes in a circle"),
        ("(#network ", "(#human ", "no way leads to step 'network'"),
        ("换个网络，再付一次。<b>小心</b>\n", "", "step 'network' says nothing"),
        ("urgent: true\n", "", "are not those of zh-CN"),
    ],
)
def test_each_fault_is_told(folder: Path, old: str, new: str, fault: str) -> None:
    spoil(folder, old, new)
    assert any(fault in one for one in faults(folder))


def test_other_steps_in_a_translation_are_a_fault(folder: Path) -> None:
    spoil(folder, '(#human "unsure")', '(#solved "unsure")', "en/payment_failed.md")
    assert faults(folder) == ["en/payment_failed.md: its steps or answers are not those of zh-CN"]


def test_a_placeholder_that_nobody_knows_is_a_fault(folder: Path) -> None:
    """It would break the step, and the page, only when a customer comes to it."""
    spoil(folder, "{{hotline}}", "{{hot_line}}")
    assert any("hot_line" in one for one in faults(folder))


def test_all_faults_are_told_at_once(folder: Path) -> None:
    spoil(folder, "related: [limit_raise]", "related: [nothing]")
    (folder / "zh-CN" / "broken.md").write_text("nothing")
    found = faults(folder)
    assert any("broken.md" in fault for fault in found)
    assert any("'nothing' does not exist" in fault for fault in found)


@pytest.fixture(scope="module")
def knowledge() -> Library:
    return load_library(KNOWLEDGE)


def test_the_projects_own_knowledge_is_sound(knowledge: Library) -> None:
    assert len(knowledge.ids) > 20


def test_the_projects_own_knowledge_is_there_in_every_language(knowledge: Library) -> None:
    assert knowledge.locales == LOCALES


def test_the_projects_articles_use_known_placeholders_only(knowledge: Library) -> None:
    for locale in knowledge.locales:
        known = set(re.findall(r"^(\w+):", (KNOWLEDGE / locale / "settings.yml").read_text("utf-8"), re.M))
        for path in (KNOWLEDGE / locale).glob("*.md"):
            used = set(re.findall(r"\{\{(\w+)\}\}", path.read_text("utf-8")))
            assert used <= known, path
