from bot.__main__ import main  # the same as `partner-bot` and `python -m bot`

if __name__ == "__main__":
    main()
