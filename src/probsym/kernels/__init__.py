"""What kernels that numba compiles for the CPU share: the threads they run on, and numbers in bfloat16."""
