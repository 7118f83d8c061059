from bot.__main__ import main  # the same as `partner-bot` and `python -m bot`

main()
