"""What a text claims: figures with units, dates, numbers of laws and forms, offices, papers, absolute words."""
