"""What is printed about visits and forums, one module for each paper."""
