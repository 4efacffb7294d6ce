"""The wire as bytes and events: MLLP frames, acknowledgements, and what may follow what in one exchange.

Bytes go in, events come out. This room knows no socket, no clock and no screen: whoever has them passes the bytes,
the time and the control id in. It reads leniently (every tolerance is named) and writes strictly.
"""
