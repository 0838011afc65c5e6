"""What is dangerous: hazard sources, substances, isolation and protective-action areas."""
