"""Handing over to a human: the queue, taking, and closing."""
