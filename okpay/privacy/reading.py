"""Brings a text into the form that the patterns are written in."""

import unicodedata

# Only the characters that the patterns name.
_SIMPLIFIED = str.maketrans(
    "碼號驗證動態確認護證問題啟設為係個條這兩裡裏給發來說唸讀輸應該記嘅張簡訊傳後數電話門機聯繫絡錄們換與張帳賬單館間點塊圓張優會員紅積",
    "码号验证动态确认护证问题启设为系个条这两里里给发来说念读输应该记的张简讯传后数电话门机联系络录们换与张账账单馆间点块元张优会员红积",
)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


def plainly(text: str) -> str:
    """Full-width, traditional and other forms as the plain ones, every character in its old place."""
    forms = (unicodedata.normalize("NFKC", character) for character in text)
    narrow = "".join(form if len(form) == 1 else was for form, was in zip(forms, text, strict=True))
    return narrow.translate(_SIMPLIFIED).translate(_DASHES)
