"""How names of places read in Latin letters: English form, pinyin and initials for searching."""

from pypinyin import Style, lazy_pinyin

DISTRICTS_EN = {
    "湖北省": "Hubei Province",
    "武汉市": "Wuhan",
    "江岸区": "Jiang'an District",
    "江汉区": "Jianghan District",
    "硚口区": "Qiaokou District",
    "汉阳区": "Hanyang District",
    "武昌区": "Wuchang District",
    "青山区": "Qingshan District",
    "洪山区": "Hongshan District",
    "东西湖区": "Dongxihu District",
    "汉南区": "Hannan District",
    "蔡甸区": "Caidian District",
    "江夏区": "Jiangxia District",
    "黄陂区": "Huangpi District",
    "新洲区": "Xinzhou District",
}
"""Names that a reading by rule would get wrong or leave without its kind."""

READINGS = {"黄陂": "huang pi", "硚口": "qiao kou", "长": "chang", "奓": "zha", "豹澥": "bao xie"}
RING_PARTS = {"东": "east", "南": "south", "西": "west", "北": "north"}


def pinyin_of(name: str) -> str:
    """Return the reading without tones and spaces, lower case."""
    return "".join(_syllables(name))


def initials_of(name: str) -> str:
    """Return the first letter of every syllable: what people type on a small keyboard."""
    return "".join(syllable[0] for syllable in _syllables(name) if syllable)


def english_name(name: str) -> str:
    """Return a readable Latin form of a place name."""
    if name in DISTRICTS_EN:
        return DISTRICTS_EN[name]
    for ring, english in (("三环线", "Third Ring Road"), ("二环线", "Second Ring Road")):
        if name.startswith(ring):
            part = name.removeprefix(ring).removesuffix("段")
            return f"{english}, {''.join(RING_PARTS[c] for c in reversed(part)) or 'all'}"
    for suffix, kind in (("街道", "Subdistrict"), ("镇", "Town"), ("乡", "Township")):
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return f"{pinyin_of(name.removesuffix(suffix)).capitalize()} {kind}"
    return pinyin_of(name).capitalize()


def _syllables(name: str) -> list[str]:
    for word, reading in READINGS.items():
        if word in name:
            before, _, after = name.partition(word)
            return [*_syllables(before), *reading.split(), *_syllables(after)]
    plain = lazy_pinyin(name, style=Style.NORMAL, errors=_letters)
    return [syllable for chunk in plain for syllable in chunk.split()]


def _letters(text: str) -> str:
    """Keep what is written in letters already, as lower-case words."""
    return "".join(c.lower() if c.isalnum() else " " for c in text)
