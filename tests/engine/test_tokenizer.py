from pathlib import Path

from okpay_engine.nlu.tokenizer import chinese_pipeline
from okpay_engine.nlu.vocabulary import read_words


def test_words_of_the_trade_are_not_cut() -> None:
    words = read_words(Path("data/dictionary.txt"))
    pipeline = chinese_pipeline(words)
    cut = [token.text for token in pipeline("充值没到账,收不到验证码")]
    assert "充值" in cut
    assert "验证码" in cut


def test_the_dictionary_names_nothing_twice() -> None:
    words = read_words(Path("data/dictionary.txt"))
    assert len(words) == len(set(words))


def test_tokens_are_the_text() -> None:
    text = "提现300元 到建行卡"
    assert "".join(token.text_with_ws for token in chinese_pipeline([])(text)) == text
