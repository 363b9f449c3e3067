"""The text: from what WordPress stores to the HTML that it shows. Pure."""
