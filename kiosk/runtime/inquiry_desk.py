"""Questions about a person, as the keeper carries them: a box goes out, a box comes back, and it opens neither."""

from collections.abc import Callable

from kiosk.backend.sender import InquiryJob, InquiryResult, SendTo, run_inquiry
from kiosk.errors import BackendBusy, KioskError
from kiosk.runtime import messages as m
from kiosk.runtime.lane import Lane, Post
from kiosk.store.journal.kinds import Kind

Answer = Callable[[object], None]

_TOTAL, _START = 6.0, 3.0  # seconds: for the exchange, and for the process; the visit waits a little longer
_MOST = 3  # at once: one visit asks one, and who left may have left one behind


class InquiryDesk:
    """All methods run in the keeper's thread. Nothing is kept: the journal says that one was asked, never about whom."""

    def __init__(self, send_to: SendTo, post: Post, journal: Callable[[str, str, str], None]) -> None:
        self._send_to, self._post, self._journal = send_to, post, journal
        self._under_way = 0

    def ask(self, message: m.InquiryMade, answer: Answer) -> None:
        """Have it asked in a process of its own, at once: what an earlier visit left behind holds nobody up."""
        if self._under_way >= _MOST:
            answer(m.InquiryAnswered(message.inquiry_id, None, BackendBusy.key))
            return
        try:
            self._journal(Kind.INQUIRY, "asked", message.inquiry_id)
        except KioskError as error:  # what cannot be written down is not asked
            answer(m.InquiryAnswered(message.inquiry_id, None, error.key))
            return
        self._under_way += 1
        job = InquiryJob(self._send_to.within(_TOTAL), message.inquiry_id, message.sealed_body)
        lane = Lane("inquiry", self._post)
        lane.do(lambda: run_inquiry(job, _TOTAL + _START), lambda result: self._answered(message, result, answer))
        lane.close(0)

    def _answered(self, message: m.InquiryMade, result: InquiryResult | KioskError, answer: Answer) -> None:
        self._under_way -= 1
        if isinstance(result, KioskError):
            result = InquiryResult(error=result.key)
        answer(m.InquiryAnswered(message.inquiry_id, result.sealed, result.error))
        self._journal(Kind.INQUIRY, "answered" if result.sealed is not None else "failed", message.inquiry_id)
