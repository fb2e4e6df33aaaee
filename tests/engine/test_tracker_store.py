import asyncio
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from okpay_engine.tracker_store import KEPT_TURNS, CompactTrackerStore, compact


@pytest.fixture
def domain() -> Domain:
    return Domain.from_dict(
        {
            "intents": ["fees"],
            "slots": {"guide": {"type": "any", "mappings": [{"type": "custom"}]}},
            "actions": ["action_start_guide"],
        }
    )


@pytest.fixture
def store(domain: Domain, tmp_path: Path) -> CompactTrackerStore:
    return CompactTrackerStore(domain, path=str(tmp_path / "engine.sqlite3"))


def turn(number: int) -> list[Any]:
    return [
        UserUttered(f"第{number}句", {"name": "fees"}, message_id=str(number)),
        ActionExecuted("action_start_guide"),
        BotUttered(f"答{number}"),
        SlotSet("guide", {"turn": number}),
        ActionExecuted("action_listen"),
    ]


def tracker(domain: Domain, turns: int) -> DialogueStateTracker:
    events = [event for number in range(turns) for event in turn(number)]
    return DialogueStateTracker.from_events("somebody", events, domain.slots)


def test_what_is_kept_comes_back(store: CompactTrackerStore, domain: Domain) -> None:
    asyncio.run(store.save(tracker(domain, 2)))
    again = asyncio.run(store.retrieve("somebody"))
    assert again is not None
    assert again.get_slot("guide") == {"turn": 1}
    assert again.latest_message is not None
    assert again.latest_message.text == "第1句"


def test_a_long_dialogue_stays_small(store: CompactTrackerStore, domain: Domain) -> None:
    asyncio.run(store.save(tracker(domain, 200)))
    again = asyncio.run(store.retrieve("somebody"))
    assert again is not None
    assert sum(isinstance(event, UserUttered) for event in again.events) == KEPT_TURNS
    assert again.get_slot("guide") == {"turn": 199}


def test_slots_outlive_the_turns_that_set_them(domain: Domain) -> None:
    events = turn(0) + [
        event for number in range(1, 30) for event in turn(number) if not isinstance(event, SlotSet)
    ]
    long = DialogueStateTracker.from_events("somebody", events, domain.slots)
    again = DialogueStateTracker.from_events("somebody", compact(long), domain.slots)
    assert again.get_slot("guide") == {"turn": 0}


def test_only_the_present_value_of_a_slot_is_kept(store: CompactTrackerStore, domain: Domain) -> None:
    asyncio.run(store.save(tracker(domain, KEPT_TURNS)))
    again = asyncio.run(store.retrieve("somebody"))
    assert again is not None
    assert [event.value for event in again.events if isinstance(event, SlotSet)] == [{"turn": KEPT_TURNS - 1}]


def test_a_slot_that_policies_look_at_keeps_its_place(tmp_path: Path) -> None:
    domain = Domain.from_dict(
        {
            "intents": ["fees"],
            "slots": {"guide": {"type": "categorical", "values": ["a"], "mappings": [{"type": "custom"}]}},
            "actions": ["action_start_guide"],
        }
    )
    events = [*turn(0), SlotSet("guide", "a"), *turn(1)]
    before = DialogueStateTracker.from_events("somebody", events, domain.slots)
    assert [e for e in compact(before) if isinstance(e, SlotSet)] == [
        e for e in events if isinstance(e, SlotSet)
    ]


def test_slots_outlive_the_start_of_the_session(store: CompactTrackerStore, domain: Domain) -> None:
    opening = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]
    begun = DialogueStateTracker.from_events("somebody", [*opening, *turn(0)], domain.slots)
    for _ in range(2):
        asyncio.run(store.save(begun))
        again = asyncio.run(store.retrieve("somebody"))
        assert again is not None
        assert again.get_slot("guide") == {"turn": 0}
        begun = again


def test_an_emptied_dialogue_is_nowhere(store: CompactTrackerStore, domain: Domain, tmp_path: Path) -> None:
    asyncio.run(store.save(tracker(domain, 3)))
    asyncio.run(store.save(DialogueStateTracker.from_events("somebody", [])))
    assert asyncio.run(store.retrieve("somebody")) is None
    assert list(asyncio.run(store.keys())) == []
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert "第2句".encode() not in kept


def test_an_unknown_dialogue_is_none(store: CompactTrackerStore) -> None:
    assert asyncio.run(store.retrieve("nobody")) is None
