"""What recurs and what leaves: sealing the journal, keeping the demo's clock, sweeping what ended, sending what waits."""
