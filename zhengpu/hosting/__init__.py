"""The service around the routes: an application → a service on an address, that refuses what is too much, names its errors and ends in time."""
