"""Tickets: what a customer leaves for a human to look into later."""
