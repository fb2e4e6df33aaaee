import pytest

from okpay.channels.telegram.commanding import page_of
from okpay.store.models import Conversation


@pytest.mark.parametrize(
    ("begun_on", "address", "page"),
    [
        ("https://shop.example/pay?id=1#top", "https://okpay.example", "https://shop.example/pay?id=1"),
        (None, "https://okpay.example", "https://okpay.example/"),
        ("http://localhost:3000/", "https://okpay.example", "https://okpay.example/"),
        ("javascript:alert(1.5)", "", None),
        ("https://[", "", None),
        (None, "http://localhost:8080", None),
        (None, "", None),
    ],
)
def test_the_way_back_is_where_the_conversation_was_begun(
    begun_on: str | None, address: str, page: str | None
) -> None:
    assert page_of(Conversation(page_url=begun_on), address) == page
