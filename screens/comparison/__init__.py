"""Who sees that the card is hers: a clerk, an agent, or a face module after a consent of its own."""
