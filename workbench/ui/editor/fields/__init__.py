"""The inputs of the form: what a value of a data type looks like to a person, and widgets that edit one part of it.

Each widget shows raw text and says what the user made of it; it never changes its text by itself and knows neither the
message nor the session. `pieces`, `moment`, `money` and `summary` are plain functions on raw text.
"""
