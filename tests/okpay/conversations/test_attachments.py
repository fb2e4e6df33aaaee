import pytest

from okpay.conversations.attachments import clean_name
from okpay.media import kind_of

PNG = kind_of(b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("截图.png", "截图.png"),
        ("a.PNG", "a.PNG"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\Users\\w\\a.png", "a.png"),
        ("a\u202egnp.exe", "agnp.exe.png"),
        ("a\r\nSet-Cookie: x.png", "aSet-Cookie: x.png"),
        ("a\0\ud800.png", "a.png"),
        ("", "文件.png"),
        (".png", "文件.png"),
        ("...", "文件.png"),
        ("卡4111111111111111.png", "卡[卡号].png"),
        ("密码是hunter2x.png", "密码是[密码].png"),
        ("x" * 300 + ".png", "x" * 100 + ".png"),
        ("a.b.c", "a.b.c.png"),
    ],
)
def test_a_name_is_cleaned(name: str, kept: str) -> None:
    assert PNG is not None
    assert clean_name(name, PNG, "zh-CN") == kept
