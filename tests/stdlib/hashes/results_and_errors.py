


def t(expression):
    try:
        print(repr(eval(expression)))
    except Exception as error:
        print(type(error).__name__, error)


t("__import__('_md5').md5('a')")  # expect: TypeError Strings must be encoded before hashing
t("__import__('_md5').md5(5)")  # expect: TypeError object supporting the buffer API required
t("__import__('_md5').md5(b'a').name")  # expect: 'md5'
t("__import__('_sha2').sha256().block_size")  # expect: 64
t("__import__('_sha3').shake_128(b'a').digest(5)")  # expect: b'\x85\xc8\xde\x88\xd2'
t("__import__('_sha3').shake_128(b'a').digest(-1)")  # expect: ValueError Cannot convert negative int
t("__import__('_sha3').shake_128(b'a').hexdigest(5)")  # expect: '85c8de88d2'
t("__import__('_sha3').shake_256().digest_size")  # expect: 0
t("__import__('_blake2').blake2b(b'a',digest_size=10,key=b'k',salt=b's',person=b'p').hexdigest()")  # expect: 'a38d502c7c5d8a47fc8a'
t("__import__('_blake2').blake2s(b'a').hexdigest()")  # expect: '4a0d129873403037c2cd9b9048203687f6233fb6738956e0349bd4320fec3e90'
t("__import__('_blake2').blake2b(digest_size=0)")  # expect: ValueError digest_size for Blake2b must be between 1 and 64 bytes, here it is 0
t("__import__('_blake2').blake2b(digest_size=65)")  # expect: ValueError digest_size for Blake2b must be between 1 and 64 bytes, here it is 65
t("__import__('_blake2').blake2b(key=b'x'*65)")  # expect: ValueError maximum key length is 64 bytes
t("__import__('_blake2').blake2b(salt=b'x'*17)")  # expect: ValueError maximum salt length is 16 bytes
t("__import__('_blake2').blake2b(person=b'x'*17)")  # expect: ValueError maximum person length is 16 bytes
t("__import__('_blake2').blake2b(fanout=256)")  # expect: ValueError fanout must be between 0 and 255
t("__import__('_blake2').blake2b(depth=0)")  # expect: ValueError depth must be between 1 and 255
t("__import__('_blake2').blake2b(node_depth=256)")  # expect: ValueError node_depth must be between 0 and 255
t("__import__('_blake2').blake2b(b'a',fanout=2,depth=2,leaf_size=5,node_offset=3,node_depth=1,inner_size=9,last_node=True).hexdigest()")  # expect: '030a3b2cfed3adb01a620d6bed77f60a9a6711ddad56f5cb77778d34357b5943f50dd63be44553c9e5f08d77a494f2761c8a780bb31f12494993644b85537e76'
t("__import__('_blake2').blake2b().name,__import__('_blake2').blake2b.SALT_SIZE,__import__('_blake2').blake2b.PERSON_SIZE,__import__('_blake2').blake2b.MAX_KEY_SIZE,__import__('_blake2').blake2b.MAX_DIGEST_SIZE")  # expect: ('blake2b', 16, 16, 64, 64)
t("__import__('_blake2').blake2b('x')")  # expect: TypeError Strings must be encoded before hashing
t("__import__('_blake2').blake2b")  # expect: <class '_blake2.blake2b'>
t("type(__import__('_md5').md5()),type(__import__('_sha1').sha1()),type(__import__('_sha2').sha384())")  # expect: (<class '_md5.md5'>, <class '_sha1.sha1'>, <class '_sha2.SHA384Type'>)
t("__import__('_md5').md5(string=b'a').hexdigest()")  # expect: '0cc175b9c0f1b6a831c399e269772661'
