"""The hall's database: opened, brought up to date, and written in transactions that may be begun anew.

On SQLite it keeps a rollback journal with synchronous=EXTRA: several connections write, and the system's SQLite
(3.40 on Debian 12) has the WAL-reset race. EXTRA lost nothing in 400 power cuts (docs/decisions/0003-durability.md).
"""

from collections.abc import Callable
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kiosk.hall.tables import Counter

_T = TypeVar("_T")
_TRIES = 4


def open_database(url: str) -> Engine:
    """The engine of a database whose tables are today's."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "begin", _begin)
    config = Config()
    config.set_main_option("script_location", "kiosk.hall:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return engine


def transact(engine: Engine, work: Callable[[Session], _T]) -> _T:
    """Do `work` in one transaction; begun anew when another was quicker with the same key (UNIQUE)."""
    for remaining in reversed(range(_TRIES)):
        try:
            with Session(engine) as session, session.begin():
                return work(session)
        except IntegrityError:
            if remaining == 0:
                raise
    raise AssertionError("unreachable")


def next_number(session: Session, series: str, business_date: Any) -> int:
    """The next of a series on one day. The row is locked until the transaction ends (on SQLite the whole file is)."""
    wanted = select(Counter).where(Counter.series == series, Counter.business_date == business_date).with_for_update()
    counter = session.scalars(wanted).one_or_none()
    if counter is None:
        counter = Counter(series=series, business_date=business_date, last=0)
        session.add(counter)
    counter.last += 1
    session.flush()
    return counter.last


def _set_up(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # sqlite3 begins nothing by itself: `_begin` does
    for pragma in ("journal_mode = DELETE", "synchronous = EXTRA", "foreign_keys = ON", "busy_timeout = 5000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
