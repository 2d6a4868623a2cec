"""The forms of visits, one module for each noun."""
