"""Mail: plain text over SMTP, to the operator's mail server, or to the demo's catcher."""
