"""`python -m json`: the command of json.tool."""

from json.tool import main

if __name__ == "__main__":
    main()
