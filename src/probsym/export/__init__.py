"""Floor 3: meshes, pictures and animations."""
