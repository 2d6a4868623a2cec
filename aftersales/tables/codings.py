"""The coding of a text file: UTF-8 or UTF-16 by their form, any other by its signs.

That bytes can be read as GB18030 proves nothing: nearly every text in Windows-1252, Big5 or Shift-JIS can be, as names
of other people. So each coding is tried, and the shares of usual characters are compared. A file that no coding reads
well is refused with the line and the sign that tell it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from aftersales.kernel.errors import gettext_noop

from .faults import MAX_ROW, TableError

BLOCK = 1 << 20
# The first bytes of old workbooks and of workbooks with a password.
OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")
TELLING = 12  # bytes beyond ASCII: a line that is valid UTF-8 by chance has fewer
SAMPLE = 20_000  # characters beyond ASCII that are judged together
# The share of usual characters in a file that is read rightly. Most lists have 0.98, but a few names may be rare.
USUAL, USUAL_OF_FEW, FEW = 0.7, 0.4, 20
FEWEST = 6  # letters or syllables of another script: so few in a row are a chance
FREQUENT = 0.15  # the share of USED in other scripts that are read as Chinese; lists have three times it
KANA = 0.2  # Chinese lists have none
CLEARLY = 0.15  # by so much the best coding must be ahead of GB18030
WESTERN = "ÄÖÜäöüßàáâãåæçèéêëìíîïñòóôõøùúûÀÁÂÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕØÙÚÛŒœŠšŽžŸÿ€£°²³½·’‘“”–—…©®™´"
# As Excel writes them: with the characters that Microsoft has added, such as 碁 and ①.
BIG5, SHIFT_JIS = "cp950", "cp932"
NAMES = {BIG5: "Big5", SHIFT_JIS: "Shift-JIS", "cp1252": "Windows-1252", "gb18030": "GB18030"}
# Characters that nearly every Chinese list has in its headings and names.
USED = frozenset(
    "名称姓客户公司单位企业电话手机号码联系人方式地址邮箱编产品型批序列数量价格金额日期时间备注类别等级状态内容描述反馈投诉渠道来源主题合同订购买保修"
    "有限责任股份集团科技实贸易工商店厂院校部门市省县区路街道镇村上下大小中东西南北京海天津重庆江山河湖广深州安福建新华国民发达生化电机械食医药设备制造服务"
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "一二三四五六七八九十甲乙丙丁年月日元台件个第不了的是在和先女士小老明文伟芳娜敏静丽强军平刚杰"
)
# Scripts whose letters are bytes of Chinese characters, by codings, and how their words are written.
LETTERS = {
    "koi8_r": re.compile("[А-ЯЁ]?[а-яё]+|[А-ЯЁ]+"),
    "cp1251": re.compile("[А-ЯЁ]?[а-яё]+|[А-ЯЁ]+"),
    "cp1253": re.compile("[Α-ΫΆΈ-Ώ]?[ά-ώΐ]+|[Α-ΫΆΈ-Ώ]+"),
    "euc_kr": re.compile("[가-힣]+"),
}
# GB18030 gave these their places before Unicode had them; Python still reads the private ones.
LATE = str.maketrans(
    dict(zip(range(0xE78D, 0xE797), "︐︒︑︓︔︕︖︗︘︙", strict=True))
    | {0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE831: 0x215D7, 0xE83B: 0x2298F, 0xE855: 0x241FE}
    | {0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7, 0xE832: 0x9FB8}
    | {0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE864: 0x9FBB}
)
_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff\x80-\x9f]")
_BEYOND = re.compile(r"[^\x00-\x7f]")
_TOGETHER = re.compile(r"[^\x00-\x7f]{2}")
_WORD = re.compile(r"[^\x00-\x7f\W]+")
# A rare character between letters: ü and the letter after it, read as one Chinese character.
_GLUED = re.compile("[A-Za-z]([\u4e00-\u9fff])[a-z]|[a-z]([\u4e00-\u9fff])(?![\u4e00-\u9fff])")


def _of_levels(coding: str, first: range, second: tuple[range, ...]) -> set[str]:
    found = set()
    for high in first:
        for low in (low for part in second for low in part):
            try:
                found.add(bytes((high, low)).decode(coding))
            except UnicodeDecodeError:
                continue
    return found


# The characters that Chinese of either script, Japanese and their punctuation use; everything else is rare.
COMMON = frozenset(
    _of_levels("gb2312", range(0xB0, 0xD8), (range(0xA1, 0xFF),))
    | _of_levels("big5", range(0xA4, 0xC7), (range(0x40, 0x7F), range(0xA1, 0xFF)))
    | _of_levels("gb2312", range(0xA1, 0xA4), (range(0xA1, 0xFF),))
    | set(map(chr, range(0x3041, 0x3100)))
)


def coding_of(path: Path) -> str:
    """The coding in which the whole file can be read. Raises TableError."""
    with path.open("rb") as handle:
        head = handle.read(1 << 12)
    if head.startswith(OLD_EXCEL):
        raise TableError(
            gettext_noop("This is an old Excel file (.xls) or has a password. Save it as .xlsx without a password.")
        )
    for coding in _by_form(head):
        if _decodes(path, coding):
            return coding
    if _decodes(path, "utf-8"):
        return "utf-8-sig"
    return _by_signs(path)


def _by_form(head: bytes) -> Iterator[str]:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield "utf-16"
        return
    # Without a mark: every comma and line end has its second byte 0, and always on the same side.
    even, odd = head[::2].count(0), head[1::2].count(0)
    if not len(head) % 2 and min(even, odd) == 0 and max(even, odd) * 16 > len(head):
        yield "utf-16-le" if odd else "utf-16-be"


def _by_signs(path: Path) -> str:
    if _decodes(path, "gb18030") and (mixed := _first_line(path, _is_surely_utf8)):
        raise _mixed(mixed)
    _refuse_other_scripts(path)
    found = {coding: _share(path, coding) for coding in ("gb18030", BIG5, SHIFT_JIS) if _decodes(path, coding)}
    western = _decodes(path, "cp1252") and _looks_western(path)
    best = max(found, key=lambda coding: found[coding], default="")
    chosen = "gb18030" if "gb18030" in found and found["gb18030"] + CLEARLY >= found[best] else best
    if western and (not chosen or found[chosen] < 0 or _suspicious(path, chosen) or _stand_alone(path, chosen)):
        return "cp1252"
    if not chosen:
        raise _mixed(max(_first_line(path, partial(_fails, coding)) for coding in ("utf-8", "gb18030")))
    told = _suspicious(path, chosen)
    if told or found[chosen] < 0:
        line, sign = told or _first_rare(path, chosen)
        raise TableError(
            gettext_noop(
                "Line %(line)s would read “%(sign)s”, so the file is neither UTF-8 nor %(coding)s. Save it as "
                "“CSV UTF-8” and try again."
            ),
            line=line,
            sign=sign,
            coding=NAMES[chosen],
        )
    return chosen


def _mixed(line: int) -> TableError:
    return TableError(
        gettext_noop(
            "The file is not consistently encoded as UTF-8 or GB18030 (see line %(line)s). Save it "
            "as “CSV UTF-8” and try again."
        ),
        line=line,
    )


def _text_lines(path: Path, coding: str) -> Iterator[tuple[int, str]]:
    with path.open(encoding=coding, newline="\n") as handle:
        lines = iter(lambda: handle.readline(MAX_ROW), "")
        yield from ((number, line.translate(LATE)) for number, line in enumerate(lines, 1) if not line.isascii())


def _share(path: Path, coding: str) -> float:
    """The share of usual characters among those beyond ASCII; -1 if they are too few for any list."""
    signs = _sample(path, coding)
    # Four bytes in the pattern of GB18030 are no chance, so a rare character written so is as good as a usual one.
    usual = sum(sign in COMMON or (coding == "gb18030" and len(sign.encode(coding)) == 4) for sign in signs)
    share = usual / len(signs) if signs else 0.0
    return share if share >= (USUAL if len(signs) > FEW else USUAL_OF_FEW) else -1


def _sample(path: Path, coding: str) -> list[str]:
    signs: list[str] = []
    for _number, line in _text_lines(path, coding):
        signs += _BEYOND.findall(line)
        if len(signs) > SAMPLE:
            break
    return signs


def _refuse_other_scripts(path: Path) -> None:
    """Russian, Greek, Korean (EUC-KR) and Japanese (EUC-JP) use the bytes of usual Chinese characters, so only the
    script tells them, and that what they would mean in Chinese has none of the words of a list."""
    if not _decodes(path, "gb18030"):
        return
    signs = _sample(path, "gb18030")
    if sum(sign in USED for sign in signs) <= len(signs) * FREQUENT and any(
        _is_written_in(path, coding, words) for coding, words in LETTERS.items() if _decodes(path, coding)
    ):
        raise _mixed(_first_line(path, lambda line: True))
    if _decodes(path, "euc_jp") and sum("\u3041" <= sign <= "\u30ff" for sign in signs) > len(signs) * KANA:
        raise _mixed(_first_line(path, lambda line: True))


def _is_written_in(path: Path, coding: str, words: re.Pattern[str]) -> bool:
    """Whether all words beyond ASCII are words of the coding's script, and next to nothing else is there."""
    found = [word for _number, line in _text_lines(path, coding) for word in _WORD.findall(line)]
    letters = sum(map(len, found))
    is_all = letters >= max(FEWEST, len(_sample(path, coding)) * 0.9)
    return is_all and all(words.fullmatch(word) for word in found)


def _stand_alone(path: Path, coding: str) -> bool:
    """Whether no two characters stand together, as they do in every Chinese or Japanese list."""
    return not any(_TOGETHER.search(line) for _number, line in _text_lines(path, coding))


def _suspicious(path: Path, coding: str) -> tuple[int, str] | None:
    """The first line, and its sign, that the coding cannot have meant."""
    for number, line in _text_lines(path, coding):
        if match := _PRIVATE.search(line):
            return number, match[0]
        for match in _GLUED.finditer(line):
            if (sign := match[1] or match[2]) not in COMMON:
                return number, sign
    return None


def _first_rare(path: Path, coding: str) -> tuple[int, str]:
    rare = (
        (number, sign)
        for number, line in _text_lines(path, coding)
        for sign in _BEYOND.findall(line)
        if sign not in COMMON
    )
    return next(rare, (1, ""))


def _looks_western(path: Path) -> bool:
    """Whether every sign beyond ASCII is one of western languages and most of them stand beside a letter."""
    beside = count = 0
    for _number, line in _text_lines(path, "cp1252"):
        if any(sign not in WESTERN for sign in _BEYOND.findall(line)):
            return False
        count += len(_BEYOND.findall(line))
        beside += len(re.findall(r"(?<=[A-Za-z])[^\x00-\x7f]|[^\x00-\x7f](?=[A-Za-z])", line))
    return bool(count) and beside >= count * 0.6


def _decodes(path: Path, coding: str) -> bool:
    decoder = codecs.getincrementaldecoder(coding)()
    with path.open("rb") as handle:
        try:
            while block := handle.read(BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _first_line(path: Path, is_so: Callable[[bytes], bool]) -> int:
    """The number of the first line for which is_so is true, or 0."""
    with path.open("rb") as handle:
        lines = iter(lambda: handle.readline(MAX_ROW), b"")
        return next((number for number, line in enumerate(lines, 1) if not line.isascii() and is_so(line)), 0)


def _is_surely_utf8(line: bytes) -> bool:
    return not _fails("utf-8", line) and sum(byte > 127 for byte in line) >= TELLING


def _fails(coding: str, line: bytes) -> bool:
    try:
        line.decode(coding)
    except UnicodeDecodeError:
        return True
    return False
