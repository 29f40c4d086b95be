"""Values that every floor shares. Standard library only; an eighth file needs a decision record."""
