"""What is to be forgotten once more, since an answer was under way."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the mark; what was left to do before may have been under way."""
    with op.batch_alter_table("forgetting") as table:
        table.add_column(sa.Column("under_way", sa.Boolean, nullable=False, server_default=sa.true()))
    with op.batch_alter_table("forgetting") as table:
        table.alter_column("under_way", server_default=None)
