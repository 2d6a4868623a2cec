"""The small fixed cast that tests share."""
