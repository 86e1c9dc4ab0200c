"""A picture → the QR codes in it, as the bytes that they hold. zxing-cpp first, zbar (by pyzbar) for what it misses.

zxing-cpp reads most and in 5 ms a frame; zbar takes 30 ms, and reads the frame alone where zxing-cpp is not installed.
Both are asked for bytes: what they make of them as text is a guess (GB18030 is read as Big5, Shift-JIS or Latin-1).
QR codes only: each code on a phone that a terminal needs is shown as one, and bars are misread on a camera's frames.
"""

from collections.abc import Callable
from ctypes import c_char_p, c_void_p, cast, string_at
from importlib import import_module
from typing import Any, NamedTuple

from numpy.typing import NDArray


def _installed(name: str) -> Any:
    """The module, or None: zxing-cpp may have no wheel for a board, pyzbar needs a shared library of the system."""
    try:
        return import_module(name)
    except ImportError:
        return None


_zxing = _installed("zxingcpp")
_zbar = _installed("pyzbar.wrapper")
_L800 = int.from_bytes(b"Y800", "little")  # zbar's name for 8 bits of grey a pixel
_ALL = 0
_BINARY = 4  # ZBAR_CFG_BINARY, since zbar 0.23.1; pyzbar 0.1.9 does not name it

if _zxing is None and _zbar is None:
    raise ImportError("neither zxing-cpp nor pyzbar can be loaded")


class Decoded(NamedTuple):
    """One QR code: its bytes, and its AIM identifier."""

    raw: bytes
    aim: str = "]Q1"


def decode(grey: NDArray[Any], more: Callable[[], bool] = lambda: True) -> list[Decoded]:
    """The QR codes in a picture of height x width bytes. `more` says whether there is time for the second opinion."""
    if _zxing is None:
        return by_zbar(grey)
    return by_zxing(grey) or (by_zbar(grey) if _zbar is not None and more() else [])


def by_zxing(grey: NDArray[Any]) -> list[Decoded]:
    found = _zxing.read_barcodes(grey, formats=_zxing.BarcodeFormat.QRCode)
    return [Decoded(bytes(code.bytes), code.symbology_identifier) for code in found if code.bytes]


def by_zbar(grey: NDArray[Any]) -> list[Decoded]:
    """As pyzbar.decode, but set to give bytes. A zbar that cannot give them gives nothing rather than a guess."""
    scanner, image = _zbar.zbar_image_scanner_create(), _zbar.zbar_image_create()
    try:
        code = _zbar.ZBarSymbol.QRCODE
        _zbar.zbar_image_scanner_set_config(scanner, _ALL, _zbar.ZBarConfig.CFG_ENABLE, 0)
        _zbar.zbar_image_scanner_set_config(scanner, code, _zbar.ZBarConfig.CFG_ENABLE, 1)
        if _zbar.zbar_image_scanner_set_config(scanner, code, _BINARY, 1) != 0:
            return []
        pixels = grey.tobytes()
        _zbar.zbar_image_set_format(image, _L800)
        _zbar.zbar_image_set_size(image, grey.shape[1], grey.shape[0])
        _zbar.zbar_image_set_data(image, cast(c_char_p(pixels), c_void_p), len(pixels), None)
        return _symbols(image) if _zbar.zbar_scan_image(scanner, image) > 0 else []
    finally:
        _zbar.zbar_image_destroy(image)
        _zbar.zbar_image_scanner_destroy(scanner)


def _symbols(image: Any) -> list[Decoded]:
    found = []
    symbol = _zbar.zbar_image_first_symbol(image)
    while symbol:
        raw = string_at(_zbar.zbar_symbol_get_data(symbol), _zbar.zbar_symbol_get_data_length(symbol))
        found.append(Decoded(raw))
        symbol = _zbar.zbar_symbol_next(symbol)
    return [each for each in found if each.raw]
