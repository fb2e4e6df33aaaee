"""What components share of words: the product's name, and how lists are read. It needs nothing of Rasa."""

from pathlib import Path
from typing import List

PRODUCT = "okpay"


def read_words(path: Path) -> List[str]:
    """One word a line; # begins a comment."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [word for word in (line.split("#", 1)[0].strip() for line in lines) if word]
