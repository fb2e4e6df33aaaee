"""The action server: Rasa's own, on the loopback interface, with the knowledge loaded before it answers."""

import argparse
import logging
import warnings

from rasa_sdk import utils
from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor

from actions import context


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(prog="python -m actions", description=__doc__)
    parser.add_argument("--port", type=int, default=5055, help="loopback port to listen on")
    arguments = parser.parse_args()

    utils.configure_colored_logging(logging.getLevelName(logging.WARNING))
    # Rasa Open Source ended at 3.6 and its action protocol with it; the SDK went on and still speaks it.
    warnings.filterwarnings("ignore", message="Your versions of rasa and rasa_sdk")
    context.warm()
    executor = ActionExecutor()
    executor.register_package("actions")
    app = create_app(executor, cors_origins=None)
    app.run(host="127.0.0.1", port=arguments.port, single_process=True, motd=False, access_log=False)


if __name__ == "__main__":
    main()
