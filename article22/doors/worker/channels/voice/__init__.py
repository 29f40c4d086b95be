"""Voice: words that a telephone number is called with, by a gateway of the operator, or to the demo's catcher."""
