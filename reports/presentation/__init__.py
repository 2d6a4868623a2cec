"""What pages and paper show of a quarter."""
