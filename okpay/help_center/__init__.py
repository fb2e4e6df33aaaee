"""The help centre: the same articles as pages."""
