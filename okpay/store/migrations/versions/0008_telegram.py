"""Telegram: the bot, what it was told, its chats and their buttons; codes that carry a conversation over."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "telegram_bot",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("username", sa.String(64)),
        sa.Column("lease_owner", sa.String(32)),
        sa.Column("lease_until", TIME),
    )
    op.create_table(
        "telegram_update",
        sa.Column("bot_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("chat_id", sa.BigInteger, index=True),
        sa.Column("arrival", sa.JSON),
        sa.Column("created_at", TIME, nullable=False, index=True),
    )
    op.create_table(
        "telegram_chat",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        _conversation_id(),
        sa.Column("delivered_seq", sa.Integer, nullable=False),
        sa.Column("sent_parts", sa.Integer, nullable=False),
        sa.Column("position_message_id", sa.BigInteger),
        sa.Column("commands_locale", sa.String(8), nullable=False),
        sa.Column("blocked", sa.Boolean, nullable=False),
    )
    op.create_table(
        "telegram_button",
        sa.Column("token", sa.String(32), primary_key=True),
        sa.Column(
            "chat_id",
            sa.BigInteger,
            sa.ForeignKey("telegram_chat.chat_id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("keyboard", sa.String(32), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("action", sa.String(120), nullable=False),
        sa.Column("label", sa.Text, nullable=False),
    )
    op.create_table(
        "carry_over",
        sa.Column("code_hash", sa.LargeBinary(32), primary_key=True),
        _conversation_id(),
        sa.Column("place", sa.String(8), nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
    )


def _conversation_id() -> sa.Column[str]:
    key = sa.ForeignKey("conversation.id", ondelete="CASCADE")
    return sa.Column("conversation_id", sa.String(32), key, nullable=False, index=True)
