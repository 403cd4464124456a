# args: one two
# env: SAMPLE=3
# stdin: four
echo "$1 $2"  # expect: one two
read -r line; echo "$SAMPLE $line"  # expect: 3 four
for i in 0 1; do echo $i; done
# expect: 0
# expect: 1
echo "KeyError: 'x'" >&2; exit 1  # expect error: KeyError: 'x'
