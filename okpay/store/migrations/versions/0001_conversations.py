"""Conversations, messages, agents."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "agent",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(80), nullable=False, unique=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
    )
    op.create_table(
        "desk_session",
        sa.Column("token_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("agent_id", sa.String(32), sa.ForeignKey("agent.id", ondelete="CASCADE"), nullable=False),
        sa.Column("csrf_token", sa.String(64), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
    )
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("locale", sa.String(8), nullable=False),
        sa.Column("state", sa.String(8), nullable=False, index=True),
        sa.Column("last_seq", sa.Integer, nullable=False),
        sa.Column("memory", sa.Integer, nullable=False),
        sa.Column("customer_name", sa.String(200)),
        sa.Column("customer_email", sa.String(320)),
        sa.Column("external_id", sa.String(200)),
        sa.Column("identity_hash", sa.String(128)),
        sa.Column("page_url", sa.Text),
        sa.Column("summary", sa.JSON),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("queued_at", TIME),
        sa.Column("told_position", sa.Integer),
        sa.Column("assignee_id", sa.String(32), sa.ForeignKey("agent.id")),
        sa.Column("lease_owner", sa.String(32)),
        sa.Column("lease_until", TIME),
        sa.Column("delay_told", sa.Boolean, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False, index=True),
    )
    op.create_table(
        "message",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column(
            "conversation_id",
            sa.String(32),
            sa.ForeignKey("conversation.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("client_id", sa.String(64)),
        sa.Column("role", sa.String(8), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("action", sa.String(120)),
        sa.Column("pending", sa.Boolean, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("author_id", sa.String(32), sa.ForeignKey("agent.id")),
        sa.Column("created_at", TIME, nullable=False),
        sa.Index("message_place", "conversation_id", "seq", unique=True),
        sa.Index("message_client_id", "conversation_id", "client_id", unique=True),
        sa.Index("message_pending", "pending", "conversation_id"),
    )
    op.create_table(
        "forgetting",
        sa.Column("sender", sa.String(48), primary_key=True),
        sa.Column("created_at", TIME, nullable=False),
    )
