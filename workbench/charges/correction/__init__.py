"""What changed between two charge messages, and the credits and new charges that follow from it."""
