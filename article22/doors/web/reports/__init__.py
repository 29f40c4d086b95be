"""This number is wrong: anybody may say so; and receipts of whatever was put on record."""
