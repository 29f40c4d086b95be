"""What every door over HTTP passes: who asks, what time it is, in which language, behind which wall, and how a refusal is answered."""
