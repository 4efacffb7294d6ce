"""The place that asks: what happened? Everything sent and received, found by the identifiers that people have at hand.

It reads the history a page at a time and shows bytes as text, never as markup. It changes nothing in the history.
"""
