"""The register: statements, the coordinator's own words with their source. Decisions and actions come later."""
