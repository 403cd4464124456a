# The embedded Python sources, as they are.
    .section .rodata
    .globl krait_embedded_blob
krait_embedded_blob:
    .incbin "blob.bin"
    .byte 0
    .section .note.GNU-stack,"",@progbits
