"""Language understanding and dialogue, in Rasa's Python."""

from okpay_engine.processor import choose_kernels

choose_kernels()
