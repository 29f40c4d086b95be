"""SMS: short text to a telephone number, by a gateway of the operator, or to the demo's catcher."""
