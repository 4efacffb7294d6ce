"""The charge master: what a procedure costs and how it may be charged. Read from CSV and XLSX, row by row."""
