"""What is known of a message and stands nowhere in its text: handed on to the dialogue as entities."""

from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message

EXTRACTOR = "context"


def mark(message: Message, name: str, value: str) -> None:
    """Add an entity that covers no characters."""
    entity = {"entity": name, "value": value, "start": 0, "end": 0, "extractor": EXTRACTOR}
    message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)
