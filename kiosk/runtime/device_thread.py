"""A thread that alone opens, uses and closes one device: orders come by a queue, the device is lived with in breaths."""

import queue
import threading
from typing import Generic, Protocol, TypeVar

_Order = TypeVar("_Order", bound=str)


class Closable(Protocol):
    """A device, as far as its thread must know it to leave it well."""

    def close(self) -> None:
        """Close its port; never raises."""
        ...


class DeviceThread(threading.Thread, Generic[_Order]):
    """One device's thread. The order "close" ends it, whatever else waits."""

    def __init__(self, name: str, device: Closable) -> None:
        super().__init__(name=name, daemon=True)
        self._device = device
        self._orders: queue.Queue[_Order] = queue.Queue()

    def order(self, order: _Order) -> None:
        """Safe from any thread."""
        self._orders.put(order)

    def run(self) -> None:
        wait = 0.0
        while (order := self._next(wait)) != "close":
            wait = self._live(order)
        self._device.close()

    def _live(self, order: _Order | None) -> float:
        """One breath, with the order that came, if one did; returns the seconds until the next."""
        raise NotImplementedError

    def _next(self, wait: float) -> _Order | None:
        try:
            return self._orders.get(timeout=wait) if wait > 0 else self._orders.get_nowait()
        except queue.Empty:
            return None
