"""Files that somebody may upload as CSV, by accident or to do harm. The same ones in every run; none is kept in git.

Left out: what is too large to be made again and again, a line of a gigabyte and 100,001 rows; their tests stream them.
"""

import gzip
import io
import json
import random
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

SEED = 20261127
MUTANTS = 72

PEOPLE = "Namn;Företag;Telefon;E-post\nÅsa Öberg;Åkeri AB;070-123 45 67;asa@nord.example\nBo Ek;;08-12 34 56;\n"
HEADER = "Name,Company,Phone,Email,Tags,Notes\n"
MOST_COLUMNS = 60
LONGEST_CELL = 4 * 1024
LONGEST_LINE = 64 * 1024
LONGEST_QUOTED = 128 * 1024


@dataclass(frozen=True)
class HostileFile:
    name: str
    content: bytes


@cache
def corpus() -> list[HostileFile]:
    families = {
        "encoded as": encodings(),
        "marked as": byte_order_marks(),
        "broken": broken_encodings(),
        "quoted": quotes(),
        "shaped": shapes(),
        "line ends": line_ends(),
        "really": other_formats(),
        "cell": cells(),
        "phone": phones(),
        "e-mail": emails(),
        "formula": formulas(),
        "large": large(),
        "mutant": mutants(),
    }
    return [HostileFile(f"{family} {name}", content) for family, files in families.items() for name, content in files]


Files = Iterator[tuple[str, bytes]]


def encodings() -> Files:
    for encoding in (
        *("utf-8", "utf-8-sig", "utf-7", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"),
        *("cp1250", "cp1252", "cp850", "cp437", "cp500", "latin-1", "iso8859-15", "mac_roman", "hp-roman8"),
    ):
        yield encoding, PEOPLE.encode(encoding, errors="replace")
    for encoding, name in {
        "koi8-r": "Анна Иванова",
        "cp1251": "Анна Иванова",
        "shift_jis": "山田太郎",
        "euc-jp": "山田太郎",
        "iso2022_jp": "山田太郎",
        "gb18030": "王小明",
        "big5": "王小明",
        "euc-kr": "김철수",
        "cp1255": "אבי כהן",
        "cp1256": "أحمد علي",
        "tis-620": "สมชาย",
    }.items():
        yield encoding, f"Name;Phone\n{name};0701234567\n".encode(encoding)


def byte_order_marks() -> Files:
    ascii_text = b"Name;Phone\nAnna Ek;0701234567\n"
    marks = {
        "utf-8": b"\xef\xbb\xbf",
        "utf-16 little": b"\xff\xfe",
        "utf-16 big": b"\xfe\xff",
        "utf-32 little": b"\xff\xfe\0\0",
        "utf-32 big": b"\0\0\xfe\xff",
        "utf-7": b"+/v8-",
        "utf-1": b"\xf7\x64\x4c",
        "utf-ebcdic": b"\xdd\x73\x66\x73",
        "scsu": b"\x0e\xfe\xff",
        "bocu-1": b"\xfb\xee\x28",
        "gb18030": b"\x84\x31\x95\x33",
        "half of utf-8": b"\xef\xbb",
    }
    for name, mark in marks.items():
        yield f"{name} and nothing else", mark
        yield f"{name} but ASCII", mark + ascii_text
    yield "utf-8 twice", b"\xef\xbb\xbf" * 2 + ascii_text
    yield "utf-8 in the middle", ascii_text + b"\xef\xbb\xbf" + ascii_text
    yield "utf-16 but utf-8", b"\xff\xfe" + PEOPLE.encode()
    yield "utf-8 but utf-16", b"\xef\xbb\xbf" + PEOPLE.encode("utf-16-le")


def broken_encodings() -> Files:
    for name, letters in {
        "stray continuation": b"\x80",
        "start without end": b"\xc3",
        "overlong slash": b"\xc0\xaf",
        "overlong NUL": b"\xc0\x80",
        "overlong in three": b"\xe0\x80\xaf",
        "overlong in four": b"\xf0\x80\x80\xaf",
        "surrogate": b"\xed\xa0\x80",
        "surrogate pair": b"\xed\xa0\xbd\xed\xb8\x80",
        "beyond Unicode": b"\xf4\x90\x80\x80",
        "five bytes": b"\xf8\x88\x80\x80\x80",
        "fe ff": b"\xfe\xff",
        "every byte": bytes(byte for byte in range(1, 256) if byte not in b'\r\n",;'),
    }.items():
        yield f"utf-8, {name}", "Namn;Ort\nÅsa;Umeå\nÖrjan;Växjö\n".encode() + b"Bj" + letters + b"rn;Lund\n"
    yield "utf-8, the last letter cut", "Namn\nÅsa\nÖrjan\nMalmö".encode()[:-1]
    yield "utf-8, one line old", "Namn\nÅsa\nÖrjan\n".encode() + "Björn\n".encode("cp1252")
    yield "old, one line utf-8", "Namn\nÅsa\nÖrjan\nMärta\n".encode("cp1252") + "Björn\n".encode()
    yield "utf-16, half a letter", PEOPLE.encode("utf-16")[:-1]
    for name, letters in {"high": b"\x3d\xd8", "low": b"\x00\xde", "reversed": b"\x00\xde\x3d\xd8"}.items():
        broken = b"\xff\xfe" + "Name\nA".encode("utf-16-le") + letters + "\n".encode("utf-16-le")
        yield f"utf-16, {name} surrogate alone", broken


def quotes() -> Files:
    for name, text in {
        "never closed": '"Anna\nBo\n',
        "never closed in the last cell": 'Anna,"Nord\n',
        "opened at the end": 'Anna,Nord\n"',
        "closed, then garbage": '"Anna"x,Nord\n',
        "closed, then a quote": '"Anna""",Nord\n',
        "closed, then blanks": '"Anna"  ,Nord\n',
        "in the middle of a cell": 'An"na,No"rd\n',
        "at the end of a cell": 'Anna",Nord"\n',
        "after a blank": ' "Anna, Ek",Nord\n',
        "doubled": '"An""na","""Nord"""\n',
        "nothing but": '"",""\n"""",""""\n',
        "an odd number": '"""Anna,Nord\n',
        "a thousand": '"' * 1_000 + "\n",
        "a thousand and one": '"' * 1_001 + "\n",
        "single": "'Anna','Nord'\n",
        "curly": "“Anna”,„Nord“\n",
        "around line ends": '"An\nna","No\r\nrd"\n',
        "around delimiters": '"An;na|x\ty","No,rd"\n',
        "with backslashes": '"An\\"na","No\\\\rd"\n',
        "around the header": 'Anna,"x\n',
    }.items():
        yield name, (HEADER + text).encode()
    yield "never closed for 200 KB", (HEADER + '"' + "Anna\n" * 40_000).encode()
    yield "the whole header", b'"Name,Phone\nAnna,0701234567\n"\n'
    yield "a header of two lines", b'"Full\nname",Phone\nAnna,0701234567\n'


def shapes() -> Files:
    yield "nothing", b""
    yield "blanks", b" \t \n \n"
    yield "line ends", b"\n" * 1_000
    yield "commas", b",,,,\n,,,,\n"
    yield "semicolons", b";" * 59 + b"\n"
    yield "only a header", HEADER.encode()
    yield "a header and blank rows", HEADER.encode() + b",,,,,\n\n  \n"
    yield "one letter", b"x"
    yield "one name", b"Anna"
    yield "no column that names anybody", b"Shoe size,Colour\n44,blue\n"
    yield "twice the same header", b"Name,Name,Phone,Phone\nAnna,Bo,0701234567,0707654321\n"
    yield "blank headers", b",,Name,\nx,y,Anna,z\n"
    yield "rows longer than the header", b"Name\nAnna,Bo,Cecilia\n"
    yield "rows shorter than the header", HEADER.encode() + b"Anna\nBo,Nord\n"
    yield "delimiters at the end", b"Name,Phone,,,\nAnna,0701234567,,,\n"
    yield "every delimiter", b"Name;Phone,Email\tTags|Notes\nAnna;0701234567,a@b.se\tx|y\n"
    for columns in (MOST_COLUMNS, MOST_COLUMNS + 1, 2_000):
        header = ",".join(["Name", *(f"Column {number}" for number in range(2, columns + 1))])
        yield f"{columns} columns", (header + "\nAnna" + "," * (columns - 1) + "\n").encode()
    yield "2,000 cells in one row", HEADER.encode() + b"Anna" + b",x" * 2_000 + b"\n"
    for declared in (";", ",", "\t", "|", ":", "\\", '"', "x", ""):
        yield f"sep={declared!r}", f"sep={declared}\nName{declared}Phone\nAnna{declared}0701234567\n".encode()
    yield "sep= and nothing else", b"sep=;\n"
    yield "sep= twice", b"sep=;\nsep=,\nName;Phone\nAnna;0701234567\n"


def line_ends() -> Files:
    for name, end in {
        "CR": "\r",
        "CR LF": "\r\n",
        "LF CR": "\n\r",
        "CR CR LF": "\r\r\n",
        "VT": "\v",
        "FF": "\f",
        "NEL": "\x85",
        "LS": "\u2028",
        "PS": "\u2029",
        "RS": "\x1e",
        "backslash n": "\\n",
    }.items():
        yield name, end.join(["Name,Phone", "Anna,0701234567", "Bo,0707654321", ""]).encode()
    yield "mixed", b"Name,Phone\r\nAnna,0701234567\rBo,0707654321\nCecilia,081234567"
    yield "CR inside quotes", b'Name,Notes\r\nAnna,"one\rtwo\r\nthree"\r\n'


def other_formats() -> Files:
    workbook = io.BytesIO()
    with zipfile.ZipFile(workbook, "w") as archive:
        archive.writestr(zipfile.ZipInfo("xl/workbook.xml"), "<workbook/>")
    yield from {
        "a workbook": workbook.getvalue(),
        "a workbook cut off": workbook.getvalue()[:20],
        "an old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
        "a PDF": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n",
        "gzip": gzip.compress(PEOPLE.encode(), mtime=0),
        "a bomb of gzip": gzip.compress(bytes(1_000_000), mtime=0),
        "a picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        "a photograph": b"\xff\xd8\xff\xe0\0\x10JFIF",
        "a program": b"\x7fELF\x02\x01\x01" + bytes(64),
        "a program of Windows": b"MZ\x90\0\x03" + bytes(64),
        "a database": b"SQLite format 3\0" + bytes(84),
        "bzip2": b"BZh91AY&SY",
        "xz": b"\xfd7zXZ\0",
        "zstd": b"\x28\xb5\x2f\xfd",
        "JSON": json.dumps([{"name": "Anna", "phone": "0701234567"}], indent=1).encode(),
        "JSON lines": b'{"name": "Anna"}\n{"name": "Bo"}\n',
        "HTML": b"<!doctype html><table><tr><td>Name</td></tr><tr><td>Anna</td></tr></table>\n",
        "XML": b'<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "aaaa">]>\n<x>&a;&a;</x>\n',
        "vCard": b"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Anna Ek\r\nTEL:+46701234567\r\nEND:VCARD\r\n",
        "YAML": b"- name: Anna\n  phone: 0701234567\n",
        "SQL": b"INSERT INTO contacts VALUES ('Anna', '0701234567');\nDROP TABLE contacts;\n",
        "a shell script": b"#!/bin/sh\nrm -rf /\n",
        "an e-mail": b"From: anna@nord.example\r\nSubject: Hello\r\n\r\nHello\r\n",
    }.items()


CELLS = {
    "NUL": "An\0na",
    "escape": "\x1b[31mAnna\x1b[0m\x07",
    "backspaces": "Anna\x08\x08\x08\x08Bo",
    "delete": "Anna\x7f",
    "C1": "Anna\x90\x9d",
    "vertical tab": "An\x0bna",
    "right to left": "\u202eannA\u202c \u2067Ek\u2069",
    "zero width": "A\u200bn\u200cn\u200da\ufeff",
    "nothing to be seen": "\u200b\u2060\u00ad",
    "blanks of all widths": "\u00a0\u2003\u3000Anna\u1680Ek\u205f",
    "tags": "Anna\U000e0041\U000e007f",
    "emoji": "👩‍👩‍👧‍👦 Anna 🏳️‍🌈",
    "flags": "🇸🇪🇳",
    "accents without end": "A" + "\u0301\u0327\u0330" * 60,
    "one letter that unfolds": "\ufdfa" * 20,
    "ligatures": "ﬁﬂﬃ ǅ Ĳ",
    "dotless": "İıß ŉ",
    "full width": "Ａｎｎａ　Ｅｋ",
    "mathematical": "𝕬𝖓𝖓𝖆 𝓔𝓴",
    "private": "\ue000\U0010fffd",
    "no characters": "\ufdd0\ufffe\U0001ffff",
    "replacement": "Malm\ufffd",
    "line separators": "An\u2028na\u2029Ek",
    "apart": "A\u030asa O\u0308berg",
    "no Unicode yet": "\U0003fffd\u0378",
    "last of all": "\U0010ffff" * 3,
    "an injection": "'; DROP TABLE contacts.contacts; --",
    "a script": "<script>alert(1)</script>",
    "a template": "{{7*7}} ${jndi:ldap://x} %s %n {0}",
    "a path": "../../../../etc/passwd",
    "a header": "Anna%0d%0aSet-Cookie: qero=x",
    "a wildcard": "%_\\*?",
    "a number": "1" * 400,
    "a float": "1e308",
    "not a number": "NaN",
    "minus nothing": "-0",
    "hexadecimal": "0x7fffffffffffffff",
    "null": "null",
}


def cells() -> Files:
    for name, cell in CELLS.items():
        yield name, f'{HEADER}"{cell}","{cell}",,,"{cell}","{cell}"\n'.encode()


def phones() -> Files:
    for name, phone in {
        "letters": "call me",
        "too short": "12",
        "too long": "+" + "1" * 60,
        "no country": "+999 123 456 789",
        "calculated": "4.6701E+10",
        "signs": "+-()./ ",
        "Arabic digits": "٠٧٠١٢٣٤٥٦٧",
        "digits of five scripts": "+४६৭௦１߂٣٤٥٦٧",
        "superscript": "+46⁷⁰¹²³⁴⁵⁶⁷",
        "an extension of nines": "08-123456;ext=99999999",
        "an extension too long": "08-123456;ext=" + "9" * 40,
        "a hundred": ";".join(f"070{number:07}" for number in range(100)),
        "hidden marks": "\u202a+46701234567\u202c",
        "tel": "tel:+46701234567",
        "a date": "2026-11-27",
        "a formula": "=1+1",
        "+ a formula": "+46701234567+cmd|x",
        "nulls": "0" * 40,
    }.items():
        yield name, f'Name,Phone\nAnna Ek,"{phone}"\nBo Ek,0701234567\n'.encode()


def emails() -> Files:
    for name, email in {
        "two signs": "anna@@nord.example",
        "no domain": "anna@",
        "dots": "anna@nord..example",
        "too long": "a" * 64 + "@" + "b" * 190 + ".example",
        "quoted": '""anna ek""@nord.example',
        "with a name": "Anna <anna@nord.example>",
        "of letters that look alike": "аnnа@nord.example",
        "of line ends": "anna@nord.example\nbcc: all@nord.example",
        "a hundred": ";".join(f"anna{number}@nord.example" for number in range(100)),
        "a punishment for patterns": "a" * 60 + "@" + "b." * 100 + "!",
    }.items():
        yield name, f'Name,Email\nAnna Ek,"{email}"\nBo Ek,bo@nord.example\n'.encode()


def formulas() -> Files:
    for sign in ("=", "+", "-", "@", "\t", "\r", "'=", " =", "＝"):
        cell = f"{sign}cmd|' /C calc'!A0"
        yield f"{sign!r} as a name", f'Name,Phone\n"{cell}",0701234567\n'.encode()
        yield f"{sign!r} in a refused row", f'Name,Phone,Notes\n"{cell}",nonsense,"{cell}"\n'.encode()
        yield f"{sign!r} as a header", f'Name,"{cell}"\nAnna,x\n,y\n'.encode()


def large() -> Files:
    for letters in (LONGEST_CELL, LONGEST_CELL + 1, 60_000):
        yield f"a cell of {letters}", f"Name,Notes\nAnna,{'x' * letters}\n".encode()
    for letters in (200, 201):
        yield f"a name of {letters}", f"Name\n{'x' * letters}\n".encode()
    for letters in (LONGEST_LINE - 1, LONGEST_LINE, LONGEST_LINE + 1, 2_000_000):
        yield f"a line of {letters}", b"Name\n" + b"x" * letters + b"\n"
    for letters in (LONGEST_QUOTED - 100, LONGEST_QUOTED + 100):
        yield f"a quoted cell of {letters}", b'Name,Notes\nAnna,"' + b"line\n" * (letters // 5) + b'"\n'
    yield "a header of 60,000", b"x" * 60_000 + b",Name\ny,Anna\n"
    yield "a thousand tags", f'Name,Tags\nAnna,"{";".join(map(str, range(1_000)))}"\n'.encode()
    yield "three thousand rows of nothing", HEADER.encode() + b",,,,,\n" * 3_000 + b"Anna,,,,,\n"


def mutants() -> Files:
    """What a good file becomes on a bad day: bytes flipped, cut out, doubled, or all of it chance."""
    chance = random.Random(SEED)
    for number in range(MUTANTS):
        if number % 6 == 0:
            yield str(number), chance.randbytes(chance.randrange(1, 2_000))
            continue
        content = bytearray((PEOPLE * 3).encode(chance.choice(("utf-8", "cp1252", "utf-16"))))
        for _ in range(chance.randrange(1, 6)):
            at, upto = sorted(chance.choices(range(len(content)), k=2))
            match chance.randrange(4):
                case 0:
                    content[at] ^= 1 << chance.randrange(8)
                case 1:
                    content[at:at] = chance.choice((b'"', b";", b"\r", b"\n", b"\0", b"\xff", b"\xef\xbb\xbf"))
                case 2:
                    content[at:at] = content[at:upto]
                case _:
                    del content[at : min(upto, at + 10)]
        yield str(number), bytes(content)
