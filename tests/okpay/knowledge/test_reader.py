"""An article is read as its format says, or the first thing that is wrong is named."""

from pathlib import Path

import pytest

from okpay.knowledge.article import Article, End, ToArticle, ToEnd, ToStep
from okpay.knowledge.reader import ArticleError, read_article

HEAD = """---
id: payment_failed
title: 付款失败怎么办
summary: 付款或转账不成功时，一项一项排查。
aliases: [付不了款, 支付不成功]
keywords: [支付, 付款, 失败]
related: [limit_raise]
---
"""
BODY = """
先说一句。

## 查看余额 {#balance}

看首页的余额。

### 够吗？

- [够](#network "yes") 钱够 | 余额…足
- [不够](recharge_howto.md "no")
- [看不到](#human "unsure")

## 换个网络 {#network next=end}

换个网络再付。

> 换过网络 | 信号满格
> 网络正常
"""


def read(tmp_path: Path, text: str) -> Article:
    path = tmp_path / "zh-CN" / "payment_failed.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return read_article(path, "zh-CN")


@pytest.fixture
def article(tmp_path: Path) -> Article:
    return read(tmp_path, HEAD + BODY)


def test_the_head(article: Article) -> None:
    assert (article.id, article.title) == ("payment_failed", "付款失败怎么办")
    assert article.front.aliases == ("付不了款", "支付不成功")
    assert not article.front.urgent


def test_what_stands_before_the_first_step_is_the_lead(article: Article) -> None:
    assert article.lead == "先说一句。"


def test_the_steps(article: Article) -> None:
    assert [(step.id, step.title) for step in article.steps] == [
        ("balance", "查看余额"),
        ("network", "换个网络"),
    ]
    assert article.step("balance").body == "看首页的余额。"


def test_a_check_question_with_its_answers(article: Article) -> None:
    check = article.step("balance").check
    assert check is not None
    assert check.question == "够吗？"
    assert [(answer.label, answer.role) for answer in check.answers] == [
        ("够", "yes"),
        ("不够", "no"),
        ("看不到", "unsure"),
    ]
    assert [answer.target for answer in check.answers] == [
        ToStep(step="network"),
        ToArticle(article="recharge_howto"),
        ToEnd(end=End.HUMAN),
    ]


def test_ways_to_say_an_answer(article: Article) -> None:
    check = article.step("balance").check
    assert check is not None
    assert check.answers[0].phrases == ("钱够", "余额…足")


def test_ways_to_say_that_a_step_was_done_are_not_part_of_its_text(article: Article) -> None:
    step = article.step("network")
    assert step.done_phrases == ("换过网络", "信号满格", "网络正常")
    assert step.body == "换个网络再付。"


def test_a_step_leads_to_the_next_in_the_file_and_the_last_to_the_end(tmp_path: Path) -> None:
    article = read(tmp_path, HEAD + "## 一 {#a}\n做。\n## 二 {#b}\n做。\n")
    assert [step.target for step in article.steps] == [ToStep(step="b"), ToEnd(end=End.EXHAUSTED)]


def test_a_step_may_lead_elsewhere(tmp_path: Path) -> None:
    article = read(
        tmp_path, HEAD + "## 一 {#a next=c}\n做。\n## 二 {#b next=human}\n做。\n## 三 {#c}\n做。\n"
    )
    assert [step.target for step in article.steps[:2]] == [ToStep(step="c"), ToEnd(end=End.HUMAN)]


def test_an_unknown_step_is_no_step(article: Article) -> None:
    with pytest.raises(KeyError):
        article.step("nothing")


def test_the_longest_way_counts_the_steps_that_remain(article: Article) -> None:
    assert (article.remaining("balance"), article.remaining("network")) == (2, 1)


def test_line_ends_of_windows_are_read(tmp_path: Path) -> None:
    path = tmp_path / "payment_failed.md"
    path.write_bytes((HEAD + BODY).replace("\n", "\r\n").encode())
    assert len(read_article(path, "zh-CN").steps) == 2


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "front matter"),
        (BODY, "front matter"),
        (HEAD, "no step"),
        (HEAD + "只有一句。", "no step"),
        (HEAD.replace("title: 付款失败怎么办\n", "") + BODY, "title"),
        (HEAD.replace("id: payment_failed", "id: Payment-Failed") + BODY, "id"),
        (HEAD.replace("[支付, 付款, 失败]", "[支付, 付款]") + BODY, "keywords"),
        (HEAD.replace("[支付, 付款, 失败]", "[1, 2, 3]") + BODY, "keywords"),
        (HEAD.replace("related:", "mood: good\nrelated:") + BODY, "mood"),
        (HEAD.replace("[limit_raise]", "[") + BODY, "payment_failed.md"),
        ("---\n- 一\n---\n" + BODY, "payment_failed.md"),
        ("---\n\n---\n" + BODY, "payment_failed.md"),
        (HEAD + "## 没有名字\n做。\n", "heading"),
        (HEAD + "## 大写 {#Balance}\n做。\n", "pattern"),
        (HEAD + "## 一 {#a}\n做。\n### 够吗？\n- 够\n- 不够\n", "- 够"),
        (HEAD + "## 一 {#a}\n做。\n### 够吗？\n- [够](#a)\n", "answers"),
        (HEAD + "## 一 {#a}\n做。\n### 够吗？\n", "answers"),
        (HEAD + '## 一 {#a}\n做。\n### 够吗？\n- [够](#a "maybe")\n- [不](#a)\n', "maybe"),
        (HEAD + "## 一 {#a}\n做。\n### 够吗？\n- [够](https://x.example)\n- [不](#a)\n", "https://x.example"),
    ],
)
def test_what_is_wrong_is_told_in_one_line_with_the_file(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(ArticleError) as caught:
        read(tmp_path, text)
    assert str(caught.value).startswith("zh-CN/payment_failed.md: ")
    assert fault in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ArticleError):
        read_article(path, "zh-CN")
