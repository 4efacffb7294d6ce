"""Which bytes of the file are which characters of the canonical text. Knows no Qt.

The file is lead + text with its own line ends + trail, in the charset of the message; the text has one CR per end.
"""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate

from workbench.er7 import Document, EditError


class ByteMap:
    """The bytes of a document and the way between them and its text. `trouble` says why there are none."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.trouble = ""
        try:
            self.data = document.to_bytes()
        except EditError as error:
            self.data, self.trouble = b"", str(error)
        self._one_to_one = len(self.data) == len(document.lead) + len(document.source_text) + len(document.trail)

    @cached_property
    def _source(self) -> str:
        return self._document.lead + self._document.source_text + self._document.trail

    @cached_property
    def _longer(self) -> list[int] | None:
        """For every line: how many characters the ends before it have more than one; None when all have one."""
        if all(len(end) == 1 for end in self._document.ends):
            return None
        return [0, *accumulate(len(end) - 1 for end in self._document.ends)]

    def to_byte(self, offset: int) -> int:
        """Where the character at an offset of the text begins in the bytes."""
        source = self._to_source(offset)
        return source if self._one_to_one else self._bytes_before(source)

    def to_offset(self, position: int) -> int:
        """The offset in the text of the character that a byte belongs to; what stands outside leads to its edge."""
        position = max(0, min(position, len(self.data)))
        source = position if self._one_to_one else self._characters_before(position)
        return self._from_source(source)

    def _to_source(self, offset: int) -> int:
        longer = self._longer
        more = longer[self._document.text.count("\r", 0, offset)] if longer is not None else 0
        return len(self._document.lead) + offset + more

    def _from_source(self, source: int) -> int:
        inside = max(0, source - len(self._document.lead))
        if self._longer is not None:
            low, high = 0, len(self._document.text)
            while low < high:  # the last offset whose place is not behind it
                middle = (low + high + 1) // 2
                if self._to_source(middle) - len(self._document.lead) <= inside:
                    low = middle
                else:
                    high = middle - 1
            inside = low
        return min(inside, len(self._document.text))

    def _bytes_before(self, source: int) -> int:
        head = self._source[:source]
        if head.isascii() and not self._document.charset.codec.startswith("utf-16"):
            return len(head)
        data = self._document.charset.encode(head)
        # A stateful codec (ISO-2022) returns to ASCII at the end of what it is given: that is not in the file there.
        return len(data) if self.data.startswith(data) else _common(data, self.data)

    def _characters_before(self, position: int) -> int:
        text = self.data[:position].decode(self._document.charset.codec, "ignore")
        again = self._bytes_before(len(text))
        return len(text) if again <= position else max(0, len(text) - 1)


def _common(one: bytes, two: bytes) -> int:
    low, high = 0, min(len(one), len(two))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == two[:middle]:
            low = middle
        else:
            high = middle - 1
    return low
