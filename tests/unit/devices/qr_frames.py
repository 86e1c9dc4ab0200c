"""Frames with codes in them, drawn anew: clean, turned, tilted, blurred, noisy, dark, inverted. Seeded."""

import io

import cv2
import numpy as np
import segno

SIZE = (1280, 720)
UTF8 = "KS1/DEMO-1"
TIBETAN = "བོད་ཡིག་གི་ཚིག་བཅད།"
CHINESE = "电子社保卡示例数据测试"


def square(raw, scale=6):
    """The code alone, grey, with its quiet zone."""
    drawn = io.BytesIO()
    segno.make(raw, mode="byte", error="m", micro=False).save(drawn, kind="png", scale=scale, border=4)
    return cv2.imdecode(np.frombuffer(drawn.getvalue(), np.uint8), cv2.IMREAD_GRAYSCALE)


def frame(raw, angle=0.0, tilt=0.0, scale=6, ground=150):
    """The code in the middle of a frame, turned by `angle` degrees, its upper edge shortened by `tilt` of itself."""
    code = square(raw, scale)
    side, half = code.shape[0], code.shape[0] / 2
    turn = np.deg2rad(angle)
    corners = np.array([(-half, -half), (half, -half), (half, half), (-half, half)], np.float32)
    corners[0, 0] *= 1 - tilt
    corners[1, 0] *= 1 - tilt
    spin = np.array([(np.cos(turn), -np.sin(turn)), (np.sin(turn), np.cos(turn))], np.float32)
    places = corners @ spin.T + np.array(SIZE, np.float32) / 2
    source = np.array([(0, 0), (side, 0), (side, side), (0, side)], np.float32)
    matrix = cv2.getPerspectiveTransform(source, places.astype(np.float32))
    return cv2.warpPerspective(code, matrix, SIZE, borderValue=ground)


def blurred(picture, sigma):
    return cv2.GaussianBlur(picture, (0, 0), sigma)


def noisy(picture, sigma, seed=0):
    noise = np.random.default_rng(seed).normal(0, sigma, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def empty(seed=0):
    return noisy(np.full((SIZE[1], SIZE[0]), 120, np.uint8), 12, seed)


CONDITIONS = {
    "clean": lambda raw, seed: frame(raw),
    "turned": lambda raw, seed: frame(raw, angle=17 + 31 * seed),
    "tilted 0.3": lambda raw, seed: frame(raw, angle=7 * seed, tilt=0.3),
    "2 px a module": lambda raw, seed: frame(raw, scale=2),
    "blur 0.35 module": lambda raw, seed: blurred(frame(raw), 2.1),
    "blur 0.45 module": lambda raw, seed: blurred(frame(raw, angle=3 * seed), 2.7),
    "noise 35": lambda raw, seed: noisy(frame(raw), 35, seed),
    "dark": lambda raw, seed: noisy(frame(raw) // 6 + 8, 3, seed),
    "inverted": lambda raw, seed: 255 - frame(raw, angle=5 * seed),
}


def glaring(picture, seed):
    """A lamp's reflection over part of the code."""
    chance = np.random.default_rng(seed)
    centre = (SIZE[0] // 2 + int(chance.integers(-60, 60)), SIZE[1] // 2 + int(chance.integers(-60, 60)))
    lamp = cv2.circle(np.zeros(picture.shape, np.uint8), centre, 26, 255, -1)
    return cv2.add(picture, cv2.GaussianBlur(lamp, (0, 0), 5))


def mixed(raw, seed):
    """Turned, tilted, blurred, noisy, and through a JPEG of low quality."""
    picture = noisy(blurred(frame(raw, angle=11 * seed, tilt=0.2, scale=4), 1.7), 14, seed)
    return cv2.imdecode(cv2.imencode(".jpg", picture, (cv2.IMWRITE_JPEG_QUALITY, 25))[1], cv2.IMREAD_GRAYSCALE)


HARD = {"glare": lambda raw, seed: glaring(frame(raw), seed), "mixed": mixed}  # not all of these can be read
