"""A study as charges need it: what a report, a form or a table says of patient, visit, exams, findings and payments."""
