"""The standard library's compressors under one name (PEP 784). compression.zstd is missing."""
