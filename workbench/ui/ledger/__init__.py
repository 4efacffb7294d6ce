"""The place that asks: does it add up? Charges with their credits, what is wrong with them, and how much money it is.

It reads the history and files of other systems in small portions, has the ledger of `workbench.charges` net them beside
the window, and shows the result. It changes nothing, and it knows neither sockets nor how a credit is made.
"""
