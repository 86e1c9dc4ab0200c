"""What the keeper asks the hall: how it is, who waits, queue numbers; and handing on ratings."""

import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from kiosk.backend.backoff import delay
from kiosk.backend.client import Backend
from kiosk.contract.v1 import Hello, QueueState, RatingBody, TicketIssued
from kiosk.documents import papers
from kiosk.documents.papers import Head
from kiosk.errors import BackendRefused, BackendUnauthorized, KioskError, StoreError
from kiosk.ports.clock import Clock
from kiosk.ports.receipt_printer import Paper, Printed, PrintOutcome
from kiosk.ports.status import Readiness, Status, failed
from kiosk.runtime import messages as m
from kiosk.runtime.lane import Lane, Post
from kiosk.runtime.printing import Printing, paper_ended
from kiosk.session.events import HallSeen, Refusal, TicketRefused, TicketTaken
from kiosk.settings.hall import HallFile
from kiosk.store.records import OutboxKind, TicketRow
from kiosk.store.store import Store
from kiosk.words import words

Answer = Callable[[object], None]

ASK_EVERY = 15.0
_UNKNOWN_PACE = 30  # applications a minute, until the hall has said what it takes
_HOLDS = 3 * ASK_EVERY


class HallDesk:
    """All methods run in the keeper's thread; `seen` gets each status of the backend."""

    def __init__(
        self,
        store: Store,
        printing: Printing,
        backend: Backend,
        hall: HallFile,
        clock: Clock,
        post: Post,
        head: Callable[[], Head],
        seen: Callable[[str, Status], None],
        local_date: Callable[[], date],
    ) -> None:
        self._store, self._printing, self._backend, self._hall = store, printing, backend, hall
        self._clock, self._head, self._seen, self._local_date = clock, head, seen, local_date
        self._lane = Lane("hall", post)
        self._ask_at = 0.0
        self._rate_at = 0.0
        self._waiting: tuple[tuple[str, int], ...] | None = None
        self._per_minute: int | None = _UNKNOWN_PACE
        self._day: tuple[date, datetime, date] | None = None  # the day it told; when, by both clocks
        self._rotated_on: date | None = None
        self._last_seen = HallSeen(None, 0, True)

    @property
    def lane(self) -> Lane:
        """The thread in which the hall is asked; the health desk speaks in it too."""
        return self._lane

    def business_date(self) -> date:
        """The hall's day where it told one in the last 20 hours, else this machine's."""
        if self._day is not None and self._clock.utc_now() - self._day[1] < timedelta(hours=20):
            return self._day[0] + max(self._local_date() - self._day[2], timedelta())
        return self._local_date()

    def sure_day(self) -> date | None:
        """Today, where the hall said so a moment ago and this machine's clock says the same; else None."""
        if self._day is None or not self._day[0] == self._day[2] == self._local_date():
            return None
        is_fresh = timedelta() <= self._clock.utc_now() - self._day[1] < timedelta(seconds=_HOLDS)
        return self._day[0] if is_fresh else None

    def applications_per_minute(self) -> int | None:
        """How many the hall takes of us in a minute; None where it does not say."""
        return self._per_minute

    def seen_now(self) -> HallSeen:
        """What a visit should know of the hall. Raises StoreError where the store fails just now."""
        if self._store.is_hurt:
            return replace(self._last_seen, waiting=self._waiting, has_room=False, keeps_drafts=False, store_lost=True)
        try:
            self._store.require_room()
            has_room = True
        except KioskError:
            has_room = False
        backlog = self._store.pending()
        refusals, drafts = self._refusals(), self._store.has_room_for_drafts()
        self._last_seen = HallSeen(self._waiting, backlog.count, has_room, backlog.refused, refusals, drafts)
        return self._last_seen

    def breathe(self) -> None:
        """Ask how the hall is, if it is time; hand on a rating that waits."""
        if not self._lane.is_free:
            return
        now = self._clock.monotonic()
        if now >= self._ask_at:
            self.ask()
        elif now >= self._rate_at:
            self._rate_at = now + 1.0
            self._hand_on_rating()

    def ask(self) -> None:
        """Ask now."""
        self._ask_at = self._clock.monotonic() + ASK_EVERY
        self._lane.do(lambda: (self._backend.hello(), self._backend.queue()), self._told)

    def ticket(self, message: m.TicketAsked, answer: Answer) -> None:
        """A number from the hall, else one of our own series; written down before it is printed."""
        group = next((group for group in self._hall.groups if group.id == message.group), None)
        if group is None:
            answer(TicketRefused("ticket.no-group"))
            return
        self._lane.do(
            lambda: self._backend.ticket(message.request_id, message.group),
            lambda issued: self._issue(message, issued, answer),
        )

    def rate(self, message: m.RatingGiven) -> None:
        """Keep the rating; it travels when the hall can be reached. What cannot be kept goes off at once, or is lost."""
        body = RatingBody(
            rating_id=UUID(message.rating_id),
            application_id=UUID(message.application_id),
            level=message.level,
            rated_at=self._clock.utc_now(),
        )
        try:
            self._store.put_rating(message.rating_id, body.model_dump_json().encode())
        except StoreError:
            self._lane.do(lambda: self._backend.rate(body), lambda _: None)
            raise

    def close(self) -> None:
        self._lane.close(0)

    def refusal_dealt_with(self, slip_number: str) -> None:
        """A technician said so: what was kept of it is destroyed."""
        self._store.record_dealt_with(slip_number)

    def _refusals(self) -> tuple[Refusal, ...]:
        return tuple(
            Refusal(row.slip_number, row.matter, row.code, row.sentence, row.since) for row in self._store.refusals()
        )

    # ---- answers --------------------------------------------------------------------------------------------------

    def _told(self, said: tuple[Hello, QueueState] | KioskError) -> None:
        now = self._clock.monotonic()
        if isinstance(said, KioskError):
            self._waiting = None
            status = failed(said, now, Readiness.ABSENT)
        else:
            hello, queue = said
            if self._waiting is None and not self._store.is_hurt:
                self._store.line_works()  # the line is back: what waited for it is due
            self._per_minute = hello.applications_per_minute
            self._day = (hello.business_date, self._clock.utc_now(), self._local_date())
            self._waiting = tuple((group.group, group.waiting) for group in queue.groups)
            # Held: it answers us, and takes nothing that residents hand in.
            held = not self._store.is_hurt and self._store.is_held()
            status = failed(BackendUnauthorized(), now) if held else Status(Readiness.READY, now)
        self._seen("backend", replace(status, holds_for=_HOLDS))
        self._rotate()

    def _rotate(self) -> None:
        """Once a day, on a day that is sure: the journal lets go of what is older than it must be kept."""
        today = self.sure_day()
        if today is not None and today != self._rotated_on:
            self._rotated_on = today
            self._store.rotate_journal(today)

    def _issue(self, message: m.TicketAsked, issued: TicketIssued | KioskError, answer: Answer) -> None:
        print_id = str(uuid.uuid4())
        try:
            row, ahead = self._written_down(message, issued, print_id)
        except KioskError as error:
            self._not_written_down(issued, error, message.group, answer)
            return
        answer(TicketTaken(row.number, row.group, ahead))
        self._printing.print(
            print_id,
            lambda reprint: self._paper(message, row, ahead, reprint),
            lambda outcome: answer(paper_ended("ticket", outcome)),
        )

    def _not_written_down(
        self, issued: TicketIssued | KioskError, error: KioskError, group: str, answer: Answer
    ) -> None:
        """Of a store that failed the hall's number stands, as it was given: on the screen, without paper."""
        if not self._store.is_hurt:
            answer(TicketRefused(error.key))
        elif isinstance(issued, KioskError):
            answer(TicketRefused("ticket.store-lost"))
        else:
            answer(TicketTaken(issued.number, group, issued.ahead))
            answer(paper_ended("ticket", PrintOutcome(Printed.NOTHING)))

    def _written_down(
        self, message: m.TicketAsked, issued: TicketIssued | KioskError, print_id: str
    ) -> tuple[TicketRow, int | None]:
        """The hall's number; one of our own where the hall gave none, or gave one twice (its database was restored)."""
        if not isinstance(issued, KioskError):
            row = TicketRow(message.request_id, message.group, issued.number, issued.business_date, own=False)
            with suppress(StoreError):
                return self._store.keep_ticket(row, print_id), issued.ahead
        return self._own(message, print_id), None

    def _own(self, message: m.TicketAsked, print_id: str) -> TicketRow:
        letter = next(group.letter for group in self._hall.groups if group.id == message.group)
        return self._store.next_own_ticket(
            message.group, letter, self.business_date(), request_id=message.request_id, print_id=print_id
        )

    def _paper(self, message: m.TicketAsked, row: TicketRow, ahead: int | None, reprint: bool) -> Paper:
        group = next(group for group in self._hall.groups if group.id == message.group)
        said = words(message.language)
        return papers.ticket(
            said,
            self._head(),
            row.number,
            group.name.in_(message.language),
            group.windows,
            ahead,
            row.business_date,
            reprint,
        )

    # ---- ratings --------------------------------------------------------------------------------------------------

    def _hand_on_rating(self) -> None:
        rows = self._store.due(self._clock.utc_now(), OutboxKind.RATING)
        if not rows or rows[0].payload is None:
            return
        row, rating = rows[0], RatingBody.model_validate_json(rows[0].payload)

        def rated(error: KioskError | None) -> None:
            if error is None or isinstance(error, BackendRefused):
                self._store.record_delivered(row.id)
            else:
                wait = timedelta(seconds=delay(row.tries + 1, 0.5))
                self._store.record_try(row.id, self._clock.utc_now() + wait, error.key)

        self._lane.do(lambda: self._backend.rate(rating), rated)
