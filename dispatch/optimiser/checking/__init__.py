"""The independent checker: it re-reads files and shares no code with the model."""
