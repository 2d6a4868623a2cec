"""One phone number, one key, however it is written: country code, trunk zero, extension, signs and spreadsheets apart.

    phone_of("+86 (0)571-8888 7777转8001")   key 057188887777, extension 8001
    phone_of("0086 138 0000 2406")           key 13800002406
    phone_of("+852 2345 6789")               key 0085223456789

A key holds digits only: a mobile number of China, a land line with its area code, a local number without one, a
service number, or 00 and the number of another country.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

NOT_A_NUMBER, WRONG_LENGTH, SEVERAL = "not_a_number", "wrong_length", "several"
LONGEST = 64
MIN_WHOLE = 7  # digits; a shorter number is an extension or a short code, which many people share

# What people type where they have no number.
_NO_NUMBER = """
无 无电话 没有 暂无 不详 未知 同上 空 none null nil nan n/a na #n/a #null! #ref! #value! - -- / . ?
"""
_NOTHING = frozenset(_NO_NUMBER.split())
_DASHES = re.compile("[\u2010-\u2015\u2212\u2500\u30fc\u301c\u223c~_\u00b7\u2022]")
_EXTENSION = re.compile(
    r"[\s(\[,;\-]*(?:(?:转|轉)?(?:分机|分機)(?:号|號)?|转|轉|內線|内线|;?ext(?:ension)?n?\.?=?|x|#|p|\*)[\s:：.\-]*([0-9]{1,8})[\s)\]]*$"
)
_LABEL = re.compile(
    r"^(?:tel(?:ephone)?|phone|mobile|mob|cell|fax|手机|移动电话|电话|座机|固话|固定电话|联系电话|号码|总机|传真)"
    r"(?:号码?)?[\s.:：]*"
)
_BETWEEN = re.compile(r"[/、;,|&\n]|或者?|和|\bor\b|\band\b")
_SIGNS = re.compile(r"[0-9+()\[\]\s.\-]+")
_MOBILE = r"1[3-9][0-9]{9}"
_AREA = r"(?:10|2[0-9]|[3-9][0-9]{2})"
_CHINA = re.compile(r"(?:\+|00)?\s*\(?\s*86(?![0-9]{1,6}$)\s*\)?")
_FOREIGN = re.compile(r"(?:\+|00)([1-9].*)")
# Numbers of Hong Kong, Macau and Taiwan that are written without the plus.
_NEAR = re.compile(r"852[2-9][0-9]{7}|853[268][0-9]{7}|886(?:[2-8][0-9]{7,8}|9[0-9]{8})")
# Cities whose land lines have eight digits, among the area codes of three digits without the zero.
_EIGHT_DIGITS = """
311 371 377 379 411 431 432 451 510 511 512 513 514 515 516 517 518 519 523 527 531 532 551 571 573 574
575 576 577 579 591 595 731 754 755 757 760 769 791 851 871 898
"""
_EIGHT = frozenset(_EIGHT_DIGITS.split())


@dataclass(frozen=True)
class Phone:
    """A phone number as it was written. fault: why it is no phone number, or ""."""

    key: str = ""
    extension: str = ""
    fault: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it names one line: neither a short code nor a part of a number."""
        return not self.fault and len(self.key) >= MIN_WHOLE


def phone_of(text: str) -> Phone:
    """The number that a text holds. Of a text that is no number the key is its digits, so that equal ones are equal."""
    plain = _DASHES.sub("-", unwrapped(text).casefold())
    if not plain or plain in _NOTHING:
        return Phone(fault=NOT_A_NUMBER if plain else "")
    if "**" in plain:
        return Phone(fault=NOT_A_NUMBER)  # masked
    plain = _LABEL.sub("", plain)
    parts = [part.strip() for part in _BETWEEN.split(_EXTENSION.sub("", plain)) if part.strip()]
    whole = [part for part in parts if len(_digits(part)) >= MIN_WHOLE]
    if len(whole) > 1:
        return Phone(phone_of(whole[0]).key, fault=SEVERAL)
    if whole and len(parts) > 1:
        return _with_lines(parts)
    extension = _EXTENSION.search(plain)
    body = plain[: extension.start()] if extension else plain
    if not _SIGNS.fullmatch(body):
        return Phone(_digits(body), fault=NOT_A_NUMBER)
    found = _number(body)
    if extension and not found.extension:
        return Phone(found.key, extension[1], found.fault)
    return found


def _with_lines(parts: list[str]) -> Phone:
    """0571-88887777/78: further lines of the same switchboard, or an extension."""
    first = phone_of(parts[0])
    rest = "".join(map(_digits, parts[1:]))
    return Phone(first.key, first.extension or rest[:8], first.fault or ("" if rest else NOT_A_NUMBER))


def phone_key(text: str) -> str:
    """The digits by which numbers are compared; "" if there is no number."""
    return phone_of(text or "").key


def unwrapped(text: str) -> str:
    """The number as it was written: half-width, without what spreadsheets put around it to keep its zeros."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST])
    plain = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in plain).strip()
    if wrapped := re.fullmatch(r"""=?\s*["“”]([^"“”]*)["“”]""", plain):
        plain = wrapped[1].strip()
    plain = re.sub(r"^['’‘`´=]+", "", plain).strip()
    return re.sub(r"(?<=[0-9]{7})\.0+$", "", plain.rstrip(",;、/ "))


def local_part(key: str) -> str:
    """The number of a land line without its area code; "" for other numbers."""
    match = re.fullmatch(rf"0{_AREA}([2-8][0-9]{{6,7}})", key)
    return match[1] if match else ""


def is_local(key: str) -> bool:
    """Whether the key is a land line whose area code nobody wrote."""
    return re.fullmatch(r"[2-8][0-9]{6,7}", key) is not None


def same_line(key: str) -> list[str]:
    """The key, and the one of the same land line without its area code."""
    return [key, *filter(None, [local_part(key)])]


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def _number(body: str) -> Phone:
    """A text of digits and signs."""
    body = body.strip()
    compact = re.sub(r"[\s()\[\].\-]", "", body)
    if re.match(r"(?:\+|00)86", compact):
        return _chinese(_CHINA.sub("", re.sub(r"^[\s(\[]+", "", body), count=1), abroad=True)
    if foreign := _FOREIGN.fullmatch(compact):
        return _foreign(foreign[1], body)
    if "+" in compact:
        return Phone(_digits(body), fault=NOT_A_NUMBER)
    if _NEAR.fullmatch(compact):
        return _foreign(compact, body)
    if compact.startswith("86") and len(compact) > 9 and not _national(compact, False):
        rest = _chinese(re.sub(r"^[\s(\[]*8\s*6", "", body), abroad=True)
        if not rest.fault:
            return rest
    return _chinese(body)


def _chinese(body: str, *, abroad: bool = False) -> Phone:
    """A number of mainland China. Groups after a full number are its extension. abroad: after +86, where the zero of
    the area code is left out and there are no local numbers."""
    runs = re.findall("[0-9]+", body)
    digits = "".join(runs)
    ends, length = [], 0
    for run in runs:
        length += len(run)
        ends.append(length)
    if key := _national(digits, abroad):
        return Phone(key)
    for end in reversed(ends[:-1]):
        if (key := _national(digits[:end], abroad)) and len(key) >= MIN_WHOLE and len(digits) - end <= 6:
            return Phone(key, digits[end:])
    if not digits:
        return Phone(fault=NOT_A_NUMBER)
    return Phone(digits, fault=WRONG_LENGTH)


def _national(digits: str, abroad: bool) -> str:
    """The key of exactly these digits, or "" if no number of China has them."""
    if not digits.strip("0"):
        return ""
    if mobile := re.fullmatch(rf"0?({_MOBILE})", digits):
        return mobile[1]
    if re.fullmatch(r"[48]00[0-9]{7}", digits):
        return digits
    if land := re.fullmatch(rf"(0?)({_AREA})([2-8][0-9]{{6,7}})", digits):
        zero, area, local = land.groups()
        fits = len(local) == 8 if len(area) == 2 or area in _EIGHT else True
        if fits and (zero or abroad or len(local) == (8 if len(area) == 2 or area in _EIGHT else 7)):
            return f"0{area}{local}"
    if not abroad and re.fullmatch(r"[2-9][0-9]{6,7}", digits):
        return digits
    if re.fullmatch(r"1[0-2][0-9]{1,4}|9[56][0-9]{3,6}", digits):
        return digits  # 110, 10086, 12315, 95588, 96110
    if not abroad and re.fullmatch(r"[0-9]{2,6}", digits):
        return digits  # an extension of the own telephone system
    return ""


def _foreign(digits: str, body: str) -> Phone:
    import phonenumbers  # its tables of all countries are slow to load

    # (0) in front of the area code is the trunk zero, which is not dialled from abroad.
    asked = "+" + (_digits(re.sub(r"\(\s*0\s*\)", "", body)).removeprefix("00") if "(" in body else digits)
    try:
        number = phonenumbers.parse(asked, None)
    except phonenumbers.NumberParseException:
        return Phone(f"00{digits}", fault=NOT_A_NUMBER)
    key = "00" + phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164).removeprefix("+")
    return Phone(key, fault="" if phonenumbers.is_possible_number(number) else WRONG_LENGTH)
