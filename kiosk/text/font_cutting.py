"""Cutting, converting and joining fonts: the steps that the font build (build_fonts.py) is made of."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fontTools.merge import Merger
from fontTools.merge import Options as MergeOptions
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.filterPen import DecomposingFilterPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options as SubsetOptions
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from fontTools.ttLib.tables._g_l_y_f import Glyph
from fontTools.ttLib.tables.ttProgram import Program

# Outlines may leave the curve by this many thousandths of an em: far below a pixel at any size that is shown.
CURVE_ERROR = 0.8
MAXP_UNUSED = (
    "maxTwilightPoints",
    "maxStorage",
    "maxFunctionDefs",
    "maxInstructionDefs",
    "maxStackElements",
    "maxSizeOfInstructions",
    "maxComponentElements",
    "maxComponentDepth",
)
# SCANCTRL 511, SCANTYPE 4: fill gaps in one-bit drawing. The last step is said twice because FreeType takes a font with
# a program of up to seven bytes for one without and hints every glyph itself, which doubles the time a label takes.
PREP = bytes((0xB8, 0x01, 0xFF, 0x85, 0xB0, 0x04, 0x8D, 0xB0, 0x04, 0x8D))


def subset(font: TTFont, points: set[int], scripts: list[str], features: list[str]) -> TTFont:
    """The font cut down to these characters and what their shaping needs."""
    options = SubsetOptions()
    options.layout_scripts = scripts
    options.layout_features = features
    options.hinting = False
    options.legacy_kern = False
    options.name_IDs = []
    options.notdef_outline = True
    options.drop_tables += ["BASE", "GDEF"] if not scripts else ["BASE"]
    options.drop_tables += ["VORG", "vhea", "vmtx", "DSIG", "FFTM", "prop", "gasp"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=points)
    subsetter.subset(font)
    return font


def quadratic(glyphs: Any, name: str) -> Glyph:
    """The glyph with its cubic outline (CFF) replaced by a quadratic one (glyf), which the other sources have."""
    pen = TTGlyphPen(None)
    glyphs[name].draw(DecomposingFilterPen(Cu2QuPen(pen, CURVE_ERROR, reverse_direction=True), glyphs))
    return pen.glyph()


def to_quadratic(font: TTFont) -> TTFont:
    """The font with all its outlines quadratic."""
    glyphs = font.getGlyphSet()
    glyf = newTable("glyf")
    glyf.glyphOrder = font.getGlyphOrder()
    glyf.glyphs = {name: quadratic(glyphs, name) for name in glyf.glyphOrder}
    font["loca"], font["glyf"] = newTable("loca"), glyf
    del font["CFF "]
    font.sfntVersion = "\000\001\000\000"
    maxp = font["maxp"]
    maxp.tableVersion, maxp.maxZones = 0x00010000, 1
    for field in MAXP_UNUSED:
        setattr(maxp, field, 0)
    font["post"].formatType = 3.0
    return font


def append(font: TTFont, source: TTFont, points: Iterable[int]) -> None:
    """Adds characters that need no shaping, one glyph each, behind the font's own glyphs.

    The merger could do it too, but compiles thirty thousand outlines twice.
    """
    glyphs, cmap, widths = source.getGlyphSet(), source.getBestCmap(), source["hmtx"].metrics
    order, glyf = list(font.getGlyphOrder()), font["glyf"]
    names: dict[str, str] = {}
    added: dict[int, str] = {}
    for point in sorted(points):
        origin = cmap[point]
        if origin not in names:
            names[origin] = name = f"u{point:05X}"
            order.append(name)
            glyph = glyf.glyphs[name] = quadratic(glyphs, origin)
            glyph.recalcBounds(glyf)
            font["hmtx"].metrics[name] = (widths[origin][0], getattr(glyph, "xMin", 0))
        added[point] = names[origin]
    glyf.glyphOrder = order
    font.setGlyphOrder(order)
    _set_cmap(font, font.getBestCmap() | added)


def _set_cmap(font: TTFont, mapping: dict[int, str]) -> None:
    """One table for every character (format 12) and, for readers that know no other, one for the first plane (4)."""
    cmap = font["cmap"]
    cmap.tables = []
    for form, encoding, last in ((4, 1, 0xFFFF), (12, 10, 0x10FFFF)):
        table = CmapSubtable.newSubtable(form)
        table.platformID, table.platEncID, table.language = 3, encoding, 0
        table.cmap = {point: name for point, name in mapping.items() if point <= last}
        cmap.tables.append(table)


def scale(font: TTFont, factor: float, raise_by: int) -> TTFont:
    """Draws everything `factor` as large and `raise_by` units higher; mark anchors move along."""
    upem = font["head"].unitsPerEm
    scale_upem(font, round(upem * factor))
    font["head"].unitsPerEm = upem
    glyf = font["glyf"]
    for name in font.getGlyphOrder():
        glyph = glyf[name]
        if glyph.numberOfContours > 0:
            glyph.coordinates.translate((0, raise_by))
            glyph.recalcBounds(glyf)
    _raise_anchors(font, raise_by)
    return font


def _raise_anchors(font: TTFont, raise_by: int) -> None:
    """Attachment points stand at absolute heights, so they rise with the outlines."""
    seen: set[int] = set()

    def visit(node: object) -> None:
        if id(node) in seen:
            return
        seen.add(id(node))
        if isinstance(node, list):
            for item in node:
                visit(item)
        elif hasattr(node, "YCoordinate"):
            node.YCoordinate += raise_by
        elif hasattr(node, "__dict__"):
            for item in vars(node).values():
                visit(item)

    visit(font["GPOS"].table.LookupList)


def merge(parts: list[TTFont], work: Path) -> TTFont:
    """The parts as one font; the merger wants them as files. Where two hold a character, the first one gives it."""
    work.mkdir(parents=True, exist_ok=True)
    paths = [work / f"{number}.ttf" for number in range(len(parts))]
    for path, part in zip(paths, parts, strict=True):
        part.recalcTimestamp = False
        part.save(path)
    merged = Merger(MergeOptions(drop_tables=["vhea", "vmtx", "gasp"])).merge([str(path) for path in paths])
    for path in paths:
        path.unlink()
    work.rmdir()
    return merged


def save(font: TTFont, out: Path) -> None:
    """Written beside its place and moved there whole, so that a build cut short leaves no half font."""
    font.recalcTimestamp = False
    part = out.with_suffix(".part")
    font.save(part, reorderTables=None)
    part.replace(out)


def without_hinting(font: TTFont) -> None:
    """Outlines are drawn as they are: at sizes meant for standing readers hinting cannot be seen, only felt."""
    font["prep"] = newTable("prep")
    font["prep"].program = Program()
    font["prep"].program.fromBytecode(PREP)
    font["maxp"].maxStackElements = 2
