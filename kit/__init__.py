"""Plumbing without opinion: what every service and the gateway need, and nothing about contacts or people."""
