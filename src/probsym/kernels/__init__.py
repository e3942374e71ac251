"""Floor 0: compiled twins of torch functions, and when they serve.

Each file holds one operation: numba on the CPU, Triton on the GPU. The torch reference stands in the module that calls
it, and the tests hold both to the same values and gradients.
"""
