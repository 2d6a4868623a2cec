"""The demo company 禾川示例仪器. It is invented, and its dates are relative to today.

cast and customers hold its people, customers and products. stories/ holds tickets written by hand, step by step through
the services that people use. mass/ writes all other tickets in bulk. `load` in company.py puts it together.
"""
