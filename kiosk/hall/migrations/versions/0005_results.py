"""What instant matters end with. A heartbeat's `store_accepts` is called `store_has_room` now."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("application", sa.Column("result_name", sa.String(40)))
    op.add_column("application", sa.Column("result_number", sa.String(64)))
    op.add_column("application", sa.Column("result_valid_until", sa.Date))
    op.create_index("application_result", "application", ["result_number"], unique=True)
    op.execute("""UPDATE terminal_state SET said = replace(said, '"store_accepts"', '"store_has_room"')""")
