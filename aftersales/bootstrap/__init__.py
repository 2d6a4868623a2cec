"""Behind make: installs what is missing, starts and ends the processes. Until the virtual environment
exists only the standard library may be imported here, and nothing of the product."""
