"""Serves a trained model on the loopback interface: Rasa's HTTP API and the service's channel."""

import argparse
import os
from pathlib import Path

from okpay_engine.lean import leave_out_tensorflow


def main() -> None:
    """Serve until stopped."""
    leave_out_tensorflow()
    import rasa.core.run
    from rasa.core.utils import AvailableEndpoints

    from okpay_engine import fixes
    from okpay_engine.logs import quiet_logs

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True, help="the trained model file")
    parser.add_argument("--port", type=int, default=5005, help="loopback port to listen on")
    parser.add_argument("--actions-url", help="where the action server listens")
    parser.add_argument("--memory", help="file of the conversations' memory")
    arguments = parser.parse_args()
    if not Path(arguments.model).is_file():
        parser.error(f"no model file {arguments.model}")

    fixes.apply_to_serving()
    quiet_logs()
    endpoints = AvailableEndpoints.read_endpoints("endpoints.yml")
    if arguments.actions_url:
        endpoints.action.url = arguments.actions_url
    if arguments.memory:
        endpoints.tracker_store.kwargs["path"] = arguments.memory
    rasa.core.run.serve_application(
        model_path=arguments.model,
        interface="127.0.0.1",
        port=arguments.port,
        credentials="credentials.yml",
        auth_token=os.environ.get("OKPAY_ENGINE_TOKEN") or None,
        enable_api=True,
        endpoints=endpoints,
    )


if __name__ == "__main__":
    main()
