"""Telegram: the same conversations, guides and humans as on the website.

One process at a time speaks for the bot: it reads the updates (by long polling, or as they were posted to any
process), hands what customers sent to the conversations, and delivers what the store holds for them.
"""
