"""The pages of visits, one module for each noun."""
