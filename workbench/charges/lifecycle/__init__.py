"""What happens to the charges of a study from its first report to its last.

report -> event (`transition`) -> action and next state (`states`) -> messages (`actions`), all in one step (`take`).
Everything here is a pure function of records: what is known of a study so far is a `Standing`, handed in by whoever
keeps it. This room knows no database, no clock and no window.
"""
