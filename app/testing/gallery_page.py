"""Writes docs/gallery.md: every picture with one sentence in Chinese and in English."""

from pathlib import Path

from app.testing.gallery import COMMAND, HANDS, PAGES, STATES, Shot
from core.config import PROJECT_ROOT

PAGE = PROJECT_ROOT / "docs" / "gallery.md"
PARTS = (
    ("指挥席 · The command screen", COMMAND),
    ("其他页面 · Other pages", PAGES),
    ("手机 · Phones", HANDS),
    ("帮助、演练、空白与出错 · Help, exercises, nothing there, trouble", STATES),
)
_HEAD = """# 画面 · Gallery

演示城市的数据全部是虚构的。图片由 `./muster screenshots` 现拍；
`./muster screenshots --check` 逐页检查各种尺寸、语言和明暗。

All data of the demo city is made up. The pictures are taken by `./muster screenshots`;
`./muster screenshots --check` looks at every page in all sizes, languages and themes.
"""


def write_page(folder: Path, page: Path = PAGE) -> None:
    """Write the page on the pictures of a folder; one that is not there is left out."""
    parts = [_HEAD]
    for title, shots in PARTS:
        shown = [shot for shot in shots if (folder / f"{shot.name}.webp").exists()]
        parts += [f"\n## {title}\n", *(_entry(shot) for shot in shown)]
    page.write_text("".join(parts))


def _entry(shot: Shot) -> str:
    picture = f"![{shot.english}](pictures/{shot.name}.webp)"
    return f"\n{shot.chinese}\n{shot.english}\n\n{picture}\n"
