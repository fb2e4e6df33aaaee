"""OKPAY's customer-service assistant: the service."""

__version__ = "0.1.0"
