"""Pictures that are no icons: the camera's live frame and a QR code."""

import segno
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.widget import Widget
from PIL import Image

from screens.theme import paint


class Preview(Widget):
    """One texture for ever, filled anew with each frame, fitted into the box."""

    filled = BooleanProperty(False)

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        self._texture: Texture | None = None
        with self.canvas:
            Color(1, 1, 1, 1)
            self._frame = Rectangle(size=(0, 0))
        self.fbind("pos", self._place)
        self.fbind("size", self._place)

    def take(self, width: int, height: int, rgb: bytes) -> None:
        """Show a frame of `width` x `height` pixels, rows from the top."""
        if self._texture is None or self._texture.size != (width, height):
            self._texture = Texture.create(size=(width, height), colorfmt="rgb")
            self._texture.flip_vertical()
            self._frame.texture = self._texture
        self._texture.blit_buffer(rgb, colorfmt="rgb", bufferfmt="ubyte")
        self.filled = True
        self._place()
        self.canvas.ask_update()

    def forget(self) -> None:
        """Nothing of the last picture stays, neither on the glass nor in the texture."""
        paint.overwrite(self._texture)
        self.filled = False
        self._frame.size = (0, 0)

    def _place(self, *_: object) -> None:
        if self._texture is None or not self.filled:
            return
        width, height = self._texture.size
        scale = min(self.width / width, self.height / height)
        self._frame.size = (width * scale, height * scale)
        self._frame.pos = (self.x + (self.width - width * scale) / 2, self.y + (self.height - height * scale) / 2)


class QrCode(Widget):
    """`code` as a QR code with its quiet zone, whole pixels per module."""

    code = StringProperty("")

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        with self.canvas:
            self._tint = Color(0, 0, 0, 1)
            self._modules = Rectangle(size=(0, 0))
        for name in ("code", "pos", "size"):
            self.fbind(name, self._draw)
        self._draw()

    def forget(self) -> None:
        """Nothing of the code stays."""
        paint.overwrite(self._modules.texture)
        self.code = ""

    def _draw(self, *_: object) -> None:
        if not self.code or self.width < 1:
            self._modules.size = (0, 0)
            return
        rows = [bytes(255 if dark else 0 for dark in row) for row in segno.make(self.code, error="m").matrix]
        side = len(rows)
        scale = max(1, int(min(self.width, self.height)) // (side + 8))
        mask = Image.frombytes("L", (side, side), b"".join(rows)).resize((side * scale,) * 2, Image.Resampling.NEAREST)
        self._modules.texture = paint.texture(mask)
        self._modules.size = mask.size
        self._modules.pos = (
            round(self.x + (self.width - mask.width) / 2),
            round(self.y + (self.height - mask.height) / 2),
        )
