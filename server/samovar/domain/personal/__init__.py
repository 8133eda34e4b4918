"""What the company knows of people who visit it: handed out, erased, kept so long and no longer."""
