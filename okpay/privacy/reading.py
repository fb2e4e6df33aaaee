"""Brings a text into the form that the patterns are written in."""

import unicodedata

# Only the characters that the patterns name.
_SIMPLIFIED = str.maketrans(
    "碼號驗證証護動態確認設為爲係個條這兩裡裏給俾發來說説唸讀輸應該記嘅訴誤數電話門機聯絡錄們換與賬帳單塊圓點週鐘舊時後優積紅編請",
    "码号验证证护动态确认设为为系个条这两里里给给发来说说念读输应该记的诉误数电话门机联络录们换与账账单块元点周钟旧时后优积红编请",
)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


def plainly(text: str) -> str:
    """Full-width, traditional and other forms as the plain ones, every character in its old place."""
    forms = (unicodedata.normalize("NFKC", character) for character in text)
    narrow = "".join(form if len(form) == 1 else was for form, was in zip(forms, text, strict=True))
    return narrow.translate(_SIMPLIFIED).translate(_DASHES)
