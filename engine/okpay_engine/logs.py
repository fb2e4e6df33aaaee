"""What the engine's processes log: what an operator has to know, and never a customer's words."""

import logging
import os
import warnings

from rasa.utils.common import configure_logging_and_warnings
from rasa.utils.log_utils import configure_structlog


def quiet_logs() -> None:
    """Log from OKPAY_LOG_LEVEL (default WARNING) up; Rasa's own debug lines carry message texts."""
    level = max(logging.getLevelName(os.environ.get("OKPAY_LOG_LEVEL", "WARNING").upper()), logging.INFO)
    os.environ.setdefault("LOG_LEVEL_LIBRARIES", "ERROR")
    configure_logging_and_warnings(level)
    configure_structlog(level)
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    logging.getLogger("rasa").setLevel(level)
