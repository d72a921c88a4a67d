"""The front door: the faces that the world, the agents and the provider's systems may reach."""
