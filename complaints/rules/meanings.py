"""What words of a message mean, as far as it matters for a threat: who, to whom, when, whether, and by what means.

A stranger uses another word of the same meaning than the sentences that the weights were learned from: solicitor for
lawyer, gazette for newspaper. So the weights also count the meanings of a sentence and their order. A word that ends
with "*" stands for all words that begin so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

LATIN = {
    "me": "i i'm i've i'll i'd me my mine myself we we're we've we'll we'd us our ours im ive ill",
    "you": "you you're you've you'll you'd your yours yourself u ur yer youre",
    "they": "he she they his her their him them somebody someone",
    "kin": "husband wife son daughter brother sister cousin uncle aunt father mother mum dad friend friends mate"
    " neighbour* neighbor* colleague* partner nephew niece in-law",
    "law": "lawyer* lawer* laywer* lawyr* solicitor* soliciter* attorney* atorney* barrister* counsel paralegal"
    " court courts courtroom judge judges judgement judgment magistrate* tribunal* sue sues sued suing"
    " suit lawsuit* litigat* legal legally proceedings summons subpoena bailiff* writ injunction"
    " prosecut* arbitrat* arbitrator* damages claimant plaintiff defendant statutory liable liability"
    " law-suit criminal offence offense fraud breach sheriff jury trial hearing mediation enforcement"
    " papers-served statute theft stole stolen swindl* claiming void illegal unlawful court-date"
    " case-file",
    "office": "ombuds* regulator* regulatory authority authorities authorites trading-standards consumer-*"
    " watchdog* council councillor* ministry minister mp mps parliament senator congress* police"
    " constable inspector* inspectorate bbb ftc fda cpsc accc asa ofcom ofgem cma hse osha epa 12315 315"
    " 12345 government mayor commissioner citizens-advice fire-marshal fire-service health-and"
    " market-surveillance better-business trade-body watchdog tax-office customs licensing"
    " safety-executive safety-board bureau agency agencies chamber state-office embassy attorney-general"
    " which prosecutor investigat* fire-brigade assessor auditor* governors health-authority surveyor"
    " fire-investigators notified-body",
    "press": "press media newspaper* newspapers paper papers journalist* jurnalist* reporter* editor* tv"
    " television telly bbc itv cnn nbc abc radio news newsroom broadcaster channel programme* documentary"
    " magazine headline* headlines guardian gazette tribune herald mirror column columnist crew cameras"
    " camera presenter article story editorial interview",
    "net": "facebook facebok twitter tweet* insta instagram tiktok tik-tok youtube reddit forum* blog* vlog*"
    " social-media social followers subscribers hashtag viral online internet web website linkedin"
    " trustpilot google yelp snapchat wechat weibo douyin whatsapp mumsnet tripadvisor glassdoor podcast"
    " influencer* platform* thread livestream live-stream group groups nextdoor tagged tag tagging x"
    " hashtags page pages channel-on subreddit comparison domain website-with",
    "rating": "review reviews reviewed star stars one-star rating ratings rate feedback reputation name-and-shame",
    "crowd": "everyone everybody people others world public publicly customers neighbourhood neighborhood village"
    " town community members colleagues audience industry competitors dealers suppliers buyers tenants"
    " residents thousands hundreds nobody anyone anybody clients readers viewers passers-by household"
    " households parents association union owners committee landlord landlords subscribers consortium"
    " shareholder shareholders franchise* victims congregation church club parents'",
    "publish": "post posting posted publish* share sharing upload* expose exposed exposing spread spreading tell"
    " telling told warn warning warned broadcast* stream streaming film filming filmed show showing name"
    " shame leak air public read hear hears know knows knowing see sees seen watch picket* banner placard"
    " sign protest petition boycott* blacklist* leaflet* circulate circulating leaflets flyer* print"
    " printing",
    "report": "report reporting reported complain complaining complaint complaints file filing filed lodge lodging"
    " lodged contact contacting contacted inform informing informed notify notifying notified write"
    " writing wrote written call calling called ring ringing phone phoning escalat* refer referring"
    " forward forwarding forwarded send sending sent involve involving submit* raise take taking taken"
    " hand handing speak speaking talk talking hire hiring instruct* consult* appeal* turn alert*",
    "money": "refund refunded refunds money compensat* compensation damages chargeback dispute disputing bank card"
    " visa mastercard paypal paid pay payment payments penny cost costs interest owe owes deposit"
    " withhold withholding set-off losses deduct claw instalments",
    "will": "will 'll going gonna shall about next soon tomorrow tonight monday tuesday wednesday thursday friday"
    " today now ready prepared intend plan planning expect expecting hesitate forced choice option"
    " already",
    "may": "would could might may maybe perhaps should wonder shame unfortunate hate prefer",
    "if": "if unless until till otherwise else either or before without failing ignore ignoring ignored",
    "last": "last final deadline hours days noon midnight chance patience enough tired done polite nicely warned"
    " notice",
    "fight": "regret sorry-you fight war ugly pay-for hell blood cheat* scam* rip-off ripped con conned thieves"
    " crooks joke rights justice accountable responsible answer consequences further official officially"
    " formal formally hard-way away-with ruin bankrupt destroy finished shut close-down swindle wish-you"
    " noise entitled exhausted cross consider unbelievable disgrace stop-at rest-until even pay-dearly",
    "proof": "recorded recording recordings record screenshots screenshot evidence documented photos pictures"
    " video videos footage emails e-mails email chat conversation correspondence witness",
    "not": "not no never don't dont won't wouldn't isn't doesn't didn't can't cannot nothing none without",
    "please": "please thanks thank kindly could-you can-you would-you sorry hello hi appreciate great lovely happy"
    " love glad nice friendly excellent perfect wonderful congratulations",
    "ask": "what where when how who which why is are do does can could",
    "want": "want need would-like i'd-like looking interested",
    "trade": "order ordered quote price discount buy bought offer deliver delivery delivered install installed"
    " installation invoice coupon voucher sale model version colour size advert shop store catalogue"
    " sponsor*",
    "goods": "boiler* heater* fridge* freezer* oven* washer* dryer* dishwasher* machine* kettle* filter* purifier*"
    " humidifier* printer* balance* incubator* microscope* pump* thermostat* remote display screen door"
    " button cable plug tank hose drum hob cooker water hot lamp light light* valve part parts spare"
    " manual software app",
    "mend": "repair* fix fixed fixing mend engineer technician fitter replace* replacement appointment visit"
    " maintenance service broken broke leak leaking leaks noise noisy works working",
}

HAN = {
    "我": "我 我们 咱 咱们 本人 我方 我司 我家 俺 老子 本公司 我院 我校 我单位",
    "你": "你 你们 您 贵司 贵方 贵公司 贵厂 贵单位 厂家 商家 客服 老板 售后",
    "亲": "老公 老婆 先生 太太 爱人 儿子 女儿 表哥 表弟 表姐 堂哥 舅舅 叔叔 姐夫 朋友 同学 亲戚 闺蜜 战友 邻居"
    " 我弟 我哥 我姐 我爸 我妈",
    "法": "律师 法院 法庭 法官 起诉 诉讼 诉状 打官司 官司 仲裁 法务 传票 律师函 律所 公证 司法 法律 消法 告你"
    " 状告 立案 违约 追究 追责 索赔 强制执行 开庭 赔偿 退一赔三 欺诈 诈骗 违法 犯法 刑事 合同法 质量法"
    " 走程序 程序 对簿公堂 判 判决 偷 盗 刑 鉴定 保险公司 证词 霸王条款 无效 合同诈骗 起诉书 应诉 被告"
    " 原告 败诉 胜诉 举证",
    "官": "市场监管 市监 工商 质监 消协 消委 消保 12315 315 12345 信访 市长 热线 政府 主管部门 有关部门 监管"
    " 部门 物价 税务 公安 派出所 警察 报警 报案 经侦 民警 消防 住建 教育局 卫健 药监 纪委 人大 环保 城管"
    " 街道 协会 上级 举报 检举 投诉 执法 黑猫 工信 留言板 商务局 总局 市局 省局 上报 隐患 安全生产 计量"
    " 应急 检察 公诉 巡察 国资 督导 书记 商会 认证 资质 吊销 执照 安监 监管局 敲你们门 接受检查 检查组 3c",
    "媒": "媒体 记者 电视台 报社 报纸 新闻 栏目 节目 帮忙团 民生 采访 见报 登报 都市报 央视 晚会 编辑 爆料 镜头"
    " 专栏 案例 报道 主持人 传单 头版 摄像 镜头前",
    "网": "抖音 快手 微博 小红书 朋友圈 贴吧 论坛 知乎 b站 视频号 公众号 热搜 直播 网上 全网 互联网 网络 群里"
    " 业主群 粉丝 大v 网红 博主 评论区 头条 自媒体 话题 平台 上网 发帖 帖子 避雷 挂 开播 转发 圈子 同行群"
    " 微信群 拉群 剪视频 视频 评分 下一期 火了 流量 热度 公开信 挂出来 词条 比价网站 评价 家长群 业主"
    " 写出来 登出来",
    "评": "差评 一星 追评 好评 口碑 名声 声誉 牌子 招牌 评测 测评",
    "众": "大家 所有人 全国 网友 同行 业内 邻居们 小区 客户们 消费者 别人 更多人 全世界 街坊 所有客户 供应商"
    " 经销商 采购圈 全行业 加盟商 同事们 客户 供货商 家长 股东 受害者 知情权 逢人",
    "发": "曝光 曝 公开 公布 发到 发出去 发布 宣传 揭露 揭穿 告诉 转告 通知 放到 传到 拍 录 截图 录音 录像 证据"
    " 留证 材料 横幅 拉条幅 堵门 静坐 门口 砸",
    "找": "找 打给 打电话 反映 上报 提交 递交 寄 写信 联系 咨询 委托 请 交给 向 上门 去你们 带人 叫上",
    "钱": "退款 退钱 赔 赔钱 拒付 银行 信用卡 退货 三倍 损失 讨 要回 尾款 不付 扣 争议 追回 定金 拿不走",
    "将": "要 会 就 将 准备 打算 已经 已 马上 明天 今天 今晚 下午 周一 周五 这就 立刻 立即 下一步 只好 只能"
    " 不得不 决定 正在 迟早 早晚",
    "若": "如果 要是 再不 否则 不然 不退 不赔 不给 不处理 不解决 不管 若 如不 逾期 过期 之前 之内 限 最后 再 敢"
    " 试试 信不信 难道 是不是 要不要 别逼 到时候 不行就",
    "狠": "后果 走着瞧 等着 奉陪 没完 别怪 不客气 算了 讲理 说理 说法 公道 好欺负 收场 吓唬 拼命 丢人 不怕 罢休"
    " 维权 权益 骗 坑 黑心 无赖 耍赖 看着办 掂量 有本事 良心 闹 闹到 后悔 耗 耗得起 挑错人 有的是时间"
    " 看你们表现 咱们试试 恭喜 收拾 到底 绝不 决不 休想 说到做到 做得出来 别想 走到头 撕破脸",
    "不": "不 没 没有 别 未 无 不用 不想 不会",
    "请": "请 麻烦 谢谢 感谢 辛苦 能不能 可以 可否 帮忙 劳驾 您好 你好 想要 想问 请问 满意 喜欢 不错 推荐 挺好",
    "问": "吗 什么 怎么 哪 谁 多少 几 呢 是否 为什么 啥",
    "买": "买 订 采购 下单 价格 优惠 券 活动 发货 送货 安装 发票 快递 物流 报价 团购 型号 颜色 尺寸 套餐 赠品"
    " 门店 广告 合作",
    "物": "热水器 净水器 空调 冰箱 洗衣机 打印机 烟机 滤芯 机器 设备 锅炉 水 电 屏幕 插头 门 遥控器 按键 噪音"
    " 漏水 说明书 软件 配件 电池 包装",
    "修": "修 换 师傅 维修 上门 检测 保养 保修 质保 坏 故障 预约 安排 工程师",
}


def _by_word(meanings: Mapping[str, str]) -> dict[str, list[str]]:
    """The meanings of each word; "-" stands for a blank in it."""
    found: dict[str, list[str]] = {}
    for meaning, words in meanings.items():
        for word in words.split():
            found.setdefault(word.replace("-", " "), []).append(meaning)
    return found


OF_LATIN = MappingProxyType(_by_word(LATIN))
OF_HAN = MappingProxyType(_by_word(HAN))
LONGEST = max(map(len, OF_LATIN))
HAN_WORDS = re.compile("|".join(sorted(map(re.escape, OF_HAN), key=len, reverse=True)))


def latin_meanings(words: list[str]) -> Iterator[str]:
    """The meanings of the words in their order."""
    at = 0
    while at < len(words):
        pair = OF_LATIN.get(" ".join(words[at : at + 2]))
        yield from pair or _of_word(words[at])
        at += 2 if pair else 1


def _of_word(word: str) -> list[str]:
    begins = (f"{word[:end]}*" for end in range(min(len(word), LONGEST), 2, -1))
    return OF_LATIN.get(word) or next((OF_LATIN[begin] for begin in begins if begin in OF_LATIN), [])


def han_meanings(sentence: str) -> Iterator[str]:
    """The meanings of the words in their order."""
    for found in HAN_WORDS.finditer(sentence):
        yield from OF_HAN[found.group()]
