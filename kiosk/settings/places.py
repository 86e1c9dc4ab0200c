"""Where the data folders lie: in a checkout beside the packages, in an installed wheel inside them."""

from pathlib import Path

PACKAGE = Path(__file__).parents[1]
ROOT = PACKAGE.parent  # where `-m kiosk…` is found, in a checkout and in a wheel alike


def config_root() -> Path:
    """The folder with terminals/, catalogue/, hall/ and deploy/. Raises FileNotFoundError if the install has none."""
    for folder in (PACKAGE / "_config", ROOT / "config"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"neither {PACKAGE / '_config'} nor a checkout's config/ is there")
