"""The media library: pictures and other files, found by every address that WordPress gives them."""
