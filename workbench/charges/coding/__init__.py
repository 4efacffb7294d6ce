"""From a study to charge lines: matching procedures with the charge master, rules as data, modifiers, edits by hand."""
