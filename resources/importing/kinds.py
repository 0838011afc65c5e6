"""The kinds of lists that can be brought in, with what offices call their columns."""

from resources.importing.fields import Choice, Field, Kind, Shape
from resources.importing.kinds_catalogue import CLASSES, EXPERTS, ITEMS

TEAM_KINDS = (
    Choice("national_fire_rescue", "国家综合性消防救援队伍", "national fire and rescue", ("消防救援", "消防", "国家综合性消防救援队", "消防救援站", "综合性")),
    Choice("professional", "专业应急救援队伍", "professional", ("专业", "专业队", "专业队伍", "专业救援队", "专业应急队伍", "profesyonel")),
    Choice("social", "社会应急力量", "social", ("社会", "社会力量", "社会救援力量", "社会组织", "ngo", "stk")),
    Choice("grassroots", "基层应急救援队伍", "grassroots", ("基层", "基层队伍", "乡镇队伍", "村级队伍", "街道队伍")),
    Choice("unit", "单位专职/兼职队伍", "unit's own", ("单位", "企业", "专职", "兼职", "企业专职队", "企业队伍", "微型消防站")),
    Choice("volunteer", "志愿者队伍", "volunteer", ("志愿", "志愿者", "志愿队", "gönüllü", "volunteers")),
    Choice("contracted", "签约队伍", "contracted", ("签约", "协议", "协议队伍", "sözleşmeli")),
)  # fmt: skip
VEHICLES = (
    Choice("light", "轻型车", "light", ("小车", "轻型", "皮卡", "越野车", "面包车", "工程抢险车", "救护车", "指挥车", "轿车", "minibüs", "pickup", "car")),
    Choice("fire_engine", "消防车", "fire engine", ("水罐车", "泡沫车", "水罐消防车", "itfaiye aracı")),
    Choice("heavy_truck", "重型货车", "heavy truck", ("卡车", "货车", "重卡", "载货汽车", "平板车", "自卸车", "kamyon", "lorry", "truck")),
    Choice("hazmat_carrier", "危化品运输车", "hazmat carrier", ("危险品车", "危货车", "槽车")),
    Choice("bus", "客车", "bus", ("大巴", "大客车", "中巴", "公交车", "otobüs", "coach")),
    Choice("boat_trailer", "拖艇车", "boat trailer", ("冲锋舟", "橡皮艇", "拖车", "舟艇", "tekne römorku")),
    Choice("foot", "徒步", "on foot", ("步行", "无车", "yaya", "none")),
)  # fmt: skip
DEPOT_KINDS = (
    Choice("government", "政府储备", "government reserve", ("政府", "应急物资储备库", "应急物资库", "救灾物资库", "救灾", "储备库", "应急储备", "区级储备", "实物储备")),
    Choice("fire", "消防战勤", "fire service store", ("消防", "战勤保障", "消防战勤保障库")),
    Choice("flood_control", "防汛物资", "flood control", ("防汛", "防汛抗旱", "水利", "防汛物资仓库")),
    Choice("health", "卫生应急", "health store", ("卫生", "医疗", "卫生应急物资库")),
    Choice("agreement", "协议储备", "by agreement", ("协议", "代储", "企业代储", "协议储备仓库", "商业储备")),
)  # fmt: skip

NAME = Field(
    "name",
    "名称",
    "Name",
    required=True,
    synonyms=("名字", "单位名称", "全称", "ad", "adı", "isim", "title"),
)
CODE = Field("code", "编号", "Code", Shape.CODE, synonyms=("编码", "代码", "统一编号", "唯一编号", "id", "kod", "kodu", "number", "no"), note_zh="留空则按名称匹配；新条目自动编号", note_en="left empty: matched by name, new entries get one")  # fmt: skip
JURISDICTION = Field("jurisdiction_code", "行政区划", "Jurisdiction", Shape.NAMED, catalogue="jurisdictions", synonyms=("区县", "所属区县", "所在区县", "区划", "行政区", "所属地区", "辖区", "区划代码", "行政区划代码", "所在地区", "district", "county", "adcode", "ilçe", "ilce", "i̇lçe"), note_zh="留空则按坐标或本单位确定", note_en="left empty: taken from the position or your own office")  # fmt: skip
LON = Field(
    "lon",
    "经度",
    "Longitude",
    Shape.DEGREES,
    synonyms=("东经", "lng", "lon", "long", "x", "x坐标", "经度坐标", "boylam"),
)
LAT = Field(
    "lat",
    "纬度",
    "Latitude",
    Shape.DEGREES,
    synonyms=("北纬", "lat", "y", "y坐标", "纬度坐标", "enlem"),
)
PAIR = Field("coordinates", "坐标", "Coordinates", Shape.PAIR, synonyms=("经纬度", "经纬度坐标", "位置坐标", "gps", "坐标位置", "koordinat", "koordinatlar", "latlon", "lonlat", "position"))  # fmt: skip
ADDRESS = Field("address", "地址", "Address", synonyms=("详细地址", "驻地", "驻地地址", "存放地点", "位置", "所在地", "地点", "仓库地址", "单位地址", "location", "adres", "konum"), note_zh="没有坐标时按地址概略定位", note_en="places the entry roughly where there are no coordinates")  # fmt: skip
PHONE = Field("phone", "电话", "Phone", Shape.PHONE, synonyms=("联系电话", "联系方式", "手机", "手机号", "手机号码", "值班电话", "负责人电话", "tel", "telephone", "mobile", "contact", "telefon"))  # fmt: skip

TEAMS = Kind(
    "teams", "救援队伍", "Teams",
    (
        CODE,
        Field("name", "队伍名称", "Name", required=True, synonyms=("名称", "队名", "单位名称", "救援队", "队伍", "team", "team name", "ekip adı", "ekip", "ad", "adı")),
        Field("kind", "队伍类别", "Kind", Shape.CHOICE, True, ("类别", "队伍类型", "类型", "队伍性质", "性质", "type", "team type", "tür", "türü", "tip"), TEAM_KINDS),
        JURISDICTION, LON, LAT, PAIR, ADDRESS,
        Field("leader_name", "负责人", "Leader", synonyms=("队长", "联系人", "负责人姓名", "责任人", "leader name", "contact person", "lider", "sorumlu", "ekip lideri")),
        PHONE,
        Field("vehicle", "车辆类型", "Vehicle", Shape.CHOICE, True, ("车辆", "交通工具", "车型", "出动车辆", "vehicle type", "araç", "araç tipi"), VEHICLES),
        Field("headcount", "人数", "Headcount", Shape.COUNT, True, ("队员人数", "队伍人数", "人员数量", "人员数", "在编人数", "总人数", "people", "members", "size", "personel", "kişi", "kişi sayısı", "mevcut"), least=1, most=10_000),
        Field("turnout_s", "出动时间（分钟）", "Turnout (minutes)", Shape.DURATION_S, synonyms=("出动时间", "集结时间", "响应时间", "turnout", "response time", "hazırlık süresi"), most=86_400, assumed="分钟", note_zh="留空：新队伍按 10 分钟", note_en="left empty: 10 minutes for a new team"),
        Field("capabilities", "能力", "Capabilities", Shape.UNITS, True, ("专业能力", "救援能力", "主要能力", "擅长", "特长", "专长", "skills", "capability", "yetenek", "yetenekler"), catalogue="capabilities", most=10_000, note_zh="多项用分号隔开，数量写在后面，如：水域救援2；抽排水1", note_en="several parted by semicolons, units behind: water rescue 2; drainage pumping 1"),
    ),
    "T", "teams.write",
)  # fmt: skip
TRUCKS = Kind(
    "trucks", "车辆", "Vehicles",
    (
        Field("plate", "车牌号", "Plate", Shape.CODE, True, ("车牌", "车牌号码", "号牌", "plate number", "registration", "plaka")),
        Field("depot_id", "所属物资库", "Depot", Shape.NAMED, True, ("物资库", "仓库", "所在仓库", "停放地点", "所属单位", "warehouse", "depo", "garaj"), catalogue="depots"),
        Field("vehicle", "车辆类型", "Vehicle", Shape.CHOICE, True, ("车型", "类型", "类别", "vehicle type", "type", "araç", "araç tipi"), VEHICLES),
        Field("payload_kg", "载重（千克）", "Payload (kg)", Shape.MASS_KG, True, ("载重", "核定载质量", "载重量", "吨位", "载质量", "payload", "capacity", "yük", "taşıma kapasitesi"), least=1, most=500_000, assumed="kg", doubtful_below=100),
        Field("hazardous_permit", "危货许可", "Hazmat permit", Shape.YES_NO, synonyms=("危险品运输许可", "是否可运危险品", "危化品许可", "hazardous", "tehlikeli madde")),
    ),
)  # fmt: skip
DEPOTS = Kind(
    "depots", "物资库", "Depots",
    (
        CODE,
        Field("name", "物资库名称", "Name", required=True, synonyms=("名称", "仓库名称", "仓库", "库名", "物资库", "储备点名称", "储备库名称", "depot", "warehouse", "warehouse name", "depo", "depo adı", "ad")),
        Field("kind", "物资库类别", "Kind", Shape.CHOICE, True, ("类别", "仓库类型", "类型", "仓库类别", "库别", "type", "tür", "tip"), DEPOT_KINDS),
        JURISDICTION, LON, LAT, PAIR, ADDRESS,
        Field("keeper_name", "保管人", "Keeper", synonyms=("负责人", "管理员", "库管员", "联系人", "责任人", "keeper name", "contact person", "sorumlu", "depo sorumlusu")),
        PHONE,
        Field("load_s", "装车时间（分钟）", "Loading (minutes)", Shape.DURATION_S, synonyms=("装车时间", "装货时间", "备货时间", "load time", "loading time", "yükleme süresi"), most=86_400, assumed="分钟", note_zh="留空：新物资库按 30 分钟", note_en="left empty: 30 minutes for a new depot"),
    ),
    "D",
)  # fmt: skip
LOTS = Kind(
    "lots", "物资批次", "Lots",
    (
        Field("depot_id", "物资库", "Depot", Shape.NAMED, True, ("仓库", "仓库名称", "物资库名称", "库名", "库房", "储备库", "储备库名称", "储备单位", "工作表", "存放地点", "存放仓库", "储备点", "储存地点", "所在仓库", "warehouse", "warehouse name", "depot", "store", "location", "depo", "depo adı", "depo ismi"), catalogue="depots", note_zh="写编号或名称", note_en="its code or its name"),
        Field("item_code", "物资", "Item", Shape.NAMED, True, ("物资名称", "品名", "名称", "物资编码", "物资编号", "物品名称", "物资品种", "品种", "物品", "器材名称", "装备名称", "货物名称", "编码", "item code", "item name", "item description", "description", "product", "material", "goods", "key", "malzeme", "malzeme adı", "ürün", "ürün adı", "stok adı"), catalogue="items", note_zh="写编码或名称", note_en="its code or its name"),
        Field("batch", "批次", "Batch", Shape.CODE, synonyms=("批号", "批次号", "生产批号", "lot", "lot number", "batch number", "parti", "parti no", "seri no"), note_zh="留空按“无批号”", note_en="left empty: kept as one lot without a number"),
        Field("quantity", "数量", "Quantity", Shape.COUNT, True, ("库存", "库存数量", "数目", "实有数量", "储备数量", "现有数量", "总数", "结存", "实存数", "qty", "stock", "amount", "balance", "count", "value", "miktar", "adet", "stok", "mevcut")),
        Field("unit", "单位", "Unit", synonyms=("计量单位", "数量单位", "unit of measure", "uom", "birim", "ölçü birimi"), note_zh="与目录不一致时报错", note_en="refused where it differs from the catalogue's"),
        Field("made_on", "生产日期", "Made on", Shape.STARTS_ON, synonyms=("生产时间", "出厂日期", "制造日期", "购置日期", "manufactured", "production date", "üretim tarihi")),
        Field("expires_on", "有效期至", "Expires on", Shape.ENDS_ON, synonyms=("有效期", "失效日期", "到期日期", "保质期至", "到期时间", "有效日期", "过期日期", "expiry", "expiry date", "best before", "expires", "son kullanma tarihi", "skt")),
    ),
)  # fmt: skip


def _facility(
    name: str, zh: str, en: str, prefix: str, called: tuple[str, ...], beds: Field
) -> Kind:
    own_name = Field("name", f"{zh}名称", "Name", required=True, synonyms=("名称", "单位名称", *called, "name", "ad", "adı"))  # fmt: skip
    free = Field("free", "当前可用", "Free now", Shape.COUNT, synonyms=("空余", "剩余", "可用", "空床", "空余床位", "剩余容量", "available", "free beds", "boş", "boş yatak"), most=1_000_000)  # fmt: skip
    fields = (CODE, own_name, JURISDICTION, LON, LAT, PAIR, ADDRESS, beds, free, PHONE)
    return Kind(name, zh, en, fields, prefix)


SHELTERS = _facility("shelters", "避难场所", "Shelters", "S", ("避难所", "安置点", "场所名称", "shelter", "barınak"), Field("capacity", "可容纳人数", "Capacity", Shape.COUNT, synonyms=("容纳人数", "容量", "人数", "安置人数", "设计容量", "people", "kapasite"), most=1_000_000))  # fmt: skip
HOSPITALS = _facility("hospitals", "医院", "Hospitals", "H", ("医院", "机构名称", "医疗机构", "医疗机构名称", "hospital", "hastane", "hastane adı"), Field("capacity", "床位数", "Beds", Shape.COUNT, synonyms=("床位", "编制床位", "开放床位", "总床位", "beds", "capacity", "yatak", "yatak sayısı"), most=1_000_000))  # fmt: skip

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (LOTS, TEAMS, DEPOTS, TRUCKS, SHELTERS, HOSPITALS, EXPERTS, ITEMS, CLASSES)
}
