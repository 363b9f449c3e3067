"""The author's rooms for giving. Django finds them here."""

from donations.admin import batches, donors, gifts, giving, thanks

__all__ = ["batches", "donors", "gifts", "giving", "thanks"]
