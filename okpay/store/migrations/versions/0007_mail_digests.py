"""A mail address shown in part proves nothing: a keyed digest of the whole one does."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the digests of messages and tickets."""
    with op.batch_alter_table("message") as table:
        table.add_column(sa.Column("mail_digests", sa.JSON))
    with op.batch_alter_table("ticket") as table:
        table.add_column(sa.Column("mail_digest", sa.String(64)))
