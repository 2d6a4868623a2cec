"""The code behind make: it installs what is missing, and starts and stops the processes. Until the virtual environment
exists, only the standard library may be imported here, and nothing of the product."""
