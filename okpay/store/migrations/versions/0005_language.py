"""Whether a conversation's language is known from the customer himself."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the mark; conversations that have begun keep the language they are in."""
    with op.batch_alter_table("conversation") as table:
        table.add_column(sa.Column("locale_settled", sa.Boolean, nullable=False, server_default=sa.true()))
    with op.batch_alter_table("conversation") as table:
        table.alter_column("locale_settled", server_default=None)
