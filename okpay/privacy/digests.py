"""Keyed digests of mail addresses: they tell whether two addresses are the same, and nothing else of them."""

import hashlib
import hmac

from okpay.privacy.contacts import mail_addresses


class MailDigests:
    """Made with one key (HMAC, RFC 2104, over SHA-256); without the key nobody can try out addresses."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, text: str) -> dict[str, str]:
        """For each mail address in `text`, as it is shown in part, the digest of the whole one."""
        return {shown: self._digest(address) for shown, address in mail_addresses(text)}

    def _digest(self, address: str) -> str:
        return hmac.new(self._key, address.encode(), hashlib.sha256).hexdigest()
