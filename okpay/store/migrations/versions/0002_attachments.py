"""Attachments, ratings; agents and customers choose their client ids apart."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, and the index anew."""
    op.create_table(
        "attachment",
        sa.Column("id", sa.String(32), primary_key=True),
        _of_conversation(),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("media_type", sa.String(32), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
    )
    op.create_table(
        "rating",
        _of_conversation(is_key=True),
        sa.Column("score", sa.Integer, nullable=False),
        sa.Column("comment", sa.Text),
        sa.Column("created_at", TIME, nullable=False),
    )
    op.drop_index("message_client_id", "message")
    op.create_index("message_client_id", "message", ["conversation_id", "role", "client_id"], unique=True)


def _of_conversation(*, is_key: bool = False) -> sa.Column[str]:
    key = sa.ForeignKey("conversation.id", ondelete="CASCADE")
    return sa.Column(
        "conversation_id", sa.String(32), key, nullable=False, primary_key=is_key, index=not is_key or None
    )
