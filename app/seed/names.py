"""How names of places read in Latin letters in the demo: their English form."""

from geo.names import pinyin_of

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

RING_PARTS = {"东": "east", "南": "south", "西": "west", "北": "north"}


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
