"""Half days at the window that were booked."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "booking",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("terminal_id", sa.String(24), sa.ForeignKey("terminal.id"), nullable=False),
        sa.Column("matter", sa.String(64), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("half", sa.String(16), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.UniqueConstraint("day", "sequence"),
    )
    op.create_index("booking_half", "booking", ["day", "half"])
