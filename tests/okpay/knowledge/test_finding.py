"""What customers type into the search, against the real articles."""

from functools import cache

import pytest

from okpay.knowledge.article import Locale
from okpay.knowledge.library import load_library
from okpay.knowledge.search import ArticleIndex
from okpay.settings import ROOT

PAIRS: list[tuple[Locale, str, str]] = [
    ("zh-CN", "怎么充值", "recharge_howto"),
    ("zh-CN", "充值没到账", "recharge_not_arrived"),
    ("zh-CN", "手机号", "account_update"),
    ("zh-CN", "登录不上", "login_failed"),
    ("zh-CN", "忘记密码", "password_reset"),
    ("zh-CN", "提现失败", "withdraw_failed"),
    ("zh-CN", "手续费多少", "fees"),
    ("zh-CN", "收不到验证码", "verification_missing"),
    ("zh-CN", "账户冻结", "account_frozen"),
    ("zh-CN", "几点上班", "working_hours"),
    ("zh-CN", "客服电话", "contact_channels"),
    ("zh-CN", "我被骗了怎么办", "fraud_report"),
    ("zh-TW", "怎麼儲值", "recharge_howto"),
    ("zh-TW", "儲值沒入帳", "recharge_not_arrived"),
    ("zh-TW", "手機號碼", "account_update"),
    ("zh-TW", "忘記密碼", "password_reset"),
    ("zh-TW", "提領失敗", "withdraw_failed"),
    ("zh-TW", "退款", "refund_howto"),
    ("zh-TW", "額度", "limit_raise"),
    ("zh-TW", "註冊", "register"),
    ("zh-TW", "收不到驗證碼", "verification_missing"),
    ("en", "top up", "recharge_howto"),
    ("en", "phone number", "account_update"),
    ("en", "can't log in", "login_failed"),
    ("en", "can’t log in", "login_failed"),
    ("en", "forgot password", "password_reset"),
    ("en", "withdraw", "withdraw_howto"),
    ("en", "how much is the fee", "fees"),
    ("en", "open an account", "register"),
    ("en", "working hours", "working_hours"),
    ("en", "contact support", "contact_channels"),
    ("en", "is OKPAY down", "service_status"),
    ("en", "payment declined", "payment_failed"),
    ("en", "I was hacked", "fraud_report"),
]

FOREIGN: list[tuple[Locale, str]] = [
    ("zh-CN", "今天天气"),
    ("zh-CN", "红烧肉怎么做"),
    ("zh-CN", "帮我订机票"),
    ("zh-CN", "你吃饭了吗"),
    ("zh-TW", "今天天氣怎麼樣"),
    ("zh-TW", "紅燒肉怎麼做"),
    ("zh-TW", "你有吃飯嗎"),
    ("en", "book a flight"),
    ("en", "weather today"),
    ("en", "how to cook rice"),
    ("en", "hello there"),
    ("en", "write a poem"),
]


@cache
def index(locale: Locale) -> ArticleIndex:
    return ArticleIndex(load_library(ROOT / "knowledge").articles[locale].values())


@pytest.mark.parametrize(("locale", "query", "article"), PAIRS)
def test_an_article_is_among_the_first_three(locale: Locale, query: str, article: str) -> None:
    assert article in [hit.article.id for hit in index(locale).search(query)]


@pytest.mark.parametrize(("locale", "query"), FOREIGN)
def test_what_is_not_our_matter_finds_nothing(locale: Locale, query: str) -> None:
    assert index(locale).search(query) == []
