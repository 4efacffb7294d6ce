"""Talking to other systems: the client that sends, the listener that receives, the engine process that does both.

Sockets live here and nowhere else. This room does not know how messages are stored (it is given a journal), nor any
screen: it runs in a process of its own, so that a busy window never slows a durable receiver, nor the other way round.
"""
