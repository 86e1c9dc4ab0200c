"""Builds the terminal's fonts from Debian's packaged ones: `python -m kiosk.text.build_fonts --out DIR`.

Two main fonts (regular, bold), each one file with Chinese, Latin, Tibetan and Arabic letters, because Kivy draws a
label with one font and knows no fallback; and one font of rare Chinese characters that `kiosk.text.fonts.runs` chooses
where needed. The same inputs give the same bytes. Each font carries a fingerprint of its inputs in its name table; a
font whose fingerprint still holds is not built again.
"""

import argparse
import hashlib
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import fontTools
from fontTools.ttLib import TTFont, newTable

from kiosk.text import font_sources as sources
from kiosk.text.coverage import MAIN_BEYOND_BMP, is_rare
from kiosk.text.font_cutting import append, merge, save, scale, subset, to_quadratic, without_hinting

HERE = Path(__file__).parent
# No clock: 2020-01-01 in seconds since 1904, the epoch of font files.
BUILT_AT = 3660681600
LICENCE = "This Font Software is licensed under the SIL Open Font License, Version 1.1. https://openfontlicense.org"


def copyright_of(files: tuple[Path, ...]) -> str:
    """The copyright lines of the source fonts, which their licence asks every copy to carry."""
    lines: list[str] = []
    for path in files:
        with TTFont(path, fontNumber=0, lazy=True) as font:
            line = str(font["name"].getDebugName(0))
        lines += [line] if line not in lines else []
    return " ".join(lines)


def finish(font: TTFont, job: "Job", mark: str, out: Path) -> None:
    """Gives the font names of its own (the sources reserve theirs), licence, fingerprint and metrics, and saves it."""
    name = font["name"] = newTable("name")
    name.names = []
    family, style = job.family, job.style
    full = f"{family} {style}"
    texts = {0: copyright_of(job.inputs), 1: family, 2: style, 3: mark, 4: full, 6: full.replace(" ", ""), 13: LICENCE}
    for number, text in texts.items():
        name.setName(text, number, 3, 1, 0x409)
    upem = font["head"].unitsPerEm
    ascent, descent = (value * upem // sources.UNITS_PER_EM for value in (sources.ASCENT, sources.DESCENT))
    hhea, os2, head = font["hhea"], font["OS/2"], font["head"]
    hhea.ascent, hhea.descent, hhea.lineGap = ascent, -descent, 0
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = ascent, -descent, 0
    os2.usWinAscent, os2.usWinDescent = ascent, descent
    head.created = head.modified = BUILT_AT
    font["post"].formatType = 3.0
    without_hinting(font)
    save(font, out)


def build_main(job: "Job", work: Path) -> TTFont:
    """One main font: what needs shaping is cut down, scaled and merged; the Chinese characters follow."""
    weight = sources.weight(job.style)
    cmap = set(open_chinese(weight).getBestCmap())
    lacking = {ord(char) for char in MAIN_BEYOND_BMP} - cmap
    if lacking:
        raise SystemExit(f"{weight.chinese} lacks {len(lacking)} characters that kiosk/text/coverage.py lists")
    latin = sources.spread(sources.LATIN)
    tibetan = subset(TTFont(weight.tibetan), sources.spread(sources.TIBETAN), ["tibt"], ["*"])
    arabic = subset(TTFont(weight.arabic), sources.spread(sources.ARABIC), ["arab"], ["*"])
    parts = [
        to_quadratic(subset(open_chinese(weight), latin, ["latn"], ["kern"])),
        subset(TTFont(weight.latin), latin - cmap, [], []),
        scale(tibetan, sources.TIBETAN_SCALE, sources.TIBETAN_RAISE),
        scale(arabic, sources.ARABIC_SCALE, sources.ARABIC_RAISE),
    ]
    merged = merge(parts, work)
    append(merged, open_chinese(weight), (sources.chinese_points() & cmap) - set(merged.getBestCmap()))
    return merged


def build_rare(_job: "Job", _work: Path) -> TTFont:
    """The rare characters, nearly all from HanaMinB; its outlines are passed on as they are, which is quick."""
    small, large = (TTFont(path, lazy=True, recalcBBoxes=False) for path in sources.RARE_FILES)
    in_large = {point for point in large.getBestCmap() if is_rare(point)}
    in_small = {point for point in small.getBestCmap() if is_rare(point)} - in_large
    subset(large, in_large, [], [])
    for field in ("maxPoints", "maxContours"):
        setattr(large["maxp"], field, max(getattr(large["maxp"], field), getattr(small["maxp"], field)))
    append(large, small, in_small)
    return large


def open_chinese(weight: sources.Weight) -> TTFont:
    """The face with Simplified Chinese glyph forms."""
    return TTFont(weight.chinese, fontNumber=sources.CJK_FACE_SC, lazy=True)


@dataclass(frozen=True)
class Job:
    """One font to build."""

    file: str
    family: str
    style: str
    build: Callable[["Job", Path], TTFont]
    inputs: tuple[Path, ...]


JOBS = (
    Job("kiosk-regular.ttf", "Kiosk", "Regular", build_main, sources.weight("Regular").files),
    Job("kiosk-bold.ttf", "Kiosk", "Bold", build_main, sources.weight("Bold").files),
    Job("kiosk-rare.ttf", "Kiosk Rare", "Regular", build_rare, sources.RARE_FILES),
)
CODE = tuple(HERE / name for name in ("build_fonts.py", "font_cutting.py", "font_sources.py", "coverage.py"))


def fingerprint(job: Job) -> str:
    """Changes when a source font, this program, its lists or fontTools change."""
    digest = hashlib.sha256(f"{job.file} fonttools {fontTools.version}".encode())
    for path in (*job.inputs, *CODE):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_current(out: Path, mark: str) -> bool:
    """Whether the font is there and was built from the same inputs."""
    if not out.exists():
        return False
    with TTFont(out, lazy=True) as font:
        return bool(font["name"].getDebugName(3) == mark)


def run(job: Job, folder: Path) -> str:
    """Builds one font if it is missing or old, and says what was done."""
    out, mark, started = folder / job.file, fingerprint(job), time.monotonic()
    if is_current(out, mark):
        return f"{job.file}: up to date"
    finish(job.build(job, out.with_suffix(".parts")), job, mark, out)
    return f"{job.file}: {out.stat().st_size / 1e6:.1f} MB in {time.monotonic() - started:.0f} s"


def main() -> int:
    """Builds all three, two at a time."""
    parser = argparse.ArgumentParser(description="Build the terminal's fonts from Debian's packaged ones.")
    parser.add_argument("--out", type=Path, required=True)
    folder: Path = parser.parse_args().out
    missing = sorted({str(path) for job in JOBS for path in job.inputs if not path.exists()})
    if missing:
        packages = "fonts-noto-cjk fonts-noto-core fonts-hanazono"
        sys.stderr.write("Source fonts are missing: " + ", ".join(missing) + f". They come from {packages}.\n")
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(max_workers=2) as pool:
        for line in pool.map(run, JOBS, [folder] * len(JOBS)):
            sys.stdout.write(line + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
