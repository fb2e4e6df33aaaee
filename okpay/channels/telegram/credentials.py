"""What follows from the bot's token: every process that has the token knows it, and nobody else."""

import hashlib
import hmac
import re
import secrets

_CODE = re.compile(r"[A-Za-z0-9_-]{22}-[0-9a-f]{32}")


class Credentials:
    """Secrets derived from the token by HMAC (RFC 2104) over SHA-256."""

    def __init__(self, token: str) -> None:
        self._key = token.encode()
        number = token.partition(":")[0]
        # What is no token is kept apart from every bot until Telegram refuses it.
        self.bot_id = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
        self.path = self._derived("webhook path")[:32]
        self.secret = self._derived("webhook secret")

    def is_own_webhook(self, path: str, secret: str) -> bool:
        """Whether a request came to the path, and with the secret, that only Telegram was told."""
        given, known = f"{path} {secret}", f"{self.path} {self.secret}"
        return hmac.compare_digest(given.encode(), known.encode())

    def new_code(self) -> str:
        """A random code with its signature: 55 characters, of those that a deep link may hold."""
        nonce = secrets.token_urlsafe(16)
        return f"{nonce}-{self._signature(nonce)}"

    def has_signed(self, code: str) -> bool:
        """Whether a code was made here: what was not is not looked up."""
        if not _CODE.fullmatch(code):
            return False
        nonce, signature = code[:22], code[23:]
        return hmac.compare_digest(signature, self._signature(nonce))

    def _signature(self, nonce: str) -> str:
        return self._derived(f"code {nonce}")[:32]

    def _derived(self, purpose: str) -> str:
        return hmac.new(self._key, purpose.encode(), hashlib.sha256).hexdigest()
