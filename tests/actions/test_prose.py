import pytest

from actions.prose import sentences


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (("别急。", "我们来看。"), "别急。我们来看。"),
        (("Don't worry.", None, "Let's see."), "Don't worry. Let's see."),
        ((None, "好。"), "好。"),
        ((), ""),
    ],
)
def test_spaces_stand_where_the_writing_has_them(parts: tuple[str | None, ...], said: str) -> None:
    assert sentences(*parts) == said
