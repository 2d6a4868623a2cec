"""Texts of customers and replies. Slots in braces are filled for each ticket."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

ASKS = ("inquiry",)
FAULT = ("complaint", "return", "exchange", "repair")


class PreviewLine(NamedTuple):
    """about: a product category, or "" for any. kinds: the kinds of tickets for which it is used."""

    kinds: tuple[str, ...]
    about: str
    subject: str
    text: str


_FAULTS = {
    "培养箱": (
        ("温度漂移", "设定 {set} °C，实测 {low} °C 到 {high} °C 之间跳，已经 {days} 天了，样品都不敢放。"),
        ("风扇有异响", "风扇有异响，像有东西刮着，夜里值班的都听得见，关机再开也一样。"),
        ("箱门关不严", "箱门关不严，门封右下角翘起来一块，箱内结露，记录纸都湿了。"),
        ("湿度上不去", "湿度上不去，蒸馏水加满了也只有 {percent}%，说明书上写的是 90%。"),
        ("显示 E0{n}", "显示 E0{n}，断电重启能好半天，然后又来，{days} 天里第 {times} 次了。"),
        ("搁架装不平", "搁架装不平，培养皿放上去往一边滑，调了卡扣也没用。"),
    ),
    "天平": (
        ("称量漂移", "同一个砝码连称 {times} 次，最多差 {mg} mg，房间恒温，台面也是大理石的。"),
        ("自检停在 CAL", "开机自检停在 CAL，等了 {minutes} 分钟还是那样，砝码换过。"),
        ("防风罩玻璃裂了", "防风罩的玻璃到货就是裂的，箱子外面看不出来，里面的泡沫是碎的。"),
        ("打印口没有反应", "打印口没有反应，换过线也不行，去年那台用同一根线是好的。"),
    ),
    "离心机": (
        ("报不平衡", "转到 {rpm} 转就报不平衡停机，管子配平过，空转也报。"),
        ("盖子锁不上", "盖子锁不上，按下去没有咔哒声，机器不让启动。"),
        ("转子卸不下来", "转子卸不下来，随机带的扳手尺寸不对，我们不敢硬来。"),
        ("外壳开裂", "卸货的时候就发现外壳裂了一道，大概 {cm} 厘米，司机让我们先签收。"),
    ),
    "制冷": (
        ("进水阀漏水", "进水阀那里滴水，一晚上接了大半盆，换过垫片没用。"),
        ("出冰变慢", "出冰越来越慢，一个小时不到 {kg} 公斤，前两个月正常。"),
        ("冰有异味", "冰有股塑料味，按说明书清洗了 {times} 遍还有，客人都说了。"),
        ("噪声偏大", "噪声比说明书写的大得多，隔壁都来找我们了，底脚调过。"),
    ),
    "净水": (
        ("出水变小", "才用了 {months} 个月出水就变小，接一壶水要 {minutes} 分钟，滤芯灯也没亮。"),
        ("接头渗水", "后面快接头渗水，柜子底板泡坏了一块，这个谁赔？"),
        ("安装额外收费", "安装师傅另收了 {fee} 元材料费，买的时候说好免费安装的。"),
    ),
    "干燥箱": (
        ("升不到设定温度", "设 105 °C，升到 {percent} °C 就停住，烘一晚上都不干。"),
        ("上下层温差大", "上层和下层差 {mg} °C，同一批样品两个结果。"),
    ),
    "灭菌": (
        ("保压不合格", "保压 10 分钟掉 {kpa} kPa，验证做了 {times} 次都不合格，产线在等。"),
        ("门锁打不开", "程序走完了门锁打不开，等到第二天才开，里面的培养基全废了。"),
        ("打印记录缺页", "打印记录少了灭菌段的几行，审计的老师不认，能不能补？"),
    ),
    "分析仪器": (
        ("标定不通过", "两点标定总是不通过，缓冲液是新配的，斜率只有 {percent}%。"),
        ("电极到货就是干的", "电极到货就是干的，保护帽里没有液，泡了一天也不稳。"),
    ),
    "光学": (
        ("光源不亮", "光源不亮，换了备用灯泡也不亮，开关有点发烫。"),
        ("物镜有霉斑", "{n}0 倍物镜里面有霉斑，拆开看在密封面以内，不是我们弄的。"),
        ("载物台松动", "载物台往下滑，调紧了过 {minutes} 分钟又松。"),
    ),
    "耗材": (
        ("少发了滤芯", "订了 {times} 支滤芯只到了一支，送货单上写的是齐的。"),
        ("滤芯尺寸不符", "滤芯拧不进去，型号对，但是口比原来的大一圈。"),
    ),
}

_SERVICE = (
    ("约好上门没有来", "约好周{weekday}上午上门，等到下午三点没人来，也没有电话。"),
    ("电话转了几次没人负责", "打了 {times} 次电话都让等，每次都要从头讲一遍，到底谁负责？"),
    ("发票一直没收到", "{days} 天前说寄出的发票一直没收到，我们月底要报账。"),
    ("外箱破损", "外箱底部全破了，机器侧面有擦痕，签收时写了待验。"),
    ("少了配件", "箱子里少了电源线和合格证，装箱单上是有的。"),
    ("发错型号", "合同写的和送来的不是一个型号，差一位字母，麻烦尽快换。"),
    ("修好又坏", "上次修完才 {days} 天，同样的毛病又来了，这是第二次。"),
    ("说好的培训没做", "验收的时候说一周内来做培训，{days} 天了没有消息。"),
    ("保养报价涨了", "今年的保养报价比去年贵了 {fee} 元，项目一样，请说明原因。"),
    ("配件等太久", "配件说三天到，等了 {days} 天，问一次说一个日子。"),
)
_QUESTIONS = (
    ("询问保修期", "请问这台{product}还在保修期里吗？合同找不到了。"),
    ("校准证书怎么更新", "校准证书下个月到期，更新要提前多久约？费用多少？"),
    ("耗材价格", "想问一下{product}的耗材现在什么价，一次订 {times}0 支有没有优惠。"),
    ("能不能自己搬机", "实验室要搬到楼上，{product}能不能自己搬？要不要重新校准？"),
    ("固件怎么升级", "看到网站上有新固件，{product}怎么升级，会不会影响已有的参数？"),
    ("开票信息变更", "我们公司税号变了，已经开的发票要不要换？"),
    ("有没有备用机", "{product}送修期间有没有备用机可以借？大概要 {days} 天。"),
    ("延保怎么买", "过保以后还能买延保吗？一年多少钱，含不含上门。"),
    ("使用环境要求", "夏天房间会到 {percent} 度左右的湿度，{product}能不能正常用？"),
    ("多久保养一次", "{product}多久保养一次合适？我们一天开 {n} 个小时。"),
)
_OPINIONS = (
    ("上门师傅很细心", "昨天来的师傅很细心，走的时候把地都擦了，特地说一声。"),
    ("回访太频繁", "一个月里接到 {times} 次回访，内容都差不多，能不能合在一起。"),
    ("包装材料太多", "一台小仪器拆出来两大袋泡沫，处理起来很麻烦。"),
    ("客服态度好但是慢", "接电话的姑娘态度很好，就是问题转来转去，前后 {days} 天。"),
)
_IDEAS = (
    ("建议手机上看温度", "能不能在手机上看{product}的状态？周末不用专门跑一趟。"),
    ("建议夜间有人值班", "夜里坏了没人接电话，建议重要客户留一个值班号码。"),
    ("说明书加视频", "说明书里的步骤建议配个短视频，扫码就能看，新人学得快。"),
    ("门把手改大", "戴着厚手套开门很别扭，建议把手改大一点。"),
    ("证书自助下载", "校准证书建议能自己下载，不用每次打电话要。"),
)
_ENGLISH = (
    (FAULT, "Display shows E0{n}", "The display shows E0{n} about every {days} days. A restart helps for some hours only."),
    (FAULT, "One box short in the delivery", "One of {times} boxes is missing. The delivery note says all of them were handed over."),
    (FAULT, "Crack in the housing", "There is a {cm} cm crack in the housing, most likely from transport. Pictures are ready if you need them."),
    (ASKS, "Warranty of our {code}", "Could you confirm until when our {code} is under warranty? We are preparing the audit."),
    (ASKS, "Calibration certificate", "The calibration certificate of our {code} expires next month. How do we renew it?"),
    (("opinion",), "Very good packaging", "The packaging was excellent, everything arrived without a scratch. Thank the warehouse, please."),
    (("suggestion",), "English user interface", "Please add an English user interface to the {code}; half of our staff can't read the menus."),
)  # fmt: skip

POOL: tuple[PreviewLine, ...] = (
    *(PreviewLine(FAULT, about, *pair) for about, pairs in _FAULTS.items() for pair in pairs),
    *(PreviewLine(("complaint",), "", *pair) for pair in _SERVICE),
    *(PreviewLine(ASKS, "", *pair) for pair in _QUESTIONS),
    *(PreviewLine(("opinion",), "", *pair) for pair in _OPINIONS),
    *(PreviewLine(("suggestion",), "", *pair) for pair in _IDEAS),
    *(PreviewLine(kinds, "", subject, text) for kinds, subject, text in _ENGLISH),
)

PROBLEMS = (
    "现场复现，与客户描述一致，更换部件后正常。",
    "检测确认部件失效，属制造原因。",
    "外观检查有受压痕迹，内部连接松动，属运输原因。",
    "参数被改动，恢复出厂设置后正常。",
    "部件磨损超出允许值，未见人为损坏。",
    "复测 {times} 次，{n} 次超出说明书范围。",
)
REPLIES = (
    "您好，已经登记，今天安排工程师与您联系，最晚{weekday_due}给您处理方案。",
    "收到，我们先远程看一下参数，麻烦拍一张铭牌和故障画面的照片。",
    "您说的情况已转质量部核对批次，有结果第一时间告诉您。",
    "抱歉给您添麻烦了。备件今天发出，到货后上门更换，不收费用。",
    "已查到您的购买记录，在保修期内，处理方案报批后电话答复您。",
)
TOLD = "您好，您反映的问题已有处理结果，我们会按商定的方案办理，请您放心。"
TOLD_EN = "We have decided how to settle this and will proceed as agreed. Thank you for your patience."
REPLY_EN = "Thank you for telling us. The matter is logged; you will hear from us within the promised time."
OUTCOMES = (
    "已按说明指导操作，恢复正常。",
    "寄出缺少的配件，客户已收到。",
    "说明了保修范围和费用，客户同意。",
    "上门调整后连续运行两天正常。",
    "发票重寄并电话确认收到。",
    "向客户致歉并说明改进，客户接受。",
)
ADOPTED = ("建议已采纳，列入下一版改进。", "建议已转产品部，本年度暂不安排，理由已向客户说明。")
WHY_PROPOSED = (
    "检测结论支持，在保修期内。",
    "客户停用影响生产，优先处理。",
    "同类问题第二次出现，不再维修。",
    "运输责任，费用我方先行承担。",
)
AGREED = ("同意。", "情况属实，同意。", "同意，请跟进到货。", "按方案办理。")
MINUTES = "听取客户服务部汇报，核对检测结论与金额，一致同意。"
CONDITIONS = ("原包装，完好", "外箱轻微压痕", "附件齐全", "少一根电源线，已备注")
FINDINGS = ("与客户描述一致。", "部件失效，返修后可再用。", "外壳受损，内部正常。")
WORDS_GOOD = (
    "处理很快，比说的还早。",
    "师傅专业，讲得明白。",
    "退款很及时。",
    "每一步都有人告诉我进展，放心。",
    "电话一打就通，省心。",
    "Quick and friendly.",
    "态度好，问题一次解决。",
)
WORDS_BAD = (
    "换了好几个人，每次都要重新讲。",
    "等得太久了，中间没有消息。",
    "问题解决了，但是来回跑了三趟。",
    "Called twice before anyone knew my case.",
    "说好的时间没有做到。",
    "上门迟到，也没有提前说。",
)
VISIT_OPINIONS = (
    "设备运行正常，对服务满意。",
    "整体满意，希望配件到货更快。",
    "新来的操作员不熟，问能不能再培训一次。",
    "反映客服电话高峰期难打。",
    "对上次维修很满意，准备再订两台。",
    "希望校准能和年度保养放在一起做。",
)
VISIT_REQUESTS = ("要一份最新的耗材报价。", "请下次带操作培训资料。", "需要补开上半年的对账单。")


def slots(rng: Random, product: str, code: str) -> dict[str, object]:
    """The values of the slots."""
    base, swing = rng.choice((25, 28, 30, 37, 42)), rng.randint(11, 29) / 10
    return {
        "product": product,
        "code": code,
        "set": base,
        "low": f"{base - swing:.1f}",
        "high": f"{base + swing:.1f}",
        "days": rng.randint(2, 20),
        "times": rng.randint(2, 5),
        "n": rng.randint(1, 9),
        "percent": rng.randint(61, 88),
        "mg": rng.randint(2, 9),
        "minutes": rng.randint(10, 40),
        "rpm": rng.randint(4, 11) * 1000,
        "cm": rng.randint(3, 12),
        "kg": rng.randint(2, 5),
        "months": rng.randint(2, 9),
        "fee": rng.randint(4, 48) * 10,
        "kpa": rng.randint(12, 40),
        "weekday": rng.choice("一二三四五"),
        "weekday_due": rng.choice(("明天下午", "后天", "三天内", "本周五")),
    }
