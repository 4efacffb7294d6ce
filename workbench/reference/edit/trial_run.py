"""A regular expression is run over values, in a process of its own: the other side of `trial`.

Only the standard library, and little of it: the file is started as it stands, so that nothing else is imported.
Exit status: 0 when the search came to its end, anything else when it did not.
"""

from __future__ import annotations

import faulthandler
import json
import os
import re
import sys


def main() -> int:
    """Read {"text", "flags", "seconds", "values"} as JSON from standard input and search every value."""
    asked = json.loads(sys.stdin.buffer.read())
    nowhere = os.open(os.devnull, os.O_WRONLY)
    # `re` lets no other Python thread run and may ask for no signal in its loops; this watch needs neither.
    faulthandler.dump_traceback_later(asked["seconds"], exit=True, file=nowhere)
    expression = re.compile(asked["text"], asked["flags"])
    for value in asked["values"]:
        for _found in expression.finditer(value):
            pass
    faulthandler.cancel_dump_traceback_later()
    os.close(nowhere)
    return 0


if __name__ == "__main__":
    sys.exit(main())
