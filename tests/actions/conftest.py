"""Shared by the tests of the actions."""

import warnings

with warnings.catch_warnings():
    # Its source has escape sequences that Python gave up; compiled anew they would be errors here.
    warnings.simplefilter("ignore")
    import jieba  # noqa: F401
