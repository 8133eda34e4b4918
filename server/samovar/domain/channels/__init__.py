"""Sites, channels and cities: which is whose."""
