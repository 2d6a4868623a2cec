"""Invented names. Any resemblance to a real company is unintended."""

from collections.abc import Iterator
from itertools import count, product
from random import Random

FIRST = [
    "蓝鲸",
    "云杉",
    "北斗",
    "青禾",
    "松鹤",
    "白鹭",
    "银杏",
    "远帆",
    "晨曦",
    "海岸",
    "山谷",
    "星河",
    "橡树",
    "麦田",
    "雪松",
    "红枫",
    "灯塔",
    "竹溪",
    "鹿鸣",
    "飞鱼",
    "琥珀",
    "石榴",
    "薄荷",
    "潮汐",
    "棉花",
    "长桥",
    "半岛",
    "沙丘",
    "羽毛",
    "陶罐",
    "苔原",
    "柚子",
    "檀木",
    "浮云",
    "铃兰",
    "珊瑚",
    "芦苇",
    "风车",
    "杉木",
    "栗子",
]
MARKS = ("示例", "样例", "虚构", "假想")
BUSINESSES = [
    "乳业",
    "诊所",
    "酒店",
    "食品厂",
    "实验室",
    "中学",
    "制药",
    "检测中心",
    "农业研究所",
    "医院",
    "生物科技",
    "水务",
    "饮料",
    "化工",
    "职业学院",
    "连锁餐饮",
    "血站",
    "宠物医院",
    "烘焙",
    "冷链物流",
]
SURNAMES = [
    "王",
    "李",
    "张",
    "刘",
    "陈",
    "杨",
    "赵",
    "黄",
    "周",
    "吴",
    "徐",
    "孙",
    "胡",
    "朱",
    "高",
    "林",
    "何",
    "郭",
    "马",
    "罗",
    "梁",
    "宋",
    "郑",
    "谢",
    "韩",
    "唐",
    "冯",
    "于",
    "董",
    "萧",
    "程",
    "曹",
    "袁",
    "邓",
    "许",
]
GIVEN = [
    "伟",
    "芳",
    "敏",
    "静",
    "磊",
    "洋",
    "艳",
    "勇",
    "军",
    "杰",
    "娟",
    "涛",
    "明",
    "超",
    "秀英",
    "丽华",
    "建国",
    "志强",
    "海燕",
    "小红",
    "文博",
    "雨桐",
    "子涵",
    "思远",
    "佳怡",
    "嘉豪",
    "梦琪",
    "晓东",
    "春梅",
    "国庆",
    "立新",
    "玉兰",
    "永康",
    "静怡",
    "俊杰",
]
TITLES = [
    "品控主管",
    "采购经理",
    "实验室主任",
    "设备管理员",
    "后勤主管",
    "护士长",
    "生产厂长",
    "行政主管",
    "质检员",
    "研究员",
]
STREETS = [
    "示范路",
    "样例街",
    "虚构大道",
    "假想路",
    "演示路",
    "例子巷",
    "梧桐路",
    "海风路",
    "榕树路",
    "胡杨路",
    "莲湖路",
    "雪山路",
]
CITIES = {"east": "样例市", "south": "虚构市", "north": "示例市", "central": "假设市", "west": "演示市"}
PROVINCES = {
    "east": ["江苏省", "上海市", "浙江省", "山东省", "安徽省", "江苏省", "上海市"],
    "south": ["广东省", "福建省", "广东省", "广西", "海南省"],
    "north": ["北京市", "天津市", "河北省", "辽宁省", "吉林省", "黑龙江省", "山西省", "内蒙古"],
    "central": ["湖北省", "湖南省", "河南省", "江西省"],
    "west": ["四川省", "重庆市", "陕西省", "云南省", "贵州省", "甘肃省", "新疆", "青海省", "宁夏"],
}
PREFIXES = {"east": "021", "south": "020", "north": "010", "central": "027", "west": "028"}
PERSON_CODES = ("138", "139", "137", "136", "135", "134", "159", "158", "157", "150")


def companies(rng: Random) -> Iterator[str]:
    """An endless series of different company names."""
    known = [f"{first}{mark}{business}" for first, mark, business in product(FIRST, MARKS, BUSINESSES)]
    rng.shuffle(known)
    yield from known
    for number in count(2):
        yield from (f"{name}（第 {number} 分部）" for name in known)


def person(rng: Random) -> str:
    return rng.choice(SURNAMES) + rng.choice(GIVEN)


def address(rng: Random, region: str) -> str:
    street, number = rng.choice(STREETS), rng.randint(1, 299)
    provinces = PROVINCES[region]
    return f"{provinces[number % len(provinces)]}{CITIES[region]}{street} {number} 号"


def mobile(number: int) -> str:
    """A number of a block that is not assigned: 138 0000 2406."""
    return f"{PERSON_CODES[number // 10_000 % len(PERSON_CODES)]} 0000 {number % 10_000:04d}"


def land_line(rng: Random, region: str) -> str:
    return f"{PREFIXES[region]} 5550 {rng.randint(0, 9999):04d}"
