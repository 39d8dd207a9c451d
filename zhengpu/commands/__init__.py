"""The command line's parts: a store's name in → what is done with it, told in Chinese.

`zhengpu/cli.py` is the command line; here stand how it opens a store (`opening`), the commands that are not written beside their subject,
what it prints (`terminal`) and how it says what was misused (`usage`).
"""
