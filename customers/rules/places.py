"""Provinces and cities of China as they stand in front of the names of companies.

Each line: province | cities; towns and districts. A line that is indented goes on.
"""

from __future__ import annotations

import re
from functools import cache

_BY_PROVINCE = """
北京|
上海|;浦东 闵行 松江 嘉定 奉贤
天津|;滨海
重庆|;万州 涪陵 江津 合川 永川
河北|石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水;任丘 迁安 涿州 辛集 定州 黄骅 泊头 河间 霸州 三河
    高碑店 安国 深州 武安 遵化 滦州 献县 盐山 孟村 肃宁 安平 景县 雄县 容城 香河 大厂 永年 清河
山西|太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁;介休 孝义 汾阳 河津 永济 原平 高平 古交
内蒙古|呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布
辽宁|沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 葫芦岛;瓦房店 海城 庄河 盖州 大石桥 凤城 东港 凌海
    北镇 新民 调兵山
吉林|长春 四平 辽源 通化 白山 松原 白城 延边;延吉 公主岭 梅河口 敦化 珲春 图们 德惠 榆树 桦甸
黑龙江|哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化;尚志 五常 海林 绥芬河 肇东 安达
    讷河
江苏|南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁;昆山 江阴 宜兴 张家港 常熟 太仓 丹阳 靖江
    泰兴 如皋 海门 启东 溧阳 吴江 句容 扬中 仪征 高邮 兴化 东台 邳州 新沂 沭阳 泗阳 泗洪 盱眙 金湖 涟水 宝应 海安
    如东 射阳 建湖 阜宁 滨海 响水 灌云 灌南 沛县 睢宁 丰县 江都 金坛 溧水 高淳 江宁 浦口
浙江|杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水;义乌 永康 慈溪 余姚 诸暨 乐清 瑞安 温岭 海宁 桐乡 平湖
    东阳 上虞 嵊州 玉环 萧山 余杭 德清 长兴 嘉善 海盐 桐庐 淳安 建德 富阳 临安 奉化 象山 宁海 鄞州 安吉 新昌 浦江
    兰溪 武义 磐安 江山 龙游 常山 开化 临海 仙居 三门 天台 青田 缙云 龙泉 遂昌 松阳 云和 庆元 景宁 平阳 苍南 龙港
    文成 泰顺 永嘉 瓯海 柯桥 岱山 嵊泗
安徽|合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城;宁国 桐城 天长 巢湖 肥东 肥西
    庐江 长丰 无为 明光 界首 潜山 广德 全椒 来安 凤阳 定远 当涂 繁昌 歙县 休宁 黟县 祁门
福建|福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德;晋江 石狮 南安 福清 福安 福鼎 漳浦 长泰 龙海 建瓯 邵武 武夷山 建阳
    漳平 永安 惠安 安溪 永春 德化 长乐 闽侯 连江 罗源 闽清 仙游 霞浦
江西|南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶;瑞金 乐平 瑞昌 共青城 庐山 贵溪 德兴 丰城 樟树 高安
    井冈山 进贤
山东|济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽;寿光 龙口 即墨 胶州 诸城 莱州
    滕州 章丘 莱西 平度 邹平 桓台 高密 昌邑 青州 安丘 曲阜 邹城 新泰 肥城 荣成 乳山 招远 栖霞 海阳 莱阳 蓬莱 禹城
    乐陵 临清 茌平 广饶 博兴 沂水 莒县 郯城 单县 巨野 郓城 曹县
河南|郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 济源;巩义 长葛 荥阳
    新密 新郑 登封 中牟 偃师 孟津 舞钢 汝州 林州 卫辉 辉县 长垣 沁阳 孟州 禹州 灵宝 义马 邓州 永城 项城 兰考
湖北|武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施;仙桃 潜江 天门 大冶 阳新 丹江口 宜都 当阳 枝江
    老河口 枣阳 宜城 钟祥 京山 应城 安陆 汉川 石首 洪湖 松滋 麻城 武穴 赤壁 广水 利川
湖南|长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底;浏阳 醴陵 宁乡 湘乡 韶山 耒阳 常宁 武冈 邵东
    汨罗 临湘 津市 沅江 资兴 洪江 冷水江 涟源 吉首
广东|广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮;顺德
    南海 番禺 普宁 增城 从化 花都 三水 高明 台山 开平 鹤山 恩平 四会 高要 英德 连州 兴宁 陆丰 阳春 化州 信宜 高州
    廉江 雷州 吴川 罗定 南雄 乐昌 博罗 惠东 惠阳 新会 澄海 潮阳 龙门
广西|南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左;桂平 岑溪 北流 东兴 宜州 合山 凭祥 靖西
    横州 荔浦
海南|海口 三亚 三沙 儋州
四川|成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳;都江堰 彭州 邛崃
    崇州 简阳 广汉 什邡 绵竹 江油 峨眉山 阆中 华蓥 万源 西昌 新津 郫都
贵州|贵阳 六盘水 遵义 安顺 毕节 铜仁;仁怀 清镇 盘州 赤水 凯里 都匀 兴义 福泉
云南|昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 大理;安宁 宣威 腾冲 楚雄 个旧 开远 蒙自 弥勒 景洪 瑞丽 香格里拉
西藏|拉萨 日喀则 林芝
陕西|西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛;兴平 彬州 韩城 华阴 神木 杨凌
甘肃|兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南;玉门 敦煌 临夏
青海|西宁 海东
宁夏|银川 石嘴山 吴忠 固原 中卫;灵武 青铜峡
新疆|乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉;库尔勒 阿克苏 喀什 伊犁 石河子 阜康 奎屯 伊宁 塔城 乌苏 阿勒泰 博乐
香港|
澳门|
台湾|台北 高雄 台中 新竹;台南 桃园 嘉义 基隆
"""


@cache
def provinces() -> dict[str, str]:
    """The province of each place; a province is its own."""
    found: dict[str, str] = {}
    for province, cities, towns in _lines():
        found |= dict.fromkeys([province, *cities, *towns], province)
    return found


@cache
def big_cities() -> frozenset[str]:
    """The cities that are divided into districts, towns and smaller cities."""
    return frozenset(city for _province, cities, _towns in _lines() for city in cities)


def _lines() -> list[tuple[str, list[str], list[str]]]:
    found = []
    for line in filter(None, _BY_PROVINCE.replace("\n    ", " ").splitlines()):
        province, _bar, places = line.partition("|")
        cities, _sign, towns = places.partition(";")
        found.append((province, cities.split(), towns.split()))
    return found


# Names of places in letters that are not their pinyin.
_LATIN = {
    "shaanxi": "陕西",
    "tibet": "西藏",
    "hongkong": "香港",
    "hk": "香港",
    "macau": "澳门",
    "macao": "澳门",
    "taiwan": "台湾",
    "taipei": "台北",
    "kaohsiung": "高雄",
    "innermongolia": "内蒙古",
    "canton": "广州",
    "peking": "北京",
}


@cache
def latin_places() -> dict[str, str]:
    """The places in letters, without spaces."""
    from pypinyin import lazy_pinyin

    return {"".join(lazy_pinyin(place)): place for place in reversed(provinces())} | _LATIN


_LONGEST = 5
_WORD = re.compile(r"[a-z]+")


def province_of(text: str) -> str:
    """The province that an address or the name of a company tells; "" if none.

    A province that is named counts, else the first place that is known: 江苏省苏州市工业园区 and 苏州永兴精密 are both
    江苏. Also in letters: Suzhou, Jiangsu.
    """
    known, found = provinces(), ""
    for start in range(len(text)):
        for size in range(min(_LONGEST, len(text) - start), 1, -1):
            if place := known.get(text[start : start + size]):
                if text[start : start + size] == place:
                    return place
                found = found or place
                break
    return found or _in_letters(text)


def _in_letters(text: str) -> str:
    known, words, found = latin_places(), _WORD.findall(text.lower().replace("'", "")), ""
    for start in range(len(words)):
        for size in (3, 2, 1):
            place = known.get("".join(words[start : start + size]), "")
            if place in provinces():
                if provinces()[place] == place:
                    return place
                found = found or provinces()[place]
    return found
