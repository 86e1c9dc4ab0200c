"""What a vandal's hands and a plugged-in keyboard give SDL: seeded random events, in the bytes of SDL_events.h."""

import random
import struct
from collections import Counter

KEY_DOWN, KEY_UP, EDIT, TEXT = 0x300, 0x301, 0x302, 0x303
MOVE, DOWN, UP, WHEEL = 0x400, 0x401, 0x402, 0x403
FINGERS = (0x700, 0x701, 0x702)
_WELL_KNOWN = (
    27,
    9,
    13,
    8,
    127,
    0x40000039,
    *range(0x4000003A, 0x40000046),
    0x40000046,
    0x40000047,
    0x40000048,
    0x40000065,
)
_TEXTS = ("a", "张", "<script>", "[ref=x]y[/ref]", "\x1b[2J", "‮", "😀" * 6, "' OR 1=1", "\x00\x01", "%s{0}")
_FAR = (-(2**31), -100_000, -1, 0, 99_999, 2**31 - 1)
_SIZE = 64  # an SDL_Event is 56 bytes


class Storm:
    """`kinds` counts what was made."""

    def __init__(self, seed: int, width: int, height: int) -> None:
        self._chance = random.Random(seed)
        self._width, self._height = width, height
        self.kinds: Counter[str] = Counter()

    def batch(self, count: int, touches: float, targets: list[tuple[int, int]]) -> list[bytes]:
        """So many events; `touches`: the share of fingers in them; `targets`: where something can be pressed."""
        made: list[bytes] = []
        while len(made) < count:
            dice = self._chance.random()
            if dice < touches:
                made += self._touch(targets)
            elif dice < 0.97:
                made += self._key()
            else:
                made.append(self._other())
        return [event.ljust(_SIZE, b"\0") for event in made[:count]]

    def _key(self) -> list[bytes]:
        roll = self._chance
        if roll.random() < 0.15:
            self.kinds["text"] += 1
            text = roll.choice(_TEXTS).encode()[:31]
            return [
                struct.pack("<III32s", TEXT, 0, 1, text)
                if roll.random() < 0.8
                else struct.pack("<III32sii", EDIT, 0, 1, text, 0, 1)
            ]
        code = roll.choice(
            (roll.randrange(1024), 0x40000000 | roll.randrange(512), roll.choice(_WELL_KNOWN), roll.getrandbits(31))
        )
        modifiers = roll.getrandbits(16) if roll.random() < 0.7 else 0
        kinds = roll.choice(((KEY_DOWN, KEY_UP), (KEY_DOWN,), (KEY_UP,), (KEY_DOWN, KEY_DOWN)))
        self.kinds["key"] += len(kinds)
        return [
            struct.pack(
                "<IIIBBBBiiHHI",
                kind,
                0,
                1,
                int(kind == KEY_DOWN),
                roll.getrandbits(1),
                0,
                0,
                code & 0x1FF,
                code,
                modifiers,
                0,
                0,
            )
            for kind in kinds
        ]

    def _touch(self, targets: list[tuple[int, int]]) -> list[bytes]:
        """A tap, a drag, ten fingers, one that never goes up, one that goes up without having gone down."""
        roll = self._chance
        x, y = self._place(targets)
        button = 1 if roll.random() < 0.8 else roll.randrange(1, 10)
        what = roll.random()
        if what < 0.5:
            events = [self._button(DOWN, button, x, y), self._button(UP, button, x, y)]
        elif what < 0.7:
            path = [(_in_c(x + roll.randrange(-300, 300)), _in_c(y + roll.randrange(-600, 600))) for _ in range(8)]
            moves = [struct.pack("<IIIIIiiii", MOVE, 0, 1, 0, 1, *place, 0, 0) for place in path]
            events = [self._button(DOWN, button, x, y), *moves, self._button(UP, button, *path[-1])]
        elif what < 0.8:
            places = [self._place(targets) for _ in range(10)]
            events = [self._finger(kind, number, *place) for kind in FINGERS for number, place in enumerate(places)]
        elif what < 0.9:
            events = [self._button(roll.choice((DOWN, UP)), button, x, y)]
        else:
            events = [struct.pack("<IIIIiiI", WHEEL, 0, 1, 0, roll.randrange(-9, 9), roll.randrange(-9, 9), 0)]
        self.kinds["touch"] += len(events)
        return events

    def _place(self, targets: list[tuple[int, int]]) -> tuple[int, int]:
        roll, dice = self._chance, self._chance.random()
        if targets and dice < 0.4:
            return roll.choice(targets)
        if dice < 0.9:
            return roll.randrange(self._width), roll.randrange(self._height)
        return roll.choice(_FAR), roll.choice(_FAR)

    def _other(self) -> bytes:
        """Window events, the wish to quit, a phone's pause, joysticks, a display that changed."""
        roll = self._chance
        self.kinds["other"] += 1
        kind = roll.choice(
            (
                0x100,
                *range(0x101, 0x108),
                0x150,
                0x200,
                0x200,
                0x304,
                *range(0x600, 0x607),
                0x650,
                0x900,
                0x1002,
                0x1003,
            )
        )
        if kind == 0x200:  # not resized: a size is the display's to give, and the storm has none
            return struct.pack(
                "<IIIBBBBii",
                kind,
                0,
                1,
                roll.choice([*range(1, 5), *range(7, 19)]),
                0,
                0,
                0,
                roll.choice(_FAR),
                roll.choice(_FAR),
            )
        return struct.pack("<II48s", kind, 0, roll.randbytes(40))

    def _button(self, kind: int, number: int, x: int, y: int) -> bytes:
        return struct.pack("<IIIIBBBBii", kind, 0, 1, 0, number, int(kind == DOWN), 1, 0, x, y)

    def _finger(self, kind: int, number: int, x: int, y: int) -> bytes:
        share = (x / self._width, y / self._height)
        return struct.pack("<IIqqfffffI", kind, 0, 1, number, *share, 0.0, 0.0, 1.0, 1)


def _in_c(number: int) -> int:
    return max(-(2**31), min(number, 2**31 - 1))
