"""The states of a conversation between bot and human, and every way from one to another.

bot -> queued (a human is called for) -> agent (taken) -> closed -> bot (the customer writes again)
"""

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from okpay.errors import ApiError
from okpay.handoff.hours import Hours
from okpay.handoff.telling import tell, tell_absence, tell_place
from okpay.messages import HandoffData, Summary
from okpay.store.database import lock_queue
from okpay.store.models import Agent, Conversation, Message, now

# Every move is told to the first few; to the others only when they have moved far.
NEAR = 3
FAR = 5
ORDER = (Conversation.urgent.desc(), Conversation.queued_at)


async def call_human(
    session: AsyncSession, conversation: Conversation, summary: Summary, hours: Hours
) -> None:
    """A human was called for: into the queue. While none is there, the bot goes on, unless it is urgent."""
    opens = hours.opens_at(now())
    if opens is None or summary.urgent:
        await enter_queue(session, conversation, summary, hours)
    else:
        tell_absence(session, conversation, hours, opens)


async def enter_queue(
    session: AsyncSession, conversation: Conversation, summary: Summary, hours: Hours
) -> None:
    """The bot is silent from now on, and what is pending is the human's."""
    await lock_queue(session)
    conversation.state = "queued"
    conversation.queued_at = now()
    conversation.urgent = summary.urgent
    conversation.summary = summary.model_dump(mode="json")
    await session.execute(
        update(Message)
        .where(Message.conversation_id == conversation.id, Message.pending.is_(True))
        .values(pending=False)
    )
    await session.flush()
    tell_place(session, conversation, await position(session, conversation), hours)


async def advance(session: AsyncSession, hours: Hours) -> list[str]:
    """Tell those who wait that they have moved up, where it is worth telling; the ids of those told."""
    await lock_queue(session)
    statement = select(Conversation.id, Conversation.told_position).where(Conversation.state == "queued")
    waiting = await session.execute(statement.order_by(*ORDER))
    places = {
        conversation_id: place
        for place, (conversation_id, told) in enumerate(waiting, 1)
        if _is_worth_telling(told or 0, place)
    }
    # Whoever holds one of them may wait for the queue: then it is being taken or erased, or told next time.
    free = select(Conversation).where(Conversation.id.in_(places)).order_by(*ORDER)
    moved = (await session.scalars(free.with_for_update(skip_locked=True))).all()
    for conversation in moved:
        tell_place(session, conversation, places[conversation.id], hours)
    return [conversation.id for conversation in moved]


def _is_worth_telling(told: int, place: int) -> bool:
    moved = told - place
    return moved > 0 and (place <= NEAR or moved >= FAR)


async def take(session: AsyncSession, conversation: Conversation, agent: Agent) -> None:
    """An agent takes a waiting conversation; ApiError when a colleague has it or nobody waits."""
    if conversation.state == "agent" and conversation.assignee_id == agent.id:
        return
    if conversation.state != "queued":
        raise ApiError.taken()
    conversation.state = "agent"
    conversation.assignee_id = agent.id
    data = HandoffData(state="assigned", agent={"name": agent.name})
    tell(session, conversation, "handoff.assigned", data, {"name": agent.name})


def require_assignee(conversation: Conversation, agent: Agent) -> None:
    """ApiError unless the conversation is this agent's."""
    if conversation.state != "agent" or conversation.assignee_id != agent.id:
        raise ApiError.not_yours()


def close(session: AsyncSession, conversation: Conversation) -> None:
    """The human is done. The bot will come back without a memory of the old problem."""
    session.add(conversation.forgetting())
    conversation.state = "closed"
    conversation.memory += 1
    conversation.urgent = False
    conversation.queued_at = None
    conversation.assignee_id = None
    tell(session, conversation, "handoff.closed", HandoffData(state="closed"), {})


def reopen(conversation: Conversation) -> None:
    """The customer writes again after the close: the bot is back."""
    conversation.state = "bot"
    conversation.summary = None
    conversation.delay_told = False


async def position(session: AsyncSession, conversation: Conversation) -> int:
    """The place in the queue, from 1: urgent ones first, then whoever has waited longest."""
    before = or_(
        Conversation.urgent.is_(True) & (not conversation.urgent),
        (Conversation.urgent.is_(conversation.urgent)) & (Conversation.queued_at < conversation.queued_at),
    )
    statement = select(func.count(Conversation.id)).where(
        Conversation.state == "queued", Conversation.id != conversation.id, before
    )
    return int((await session.scalars(statement)).one()) + 1
