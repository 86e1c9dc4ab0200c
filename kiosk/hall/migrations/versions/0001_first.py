"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "terminal",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("added_at", sa.String(32), nullable=False),
    )
    op.create_table(
        "counter",
        sa.Column("series", sa.String(32), primary_key=True),
        sa.Column("business_date", sa.Date, primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
    )
    op.create_table(
        "given_answer",
        sa.Column("application_id", sa.String(36), primary_key=True),
        sa.Column("body_sha256", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
    )
    op.create_table(
        "application",
        sa.Column("id", sa.String(36), sa.ForeignKey("given_answer.application_id"), primary_key=True),
        sa.Column("number", sa.String(64), nullable=False, unique=True),
        sa.Column("slip_number", sa.String(32), nullable=False),
        sa.Column("terminal_id", sa.String(24), sa.ForeignKey("terminal.id"), nullable=False),
        sa.Column("matter", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("received_at", sa.String(32), nullable=False),
        sa.Column("promised_on", sa.Date),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "material",
        sa.Column("application_id", sa.String(36), primary_key=True),
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("received_at", sa.String(32), nullable=False),
    )
    _tickets_and_ratings()


def _tickets_and_ratings() -> None:
    op.create_table(
        "ticket",
        sa.Column("request_id", sa.String(36), primary_key=True),
        sa.Column("terminal_id", sa.String(24), sa.ForeignKey("terminal.id"), nullable=False),
        sa.Column("group_id", sa.String(32), nullable=False),
        sa.Column("business_date", sa.Date, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("is_priority", sa.Boolean, nullable=False),
        sa.Column("ahead", sa.Integer, nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.Column("called_at", sa.String(32)),
        sa.UniqueConstraint("business_date", "group_id", "sequence"),
    )
    op.create_index("ticket_waiting", "ticket", ["business_date", "group_id", "called_at"])
    op.create_table(
        "rating",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("application_id", sa.String(36), nullable=False),
        sa.Column("terminal_id", sa.String(24), sa.ForeignKey("terminal.id"), nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("rated_at", sa.String(32), nullable=False),
    )
