"""Pictures that come in pieces, as far as they got."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "piece",
        sa.Column("application_id", sa.String(36), primary_key=True),
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("offset", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("length", sa.Integer, nullable=False),
        sa.Column("terminal_id", sa.String(24), sa.ForeignKey("terminal.id"), nullable=False),
        sa.Column("received_at", sa.String(32), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_index("piece_of", "piece", ["terminal_id", "received_at"])
