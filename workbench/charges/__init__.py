"""The billing domain: from a signed ultrasound report to the charges of a DFT message.

report (ORU^R01) -> `Study` -> charge lines from the charge master -> a DFT message under a site profile.
This room knows what a study, a charge and a convention of a site are. It does not know windows, sockets, databases
or the dictionary of HL7; it reads no clock and draws no random number unless it is handed one.
"""
