"""Pure decisions of the data standard: definitions, check digits, checks, masks."""
