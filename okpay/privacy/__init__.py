"""Masks what must never be kept, and shows contacts only in part.

Numbers are found by their check digits; secrets by the words that announce them, before or after. A mask
says what was there, so that the message still makes sense.
"""

from okpay.privacy.digests import MailDigests
from okpay.privacy.masking import Masked, mask, mask_secrets

__all__ = ["MailDigests", "Masked", "mask", "mask_secrets"]
