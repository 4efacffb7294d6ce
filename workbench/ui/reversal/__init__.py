"""The page that takes charges back or corrects them, shown field by field before anything is opened or sent.

It turns choices into one call of `workbench.charges` and shows what came of it. What became of the charges it looks up
in the history, which it only reads.
"""
