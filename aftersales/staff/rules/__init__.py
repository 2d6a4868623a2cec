"""Rules about stand-ins, off-boarding and changes of accounts."""
