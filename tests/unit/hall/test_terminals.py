"""Who may speak to the hall."""

from sqlalchemy import text

from kiosk.hall.hall import KEY_FILE, open_hall
from kiosk.hall.settings import HallSettings


def test_a_terminal_is_known_by_its_token_until_it_gets_a_new_one(hall):
    old = hall.add_terminal("CJ02")
    assert hall.knows("CJ02", old)
    assert not hall.knows("CJ01", old)
    assert not hall.knows("CJ02", "")
    assert not hall.knows("nobody", old)
    new = hall.add_terminal("CJ02")
    assert (hall.knows("CJ02", old), hall.knows("CJ02", new)) == (False, True)


def test_the_token_itself_is_not_in_the_database(hall, tmp_path):
    token = hall.add_terminal("CJ02")
    assert token.encode() not in (tmp_path / "hall" / "hall.db").read_bytes()


def test_the_signing_key_is_made_once_and_is_nobody_elses(hall, tmp_path, clock):
    again = open_hall(tmp_path / "hall", HallSettings(), clock)
    again.engine.dispose()
    assert again.key.public_key() == hall.key.public_key()
    assert oct((tmp_path / "hall" / KEY_FILE).stat().st_mode & 0o777) == "0o600"


def test_the_database_keeps_what_was_answered_when_the_power_goes(hall):
    with hall.engine.connect() as connection:
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 3  # EXTRA
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "delete"


def test_the_scripts_make_the_tables_that_the_code_names(hall):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from kiosk.hall.tables import Table

    with hall.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []
