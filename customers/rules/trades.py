"""What a company does, as it stands at the end of its name."""

from __future__ import annotations

_TRADES = """
科技 技术 数字 电子 信息 网络 软件 数码 智能 自动化 机械 重工 机电 机床 工具 设备 装备 仪器 仪表 电器 电气 电力 电缆
电线 电池 电机 光电 半导体 五金 模具 精密 制造 制品 塑料 塑胶 橡胶 塑业 化工 化学 涂料 材料 新材料 建材 建筑 建设
工程 装饰 装潢 家具 家居 家电 照明 灯饰 陶瓷 玻璃 钢铁 金属 铝业 铜业 矿业 石化 石油 能源 新能源 环保 环境 水务 农业
农牧 牧业 饲料 种业 粮油 食品 肉制品 调味 风味 饮料 乳业 酒业 酒 茶业 烘焙 餐饮 火锅 酒店 饭店 宾馆 商贸 贸易 科贸
工贸 经贸 外贸 商业 实业 工业 企业 产业 发展 开发 投资 控股 资产 管理 咨询 服务 维修 维修部 修理 修理部 物流 运输
货运 供应链 快递 汽车 汽配 汽车配件 零部件 配件 摩托车 机车 车辆 客车 纺织 服装 服饰 针织 印染 鞋业 皮革 包装 印刷
纸业 文化 传媒 广告 教育 培训 医药 药业 制药 生物 医疗 医疗器械 器械 健康 保健 化妆品 日化 家纺 房地产 地产 置业
物业 旅游 体育 用品 玩具 文具 进出口 国际贸易 国际 电子商务 商城 商场 商店 超市 大楼 大厦 银楼 金行 珠宝 百货 批发
批发部 经销部 连锁 电梯 空调 制冷 冷链 暖通 阀门 泵业 轴承 齿轮 紧固件 液压 船舶 航空 航天 铁路 通信 通讯 安防 消防
银行 保险 证券 医院 诊所 药店 大药房 学校 小学 中学 大学 学院 研究院 研究所 商行 经营部 门市部 中心 工作室 加工厂
制造厂 工厂 总厂 厂 店 行 社 所 园 馆
"""
TRADES = frozenset(_TRADES.split())
LONGEST_TRADE = max(map(len, TRADES))
# The same in English.
_LATIN = """
technology 科技|technologies 科技|tech 科技|electronic 电子|electronics 电子|information 信息|network 网络
software 软件|automation 自动化|machinery 机械|machine 机械|machines 机械|mechanical 机械|equipment 设备
instrument 仪器|instruments 仪器|electric 电气|electrical 电气|electricals 电气|cable 电缆|cables 电缆|battery 电池
optoelectronics 光电|semiconductor 半导体|hardware 五金|mould 模具|mold 模具|precision 精密|manufacturing 制造
plastic 塑料|plastics 塑料|rubber 橡胶|chemical 化工|chemicals 化工|material 材料|materials 材料|construction 建筑
engineering 工程|furniture 家具|lighting 照明|ceramics 陶瓷|glass 玻璃|steel 钢铁|metal 金属|metals 金属|energy 能源
food 食品|foods 食品|beverage 饮料|beverages 饮料|dairy 乳业|hotel 酒店|trading 贸易|trade 贸易|industrial 工业
industry 工业|industries 工业|development 发展|investment 投资|logistics 物流|automotive 汽车|motors 汽车
textile 纺织|textiles 纺织|garment 服装|garments 服装|packaging 包装|printing 印刷|pharmaceutical 制药
pharmaceuticals 制药|pharma 制药|medical 医疗|import 进出口|export 进出口|international 国际|elevator 电梯
elevators 电梯|valve 阀门|valves 阀门|pump 泵业|pumps 泵业|bearing 轴承|bearings 轴承|bank 银行|insurance 保险
hospital 医院|factory 厂
"""
LATIN_TRADES: dict[str, str] = dict(pair.split() for pair in _LATIN.strip().replace("\n", "|").split("|"))
