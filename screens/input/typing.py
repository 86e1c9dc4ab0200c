"""What is being typed into a field, while the session's echo is still on its way. No Kivy."""

from collections import deque


class Typing:
    """The text under the fingers: ahead of the session by the keys that it has not shown yet."""

    def __init__(self) -> None:
        self.key = ""
        self.text = ""
        self._posted: deque[str] = deque(maxlen=64)

    def focus(self, key: str, value: str) -> bool:
        """The session shows `value` in field `key`. True where the text under the fingers changes by it."""
        if key != self.key:
            self.key, self.text = key, value
            self._posted.clear()
            return True
        if value in self._posted:  # an echo of ours: what was posted before it has been seen too
            while self._posted and self._posted.popleft() != value:
                pass
            return False
        if value == self.text or self._posted:
            return False
        self.text = value
        return True

    def put(self, text: str) -> str:
        """The whole text is now `text`; it was posted."""
        self.text = text
        self._posted.append(text)
        return text
