"""Tables that are brought in: asked for by people, landed by a worker."""
