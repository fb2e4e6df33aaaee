"""Keeps each conversation in one small row, so that a late turn costs what the first one did.

Rasa's own stores keep every event for ever and read them all at every turn. What the dialogue needs is
the slots and the last few turns; all else is dropped, its effect on the slots kept.
"""

import json
import sqlite3
from pathlib import Path
from typing import Any, Dict, Iterable, List, Optional

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

KEPT_TURNS = 4


class CompactTrackerStore(TrackerStore, SerializedTrackerAsText):
    """SQLite, one row a conversation; saving a tracker without events removes its row."""

    def __init__(
        self,
        domain: Optional[Domain],
        event_broker: Optional[EventBroker] = None,
        path: str = "var/engine.sqlite3",
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.execute("PRAGMA secure_delete=ON")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS tracker (sender_id TEXT PRIMARY KEY, dialogue TEXT NOT NULL)"
        )

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the conversation's row in its compact form."""
        await self.stream_events(tracker)
        if not tracker.events:
            self._database.execute("DELETE FROM tracker WHERE sender_id = ?", (tracker.sender_id,))
            # The write-ahead log still holds the words; what is erased has to be gone from the disk.
            self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        self._database.execute(
            "INSERT INTO tracker VALUES (?, ?) "
            "ON CONFLICT (sender_id) DO UPDATE SET dialogue = excluded.dialogue",
            (tracker.sender_id, self._serialise(tracker)),
        )

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """The conversation, or None."""
        row = self._database.execute(
            "SELECT dialogue FROM tracker WHERE sender_id = ?", (sender_id,)
        ).fetchone()
        return self.deserialise_tracker(sender_id, row[0]) if row else None

    async def keys(self) -> Iterable[str]:
        """All conversations' ids."""
        return [row[0] for row in self._database.execute("SELECT sender_id FROM tracker")]

    def _serialise(self, tracker: DialogueStateTracker) -> str:
        dialogue: Dict[str, Any] = {"name": tracker.sender_id}
        dialogue["events"] = [event.as_dict() for event in compact(tracker)]
        return json.dumps(dialogue, ensure_ascii=False)


def compact(tracker: DialogueStateTracker) -> List[Event]:
    """The last KEPT_TURNS turns, after the slots as they stand now.

    Slots that the policies look at keep their places in the turns; before those they stand as they stood.
    """
    events = list(tracker.events)
    turns = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    if not turns:
        return events
    start = turns[-KEPT_TURNS:][0]
    seen = {name for name, slot in tracker.slots.items() if slot.has_features()}
    slots: Dict[str, Any] = {}
    kept: List[Event] = []
    for index, event in enumerate(events):
        if isinstance(event, SlotSet) and (index < start or event.key not in seen):
            slots[event.key] = event.value
        elif index >= start:
            kept.append(event)
    present = [SlotSet(name, value) for name, value in slots.items() if value is not None]
    # The start of a session empties the slots, so it comes before them.
    return [SessionStarted(), *present, ActionExecuted(ACTION_LISTEN_NAME), *kept]
