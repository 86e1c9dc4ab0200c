"""Bringing an older file up to date: a copy of it first, then every missing step in one transaction, checked before it
counts. The copy holds what the file held, so it goes with the first good start, or with the first receipt before that.
"""

from importlib import resources
from pathlib import Path

import apsw

from kiosk.errors import StoreDamaged, StoreError
from kiosk.store.faults import KEPT, require_whole
from kiosk.store.files import database_files, destroy, make_private, put_in_place, sync_file


def steps() -> list[str]:
    """The SQL of every version, from the first table on; a file's user_version says how many it has."""
    folder = resources.files("kiosk.store") / "migrations"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name)
    return [file.read_text("utf-8") for file in files]


def backup_of(path: Path) -> Path:
    """Where the copy lies until the first good start."""
    return path.with_name(path.name + ".backup")


def bring_up_to_date(connection: apsw.Connection, path: Path) -> None:
    """All missing steps or none. Raises StoreError; the file is then as it was, or was put back from its copy."""
    wanted = steps()
    version = version_of(connection)
    if version > len(wanted):
        raise StoreError(f"{path}: written by a newer version ({version} > {len(wanted)}). {KEPT}")
    if version == len(wanted):
        return
    if version > 0:
        try:
            _back_up(connection, path)
        except OSError as error:
            raise StoreError(
                f"{path}: no copy could be made before its update ({error}). {KEPT} It is as it was."
            ) from error
    try:
        take_steps(connection, path, wanted[version:], len(wanted))
    except StoreDamaged as error:
        raise StoreError(f"{path}: the update does not fit this file ({error}). {KEPT} It is as it was.") from error
    if version > 0:
        _require_good(connection, path)


def version_of(connection: apsw.Connection) -> int:
    """How many steps this file has."""
    return int(next(iter(connection.execute("PRAGMA user_version")))[0])


def take_steps(connection: apsw.Connection, path: Path, missing: list[str], version: int) -> None:
    """The steps and the version that they lead to, in one transaction; checked before it is committed."""
    connection.execute("PRAGMA foreign_keys = OFF")  # a table that is made anew is gone for a moment
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in missing:
            connection.execute(step).fetchall()
        connection.execute(f"PRAGMA user_version = {version}")
        require_whole(path, connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


def _back_up(connection: apsw.Connection, path: Path) -> None:
    """A whole copy under its name, or none: it is made anew each time, since an older one may lack what came later."""
    fresh = path.with_name(path.name + ".backup.new")
    destroy(fresh, path.with_name(fresh.name + "-journal"))
    make_private(fresh)  # VACUUM INTO takes a file that is there and empty, and so keeps its mode
    connection.execute("VACUUM INTO ?", (str(fresh),)).fetchall()
    sync_file(fresh)
    put_in_place(fresh, backup_of(path))


def _require_good(connection: apsw.Connection, path: Path) -> None:
    """What is on disk now is read once more; where it is not whole, the copy takes its place again."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    try:
        require_whole(path, connection)
    except (StoreDamaged, apsw.Error) as error:
        connection.close()
        put_back(path)
        raise StoreError(f"{path}: the update did not hold ({error}). The copy from before it is back.") from error


def put_back(path: Path) -> None:
    """The copy takes the file's place; what the file had in its WAL belongs to what is thrown away."""
    destroy(*database_files(path)[1:])
    put_in_place(backup_of(path), path)
