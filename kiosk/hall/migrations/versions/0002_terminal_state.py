"""How each terminal is, and what changed at it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "terminal_state",
        sa.Column("terminal_id", sa.String(24), sa.ForeignKey("terminal.id"), primary_key=True),
        sa.Column("heard_at", sa.String(32), nullable=False),
        sa.Column("said", sa.Text, nullable=False),
    )
    op.create_table(
        "terminal_change",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("terminal_id", sa.String(24), sa.ForeignKey("terminal.id"), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("readiness", sa.String(16), nullable=False),
        sa.Column("cause", sa.String(64)),
        sa.Column("actor", sa.String(16)),
    )
    op.create_index("terminal_change_of", "terminal_change", ["terminal_id", "id"])
