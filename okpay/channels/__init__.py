"""The ways in and out for customers: the web API now, others beside it."""
