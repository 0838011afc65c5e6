"""Help from outside: requests between jurisdictions, from the asking to the giving back."""
