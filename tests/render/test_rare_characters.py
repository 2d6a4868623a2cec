"""Names on official papers are right: every character is drawn, or printed as its code."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from aftersales.render.missing import name_missing
from aftersales.render.pdf import render_pdf

pytestmark = pytest.mark.once
PAGE = (
    '<html lang="zh-Hans"><head><title>t</title><style>html { font: 8pt/1.2 "Noto Sans SC", sans-serif }</style>'
    "</head><body><p>%s</p></body></html>"
)
# GB 18030-2022, level 2: all of CJK Unified Ideographs and Extension A, and what the 通用规范汉字表 (2013; 8,105
# characters) has beyond these two blocks.
BLOCKS = [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)]
BEYOND = (
    "𠅤𠙶𠳐𡎚𡐓𣗋𣲗𣲘𣸣𤧛𤩽𤫉𥔲𥕢𥖨𥻗𦈡𦒍𦙶𦝼𦭜𦰡𧿹𨐈𨙸𨚕𨟠𨭉𨱇𨱏𨱑𨱔𨺙𩽾𩾃𩾌𪟝𪣻𪤗𪨰𪨶𪩘𪾢𫄧𫄨𫄷𫄸𫇭𫌀𫍣"
    "𫍯𫍲𫍽𫐄𫐐𫐓𫑡𫓧𫓯𫓶𫓹𫔍𫔎𫔶𫖮𫖯𫖳𫗧𫗴𫘜𫘝𫘦𫘧𫘨𫘪𫘬𫚕𫚖𫚭𫛭𫞩𫟅𫟦𫟹𫟼𫠆𫠊𫠜𫢸𫫇𫭟𫭢𫭼𫮃𫰛𫵷𫶇𫷷𫸩𬀩"
    "𬀪𬂩𬃊𬇕𬇙𬇹𬉼𬊈𬊤𬌗𬍛𬍡𬍤𬒈𬒔𬒗𬕂𬘓𬘘𬘡𬘩𬘫𬘬𬘭𬘯𬙂𬙊𬙋𬜬𬜯𬞟𬟁𬟽𬣙𬣞𬣡𬣳𬤇𬤊𬤝𬨂𬨎𬩽𬪩𬬩𬬭𬬮𬬱𬬸𬬹"
    "𬬻𬬿𬭁𬭊𬭎𬭚𬭛𬭤𬭩𬭬𬭯𬭳𬭶𬭸𬭼𬮱𬮿𬯀𬯎𬱖𬱟𬳵𬳶𬳽𬳿𬴂𬴃𬴊𬶋𬶍𬶏𬶐𬶟𬶠𬶨𬶭𬶮𬷕𬸘𬸚𬸣𬸦𬸪𬹼𬺈𬺓"
)


def drawn(text: str) -> tuple[int, int]:
    """How many glyphs the document of this text has, and how many of them are the box of an unknown character."""
    reader = PdfReader(BytesIO(render_pdf(PAGE % text)))
    glyphs = [
        run[at : at + 4]
        for page in reader.pages
        for run in re.findall(rb"<([0-9a-f]+)>", page.get_contents().get_data())
        for at in range(0, len(run), 4)
    ]
    return len(glyphs), glyphs.count(b"0000")


def test_every_character_of_gb_18030_level_2_is_drawn() -> None:
    assert len(BEYOND) == 196
    text = "".join(map(chr, BLOCKS)) + BEYOND
    assert name_missing(text) == text
    glyphs, boxes = drawn(text)
    assert glyphs >= len(text)
    assert boxes == 0


@pytest.mark.parametrize(
    "name",
    [
        "䶮𠮷㐂𡃁",
        "㙍𬭚㛃𣲘",
        "บริษัท ไทย จำกัด",
        "हिन्दी कंपनी",
        "Ωμέγα Ελλάς",
        "ООО «Привет»",
        "한국어 주식회사",
        "Nguyễn Thị Ánh",
        "שירות",
        "شركة الخدمة",
        "①㈱㎡℃½→★●✓☎‰€",
        "😀👍🔧✅❌⚠📦",
        "ガス機器ｶﾞ",
    ],
)
def test_names_of_other_scripts_and_signs_are_drawn(name: str) -> None:
    assert name_missing(name) == name
    assert drawn(name)[1] == 0


def test_a_character_that_no_font_draws_is_printed_as_its_code() -> None:
    assert name_missing("甲\ue000乙\U000faaaa") == "甲[U+E000]乙[U+FAAAA]"
    content = PdfReader(BytesIO(render_pdf(PAGE % "甲\ue000乙"))).pages[0].extract_text()
    assert "甲[U+E000]乙" in content


def test_marks_that_are_never_drawn_stay() -> None:
    text = "葛\U000e0100 a\u200db \u200e\n\t👨\ufe0f"
    assert name_missing(text) == text
