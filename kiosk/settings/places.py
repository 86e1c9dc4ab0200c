"""Where the data folders lie: in a checkout beside the packages, in an installed wheel inside them."""

from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def config_root() -> Path:
    """The folder with terminals/, catalogue/, hall/ and deploy/. Raises FileNotFoundError if the install has none."""
    for folder in (PACKAGE / "_config", PACKAGE.parent / "config"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"neither {PACKAGE / '_config'} nor a checkout's config/ is there")
