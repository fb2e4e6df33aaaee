"""Another question in the middle, a long silence, 再说一遍, 从头开始, 都试过了."""

import pytest

from actions import clock
from actions.actions import (
    Acknowledge,
    AnswerCheck,
    Decline,
    Fallback,
    Handoff,
    NextStep,
    PreviousStep,
    Resume,
    SmallTalk,
    Solved,
    StartOver,
    TriedAll,
    Unsolved,
)
from actions.context import library
from okpay.messages import BotMessage
from tests.actions.rules import action_for
from tests.actions.talk import Talk, actions_of, start


class Clock:
    def __init__(self) -> None:
        self.time = 1_000_000.0

    def wait(self, minutes: float) -> None:
        self.time += 60 * minutes


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that is set by hand."""
    watch = Clock()
    monkeypatch.setattr(clock, "now", lambda: watch.time)
    return watch


def where(said: list[BotMessage]) -> tuple[str, int]:
    return said[-1].data["article_id"], said[-1].data["step"]


def meaning(talk: Talk, words: str) -> str | None:
    """What the engine would take the words for, by the options it is handed."""
    options = talk.slots["options"] or []
    return next((option["action"] for option in options if words in option["phrases"]), None)


def test_the_guide_that_interrupts_has_one_button_back() -> None:
    talk = Talk()
    start(talk, "withdraw_failed")
    talk.press(NextStep(), "next_step")
    [step] = start(talk, "fees")
    assert actions_of(step).count("resume") == 1
    assert meaning(talk, "接着说") == "resume"
    assert where(talk.press(Resume(), "resume")) == ("withdraw_failed", 2)


def test_small_talk_in_the_middle_leaves_the_guide_and_its_question() -> None:
    talk = Talk()
    start(talk, "withdraw_failed")
    asked = talk.slots["question"]
    [said] = talk.press(SmallTalk(), "bot_challenge")
    assert actions_of(said) == ["resume:withdraw_failed"]
    assert talk.slots["question"] == asked
    assert meaning(talk, "接着说") == "resume:withdraw_failed"
    assert where(talk.press(Resume(), "resume:withdraw_failed")) == ("withdraw_failed", 1)


def test_what_was_offered_last_is_what_going_on_means() -> None:
    talk = Talk()
    start(talk, "withdraw_failed")
    start(talk, "fees")
    assert meaning(talk, "继续刚才") == "resume"
    talk.say(Fallback(), "???", intent="nlu_fallback")
    assert meaning(talk, "继续刚才") == "resume:fees"


def test_two_levels_deep_each_way_back_is_offered_in_turn() -> None:
    talk = Talk()
    for article in ("payment_failed", "fees", "working_hours"):
        start(talk, article)
    for back in ("fees", "payment_failed"):
        assert "resume" in actions_of(talk.press(Solved(), "solved")[-1])
        assert where(talk.press(Resume(), "affirm"))[0] == back


def test_not_wanting_a_human_in_the_middle_keeps_the_guide() -> None:
    talk = Talk()
    start(talk, "withdraw_failed")
    for _ in range(3):
        talk.say(Fallback(), "???", intent="nlu_fallback")
    [said] = talk.press(Decline(), "deny")
    assert actions_of(said) == ["resume:withdraw_failed"]


def test_what_was_not_gone_on_with_is_told_to_a_human() -> None:
    talk = Talk()
    start(talk, "withdraw_failed")
    talk.press(Unsolved(), "unsolved")
    start(talk, "fees")
    talk.press(Solved(), "solved")
    talk.press(Decline(), "deny")
    [wish] = talk.press(Handoff(), "handoff")
    assert wish.data["summary"]["tried"][0]["article"]["id"] == "withdraw_failed"


def test_again_says_the_same_step() -> None:
    talk = Talk()
    start(talk, "withdraw_failed")
    talk.press(NextStep(), "next_step")
    assert meaning(talk, "再说一遍") == "resume:withdraw_failed"
    assert where(talk.press(Resume(), "resume:withdraw_failed")) == ("withdraw_failed", 2)


def test_from_the_start_is_the_first_step() -> None:
    talk = Talk()
    start(talk, "withdraw_failed")
    talk.press(NextStep(), "next_step")
    assert where(talk.say(StartOver(), "从头开始", intent="start_over")) == ("withdraw_failed", 1)


def test_everything_tried_leads_to_a_human() -> None:
    talk = Talk()
    start(talk, "withdraw_failed")
    assert meaning(talk, "都试过了") == "tried_all"
    [said] = talk.press(TriedAll(), "tried_all")
    assert actions_of(said)[0] == "handoff"
    assert talk.slots["question"] == "human"


@pytest.mark.parametrize(
    ("move", "words", "intent"),
    [
        (NextStep(), "下一步", "next_step"),
        (PreviousStep(), "上一步", "previous_step"),
        (Unsolved(), "还是不行", "unsolved"),
        (Acknowledge(), "好的", "acknowledge"),
        (AnswerCheck(), "是的", "affirm"),
        (SmallTalk(), "你好", "greet"),
    ],
)
def test_after_half_an_hour_it_asks(watch: Clock, move: NextStep, words: str, intent: str) -> None:
    talk = Talk()
    start(talk, "withdraw_failed")
    watch.wait(31)
    said = talk.say(move, words, intent=intent)
    assert {"resume", "deny", "handoff"} <= set(actions_of(said[-1]))
    assert talk.slots["question"] == "resume"
    assert where(talk.press(Resume(), "affirm")) == ("withdraw_failed", 1)


def test_before_that_it_goes_on(watch: Clock) -> None:
    talk = Talk()
    start(talk, "withdraw_failed")
    watch.wait(29)
    assert where(talk.say(NextStep(), "下一步", intent="next_step")) == ("withdraw_failed", 2)


def test_a_button_of_the_step_goes_on_and_says_where_we_are(watch: Clock) -> None:
    talk = Talk()
    [step] = start(talk, "withdraw_failed")
    title = library().get("withdraw_failed", "zh-CN").title
    for button in (actions_of(step)[0], "next_step"):
        watch.wait(90)
        said = talk.press(action_for(button.partition(":")[0], None), button)
        assert title in said[0].data["lead"]
    assert where(said)[0] == "withdraw_failed"
    assert said[0].data["step"] > step.data["step"]


def test_where_we_are_is_said_before_plain_words_too(watch: Clock) -> None:
    talk = Talk()
    start(talk, "withdraw_failed")
    watch.wait(90)
    [said] = talk.press(Acknowledge(), "acknowledge")
    assert library().get("withdraw_failed", "zh-CN").title in said.text


def test_a_button_of_a_step_that_is_over_asks(watch: Clock) -> None:
    talk = Talk()
    [step] = start(talk, "withdraw_failed")
    button = actions_of(step)[0]
    talk.press(NextStep(), "next_step")
    watch.wait(90)
    said = talk.press(AnswerCheck(), button)
    assert {"resume", "deny", "handoff"} <= set(actions_of(said[-1]))
    assert where(talk.press(Resume(), "resume")) == ("withdraw_failed", 2)


def test_without_a_silence_nobody_is_told_where_he_is(watch: Clock) -> None:
    talk = Talk()
    start(talk, "withdraw_failed")
    watch.wait(29)
    [said] = talk.press(NextStep(), "next_step")
    assert "lead" not in said.data


def test_another_question_after_a_long_time_is_answered(watch: Clock) -> None:
    talk = Talk()
    start(talk, "withdraw_failed")
    watch.wait(90)
    [step] = start(talk, "fees", "手续费多少")
    assert where([step]) == ("fees", 1)
    assert "resume" in actions_of(step)
