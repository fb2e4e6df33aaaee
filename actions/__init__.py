"""Rasa custom actions. They hold no content and no state: they read articles and slots, and answer with typed messages."""
