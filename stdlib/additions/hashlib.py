
from _krait_kdf import pbkdf2_hmac, scrypt

__all__ += ("pbkdf2_hmac", "scrypt")
