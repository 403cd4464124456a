print("AÉΣ".lower(), "ΑΣ".lower(), "ΑΣΒ".lower(), "straße".upper(), "ﬁn".title(), "ÀB cD".swapcase())
# expect: aéς ας ασβ STRASSE Fin àb Cd
print("éCOLE d'été".capitalize(), "éCOLE d'été".title(), "don't stop".title())  # expect: École d'été École D'Été Don'T Stop
long = "Éa" * 500
print(long.lower() == "éa" * 500, long.upper() == "ÉA" * 500, len(("ß" * 300).upper()), ascii("İ".lower()))
# expect: True True 600 'i\u0307'
print("a\x0bb\x1cc\x85d\u2028e\r\nf\n\ng".splitlines(), "é\nb\r".splitlines(True), "".title() == "")
# expect: ['a', 'b', 'c', 'd', 'e', 'f', '', 'g'] ['é\n', 'b\r'] True
