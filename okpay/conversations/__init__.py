"""Conversations: what a customer sends is kept first and then answered; the mute gate is here."""
