"""`python -m okpay` is `okpay`."""

from okpay.cli import app

app(prog_name="okpay")
