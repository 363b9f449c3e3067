"""What the author sets up so that readers can support him, and the ledger of what they gave."""

from donations.models.books import Book, BookQuote, Vendor
from donations.models.drives import Drive
from donations.models.gifts import Donor, DonorAddress, Gift, ImportBatch, PatreonMember
from donations.models.thanks import ThankYou
from donations.models.ways import GivingWords, Way

__all__ = [
    "Book",
    "BookQuote",
    "Donor",
    "DonorAddress",
    "Drive",
    "Gift",
    "GivingWords",
    "ImportBatch",
    "PatreonMember",
    "ThankYou",
    "Vendor",
    "Way",
]
