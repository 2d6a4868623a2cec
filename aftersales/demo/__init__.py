"""The demo company: 禾川示例仪器, invented from top to bottom, its dates counted from today.

cast and archive are who and what there is; stories/ holds the tickets told by hand, step by step through the services
that people use; mass/ is everybody else, written in bulk. `load` in company.py puts it together.
"""
