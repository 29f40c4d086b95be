"""What comes in: bounces of mail, receipts of gateways, and in a demo everything else, caught."""
