"""Where Rasa does work that is of no use here: left out, or done once. Behaviour stays the same."""

from functools import cache

from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message


def apply_to_serving() -> None:
    """Leave out what each turn pays for and nobody needs; find events by their name once."""
    # The actions are ours, and their events are checked when they are read; the schema takes 30 ms a call.
    RemoteAction._validate_action_result = lambda self, result: True
    # The actions read articles, not the domain, which is larger than all else that they are sent.
    call_format, nothing = RemoteAction._action_call_format, Domain.empty()
    RemoteAction._action_call_format = lambda self, tracker, domain: call_format(self, tracker, nothing)
    # Rasa searches all classes there are, for every event of a conversation that it reads.
    Event.resolve_by_type = staticmethod(cache(Event.resolve_by_type))


def apply_to_training() -> None:
    """Hash examples by their text; Rasa digests each as JSON, a dozen times over, to find duplicates."""

    def text_hash(self: Message) -> int:
        return hash(self.get(TEXT))

    Message.__hash__ = text_hash
