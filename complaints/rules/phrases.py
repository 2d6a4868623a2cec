"""Phrases that are looked for in what people say: data that a user can edit (T10).

A phrase is one line. "/" stands between words of which one is enough, "…" for up to some words in between, within one
sentence: "tell/inform…press/media" finds "I will tell my story to the press". Chinese is found anywhere in a sentence,
Latin letters as whole words; width, case, blanks and traditional characters do not matter. Phrases of a second list are
taken out of the text first, so that "曝光时间" (exposure time) is not taken for 曝光 (to expose).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

GAP = "…"
OR = "/"
# How much may stand in between: of Chinese characters, and of Latin letters.
HAN_GAP, LATIN_GAP = 12, 40
HAN = r"\u3400-\u9fff\U00020000-\U0003ffff"
# A word or a number whose signs stand apart: "l a w y e r", "1 2 3 1 5".
SPACED = re.compile(r"(?<![a-z0-9])[a-z0-9](?: [a-z0-9]){2,}(?![a-z0-9])")
# What is taken out leaves a sign that no phrase has.
TAKEN_OUT = "\x00"
# What ends a sentence, or a part of one.
STOPS, COMMAS = "。.!?;\n" + TAKEN_OUT, ",，、"
SIMPLIFIED = str.maketrans(
    "訴訟師媒體電視臺記報網費協會發髮揚論壇頭條紅書圖壓樓們貴這將長時間開關門東單務廳質監檢舉聞號說話給讓對維權業產買賣請識專題頻錄眾見過還沒無經處責麼後討總負聽導領縣區銷採臉評證據實詐騙員顧問傳機構約賠償"
    "損圍裡裏幫欄節辦罰緊應該濟稅財敗壞點個幾動別購認則雙連續顯鏡攝儀爾熱氣溫復覆誠謝議誌譽聲輿黃調設備並為與於當護強執塊從樣現麗滿潰貨訂嚴廠闆閉轉運進遠選達違斷決準測試驗錶讀數顆鍵螢響燈燒煙爐漢濕標龍寫尋"
    "屬幣帳廢廣張徵態憑戶掛擊擴擔聯繫絡終結組級紙細統編練罷職肅舊藥衛補裝製規覺觀訊訓託許註誰課諾謊譴資贊趕軟較載輪輸辭邊郵鄉鄰醫釋銀錢錯鎮陳陽險隨離難靜頁項順預願類飛馬駕鬧魚齊齒檯搗惡獎獄徹暫曉槍歷滲滬漲"
    "爭狀獨畫異盡盤確禮禍種稱窮競筆簡簽籤糾純紛納義習腦膠萬葉蓋藍蘭蘇虛虧蟲術衝親計訪詞詢詳講變豐貪貼賀賓賬賺跡躍車轟遞遲遷鐘鑑鑒閱陸隊際雜頂須頓顛風餘騎驚鬆黨龜勞勢勵華卻參啟嗎圓國園場夠奪奧婦學寧審層島帶"
    "庫彈徑愛憂戰戲拋換揮撥撐擇擋斃暈極樂橋橫歡歲殺殼淚淨湯溝滅潔濾災營獻環療皺盜睏碼礎祕積穩窩竊",
    "诉讼师媒体电视台记报网费协会发发扬论坛头条红书图压楼们贵这将长时间开关门东单务厅质监检举闻号说话给让对维权业产买卖请识专题频录众见过还没无经处责么后讨总负听导领县区销采脸评证据实诈骗员顾问传机构约赔偿"
    "损围里里帮栏节办罚紧应该济税财败坏点个几动别购认则双连续显镜摄仪尔热气温复复诚谢议志誉声舆黄调设备并为与于当护强执块从样现丽满溃货订严厂板闭转运进远选达违断决准测试验表读数颗键荧响灯烧烟炉汉湿标龙写寻"
    "属币帐废广张征态凭户挂击扩担联系络终结组级纸细统编练罢职肃旧药卫补装制规觉观讯训托许注谁课诺谎谴资赞赶软较载轮输辞边邮乡邻医释银钱错镇陈阳险随离难静页项顺预愿类飞马驾闹鱼齐齿台捣恶奖狱彻暂晓枪历渗沪涨"
    "争状独画异尽盘确礼祸种称穷竞笔简签签纠纯纷纳义习脑胶万叶盖蓝兰苏虚亏虫术冲亲计访词询详讲变丰贪贴贺宾账赚迹跃车轰递迟迁钟鉴鉴阅陆队际杂顶须顿颠风余骑惊松党龟劳势励华却参启吗圆国园场够夺奥妇学宁审层岛带"
    "库弹径爱忧战戏抛换挥拨撑择挡毙晕极乐桥横欢岁杀壳泪净汤沟灭洁滤灾营献环疗皱盗困码础秘积稳窝窃",
)


@dataclass(frozen=True)
class Found:
    """The phrase that matched, and the words of the text that it matched."""

    phrase: str
    words: str


def find(text: str, phrases: Iterable[str], except_phrases: Iterable[str] = ()) -> Found | None:
    """The first of the phrases that stands in the text once the exceptions are taken out of it."""
    plain = _Text(normalized(text))
    # Most texts hold none of the phrases, so the exceptions are looked for only where one does.
    likely = [phrase for phrase in phrases if plain.spans(phrase)]
    harmless = [span for phrase in except_phrases if likely for span in plain.spans(phrase, over_commas=False)]
    left = _Text(_without(plain.text, harmless)) if harmless else plain
    for phrase in likely:
        if spans := left.spans(phrase):
            begin, end = spans[0]
            return Found(phrase, left.text[begin:end].replace("\n", " "))
    return None


def taken_out(text: str, phrases: Iterable[str]) -> str:
    """The normalized text without what the phrases match."""
    plain = _Text(normalized(text))
    return _without(plain.text, (span for phrase in phrases for span in plain.spans(phrase, over_commas=False)))


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    signs = list(text)
    for begin, end in spans:
        signs[begin:end] = TAKEN_OUT * (end - begin)
    return "".join(signs)


def normalized(text: str) -> str:
    """One width, one case, simplified characters, no blanks beside Chinese characters or within spaced words.

    Invisible characters are left out."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(SIMPLIFIED).replace("’", "'")
    plain = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    plain = SPACED.sub(lambda word: word.group().replace(" ", ""), plain)
    plain = re.sub(r" ?\n[ \n]*", "\n", re.sub(r"[^\S\n]+", " ", plain))
    return re.sub(rf"(?<=[{HAN}]) (?=[{HAN}0-9])|(?<=[0-9]) (?=[{HAN}])", "", plain)


def parts(phrase: str) -> list[list[str]]:
    """The words of a phrase: for each part, those of which one is enough."""
    return [
        [word for word in (normalized(one).strip() for one in part.split(OR)) if word]
        for part in phrase.replace("...", GAP).split(GAP)
    ]


# The lines of the rules of one company, so that a message is not slower than the rules are long.
@lru_cache(maxsize=2000)
def _parsed(phrase: str) -> tuple[list[list[str]], int]:
    """The parts of a phrase that hold words, and how much may stand between them."""
    found = [part for part in parts(phrase) if part]
    return found, HAN_GAP if any(not word.isascii() for part in found for word in part) else LATIN_GAP


class _Text:
    """A normalized text in which many phrases are looked for, in time that grows with its length and no faster."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.line = text.replace("\n", " ")
        self.places: dict[str, list[tuple[int, int]]] = {}
        self.stops = [at for at, sign in enumerate(text) if sign in STOPS]
        self.stops_or_commas = [at for at, sign in enumerate(text) if sign in STOPS or sign in COMMAS]

    def spans(self, phrase: str, *, over_commas: bool = True) -> list[tuple[int, int]]:
        """Where the phrase stands, as begin and end. over_commas: whether its gaps may go beyond a comma."""
        found, gap = _parsed(phrase)
        stops, most = (self.stops, gap) if over_commas else (self.stops_or_commas, gap // 2)
        spans: list[tuple[int, int]] = []
        for number, part in enumerate(found):
            here = sorted({place for word in part if word in self.line for place in self._places(word)})
            spans = _joined(spans, here, stops, most) if number else here
            if not spans:
                return []
        return spans

    def _places(self, word: str) -> list[tuple[int, int]]:
        """Where a word stands; Latin letters and digits only as a whole word."""
        if word not in self.places:
            self.places[word] = places = []
            at = self.line.find(word)
            while at >= 0:
                end = at + len(word)
                if not (_is_latin(word[0]) and at and _is_latin(self.line[at - 1])) and not (
                    _is_latin(word[-1]) and end < len(self.line) and _is_latin(self.line[end])
                ):
                    places.append((at, end))
                at = self.line.find(word, at + 1)
        return self.places[word]


def _is_latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def _joined(
    left: list[tuple[int, int]], right: list[tuple[int, int]], stops: list[int], most: int
) -> list[tuple[int, int]]:
    """Each right span with the first left one that ends at most so far before it, within the same sentence."""
    left = sorted(left, key=itemgetter(1))
    ends = [end for begin, end in left]
    joined = []
    for begin, end in right:
        before = bisect_left(stops, begin)
        earliest = max(begin - most, stops[before - 1] + 1 if before else 0)
        at = bisect_left(ends, earliest)
        if at < len(ends) and ends[at] <= begin:
            joined.append((left[at][0], end))
    return joined
