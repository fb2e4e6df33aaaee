"""Rasa custom actions: they read articles and slots, and answer with typed messages; they keep nothing."""
