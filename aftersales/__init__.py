"""The project: entry points, and the layers below and above the business apps."""
