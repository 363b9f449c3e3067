"""The file: how WordPress's export is read, mended and written. Nothing here knows our database."""
