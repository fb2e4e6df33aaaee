"""Whatever a customer does: there is an answer, it is not said twice in a row, and a human is near."""

import random

import pytest

from actions import clock
from actions.context import library
from okpay.knowledge.article import LOCALES
from okpay.messages import GO_ON, LEAVE_MESSAGE, BotMessage
from tests.actions.rules import action_for, intents
from tests.actions.talk import Talk, actions_of

WALKS = 400
TURNS = 25
WORDS = {
    "zh-CN": ("钱够,信号也满格", "密码改过了还是不行", "气死我了", "很急", "???", "提现手续费"),
    "zh-TW": ("錢夠,訊號也滿格", "密碼改過了還是不行", "氣死我了", "很急", "提領手續費"),
    "en": ("my network is fine", "this is ridiculous", "it's urgent", "fees for withdrawing"),
}


@pytest.mark.parametrize("seed", range(WALKS))
def test_a_random_walk_never_fails_falls_silent_or_goes_round(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    time = 1_000_000.0
    monkeypatch.setattr(clock, "now", lambda: time)
    talk = Talk(locale=chance.choice(LOCALES))
    said: list[BotMessage] = []
    for _ in range(TURNS):
        time += chance.choice([5, 60, 3600])
        before, said = texts(said), move(talk, chance, said)
        assert said
        assert texts(said) != before or not said[0].text, said
        for message in said:
            check(message)
        if talk.slots["misses"]:
            assert any("handoff" in actions_of(message) for message in said), said


def texts(said: list[BotMessage]) -> list[str]:
    return [message.text for message in said]


def move(talk: Talk, chance: random.Random, said: list[BotMessage]) -> list[BotMessage]:
    buttons = [action for message in said for action in actions_of(message)]
    if said and said[-1].kind == "handoff":
        # What the service offers in its place while no human is there.
        buttons += [LEAVE_MESSAGE, GO_ON]
    if buttons and chance.random() < 0.5:
        return press(talk, chance.choice(buttons))
    intent = chance.choice(intents())
    if chance.random() < 0.5:
        return press(talk, intent)
    words = chance.choice(WORDS[talk.slots["locale"]])
    ranking = {topic: chance.random() for topic in chance.sample(library().ids, 3)}
    action = action_for(intent, talk.slots.get("question"))
    return talk.say(action, words, intent=intent, ranking=ranking)


def press(talk: Talk, button: str) -> list[BotMessage]:
    return talk.press(action_for(button.partition(":")[0], talk.slots.get("question")), button)


def check(message: BotMessage) -> None:
    # What the service says in the action's place has no text yet.
    assert message.text.strip() or message.kind in {"handoff", "ticket", "ticket_query"}
    if message.kind in {"guide_step", "choice"}:
        assert "handoff" in actions_of(message)
