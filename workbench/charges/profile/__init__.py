"""The site profile: every convention that HL7 leaves open, as TOML, with its sections and checks."""
