"""Two ways in, one queue: each update counts once, whoever tells it and however often."""

from tests.telegram.double import Person
from tests.telegram.line import Line


async def test_a_text_is_kept_and_answered(line: Line, li: Person) -> None:
    li.text("怎么充值")
    await li.hears("re: 怎么充值")
    conversation = await line.conversation(li)
    assert (conversation.channel, conversation.locale) == ("telegram", "zh-CN")
    assert [message.role for message in await line.messages(li)] == ["customer", "bot"]
