"""Files of a case: attached from its page, and given back as downloads. Pages of cases show them with `attachments/_list.html`."""
