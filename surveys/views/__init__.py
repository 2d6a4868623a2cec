"""The pages of surveys, one module for each noun."""
