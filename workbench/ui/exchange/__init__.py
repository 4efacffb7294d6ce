"""The place that asks: does the other side take it? A receiver of our own, a sender, and what was said between them.

It knows the engine's handle and its notices, and reads arrivals from the history. It opens no socket and holds no
message but the one that is loaded for sending.
"""
