"""The materials of a visit: what is in, what is missing, what was promised."""

from dataclasses import replace
from datetime import timedelta

from kiosk.catalogue.matter import Material
from kiosk.documents.application import GivenMaterial
from kiosk.session.model import Session

MAX_PAGES = 6  # of one material: bounds what a visit can hold


def asked(session: Session) -> tuple[tuple[int, Material], ...]:
    """The materials that concern this case, with their index in the matter: the needed ones, and those to photograph."""
    if session.matter is None:
        return ()
    return tuple((i, m) for i, m in enumerate(session.matter.materials) if m.required or m.how == "photo")


def has_photos(session: Session) -> bool:
    """Whether there is anything to photograph or to promise."""
    return any(material.how == "photo" for _, material in asked(session))


def is_given(session: Session, index: int, material: Material) -> bool:
    """Whether nothing is missing of this material: given, promised, or not needed."""
    if material.how != "photo":
        return True
    return bool(session.given.pages.get(index)) or index in session.given.promises or not material.required


def complete(session: Session) -> bool:
    return all(is_given(session, index, material) for index, material in asked(session))


def promise(session: Session, index: int) -> Session:
    """Promise to bring it within its days; nothing where it cannot be promised."""
    material = dict(asked(session)).get(index)
    if material is None or material.promise_days is None:
        return session
    by = session.wall.date() + timedelta(days=material.promise_days)
    return session.but(given=replace(session.given, promises={**session.given.promises, index: by}))


def withdraw(session: Session, index: int) -> Session:
    left = {i: by for i, by in session.given.promises.items() if i != index}
    return session.but(given=replace(session.given, promises=left))


def keep_photo(session: Session) -> Session:
    """The picture just taken becomes the next page of its material; a promise is then no longer needed."""
    index, photo = session.place.material, session.place.photo
    if index is None or photo is None:
        return session
    pages = {**session.given.pages, index: (*session.given.pages.get(index, ()), photo)}
    promises = {i: by for i, by in session.given.promises.items() if i != index}
    return session.but(given=replace(session.given, pages=pages, promises=promises))


def given(session: Session) -> tuple[GivenMaterial, ...]:
    """All of it as it travels with the application."""
    result = []
    for index, material in asked(session):
        pages = session.given.pages.get(index, ())
        promised = session.given.promises.get(index)
        if material.how == "photo" and not pages and promised is None:
            continue
        how = "promise" if promised is not None and not pages else material.how
        result.append(GivenMaterial(material.name.zh, how, pages, promised))
    return tuple(result)
