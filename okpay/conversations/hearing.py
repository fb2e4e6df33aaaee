"""What may be kept of a customer's words."""

from dataclasses import dataclass, field

from okpay.knowledge.article import Locale
from okpay.privacy import MailDigests, mask


@dataclass(frozen=True)
class Heard:
    """Words without their secrets, whether there were any, and the digests of mail addresses in them."""

    text: str
    masked: bool = False
    mail_digests: dict[str, str] = field(default_factory=dict)


def hear(words: str, locale: Locale, digests: MailDigests) -> Heard:
    """`words` as they may be kept."""
    masked = mask(words, locale)
    return Heard(masked.text, masked.changed, digests.of(words))
