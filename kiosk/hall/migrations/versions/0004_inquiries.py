"""Whose code it is, and who is an agent."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "holder",
        sa.Column("code_sha256", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("reference", sa.String(64), nullable=False, unique=True),
        sa.Column("valid_until", sa.String(32)),
    )
    op.create_table(
        "agent",
        sa.Column("number_sha256", sa.String(64), primary_key=True),
        sa.Column("reference", sa.String(64), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
    )
