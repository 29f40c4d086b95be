"""What must be sent: messages enqueued in the transaction of their cause, claimed under a lease, tried again until each came to its end.

It owns messages and their states, the addresses that two people armed, what bounced, and in a demo what was caught. It refuses to know
what a message is about, and how a channel speaks.
"""
