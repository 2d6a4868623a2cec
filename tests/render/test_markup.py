"""Marks in messages: what they become on a page and in a mail, and that nothing else gets through."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.render.markup import ATTRIBUTES, SCHEMES, TAGS, html_of, plain_of

pytestmark = pytest.mark.once
NOTHING = {"rel": {"noopener noreferrer nofollow"}}
HOSTILE = [
    "<script>alert(1)</script>",
    "**<img src=x onerror=alert(1)>**",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](//evil.example/)",
    '[x](https://a.example/"onmouseover="alert(1))',
    '[x](<https://a.example/" onclick="alert(1)>)',
    '[x](https://a.example "t\\" onclick=alert(1)")',
    "- <iframe src=//evil.example></iframe>\n- **a**",
    "> <style>*{display:none}</style>",
    "> </blockquote></div><form action=//evil.example><input name=p>",
    "![x](https://evil.example/pixel.png)",
    "**a** <a href='javascript:x' style='position:fixed'>b</a>",
    "- &lt;script&gt;alert(1)&lt;/script&gt;",
    "**\u202e** \x00 - \ud83d",
]
SOUP = st.lists(
    st.sampled_from(
        ["**", "*", "_", "> ", ">", "- ", "1. ", "\n", "\n\n", "[", "](", ")", "<", ">", '"', "'", "&", "&#106;"]
        + [
            "javascript:",
            "https://a.example/",
            "onerror=",
            "<script>",
            "</p>",
            "<img src=x ",
            "style=",
            "甲",
            "x",
            " ",
            "\\",
        ]
    ),
    max_size=40,
).map("".join)


class Seen(HTMLParser):
    """Everything in the HTML that a browser would act on."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS | {"span"}:
            self.faults.append(tag)
        for name, value in attrs:
            self.check(tag, name, value or "")

    def check(self, tag: str, name: str, value: str) -> None:
        if tag == "span" and (name, value) == ("class", "s-mention"):
            return
        if tag == "a" and name == "rel" and value in NOTHING["rel"]:
            return
        if name not in ATTRIBUTES.get(tag, ()):
            self.faults.append(f"{tag} {name}")
        scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", unescape(value), re.IGNORECASE)
        if name == "href" and scheme and scheme[1].lower() not in SCHEMES:
            self.faults.append(value)

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        self.faults.append(f"<!--{data}")

    def handle_decl(self, decl):
        self.faults.append(decl)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**急**：明天到", "<p><strong>急</strong>：明天到</p>"),
        ("- 箱体\n- 门封", "<ul><li>箱体</li><li>门封</li></ul>"),
        ("1. 断电\n2. 拍照", "<ol><li>断电</li><li>拍照</li></ol>"),
        ("> 第三次了\n\n已安排", "<blockquote><p>第三次了</p></blockquote><p>已安排</p>"),
        ("**一**\n二", "<p><strong>一</strong><br>二</p>"),
        (
            "[说明书](https://a.example/m)",
            '<p><a href="https://a.example/m" rel="noopener noreferrer nofollow">说明书</a></p>',
        ),
        ("一\n二\n\n三", "<p>一<br>二</p><p>三</p>"),
    ],
)
def test_marks_become_html(text, html):
    assert re.sub(r"\n", "", html_of(text)) == html


@pytest.mark.parametrize(
    "text",
    ["120*80*60 mm", "SN_120_A", ">80 ℃ 报警", "-5 ℃", "# 1 线", "C:\\temp\\*.log", "a*b* c", "5 > 3", "[待定] (明天)"],
)
def test_what_only_looks_like_a_mark_stays(text):
    assert Seen(html_of(text)).text.strip() == text
    assert Seen(html_of(f"**甲**\n\n{text}")).text.split("\n", 1)[1].strip() == text
    assert plain_of(text) == text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("**急**：明天 **到**", "急：明天 到"),
        ("见[说明书](https://a.example/m)。", "见说明书 (https://a.example/m)。"),
        ("[https://a.example](https://a.example)", "https://a.example"),
        ("- 箱体\n- 门封\n\n> 第三次了", "- 箱体\n- 门封\n\n> 第三次了"),
        ("2 ** 3", "2 ** 3"),
    ],
)
def test_mails_are_plain(text, plain):
    assert plain_of(text) == plain


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_does_nothing(text):
    assert Seen(html_of(text)).faults == []
    assert Seen(html_of(f"**x**\n\n{text}", ["x"])).faults == []


@given(SOUP)
def test_only_known_tags_attributes_and_addresses_get_through(text):
    assert Seen(html_of(text)).faults == []
    assert Seen(html_of(f"**x** {text}", ["x", "<script>"])).faults == []


@given(
    st.text(
        st.characters(exclude_characters="*[]()>-+\r\x00", exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=60
    )
)
def test_text_without_marks_is_shown_whole(text):
    assert Seen(html_of(text)).text.split() == text.split()
    assert plain_of(text) == text


def test_mentions_are_marked_in_the_text_only():
    drawn = html_of("@顾北 看 [@顾北](https://a.example/@顾北) **@顾北北**", ["顾北", "顾北北"])
    assert drawn.count('<span class="s-mention">@顾北</span>') == 2
    assert '<span class="s-mention">@顾北北</span>' in drawn
    assert Seen(drawn).faults == []


def test_long_texts_full_of_marks_are_drawn_in_time():
    for sign in ("[", "**", "> ", "- ", "**a", "[a](", "*_"):
        assert html_of(sign * (10_000 // len(sign)))
