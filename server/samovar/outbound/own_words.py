"""What somebody wrote into an answer by mail, without the letter that it answers, and without a signature.

Line by line, and no line twice: a stranger's letter costs what its length costs.
"""

import re

LONGEST = 100_000
"""Characters that are looked at."""
NEAR = 5
"""Lines within which the rest of a quoted head follows."""
WROTE = re.compile(r"\b(wrote|writes|писал|написал|написала|пишет|пишут)\b", re.I)
RULE = re.compile(r"-{2,} ?(original message|исходное сообщение|пересылаемое сообщение) ?-{2,}|_{10,}", re.I)
FROM, SENT = ("от:", "from:"), ("отправлено:", "sent:", "дата:", "date:", "кому:", "to:")
DEVICES = ("отправлено с ", "отправлено из ", "sent from ", "get outlook for")
QUOTE_MARKS = "*> \t"


def own_words(text: str) -> str:
    """Empty where there is nothing of their own."""
    lines = [line.rstrip() for line in text[:LONGEST].replace("\r\n", "\n").split("\n")]
    kept = [line for line in lines[: _end(lines)] if not line.startswith(">")]
    while kept and (not kept[-1].strip() or kept[-1].lower().startswith(DEVICES)):
        kept.pop()
    return "\n".join(kept).strip()


def _end(lines: list[str]) -> int:
    """The first line that is not theirs any more. What is answered between quoted lines comes after a head that is
    followed by them, and goes on."""
    for number, line in enumerate(lines):
        if line in ("--", "—"):
            return number
        if RULE.fullmatch(line.strip()) or _begins_head(lines, number):
            return number
        if size := _introduces(lines, number):
            if not _is_quoted(lines, number + size):
                return number
            lines[number : number + size] = [">"] * size
    return len(lines)


def _begins_head(lines: list[str], number: int) -> bool:
    """As Outlook repeats a letter: From, Sent, To, each on its line."""
    if not lines[number].strip(QUOTE_MARKS).lower().startswith(FROM):
        return False
    after = (line.strip(QUOTE_MARKS).lower() for line in lines[number + 1 : number + NEAR])
    return any(line.startswith(SENT) for line in after)


def _introduces(lines: list[str], number: int) -> int:
    """How many lines say when and by whom the rest was written: "21 ноября 2026, 22:47, Ольха <chat@…>:", in one line
    or broken in two."""
    one, two = lines[number : number + 1], lines[number : number + 2]
    if _says_whose(one):
        return 1
    broken = any(map(str.isdigit, one[0])) and not _says_whose(two[1:])
    return 2 if broken and _says_whose(two) else 0


def _says_whose(lines: list[str]) -> bool:
    said = " ".join(line.strip() for line in lines)
    whose = "@" in said or WROTE.search(said)
    return len(said) < 300 and said.endswith(":") and bool(whose) and any(map(str.isdigit, said))


def _is_quoted(lines: list[str], number: int) -> bool:
    """Whether quoted lines follow, each with its mark."""
    following = [line for line in lines[number : number + NEAR] if line.strip()]
    return bool(following) and following[0].startswith(">")
