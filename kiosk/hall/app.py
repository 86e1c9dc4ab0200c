"""Contract /v1 over HTTP. What is decided is decided at the desks (intake, queue); here it gets its status.

Bodies are read whole before anything else happens to them; a sender that is gone midway has sent nothing.
"""

import hashlib
from dataclasses import dataclass
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Path, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect

from kiosk.contract.bookings import BookingRequest
from kiosk.contract.v1 import VERSION, Heartbeat, Hello, QueueState, RatingBody, TicketIssued, TicketRequest
from kiosk.hall import bookings, heartbeats, inquiries, intake, office, pieces, queue, terminals_page
from kiosk.hall.hall import Hall
from kiosk.hall.intake import Reply

LARGEST_BODY = 8 * 1024 * 1024  # of one picture, and of an application with its signature
LARGEST_HEARD = 8 * LARGEST_BODY  # so far we listen, to refuse by its hash what is too large to be kept
_Form = TypeVar("_Form", bound=BaseModel)
_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Cache-Control": "no-store",
}
routes = APIRouter()


def make_app(hall: Hall) -> FastAPI:
    """The hall as an ASGI application."""
    app = FastAPI(title="kiosk hall", openapi_url=None)
    app.state.hall = hall
    app.include_router(routes)
    return app


def the_hall(request: Request) -> Hall:
    """The hall that this application serves."""
    hall: Hall = request.app.state.hall
    return hall


def terminal_of(
    hall: Annotated[Hall, Depends(the_hall)],
    x_kiosk_contract: Annotated[str, Header()] = "",
    x_terminal_id: Annotated[str, Header()] = "",
    authorization: Annotated[str, Header()] = "",
) -> str:
    """Who is asking, once its token is taken."""
    if not hall.knows(x_terminal_id, authorization.removeprefix("Bearer ")):
        raise HTTPException(401, "this token is not taken")
    if x_kiosk_contract != str(VERSION):
        raise HTTPException(400, f"this hall speaks contract {VERSION}")
    return x_terminal_id


def key_of(idempotency_key: Annotated[str, Header()] = "") -> str:
    """The request's own id. One that is no UUID cannot be refused by name, so the answer is not signed."""
    try:
        return str(UUID(idempotency_key))
    except ValueError:
        raise HTTPException(400, "Idempotency-Key must be a UUID") from None


@dataclass(frozen=True, slots=True)
class Heard:
    """A request's whole body; `content` is None where it is too large. The hash is of all that came."""

    content: bytes | None
    sha256: str


async def whole_body(request: Request) -> Heard:
    """All of the body. Raises when the sender is gone before its end; one that does not end is not answered by name."""
    taken, digest, length = bytearray(), hashlib.sha256(), 0
    try:
        async for chunk in request.stream():
            digest.update(chunk)
            length += len(chunk)
            if length > LARGEST_HEARD:
                raise HTTPException(413, "too large")
            if length > LARGEST_BODY:
                taken.clear()
            else:
                taken += chunk
    except ClientDisconnect:
        raise HTTPException(400, "the sender is gone") from None  # to nobody; it is no fault of the hall's
    return Heard(bytes(taken) if length <= LARGEST_BODY else None, digest.hexdigest())


TheHall = Annotated[Hall, Depends(the_hall)]
Terminal = Annotated[str, Depends(terminal_of)]
Key = Annotated[str, Depends(key_of)]
Named = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]  # a picture, by its hash
Body = Annotated[Heard, Depends(whole_body)]


@routes.get("/v1/hello")
def hello(hall: TheHall, terminal: Terminal) -> Hello:
    functions = ("apply", "tickets", "ratings", "bookings", "inquiries")
    return Hello(
        contract=VERSION,
        hall=hall.settings.name,
        business_date=hall.business_date(),
        time=hall.now(),
        functions=functions,
        applications_per_minute=hall.settings.applications_per_minute,
    )


@routes.put("/v1/materials/{application_id}/{sha256}")
def put_material(
    hall: TheHall,
    terminal: Terminal,
    application_id: UUID,
    sha256: Named,
    body: Body,
) -> Response:
    if body.content is None:
        return _http(_too_large(hall, str(application_id), body))
    return _http(intake.take_material(hall, str(application_id), sha256, body.content))


@routes.head("/v1/materials/{application_id}/{sha256}")
def ask_material(hall: TheHall, terminal: Terminal, application_id: UUID, sha256: Named) -> Response:
    return _progress(pieces.progress(hall, str(application_id), sha256))


@routes.patch("/v1/materials/{application_id}/{sha256}")
def patch_material(
    hall: TheHall,
    terminal: Terminal,
    application_id: UUID,
    sha256: Named,
    body: Body,
    upload_offset: Annotated[int, Header(ge=0)],
    upload_complete: Annotated[str, Header(pattern=r"^\?[01]$")] = "?0",
) -> Response:
    """The next piece of a picture. Its refusal is of the piece's bytes: they are this request's body."""
    if (
        body.content is None
        or len(body.content) > pieces.LARGEST_PIECE
        or upload_offset + len(body.content) > LARGEST_BODY
    ):
        return _http(_too_large(hall, str(application_id), body))
    part = pieces.Part(upload_offset, upload_complete == "?1", body.content)
    return _progress(pieces.take_piece(hall, terminal, str(application_id), sha256, part))


@routes.post("/v1/applications")
def post_application(hall: TheHall, terminal: Terminal, key: Key, body: Body) -> Response:
    if (later := intake.too_fast(hall, terminal)) is not None:
        return _http(later)
    if body.content is None:
        return _http(_too_large(hall, key, body))
    return _http(intake.take_application(hall, terminal, key, body.content))


@routes.post("/v1/tickets")
def post_ticket(hall: TheHall, terminal: Terminal, key: Key, body: Body) -> Response:
    wanted = _read(body, TicketRequest)
    if wanted is None or str(wanted.request_id) != key:
        return _http(_malformed(hall, key, body))
    group = hall.settings.group(wanted.group)
    if group is None:
        return _http(intake.refuse(hall, 422, key, body.sha256, "unknown_group", "本大厅没有这个窗口组。"))
    issued: TicketIssued = queue.take_ticket(hall, terminal, wanted.request_id, group, is_priority=wanted.priority)
    return _http(Reply(200, issued.model_dump_json()))


@routes.get("/v1/queue")
def get_queue(hall: TheHall, terminal: Terminal) -> QueueState:
    return queue.queue_now(hall)


@routes.post("/v1/ratings")
def post_rating(hall: TheHall, terminal: Terminal, key: Key, body: Body) -> Response:
    rating = _read(body, RatingBody)
    if rating is None or str(rating.rating_id) != key:
        return _http(_malformed(hall, key, body))
    queue.take_rating(hall, terminal, rating)
    return _http(Reply(204))


@routes.get("/v1/bookings")
def get_bookings(hall: TheHall, terminal: Terminal, matter: str = "") -> Response:
    return _http(bookings.offer(hall, matter))


@routes.post("/v1/bookings")
def post_booking(hall: TheHall, terminal: Terminal, key: Key, body: Body) -> Response:
    wanted = _read(body, BookingRequest)
    if wanted is None or str(wanted.booking_id) != key:
        return _http(_malformed(hall, key, body))
    return _http(bookings.book(hall, terminal, wanted, body.sha256))


@routes.post("/v1/inquiries")
def post_inquiry(hall: TheHall, terminal: Terminal, key: Key, body: Body) -> Response:
    if body.content is None:
        return _http(_too_large(hall, key, body))
    return _http(inquiries.answer(hall, terminal, key, body.content))


@routes.put("/v1/terminals/{terminal_id}/heartbeat")
def put_heartbeat(hall: TheHall, terminal: Terminal, terminal_id: str, body: Body) -> Response:
    """Refusals are not signed: nothing that a resident gave depends on a heartbeat."""
    said = _read(body, Heartbeat)
    if said is None:
        raise HTTPException(422, "this is no heartbeat")
    if not terminal == terminal_id == said.terminal_id:
        raise HTTPException(403, "this token is not taken for that terminal")
    heartbeats.take_heartbeat(hall, said)
    return _http(Reply(204))


@routes.get("/terminals")
def terminals(hall: TheHall) -> HTMLResponse:
    return HTMLResponse(terminals_page.page(hall), headers=_PAGE_HEADERS)


@routes.get("/bookings")
def booked(hall: TheHall) -> HTMLResponse:
    return HTMLResponse(office.bookings_page(hall), headers=_PAGE_HEADERS)


@routes.get("/")
def arrived(hall: TheHall) -> HTMLResponse:
    return HTMLResponse(office.page(hall), headers=_PAGE_HEADERS)


def _read(body: Heard, form: type[_Form]) -> _Form | None:
    try:
        return None if body.content is None else form.model_validate_json(body.content)
    except ValidationError:
        return None


def _http(reply: Reply) -> Response:
    return Response(reply.text, reply.status, dict(reply.headers), "application/json" if reply.text else None)


def _progress(now: pieces.Progress) -> Response:
    """How far a picture got; 409 where the piece that came was not the next one."""
    said = (("Upload-Offset", str(now.offset)), ("Upload-Complete", "?1" if now.is_whole else "?0"))
    return _http(Reply(204 if now.fits else 409, "", said))


def _malformed(hall: Hall, key: str, body: Heard) -> Reply:
    return intake.refuse(hall, 422, key, body.sha256, "malformed", "内容不符合接口约定，未收取。")


def _too_large(hall: Hall, key: str, body: Heard) -> Reply:
    return intake.refuse(hall, 413, key, body.sha256, "too_large", "内容超过大小限制，未收取。")
