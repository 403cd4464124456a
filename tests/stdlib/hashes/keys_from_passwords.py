# hashlib.pbkdf2_hmac (RFC 6070, 7914) and scrypt (RFC 7914), hmac, secrets.
import hashlib
import hmac
import secrets

print(hashlib.pbkdf2_hmac("sha1", b"password", b"salt", 4096).hex())  # expect: 4b007901b765489abead49d926f721d065a429c1
print(hashlib.pbkdf2_hmac("sha256", b"passwd", b"salt", 1, 64).hex()[:32])  # expect: 55ac046e56e3089fec1691c22544b605
print(hashlib.pbkdf2_hmac("SHA512", b"x" * 200, b"salt", 2000).hex() == hashlib.pbkdf2_hmac("sha512", hashlib.sha512(b"x" * 200).digest(), b"salt", 2000).hex())  # expect: True
print(hashlib.scrypt(b"", salt=b"", n=16, r=1, p=1).hex()[:32])  # expect: 77d6576238657b203b19ca42c18a0497
print(hashlib.scrypt(b"password", salt=b"NaCl", n=1024, r=8, p=16).hex()[:32])  # expect: fdbabe1c9d3472007856e7190d01e9fe
for call in (lambda: hashlib.pbkdf2_hmac("sha1", b"", b"", 0), lambda: hashlib.scrypt(b"", salt=b"", n=15, r=8, p=1),
             lambda: hashlib.pbkdf2_hmac("unknown", b"", b"", 1)):
    try:
        call()
    except ValueError as error:
        print(error)
# expect: iteration value must be greater than 0.
# expect: n must be a power of 2.
# expect: unsupported hash type unknown
print(hmac.new(b"key", b"message", "sha256").hexdigest()[:16])  # expect: 6e9ef29b75fffc5b
print(hmac.compare_digest("a", "a"), secrets.compare_digest(b"a", b"b"), len(secrets.token_bytes(5)))  # expect: True False 5
