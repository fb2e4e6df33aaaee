"""Puts sentences one after another."""


def sentences(*parts: str | None) -> str:
    """Those there are, with a space between them where the writing has one."""
    said = ""
    for part in filter(None, parts):
        said += f" {part}" if said[-1:].isascii() and said else part
    return said
