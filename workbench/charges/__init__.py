"""The billing domain: what should be charged, how a message says it, how it is taken back, and whether it adds up.

It knows no screen, no database and no socket; it reads no clock and draws no random number unless it is handed one.
Its rooms, from the floor up (a contract keeps the order):

study        what a report says         chargemaster  what a procedure costs     profile   what a site has agreed on
coding       study -> charge lines      ft1           the rows of any message
compose      lines -> messages          reversal      charge -> credit
sources      reports, tables, folders   correction    old and new -> both        ledger    does it add up?
lifecycle    signed, unsigned, corrected: what happens to the charges of a study
"""
