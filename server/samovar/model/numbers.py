"""Numbers that people and links write."""


def whole(text: str, most: int = 999_999_999) -> int | None:
    """A whole number without a sign, up to `most`; nothing for anything else. What has more figures than `most` is not
    even read: a million of them take seconds."""
    fits = text.isascii() and text.isdigit() and len(text) <= len(str(most)) and int(text) <= most
    return int(text) if fits else None
