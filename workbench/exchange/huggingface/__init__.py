"""A dataset folder for the Hugging Face hub, with its card and Croissant description."""
