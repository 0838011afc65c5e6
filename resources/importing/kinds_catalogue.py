"""Kinds of lists that name people and things rather than places: experts, items, classes."""

from resources.importing.fields import Field, Kind, Shape

EXPERTS = Kind(
    "experts", "应急专家", "Experts",
    (
        Field("code", "编号", "Code", Shape.CODE, synonyms=("编码", "专家编号", "序列号", "id", "kod", "no"), note_zh="留空则按姓名和单位匹配；新条目自动编号", note_en="left empty: matched by name and unit, new entries get one"),
        Field("name", "姓名", "Name", required=True, synonyms=("专家姓名", "专家", "名字", "full name", "expert", "ad", "adı", "ad soyad", "adı soyadı", "uzman")),
        Field("expertise", "专业领域", "Expertise", required=True, synonyms=("专业", "领域", "擅长领域", "专长", "从事专业", "研究方向", "专家类别", "类别", "应急领域", "field", "fields", "speciality", "specialty", "area of expertise", "uzmanlık", "uzmanlık alanı", "alan")),
        Field("organisation", "工作单位", "Unit", synonyms=("单位", "所在单位", "单位名称", "服务单位", "就职单位", "organization", "employer", "institution", "company", "kurum", "kurumu", "işyeri")),
        Field("post", "职务职称", "Post", synonyms=("职务", "职称", "职务/职称", "职位", "技术职称", "position", "job title", "title", "görev", "unvan", "ünvan")),
        Field("phone", "电话", "Phone", Shape.PHONE, synonyms=("联系电话", "联系方式", "手机", "手机号", "手机号码", "办公电话", "tel", "telephone", "mobile", "contact", "telefon", "cep telefonu")),
        Field("jurisdiction_code", "行政区划", "Jurisdiction", Shape.NAMED, catalogue="jurisdictions", synonyms=("区县", "所属区县", "所在区县", "区划", "行政区", "所属地区", "所在地区", "辖区", "区划代码", "推荐单位所在地", "district", "county", "adcode", "ilçe", "ilce", "i̇lçe"), note_zh="留空则为本单位", note_en="left empty: your own office"),
    ),
    "Z", "experts.write",
)  # fmt: skip
ITEMS = Kind(
    "items", "物资目录", "Items",
    (
        Field("code", "物资编码", "Item code", Shape.CODE, synonyms=("编码", "代码", "分类编码", "国标编码", "code", "item no", "kod", "malzeme kodu"), note_zh="GB/T 38565 的 7 位编码；其他编码会作为“原编码”保留，留空自动在“99 其他”下编号", note_en="seven digits of GB/T 38565; another code is kept as the list's own, an empty one is given under 99 (other)"),
        Field("own_code", "原编码", "Own code", Shape.CODE, synonyms=("本单位编码", "自编码", "内部编码", "货号", "sku", "article number", "part number", "own code", "stok kodu", "stok no")),
        Field("name", "物资名称", "Name", required=True, synonyms=("名称", "品名", "物品名称", "物资", "物资品种", "器材名称", "装备名称", "item", "item name", "item description", "description", "product", "designation", "ad", "adı", "malzeme", "malzeme adı", "ürün", "ürün adı")),
        Field("name_en", "英文名称", "English name", synonyms=("英文名", "english", "name in english", "ingilizce adı")),
        Field("unit", "单位", "Unit", required=True, synonyms=("计量单位", "数量单位", "unit of measure", "uom", "birim", "ölçü birimi"), note_zh="一份的叫法：件、床、箱……", note_en="what one of it is called: piece, case ..."),
        Field("unit_en", "英文单位", "English unit", synonyms=("unit in english",)),
        Field("kg", "单重（千克）", "Weight of one (kg)", Shape.WEIGHT_KG, True, ("重量", "单重", "单件重量", "重量（kg）", "毛重", "净重", "weight", "weight kg", "gross weight", "ağırlık", "ağırlık kg"), least=1e-7, most=100_000, assumed="kg", note_zh="0 视为未知", note_en="0 is taken as unknown"),
        Field("litres", "单件体积（升）", "Volume of one (litres)", Shape.VOLUME_L, True, ("体积", "单件体积", "体积（升）", "容积", "volume", "volume litre", "volume litres", "hacim", "hacim litre"), least=1e-7, most=1_000_000, assumed="升", note_zh="0 视为未知", note_en="0 is taken as unknown"),
        Field("hazardous", "危险品", "Hazardous", Shape.YES_NO, synonyms=("是否危险品", "危化品", "dangerous", "hazmat", "tehlikeli")),
        Field("reusable", "可重复使用", "Reusable", Shape.YES_NO, synonyms=("是否可回收", "可回收", "重复使用", "是否归还", "returnable", "tekrar kullanılabilir")),
        Field("class_code", "所属分类", "Class", Shape.NAMED, catalogue="classes", synonyms=("分类", "类别", "物资类别", "物资大类", "大类", "品类", "category", "group", "class name", "kategori", "grup"), note_zh="没有 7 位编码时，按此分类在“99 其他”下编号", note_en="without a seven-digit code the item is numbered under the class's 99 (other)"),
    ),
    "", "catalogue.write",
)  # fmt: skip
CLASSES = Kind(
    "classes", "物资分类（国标表）", "Supply classes",
    (
        Field("code", "分类编码", "Class code", Shape.SUPPLY_CODE, True, ("编码", "代码", "分类代码", "物资编码", "物资分类编码", "code", "kod")),
        Field("name", "分类名称", "Class name", required=True, synonyms=("名称", "类目名称", "物资名称", "类别名称", "name", "ad", "adı")),
        Field("name_en", "英文名称", "English name", synonyms=("英文名", "english", "name_en")),
    ),
    "", "catalogue.write",
)  # fmt: skip
