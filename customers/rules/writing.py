"""Traditional characters that names of companies often have, in their simplified form."""

from __future__ import annotations

_PAIRS = """
東东 臺台 灣湾 廣广 連连 門门 陽阳 陰阴 無无 鎮镇 區区 縣县 慶庆 寧宁 島岛 蘇苏 濟济 貴贵 雲云 龍龙 內内 遼辽 陝陕
瀋沈 淵渊 鄭郑 許许 漢汉 荊荆 黃黄 長长 馬马 滬沪 義义 團团 業业 責责 貿贸 國国 際际 電电 機机 設设 備备 儀仪 氣气
動动 車车 輛辆 軸轴 閥阀 紡纺 織织 裝装 飾饰 紙纸 廠厂 實实 發发 開开 資资 產产 財财 諮咨 詢询 務务 運运 輸输 鐵铁
鋼钢 鋁铝 銅铜 礦矿 環环 農农 飼饲 糧粮 飲饮 館馆 樂乐 藥药 醫医 療疗 學学 華华 興兴 遠远 達达 騰腾 豐丰 潤润 飛飞
鴻鸿 億亿 萬万 順顺 聯联 寶宝 銀银 錦锦 創创 極极 優优 聖圣 愛爱 夢梦 藍蓝 綠绿 紅红 麗丽 奧奥 衛卫 視视 訊讯 網网
軟软 數数 碼码 術术 築筑 燈灯 傢家 傑杰 偉伟 強强 劉刘 陳陈 張张 吳吴 趙赵 孫孙 葉叶 蕭萧 羅罗 譚谭 鄧邓 謝谢 韓韩
馮冯 貨货 進进 總总 顧顾 問问 經经 銷销 營营 邊边 腦脑 體体 養养 護护 險险 證证 膠胶 橋桥 樓楼 歐欧 滙汇 匯汇 壓压
縮缩 園园 場场 莊庄
"""
_SIMPLE = str.maketrans({pair[0]: pair[1] for pair in _PAIRS.split()})


def simplified(text: str) -> str:
    return text.translate(_SIMPLE)
