"""Bytes in JSON: each is the character of its number, U+0000 to U+00FF."""


def to_text(data):
    """`data`: bytes, or a str, which stands for its UTF-8 bytes."""
    if isinstance(data, str):
        data = data.encode()
    return bytes(data).decode("latin-1")


def from_text(text):
    return text.encode("latin-1")


def visible(data):
    """Bytes as one readable line: `AT\\r\\n`."""
    return repr(bytes(data))[2:-1]


def duration(time):
    """`time`: seconds as a number, or as the scenario language writes it: "200ms"."""
    return time if isinstance(time, str) else f"{round(time * 1_000_000)}us"
