"""What an asked-for message is part of."""

from __future__ import annotations

from dataclasses import replace

from workbench.er7.files import MessageFile
from workbench.errors import WorkbenchError
from workbench.ui.requests import OpenRequest


def whole_file(request: OpenRequest) -> OpenRequest:
    """The request for the whole file when it is for one message out of it, so that saving goes to the right place.

    When the file does not hold that message there any more, it is opened as a message without a file.
    """
    if request.file is None or request.index is None or len(MessageFile(request.raw)) > 1:
        return request
    try:
        whole = MessageFile.open(request.file)
        if whole[request.index] == request.raw:
            return replace(request, raw=bytes(whole.data), title=request.file.name)
    except (WorkbenchError, IndexError):
        pass  # the file is gone or shorter now: what was asked for is shown, and saving asks for a place
    return replace(request, file=None, index=None)
