"""Pages, their pictures, films and cards, and the colour of the site."""
