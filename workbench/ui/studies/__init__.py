"""The place that asks: what should be charged? Reports become studies, studies charge lines, lines a message; all live.

What a charge is, `workbench.charges` knows; here are the lists, the editing of lines by hand, and the trace from every
value back to where it came from.
"""
