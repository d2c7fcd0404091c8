"""Texts that break what is careless with text, made by a seed: markup and scripts, and all corners of Unicode."""

import random
from collections.abc import Sequence

SEED = 20261127

MARKUP = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><script>alert(document.cookie)</script>',
    "javascript:alert(1)",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'>",
    "<style>*{background:url(//evil)}</style>",
    "</textarea><script>alert(1)</script>",
    "<!--<img src='--><img src=x onerror=alert(1)//'>",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "\\u003cscript\\u003e",
    "'; drop table messages; --",
    "' or 1=1 --",
    "$$; select pg_sleep(9); $$",
    "%s %d {0} {} %(text)s :text \\",
    "../../etc/passwd",
    "\\x3cscript\\x3e\\n\\r\\t",
    "[link](javascript:alert(1))",
    "<b><i>**bold** __x__ `code` ~~x~~",
    "word:* & !word | <-> (word",
    "<b>é</b>",
]
BIDI = [
    "\u202e",
    "\u202d",
    "\u202a",
    "\u202b",
    "\u202c",
    "\u2066",
    "\u2067",
    "\u2068",
    "\u2069",
    "\u200e",
    "\u200f",
    "\u061c",
]
INVISIBLE = [
    "\u200b",
    "\u200c",
    "\u200d",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\u180e",
    "\u034f",
    "\u2061",
    "\ufe0f",
    "\U000e0041",
]
WIDE = [
    "😀",
    "👩‍👩‍👧‍👦",
    "🇸🇪",
    "\U0001d573\U0001d58a",
    "𠜎",
    "🏴\U000e0067\U000e0062\U000e007f",
    "\U0010ffff",
    "\U0001f9ff\U0001f3fd",
]
COMBINING = [
    "e\u0301",
    "a\u030a",
    "Z\u0351\u036b\u0343\u036a\u0302",
    "\u0e49\u0e49\u0e49",
    "ﷺ",
    "ﬁ",
    "①",
    "½",
    "İ",
    "ß",
    "ΐ",
]
RIGHT_TO_LEFT = ["שלום", "مرحبا", "اللَّهُ", "ؤ", "ـ"]
CONTROLS = [
    "\x01",
    "\x07",
    "\x08",
    "\x0b",
    "\x1b[31m",
    "\x7f",
    "\x85",
    "\u2028",
    "\u2029",
    "\ufffe",
    "\uffff",
    "\r\n",
    "\t",
]
SCRIPTS = ["今日は", "안녕하세요", "สวัสดี", "नमस्ते", "Привет", "Γειά", "ꙮ"]
PARTS = [MARKUP, BIDI, INVISIBLE, WIDE, COMBINING, RIGHT_TO_LEFT, CONTROLS, SCRIPTS, ["a", " ", "boat", "\n"]]

SURROGATES = ["\ud800", "\udfff", "\ud83d", "\ude00", "\udc00\ud800"]


def keepable(count: int = 1_200) -> list[str]:
    """To be kept byte for byte. Each is different, and none is only white space."""
    chance = random.Random(SEED)
    singles = [f"{part}!" for parts in PARTS for part in parts]
    texts = dict.fromkeys([*MARKUP, *WIDE, *SCRIPTS, *singles, "x" * 16_000, "😀" * 16_000, "e" + "\u0301" * 15_999])
    while len(texts) < count:
        texts["".join(one_of(chance, one_of(chance, PARTS)) for _ in range(chance.randint(2, 12))) + "."] = None
    return list(texts)


def unkeepable() -> list[str]:
    """To be refused whole: what is no text in any encoding, or none that Postgres keeps."""
    chance = random.Random(SEED)
    broken = [*SURROGATES, "\0", "\0\0"]
    return [f"{one_of(chance, MARKUP)}{part}{one_of(chance, SCRIPTS)}" for part in broken for _ in range(20)]


def one_of(chance: random.Random, parts: Sequence) -> str:
    return chance.choice(parts)
