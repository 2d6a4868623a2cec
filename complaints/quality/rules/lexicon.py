"""Which neighbouring characters are a Chinese word, so that what lies across two words is no theme.

The phrases of pypinyin are the words with their readings; it leaves out words whose characters have only one reading,
so those that customers of after-sales service use are added here.
"""

from __future__ import annotations

from collections.abc import Iterator

from pypinyin.phrases_dict import phrases_dict

LONGEST = 4
# About the product, the service and how it is reached.
_SERVICE = """
异响 异味 漏水 漏电 漏气 漏液 漏温 漏冷 噪音 噪声 震动 抖动 发热 过热 死机 黑屏 花屏 报警 报错 误报 断电 跳闸
短路 失灵 卡顿 卡住 松动 变形 开裂 破损 损坏 划伤 划痕 生锈 掉漆 老化 磨损 堵塞 结冰 结霜 制冷 制热 升温 降温
温控 控温 门封 门锁 箱门 箱体 外壳 机身 滤芯 滤网 探头 传感 主板 电源 电池 电机 电线 插座 按键 按钮 屏幕 显示
触屏 蓝牙 手机 网络 联网 软件 固件 程序 界面 数据 导出 上传 下载 记录 曲线 打印 扫码 铭牌 标签 包装 泡沫 纸箱
木箱 手套 托盘 配件 备件 备机 耗材 零件 型号 批次 外观 容量 重量 尺寸 精度 误差 校准 校验 检定 计量 证书 说明书
操作图 手册 教程 视频 培训 安装 调试 维修 返修 报修 保修 续保 保养 巡检 检修 维护 更换 换货 退货 退款 退换 赔偿
补偿 发票 开票 抬头 合同 报价 价格 费用 运费 收费 物流 快递 发货 到货 送货 取货 上门 预约 等待 排队 客服 热线
电话 短信 微信 邮件 回访 回复 答复 回电 转接 座席 号码 值班 师傅 姑娘 小哥 专业 耐心 细心 热情 礼貌 态度 推诿
拖延 及时 响应 进度 进展 周期 周末 夜间 夜里 节假日 工作日 流程 手续 签字 现场 实验室 产线 停机 库存 缺货 断货
安静 省心 放心 麻烦 别扭 频繁 重复 错漏 漏发 错发 少件 清洁 消毒 灭菌 环保 节能 耗电 用水 水质 水压 气压 压力
温度 湿度 转速 读数 漂移 重启
"""
SERVICE_WORDS = frozenset(_SERVICE.split())
WORDS = frozenset(word for word in phrases_dict if len(word) <= LONGEST)
# Characters that are words of their own: next to another one they are two words, not one.
SINGLES = frozenset(
    "上下左右前后里外内中间大小多好坏高低长短新旧快慢早晚轻重厚薄看说讲问听写用打拿放开关找买卖送换修寄拆装理接跑走坐站喊叫念调改出入进收发"
    "人户台袋套件号天月年周日时分号次个把张条份家位元块种门手字图码声话事题班值机器跟比向对按照为议特地专偏望继保最成纸"
)


def pairs_of(run: str) -> Iterator[str]:
    """The pairs of a run of Chinese characters that are a word, are within a longer one, or might be one that is not in
    the lexicon: rare characters side by side."""
    known = _words_within(run)
    for place in range(len(run) - 1):
        word, next_word = known[place], known[place + 1]
        pair = run[place : place + 2]
        if word == next_word and (word is not None or not SINGLES & set(pair)):
            yield pair


def _words_within(run: str) -> list[int | None]:
    """For each character where its word begins, None outside of known words. Words of the service come first, and the
    longest counts."""
    found: list[int | None] = [None] * len(run)
    for words in (SERVICE_WORDS, WORDS):
        place = 0
        while place < len(run):
            size = _longest_at(run, place, found, words)
            found[place : place + size] = [place] * size
            place += size or 1
    return found


def _longest_at(run: str, place: int, found: list[int | None], words: frozenset[str]) -> int:
    for size in range(min(LONGEST, len(run) - place), 1, -1):
        if run[place : place + size] in words and not any(one is not None for one in found[place : place + size]):
            return size
    return 0
