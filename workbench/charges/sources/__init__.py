"""Where studies come from: reports (ORU^R01), orders (ORM, OMI), tables (CSV), JSON, a watched folder.

Everything becomes a message of HL7 that `charges.report` reads: a study that was typed into a table is written down as
a report first, so that there is one way to read it, one thing to keep and one place to point at. This room reads files;
it does not know what is done with a study.
"""
