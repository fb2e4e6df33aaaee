"""Tries are counted by whoever answers, and nowhere else."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop a count that nobody read."""
    with op.batch_alter_table("message") as table:
        table.drop_column("attempts")
