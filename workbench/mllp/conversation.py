"""What may follow what when one message is sent: one table, and the object that walks through it.

Nothing here waits or reads a clock; whoever has the socket reports what happened. Rules behind the table:

* The answer that counts names the message: MSA-2 equals MSH-10 exactly. Another one may be a late answer to an earlier
  message, so reading goes on until the deadline; only then has the receiver given a wrong answer.
* Any of the six codes of table 0008 counts, whatever MSH-15 asked for. After a commit accept (CA) an application answer
  may follow on the same connection: both are kept.
* Nothing that happens once the whole message may have left proves that the receiver does not have it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from workbench.er7 import Document
from workbench.mllp.acknowledgement import Acknowledgement, NotAnAcknowledgement, excerpt, read_ack
from workbench.mllp.framing import Event, Frame, Garbage, Oversize, TransportAck, Truncated


class State(Enum):
    """Where one send stands. From NOT_SENT on it is over."""

    CONNECTING = auto()
    SENDING = auto()
    AWAITING = auto()
    MISMATCHED = auto()  # something else than our answer was read; still awaiting it
    COMMITTED = auto()  # CA came; AA, AE or AR may follow
    NOT_SENT = auto()
    ANSWERED = auto()
    NO_ANSWER = auto()
    WRONG_ANSWER = auto()
    NOT_STORED = auto()  # release 2 transport: negative

    @property
    def over(self) -> bool:
        """Nothing more will happen."""
        return self not in TABLE


class Happening(Enum):
    """What the connection brought."""

    CONNECTED = auto()
    FAILED = auto()  # no connection, or the message could not be framed
    SENT = auto()  # every byte was handed to the network
    ANSWER = auto()  # matching MSA-2, and final
    COMMIT = auto()  # matching MSA-2, CA
    OTHER = auto()  # another MSA-2, no acknowledgement, no HL7
    TRANSPORT_STORED = auto()
    TRANSPORT_NOT_STORED = auto()
    CLOSED = auto()
    DEADLINE = auto()


_H, _S = Happening, State

_READING = {
    _H.ANSWER: _S.ANSWERED,
    _H.COMMIT: _S.COMMITTED,
    _H.OTHER: _S.MISMATCHED,
    _H.TRANSPORT_NOT_STORED: _S.NOT_STORED,
}

TABLE: dict[State, dict[Happening, State]] = {
    _S.CONNECTING: {
        _H.CONNECTED: _S.SENDING,
        _H.FAILED: _S.NOT_SENT,
        _H.DEADLINE: _S.NOT_SENT,
        _H.CLOSED: _S.NOT_SENT,
    },
    _S.SENDING: {
        _H.SENT: _S.AWAITING,
        # The last bytes end the frame. While they have not left, the receiver cannot have a whole message.
        _H.DEADLINE: _S.NOT_SENT,
        # The connection broke while bytes were on their way: the last ones may have arrived.
        _H.CLOSED: _S.NO_ANSWER,
    },
    _S.AWAITING: {
        **_READING,
        _H.TRANSPORT_STORED: _S.AWAITING,
        _H.CLOSED: _S.NO_ANSWER,
        _H.DEADLINE: _S.NO_ANSWER,
    },
    _S.MISMATCHED: {
        **_READING,
        _H.TRANSPORT_STORED: _S.MISMATCHED,
        _H.CLOSED: _S.WRONG_ANSWER,
        _H.DEADLINE: _S.WRONG_ANSWER,
    },
    _S.COMMITTED: {
        _H.ANSWER: _S.ANSWERED,
        _H.COMMIT: _S.COMMITTED,
        _H.OTHER: _S.COMMITTED,
        _H.TRANSPORT_STORED: _S.COMMITTED,
        _H.TRANSPORT_NOT_STORED: _S.COMMITTED,
        _H.CLOSED: _S.ANSWERED,
        _H.DEADLINE: _S.ANSWERED,
    },
}


class ConversationError(Exception):
    """Something was reported that cannot happen in this state: a fault of the caller, never of the peer."""


@dataclass(frozen=True)
class Expectation:
    """Which answers a message asks for on its own connection (HL7 2.5.1, chapter 2.9; MSH-15 and MSH-16, table 0155).

    `nothing`: none is to come (MSH-15 NE). `only_commit`: no application answer follows the commit (MSH-16 NE).
    `silence` says, in a sentence, what it means when none comes; "" when an answer was due in any case.
    """

    nothing: bool = False
    only_commit: bool = False
    silence: str = ""


def expectation(document: Document) -> Expectation:
    """What the message in `document` asks for. Empty fields are the original mode: one answer, always."""
    accept, application = ((document.get(path) or "").strip() for path in ("MSH-15", "MSH-16"))
    only_commit = application == "NE" and accept in ("AL", "ER", "SU")
    if accept == "NE":
        silence = "The message asks for no answer on this connection (MSH-15 is NE), and none came."
        return Expectation(nothing=True, silence=silence)
    if accept == "ER":
        silence = "It was asked to answer only what it refuses (MSH-15 is ER), so silence may mean that it accepted."
    elif accept == "SU":
        silence = "It was asked to answer only what it accepts (MSH-15 is SU), so silence may mean that it refused."
    else:
        silence = ""
    return Expectation(only_commit=only_commit, silence=silence)


class Turn:
    """One message and everything that came back for it.

    `control_id` is MSH-10 of the message; without one, answers cannot be told apart, and any acknowledgement counts.
    """

    def __init__(self, control_id: str) -> None:
        self.control_id = control_id
        self.state = State.CONNECTING
        self.answers: list[Acknowledgement] = []
        """Matching acknowledgements, in the order they came: at most a CA and the one after it."""
        self.others: list[Acknowledgement | NotAnAcknowledgement] = []
        """What was read and did not match."""
        self.notes: list[str] = []
        """What was odd, as sentences."""
        self.transport_stored = False
        self.broken_off = b""
        """An answer that began and did not end."""

    def happened(self, happening: Happening) -> State:
        """Moves on. Raises ConversationError for a cell that the table does not have."""
        following = TABLE.get(self.state, {}).get(happening)
        if following is None:
            raise ConversationError(f"{happening.name} cannot happen while {self.state.name}")
        self.state = following
        return following

    def read(self, event: Event) -> State:
        """Moves on by what the decoder found. What comes after the end is ignored."""
        if self.state.over:
            return self.state
        if isinstance(event, Frame):
            self._note(*(str(note) for note in event.notes))
            return self._answer(event.payload)
        if isinstance(event, TransportAck):
            self.transport_stored = self.transport_stored or event.positive
            return self.happened(_H.TRANSPORT_STORED if event.positive else _H.TRANSPORT_NOT_STORED)
        if isinstance(event, Truncated):
            self.broken_off = event.data
            return self.state
        if isinstance(event, Oversize):
            why = f"The answer is {event.size} bytes long, more than is read; it begins with {excerpt(event.head)}."
            return self._other(NotAnAcknowledgement(event.head, why))
        return self._garbage(event)

    def _answer(self, payload: bytes) -> State:
        answer = read_ack(payload)
        if isinstance(answer, NotAnAcknowledgement) or not self._matches(answer):
            return self._other(answer)
        self.answers.append(answer)
        self._note(*answer.notes)
        return self.happened(_H.COMMIT if answer.is_commit_accept else _H.ANSWER)

    def _matches(self, answer: Acknowledgement) -> bool:
        if not self.control_id:
            self._note("The message has no control id (MSH-10), so the answer could not be matched to it.")
            return True
        return answer.control_id == self.control_id

    def _other(self, answer: Acknowledgement | NotAnAcknowledgement) -> State:
        self.others.append(answer)
        return self.happened(_H.OTHER)

    def _garbage(self, event: Garbage) -> State:
        if not event.data.strip():
            self._note("There were blank bytes between the frames.")
            return self.state
        if b"MSA" in event.data and isinstance(answer := read_ack(event.data), Acknowledgement):
            self._note("The answer came without MLLP frame bytes (VT before it, FS CR behind it).")
            return self._other(answer)
        self._note(f"There were bytes outside any MLLP frame: {excerpt(event.data)}.")
        return self._other(read_ack(event.data))

    def _note(self, *sentences: str) -> None:
        self.notes.extend(sentence for sentence in sentences if sentence not in self.notes)
